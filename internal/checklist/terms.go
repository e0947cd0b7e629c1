package checklist

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// TermsChange is a day on which a platform changed its terms.
type TermsChange struct {
	ID        uuid.UUID
	Platform  string
	ChangedOn clock.Date
	Note      string
}

// TermsChanges gives the changes of terms that were noted, newest first.
func (s *Service) TermsChanges(ctx context.Context) ([]TermsChange, error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	var list []TermsChange
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, platform, changed_on, note FROM terms_change WHERE tenant_id = $1 ORDER BY changed_on DESC, platform`, tx.Tenant)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[TermsChange])
		return err
	})
	return list, err
}

// MarkTerms notes that a platform changed its terms on a day. The point about terms needs a new answer in every
// checklist of an account there (A8): approved ones are opened again and their units are told. It gives how many were.
func (s *Service) MarkTerms(ctx context.Context, on platform.Name, day, note string) (int, error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistReview); err != nil {
		return 0, err
	}
	note = strings.TrimSpace(note)
	opened := 0
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		changed, err := checkTerms(on, day, note, today(ctx, tx))
		if err != nil {
			return err
		}
		id := uuid.New()
		if _, err := tx.Exec(ctx, `INSERT INTO terms_change (tenant_id, id, platform, changed_on, note, noted_by, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			tx.Tenant, id, on, changed, note, postgres.Null(actor(ctx)), tx.Now); err != nil {
			var pg *pgconn.PgError
			if errors.As(err, &pg) && pg.Code == "23505" {
				return fault.Invalid(fault.Bad("changed_on", "checklist.terms_known"))
			}
			return err
		}
		// Before the log, which everybody else writes to last.
		list, err := queryChecklists(ctx, tx, ` AND a.platform = @platform AND c.state = 'approved' AND a.status IN ('approved', 'active', 'closing')
			ORDER BY c.id FOR UPDATE OF c`, pgx.NamedArgs{"platform": on})
		if err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{Action: "checklist.terms", ObjectKind: "terms_change", ObjectID: id,
			Changes: []audit.Change{audit.Value("platform", "", string(on)), audit.Value("changed_on", "", changed.String())}}); err != nil {
			return err
		}
		opened, err = s.reopenForTerms(ctx, tx, list)
		return err
	})
	return opened, err
}

func checkTerms(on platform.Name, day, note string, today clock.Date) (clock.Date, error) {
	var bad []fault.Field
	if !platform.Known(on) {
		bad = append(bad, fault.Bad("platform", "register.platform_unknown"))
	}
	changed, err := clock.ParseDate(strings.TrimSpace(day))
	switch {
	case err != nil || changed.IsZero():
		bad = append(bad, fault.Bad("changed_on", "checklist.date_bad"))
	case changed.After(today):
		bad = append(bad, fault.Bad("changed_on", "checklist.terms_ahead"))
	case changed.Year < 1990:
		bad = append(bad, fault.Bad("changed_on", "checklist.date_bad"))
	}
	if n := utf8.RuneCountInString(note); n > 1000 {
		bad = append(bad, fault.Bad("note", "checklist.too_long", "Max", 1000, "Count", n-1000))
	}
	if len(bad) > 0 {
		return changed, fault.Invalid(bad...)
	}
	return changed, nil
}

// reopenForTerms opens those of the approved checklists, which the caller has locked, whose answer about terms no longer holds.
func (s *Service) reopenForTerms(ctx context.Context, tx *postgres.Tx, list []*Checklist) (int, error) {
	var opened []*register.Account
	for _, c := range list {
		sheet, err := s.assessTx(ctx, tx, c)
		if err != nil {
			return 0, err
		}
		stale := func(it *Item) bool { return slices.Contains(it.Point.Rules, "terms_read") && it.State != Done }
		if !slices.ContainsFunc(sheet.Items, stale) {
			continue
		}
		c.State, c.Reason = Open, ForTerms
		if err := s.finish(ctx, tx, sheet, "reopened", false); err != nil {
			return 0, err
		}
		opened = append(opened, sheet.Account)
	}
	return len(opened), s.reg.EventsTx(ctx, tx, opened, "terms_changed")
}
