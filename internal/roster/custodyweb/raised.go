package custodyweb

import (
	"context"
	"net/http"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// raisedView is all accounts whose custody somebody keeps, with what has to be mended.
type raisedView struct {
	list  []roster.Raised
	unit  string
	units []page.Option
}

func (h *Handlers) raised(w http.ResponseWriter, r *http.Request) error {
	unit, units, err := h.filter(r, identity.CustodyKeep)
	if err != nil {
		return err
	}
	v := raisedView{unit: unitValue(unit), units: units}
	if v.list, err = h.svc.CustodyRaised(r.Context(), unit); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, raisedPage(v))
}

func (v raisedView) head(ctx context.Context) page.Head {
	bad := 0
	for _, r := range v.list {
		if len(r.Concerns) > 0 {
			bad++
		}
	}
	h := page.Head{H1: i18n.T(ctx, "custodyweb.raised.title"), Crumbs: rosterweb.Crumbs(ctx), States: []page.State{{Text: i18n.T(ctx, "custodyweb.raised.accounts", "Count", len(v.list))}}}
	if bad > 0 {
		h.States = append(h.States, page.State{Kind: page.Lacking, Text: i18n.T(ctx, "custodyweb.raised.lacking", "Count", bad)})
	} else if len(v.list) > 0 {
		h.States = append(h.States, page.State{Kind: page.Done, Text: i18n.T(ctx, "custodyweb.raised.fine")})
	}
	return h
}
