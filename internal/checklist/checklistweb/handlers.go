// Package checklistweb is the staff pages of checklists: beginning one, its points, handing in, review, and how far the
// municipality has come.
package checklistweb

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages of checklists.
type Handlers struct {
	svc     *checklist.Service
	reg     *register.Service
	tenants *tenant.Service
	clk     clock.Clock
	staffed Staffed
}

// Staffed gives for accounts that the principal may see, whether they are open or not, who would watch them, in words.
type Staffed func(ctx context.Context, accounts []uuid.UUID) (map[uuid.UUID]page.State, error)

// New builds the pages.
func New(svc *checklist.Service, reg *register.Service, tenants *tenant.Service, clk clock.Clock) *Handlers {
	return &Handlers{svc: svc, reg: reg, tenants: tenants, clk: clk}
}

// Staffing shows to reviewers who would watch an account.
func (h *Handlers) Staffing(staffed Staffed) *Handlers {
	h.staffed = staffed
	return h
}

// staffing asks who would watch the accounts of these checklists; where nobody can be asked it says nothing.
func (h *Handlers) staffing(ctx context.Context, list ...*checklist.Checklist) (map[uuid.UUID]page.State, error) {
	if h.staffed == nil || len(list) == 0 {
		return nil, nil
	}
	ids := make([]uuid.UUID, len(list))
	for i, c := range list {
		ids[i] = c.AccountID
	}
	return h.staffed(ctx, ids)
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	h.answerRoutes(rt)
	h.reviewRoutes(rt)
	h.listRoutes(rt)
	h.documentRoutes(rt)
}

// url gives the address of a checklist's page, or of one below it.
func url(ctx context.Context, id uuid.UUID, below string) string {
	return page.URL(ctx, "/app/checklists/"+id.String()+below)
}

// title names a checklist's account: "Bergaskolans bibliotek på Instagram".
func title(ctx context.Context, c *checklist.Checklist) string {
	return register.Title(ctx, c.AccountName, c.Platform)
}

// nameWord gives what the checklist is called: "Startchecklista".
func nameWord(ctx context.Context, n checklist.Name) string {
	return i18n.T(ctx, "checklist.title."+string(n))
}

func crumbs(ctx context.Context, more ...page.Link) []page.Link {
	return append([]page.Link{{Label: i18n.T(ctx, "checklistweb.title"), Href: page.URL(ctx, "/app/checklists")}}, more...)
}

// crumb leads to the checklist's own page.
func crumb(ctx context.Context, c *checklist.Checklist) page.Link {
	return page.Link{Label: title(ctx, c), Href: url(ctx, c.ID, "")}
}

// day writes a moment as its day in the municipality's zone.
func day(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return i18n.Date(ctx, clock.On(t, tenant.ZoneOf(ctx)))
}

// kindOf gives the shape of a checklist's state.
func kindOf(s checklist.State) page.Kind {
	switch s {
	case checklist.Submitted:
		return page.Submitted
	case checklist.Returned:
		return page.Returned
	case checklist.Approved:
		return page.Approved
	}
	return page.Going
}

// stalled reports whether the account ended before its checklist was approved: nobody goes on with it.
func stalled(c *checklist.Checklist) bool { return c.Ended() && c.State != checklist.Approved }

// stateKind is the kind of what stateWord says.
func stateKind(c *checklist.Checklist) page.Kind {
	if stalled(c) {
		return page.Ended
	}
	return kindOf(c.State)
}

// stateWord says where a checklist is: "Återlämnad 12 okt. 2026".
func stateWord(ctx context.Context, c *checklist.Checklist) string {
	if stalled(c) {
		return i18n.T(ctx, "checklistweb.state.ended")
	}
	switch c.State {
	case checklist.Submitted:
		return i18n.T(ctx, "checklistweb.state.submitted", "Date", day(ctx, c.SubmittedAt))
	case checklist.Approved:
		return i18n.T(ctx, "checklistweb.state.approved", "Date", day(ctx, c.ApprovedAt))
	case checklist.Returned:
		return i18n.T(ctx, "checklistweb.state.returned", "Date", day(ctx, c.UpdatedAt))
	}
	return i18n.T(ctx, "checklistweb.state.open."+string(c.Reason))
}

// may reports whether the principal may do a with the checklist.
func may(ctx context.Context, a identity.Action, c *checklist.Checklist) bool {
	return identity.Of(ctx).MayIn(a, c.UnitID)
}
