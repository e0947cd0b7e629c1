package checklistweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// crowd is how many people answer at once.
const crowd = 50

// TestFiftyAnswerAtOnce lets each of fifty people answer a checklist of their own, and all of them one together, in forms
// that have grown old, with steps of the checklist's life in between. Nothing that was sent may be gone.
func TestFiftyAnswerAtOnce(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("bjorkvik")
	unit := site.Unit(ctx, "Skolan")
	people := hire(t, site, ctx, unit)
	operator := checklist.StartInput{UnitID: unit.ID, Platform: "instagram"}
	shared, err := site.App.Checklists.Start(ctx, operator)
	if err != nil {
		t.Fatal(err)
	}
	own := make([]*checklist.Checklist, crowd)
	for i := range own {
		if own[i], err = site.App.Checklists.Start(ctx, operator); err != nil {
			t.Fatal(err)
		}
	}
	points := []string{"purpose", "goal", "message", "target_group", "channel", "resources", "marketing"}
	var mu sync.Mutex
	sent := map[string][]string{} // by checklist and point: what was accepted
	send := func(who int, l *checklist.Checklist, point, below, words string, seen string) {
		form := url.Values{"seen": {seen}, "base": {"{}"}, "f." + point: {words}, "act": {"close"}}
		switch point {
		case "channel":
			form.Del("f.channel")
			form.Set("f.why_channel", words)
		case "resources":
			form.Del("f.resources")
			form.Set("f.hours", words)
		}
		r := people[who].Post(at(l, "/points/"+point+below), form)
		switch {
		case r.Status >= http.StatusInternalServerError || r.Status == http.StatusNotFound || r.Status == http.StatusForbidden:
			t.Errorf("%d at %s%s: status %d", who, point, below, r.Status)
		default:
			mu.Lock()
			defer mu.Unlock()
			sent[l.ID.String()+point] = append(sent[l.ID.String()+point], words)
		}
	}
	var all sync.WaitGroup
	for i := range crowd {
		all.Go(func() {
			for j, point := range points {
				send(i, own[i], point, "", fmt.Sprintf("Svar %d om %s", i, point), "0")
				if j%3 == i%3 { // all of them in the same field of the same point
					send(i, shared, point, []string{"", "/draft"}[i%2], fmt.Sprintf("Gemensamt %d om %s", i, point), "0")
				}
			}
			// All of them in one field that they have just read: one is first, the others are told or come after.
			form := pointForm(t, people[i], shared, "notice")
			form.Set("f.closing", fmt.Sprintf("Nyss läst %d", i))
			if r := people[i].Post(at(shared, "/points/notice"), form); r.Status != http.StatusSeeOther && r.Status != http.StatusConflict {
				t.Errorf("%d with what is new: status %d", i, r.Status)
			}
			mu.Lock()
			sent[shared.ID.String()+"notice"] = append(sent[shared.ID.String()+"notice"], form.Get("f.closing"))
			mu.Unlock()
			switch i % 10 { // steps take the checklist as a whole, and wait for those who are saving
			case 3:
				people[i].Post(at(shared, "/submit"), nil)
			case 5:
				if r := people[i].Post(at(shared, "/points/goal/assign"), url.Values{"assignee": {""}}); r.Status != http.StatusSeeOther {
					t.Errorf("handing a point over: status %d", r.Status)
				}
			}
			if r := people[i].Get(at(shared, "")); r.Status != http.StatusOK {
				t.Errorf("looking at it: status %d", r.Status)
			}
		})
	}
	all.Wait()
	for _, l := range append(own, shared) {
		s, err := site.App.Checklists.Get(ctx, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if done, _, _ := s.Progress(); done != s.Done {
			t.Errorf("%s counts %d done, %d are", l.ID, s.Done, done)
		}
		for _, point := range append([]string{"notice"}, points...) {
			versions, _, err := site.App.Checklists.Versions(ctx, l.ID, point)
			if err != nil {
				t.Fatal(err)
			}
			words := s.Item(point).Point.Words(s.Item(point).Answer.Fields).SV
			numbers := map[int]bool{}
			for _, v := range versions {
				if !v.Aside && numbers[v.Number] {
					t.Errorf("two have written version %d of %s, and neither was told", v.Number, point)
				}
				numbers[v.Number] = numbers[v.Number] || !v.Aside
				words += "\n" + s.Item(point).Point.Words(v.Fields).SV
			}
			lines := strings.Split(words, "\n")
			for _, w := range sent[l.ID.String()+point] {
				if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(line, w) }) {
					t.Errorf("%q is neither the answer nor kept beside it", w)
				}
			}
			if l != shared && point != "notice" && len(sent[l.ID.String()+point]) != 1 {
				t.Errorf("%d answers to %s of one's own", len(sent[l.ID.String()+point]), point)
			}
		}
	}
}

// hire makes the people and signs them in.
func hire(t *testing.T, site *webtest.Site, ctx context.Context, unit tenant.Unit) []*webtest.Client {
	t.Helper()
	people := make([]*webtest.Client, crowd)
	for i := range people {
		people[i] = site.User(ctx, fmt.Sprint("Person", i), identity.Operations, unit)
	}
	return people
}
