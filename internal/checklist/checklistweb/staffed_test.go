package checklistweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/roster"
)

func TestReviewersSeeWhoWouldWatchTheAccount(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	review, list := at(c, "/review"), "/app/checklists"
	says := func(what, sv string) {
		t.Helper()
		if got := d.linnea.Get(review).TextOf("header .state, .head, main"); !strings.Contains(got, sv) {
			t.Errorf("%s, at the review: %q lacks %q", what, got, sv)
		}
		if got := d.amir.Get(list).TextOf(".queue"); !strings.Contains(got, sv) {
			t.Errorf("%s, in the queue: %q lacks %q", what, got, sv)
		}
	}
	assign := func(who int, role roster.Role) {
		t.Helper()
		_, err := d.site.App.Rosters.Assign(d.ctx, c.Ref, roster.AssignInput{PersonID: d.people[who].ID, Role: string(role)})
		d.must(err)
	}
	says("as it was handed in", "Bemanning")
	before := d.linnea.Get(review).TextOf("header .state, .head, main")
	t.Log(before)
	_ = assign
	for _, who := range []string{d.sara.Get(list).Text(), d.reader.Get(list).Text(), d.other.Get(list).Text()} {
		if strings.Contains(who, "Bemanning:") || strings.Contains(who, "Bemanning saknas") {
			t.Error("who does not review is told of the roster")
		}
	}
	status(t, "another unit's review", d.other.Get(review), http.StatusForbidden)
	d.linnea.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app"}})
	t.Log(d.linnea.Get(review).TextOf("header .state, .head, main"))
}
