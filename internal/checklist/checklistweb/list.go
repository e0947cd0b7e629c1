package checklistweb

import (
	"context"
	"net/http"
	neturl "net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/tenant"
)

const (
	// listsPerPage is how many checklists a page of the list shows.
	listsPerPage = 50
	// queueAtMost is how many checklists that wait for review are shown; the oldest come first.
	queueAtMost = 20
	// longestSearch is how many characters of a search are used.
	longestSearch = 200
)

func (h *Handlers) listRoutes(rt *guard.Routes) {
	view, review := guard.Can(identity.ChecklistView), guard.Can(identity.ChecklistReview)
	rt.Get("/app/checklists", view, h.list)
	rt.Get("/app/checklists/campaign", view, h.campaign)
	rt.Get("/app/checklists/campaign/start", review, h.confirmMissing)
	rt.Post("/app/checklists/campaign/start", review, h.startMissing)
	rt.Get("/app/checklists/terms", view, h.terms)
	rt.Post("/app/checklists/terms", review, h.markTerms)
}

// listForm is what the list's address says; what it does not know it leaves out.
type listForm struct {
	Q, State, Unit string
	Page           int
}

var listStates = []checklist.State{checklist.Returned, checklist.Submitted, checklist.Open, checklist.Approved}

// stateDue is the choice of checklists that are approved and to be reviewed again by now.
const stateDue = "due"

func readListForm(q neturl.Values) listForm {
	f := listForm{Q: strings.TrimSpace(q.Get("q")), Unit: q.Get("unit")}
	if r := []rune(f.Q); len(r) > longestSearch {
		f.Q = string(r[:longestSearch])
	}
	if _, err := uuid.Parse(f.Unit); err != nil {
		f.Unit = ""
	}
	if q.Get("state") == stateDue {
		f.State = stateDue
	}
	for _, s := range listStates {
		if q.Get("state") == string(s) {
			f.State = string(s)
		}
	}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	if f.Page < 1 || f.Page > 1_000_000 {
		f.Page = 1
	}
	return f
}

func (f listForm) filter(today clock.Date) checklist.Filter {
	c := checklist.Filter{State: checklist.State(f.State), Unit: f.Unit, Q: f.Q, Limit: listsPerPage, Offset: (f.Page - 1) * listsPerPage}
	if f.State == stateDue {
		c.State, c.Due = "", today
	}
	return c
}

func (f listForm) narrowed() bool { return f.Q != "" || f.State != "" || f.Unit != "" }

func (f listForm) href(ctx context.Context, pageNo int) string {
	n := ""
	if pageNo > 1 {
		n = strconv.Itoa(pageNo)
	}
	return page.URL(ctx, "/app/checklists", "q", f.Q, "state", f.State, "unit", f.Unit, "page", n)
}

type listView struct {
	form    listForm
	queue   []*checklist.Checklist   // what waits for the principal's review, oldest first
	who     map[uuid.UUID]string     // who handed those in
	staffed map[uuid.UUID]page.State // how the accounts of the queue are watched
	list    []*checklist.Checklist
	total   int
	units   []page.Option
	next    *checklist.Checklist // what the principal's own units have to do first
	today   clock.Date
	reviews bool
	answers bool
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := identity.Of(ctx)
	v := listView{form: readListForm(page.Query(r)), reviews: p.May(identity.ChecklistReview), answers: p.May(identity.ChecklistAnswer),
		today: clock.On(h.clk.Now(), tenant.ZoneOf(ctx))}
	var err error
	if v.reviews {
		if v.queue, err = h.svc.Queue(ctx); err != nil {
			return err
		}
		if v.who, err = h.svc.Submitters(ctx, v.queue); err != nil {
			return err
		}
		if v.staffed, err = h.staffing(ctx, v.shown()...); err != nil {
			return err
		}
	} else if v.answers {
		if v.next, err = h.firstToDo(ctx, v.today); err != nil {
			return err
		}
	}
	if v.list, v.total, err = h.svc.List(ctx, v.form.filter(v.today)); err != nil {
		return err
	}
	if last := max(1, (v.total+listsPerPage-1)/listsPerPage); v.form.Page > last { // an old link to a page that is no more
		v.form.Page = last
		if v.list, v.total, err = h.svc.List(ctx, v.form.filter(v.today)); err != nil {
			return err
		}
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.ChecklistView, i18n.T(ctx, "checklistreview.list.every_unit"))
	return page.Render(w, r, http.StatusOK, listPage(v))
}

// firstToDo gives the checklist that the principal should go on with: one that was sent back, one that is to be reviewed
// again, one that is open; nil where there is none.
func (h *Handlers) firstToDo(ctx context.Context, today clock.Date) (*checklist.Checklist, error) {
	for _, f := range []checklist.Filter{{State: checklist.Returned, Limit: 1}, {Due: today, Limit: 1}, {State: checklist.Open, Limit: 1}} {
		list, _, err := h.svc.List(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 && may(ctx, identity.ChecklistAnswer, list[0]) {
			return list[0], nil
		}
	}
	return nil, nil
}

// empty reports whether there is no checklist at all.
func (v listView) empty() bool { return v.total == 0 && !v.form.narrowed() }

// shown are those of the queue that have room.
func (v listView) shown() []*checklist.Checklist { return v.queue[:min(len(v.queue), queueAtMost)] }

func (v listView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "checklistreview.list.all")}
	if all, _ := identity.Of(ctx).Reach(identity.ChecklistView); !all {
		h.H1 = i18n.T(ctx, "checklistreview.list.ours")
	}
	start := page.URL(ctx, "/app/checklists/new")
	switch {
	case len(v.queue) > 0:
		c := v.queue[0]
		h.States = append(h.States, page.State{Kind: page.Review, Text: i18n.T(ctx, "checklistreview.list.n_review", "Count", len(v.queue))})
		h.Next = &page.Next{Text: i18n.T(ctx, "checklistreview.list.next_review", "Account", title(ctx, c)), Note: v.handedIn(ctx, c),
			ActionLabel: i18n.T(ctx, "checklistreview.list.next_review_act"), ActionHref: url(ctx, c.ID, "/review")}
	case v.reviews:
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "checklistreview.list.nothing_to_review")})
	case v.next != nil:
		h.Next = v.goOn(ctx)
	case v.answers:
		h.Next = &page.Next{Text: i18n.T(ctx, "checklistreview.list.next_new"), Note: i18n.T(ctx, "checklistreview.list.next_new_note"),
			ActionLabel: i18n.T(ctx, "checklistreview.list.new"), ActionHref: start}
	}
	return h
}

// goOn is the band that leads to the checklist of v.next.
func (v listView) goOn(ctx context.Context) *page.Next {
	what := "open"
	switch v.next.State {
	case checklist.Returned:
		what = "returned"
	case checklist.Approved:
		what = "due"
	}
	n := &page.Next{Text: i18n.T(ctx, "checklistreview.next."+what, "Account", title(ctx, v.next)),
		ActionLabel: i18n.T(ctx, "checklistreview.next."+what+"_act"), ActionHref: url(ctx, v.next.ID, "")}
	n.Note = progressWord(ctx, v.next)
	if v.next.State == checklist.Approved {
		n.Note = i18n.T(ctx, "checklistreview.list.due_since", "Date", i18n.Date(ctx, v.next.ReviewOn))
	}
	return n
}

func progressWord(ctx context.Context, c *checklist.Checklist) string {
	return i18n.T(ctx, "checklistreview.progress", "Done", c.Done, "Total", c.Total)
}

// handedIn says when and by whom a checklist was handed in.
func (v listView) handedIn(ctx context.Context, c *checklist.Checklist) string {
	who := v.who[c.SubmittedBy]
	if who == "" {
		return i18n.T(ctx, "checklistreview.list.handed_in", "Date", day(ctx, c.SubmittedAt))
	}
	return i18n.T(ctx, "checklistreview.list.handed_in_by", "Date", day(ctx, c.SubmittedAt), "Who", who)
}

func (v listView) queueItems(ctx context.Context) []page.QueueItem {
	var items []page.QueueItem
	for _, c := range v.shown() {
		items = append(items, page.QueueItem{Title: c.AccountName, Line: i18n.T(ctx, "checklistreview.list.queue_line", "Name", nameWord(ctx, c.Name),
			"Platform", register.PlatformLabel(ctx, c.Platform), "Unit", c.UnitName), Meta: v.handedIn(ctx, c), State: v.staffed[c.AccountID],
			Act: page.Link{Label: i18n.T(ctx, "checklistreview.list.review_act"), Href: url(ctx, c.ID, "/review")}})
	}
	return items
}

func (v listView) stateOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "checklistreview.list.every_state")}}
	for _, s := range listStates {
		opts = append(opts, page.Option{Value: string(s), Label: i18n.T(ctx, "checklistreview.state."+string(s))})
	}
	return append(opts, page.Option{Value: stateDue, Label: i18n.T(ctx, "checklistreview.state.due")})
}

func (v listView) section(ctx context.Context) page.Sec {
	s := page.Sec{ID: "checklists", First: !v.reviews, Title: i18n.T(ctx, "checklistreview.list.count", "Count", v.total)}
	if v.form.narrowed() && v.total > 0 {
		s.Link = page.Link{Label: i18n.T(ctx, "checklistreview.list.clear"), Href: page.URL(ctx, "/app/checklists")}
	}
	return s
}

// isDue reports whether the checklist is to be reviewed again by now.
func (v listView) isDue(c *checklist.Checklist) bool {
	return c.State == checklist.Approved && c.Status.Open() && !c.ReviewOn.IsZero() && !c.ReviewOn.After(v.today)
}

// more are the pages beside the list.
func (v listView) more(ctx context.Context) []page.Link {
	links := []page.Link{
		{Label: i18n.T(ctx, "checklistreview.campaign.title"), Href: page.URL(ctx, "/app/checklists/campaign")},
		{Label: i18n.T(ctx, "checklistreview.terms.title"), Href: page.URL(ctx, "/app/checklists/terms")},
	}
	return append(links, page.Link{Label: i18n.T(ctx, "checklistreview.list.templates"), Href: page.URL(ctx, "/app/checklists/templates")})
}
