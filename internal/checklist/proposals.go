package checklist

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Proposal is what is known already and may be the answer to a field. It is no answer before somebody saves it.
type Proposal struct {
	Value Value
	From  Source
}

// Source says where a proposal comes from.
type Source struct {
	Kind string     // "register", "unit", "municipality", "platform" or "time"
	Name string     // the account that was answered for earlier
	On   clock.Date // when that checklist was approved
}

// usualKinds are the kinds of account that an organisation has on a platform; elsewhere it is a business account.
var usualKinds = map[platform.Name]string{platform.Facebook: "page", platform.LinkedIn: "page", platform.YouTube: "channel", platform.Vimeo: "channel",
	platform.Twitch: "channel", platform.Telegram: "channel", platform.WhatsApp: "channel"}

// own are the points whose answers are about one account alone: what was answered for another is no proposal.
var own = []string{"channel", "account_kind", "terms", "notice"}

// Proposals gives proposals for the fields of a point that has no answer yet: what the register knows of the account,
// what the unit answered last for another, what holds for the whole municipality.
func (s *Service) Proposals(ctx context.Context, sheet *Sheet, point string) (map[string]Proposal, error) {
	if err := identity.RequireIn(ctx, identity.ChecklistView, sheet.UnitID); err != nil {
		return nil, err
	}
	it := sheet.Item(point)
	if it == nil || it.Answer.Version > 0 || sheet.Locked() {
		return nil, nil
	}
	found := map[string]Proposal{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if !slices.Contains(own, point) {
			if err := s.earlier(ctx, tx, sheet, it.Point, found); err != nil {
				return err
			}
		}
		page, err := unitPageOf(ctx, tx, sheet.Account)
		if err != nil {
			return err
		}
		if f := it.Point.Field("unit_page"); f != nil && f.Kind == KindLink && page != "" {
			found["unit_page"] = Proposal{Value{Text: page}, Source{Kind: "register"}}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	known := register.InputOf(sheet.Account)
	for i := range it.Point.Fields {
		f := &it.Point.Fields[i]
		if sheet.FollowsRoster(point, f.Key) {
			delete(found, f.Key)
		}
		if v := known.Fillable(f.Register); v != "" && (f.Kind != KindChoice || f.has(v)) {
			found[f.Key] = Proposal{Value{Text: v}, Source{Kind: "register"}}
		}
		switch {
		case f.Key == "kind" && f.Register == "kind" && found[f.Key].Value.Empty():
			kind := cmp.Or(usualKinds[sheet.Platform], "business")
			if f.has(kind) {
				found[f.Key] = Proposal{Value{Text: kind}, Source{Kind: "platform"}}
			}
		case f.Key == "content_page" && found[f.Key].Value.Empty():
			found[f.Key] = Proposal{Value{Text: tenant.ContentPageURL(s.base, tenant.Of(ctx))}, Source{Kind: "municipality"}}
		case f.Key == "contact_page" && found[f.Key].Value.Empty() && tenant.Of(ctx).Website != "":
			found[f.Key] = Proposal{Value{Text: tenant.Of(ctx).Website}, Source{Kind: "municipality"}}
		case f.Key == "part_sentence":
			found[f.Key] = Proposal{Value{Text: sheet.Facts.PartSentence}, Source{Kind: "municipality"}}
		case f.Key == "review_on" && f.Kind == KindDate:
			found[f.Key] = Proposal{Value{Text: sheet.Facts.Today.AddMonths(sheet.Facts.ReviewMonths).String()}, Source{Kind: "time"}}
		}
	}
	return found, nil
}

// earlier proposes what the unit answered in its newest approved checklist of the same name.
func (s *Service) earlier(ctx context.Context, tx *postgres.Tx, sheet *Sheet, p *Point, found map[string]Proposal) error {
	list, err := queryChecklists(ctx, tx, ` AND a.unit_id = @unit AND c.name = @name AND c.id <> @id AND c.approved_at IS NOT NULL
		ORDER BY c.approved_at DESC LIMIT 1`, pgx.NamedArgs{"unit": sheet.UnitID, "name": sheet.Name, "id": sheet.ID})
	if err != nil || len(list) == 0 {
		return err
	}
	answers, err := selectAnswers(ctx, tx, list[0].ID)
	if err != nil {
		return err
	}
	for key, v := range answers[p.Key].Fields {
		f := p.Field(key)
		if f == nil || f.Kind == KindDate || f.Kind == KindFile || len(p.check(Fields{key: v})) > 0 {
			continue
		}
		found[key] = Proposal{v, Source{Kind: "unit", Name: list[0].AccountName, On: clock.On(list[0].ApprovedAt, tenant.ZoneOf(ctx))}}
	}
	return nil
}

// unitPageOf gives the page that the unit's other accounts lead to.
func unitPageOf(ctx context.Context, tx *postgres.Tx, a *register.Account) (string, error) {
	var page *string
	err := tx.QueryRow(ctx, `SELECT (SELECT unit_page FROM account WHERE tenant_id = $1 AND unit_id = $2 AND id <> $3 AND unit_page <> ''
		ORDER BY (status = 'active') DESC, updated_at DESC LIMIT 1)`, tx.Tenant, a.UnitID, a.ID).Scan(&page)
	if err != nil || page == nil {
		return "", err
	}
	return *page, nil
}

// PeopleFor gives the directory for choosing people: those of the checklist's unit, and all others.
func (s *Service) PeopleFor(ctx context.Context, unit uuid.UUID) (ours, others []identity.Person, err error) {
	if err := identity.RequireIn(ctx, identity.ChecklistAnswer, unit); err != nil {
		return nil, nil, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		all, err := identity.PeopleTx(ctx, tx)
		for _, p := range all {
			if p.UnitID == unit {
				ours = append(ours, p)
			} else {
				others = append(others, p)
			}
		}
		return err
	})
	return ours, others, err
}

// AddPerson puts a colleague into the directory, in the checklist's unit, so that an answer can name somebody who is
// not there yet.
func (s *Service) AddPerson(ctx context.Context, id uuid.UUID, p identity.Person) (identity.Person, error) {
	_, err := s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		p.UnitID = sheet.UnitID
		var err error
		p, err = identity.AddPersonTx(ctx, tx, p)
		return err
	})
	return p, err
}
