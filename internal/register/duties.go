package register

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register/platform"
)

// Duty is something that the profile of an account must show (B6).
type Duty struct {
	Key     string // never changed: it is kept with each check
	Source  Source
	applies func(*Account) bool // nil: to every account
}

// Source is where a duty comes from: a page of the municipality's guidelines for social media, or section 6 of the legal
// checklist that belongs to them (appendix 3).
type Source struct {
	Page     int
	Appendix bool
}

// cookiePlatforms are those where the municipality itself can set cookies; on the others only the platform can.
var cookiePlatforms = []platform.Name{platform.Blog, platform.Website, platform.Podcast}

var legal = Source{Page: 11, Appendix: true}

// allDuties lists them as people check a profile: what is seen first, then the texts. Which of them an account has,
// dutyApplies says again in SQL.
var allDuties = []Duty{
	{"name_logo", Source{Page: 3}, func(a *Account) bool { return a.Sender != "own_symbol" }},
	{"part_sentence", Source{Page: 4}, func(a *Account) bool { return a.Sender == "own_symbol" }},
	{"identity", legal, nil},
	{"purpose", legal, nil},
	{"unit_link", Source{Page: 4}, nil},
	{"content_link", Source{Page: 4}, nil},
	{"secrecy_notice", Source{Page: 6}, nil},
	{"contact_ways", Source{Page: 6}, nil},
	{"crisis_pointer", Source{Page: 5}, func(a *Account) bool { return a.CrisisUse == "unused" }},
	{"visibility", legal, nil},
	{"official_documents", legal, nil},
	{"forbidden_content", legal, nil},
	{"measures", legal, nil},
	{"cookies", legal, func(a *Account) bool { return slices.Contains(cookiePlatforms, a.Platform) }},
}

// dutiesOf gives the duties of an account, in their order.
func dutiesOf(a *Account) []Duty {
	var list []Duty
	for _, d := range allDuties {
		if d.applies == nil || d.applies(a) {
			list = append(list, d)
		}
	}
	return list
}

// DutyState is how a profile stands with a duty. The zero value is "not checked yet".
type DutyState string

// The states.
const (
	DutyMet   DutyState = "met"
	DutyUnmet DutyState = "unmet"
	DutyNA    DutyState = "na" // it does not concern this account; the note says why
)

// DutyStates are what can be answered, in the order of the form.
var DutyStates = []DutyState{DutyMet, DutyUnmet, DutyNA}

// MaxDutyNote is how many characters the note of a check holds.
const MaxDutyNote = 1000

// Check is the last look at a duty.
type Check struct {
	State     DutyState
	Note      string
	CheckedOn clock.Date
	CheckedBy uuid.UUID // the login; uuid.Nil where an operator did it
	NextOn    clock.Date
}

// DutyItem is a duty of an account with its last check; the zero Check where there is none.
type DutyItem struct {
	Duty
	Check
}

// DutyAnswer is what somebody says of a duty, as typed.
type DutyAnswer struct {
	State string
	Note  string
}

// DutySheet is all that an account's profile must show, and how it stands.
type DutySheet struct {
	Account *Account
	Items   []DutyItem
	Version string // of the checks: whoever saves says which they saw
}

// DutyCounts says how a sheet stands. Met counts what does not concern the account, too.
type DutyCounts struct {
	All, Met, Unmet, Unchecked, Due int
}

// Counts counts the items; Due are those whose next check has come.
func (s DutySheet) Counts(today clock.Date) DutyCounts {
	c := DutyCounts{All: len(s.Items)}
	for _, it := range s.Items {
		switch it.State {
		case DutyMet, DutyNA:
			c.Met++
		case DutyUnmet:
			c.Unmet++
		default:
			c.Unchecked++
			continue
		}
		if !it.NextOn.After(today) {
			c.Due++
		}
	}
	return c
}

// checkAnswers gives the answers in their normal form, without those that say nothing, and what is wrong with them: at
// the duty's key, or at "note_" and the key. An answer to what is no duty of the account is left out: its page may
// have been opened before the account changed.
func checkAnswers(duties []Duty, in map[string]DutyAnswer) (map[string]DutyAnswer, []fault.Field) {
	var bad []fault.Field
	out := map[string]DutyAnswer{}
	for _, d := range duties {
		a := DutyAnswer{State: in[d.Key].State, Note: strings.TrimSpace(in[d.Key].Note)}
		if n := utf8.RuneCountInString(a.Note); n > MaxDutyNote {
			bad = append(bad, fault.Bad("note_"+d.Key, "register.too_long", "Max", MaxDutyNote, "Count", n-MaxDutyNote))
		}
		switch {
		case a.State == "" && a.Note == "":
			continue
		case a.State == "":
			bad = append(bad, fault.Bad(d.Key, "register.duty_choose"))
		case !slices.Contains(DutyStates, DutyState(a.State)):
			bad = append(bad, fault.Bad(d.Key, "register.choose"))
		case DutyState(a.State) == DutyNA && a.Note == "":
			bad = append(bad, fault.Bad("note_"+d.Key, "register.duty_why"))
		}
		out[d.Key] = a
	}
	if len(out) == 0 && len(bad) == 0 && len(duties) > 0 {
		bad = append(bad, fault.Bad(duties[0].Key, "register.duty_none"))
	}
	return out, bad
}
