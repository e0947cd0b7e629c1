package roster

import (
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
)

// nameKey makes people the same who have no address to tell them apart: name and unit, without case and white space.
type nameKey struct{ name, unit string }

func keyOf(p identity.Person, newUnit string) nameKey {
	k := nameKey{register.FoldText(p.Name), p.UnitID.String()}
	if newUnit != "" {
		k.unit = register.FoldText(newUnit)
	}
	return k
}

// checkPerson reads a row as somebody of the directory. Somebody who is known already gets what the directory lacks; what
// it has stays.
func (w *importWorld) checkPerson(r *ImportRow) {
	p := identity.Person{Name: r.Value(FieldName), Title: r.Value(FieldTitle), Email: r.Value(FieldEmail), Phone: r.Value(FieldPhone)}
	problems := p.Normalise()
	w.checkUnit(r, &p)
	known := w.byEmail[p.Email]
	for _, f := range problems {
		if f.Key == "identity.name_missing" && known != nil { // the address says who it is
			continue
		}
		r.Problems = append(r.Problems, f)
	}
	if len(r.Problems) > 0 {
		return
	}
	key := keyOf(p, r.NewUnit)
	if line, ok := w.seenEmail[p.Email]; ok && p.Email != "" {
		r.duplicate(FieldEmail, "roster.import.same_row", "Row", line)
		return
	}
	if known == nil {
		known = w.namesake(r, p, key)
	}
	switch {
	case r.Result == register.RowDuplicate:
		return
	case known != nil:
		w.fill(r, known, p)
	default:
		p.ID, p.Version = uuid.New(), 1
		r.person = p
	}
	if p.Email != "" {
		w.seenEmail[p.Email] = r.Line
	}
	if r.Result != register.RowDuplicate && !r.fills {
		w.seenName[key] = seenPerson{r.Line, p.Email}
	}
}

// seenPerson is somebody new of an earlier row.
type seenPerson struct {
	line  int
	email string
}

// namesake looks for the person by name and unit where the address tells nothing: the row has none, or the directory has
// none for the one of that name. Two of one name with an address each are two.
func (w *importWorld) namesake(r *ImportRow, p identity.Person, key nameKey) *identity.Person {
	if before, ok := w.seenName[key]; ok && (p.Email == "" || before.email == "") {
		r.duplicate(FieldName, "roster.import.same_row", "Row", before.line)
		return nil
	}
	if r.NewUnit != "" {
		return nil
	}
	same := w.byName[key]
	switch {
	case len(same) == 0:
		return nil
	case p.Email == "":
		r.duplicate(FieldName, "roster.import.name_known")
		return nil
	case len(same) == 1 && same[0].Email == "" && p.UnitID != uuid.Nil:
		return same[0]
	}
	return nil
}

// fill settles what a row about somebody known adds.
func (w *importWorld) fill(r *ImportRow, known *identity.Person, p identity.Person) {
	if !known.LeftOn.IsZero() || known.Reduced {
		r.duplicate(FieldEmail, "roster.import.person_left")
		return
	}
	var filled, kept []fault.Field
	text := func(field string, have *string, got string) {
		switch {
		case got == "" || register.FoldText(got) == register.FoldText(*have):
		case *have == "":
			*have = got
			filled = append(filled, fault.Bad(field, "roster.import.filled"))
		default:
			kept = append(kept, fault.Bad(field, "roster.import.kept"))
		}
	}
	text(FieldEmail, &known.Email, p.Email)
	text(FieldName, &known.Name, p.Name)
	text(FieldTitle, &known.Title, p.Title)
	text(FieldPhone, &known.Phone, p.Phone)
	switch {
	case p.UnitID == known.UnitID && r.NewUnit == "" || p.UnitID == uuid.Nil && r.NewUnit == "":
	case known.UnitID == uuid.Nil:
		known.UnitID, known.UnitName = p.UnitID, p.UnitName
		filled = append(filled, fault.Bad(FieldUnit, "roster.import.filled"))
	default:
		r.NewUnit = "" // nobody needs it
		kept = append(kept, fault.Bad(FieldUnit, "roster.import.kept"))
	}
	r.Notes = append(filled, kept...)
	switch {
	case len(filled) > 0:
		r.person, r.fills = *known, true
	case len(kept) > 0:
		r.Result = register.RowDuplicate
	default:
		r.duplicate(FieldEmail, "roster.import.person_known")
	}
}

// checkUnit finds the unit by name or path. A row without one says nothing of it.
func (w *importWorld) checkUnit(r *ImportRow, p *identity.Person) {
	text := r.Value(FieldUnit)
	if text == "" {
		return
	}
	found := w.units.Find(text)
	switch {
	case len(found) == 1:
		p.UnitID, p.UnitName = found[0].ID, found[0].Name
	case len(found) > 1:
		r.bad(FieldUnit, "roster.import.unit_ambiguous", "Value", register.Short(text), "Number", len(found))
	case !w.createUnits:
		r.bad(FieldUnit, "roster.import.unit_unknown", "Value", register.Short(text))
	case len([]rune(text)) > maxUnit:
		r.bad(FieldUnit, "roster.too_long", "Max", maxUnit)
	default:
		r.NewUnit = text
	}
}

// maxUnit is the longest name of a unit, in characters.
const maxUnit = 200
