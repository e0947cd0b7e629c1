package leaveweb

import (
	"context"

	"github.com/a-h/templ"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// heldView is what somebody holds, by the sections of their page.
type heldView struct {
	name     string
	duties   []roster.Holding
	covers   []roster.Holding
	access   []roster.Holding
	absences []roster.Holding
	hidden   int
}

// Beside shows on somebody's page what they hold, and leads to where they leave.
func (h *Handlers) Beside(ctx context.Context, p identity.Person) (identityweb.Aside, error) {
	var aside identityweb.Aside
	held, err := h.svc.Holdings(ctx, p.ID)
	if err != nil {
		return aside, err
	}
	v := heldView{name: p.Name, hidden: held.Hidden}
	for _, x := range held.List {
		switch x.Kind {
		case roster.HeldCover:
			v.covers = append(v.covers, x)
		case roster.HeldAccess:
			v.access = append(v.access, x)
		case roster.HeldAbsence:
			v.absences = append(v.absences, x)
		default:
			v.duties = append(v.duties, x)
		}
	}
	if !p.LeftOn.IsZero() {
		key := "leaveweb.state.leaves"
		if p.LeftOn.Before(h.today(ctx)) {
			key = "leaveweb.state.left"
		}
		aside.States = []page.State{{Text: i18n.T(ctx, key, "Date", p.LeftOn)}}
	}
	aside.Sections = []templ.Component{dutiesSection(v)}
	if len(v.covers) > 0 {
		aside.Sections = append(aside.Sections, daysSection(page.Sec{ID: "covers", Title: i18n.T(ctx, "leaveweb.covers")}, v.covers))
	}
	if len(v.access) > 0 {
		aside.Sections = append(aside.Sections, accessSection(v))
	}
	if len(v.absences) > 0 {
		aside.Sections = append(aside.Sections, daysSection(page.Sec{ID: "absences", Title: i18n.T(ctx, "leaveweb.absences"),
			Link: page.Link{Label: i18n.T(ctx, "leaveweb.absences_all"), Href: page.URL(ctx, "/app/roster/absences", "person", p.ID.String())}}, v.absences))
	}
	if all, _ := identity.Of(ctx).Reach(identity.PeopleEdit); all {
		key := "leaveweb.begin"
		if !p.LeftOn.IsZero() {
			key = "leaveweb.to_state"
		}
		aside.Links = []page.Link{{Label: i18n.T(ctx, key), Href: personURL(ctx, p.ID, "/leave")}}
	}
	return aside, nil
}
