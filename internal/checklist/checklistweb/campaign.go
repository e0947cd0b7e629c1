package checklistweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// missingAtMost is how many accounts without a checklist the page of the campaign shows.
const missingAtMost = 100

// campaignView is how far the open accounts have come with their startup checklists.
type campaignView struct {
	units   []checklist.Campaign
	sum     checklist.Campaign
	missing []checklist.Lacking
	starts  bool // the principal may begin checklists for all
	answers bool
}

func (h *Handlers) campaignOf(ctx context.Context) (campaignView, error) {
	all, _ := identity.Of(ctx).Reach(identity.ChecklistReview)
	v := campaignView{starts: all, answers: identity.Of(ctx).May(identity.ChecklistAnswer)}
	var err error
	if v.units, err = h.svc.Campaign(ctx); err != nil {
		return v, err
	}
	for _, u := range v.units {
		v.sum.Accounts += u.Accounts
		v.sum.Approved += u.Approved
		v.sum.Review += u.Review
		v.sum.Begun += u.Begun
		v.sum.Missing += u.Missing
	}
	return v, nil
}

func (h *Handlers) campaign(w http.ResponseWriter, r *http.Request) error {
	v, err := h.campaignOf(r.Context())
	if err != nil {
		return err
	}
	if v.missing, _, err = h.svc.Missing(r.Context(), missingAtMost); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, campaignPage(v))
}

func (v campaignView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "checklistreview.campaign.title"), Crumbs: crumbs(ctx)}
	switch {
	case v.sum.Accounts == 0:
	case v.sum.Approved == v.sum.Accounts:
		h.States = []page.State{{Kind: page.Done, Text: i18n.T(ctx, "checklistreview.campaign.all_done")}}
	default:
		h.States = []page.State{{Text: i18n.T(ctx, "checklistreview.campaign.done_of", "Done", v.sum.Approved, "Count", v.sum.Accounts)}}
	}
	if v.sum.Missing > 0 && v.starts {
		h.Next = &page.Next{Text: i18n.T(ctx, "checklistreview.campaign.next", "Count", v.sum.Missing), Note: i18n.T(ctx, "checklistreview.campaign.next_note"),
			ActionLabel: i18n.T(ctx, "checklistreview.campaign.act", "Count", v.sum.Missing), ActionHref: page.URL(ctx, "/app/checklists/campaign/start")}
	}
	return h
}

func (v campaignView) readings(ctx context.Context) []page.Reading {
	s := v.sum
	of := i18n.T(ctx, "checklistreview.campaign.of", "Number", i18n.Number(ctx, s.Accounts))
	share := func(key string, n int) page.Reading {
		return page.Reading{Label: i18n.T(ctx, key), Value: i18n.Number(ctx, n), Of: of}
	}
	return []page.Reading{
		{Label: i18n.T(ctx, "checklistreview.campaign.accounts"), Value: i18n.Number(ctx, s.Accounts),
			Parts:  []page.Part{{Kind: page.Approved, N: s.Approved}, {Kind: page.Review, N: s.Review + s.Begun}, {Kind: page.Due, N: s.Missing}},
			Spoken: i18n.T(ctx, "checklistreview.campaign.bar", "Approved", s.Approved, "Going", s.Review+s.Begun, "Missing", s.Missing)},
		share("checklistreview.campaign.approved", s.Approved),
		share("checklistreview.campaign.going", s.Review+s.Begun),
		share("checklistreview.campaign.missing", s.Missing),
	}
}

// startHref leads to the page that begins the missing checklists of a unit.
func startHref(ctx context.Context, unit uuid.UUID) string {
	return page.URL(ctx, "/app/checklists/campaign/start", "unit", unit.String())
}

// missingView is the page that asks whether to begin.
type missingView struct {
	unit     string // id, or "" for all
	unitName string
	count    int
	units    int
}

// missingOf counts what would be begun in the unit, "" for all. A unit without open accounts is no page.
func (h *Handlers) missingOf(ctx context.Context, unit string) (missingView, uuid.UUID, error) {
	v := missingView{unit: unit}
	if err := identity.RequireEverywhere(ctx, identity.ChecklistReview); err != nil {
		return v, uuid.Nil, err
	}
	id := uuid.Nil
	if unit != "" {
		var err error
		if id, err = uuid.Parse(unit); err != nil || id == uuid.Nil {
			return v, id, fault.NotFound()
		}
	}
	c, err := h.campaignOf(ctx)
	if err != nil {
		return v, id, err
	}
	found := unit == ""
	for _, u := range c.units {
		if id == uuid.Nil || u.UnitID == id {
			found = true
			v.count += u.Missing
			if u.Missing > 0 {
				v.units++
			}
			if id != uuid.Nil {
				v.unitName = u.UnitName
			}
		}
	}
	if !found {
		return v, id, fault.NotFound()
	}
	return v, id, nil
}

func (h *Handlers) confirmMissing(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, _, err := h.missingOf(ctx, page.Query(r).Get("unit"))
	if err != nil {
		return err
	}
	if v.count == 0 { // somebody was faster, or the link is old
		return page.SeeOther(w, r, page.URL(ctx, "/app/checklists/campaign"))
	}
	return page.Render(w, r, http.StatusOK, missingPage(v))
}

func (h *Handlers) startMissing(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	_, unit, err := h.missingOf(ctx, form.Get("unit"))
	if err != nil {
		return err
	}
	n, err := h.svc.StartMissing(ctx, unit)
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistreview.campaign.begun_n", "Count", n)
	return page.SeeOther(w, r, page.URL(ctx, "/app/checklists/campaign"))
}

func (v missingView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "checklistreview.campaign.act", "Count", v.count),
		Crumbs: crumbs(ctx, page.Link{Label: i18n.T(ctx, "checklistreview.campaign.title"), Href: page.URL(ctx, "/app/checklists/campaign")})}
	if v.unitName != "" {
		h.States = []page.State{{Text: v.unitName}}
	}
	return h
}

func (v missingView) undo(ctx context.Context) page.Undo {
	return page.Undo{
		Happens: []string{i18n.T(ctx, "checklistreview.campaign.happens_begin", "Count", v.count), i18n.T(ctx, "checklistreview.campaign.happens_letter", "Count", v.units),
			i18n.T(ctx, "checklistreview.campaign.happens_known")},
		Stays:  []string{i18n.T(ctx, "checklistreview.campaign.stays_open"), i18n.T(ctx, "checklistreview.campaign.stays_begun")},
		Action: page.URL(ctx, "/app/checklists/campaign/start"), Act: i18n.T(ctx, "checklistreview.campaign.act", "Count", v.count),
		Back: page.Link{Label: i18n.T(ctx, "checklistreview.campaign.back"), Href: page.URL(ctx, "/app/checklists/campaign")}}
}

func lackingTitle(ctx context.Context, l checklist.Lacking) string {
	return register.Title(ctx, l.Name, l.Platform)
}

func number(n int) string { return strconv.Itoa(n) }
