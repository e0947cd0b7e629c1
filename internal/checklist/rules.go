package checklist

import (
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/register/platform"
)

// Rule is something that an answer must satisfy (A6). A point of a template names the rules it feeds; a rule reads the
// point's fields by their keys.
type Rule struct {
	Name  string          // "checklist.rule." and the name is what it says to people
	Needs map[string]Kind // fields that a point which feeds the rule must have
	Check func(p *Point, in Fields, facts Facts) []Problem
}

// Rules is the one table of rules, in the order of docs and menus. A rule says nothing of what is not answered yet: a
// mandatory field does that.
var Rules = []Rule{
	{"two_monitors", map[string]Kind{"monitors": KindPersons}, twoMonitors},
	{"two_logins", map[string]Kind{"login_access": KindPersons}, twoLogins},
	{"not_personal", map[string]Kind{"kind": KindChoice}, notPersonal},
	{"terms_read", map[string]Kind{"read_on": KindDate, "read_by": KindPersons}, termsRead},
	{"sender_text", map[string]Kind{"sender": KindChoice, "part_sentence": KindLong}, senderText},
	{"unit_page", map[string]Kind{"unit_page": KindLink, "page_updated": KindYesNo}, unitPage},
	{"content_page", map[string]Kind{"content_page": KindLink}, ownLink("content_page")},
	{"contact_page", map[string]Kind{"contact_page": KindLink}, ownLink("contact_page")},
	{"crisis_use", map[string]Kind{"use": KindChoice, "how": KindLong, "pointer": KindLong}, crisisUse},
	{"review_bounds", map[string]Kind{"review_on": KindDate}, reviewBounds},
}

func ruleNamed(name string) (Rule, bool) {
	for _, r := range Rules {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}

// twoMonitors: at least two who watch, or one who watches and somebody else who covers (A1 monitoring).
func twoMonitors(_ *Point, in Fields, _ Facts) []Problem {
	people := in["monitors"].People
	if len(people) == 0 {
		return nil
	}
	watch, all := map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	for _, w := range people {
		all[w.ID] = true
		if w.Role != "cover" {
			watch[w.ID] = true
		}
	}
	switch {
	case len(watch) == 0:
		return []Problem{{Field: "monitors", Key: "checklist.rule.two_monitors.nobody"}}
	case len(all) < 2:
		return []Problem{{Field: "monitors", Key: "checklist.rule.two_monitors.one", Args: []any{"Name", people[0].Name}}}
	}
	return nil
}

// twoLogins: at least two different people can get in (p. 4).
func twoLogins(_ *Point, in Fields, _ Facts) []Problem {
	people := map[uuid.UUID]bool{}
	for _, w := range in["login_access"].People {
		people[w.ID] = true
	}
	if len(people) == 1 {
		return []Problem{{Field: "login_access", Key: "checklist.rule.two_logins.one", Args: []any{"Name", in["login_access"].People[0].Name}}}
	}
	return nil
}

// notPersonal: a page or business account, never a personal one (p. 8), by what is answered and by the address's form.
func notPersonal(_ *Point, in Fields, facts Facts) []Problem {
	if in["kind"].Text == "personal" || facts.URL != "" && platform.ResolveOn(facts.Platform, facts.URL).Problem == platform.Personal {
		return []Problem{{Field: "kind", Key: "checklist.rule.not_personal.is"}}
	}
	return nil
}

// termsRead: read by somebody on a day that has been, after the platform last changed its terms (A8).
func termsRead(_ *Point, in Fields, facts Facts) []Problem {
	on, err := clock.ParseDate(in["read_on"].Text)
	switch {
	case err != nil || on.IsZero():
		return nil
	case on.After(facts.Today):
		return []Problem{{Field: "read_on", Key: "checklist.rule.terms_read.ahead"}}
	case !facts.TermsChangedOn.IsZero() && on.Before(facts.TermsChangedOn):
		return []Problem{{Field: "read_on", Key: "checklist.rule.terms_read.changed", Args: []any{"Date", facts.TermsChangedOn}}}
	}
	return nil
}

// senderText: an account with a symbol of its own says in words whose it is (p. 4).
func senderText(_ *Point, in Fields, facts Facts) []Problem {
	text := in["part_sentence"].Text
	if in["sender"].Text != "own_symbol" || facts.PartSentence == "" {
		return nil
	}
	if strings.TrimSpace(text) == "" || !strings.Contains(plainWords(text), plainWords(facts.PartSentence)) {
		return []Problem{{Field: "part_sentence", Key: "checklist.rule.sender_text.missing", Args: []any{"Sentence", facts.PartSentence}}}
	}
	return nil
}

// plainWords gives a text's words alone, so that case, full stops, line breaks and how an "ö" is put together make no
// difference.
func plainWords(s string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ") + " "
}

// unitPage: the unit's page is the municipality's own, and up to date before the account opens (p. 4).
func unitPage(p *Point, in Fields, facts Facts) []Problem {
	bad := ownLink("unit_page")(p, in, facts)
	if in["page_updated"].Text == "no" {
		bad = append(bad, Problem{Field: "page_updated", Key: "checklist.rule.unit_page.stale"})
	}
	return bad
}

// ownLink makes the rule that a link leads to one of the municipality's hosts.
func ownLink(field string) func(*Point, Fields, Facts) []Problem {
	return func(_ *Point, in Fields, facts Facts) []Problem {
		if link := in[field].Text; link != "" && facts.OwnHost != nil && !facts.OwnHost(link) {
			return []Problem{{Field: field, Key: "checklist.rule.own_link.other"}}
		}
		return nil
	}
}

// crisisUse: used, with how; or not, with the words that say where to turn (p. 5, F1).
func crisisUse(_ *Point, in Fields, _ Facts) []Problem {
	switch {
	case in["use"].Text == "used" && strings.TrimSpace(in["how"].Text) == "":
		return []Problem{{Field: "how", Key: "checklist.rule.crisis_use.how"}}
	case in["use"].Text == "unused" && strings.TrimSpace(in["pointer"].Text) == "":
		return []Problem{{Field: "pointer", Key: "checklist.rule.crisis_use.pointer"}}
	}
	return nil
}

// reviewBounds: the next review comes, and within the municipality's time (A8).
func reviewBounds(_ *Point, in Fields, facts Facts) []Problem {
	on, err := clock.ParseDate(in["review_on"].Text)
	if err != nil || on.IsZero() {
		return nil
	}
	return reviewProblem("review_on", on, facts)
}

func reviewProblem(field string, on clock.Date, facts Facts) []Problem {
	last := facts.Today.AddMonths(facts.ReviewMonths)
	switch {
	case !on.After(facts.Today):
		return []Problem{{Field: field, Key: "checklist.rule.review_bounds.past"}}
	case on.After(last):
		return []Problem{{Field: field, Key: "checklist.rule.review_bounds.late", Args: []any{"Date", last}}}
	}
	return nil
}
