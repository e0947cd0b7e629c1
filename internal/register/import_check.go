package register

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// CheckRows reads every row of a table as an account and says everything that is wrong with it, cell by cell. It
// changes nothing and asks nobody: what is registered stands in w.
func CheckRows(t *sheet.Table, m sheet.Mapping, f Fixes, w World) []ImportRow {
	c := newChecker(m, f, w)
	rows := make([]ImportRow, len(t.Rows))
	for i, cells := range t.Rows {
		rows[i] = c.check(t.Lines[i], cells)
	}
	return rows
}

// checker holds the rows of one municipality against its world and against each other.
type checker struct {
	mapping sheet.Mapping
	fixes   Fixes
	world   World
	units   UnitIndex
	seen    map[AccountKey]int // line of the first row with the account
}

func newChecker(m sheet.Mapping, f Fixes, w World) *checker {
	return &checker{mapping: m, fixes: f, world: w, units: IndexUnits(w.Units), seen: map[AccountKey]int{}}
}

func (c *checker) check(line int, cells []string) ImportRow {
	r := ImportRow{Line: line, Account: &Account{Status: Active, Version: 1, Imported: true}, cells: cells, mapping: c.mapping}
	ours := c.checkCode(&r)
	if c.checkAddress(&r) && ours {
		key := AccountKey{r.Account.Platform, r.Account.Key}
		if same, ok := c.world.Accounts[key]; ok {
			r.Result, r.Same, r.Problems = RowDuplicate, same, nil
		}
		if first, ok := c.seen[key]; ok {
			r.Result, r.SameLine, r.Problems = RowDuplicate, first, nil
		} else {
			c.seen[key] = line
		}
	}
	unitName := c.checkUnit(&r)
	c.checkTexts(&r, unitName)
	c.checkLife(&r)
	switch {
	case r.Result == RowDuplicate:
		r.Problems = nil // it is skipped: nothing in it needs to be corrected
	case len(r.Problems) > 0:
		r.Result = RowRefused
	default:
		r.Result = RowTaken
	}
	return r
}

// value gives a cell's text: what was typed in its place, or the file's.
func (c *checker) value(r *ImportRow, field string) string {
	if s := c.fixes.Cell(r.Line, field); s != "" {
		return s
	}
	return strings.TrimSpace(r.Value(field))
}

func (r *ImportRow) bad(field, key string, args ...any) {
	r.Problems = append(r.Problems, fault.Bad(field, key, args...))
}

// checkCode refuses rows that say they are another municipality's.
func (c *checker) checkCode(r *ImportRow) bool {
	code := FourDigits(c.value(r, sheet.MunicipalityCode))
	if code == "" || c.world.Code == "" || code == c.world.Code {
		return true
	}
	r.bad(sheet.MunicipalityCode, "import.other_municipality", "Code", code, "Name", c.world.Name)
	return false
}

// FourDigits gives a municipality code its leading zero back, which spreadsheets take away.
func FourDigits(code string) string {
	if len(code) == 3 && strings.Trim(code, "0123456789") == "" {
		return "0" + code
	}
	return code
}

// How long an address (in bytes) and a handle (in characters) the database holds; no platform's come near.
const (
	maxURL    = 2000
	maxHandle = 500
)

// checkAddress finds platform and account, and reports whether it did.
func (c *checker) checkAddress(r *ImportRow) bool {
	a := r.Account
	field := r.AddressField()
	address, typed := c.value(r, field), c.value(r, sheet.Platform)
	if typed != "" {
		name, ok := c.fixedPlatform(typed)
		if !ok {
			name, ok = platform.Parse(typed)
		}
		if !ok {
			r.bad(sheet.Platform, "import.platform_unknown", "Value", Short(typed))
		}
		a.Platform = name
	}
	if address == "" {
		r.bad(field, "import.address_missing")
		return false
	}
	if typed != "" && a.Platform == "" {
		// The address alone may still be wrong in itself, and both are to be said at once.
		if res := platform.Resolve(address); res.Problem != "" && res.Problem != platform.NoPlatform && res.Problem != platform.Invalid {
			r.bad(field, "register.problem."+string(res.Problem))
		}
		return false
	}
	res := platform.Resolve(address)
	if a.Platform != "" {
		res = platform.ResolveOn(a.Platform, address)
	}
	switch {
	case res.Problem == platform.OtherPlatform && platform.Label(res.Platform) == "":
		r.bad(field, "register.problem.not-platform")
	case res.Problem == platform.OtherPlatform:
		r.bad(field, "register.problem.other-platform", "Platform", platform.Label(res.Platform))
	case typed == "" && (res.Problem == platform.NoPlatform || res.Problem == platform.Invalid && field == sheet.Handle):
		r.bad(sheet.Platform, "register.problem."+string(platform.NoPlatform)) // a handle alone says nothing
	case res.Problem != "":
		r.bad(field, "register.problem."+string(res.Problem))
	case len(res.URL) > maxURL || utf8.RuneCountInString(res.Handle) > maxHandle:
		r.bad(field, "register.problem."+string(platform.Invalid))
	default:
		a.Platform, a.Handle, a.URL, a.Key = res.Platform, res.Handle, res.URL, res.Key
		return true
	}
	return false
}

func (c *checker) fixedPlatform(typed string) (platform.Name, bool) {
	if len(c.fixes.Platforms) == 0 {
		return "", false
	}
	n := platform.Name(c.fixes.Platforms[FoldText(typed)])
	return n, platform.Known(n)
}

// checkUnit finds the unit and gives its name; a row without one belongs to communications (B8) and gets no name.
func (c *checker) checkUnit(r *ImportRow) (name string) {
	text := c.value(r, sheet.Unit)
	if text == "" {
		if c.units.comms == nil {
			r.bad(sheet.Unit, "import.unit_missing")
			return ""
		}
		r.setUnit(c.units.comms)
		return ""
	}
	chosen := c.fixes.Units[FoldText(text)]
	if id, err := uuid.Parse(chosen); err == nil && c.units.byID[id] != nil {
		return r.setUnit(c.units.byID[id])
	}
	found := c.units.Find(text)
	switch {
	case len(found) == 1 && chosen != CreateUnit:
		return r.setUnit(found[0])
	case chosen == CreateUnit || len(found) == 0 && c.world.CreateUnits:
		switch {
		case utf8.RuneCountInString(text) > longest["name"]:
			r.bad(sheet.Unit, "import.unit_long", "Max", longest["name"])
		case formula(text):
			r.bad(sheet.Unit, "import.formula")
		default:
			r.NewUnit = text
			return text
		}
	case len(found) > 1:
		r.bad(sheet.Unit, "import.unit_ambiguous", "Value", Short(text), "Number", len(found))
	default:
		r.bad(sheet.Unit, "import.unit_unknown", "Value", Short(text))
	}
	return ""
}

func (r *ImportRow) setUnit(u *tenant.Unit) string {
	r.Account.UnitID, r.Account.UnitName, r.Account.Overarching = u.ID, u.Name, u.Communications
	return u.Name
}

// checkTexts takes the texts as they are, within the lengths that the register holds.
func (c *checker) checkTexts(r *ImportRow, unitName string) {
	a := r.Account
	a.Name = strings.TrimSpace(strings.TrimLeft(c.value(r, sheet.Name), "@"))
	if a.Name == "" {
		a.Name = c.world.Name
		if unitName != "" {
			a.Name = unitName
		}
	}
	a.Purpose, a.TargetGroup, a.Contact = c.value(r, sheet.Purpose), c.value(r, sheet.TargetGroup), c.value(r, sheet.Contact)
	for _, f := range []struct{ name, value string }{{sheet.Name, a.Name}, {sheet.Purpose, a.Purpose}, {sheet.TargetGroup, a.TargetGroup}, {sheet.Contact, a.Contact}} {
		if n := utf8.RuneCountInString(f.value); n > longest[f.name] {
			r.bad(f.name, "import.too_long", "Max", longest[f.name], "Count", n-longest[f.name])
		} else if !private[f.name] && formula(f.value) {
			r.bad(f.name, "import.formula")
		}
	}
	text := c.value(r, sheet.Language)
	code, ok := sheet.ParseLanguage(text)
	if !ok {
		r.bad(sheet.Language, "import.language_bad", "Value", Short(text))
	}
	a.Language = code
}

// checkLife reads whether the account is open, and since and until when.
func (c *checker) checkLife(r *ImportRow) {
	a := r.Account
	word := c.value(r, sheet.Status)
	open, ok := sheet.ParseStatus(word)
	if !ok {
		r.bad(sheet.Status, "import.status_bad", "Value", Short(word))
	}
	a.OpenedOn = c.date(r, sheet.OpenedOn)
	// Who answers "open" to the question what a closing date is doing there leaves the date out.
	if c.fixes.Cell(r.Line, sheet.Status) == "" || !open {
		a.ClosedOn = c.date(r, sheet.ClosedOn)
	}
	if ok && !open {
		a.Status = Closed
	}
	if a.ClosedOn.IsZero() {
		return
	}
	ahead := a.ClosedOn.After(c.world.Today)
	switch {
	case ahead && ok && (word == "" || !open):
		r.bad(sheet.ClosedOn, "import.closed_ahead")
	case word == "":
		a.Status = Closed
	case ok && open:
		r.bad(sheet.Status, "import.open_with_closed")
	}
	if !a.OpenedOn.IsZero() && a.ClosedOn.Before(a.OpenedOn) {
		r.bad(sheet.OpenedOn, "import.closed_before_opened", "Date", a.ClosedOn.String())
	}
}

func (c *checker) date(r *ImportRow, field string) clock.Date {
	text := c.value(r, field)
	if text == "" {
		return clock.Date{}
	}
	y, m, d, ok := sheet.ParseDate(text)
	if !ok {
		r.bad(field, "import.date_bad", "Value", Short(text), "First", firstYear)
		return clock.Date{}
	}
	date, _ := clock.NewDate(y, time.Month(m), d)
	return date
}

// Short keeps a message readable when a cell holds a page of text.
func Short(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
