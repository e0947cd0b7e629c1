package register

import (
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// What becomes of a row of an import; the words stand in its report.
const (
	RowTaken     = "taken" // in a preview: will be taken
	RowDuplicate = "duplicate"
	RowRefused   = "refused"
)

// CreateUnit stands for a unit's id where the unit is to be made at the top.
const CreateUnit = "create"

// Fixes is what a user has said about the rows of a file without changing the file.
type Fixes struct {
	Cells     map[int]map[string]string `json:"cells,omitempty"`     // line → field → text in place of the file's
	Units     map[string]string         `json:"units,omitempty"`     // a unit's text, folded → unit id or CreateUnit, for all rows that say it
	Platforms map[string]string         `json:"platforms,omitempty"` // a platform's text, folded → platform name, for all rows that say it
}

// Cell gives what was typed in place of the cell.
func (f Fixes) Cell(line int, field string) string { return f.Cells[line][field] }

// SetCell keeps what was typed in place of a cell; empty gives the cell back to the file.
func (f *Fixes) SetCell(line int, field, text string) {
	if text = strings.TrimSpace(text); text == "" {
		delete(f.Cells[line], field)
		return
	}
	if f.Cells == nil {
		f.Cells = map[int]map[string]string{}
	}
	if f.Cells[line] == nil {
		f.Cells[line] = map[string]string{}
	}
	f.Cells[line][field] = text
}

// SetUnit keeps which unit a text means; empty forgets it.
func (f *Fixes) SetUnit(text, unit string) { f.Units = setWord(f.Units, text, unit) }

// SetPlatform keeps which platform a text means; empty forgets it.
func (f *Fixes) SetPlatform(text, name string) { f.Platforms = setWord(f.Platforms, text, name) }

func setWord(m map[string]string, text, meaning string) map[string]string {
	if meaning == "" {
		delete(m, FoldText(text))
		return m
	}
	if m == nil {
		m = map[string]string{}
	}
	m[FoldText(text)] = meaning
	return m
}

// FoldText makes texts equal that differ in case and white space only.
func FoldText(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// World is what rows are held against: one municipality's units and accounts as they are now.
type World struct {
	Name        string // the municipality's, for accounts without name and unit
	Code        string // its municipality code
	Today       clock.Date
	Units       []tenant.Unit
	Accounts    map[AccountKey]Registered
	CreateUnits bool // unknown units are made
}

// AccountKey is what makes two rows the same account.
type AccountKey struct {
	Platform platform.Name
	Key      string
}

// Registered is an account that is in the register already, in whatever state.
type Registered struct {
	Ref    string
	Name   string
	Status Status
}

// ImportRow is one row as it was understood. Account is filled as far as the row could be read.
type ImportRow struct {
	Line     int // as the user sees it in the file
	Account  *Account
	Result   string
	Problems []fault.Field // Name is a field of package sheet
	NewUnit  string        // the name of the unit that must be made first
	SameLine int           // of a duplicate: the earlier row
	Same     Registered    // of a duplicate: the account in the register

	cells   []string
	mapping sheet.Mapping
}

// Value gives a cell as it is in the file.
func (r *ImportRow) Value(field string) string { return r.mapping.Of(r.cells, field) }

// AddressField gives the field that the row's address stands in.
func (r *ImportRow) AddressField() string {
	if r.Value(sheet.URL) == "" && r.mapping.Index(sheet.Handle) >= 0 && (r.Value(sheet.Handle) != "" || r.mapping.Index(sheet.URL) < 0) {
		return sheet.Handle
	}
	return sheet.URL
}

// ImportCounts says how many rows there are of each result.
type ImportCounts struct {
	Taken      int `json:"taken"`
	Duplicates int `json:"duplicates"`
	Refused    int `json:"refused"`
}

// CountRows counts the rows by result.
func CountRows(rows []ImportRow) ImportCounts {
	var c ImportCounts
	for i := range rows {
		switch rows[i].Result {
		case RowTaken:
			c.Taken++
		case RowDuplicate:
			c.Duplicates++
		default:
			c.Refused++
		}
	}
	return c
}

// Message says in one line what is to be said of a row: the field of its first problem, and all problems in words.
// A row that is taken has neither.
func (r *ImportRow) Message(say func(key string, args ...any) string) (field, message string) {
	switch r.Result {
	case RowDuplicate:
		if r.SameLine > 0 {
			return r.AddressField(), say("import.same_row", "Row", r.SameLine)
		}
		return r.AddressField(), say("import.same_account", "Ref", r.Same.Ref, "Name", r.Same.Name)
	case RowRefused:
		return r.Problems[0].Name, JoinFields(r.Problems, "import.field.", say)
	}
	return "", ""
}

// JoinFields puts what is said of several fields into one message: the first speaks of the row's field, each other one is
// headed by its field's name, whose key is labels and the name.
func JoinFields(list []fault.Field, labels string, say func(key string, args ...any) string) string {
	parts := make([]string, 0, len(list))
	for i, p := range list {
		text := say(p.Key, p.Args...)
		if i > 0 && p.Name != list[0].Name {
			text = say(labels+p.Name) + ": " + text
		}
		if i < len(list)-1 && !strings.HasSuffix(text, ".") {
			text += "."
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// UnitIndex finds units by what a file calls them.
type UnitIndex struct {
	byID   map[uuid.UUID]*tenant.Unit
	byText map[string][]*tenant.Unit
	comms  *tenant.Unit
}

// IndexUnits makes the index of a municipality's units.
func IndexUnits(units []tenant.Unit) UnitIndex {
	x := UnitIndex{byID: map[uuid.UUID]*tenant.Unit{}, byText: map[string][]*tenant.Unit{}}
	for i := range units {
		u := &units[i]
		x.byID[u.ID] = u
		x.byText[FoldText(u.Name)] = append(x.byText[FoldText(u.Name)], u)
		if p := foldPath(u.Path); u.Depth > 0 {
			x.byText[p] = append(x.byText[p], u)
		}
		if u.Communications {
			x.comms = u
		}
	}
	return x
}

// foldPath makes "Barn / Skolan", "Barn/Skolan" and "barn  /skolan" equal.
func foldPath(s string) string {
	parts := strings.Split(s, "/")
	for i := range parts {
		parts[i] = FoldText(parts[i])
	}
	return strings.Join(parts, "/")
}

// Find gives the units that the text may mean: those of the name, or the one of the path.
func (x UnitIndex) Find(text string) []*tenant.Unit {
	found := x.byText[FoldText(text)]
	if len(found) == 0 {
		found = x.byText[foldPath(text)]
	}
	return found
}
