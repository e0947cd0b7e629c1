package checklist

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/register/platform"
)

// asked is a template of points that wait, apply now and then, and hold fields that do.
func asked() *Content {
	sv := func(s string) Text { return Text{SV: s} }
	return &Content{Sections: []Section{
		{Key: "one", Title: sv("Ett"), Points: []Point{
			{Key: "channel", Kind: KindText, Mandatory: true, Name: sv("Välj"), Fields: []Field{{Key: "name", Kind: KindText, Mandatory: true}, {Key: "note", Kind: KindLong}}},
			{Key: "account_kind", Kind: KindChoice, Mandatory: true, Name: sv("Kind"), Platforms: []string{"instagram", "facebook"}, After: []string{"channel"}, Rules: []string{"not_personal"},
				Fields: []Field{{Key: "kind", Kind: KindChoice, Mandatory: true, Options: []Option{{Value: "page"}, {Value: "business"}, {Value: "personal"}}}}},
		}},
		{Key: "two", Title: sv("Två"), Points: []Point{
			{Key: "shop", Kind: KindText, Mandatory: true, Name: sv("Butik"), Kinds: []string{"business"}, Fields: []Field{{Key: "shop", Kind: KindText, Mandatory: true}}},
			{Key: "answer", Kind: KindChoice, Mandatory: true, Name: sv("Svara"), Fields: []Field{
				{Key: "time", Kind: KindChoice, Mandatory: true, Options: []Option{{Value: "day"}, {Value: "faster"}}},
				{Key: "faster", Kind: KindText, Mandatory: true, When: &When{"time", "faster"}},
				{Key: "help", Kind: KindYesNo},
				{Key: "who", Kind: KindPersons, Options: []Option{{Value: "monitor"}}}}},
			{Key: "proof", Kind: KindFile, Mandatory: true, Name: sv("Visa"), Fields: []Field{{Key: "file", Kind: KindFile, Mandatory: true}}},
			{Key: "extra", Kind: KindLong, Name: sv("Mer"), Fields: []Field{{Key: "extra", Kind: KindLong, Mandatory: true}, {Key: "sure", Kind: KindYesNo, Mandatory: true}}},
		}},
	}}
}

func saved(f Fields) Answer { return Answer{Fields: f, Version: 1, SavedAt: time.Unix(1, 0)} }

func find(items []*Item, key string) *Item {
	if i := slices.IndexFunc(items, func(it *Item) bool { return it.Point.Key == key }); i >= 0 {
		return items[i]
	}
	return nil
}

func TestStatesOfAPoint(t *testing.T) {
	channel := map[string]Answer{"channel": saved(Fields{"name": words("Skolan")})}
	for _, tt := range []struct {
		what, point string
		answer      *Answer
		others      map[string]Answer
		files       map[string]int
		want        PointState
		missing     []string
	}{
		{"nothing", "channel", nil, nil, nil, Fresh, []string{"name text"}},
		{"an answer that was emptied", "channel", &Answer{Version: 2, Fields: Fields{}}, nil, nil, Fresh, []string{"name text"}},
		{"handed to somebody, not answered", "channel", &Answer{AssigneeID: anna.ID}, nil, nil, Fresh, []string{"name text"}},
		{"optional part alone", "channel", ptr(saved(Fields{"note": words("x")})), nil, nil, Begun, []string{"name text"}},
		{"blanks", "channel", ptr(saved(Fields{"name": words("  "), "note": words("x")})), nil, nil, Begun, []string{"name text"}},
		{"answered", "channel", ptr(saved(Fields{"name": words("x")})), nil, nil, Done, nil},
		{"answered and accepted", "channel", &Answer{Version: 1, Fields: Fields{"name": words("x")}, Verdict: Accepted}, nil, nil, Done, nil},
		{"sent back", "channel", &Answer{Version: 1, Fields: Fields{"name": words("x")}, Verdict: Back}, nil, nil, Attention, nil},
		{"waits", "account_kind", nil, nil, nil, Blocked, []string{"kind choice"}},
		{"waits, but is answered", "account_kind", ptr(saved(Fields{"kind": words("page")})), nil, nil, Done, nil},
		{"waited", "account_kind", nil, channel, nil, Fresh, []string{"kind choice"}},
		{"objected to", "account_kind", ptr(saved(Fields{"kind": words("personal")})), channel, nil, Attention, nil},
		{"a field that is not asked", "answer", ptr(saved(Fields{"time": words("day")})), nil, nil, Done, nil},
		{"a field that is asked", "answer", ptr(saved(Fields{"time": words("faster")})), nil, nil, Begun, []string{"faster text"}},
		{"and answered", "answer", ptr(saved(Fields{"time": words("faster"), "faster": words("en timme")})), nil, nil, Done, nil},
		{"no without why", "answer", ptr(saved(Fields{"time": words("day"), "help": words("no")})), nil, nil, Begun, []string{"help reason.no"}},
		{"no with why", "answer", ptr(saved(Fields{"time": words("day"), "help": {Text: "no", Reason: "Nej"}})), nil, nil, Done, nil},
		{"somebody without a role", "answer", ptr(saved(Fields{"time": words("day"), "who": people(anna)})), nil, nil, Begun, []string{"who role"}},
		{"no file", "proof", nil, nil, nil, Fresh, []string{"file file"}},
		{"another field's file", "proof", nil, nil, map[string]int{"proof.other": 1, "channel.file": 1}, Fresh, []string{"file file"}},
		{"a file", "proof", &Answer{Version: 1}, nil, map[string]int{"proof.file": 1}, Done, nil},
		{"a file that was removed", "proof", &Answer{Version: 2}, nil, nil, Fresh, []string{"file file"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			answers := map[string]Answer{}
			for k, v := range tt.others {
				answers[k] = v
			}
			if tt.answer != nil {
				answers[tt.point] = *tt.answer
			}
			f := facts()
			f.Files = tt.files
			it := find(assess(asked(), answers, f), tt.point)
			if it == nil {
				t.Fatal("it is not asked")
			}
			var missing []string
			for _, p := range it.Missing {
				missing = append(missing, p.Field+" "+p.Key[len("checklist.missing."):])
			}
			if it.State != tt.want || !slices.Equal(missing, tt.missing) {
				t.Errorf("%s, lacks %q; want %s, %q", it.State, missing, tt.want, tt.missing)
			}
			if (it.State == Blocked) != (len(it.Waits) > 0 && it.Answer.Version == 0) {
				t.Errorf("%s, waits for %d points", it.State, len(it.Waits))
			}
		})
	}
}

func ptr(a Answer) *Answer { return &a }

func TestPointsThatDoNotApplyAreNotAsked(t *testing.T) {
	for _, tt := range []struct {
		what     string
		platform string
		kind     string // registered
		answered string
		want     []string
	}{
		{"no kind yet", "instagram", "", "", []string{"channel", "account_kind", "shop", "answer", "proof", "extra"}},
		{"a page as registered", "facebook", "page", "", []string{"channel", "account_kind", "answer", "proof", "extra"}},
		{"a business as registered", "facebook", "business", "", []string{"channel", "account_kind", "shop", "answer", "proof", "extra"}},
		{"what is answered goes before what is registered", "facebook", "business", "page", []string{"channel", "account_kind", "answer", "proof", "extra"}},
		{"a blog", "blog", "", "", []string{"channel", "shop", "answer", "proof", "extra"}},
		{"a blog as registered", "blog", "blog", "", []string{"channel", "answer", "proof", "extra"}},
	} {
		f := facts()
		f.Platform, f.Kind = platform.Name(tt.platform), tt.kind
		answers := map[string]Answer{}
		if tt.answered != "" {
			answers["account_kind"] = saved(Fields{"kind": words(tt.answered)})
		}
		items := assess(asked(), answers, f)
		var got []string
		for i, it := range items {
			got = append(got, it.Point.Key)
			if it.Number != i+1 {
				t.Errorf("%s: %s has the number %d, want %d", tt.what, it.Point.Key, it.Number, i+1)
			}
			if it.Point.Key == "extra" && it.Section != 1 {
				t.Errorf("%s: extra is in section %d", tt.what, it.Section)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

func TestTheKindThatLeavesItsOwnQuestionOutIsStillAsked(t *testing.T) {
	c := asked()
	c.Point("account_kind").Kinds = []string{"page"}
	answers := map[string]Answer{"account_kind": saved(Fields{"kind": words("business")})}
	if find(assess(c, answers, facts()), "account_kind") == nil {
		t.Error("the answer took its own question away")
	}
}

func TestEveryMandatoryDefaultPointIsAskedOfSomebodyAndOpen(t *testing.T) {
	for _, name := range Names {
		c := &Default(name).Content
		for _, on := range []string{"instagram", "blog", "website"} {
			f := facts()
			f.Platform = platform.Name(on)
			items := assess(c, nil, f)
			done, total, open := progress(items)
			if done != 0 || total != len(items) {
				t.Errorf("%s on %s: %d of %d", name, on, done, total)
			}
			for _, p := range c.Points() {
				it := find(items, p.Key)
				left := p.Key == "account_kind" && on != "instagram"
				if (it == nil) != left {
					t.Errorf("%s on %s: %s asked: %v", name, on, p.Key, it != nil)
				}
				if it != nil && p.Mandatory && !slices.Contains(open, it) {
					t.Errorf("%s on %s: %s may be left out", name, on, p.Key)
				}
			}
		}
	}
}

func TestProgressLetsOnlyUntouchedOptionalPointsBe(t *testing.T) {
	full := map[string]Answer{"channel": saved(Fields{"name": words("x")}), "account_kind": saved(Fields{"kind": words("page")}), "answer": saved(Fields{"time": words("day")}), "proof": {Version: 1}}
	f := facts()
	f.Files["proof.file"] = 1
	if done, total, open := progress(assess(asked(), full, f)); done != 4 || total != 5 || len(open) != 0 {
		t.Errorf("%d of %d, %d open; want 4 of 5, the optional one left be", done, total, len(open))
	}
	full["extra"] = saved(Fields{"extra": words("halvt")})
	if done, total, open := progress(assess(asked(), full, f)); done != 4 || total != 5 || len(open) != 1 || open[0].Point.Key != "extra" {
		t.Errorf("%d of %d, %d open; want the half one in the way", done, total, len(open))
	}
	full["extra"] = saved(Fields{"extra": words("helt"), "sure": words("yes")})
	if done, _, open := progress(assess(asked(), full, f)); done != 5 || len(open) != 0 {
		t.Errorf("%d done, %d open", done, len(open))
	}
}

// FuzzJudge feeds any answers at all: what comes from outside or from an older template must never stop a page.
func FuzzJudge(f *testing.F) {
	f.Add([]byte(`{"monitors":{"people":[{"id":"00000000-0000-0000-0000-000000000000","name":"","role":"x"}]},"read_on":{"text":"9999-12-31"},"unit_page":{"text":"https://[::1"}}`), "facebook", "2026-11-23", 12)
	f.Add([]byte(`{"kind":{"text":"personal"},"review_on":{"text":"0001-01-01"},"sender":{"text":"own_symbol"},"part_sentence":{"text":"\u0000"}}`), "", "", -1)
	f.Add([]byte(`null`), "blog", "0001-01-01", 1<<20)
	content := []*Content{&Default(Startup).Content, &Default(Legal).Content, asked()}
	f.Fuzz(func(t *testing.T, raw []byte, on, day string, months int) {
		var in Fields
		if json.Unmarshal(raw, &in) != nil {
			return
		}
		fc := facts()
		fc.Platform, fc.URL, fc.ReviewMonths = platform.Name(on), in["address"].Text, months%1000
		if d, err := clock.ParseDate(day); err == nil {
			fc.Today, fc.TermsChangedOn = d, d
		}
		for _, c := range content {
			answers := map[string]Answer{}
			for _, p := range c.Points() {
				p.check(in)
				missing, objections := p.judge(in, fc)
				for _, x := range append(missing, objections...) {
					if p.Field(x.Field) == nil {
						t.Errorf("%s: %s at the field %q, which there is not", p.Key, x.Key, x.Field)
					}
					_ = x.Words(t.Context())
				}
				_ = p.Words(in)
				answers[p.Key] = saved(in)
			}
			items := assess(c, answers, fc)
			if done, total, open := progress(items); done+len(open) > total {
				t.Errorf("%d done and %d open of %d", done, len(open), total)
			}
		}
	})
}
