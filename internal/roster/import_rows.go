package roster

import (
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/sheet"
)

// importWorld is what rows are held against: one municipality as it is now, and the rows before.
type importWorld struct {
	today       clock.Date
	createUnits bool // unknown units are made
	units       register.UnitIndex
	people      map[uuid.UUID]*identity.Person
	byEmail     map[string]*identity.Person
	byName      map[nameKey][]*identity.Person // who has left is not among them

	byRef          map[string]*importAccount
	byKey          map[register.AccountKey]*importAccount
	rosters        map[uuid.UUID][]Assignment // by account
	oneResponsible bool
	absences       map[uuid.UUID][]Absence // by person

	seenEmail map[string]int // the line of the first row
	seenName  map[nameKey]seenPerson
	rowOf     map[uuid.UUID]int // of an assignment or absence that an earlier row brings: the line
}

// importAccount is an account that a file may name.
type importAccount struct {
	id       uuid.UUID
	ref      string
	platform platform.Name
	key      string
	status   register.Status
	closedOn clock.Date
}

func newImportWorld(day clock.Date, people []identity.Person) *importWorld {
	w := &importWorld{today: day, people: map[uuid.UUID]*identity.Person{}, byEmail: map[string]*identity.Person{}, byName: map[nameKey][]*identity.Person{},
		byRef: map[string]*importAccount{}, byKey: map[register.AccountKey]*importAccount{}, rosters: map[uuid.UUID][]Assignment{}, absences: map[uuid.UUID][]Absence{},
		seenEmail: map[string]int{}, seenName: map[nameKey]seenPerson{}, rowOf: map[uuid.UUID]int{}}
	w.addPeople(people)
	return w
}

// addPeople takes the directory.
func (w *importWorld) addPeople(people []identity.Person) {
	for i := range people {
		p := &people[i]
		w.people[p.ID] = p
		if p.Email != "" {
			w.byEmail[strings.ToLower(p.Email)] = p
		}
		if p.LeftOn.IsZero() && !p.Reduced {
			k := keyOf(*p, "")
			w.byName[k] = append(w.byName[k], p)
		}
	}
}

// addAccounts takes the accounts, living ones last.
func (w *importWorld) addAccounts(list []importAccount) {
	for i := range list {
		a := &list[i]
		w.byRef[strings.ToLower(a.ref)] = a
		if a.key != "" {
			w.byKey[register.AccountKey{Platform: a.platform, Key: a.key}] = a
		}
	}
}

// account finds the account that a cell names, by ref or by address.
func (w *importWorld) account(text string) *importAccount {
	if a := w.byRef[strings.ToLower(text)]; a != nil {
		return a
	}
	if res := platform.Resolve(text); res.Problem == "" {
		return w.byKey[register.AccountKey{Platform: res.Platform, Key: res.Key}]
	}
	return nil
}

// personAt finds the person whose address the cell holds; uuid.Nil where there is none, which is said.
func (w *importWorld) personAt(r *ImportRow, field string) identity.Person {
	email, ok := identity.NormalEmail(r.Value(field))
	switch {
	case email == "":
		r.bad(field, "roster.import.email_missing")
	case !ok:
		r.bad(field, "identity.email_bad")
	case w.byEmail[email] == nil:
		r.bad(field, "roster.import.email_unknown")
	default:
		return *w.byEmail[email]
	}
	return identity.Person{}
}

// ofFile moves problems from the fields of forms to those of files.
func (r *ImportRow) ofFile(list []fault.Field) {
	for _, f := range list {
		switch f.Name {
		case "person":
			f.Name = FieldEmail
		case "cover":
			f.Name = FieldCover
		}
		r.Problems = append(r.Problems, f)
	}
}

// roleWords are the Swedish words of roles beside those that pages show, as sheet.Key writes them.
var roleWords = map[string]Role{
	"ansvarig": Responsible, "kontoansvarig": Responsible, "agare": Responsible, "owner": Responsible,
	"publicerar": Publisher, "publicist": Publisher, "publicerare": Publisher, "publishes": Publisher,
	"bevakar": Monitor, "bevakare": Monitor, "bevakning": Monitor, "monitors": Monitor,
	"ersattare": Cover, "vikarie": Cover, "reserv": Cover,
	"kriskontakt": CrisisContact, "kris": CrisisContact,
	"kontaktmedregistrator": RegistrarContact, "registratorskontakt": RegistrarContact, "registrator": RegistrarContact, "contactwiththeregistrar": RegistrarContact,
	"kontaktmedarkivet": ArchiveContact, "arkivkontakt": ArchiveContact, "arkiv": ArchiveContact, "contactwiththearchive": ArchiveContact,
}

// parseRoleWord reads a role by its English name or a Swedish word.
func parseRoleWord(s string) (Role, bool) {
	key := sheet.Key(s)
	if role, ok := roleWords[key]; ok {
		return role, true
	}
	for _, role := range Roles {
		if key == sheet.Key(string(role)) {
			return role, true
		}
	}
	return "", false
}

// checkAssignment reads a row as a person's role on an account.
func (w *importWorld) checkAssignment(r *ImportRow) {
	text := r.Value(FieldAccount)
	a := w.account(text)
	switch {
	case text == "":
		r.bad(FieldAccount, "roster.import.account_missing")
	case a == nil:
		r.bad(FieldAccount, "roster.import.account_unknown")
	case a.status.Over() && a.status != register.Closed:
		r.bad(FieldAccount, "roster.account_over")
	}
	person := w.personAt(r, FieldEmail)
	role, ok := parseRoleWord(r.Value(FieldRole))
	if !ok {
		r.bad(FieldRole, "roster.import.role_unknown")
		role = Monitor // so that the rest of the row is checked
	}
	from, fromOK := r.day(FieldFrom)
	to, toOK := r.day(FieldTo)
	account := uuid.New()
	if a != nil {
		account = a.id
	}
	x, bad := readAssignment(account, AssignInput{PersonID: person.ID, Role: string(role), From: from, To: to}, w.today)
	if !fromOK || !toOK {
		bad = nil // half of what is there says nothing about the days
	} else if person.ID != uuid.Nil {
		bad = staying("person", person, x.From, x.To, bad)
	}
	r.ofFile(bad)
	// A file may tell who looked after an account while it was open; nobody comes after it was closed.
	if a != nil && a.status == register.Closed && fromOK && (a.closedOn.IsZero() || x.From.After(a.closedOn)) {
		r.bad(FieldAccount, "roster.account_over")
	}
	if len(r.Problems) > 0 {
		return
	}
	for _, o := range w.rosters[account] {
		if o.PersonID == x.PersonID && o.Role == x.Role && !x.From.Before(o.From) && (o.To.IsZero() || !x.To.IsZero() && !x.To.After(o.To)) {
			if line := w.rowOf[o.ID]; line > 0 {
				r.duplicate(FieldAccount, "roster.import.same_row", "Row", line)
			} else {
				r.duplicate(FieldAccount, "roster.import.assignment_known")
			}
			return
		}
	}
	if o, found := double(*x, w.rosters[account], w.oneResponsible); found {
		r.ofFile([]fault.Field{sayDouble(*x, o, w.name(o.PersonID))})
		return
	}
	r.assignment = *x
	w.rosters[account] = append(w.rosters[account], *x)
	w.rowOf[x.ID] = r.Line
}

func (w *importWorld) name(person uuid.UUID) string {
	if p := w.people[person]; p != nil {
		return p.Name
	}
	return ""
}

// checkAbsence reads a row as somebody's absence.
func (w *importWorld) checkAbsence(r *ImportRow) {
	person := w.personAt(r, FieldEmail)
	var cover identity.Person
	if r.Value(FieldCover) != "" {
		cover = w.personAt(r, FieldCover)
	}
	from, fromOK := r.day(FieldFrom)
	to, toOK := r.day(FieldTo)
	x, bad := readAbsence(AbsenceInput{PersonID: person.ID, From: from, To: to, CoverID: cover.ID}, w.today)
	if !fromOK || !toOK {
		bad = nil // half of what is there says nothing about the days
	} else {
		if person.ID != uuid.Nil {
			bad = staying("person", person, x.From, x.From, bad)
		}
		if cover.ID != uuid.Nil && cover.ID != person.ID {
			bad = staying("cover", cover, x.From, x.To, bad)
		}
	}
	r.ofFile(bad)
	if len(r.Problems) > 0 {
		return
	}
	for _, o := range w.absences[x.PersonID] {
		if x.same(o) {
			if line := w.rowOf[o.ID]; line > 0 {
				r.duplicate(FieldEmail, "roster.import.same_row", "Row", line)
			} else {
				r.duplicate(FieldEmail, "roster.import.absence_known")
			}
			return
		}
	}
	r.absence = *x
	w.absences[x.PersonID] = append(w.absences[x.PersonID], *x)
	w.rowOf[x.ID] = r.Line
}
