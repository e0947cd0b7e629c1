package publicsite

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// perPage is how many accounts a page shows.
const perPage = 50

// The orders of the list. By unit is the first, and has groups.
const (
	byUnit     = ""
	byName     = "name"
	byPlatform = "platform"
)

// listView is all that the page of the register shows.
type listView struct {
	filter   filter
	sort     string
	page     int
	pages    int
	open     int // of all
	closed   int // of all
	total    int // of all
	fit      int
	first    int // number of the first row shown, 1 or more
	last     int
	updated  string
	printed  string
	groups   []group // by unit
	rows     []row   // by name or platform
	choices  choices
	recent   []page.Event
	lead     string
	describe string
}

// group is a unit and those of its accounts that stand on the page.
type group struct {
	id, name, above string
	rows            []row
}

// row is one account as the list shows it, all words made.
type row struct {
	href, name, address, platform, onPlatform, unit, target, state string
	kind                                                           page.Kind
	closed                                                         bool
}

// words are the sentences that rows share, looked up once for a page.
type words struct {
	on, openSince, open, opens, closedOn, closed, whole string
	today                                               clock.Date
}

func (h *Handlers) wordsFor(ctx context.Context) words {
	return words{
		on: i18n.T(ctx, "publicsite.on"), openSince: i18n.T(ctx, "publicsite.open_since"), open: page.Open.Word(ctx),
		opens: i18n.T(ctx, "publicsite.opens"), closedOn: page.Ended.Word(ctx), closed: page.Ended.Word(ctx),
		whole: i18n.T(ctx, "publicsite.whole"), today: clock.On(h.clock.Now(), tenant.Of(ctx).Zone()),
	}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := h.register.Published(ctx)
	if err != nil {
		return err
	}
	q := page.Query(r)
	v := listView{filter: readFilter(q), sort: q.Get("sort"), total: len(all)}
	if v.sort != byName && v.sort != byPlatform {
		v.sort = byUnit
	}
	fits, err := h.apply(ctx, v.filter, all)
	if err != nil {
		return err
	}
	h.fill(ctx, &v, all, inOrder(ctx, v.sort, fits), q.Get("page"))
	v.printed = i18n.T(ctx, "publicsite.printed", "Address", r.Host+page.URL(ctx, "/"), "Date", i18n.Date(ctx, clock.On(h.clock.Now(), tenant.Of(ctx).Zone())))
	return sendPage(w, r, lastChange(ctx, all), listPage(v))
}

// fill makes the view of the accounts that fit, given in the order in which they stand.
func (h *Handlers) fill(ctx context.Context, v *listView, all, fits []*register.Account, pageNumber string) {
	t := tenant.Of(ctx)
	for _, a := range all {
		if a.Status.Open() {
			v.open++
		}
	}
	v.closed = len(all) - v.open
	v.fit = len(fits)
	v.pages = max(1, (len(fits)+perPage-1)/perPage)
	n, err := strconv.Atoi(pageNumber)
	if err != nil || n < 1 {
		n = 1
	}
	v.page = min(n, v.pages)
	from := (v.page - 1) * perPage
	shown := fits[from:min(from+perPage, len(fits))]
	v.first, v.last = from+1, from+len(shown)

	words := h.wordsFor(ctx)
	names := map[string]string{}
	if v.sort == byUnit {
		v.groups = grouped(ctx, words, names, shown)
	} else {
		v.rows = make([]row, len(shown))
		for i, a := range shown {
			v.rows[i] = rowOf(ctx, words, names, a)
		}
	}
	v.choices = choicesOf(ctx, all, v.filter)
	v.recent = recent(ctx, words, all)
	v.lead = i18n.T(ctx, "publicsite.lead", "Name", t.Name)
	v.describe = i18n.T(ctx, "publicsite.describe", "Name", t.Name)
	if len(all) > 0 {
		v.updated = i18n.Date(ctx, clock.On(register.LastChange(all), t.Zone()))
	}
}

// grouped puts accounts that follow each other in the same unit together.
func grouped(ctx context.Context, w words, names map[string]string, shown []*register.Account) []group {
	var groups []group
	for i, a := range shown {
		if i == 0 || a.UnitID != shown[i-1].UnitID {
			g := group{id: "u" + strconv.Itoa(len(groups)+1), name: a.UnitName, above: a.ParentUnit}
			if a.Overarching { // B8: what is nobody else's is the whole municipality's, kept by communications
				g.name, g.above = w.whole, i18n.T(ctx, "publicsite.kept_by", "Unit", a.UnitName)
			}
			groups = append(groups, g)
		}
		g := &groups[len(groups)-1]
		g.rows = append(g.rows, rowOf(ctx, w, names, a))
	}
	return groups
}

func rowOf(ctx context.Context, w words, names map[string]string, a *register.Account) row {
	label, ok := names[string(a.Platform)]
	if !ok {
		label = register.PlatformLabel(ctx, a.Platform)
		names[string(a.Platform)] = label
	}
	kind, state := stateOf(ctx, w, a)
	return row{href: page.URL(ctx, "/accounts/"+a.Ref), name: a.Name, address: readable(a.URL), platform: label, onPlatform: " " + w.on + " " + label,
		unit: a.UnitName, target: a.TargetGroup, state: state, kind: kind, closed: a.Status == register.Closed}
}

// stateOf says how the account stands to the public: the closing of an account is the office's matter until it is closed.
func stateOf(ctx context.Context, w words, a *register.Account) (page.Kind, string) {
	switch {
	case a.Status == register.Closed && a.ClosedOn.IsZero():
		return page.Ended, w.closed
	case a.Status == register.Closed:
		return page.Ended, w.closedOn + " " + i18n.Date(ctx, a.ClosedOn)
	case a.OpenedOn.IsZero():
		return page.Open, w.open
	case a.OpenedOn.After(w.today):
		return page.Planned, w.opens + " " + i18n.Date(ctx, a.OpenedOn)
	default:
		return page.Open, w.openSince + " " + i18n.Date(ctx, a.OpenedOn)
	}
}

// inOrder sorts by name or by platform as Swedish does; by unit is how accounts come.
func inOrder(ctx context.Context, by string, list []*register.Account) []*register.Account {
	if by == byUnit {
		return list
	}
	type keyed struct {
		key string
		a   *register.Account
	}
	c, buf := collate.New(language.Swedish), &collate.Buffer{}
	keys := make([]keyed, len(list))
	for i, a := range list {
		text := a.Name + "\x00" + string(a.Platform)
		if by == byPlatform {
			text = register.PlatformLabel(ctx, a.Platform) + "\x00" + a.Name
		}
		keys[i] = keyed{string(c.KeyFromString(buf, text)), a}
		buf.Reset()
	}
	slices.SortStableFunc(keys, func(x, y keyed) int {
		switch {
		case x.key < y.key:
			return -1
		case x.key > y.key:
			return 1
		}
		return 0
	})
	sorted := make([]*register.Account, len(list))
	for i, k := range keys {
		sorted[i] = k.a
	}
	return sorted
}

// recentMax is how many openings and closings the page ends with.
const recentMax = 3

// recent gives the last openings and closings, newest first.
func recent(ctx context.Context, w words, all []*register.Account) []page.Event {
	type event struct {
		on     clock.Date
		closed bool
		a      *register.Account
	}
	var last []event
	today := dayNumber(w.today)
	for _, a := range all {
		for _, e := range [...]event{{a.OpenedOn, false, a}, {a.ClosedOn, true, a}} {
			day := dayNumber(e.on)
			if e.on.IsZero() || day > today || e.closed && a.Status != register.Closed {
				continue
			}
			i := 0
			for i < len(last) && day <= dayNumber(last[i].on) {
				i++
			}
			if i < recentMax {
				last = slices.Insert(last, i, e)
				last = last[:min(len(last), recentMax)]
			}
		}
	}
	events := make([]page.Event, len(last))
	for i, e := range last {
		key, more := "publicsite.opened", ""
		if e.closed {
			key, more = "publicsite.ended", strings.TrimSpace(e.a.ClosingNotice+" "+e.a.FollowersTo)
		}
		text := i18n.T(ctx, key, "Name", e.a.Name, "Platform", register.PlatformLabel(ctx, e.a.Platform))
		events[i] = page.Event{When: i18n.Date(ctx, e.on), Datetime: e.on.Time().Format(time.DateOnly),
			Body: eventBody(page.URL(ctx, "/accounts/"+e.a.Ref), text, more)}
	}
	return events
}

// dayNumber orders days by one comparison, for the many that recent looks at.
func dayNumber(d clock.Date) int { return (d.Year*100+int(d.Month))*100 + d.Day }
