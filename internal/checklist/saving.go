package checklist

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// oneVersion is how long saves by one person are one version of an answer.
const oneVersion = 10 * time.Minute

// SaveInput is what somebody typed in a point.
type SaveInput struct {
	Fields Fields
	Base   Fields // what the form was filled with; nil: not known
	Seen   int    // the version of the answer that the form was filled with
}

// Saved is what has become of a save.
type Saved struct {
	Item   *Item
	Theirs Fields   // what somebody else saved meanwhile, in the fields of Lost
	Lost   []string // fields in which both had typed: theirs is the answer, mine is kept beside it
	Merged []string // fields that only somebody else had changed meanwhile; both are in the answer
	By     uuid.UUID
	Done   int
	Total  int
}

// Save keeps what was typed in a point. Where somebody else saved meanwhile, fields that only one of the two changed
// are joined; where both changed a field, theirs stays, mine is kept as a version beside it, and Lost names the field:
// saving again against theirs is a deliberate choice. A checklist that is being reviewed keeps what was typed the same
// way and is a Conflict. What is no answer (a date that is none, a text that is too long) is Invalid at "f." and the field.
func (s *Service) Save(ctx context.Context, id uuid.UUID, point string, in SaveInput) (*Saved, error) {
	if err := identity.Require(ctx, identity.ChecklistAnswer); err != nil {
		return nil, err
	}
	var saved *Saved
	locked := false
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		// Fifty people may answer at once; only moving the checklist waits for them, and they for it.
		c, err := lockChecklist(ctx, tx, id, "FOR KEY SHARE")
		if err != nil {
			return err
		}
		p := identity.Of(ctx)
		if !p.MayIn(identity.ChecklistView, c.UnitID) {
			return fault.NotFound()
		}
		if !p.MayIn(identity.ChecklistAnswer, c.UnitID) {
			return fault.Forbidden()
		}
		tpl, err := s.templates.TemplateTx(ctx, tx, c.TemplateID)
		if err != nil {
			return err
		}
		q := tpl.Content.Point(point)
		if q == nil {
			return fault.NotFound()
		}
		if err := s.refuseSecrets(q, in.Fields); err != nil {
			return err
		}
		if in.Fields, err = clean(ctx, tx, q, in.Fields); err != nil {
			return err
		}
		a, err := lockAnswer(ctx, tx, id, point)
		if err != nil {
			return err
		}
		if err := s.answerLive(ctx, tx, c, q, a.Fields, &in); err != nil {
			return err
		}
		if c.Locked() {
			locked = true
			return s.asideTx(ctx, tx, c, a, in.Fields)
		}
		saved, err = s.saveTx(ctx, tx, c, a, in)
		return err
	})
	if err == nil && locked {
		err = fault.Conflict("checklist.locked")
	}
	return saved, err
}

func (s *Service) saveTx(ctx context.Context, tx *postgres.Tx, c *Checklist, a Answer, in SaveInput) (*Saved, error) {
	saved := &Saved{By: a.SavedBy}
	next := in.Fields
	if in.Base != nil || a.Version != in.Seen {
		next, saved.Lost, saved.Merged = merge(in.Base, a.Fields, in.Fields)
		saved.Theirs = a.Fields
	}
	if len(saved.Lost) > 0 {
		if err := s.asideTx(ctx, tx, c, a, in.Fields); err != nil {
			return nil, err
		}
	}
	if !next.Equal(a.Fields) {
		if err := s.writeAnswer(ctx, tx, c, &a, next); err != nil {
			return nil, err
		}
	}
	// One after the other from here, so that the figures count what the others have saved.
	if _, err := lockChecklist(ctx, tx, c.ID, "FOR NO KEY UPDATE"); err != nil {
		return nil, err
	}
	sheet, err := s.assessTx(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	saved.Done, saved.Total, _ = sheet.Progress()
	if saved.Item = sheet.Item(a.Point); saved.Item == nil {
		saved.Item = &Item{Point: sheet.Template.Content.Point(a.Point), Answer: a}
	}
	return saved, updateProgress(ctx, tx, c.ID, saved.Done, saved.Total)
}

// writeAnswer makes next the answer, as a new version or as more of the writer's present one.
func (s *Service) writeAnswer(ctx context.Context, tx *postgres.Tx, c *Checklist, a *Answer, next Fields) error {
	last, found, err := selectLastVersion(ctx, tx, c.ID, a.Point)
	if err != nil {
		return err
	}
	me := actor(ctx)
	a.Fields, a.SavedBy, a.SavedAt, a.Verdict = next, me, tx.Now, NoVerdict
	a.Version++
	if err := updateAnswer(ctx, tx, c.ID, *a); err != nil {
		return err
	}
	if found && !last.sealed && last.SavedBy == me && tx.Now.Sub(last.BegunAt) <= oneVersion {
		last.Fields, last.Number = next, a.Version
		return updateVersion(ctx, tx, last)
	}
	if err := insertVersion(ctx, tx, c.ID, Version{Point: a.Point, Number: a.Version, Fields: next, SavedBy: me}); err != nil {
		return err
	}
	return audit.Write(ctx, tx, entry(c, "checklist.answer", audit.Value("point", "", a.Point)))
}

// asideTx keeps what was typed beside the answer, once, where it says anything else.
func (s *Service) asideTx(ctx context.Context, tx *postgres.Tx, c *Checklist, a Answer, mine Fields) error {
	if mine.Equal(a.Fields) {
		return nil
	}
	all, err := selectVersions(ctx, tx, c.ID, a.Point)
	if err != nil {
		return err
	}
	me := actor(ctx)
	if slices.ContainsFunc(all, func(v Version) bool { return v.SavedBy == me && v.Fields.Equal(mine) }) {
		return nil
	}
	if err := insertVersion(ctx, tx, c.ID, Version{Point: a.Point, Number: a.Version, Aside: true, Fields: mine, SavedBy: me}); err != nil {
		return err
	}
	return audit.Write(ctx, tx, entry(c, "checklist.aside", audit.Value("point", "", a.Point)))
}

// merge joins what two people made of the same base, field by field. Without a known base every field in which they
// differ was changed by both.
func merge(base, theirs, mine Fields) (joined Fields, lost, merged []string) {
	joined = Fields{}
	keys := map[string]bool{}
	for k := range theirs {
		keys[k] = true
	}
	for k := range mine {
		keys[k] = true
	}
	for k := range keys {
		was, their, my := base[k], theirs[k], mine[k]
		v := their
		switch {
		case their.Equal(my):
		case base != nil && their.Equal(was):
			v = my
		case base != nil && my.Equal(was):
			merged = append(merged, k)
		default:
			lost = append(lost, k)
		}
		if !v.Empty() {
			joined[k] = v
		}
	}
	slices.Sort(lost)
	slices.Sort(merged)
	return joined, lost, merged
}

// clean leaves what the point asks, with people's names as the directory has them, and refuses what is no answer.
func clean(ctx context.Context, tx *postgres.Tx, p *Point, in Fields) (Fields, error) {
	out := Fields{}
	var bad []fault.Field
	for i := range p.Fields {
		f := &p.Fields[i]
		v, ok := in[f.Key]
		if !ok || f.Kind == KindFile {
			continue
		}
		if f.Kind != KindYesNo {
			v.Reason = ""
		}
		if f.Kind != KindPersons {
			v.People = nil
		} else {
			v.Text = ""
			known, err := identity.PersonNamesTx(ctx, tx, ids(v.People))
			if err != nil {
				return nil, err
			}
			var people []Who
			for _, w := range v.People {
				name, ok := known[w.ID]
				if !ok {
					bad = append(bad, fault.Bad("f."+f.Key, "checklist.person_unknown"))
					continue
				}
				w.Name = name
				if len(f.Options) == 0 {
					w.Role = ""
				}
				if !slices.Contains(people, w) {
					people = append(people, w)
				}
			}
			v.People = people
		}
		if !v.Empty() {
			out[f.Key] = v
		}
	}
	for _, b := range p.check(out) {
		bad = append(bad, fault.Bad("f."+b.Field, b.Key, b.Args...))
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	return out, nil
}

func ids(people []Who) []uuid.UUID {
	list := make([]uuid.UUID, len(people))
	for i, w := range people {
		list[i] = w.ID
	}
	return list
}
