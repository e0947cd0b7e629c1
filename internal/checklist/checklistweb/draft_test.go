package checklistweb_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/webtest"
)

func TestTheConflictPageShowsTheirsBesideMine(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål"), "measure": val("")})
	status(t, "Linnea", put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("Linneas mått")}), http.StatusSeeOther)
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "Sara", r, http.StatusConflict)
	shows(t, r, "Linnea")
	cells := r.Select(".conflict ~ table td")
	if len(cells) != 2 || webtest.Text(cells[0]) != "Linneas mål" || webtest.Text(cells[1]) != "Saras mål" {
		t.Errorf("the comparison has %d cells: %s", len(cells), r.TextOf(".conflict ~ table"))
	}
	if r.Value("f.goal") != "Saras mål" || r.Value("f.measure") != "Linneas mått" {
		t.Errorf("the form holds %q and %q, want mine, and theirs where I typed nothing", r.Value("f.goal"), r.Value("f.measure"))
	}
	if got := d.now(l, "goal"); got["goal"].Text != "Linneas mål" {
		t.Errorf("the answer is %v before I have chosen", got)
	}
	again := filledForm(t, r, `form[action$="/points/goal"]`)
	status(t, "chosen", d.sara.Post(at(l, "/points/goal"), again), http.StatusSeeOther)
	if got := d.now(l, "goal"); got["goal"].Text != "Saras mål" || got["measure"].Text != "Linneas mått" {
		t.Errorf("the answer is %v afterwards", got)
	}
}

func TestAFieldThatTheyEmptiedStaysEmptyInMyConflict(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	put(t, d.sara, l, "goal", checklist.Fields{"goal": val("Mål"), "measure": val("Mått")})
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål")})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("")})
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "Sara", r, http.StatusConflict)
	if r.Value("f.measure") != "" {
		t.Errorf("what Linnea took away is back: %q", r.Value("f.measure"))
	}
}

func TestARefusedFormStillCountsFromWhatItHeld(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål"), "measure": val(strings.Repeat("å", 501))})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål")})
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "too long", r, http.StatusUnprocessableEntity)
	better := filledForm(t, r, `form[action$="/points/goal"]`)
	better.Set("f.measure", "kort")
	status(t, "mended", d.sara.Post(at(l, "/points/goal"), better), http.StatusConflict)
	if got := d.now(l, "goal"); got["goal"].Text != "Linneas mål" || got["measure"].Text != "kort" {
		t.Errorf("the answer is %v: Linnea's was written over unseen", got)
	}
}

func TestWhatIsTypedTooLateIsKeptAndShown(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	for point, f := range d.filled() {
		d.answer("Sara", l.ID, point, f)
	}
	late := write(pointForm(t, d.sara, l, "records"), checklist.Fields{"registration": val("Skrivet för sent. " + strings.Repeat("Mycket att säga. ", 100))})
	_, err := d.site.App.Checklists.Submit(d.as("Linnea"), l.ID)
	d.must(err)
	r := d.sara.Post(at(l, "/points/records"), late)
	status(t, "too late", r, http.StatusConflict)
	shows(t, r, strings.TrimSpace(late.Get("f.registration")), "Registratorn")
	if got := d.now(l, "records")["registration"].Text; got != "Registratorn" {
		t.Errorf("the answer is %q", got)
	}
	shows(t, d.sara.Get(at(l, "/versions/records")), "Skrivet för sent.")
}

type draft struct {
	State  string
	Seen   int
	Base   map[string]checklist.Value
	Values map[string]string
	News   string
	Theirs []struct{ Label, Text string }
	Stop   bool
}

func readDraft(t *testing.T, what string, r *webtest.Response, want int) draft {
	t.Helper()
	status(t, what, r, want)
	var d draft
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal([]byte(r.Body), &d) != nil {
		t.Fatalf("%s: %s %s", what, r.Header.Get("Content-Type"), r.Body)
	}
	return d
}

func TestSavingWhileTyping(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	where := at(l, "/points/sender/draft")
	mine := write(pointForm(t, d.sara, l, "sender"), checklist.Fields{"sender": val("logotype"), "unit_page": val("")})
	a := readDraft(t, "saved", d.sara.Post(where, mine), http.StatusOK)
	if a.Seen != 1 || a.Stop || a.News != "" || a.Base["sender"].Text != "logotype" || !strings.HasPrefix(a.State, "Utkast sparat") {
		t.Errorf("saved: %+v", a)
	}
	put(t, d.linnea, l, "sender", checklist.Fields{"sender": val("own_symbol"), "unit_page": val("https://www.bjorkvik.example/x"), "part_sentence": val("")})

	n := readDraft(t, "newer", d.sara.Get(where+"?seen=1"), http.StatusOK)
	if n.News == "" || n.Values["f.unit_page"] != "https://www.bjorkvik.example/x" {
		t.Errorf("newer: %+v", n)
	}
	if _, named := n.Base["sender"]; named {
		t.Error("the choice counts as seen, though no script can write it into the form")
	}
	if n := readDraft(t, "the same", d.linnea.Get(where+"?seen=1"), http.StatusOK); n.News != "" {
		t.Errorf("Linnea is told of her own: %+v", n)
	}
	status(t, "no version", d.sara.Get(where), http.StatusNotFound)

	// Sara types in another field. What Linnea chose stays, in the answer and in what the form counts from.
	mine.Set("seen", "1")
	raw, err := json.Marshal(a.Base)
	d.must(err)
	mine.Set("base", string(raw))
	mine.Set("f.page_updated", "yes")
	a = readDraft(t, "merged", d.sara.Post(where, mine), http.StatusOK)
	_, named := a.Base["sender"]
	if a.Stop || a.News == "" || a.Values["f.unit_page"] == "" || named || a.Base["page_updated"].Text != "yes" {
		t.Errorf("merged: %+v", a)
	}
	if got := d.now(l, "sender"); got["sender"].Text != "own_symbol" || got["unit_page"].Text == "" || got["page_updated"].Text != "yes" {
		t.Errorf("the answer is %v", got)
	}

	// Both type in one field.
	goals := at(l, "/points/goal/draft")
	form := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål")})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("Linneas mått")})
	a = readDraft(t, "clash", d.sara.Post(goals, form), http.StatusOK)
	if !a.Stop || len(a.Theirs) != 1 || a.Theirs[0].Text != "Linneas mål" || a.Values["f.measure"] != "Linneas mått" || a.Base["goal"].Text != "Linneas mål" {
		t.Errorf("clash: %+v", a)
	}
	if _, over := a.Values["f.goal"]; over {
		t.Error("the script is told to write over what was typed")
	}

	form.Set("f.measure", strings.Repeat("å", 501))
	if a := readDraft(t, "invalid", d.sara.Post(goals, form), http.StatusUnprocessableEntity); a.Stop {
		t.Errorf("invalid: %+v", a)
	}
	status(t, "a reader", d.reader.Post(goals, form), http.StatusForbidden)
	status(t, "another unit", d.other.Post(goals, form), http.StatusNotFound)

	for point, f := range d.filled() {
		d.answer("Sara", l.ID, point, f)
	}
	_, err = d.site.App.Checklists.Submit(d.as("Sara"), l.ID)
	d.must(err)
	form.Set("f.measure", "för sent")
	if a := readDraft(t, "locked", d.sara.Post(goals, form), http.StatusConflict); !a.Stop || a.News == "" {
		t.Errorf("locked: %+v", a)
	}
}
