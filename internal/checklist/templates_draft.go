package checklist

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Draft gives the version that is being written, or NotFound.
func (s *Templates) Draft(ctx context.Context, name Name) (t *Template, err error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistTemplates); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		if t, err = selectDraft(ctx, tx, name, false); err == nil && t == nil {
			return fault.NotFound()
		}
		return err
	})
	return t, err
}

// StartDraft begins a new version as a copy of the newest published one; a draft that exists is given back as it is.
func (s *Templates) StartDraft(ctx context.Context, name Name) (t *Template, err error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistTemplates); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		if t, err = selectDraft(ctx, tx, name, false); err != nil || t != nil {
			return err
		}
		from, err := s.PublishedTx(ctx, tx, name)
		if err != nil {
			return err
		}
		number, err := nextNumber(ctx, tx, name)
		if err != nil {
			return err
		}
		stored, err := insertTemplate(ctx, tx, &Template{ID: uuid.New(), Name: name, Number: number, Content: from.Content})
		if err != nil {
			return err
		}
		if t, err = selectDraft(ctx, tx, name, false); err != nil {
			return err
		}
		if t == nil { // somebody began one and published it meanwhile
			return fault.Conflict("template.stale")
		}
		if stored {
			return write(ctx, tx, t, "start")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// write puts an act on the version into the log.
func write(ctx context.Context, tx *postgres.Tx, t *Template, act string, more ...audit.Change) error {
	changes := append([]audit.Change{audit.Value("template", "", string(t.Name)), audit.Value("number", "", fmt.Sprint(t.Number))}, more...)
	return audit.Write(ctx, tx, audit.Entry{Action: "template." + act, ObjectKind: "template", ObjectID: t.ID, Changes: changes})
}

// forChange locks the draft. None, or another version than was read, is a Conflict.
func forChange(ctx context.Context, tx *postgres.Tx, name Name, version int) (*Template, error) {
	t, err := selectDraft(ctx, tx, name, true)
	if err != nil {
		return nil, err
	}
	if t == nil || t.Version != version {
		return nil, fault.Conflict("template.stale")
	}
	return t, nil
}

// SaveDraft replaces the draft's content as read at the given version. A draft may be incomplete; only what could not be
// read back, such as two points with one key, is Invalid. A draft that changed since, or went, is a Conflict.
func (s *Templates) SaveDraft(ctx context.Context, name Name, c Content, version int) (t *Template, err error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistTemplates); err != nil {
		return nil, err
	}
	c = c.settled()
	if bad := c.checkKeys(); len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		if t, err = forChange(ctx, tx, name, version); err != nil {
			return err
		}
		diff := Compare(&t.Content, &c)
		if len(diff) == 0 {
			return nil
		}
		t.Content = c
		if err := updateDraft(ctx, tx, t); err != nil {
			return err
		}
		return write(ctx, tx, t, "edit", audit.Value("points", "", strings.Join(touched(diff), ", ")))
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// touched gives the keys of the points and sections that differ, each once.
func touched(diff []Difference) []string {
	var keys []string
	for _, d := range diff {
		key := d.Point
		if key == "" {
			key = d.Section
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Publish fixes the draft for ever as the newest version. What a checklist could not be answered with is Invalid, all
// of it; so is a draft that asks what the published version asks.
func (s *Templates) Publish(ctx context.Context, name Name, version int) (t *Template, err error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistTemplates); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		if t, err = forChange(ctx, tx, name, version); err != nil {
			return err
		}
		if bad := t.Content.Check(); len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		old, err := s.newest(ctx, tx, name)
		if err != nil {
			return err
		}
		if old != nil && len(Compare(&old.Content, &t.Content)) == 0 {
			return &fault.Error{Kind: fault.InvalidKind, Key: "template.unchanged"}
		}
		t.PublishedAt, t.PublishedBy = tx.Now, actor(ctx)
		if err := updateDraft(ctx, tx, t); err != nil {
			return err
		}
		return write(ctx, tx, t, "publish")
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// DiscardDraft throws the draft away as it was read at the given version.
func (s *Templates) DiscardDraft(ctx context.Context, name Name, version int) error {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistTemplates); err != nil {
		return err
	}
	return s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		t, err := forChange(ctx, tx, name, version)
		if err != nil {
			return err
		}
		if err := deleteDraft(ctx, tx, t.ID); err != nil {
			return err
		}
		return write(ctx, tx, t, "discard")
	})
}

// ValidKey reports whether the text can be a key: small letters, digits and "_", at most 60.
func ValidKey(key string) bool { return keyForm.MatchString(key) }

// settled gives a copy in which every point's kind is its first field's.
func (c *Content) settled() Content {
	out := Content{Sections: slices.Clone(c.Sections)}
	for i := range out.Sections {
		out.Sections[i].Points = slices.Clone(out.Sections[i].Points)
		for j := range out.Sections[i].Points {
			if p := &out.Sections[i].Points[j]; len(p.Fields) > 0 {
				p.Kind = p.Fields[0].Kind
			}
		}
	}
	return out
}

// checkKeys gives what would make the content unreadable.
func (c *Content) checkKeys() []fault.Field {
	var bad []fault.Field
	seen := map[string]bool{}
	key := func(kind, k string) {
		switch {
		case !ValidKey(k):
			bad = append(bad, fault.Bad("key", "template.key_bad", "Key", k))
		case seen[kind+k]:
			bad = append(bad, fault.Bad("key", "template.key_twice", "Key", k))
		}
		seen[kind+k] = true
	}
	for i := range c.Sections {
		key("section ", c.Sections[i].Key)
	}
	for _, p := range c.Points() {
		key("point ", p.Key)
		if len(p.Fields) > MaxFields {
			bad = append(bad, fault.Bad("fields", "template.too_many_fields", "Max", MaxFields))
		}
		for i := range p.Fields {
			key(p.Key+" field ", p.Fields[i].Key)
			if !slices.Contains(Kinds, p.Fields[i].Kind) {
				bad = append(bad, fault.Bad("kind", "template.kind_bad"))
			}
		}
	}
	if raw, err := json.Marshal(c); err != nil || len(raw) > maxContent || len(c.Points()) > MaxPoints {
		bad = append(bad, fault.Bad("", "template.too_large", "Max", MaxPoints))
	}
	return bad
}
