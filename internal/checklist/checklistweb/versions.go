package checklistweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// versionsView is all that was ever answered to a point, newest first.
type versionsView struct {
	*checklist.Sheet
	key   string
	point *checklist.Point // nil: the template asks it no more
	list  []checklist.Version
	who   map[uuid.UUID]string
}

func (h *Handlers) versions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return err
	}
	v := &versionsView{Sheet: s, key: chi.URLParam(r, "key")}
	v.point = s.Template.Content.Point(v.key)
	if v.list, v.who, err = h.svc.Versions(ctx, s.ID, v.key); err != nil {
		return err
	}
	if v.point == nil && len(v.list) == 0 {
		return fault.NotFound()
	}
	slices.Reverse(v.list)
	return page.Render(w, r, http.StatusOK, versionsPage(v))
}

func (v *versionsView) name(ctx context.Context) string {
	switch it := v.Item(v.key); {
	case it != nil:
		return pointName(ctx, it)
	case v.point != nil:
		return v.point.Name.In(i18n.Lang(ctx))
	}
	return v.key
}

func (v *versionsView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "checklistreview.versions.title", "Point", v.name(ctx)), Crumbs: crumbs(ctx, crumb(ctx, v.Checklist)),
		States: []page.State{{Text: i18n.T(ctx, "checklistreview.versions.count", "Count", len(v.list))}, {Text: i18n.T(ctx, "checklistreview.versions.newest_first")}}}
	if v.point == nil {
		h.States = append(h.States, page.State{Kind: page.Waived, Text: i18n.T(ctx, "checklistreview.versions.gone")})
	}
	return h
}

// words says a version's answer; of a point that is asked no more only what was typed is known.
func (v *versionsView) words(ctx context.Context, x checklist.Version) string {
	if v.point != nil {
		return v.point.Words(x.Fields).In(i18n.Lang(ctx))
	}
	var lines []string
	for _, f := range x.Fields {
		parts := []string{f.Text, f.Reason}
		for _, p := range f.People {
			parts = append(parts, p.Name)
		}
		lines = append(lines, strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// saver names who saved a version.
func (v *versionsView) saver(ctx context.Context, x checklist.Version) string {
	if n := v.who[x.SavedBy]; n != "" {
		return n
	}
	return whoOf(ctx, v.Sheet, x.SavedBy)
}

// current reports whether the version is the answer as it stands.
func (v *versionsView) current(x checklist.Version) bool {
	it := v.Item(v.key)
	return it != nil && !x.Aside && x.Number == it.Answer.Version
}
