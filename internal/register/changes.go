package register

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
)

// checkClosingWords refuses what does not fit; an empty reason is the step's to refuse.
func checkClosingWords(a *Account) []fault.Field {
	var bad []fault.Field
	for _, f := range []struct{ name, value string }{{"closing_reason", a.ClosingReason}, {"closing_notice", a.ClosingNotice},
		{"followers_to", a.FollowersTo}, {"final_capture_note", a.FinalCaptureNote}} {
		bad = append(bad, text(f.name, f.value)...)
	}
	return bad
}

// invalid joins more problems to what err already found, so that everything is reported at once.
func invalid(err error, more []fault.Field) error {
	if len(more) == 0 {
		return err
	}
	var f *fault.Error
	if errors.As(err, &f) {
		more = append(slices.Clone(f.Fields), more...)
	}
	return fault.Invalid(more...)
}

// changes lists the fields in which two states of an account differ: with values for what the public sees and for plain choices, by name only else.
func changes(old, now *Account) []audit.Change {
	var c []audit.Change
	for _, f := range []struct {
		name     string
		old, now string
		public   bool
	}{
		{"status", string(old.Status), string(now.Status), true},
		{"platform", string(old.Platform), string(now.Platform), true},
		{"handle", old.Handle, now.Handle, true},
		{"url", old.URL, now.URL, true},
		{"name", old.Name, now.Name, true},
		{"unit", idText(old.UnitID), idText(now.UnitID), true},
		{"purpose", old.Purpose, now.Purpose, true},
		{"target_group", old.TargetGroup, now.TargetGroup, true},
		{"language", old.Language, now.Language, true},
		{"opened_on", old.OpenedOn.String(), now.OpenedOn.String(), true},
		{"closed_on", old.ClosedOn.String(), now.ClosedOn.String(), true},
		{"closing_notice", old.ClosingNotice, now.ClosingNotice, true},
		{"crisis_use", old.CrisisUse, now.CrisisUse, true},
		{"crisis_text", old.CrisisText, now.CrisisText, true},
		{"followers_to", old.FollowersTo, now.FollowersTo, true},
		{"closing_on", old.ClosingOn.String(), now.ClosingOn.String(), true},
		{"final_capture", old.FinalCapture, now.FinalCapture, true},
		{"kind", old.Kind, now.Kind, false},
		{"main_message", old.MainMessage, now.MainMessage, false},
		{"sender", old.Sender, now.Sender, false},
		{"unit_page", old.UnitPage, now.UnitPage, false},
		{"content_page", old.ContentPage, now.ContentPage, false},
		{"contact", old.Contact, now.Contact, false},
		{"closing_reason", old.ClosingReason, now.ClosingReason, false},
		{"capture_person", idText(old.CapturePersonID), idText(now.CapturePersonID), false},
		{"final_capture_note", old.FinalCaptureNote, now.FinalCaptureNote, false},
	} {
		switch {
		case f.old == f.now:
		case f.public:
			c = append(c, audit.Value(f.name, f.old, f.now))
		default:
			c = append(c, audit.Field(f.name))
		}
	}
	return c
}

// idText leaves an unset id empty; the log keeps the id, pages show the unit's name.
func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
