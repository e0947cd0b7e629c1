package checklist

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// The parts of a roster that answers speak of.
const (
	LiveWatch  = "watch"  // who watch the account, and who cover
	LiveAccess = "access" // who can get in
)

// Crew is whom the roster of an account names.
type Crew struct {
	Watch  []Who // with the roles that the fields of people know: "responsible", "monitor", "cover"
	Access []Who
}

// Roster is what the checklist needs of the rosters.
type Roster interface {
	// CrewTx gives whom the account's roster names, from today on.
	CrewTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (Crew, error)
	// TakeCrewTx puts people into a roster that has none of the kind. What it refuses is Invalid at LiveWatch or LiveAccess.
	TakeCrewTx(ctx context.Context, tx *postgres.Tx, a *register.Account, c Crew) error
	// Secret reports whether a text looks like a password or another secret.
	Secret(text string) bool
}

// SecretKey is the key of the fault at a field in which a secret was typed: it is neither kept nor shown again.
const SecretKey = "checklist.secret"

// refuseSecrets refuses a secret where a point asks where the login is kept.
func (s *Service) refuseSecrets(p *Point, in Fields) error {
	if s.roster == nil || !slices.Contains(p.Rules, "two_logins") {
		return nil
	}
	var bad []fault.Field
	for i := range p.Fields {
		if f := &p.Fields[i]; (f.Kind == KindText || f.Kind == KindLong) && s.roster.Secret(in[f.Key].Text) {
			bad = append(bad, fault.Bad("f."+f.Key, SecretKey))
		}
	}
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

// UseRoster makes answers about people follow the accounts' rosters: where a roster names somebody it is the answer,
// and where it is empty a checklist that is handed in fills it.
func (s *Service) UseRoster(r Roster) { s.roster = r }

// liveFields are the fields of people that follow the roster, by the rule that reads them.
var liveFields = map[string]struct{ field, part string }{
	"two_monitors": {"monitors", LiveWatch},
	"two_logins":   {"login_access", LiveAccess},
}

// Live gives the part of the roster that the field of the point follows, empty where it follows none.
func (p *Point) Live(field string) string {
	for rule, l := range liveFields {
		if l.field == field && slices.Contains(p.Rules, rule) {
			return l.part
		}
	}
	return ""
}

func (c Crew) part(name string) []Who {
	if name == LiveWatch {
		return c.Watch
	}
	return c.Access
}

// liveTx puts whom the roster names in the place of what was answered. An approved checklist keeps what was approved.
func (s *Service) liveTx(ctx context.Context, tx *postgres.Tx, sheet *Sheet) error {
	if s.roster == nil || sheet.Name != Startup || sheet.State == Approved {
		return nil
	}
	crew, err := s.roster.CrewTx(ctx, tx, sheet.AccountID)
	if err != nil {
		return err
	}
	sheet.live = map[string]bool{}
	for i := range sheet.Template.Content.Sections {
		for j := range sheet.Template.Content.Sections[i].Points {
			p := &sheet.Template.Content.Sections[i].Points[j]
			for k := range p.Fields {
				f := &p.Fields[k]
				people := f.named(crew.part(p.Live(f.Key)))
				if p.Live(f.Key) == "" || len(people) == 0 {
					continue
				}
				a := sheet.answers[p.Key]
				a.Point, a.Fields = p.Key, maps.Clone(a.Fields)
				if a.Fields == nil {
					a.Fields = Fields{}
				}
				a.Fields[f.Key] = Value{People: people}
				sheet.answers[p.Key] = a
				sheet.live[p.Key+"."+f.Key] = true
			}
		}
	}
	return nil
}

// named gives the people with the roles that the field asks for; a role it does not know is none.
func (f *Field) named(people []Who) []Who {
	var list []Who
	for _, w := range people {
		if !f.has(w.Role) {
			w.Role = ""
		}
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// FollowsRoster reports whether the field's answer is what the account's roster says.
func (s *Sheet) FollowsRoster(point, field string) bool { return s.live[point+"."+field] }

// answerLive gives fields that follow the roster what it says now: no form asks them, so no form takes them away, and a
// roster that was changed since a point was sent back is an answer to that.
func (s *Service) answerLive(ctx context.Context, tx *postgres.Tx, c *Checklist, p *Point, kept Fields, in *SaveInput) error {
	if s.roster == nil || c.Name != Startup {
		return nil
	}
	var crew Crew
	loaded := false
	for i := range p.Fields {
		key := p.Fields[i].Key
		part := p.Live(key)
		if part == "" {
			continue
		}
		if !loaded {
			var err error
			if crew, err = s.roster.CrewTx(ctx, tx, c.AccountID); err != nil {
				return err
			}
			loaded = true
		}
		if len(crew.part(part)) == 0 {
			continue
		}
		if in.Base == nil { // what they saw is not known, so nothing of it is a change of theirs
			in.Fields = with(in.Fields, key, kept[key])
			continue
		}
		in.Fields = with(in.Fields, key, Value{People: p.Fields[i].named(crew.part(part))})
		in.Base = with(in.Base, key, kept[key])
	}
	return nil
}

func with(f Fields, key string, v Value) Fields {
	f = maps.Clone(f)
	if v.Empty() {
		delete(f, key)
	} else if f == nil {
		f = Fields{key: v}
	} else {
		f[key] = v
	}
	return f
}

// keepLive writes what the roster says now into the answers, so that they stay what was handed in or approved. It is no
// answer of whoever acts.
func (s *Service) keepLive(ctx context.Context, tx *postgres.Tx, sheet *Sheet) error {
	for _, it := range sheet.Items {
		var live Fields
		for i := range it.Point.Fields {
			if key := it.Point.Fields[i].Key; sheet.FollowsRoster(it.Point.Key, key) {
				live = with(live, key, it.Answer.Fields[key])
			}
		}
		if len(live) == 0 {
			continue
		}
		a, err := lockAnswer(ctx, tx, sheet.ID, it.Point.Key)
		if err != nil {
			return err
		}
		next := maps.Clone(a.Fields)
		if next == nil {
			next = Fields{}
		}
		maps.Copy(next, live)
		if next.Equal(a.Fields) {
			continue
		}
		a.Fields = next
		a.Version++
		if err := updateAnswer(ctx, tx, sheet.ID, a); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, sheet.ID, Version{Point: a.Point, Number: a.Version, Fields: next}); err != nil {
			return err
		}
	}
	return nil
}

// fillRoster gives a roster that names nobody the people of the answers. What it refuses stands at the points.
func (s *Service) fillRoster(ctx context.Context, tx *postgres.Tx, sheet *Sheet) error {
	if s.roster == nil || sheet.Name != Startup {
		return nil
	}
	var crew Crew
	from := map[string]string{}
	for _, it := range sheet.Items {
		for i := range it.Point.Fields {
			f := &it.Point.Fields[i]
			part := it.Point.Live(f.Key)
			if part == "" || sheet.FollowsRoster(it.Point.Key, f.Key) || !f.Asked(it.Answer.Fields) {
				continue
			}
			from[part] = "point." + it.Point.Key
			if part == LiveWatch {
				crew.Watch = it.Answer.Fields[f.Key].People
			} else {
				crew.Access = it.Answer.Fields[f.Key].People
			}
		}
	}
	if len(crew.Watch) == 0 && len(crew.Access) == 0 {
		return nil
	}
	err := s.roster.TakeCrewTx(ctx, tx, sheet.Account, crew)
	if !fault.Is(err, fault.InvalidKind) {
		return err
	}
	var bad []fault.Field
	for _, f := range fault.As(err).Fields {
		name := from[f.Name]
		if name == "" {
			name = "point"
		}
		bad = append(bad, fault.Bad(name, f.Key, f.Args...))
	}
	return fault.Invalid(bad...)
}

// AnsweredTx gives whom the account's startup checklist names in the answers that follow a roster, nobody where there is
// none. The caller has checked the permission.
func (s *Service) AnsweredTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (Crew, error) {
	list, err := queryChecklists(ctx, tx, ` AND c.account_id = @account AND c.name = @name`, pgx.NamedArgs{"account": account, "name": Startup})
	if err != nil || len(list) == 0 {
		return Crew{}, err
	}
	tpl, err := s.templates.TemplateTx(ctx, tx, list[0].TemplateID)
	if err != nil {
		return Crew{}, err
	}
	answers, err := selectAnswers(ctx, tx, list[0].ID)
	if err != nil {
		return Crew{}, err
	}
	var crew Crew
	for _, section := range tpl.Content.Sections {
		for i := range section.Points {
			p := &section.Points[i]
			for key, v := range answers[p.Key].Fields {
				switch p.Live(key) {
				case LiveWatch:
					crew.Watch = v.People
				case LiveAccess:
					crew.Access = v.People
				}
			}
		}
	}
	return crew, nil
}
