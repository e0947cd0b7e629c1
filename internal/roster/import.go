package roster

import (
	"io"
	"slices"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
)

// ImportKind is what the rows of a file are.
type ImportKind string

// The kinds of files.
const (
	ImportPeople      ImportKind = "people"
	ImportAssignments ImportKind = "assignments"
	ImportAbsences    ImportKind = "absences"
)

// ImportKinds lists them in the order of menus: people come before what they do.
var ImportKinds = []ImportKind{ImportPeople, ImportAssignments, ImportAbsences}

// The fields of the files, as the English headers name them.
const (
	FieldEmail   = "email"
	FieldName    = "name"
	FieldTitle   = "title"
	FieldUnit    = "unit"
	FieldPhone   = "phone"
	FieldAccount = "account"
	FieldRole    = "role"
	FieldFrom    = "from"
	FieldTo      = "to"
	FieldCover   = "cover_email"
)

// The names that columns go by, the English one first, the Swedish one second.
var (
	emailNames = []string{"email", "epost", "emailaddress", "epostadress", "mail", "mailadress", "person", "personemail"}
	fromNames  = []string{"from", "fran", "startson", "start", "startdate", "startdatum", "franochmed", "from2", "fom", "forstadag", "firstday"}
	toNames    = []string{"to", "till", "endson", "end", "enddate", "slutdatum", "tillochmed", "slut", "tom", "sistadag", "lastday"}
)

// importFile is what is known of one kind of file.
type importFile struct {
	fields []string // in the order of the contract
	needed []string
	words  *sheet.Vocabulary
}

var importFiles = map[ImportKind]importFile{
	ImportPeople: {
		fields: []string{FieldEmail, FieldName, FieldTitle, FieldUnit, FieldPhone},
		needed: []string{FieldName},
		words: sheet.NewVocabulary(map[string][]string{
			FieldEmail: emailNames[:6],
			FieldName:  {"name", "namn", "fullname", "personsnamn", "displayname", "visningsnamn", "person"},
			FieldTitle: {"title", "titel", "befattning", "jobtitle", "roll"},
			FieldUnit:  {"unit", "verksamhet", "enhet", "forvaltning", "avdelning", "department", "organisation", "organization"},
			FieldPhone: {"phone", "telefon", "telephone", "telefonnummer", "mobil", "mobile", "tel", "mobiltelefon", "phonenumber"},
		}),
	},
	ImportAssignments: {
		fields: []string{FieldAccount, FieldEmail, FieldRole, FieldFrom, FieldTo},
		needed: []string{FieldAccount, FieldEmail, FieldRole},
		words: sheet.NewVocabulary(map[string][]string{
			FieldAccount: {"account", "konto", "ref", "kontonummer", "url", "adress", "address", "kontoadress", "accounturl", "kanal"},
			FieldEmail:   emailNames,
			FieldRole:    {"role", "roll", "uppgift"},
			FieldFrom:    fromNames,
			FieldTo:      toNames,
		}),
	},
	ImportAbsences: {
		fields: []string{FieldEmail, FieldFrom, FieldTo, FieldCover},
		needed: []string{FieldEmail, FieldFrom, FieldTo},
		words: sheet.NewVocabulary(map[string][]string{
			FieldEmail: emailNames,
			FieldFrom:  fromNames,
			FieldTo:    toNames,
			FieldCover: {"coveremail", "ersattare", "cover", "ersattareepost", "ersattarensepost", "vikarie", "coveredby"},
		}),
	},
}

// ParseImportKind gives the kind of that name.
func ParseImportKind(s string) (ImportKind, bool) {
	k := ImportKind(s)
	return k, slices.Contains(ImportKinds, k)
}

// Fields gives the fields of the kind, in the order in which templates and pages have them.
func (k ImportKind) Fields() []string { return importFiles[k].fields }

// Needed gives the fields that a file of the kind must have.
func (k ImportKind) Needed() []string { return importFiles[k].needed }

// Read reads a file of the kind; see sheet.Vocabulary.Read. One without the columns that are needed is Invalid.
func (k ImportKind) Read(name string, r io.Reader) (*sheet.Table, error) {
	t, err := importFiles[k].words.Read(name, r, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	_, err = k.columns(t.Header)
	return t, err
}

func (k ImportKind) columns(header []string) (sheet.Mapping, error) {
	m := importFiles[k].words.Columns(header)
	for _, f := range importFiles[k].needed {
		if m.Index(f) < 0 {
			return nil, &fault.Error{Kind: fault.InvalidKind, Key: "roster.import.columns." + string(k)}
		}
	}
	return m, nil
}

// ImportRow is one row as it was understood.
type ImportRow struct {
	Line     int    // as the user sees it in the file
	Result   string // register.RowTaken, RowDuplicate or RowRefused
	Problems []fault.Field
	Notes    []fault.Field // of a duplicate: why; of a row that is taken: what it fills in, and what stays as it was
	NewUnit  string        // the name of the unit that must be made first

	cells   []string
	mapping sheet.Mapping

	person     identity.Person
	fills      bool // person is in the directory, and gets what it lacks
	assignment Assignment
	absence    Absence
}

// Value gives a cell as it is in the file.
func (r *ImportRow) Value(field string) string { return r.mapping.Of(r.cells, field) }

func (r *ImportRow) bad(field, key string, args ...any) {
	r.Problems = append(r.Problems, fault.Bad(field, key, args...))
}

func (r *ImportRow) note(field, key string, args ...any) {
	r.Notes = append(r.Notes, fault.Bad(field, key, args...))
}

// duplicate settles that the row is skipped, and says why.
func (r *ImportRow) duplicate(field, key string, args ...any) {
	r.Result = register.RowDuplicate
	r.note(field, key, args...)
}

// Message says in one line what is to be said of a row: the field that it begins with, and everything in words.
func (r *ImportRow) Message(say func(key string, args ...any) string) (field, message string) {
	list := r.Notes
	if r.Result == register.RowRefused {
		list = r.Problems
	}
	if len(list) == 0 {
		return "", ""
	}
	return list[0].Name, register.JoinFields(list, "roster.import.field.", say)
}

// countRows counts the rows by result.
func countRows(rows []ImportRow) register.ImportCounts {
	var c register.ImportCounts
	for i := range rows {
		switch rows[i].Result {
		case register.RowTaken:
			c.Taken++
		case register.RowDuplicate:
			c.Duplicates++
		default:
			c.Refused++
		}
	}
	return c
}

// checkRows reads every row of a table and says everything that is wrong with it, cell by cell. It changes nothing and
// asks nobody: what is known stands in w, which rows that are taken are added to.
func checkRows(k ImportKind, t *sheet.Table, m sheet.Mapping, w *importWorld) []ImportRow {
	check := map[ImportKind]func(*ImportRow){ImportPeople: w.checkPerson, ImportAssignments: w.checkAssignment, ImportAbsences: w.checkAbsence}[k]
	rows := make([]ImportRow, len(t.Rows))
	for i, cells := range t.Rows {
		r := &rows[i]
		*r = ImportRow{Line: t.Lines[i], cells: cells, mapping: m}
		check(r)
		switch {
		case r.Result == register.RowDuplicate:
			r.Problems = nil // it is skipped: nothing in it needs to be corrected
		case len(r.Problems) > 0:
			r.Result, r.Notes = register.RowRefused, nil
		default:
			r.Result = register.RowTaken
		}
	}
	return rows
}

// day gives a date of the row in ISO form, or an empty text where the cell is empty or cannot be read, which is said.
func (r *ImportRow) day(field string) (iso string, ok bool) {
	text := r.Value(field)
	if text == "" {
		return "", true
	}
	y, m, d, ok := sheet.ParseDate(text)
	if !ok {
		r.bad(field, "roster.date_bad")
		return "", false
	}
	date, _ := clock.NewDate(y, time.Month(m), d)
	return date.String(), true
}
