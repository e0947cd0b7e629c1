package register

import (
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
)

// checkClosingWords refuses what does not fit; an empty reason is the step's to refuse.
func checkClosingWords(a *Account) []fault.Field {
	var bad []fault.Field
	for _, f := range []struct{ name, value string }{{"closing_reason", a.ClosingReason}, {"closing_notice", a.ClosingNotice}} {
		if n := utf8.RuneCountInString(f.value); n > longest[f.name] {
			bad = append(bad, fault.Bad(f.name, "register.too_long", "Max", longest[f.name], "Count", n-longest[f.name]))
		} else if !private[f.name] && formula(f.value) {
			bad = append(bad, fault.Bad(f.name, "register.formula"))
		}
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

// changes lists the fields in which two states of an account differ: with values for what the public sees, by name only else.
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
		{"kind", old.Kind, now.Kind, false},
		{"main_message", old.MainMessage, now.MainMessage, false},
		{"sender", old.Sender, now.Sender, false},
		{"unit_page", old.UnitPage, now.UnitPage, false},
		{"content_page", old.ContentPage, now.ContentPage, false},
		{"contact", old.Contact, now.Contact, false},
		{"closing_reason", old.ClosingReason, now.ClosingReason, false},
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
