package registerweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"

	"github.com/google/uuid"
)

// perPage is how many accounts a page of the list shows.
const perPage = 50

// longestSearch is how many characters of a search are used.
const longestSearch = 200

// The choices of the filter that are more than one state.
const (
	statusOpen   = "open"
	statusComing = "coming"
)

// The choices of what an account lacks.
const (
	lacksContact = "contact"
	lacksPurpose = "purpose"
	lacksWatch   = "watch" // somebody who watches, on some day ahead
)

// listForm is what the list's address says; what it does not know it leaves out.
type listForm struct {
	Q, Platform, Unit, Status, Lacks, Sort string
	Page                                   int
}

func readListForm(q url.Values) listForm {
	f := listForm{Q: strings.TrimSpace(q.Get("q")), Platform: q.Get("platform"), Unit: q.Get("unit"), Status: q.Get("status"), Lacks: q.Get("lacks"), Sort: q.Get("sort")}
	if r := []rune(f.Q); len(r) > longestSearch {
		f.Q = string(r[:longestSearch])
	}
	if !platform.Known(platform.Name(f.Platform)) {
		f.Platform = ""
	}
	if _, err := uuid.Parse(f.Unit); err != nil {
		f.Unit = ""
	}
	if f.Status != statusOpen && f.Status != statusComing && !slices.Contains(register.Statuses, register.Status(f.Status)) {
		f.Status = ""
	}
	if f.Lacks != lacksContact && f.Lacks != lacksPurpose && f.Lacks != lacksWatch {
		f.Lacks = ""
	}
	if !slices.Contains(sortable, strings.TrimPrefix(f.Sort, "-")) {
		f.Sort = ""
	}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	if f.Page < 1 || f.Page > 1_000_000 {
		f.Page = 1
	}
	return f
}

// sortable are the columns that sort, in their order.
var sortable = []string{"name", "platform", "unit", "status", "opened"}

func (f listForm) filter(marks map[uuid.UUID]page.State) register.Filter {
	r := register.Filter{Q: f.Q, Platform: f.Platform, Unit: f.Unit, NoContact: f.Lacks == lacksContact, NoPurpose: f.Lacks == lacksPurpose, Sort: f.Sort,
		Limit: perPage, Offset: (f.Page - 1) * perPage}
	if f.Lacks == lacksWatch {
		r.Only = []uuid.UUID{}
		for id, m := range marks {
			if m.Kind == page.Gap {
				r.Only = append(r.Only, id)
			}
		}
	}
	switch f.Status {
	case "":
	case statusOpen:
		r.Statuses = []register.Status{register.Active, register.Closing}
	case statusComing:
		r.Statuses = []register.Status{register.Draft, register.Submitted, register.Returned, register.Approved}
	default:
		r.Statuses = []register.Status{register.Status(f.Status)}
	}
	return r
}

func (f listForm) narrowed() bool {
	return f.Q != "" || f.Platform != "" || f.Unit != "" || f.Status != "" || f.Lacks != ""
}

// href gives the address of the list with another order and page.
func (f listForm) href(ctx context.Context, sort string, pageNo int) string {
	n := ""
	if pageNo > 1 {
		n = strconv.Itoa(pageNo)
	}
	return page.URL(ctx, "/app/accounts", "q", f.Q, "platform", f.Platform, "unit", f.Unit, "status", f.Status, "lacks", f.Lacks, "sort", sort, "page", n)
}

// cols gives the heads of the columns; a second click on one turns its order round.
func (f listForm) cols(ctx context.Context) []page.SortCol {
	words := map[string]string{"name": i18n.T(ctx, "registerweb.list.account"), "platform": label(ctx, "platform"), "unit": label(ctx, "unit"),
		"status": label(ctx, "status"), "opened": label(ctx, "opened_on")}
	current := f.Sort
	if current == "" {
		current = "name"
	}
	var cols []page.SortCol
	for _, name := range sortable {
		c := page.SortCol{Label: words[name], Href: f.href(ctx, name, 1)}
		switch current {
		case name:
			c.Dir, c.Href = "ascending", f.href(ctx, "-"+name, 1)
		case "-" + name:
			c.Dir = "descending"
		}
		cols = append(cols, c)
	}
	return cols
}

type listView struct {
	form      listForm
	accounts  []*register.Account
	marks     map[uuid.UUID]page.State // what is amiss with them
	total     int                      // that fit
	overview  register.Overview
	platforms []page.Option
	units     []page.Option
	mayImport bool
	mayCreate bool // register an account that exists already
	mayStart  bool // begin a new one
	mayStaff  bool // say who watches accounts
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{form: readListForm(page.Query(r)), mayImport: identity.Of(ctx).May(identity.AccountImport), mayCreate: identity.Of(ctx).May(identity.AccountCreate),
		mayStart: identity.Of(ctx).May(identity.AccountEdit), mayStaff: identity.Of(ctx).May(identity.RosterEdit)}
	var err error
	if v.overview, err = h.reg.Overview(ctx); err != nil {
		return err
	}
	if v.marks, err = h.marked(ctx); err != nil {
		return err
	}
	list, counts, err := h.reg.List(ctx, v.form.filter(v.marks))
	if err != nil {
		return err
	}
	if last := max(1, (counts.Total+perPage-1)/perPage); v.form.Page > last { // an old link to a page that is no more
		v.form.Page = last
		if list, counts, err = h.reg.List(ctx, v.form.filter(v.marks)); err != nil {
			return err
		}
	}
	v.accounts, v.total = list, counts.Total
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.platforms = PlatformOptions(ctx, i18n.T(ctx, "registerweb.list.every_platform"), v.overview.Platforms)
	v.units = v.unitOptions(ctx, units)
	return page.Render(w, r, http.StatusOK, listPage(v))
}

func (v listView) unitOptions(ctx context.Context, units []tenant.Unit) []page.Option {
	return UnitOptions(ctx, units, identity.AccountView, i18n.T(ctx, "registerweb.list.every_unit"))
}

func (v listView) statusOptions(ctx context.Context) []page.Option {
	opts := []page.Option{
		{Label: i18n.T(ctx, "registerweb.list.every_status")},
		{Value: statusOpen, Label: i18n.T(ctx, "registerweb.list.open")},
		{Value: statusComing, Label: i18n.T(ctx, "registerweb.list.coming")},
	}
	for _, s := range register.Statuses {
		if s != register.Active { // "open" with those on their way out
			opts = append(opts, page.Option{Value: string(s), Label: statusWord(ctx, s)})
		}
	}
	return opts
}

func (v listView) lacksOptions(ctx context.Context) []page.Option {
	return []page.Option{
		{Label: i18n.T(ctx, "registerweb.list.lacks_any")},
		{Value: lacksContact, Label: i18n.T(ctx, "registerweb.list.lacks_contact")},
		{Value: lacksPurpose, Label: i18n.T(ctx, "registerweb.list.lacks_purpose")},
		{Value: lacksWatch, Label: i18n.T(ctx, "registerweb.list.lacks_watch")},
	}
}

func (v listView) head(ctx context.Context) page.Head {
	o := v.overview
	h := page.Head{H1: listName(ctx)}
	if o.Total() == 0 {
		if v.mayImport {
			h.Next = &page.Next{Text: i18n.T(ctx, "registerweb.list.next_import"), Note: i18n.T(ctx, "registerweb.list.next_import_note"),
				ActionLabel: i18n.T(ctx, "registerweb.list.import"), ActionHref: page.URL(ctx, "/app/import")}
		}
		return h
	}
	h.States = append(h.States, page.State{Kind: page.Open, Text: i18n.T(ctx, "registerweb.list.n_open", "Count", o.Open())})
	if n := o.Status[register.Closing]; n > 0 {
		h.States = append(h.States, page.State{Kind: page.Closing, Text: i18n.T(ctx, "registerweb.list.n_closing", "Count", n)})
	}
	if n := o.Coming(); n > 0 {
		h.States = append(h.States, page.State{Kind: page.Draft, Text: i18n.T(ctx, "registerweb.list.n_coming", "Count", n)})
	}
	if n := o.Status[register.Closed]; n > 0 {
		h.States = append(h.States, page.State{Kind: page.Ended, Text: i18n.T(ctx, "registerweb.list.n_closed", "Count", n)})
	}
	if o.NoContact == 0 {
		return h
	}
	h.States = append(h.States, page.State{Kind: page.Late, Text: i18n.T(ctx, "registerweb.list.n_no_contact", "Count", o.NoContact)})
	if v.form.Lacks != lacksContact && identity.Of(ctx).May(identity.AccountEdit) {
		h.Next = &page.Next{Text: i18n.T(ctx, "registerweb.list.next_contact", "Count", o.NoContact), Note: i18n.T(ctx, "registerweb.list.next_contact_note"),
			ActionLabel: i18n.T(ctx, "registerweb.list.next_contact_act"), ActionHref: page.URL(ctx, "/app/accounts", "lacks", lacksContact, "status", statusOpen)}
	}
	return h
}

// opened says when the account was opened, and closed where it was.
func opened(ctx context.Context, a *register.Account) string {
	switch {
	case a.Status == register.Closed && !a.OpenedOn.IsZero() && !a.ClosedOn.IsZero():
		return i18n.Date(ctx, a.OpenedOn) + " – " + i18n.Date(ctx, a.ClosedOn)
	case a.Status == register.Closed && !a.ClosedOn.IsZero():
		return i18n.T(ctx, "registerweb.closed_on", "Date", i18n.Date(ctx, a.ClosedOn))
	default:
		return i18n.Date(ctx, a.OpenedOn)
	}
}

// section heads the table with how many accounts it has.
func (v listView) section(ctx context.Context) page.Sec {
	s := page.Sec{ID: "accounts", First: true, Title: i18n.T(ctx, "registerweb.list.count", "Count", v.total)}
	if v.form.narrowed() {
		s.Title = i18n.T(ctx, "registerweb.list.count_of", "Number", i18n.Number(ctx, v.total), "All", i18n.Number(ctx, v.overview.Total()))
		if v.total > 0 {
			s.Link = page.Link{Label: i18n.T(ctx, "registerweb.list.clear"), Href: page.URL(ctx, "/app/accounts")}
		}
	} else if v.mayCreate {
		s.Link = page.Link{Label: i18n.T(ctx, "registerweb.list.new"), Href: page.URL(ctx, "/app/accounts/new")}
	}
	return s
}

func lacksAContact(a *register.Account) bool {
	return a.Contact == "" && a.ContactPersonID == uuid.Nil
}
