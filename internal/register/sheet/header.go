package sheet

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The fields of an accounts file, as the English headers name them.
const (
	Platform         = "platform"
	Handle           = "handle"
	URL              = "url"
	Name             = "name"
	Unit             = "unit"
	Purpose          = "purpose"
	TargetGroup      = "target_group"
	Language         = "language"
	Status           = "status"
	OpenedOn         = "opened_on"
	ClosedOn         = "closed_on"
	Contact          = "contact"
	MunicipalityCode = "municipality_code"
)

// Fields lists the fields in the order in which pages offer them.
var Fields = []string{Platform, Handle, URL, Name, Unit, Purpose, TargetGroup, Language, Status, OpenedOn, ClosedOn, Contact, MunicipalityCode}

// headers holds the known names of each field as Key writes them, best first: of two columns that mean the same
// field, the one whose name comes first here is taken. The first is the English name, the second the Swedish.
var headers = map[string][]string{
	Platform: {"platform", "plattform", "accountplatform", "kanal", "socialtmedium", "socialmedia", "natverk", "network", "tjanst", "service",
		"platformname", "servicename", "kanaltyp"},
	Handle: {"handle", "konto", "accounthandle", "username", "anvandarnamn", "account", "kontonamn", "screenname", "user"},
	URL: {"url", "adress", "accounturl", "webbadress", "lank", "profileurl", "serviceurl", "address", "link", "webaddress", "lanktillkonto",
		"lanktillkontot", "kontolank", "urladress", "href", "uri"},
	Name: {"name", "namn", "accountname", "displayname", "visningsnamn", "benamning", "titel", "title"},
	Unit: {"unit", "verksamhet", "department", "enhet", "forvaltning", "avdelning", "ansvarigverksamhet", "ansvarigenhet", "ansvarigforvaltning",
		"namnd", "organization", "organisation", "organizationname", "agency", "agencyname", "division"},
	Purpose:     {"purpose", "syfte", "andamal", "syftemedkontot"},
	TargetGroup: {"targetgroup", "malgrupp", "malgrupper", "targetaudience", "audience"},
	Language:    {"language", "sprak", "lang", "languagecode"},
	Status:      {"status", "tillstand", "accountstatus", "kontostatus"},
	OpenedOn: {"openedon", "oppnat", "opened", "oppnad", "oppnades", "oppnatdatum", "startdatum", "startdate", "startad", "startades", "startat",
		"skapat", "skapad", "created", "createdon"},
	ClosedOn: {"closedon", "avslutat", "closed", "avslutad", "avslutades", "avslutatdatum", "slutdatum", "enddate", "stangt", "stangd", "stangdes"},
	Contact: {"contact", "kontakt", "kontaktperson", "contactemail", "kontaktepost", "epost", "email", "mail", "epostadress", "ansvarig",
		"ansvarigperson", "kontoansvarig", "kontaktuppgift", "kontaktuppgifter"},
	MunicipalityCode: {"municipalitycode", "kommunkod", "kommunnummer", "kommunnr", "municipalityid"},
}

type known struct {
	field string
	rank  int
}

// Vocabulary is what the columns of one kind of file are called.
type Vocabulary struct{ byHeader map[string]known }

// NewVocabulary takes the known names of each field, in lower-case letters without marks and digits, best first. It panics
// where a name means two fields.
func NewVocabulary(headers map[string][]string) *Vocabulary {
	m := map[string]known{}
	for field, names := range headers {
		for rank, n := range names {
			if _, twice := m[n]; twice {
				panic("sheet: header " + n + " means two fields")
			}
			m[n] = known{field, rank}
		}
	}
	return &Vocabulary{m}
}

var accounts = NewVocabulary(headers)

// Mapping says for each column of a table which field it holds; empty means none.
type Mapping []string

// Columns recognises the columns of an accounts file by their headers: the English and Swedish names and those of other
// registers.
func Columns(header []string) Mapping { return accounts.Columns(header) }

// Columns recognises columns by their headers, whatever their case, blanks, underscores, asterisks and remarks in
// brackets, and with "a", "o" for "å", "ä", "ö". No field is given to two columns.
func (v *Vocabulary) Columns(header []string) Mapping {
	m := make(Mapping, len(header))
	taken := map[string]int{} // field → column
	for i, h := range header {
		k, ok := v.byHeader[Key(h)]
		if !ok {
			continue
		}
		if before, twice := taken[k.field]; twice {
			if v.byHeader[Key(header[before])].rank <= k.rank {
				continue
			}
			m[before] = ""
		}
		m[i], taken[k.field] = k.field, i
	}
	return m
}

// Index gives the column that holds the field, or -1.
func (m Mapping) Index(field string) int {
	for i, f := range m {
		if f == field {
			return i
		}
	}
	return -1
}

// Of gives the field's cell in a row, or nothing where no column holds the field.
func (m Mapping) Of(row []string, field string) string {
	if i := m.Index(field); i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// Enough reports whether accounts can be read with the mapping: it has the address, or platform and handle.
func (m Mapping) Enough() bool {
	return m.Index(URL) >= 0 || m.Index(Platform) >= 0 && m.Index(Handle) >= 0
}

func (m Mapping) known() int {
	n := 0
	for _, f := range m {
		if f != "" {
			n++
		}
	}
	return n
}

var inBrackets = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]`)

// Key reduces a header, or a word in a cell, to what it says: lower-case letters without marks, and digits.
func Key(h string) string {
	if len(h) > 200 {
		return ""
	}
	h = inBrackets.ReplaceAllString(h, "")
	var b strings.Builder
	for _, r := range norm.NFD.String(h) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
