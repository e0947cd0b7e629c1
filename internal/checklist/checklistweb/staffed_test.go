package checklistweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster"
)

func TestReviewersSeeWhoWouldWatchTheAccount(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	review, list := at(c, "/review"), "/app/checklists"
	says := func(what, words string) {
		t.Helper()
		if got := d.linnea.Get(review).TextOf("p.state"); !strings.HasSuffix(got, words) {
			t.Errorf("%s, at the review: %q does not end in %q", what, got, words)
		}
		if got := d.amir.Get(list).TextOf(".queue"); !strings.Contains(got, words+" Granska") {
			t.Errorf("%s, in the queue: %q lacks %q", what, got, words)
		}
	}
	says("as answered", "Bemanning: 1 bevakar, 1 ersättare")
	if _, err := d.site.App.Rosters.Assign(d.ctx, c.Ref, roster.AssignInput{PersonID: d.people[2].ID, Role: string(roster.Monitor)}); err != nil {
		t.Fatal(err)
	}
	says("one more", "Bemanning: 2 bevakar, 1 ersättare")
	for name, who := range map[string]string{"Sara": d.sara.Get(list).Text(), "Rita": d.reader.Get(list).Text(), "Olle": d.other.Get(list).Text()} {
		if strings.Contains(who, "Bemanning:") {
			t.Errorf("%s, who does not review, is told of the roster", name)
		}
	}
	status(t, "another unit's review", d.other.Get(review), http.StatusForbidden)

	today := clock.Date{Year: 2026, Month: 11, Day: 23}
	cancel := func(role roster.Role) {
		t.Helper()
		sheet, err := d.site.App.Rosters.Coverage(d.ctx, roster.Scope{Ref: c.Ref, From: today, To: today, AsIfOpen: true})
		d.must(err)
		for _, a := range sheet.Assignments {
			if a.Role == role {
				_, err := d.site.App.Rosters.Cancel(d.ctx, a.ID, a.Version)
				d.must(err)
			}
		}
	}
	cancel(roster.Monitor)
	cancel(roster.Responsible)
	says("a reserve alone", "Bemanning: ingen bevakar, 1 ersättare")
	cancel(roster.Cover)
	says("nobody", "Bemanning saknas")
	d.linnea.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app"}})
	if got := d.linnea.Get(review).TextOf("p.state"); !strings.HasSuffix(got, "The roster is empty") {
		t.Errorf("in English: %q", got)
	}
}
