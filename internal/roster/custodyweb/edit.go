package custodyweb

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// editView is the form of how the way into an account is kept.
type editView struct {
	account  roster.Account
	in       roster.CustodyInput
	version  int
	problems page.Problems
	conflict *conflict
}

func inputOf(c roster.Custody) roster.CustodyInput {
	return roster.CustodyInput{Place: c.Place, ChangedOn: c.ChangedOn.String(), SecondFactor: c.SecondFactor, Recovery: c.Recovery}
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	raised, err := h.svc.CustodyOf(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	c := raised.Keeping.Custody
	return page.Render(w, r, http.StatusOK, editPage(&editView{account: raised.Keeping.Account, in: inputOf(c), version: c.Version}))
}

func (h *Handlers) save(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	in := roster.CustodyInput{Place: form.Get("place"), ChangedOn: form.Get("changed_on"), SecondFactor: form.Get("second_factor"), Recovery: form.Get("recovery")}
	err = h.svc.SaveCustody(ctx, ref, version(form), in)
	if err == nil {
		page.SetFlash(ctx, "custodyweb.saved")
		return page.SeeOther(w, r, accountURL(ctx, ref, "/custody"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	// Everything typed is shown again, but for what looks like a secret.
	in = roster.CustodyInput{Place: plain(form, "place"), ChangedOn: plainDay(form.Get("changed_on")), SecondFactor: plain(form, "second_factor"), Recovery: plain(form, "recovery")}
	raised, err := h.svc.CustodyOf(ctx, ref)
	if err != nil {
		return err
	}
	v := &editView{account: raised.Keeping.Account, in: in, version: version(form), problems: page.ProblemsOf(ctx, failed, "")}
	if failed.Kind == fault.ConflictKind {
		theirs := raised.Keeping.Custody
		v.version = theirs.Version
		if v.conflict, err = h.conflict(ctx, v.account.ID, []page.Clash{
			{Label: i18n.T(ctx, "custodyweb.field.place"), Theirs: theirs.Place, Yours: in.Place},
			{Label: i18n.T(ctx, "custodyweb.field.changed_on"), Theirs: theirs.ChangedOn.String(), Yours: in.ChangedOn},
			{Label: i18n.T(ctx, "custodyweb.field.second_factor"), Theirs: factorWord(ctx, theirs.SecondFactor), Yours: factorWord(ctx, in.SecondFactor)},
			{Label: i18n.T(ctx, "custodyweb.field.recovery"), Theirs: recoveryWord(ctx, theirs.Recovery), Yours: recoveryWord(ctx, in.Recovery)},
		}); err != nil {
			return err
		}
	}
	return page.Render(w, r, page.StatusCode(failed), editPage(v))
}

// plainDay gives what was typed in a field of a day to show again: a day that is none may be a secret in the wrong field.
func plainDay(s string) string {
	if _, err := clock.ParseDate(s); err == nil {
		return s
	}
	return roster.WithoutSecret(s)
}

func (v *editView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "custodyweb.edit_title", "Account", title(ctx, v.account)), Crumbs: crumbs(ctx, v.account, toCustody(ctx, v.account)), Problems: v.problems}
}
