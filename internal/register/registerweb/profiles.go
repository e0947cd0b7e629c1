package registerweb

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Profiles are the pages about what an account's profile must show, and the ready-made texts for it.
type Profiles struct {
	reg     *register.Service
	tenants *tenant.Service
	people  *identity.Service
	clk     clock.Clock
	base    string // BASE_URL
}

// NewProfiles builds the pages; base is BASE_URL.
func NewProfiles(reg *register.Service, tenants *tenant.Service, people *identity.Service, clk clock.Clock, base string) *Profiles {
	return &Profiles{reg, tenants, people, clk, base}
}

// Routes declares them.
func (h *Profiles) Routes(rt *guard.Routes) {
	rt.Get("/app/accounts/{ref}/duties", guard.Can(identity.AccountEdit), h.duties)
	rt.Post("/app/accounts/{ref}/duties", guard.Can(identity.AccountEdit), h.saveDuties)
	rt.Get("/app/accounts/{ref}/texts", guard.Can(identity.AccountView), h.texts)
}

// publisher gives whom ready-made texts speak for, and what the municipality has decided.
func (h *Profiles) publisher(ctx context.Context) (register.Publisher, error) {
	t := tenant.Of(ctx)
	p, err := h.tenants.Policy(ctx)
	return register.Publisher{Tenant: t, Policy: p, ContentURL: tenant.ContentPageURL(h.base, t)}, err
}

// dutyName is what a duty is called.
func dutyName(ctx context.Context, key string) string { return i18n.T(ctx, "duties.name."+key) }

func dutyWord(ctx context.Context, s register.DutyState) string {
	if s == "" {
		return i18n.T(ctx, "duties.unchecked")
	}
	return i18n.T(ctx, "duties.state."+string(s))
}

// dutyKinds are the shapes of a duty's state.
var dutyKinds = map[register.DutyState]page.Kind{
	"": page.Fresh, register.DutyMet: page.Met, register.DutyUnmet: page.Lacking, register.DutyNA: page.Waived,
}

// profileView is the part of an account's page on what its profile must show.
type profileView struct {
	sec   page.Sec
	rows  []dutyRow
	texts string     // where the ready-made texts are
	todo  *page.Next // what is to be done about a profile that was checked once
}

type dutyRow struct {
	name, note string
	state      page.State
	checked    string
}

// profile gives that part, nil for an account whose profile is nobody's matter any more.
func (h *Handlers) profile(ctx context.Context, a *register.Account) (*profileView, error) {
	if a.Status.Over() {
		return nil, nil
	}
	s, err := h.reg.Duties(ctx, a.Ref)
	if err != nil {
		return nil, err
	}
	names, err := h.people.Names(ctx, checkers(s))
	if err != nil {
		return nil, err
	}
	day := h.today(ctx)
	n := s.Counts(day)
	v := &profileView{sec: page.Sec{ID: "profile", Title: i18n.T(ctx, "duties.section"),
		Note: i18n.T(ctx, "duties.count", "Number", n.Met, "All", n.All)}, texts: accountURL(ctx, a.Ref, "/texts")}
	if identity.Of(ctx).MayIn(identity.AccountEdit, a.UnitID) {
		v.sec.Note += ","
		v.sec.Link = page.Link{Label: i18n.T(ctx, "duties.check_again"), Href: accountURL(ctx, a.Ref, "/duties")}
		if n.Unchecked == n.All {
			v.sec.Link.Label = i18n.T(ctx, "duties.check_first")
		}
	}
	switch check := accountURL(ctx, a.Ref, "/duties"); {
	case n.Unmet > 0:
		v.todo = &page.Next{Text: i18n.T(ctx, "duties.next_unmet", "Count", n.Unmet), Note: i18n.T(ctx, "duties.next_unmet_note"),
			ActionLabel: i18n.T(ctx, "duties.next_act"), ActionHref: check}
	case n.Due > 0:
		v.todo = &page.Next{Text: i18n.T(ctx, "duties.next_due"), Note: i18n.T(ctx, "duties.next_due_note"),
			ActionLabel: i18n.T(ctx, "duties.next_act"), ActionHref: check}
	}
	for _, it := range s.Items {
		row := dutyRow{name: dutyName(ctx, it.Key), note: it.Note, state: page.State{Kind: dutyKinds[it.State], Text: dutyWord(ctx, it.State)}}
		if it.State != "" {
			row.checked = checkedBy(ctx, it.Check, names)
		}
		if it.State != "" && it.State != register.DutyUnmet && !it.NextOn.After(day) {
			row.state = page.State{Kind: page.Due, Text: i18n.T(ctx, "duties.again")}
		}
		v.rows = append(v.rows, row)
	}
	return v, nil
}

// checkers are the logins of those who checked.
func checkers(s register.DutySheet) []uuid.UUID {
	var ids []uuid.UUID
	for _, it := range s.Items {
		if it.CheckedBy != uuid.Nil {
			ids = append(ids, it.CheckedBy)
		}
	}
	return ids
}

func checkedBy(ctx context.Context, c register.Check, names map[uuid.UUID]string) string {
	who := names[c.CheckedBy]
	switch {
	case c.CheckedBy == uuid.Nil:
		who = i18n.T(ctx, "register.who_operator")
	case who == "":
		who = i18n.T(ctx, "register.who_gone")
	}
	return i18n.T(ctx, "duties.checked", "Date", i18n.Date(ctx, c.CheckedOn), "Who", who)
}
