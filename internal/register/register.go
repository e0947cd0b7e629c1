// Package register is the list of the municipality's accounts: what is known of each, its life from draft to closed,
// and how accounts come in and go out as files.
package register

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register/platform"
)

// Account is one account, page, channel or blog in one social medium (B1).
type Account struct {
	ID               uuid.UUID
	Ref              string // short, the municipality's own, never reused: "k0042"
	Platform         platform.Name
	Handle           string // decoded, without a leading @
	URL              string // canonical
	Key              string // what makes it the same account, platform's case rules applied
	Name             string
	UnitID           uuid.UUID
	UnitName         string
	ParentUnit       string // name of the unit above, or empty
	Overarching      bool   // the municipality's own: it belongs to communications (B8)
	Kind             string
	Purpose          string
	TargetGroup      string
	MainMessage      string
	Language         string // BCP 47, or empty
	Sender           string // "", "logotype" or "own_symbol"
	UnitPage         string
	ContentPage      string
	Contact          string // an address or a function; never public
	ContactPersonID  uuid.UUID
	Status           Status
	OpenedOn         clock.Date
	ClosedOn         clock.Date
	CrisisUse        string     // "", "used" or "unused": whether the account says something in a crisis (F1)
	CrisisText       string     // where to turn in a crisis, of an account that is unused then; public
	ClosingReason    string     // why it is closed; of a rejected account: why it was
	ClosingOn        clock.Date // planned
	ClosingNotice    string     // what visitors are told; public
	FollowersTo      string     // where those who follow it are sent; public
	CapturePersonID  uuid.UUID  // who does the last capture
	CapturePerson    string     // that person's name
	FinalCapture     string     // "", "taken" or "waived"
	FinalCaptureNote string     // where the last capture is kept, or why there is none
	RegisteredOn     clock.Date
	Imported         bool
	Version          int
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// Addressed reports whether the account's address is known. One that is not is a wish for an account on a platform.
func (a *Account) Addressed() bool { return a.URL != "" }

// Kinds are the kinds of account (A1: a page or business account, never a personal one).
var Kinds = []string{"page", "business", "channel", "blog", "group", "other"}

// Senders are the ways in which an account shows whose it is (B6).
var Senders = []string{"logotype", "own_symbol"}

// CrisisUses are the answers to whether the account is used in a crisis (F1).
var CrisisUses = []string{"used", "unused"}

// FinalCaptures are what may become of the last capture of an account that closes.
var FinalCaptures = []string{"taken", "waived"}

// Input is what a person types about an account, as typed.
type Input struct {
	Platform    string
	Address     string // an address, or a handle when the platform is chosen
	Name        string
	UnitID      string
	Kind        string
	Purpose     string
	TargetGroup string
	MainMessage string
	Language    string
	Sender      string
	UnitPage    string
	ContentPage string
	Contact     string
	CrisisUse   string
	CrisisText  string
	OpenedOn    string // ISO date, or empty
	ClosedOn    string // only where the account is closed
	// The closing's words; only where the account is closing or closed.
	ClosingReason string
	ClosingOn     string // only where it is closing
	ClosingNotice string
	FollowersTo   string
}

// InputOf gives what the form shows for an account.
func InputOf(a *Account) Input {
	return Input{Platform: string(a.Platform), Address: a.URL, Name: a.Name, UnitID: a.UnitID.String(), Kind: a.Kind, Purpose: a.Purpose,
		TargetGroup: a.TargetGroup, MainMessage: a.MainMessage, Language: a.Language, Sender: a.Sender, UnitPage: a.UnitPage,
		ContentPage: a.ContentPage, Contact: a.Contact, CrisisUse: a.CrisisUse, CrisisText: a.CrisisText, OpenedOn: a.OpenedOn.String(),
		ClosedOn: a.ClosedOn.String(), ClosingReason: a.ClosingReason, ClosingOn: a.ClosingOn.String(), ClosingNotice: a.ClosingNotice,
		FollowersTo: a.FollowersTo}
}

// Longest values in characters, as the database holds them.
var longest = map[string]int{"name": 200, "purpose": 2000, "target_group": 500, "main_message": 2000, "contact": 300,
	"unit_page": 2000, "content_page": 2000, "language": 35, "crisis_text": 1000,
	"closing_reason": 1000, "closing_notice": 1000, "followers_to": 1000, "final_capture_note": 1000}

// private are the fields that never leave as open data: a telephone number may begin with "+", a list with "-".
var private = map[string]bool{"contact": true, "main_message": true, "closing_reason": true, "final_capture_note": true}

// Longest gives how many characters a field takes, for hints and counters; 0 where it is not limited by length.
func Longest(field string) int { return longest[field] }

// firstYear is before every platform; an earlier date is a slip of the hand.
const firstYear = 1990

// apply checks the input and writes it into the account. Everything wrong is reported at once.
func (in Input) apply(a *Account, today clock.Date) error {
	bad := in.applyAddress(a)
	a.Name = strings.TrimLeft(strings.TrimSpace(in.Name), "@")
	if a.Name == "" {
		bad = append(bad, fault.Bad("name", "register.name_missing"))
	}
	a.Purpose, a.TargetGroup, a.MainMessage = strings.TrimSpace(in.Purpose), strings.TrimSpace(in.TargetGroup), strings.TrimSpace(in.MainMessage)
	a.Language, a.Contact = strings.TrimSpace(in.Language), strings.TrimSpace(in.Contact)
	a.UnitPage, a.ContentPage = strings.TrimSpace(in.UnitPage), strings.TrimSpace(in.ContentPage)
	a.Kind, a.Sender, a.CrisisUse, a.CrisisText = in.Kind, in.Sender, in.CrisisUse, strings.TrimSpace(in.CrisisText)
	for _, f := range []struct{ name, value string }{{"name", a.Name}, {"purpose", a.Purpose}, {"target_group", a.TargetGroup},
		{"main_message", a.MainMessage}, {"contact", a.Contact}, {"unit_page", a.UnitPage}, {"content_page", a.ContentPage}, {"language", a.Language},
		{"crisis_text", a.CrisisText}} {
		bad = append(bad, text(f.name, f.value)...)
	}
	bad = append(bad, oneOf("kind", in.Kind, Kinds)...)
	bad = append(bad, oneOf("sender", in.Sender, Senders)...)
	bad = append(bad, oneOf("crisis_use", in.CrisisUse, CrisisUses)...)
	bad = append(bad, link("unit_page", a.UnitPage)...)
	bad = append(bad, link("content_page", a.ContentPage)...)
	a.OpenedOn, bad = date("opened_on", in.OpenedOn, bad)
	a.ClosedOn, bad = date("closed_on", in.ClosedOn, bad)
	bad = append(bad, checkDates(a, today)...)
	id, err := uuid.Parse(in.UnitID)
	if err != nil {
		bad = append(bad, fault.Bad("unit", "register.unit_missing"))
	}
	a.UnitID = id
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

// applyAddress resolves the address. While the public does not see the account, its platform alone will do.
func (in Input) applyAddress(a *Account) []fault.Field {
	name, known := platform.Parse(in.Platform)
	if in.Platform != "" && !known {
		return []fault.Field{fault.Bad("platform", "register.platform_unknown")}
	}
	if strings.TrimSpace(in.Address) == "" {
		switch {
		case a.Status.Public():
			return []fault.Field{fault.Bad("address", "register.address_missing")}
		case !known:
			return []fault.Field{fault.Bad("address", "register.address_or_platform")}
		}
		a.Platform, a.Handle, a.URL, a.Key = name, "", "", ""
		return nil
	}
	res := platform.Resolve(in.Address)
	if known {
		res = platform.ResolveOn(name, in.Address)
	}
	switch {
	case res.Problem == platform.OtherPlatform && platform.Label(res.Platform) == "":
		return []fault.Field{fault.Bad("platform", "register.problem.not-platform")}
	case res.Problem == platform.OtherPlatform:
		return []fault.Field{fault.Bad("platform", "register.problem.other-platform", "Platform", platform.Label(res.Platform))}
	case res.Problem != "":
		return []fault.Field{fault.Bad("address", "register.problem."+string(res.Problem))}
	case len(res.URL) > maxURL:
		return []fault.Field{fault.Bad("address", "register.too_long", "Max", maxURL, "Count", len(res.URL)-maxURL)}
	case utf8.RuneCountInString(res.Handle) > maxHandle:
		return []fault.Field{fault.Bad("address", "register.too_long", "Max", maxHandle, "Count", utf8.RuneCountInString(res.Handle)-maxHandle)}
	}
	a.Platform, a.Handle, a.URL, a.Key = res.Platform, res.Handle, res.URL, res.Key
	return nil
}

// text refuses what is too long, or would come to life in the open data.
func text(field, value string) []fault.Field {
	if n := utf8.RuneCountInString(value); n > longest[field] {
		return []fault.Field{fault.Bad(field, "register.too_long", "Max", longest[field], "Count", n-longest[field])}
	}
	if !private[field] && formula(value) {
		return []fault.Field{fault.Bad(field, "register.formula")}
	}
	return nil
}

// formula reports whether a spreadsheet would run the text as a formula (OWASP, CSV injection): open data go out
// unchanged, so such texts never come in.
func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

func oneOf(field, value string, among []string) []fault.Field {
	if value == "" {
		return nil
	}
	for _, a := range among {
		if a == value {
			return nil
		}
	}
	return []fault.Field{fault.Bad(field, "register.choose")}
}

func link(field, value string) []fault.Field {
	if value == "" {
		return nil
	}
	if res := platform.ResolveOn(platform.Website, value); res.Problem != "" && res.Problem != platform.OtherPlatform {
		return []fault.Field{fault.Bad(field, "register.link_bad")}
	}
	if !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://") {
		return []fault.Field{fault.Bad(field, "register.link_bad")}
	}
	return nil
}

func date(field, value string, bad []fault.Field) (clock.Date, []fault.Field) {
	d, err := clock.ParseDate(strings.TrimSpace(value))
	if err != nil {
		return d, append(bad, fault.Bad(field, "register.date_bad"))
	}
	if !d.IsZero() && (d.Year < firstYear || d.Year > 2100) {
		return d, append(bad, fault.Bad(field, "register.date_range", "First", firstYear))
	}
	return d, bad
}

func checkDates(a *Account, today clock.Date) []fault.Field {
	var bad []fault.Field
	if !a.ClosedOn.IsZero() && !a.OpenedOn.IsZero() && a.ClosedOn.Before(a.OpenedOn) {
		bad = append(bad, fault.Bad("closed_on", "register.closed_before_opened"))
	}
	if !a.ClosedOn.IsZero() && a.ClosedOn.After(today) && a.Status == Closed {
		bad = append(bad, fault.Bad("closed_on", "register.closed_on_ahead"))
	}
	return bad
}
