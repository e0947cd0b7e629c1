package registerweb

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// facts are all that the register knows, what is missing too.
func (v showView) facts(ctx context.Context) []page.Row {
	a := v.account
	unit := a.UnitName
	if a.ParentUnit != "" {
		unit += ", " + a.ParentUnit
	}
	if a.Overarching {
		unit = i18n.T(ctx, "registerweb.overarching", "Unit", unit)
	}
	rows := []page.Row{
		v.address(ctx),
		{Term: label(ctx, "platform"), Value: register.PlatformLabel(ctx, a.Platform)},
		v.handle(ctx),
		{Term: label(ctx, "unit"), Value: unit},
		v.fact(ctx, "kind", kindOr(ctx, a.Kind)),
		v.fact(ctx, "purpose", a.Purpose),
		v.fact(ctx, "target_group", a.TargetGroup),
		v.fact(ctx, "main_message", a.MainMessage),
		v.fact(ctx, "language", ValueWord(ctx, "language", a.Language)),
		v.fact(ctx, "sender", senderOr(ctx, a.Sender)),
		v.linkFact(ctx, "unit_page", a.UnitPage),
		v.linkFact(ctx, "content_page", a.ContentPage),
		v.fact(ctx, "crisis_use", ValueWord(ctx, "crisis_use", a.CrisisUse)),
		v.crisisText(ctx),
		v.fact(ctx, "contact", a.Contact),
	}
	if !a.OpenedOn.IsZero() || a.Status.Open() || a.Status == register.Closed { // an account that is not open yet lacks no day
		rows = append(rows, v.fact(ctx, "opened_on", i18n.Date(ctx, a.OpenedOn)))
	}
	if a.Status == register.Closed {
		rows = append(rows, v.fact(ctx, "closed_on", i18n.Date(ctx, a.ClosedOn)))
	}
	rows = append(rows, v.closing(ctx)...)
	rows = append(rows, v.aside.Rows...)
	registered := i18n.Date(ctx, a.RegisteredOn)
	if a.Imported {
		registered = i18n.T(ctx, "registerweb.registered_by_import", "Date", registered)
	}
	rows = append(rows, page.Row{Term: label(ctx, "registered_on"), Value: registered})
	return slices.DeleteFunc(rows, func(r page.Row) bool { return r.Term == "" })
}

// address is the way to the account, or says that there is none yet.
func (v showView) address(ctx context.Context) page.Row {
	if v.account.Addressed() {
		return page.Row{Term: label(ctx, "address"), Body: addressLink(v.account.URL)}
	}
	r := v.fact(ctx, "address", "")
	r.Value = i18n.T(ctx, "registerweb.no_address")
	return r
}

// handle is a row only where there is one.
func (v showView) handle(ctx context.Context) page.Row {
	if v.account.Handle == "" {
		return page.Row{}
	}
	return page.Row{Term: label(ctx, "handle"), Value: v.account.Handle}
}

// crisisText is a row only of an account that is not used in a crisis, or that has the text anyway.
func (v showView) crisisText(ctx context.Context) page.Row {
	if v.account.CrisisUse != "unused" && v.account.CrisisText == "" {
		return page.Row{}
	}
	return v.fact(ctx, "crisis_text", v.account.CrisisText)
}

// closing is what is known of an account that closes or has closed, or why it was rejected.
func (v showView) closing(ctx context.Context) []page.Row {
	a := v.account
	var rows []page.Row
	given := func(field, value string) {
		if value != "" {
			rows = append(rows, page.Row{Term: label(ctx, field), Value: value})
		}
	}
	switch a.Status {
	case register.Rejected:
		if a.ClosingReason != "" {
			rows = append(rows, page.Row{Term: i18n.T(ctx, "registerweb.reject_reason"), Value: a.ClosingReason})
		}
	case register.Closing, register.Closed:
		rows = append(rows, v.fact(ctx, "closing_reason", a.ClosingReason))
		given("closing_on", i18n.Date(ctx, a.ClosingOn))
		rows = append(rows, v.fact(ctx, "closing_notice", a.ClosingNotice), v.fact(ctx, "followers_to", a.FollowersTo))
		given("capture_person", a.CapturePerson)
		given("final_capture", ValueWord(ctx, "final_capture", a.FinalCapture))
		given("final_capture_note", a.FinalCaptureNote)
	}
	return rows
}

// fact is one row; a missing one leads to its field for those who may fill it in.
func (v showView) fact(ctx context.Context, field, value string) page.Row {
	r := page.Row{Term: label(ctx, field), Value: value}
	if value == "" {
		r.Value = i18n.T(ctx, "registerweb.missing")
		if v.mayEdit {
			r.Act = page.Link{Label: i18n.T(ctx, "registerweb.add_fact"), Hidden: inSentence(ctx, field), Href: fieldURL(ctx, v.account.Ref, field)}
		}
	}
	return r
}

func (v showView) linkFact(ctx context.Context, field, url string) page.Row {
	r := v.fact(ctx, field, url)
	if url != "" {
		r.Body = templ.Component(addressLink(url))
	}
	return r
}

func kindOr(ctx context.Context, kind string) string {
	if kind == "" {
		return ""
	}
	return kindWord(ctx, kind)
}

func senderOr(ctx context.Context, sender string) string {
	if sender == "" {
		return ""
	}
	return senderWord(ctx, sender)
}
