package register

import (
	"context"
	"errors"
	"regexp"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

const nilUUID = `'00000000-0000-0000-0000-000000000000'`

const accountFrom = ` FROM account a
	JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
	LEFT JOIN unit pu ON pu.tenant_id = u.tenant_id AND pu.id = u.parent_id `

const accountColumns = `a.id, a.ref, a.platform, a.handle, a.url, a.key, a.name, a.unit_id, u.name, coalesce(pu.name, ''), u.communications,
	a.kind, a.purpose, a.target_group, a.main_message, a.language, a.sender, a.unit_page, a.content_page, a.contact,
	coalesce(a.contact_person_id, ` + nilUUID + `), a.status, a.opened_on, a.closed_on, a.closing_reason, a.closing_notice, a.registered_on,
	a.imported, a.version, a.created_at, a.updated_at, a.crisis_use, a.crisis_text, a.closing_on, a.followers_to,
	coalesce(a.capture_person_id, ` + nilUUID + `),
	coalesce((SELECT p.name FROM person p WHERE p.tenant_id = a.tenant_id AND p.id = a.capture_person_id), ''), a.final_capture, a.final_capture_note`

func scanAccount(row pgx.CollectableRow) (*Account, error) {
	a := &Account{}
	err := row.Scan(&a.ID, &a.Ref, &a.Platform, &a.Handle, &a.URL, &a.Key, &a.Name, &a.UnitID, &a.UnitName, &a.ParentUnit, &a.Overarching,
		&a.Kind, &a.Purpose, &a.TargetGroup, &a.MainMessage, &a.Language, &a.Sender, &a.UnitPage, &a.ContentPage, &a.Contact,
		&a.ContactPersonID, &a.Status, &a.OpenedOn, &a.ClosedOn, &a.ClosingReason, &a.ClosingNotice, &a.RegisteredOn,
		&a.Imported, &a.Version, &a.CreatedAt, &a.UpdatedAt, &a.CrisisUse, &a.CrisisText, &a.ClosingOn, &a.FollowersTo,
		&a.CapturePersonID, &a.CapturePerson, &a.FinalCapture, &a.FinalCaptureNote)
	return a, err
}

// Filter narrows a list. Zero values do not narrow.
type Filter struct {
	Q         string   // in name, handle, address, unit, purpose and target group
	Platform  string   // a platform's name
	Unit      string   // a unit's id
	Statuses  []Status // one of these
	Units     []uuid.UUID
	OnlyIn    bool        // narrow to Units even when it is empty: what a principal reaches
	Only      []uuid.UUID // these accounts; nil narrows nothing
	NoContact bool
	NoPurpose bool
	Sort      string // "name", "platform", "unit", "status", "opened"; a leading "-" turns it round
	Limit     int    // 0: all
	Offset    int
}

const accountWhere = ` WHERE a.tenant_id = @tenant
	AND (@q = '' OR strpos(lower(concat_ws(' ', a.name, a.handle, a.url, a.ref, u.name, pu.name, a.purpose, a.target_group)), lower(@q)) > 0)
	AND (@platform = '' OR a.platform = @platform)
	AND (@unit::uuid IS NULL OR a.unit_id IN (
		WITH RECURSIVE below AS (SELECT @unit::uuid AS id UNION ALL SELECT x.id FROM unit x JOIN below b ON x.tenant_id = @tenant AND x.parent_id = b.id)
		SELECT id FROM below))
	AND (@statuses::text[] IS NULL OR a.status = ANY (@statuses))
	AND (NOT @only_in OR a.unit_id = ANY (@units))
	AND (@only::uuid[] IS NULL OR a.id = ANY (@only))
	AND (NOT @no_contact OR (a.contact = '' AND a.contact_person_id IS NULL))
	AND (NOT @no_purpose OR a.purpose = '') `

// sorts are the orders a list can have; the last words make it the same every time.
var sorts = map[string]string{
	"name":      `a.name COLLATE "sv-x-icu", a.platform, a.ref`,
	"-name":     `a.name COLLATE "sv-x-icu" DESC, a.platform, a.ref`,
	"platform":  `a.platform, a.name COLLATE "sv-x-icu", a.ref`,
	"-platform": `a.platform DESC, a.name COLLATE "sv-x-icu", a.ref`,
	"unit":      `(NOT u.communications), coalesce(pu.name, u.name) COLLATE "sv-x-icu", u.name COLLATE "sv-x-icu", a.unit_id, a.name COLLATE "sv-x-icu", a.platform, a.ref`,
	"-unit":     `u.communications, u.name COLLATE "sv-x-icu" DESC, a.unit_id, a.name COLLATE "sv-x-icu", a.platform, a.ref`,
	"status":    `array_position(ARRAY['submitted','returned','approved','closing','draft','active','closed','rejected','withdrawn'], a.status), a.name COLLATE "sv-x-icu", a.ref`,
	"-status":   `array_position(ARRAY['submitted','returned','approved','closing','draft','active','closed','rejected','withdrawn'], a.status) DESC, a.name COLLATE "sv-x-icu", a.ref`,
	"opened":    `a.opened_on NULLS LAST, a.name COLLATE "sv-x-icu", a.ref`,
	"-opened":   `a.opened_on DESC NULLS LAST, a.name COLLATE "sv-x-icu", a.ref`,
	"ref":       `a.ref`,
}

func (f Filter) args(tx *postgres.Tx) pgx.NamedArgs {
	args := pgx.NamedArgs{"tenant": tx.Tenant, "q": f.Q, "platform": f.Platform, "unit": nil, "statuses": nil,
		"units": f.Units, "only_in": f.OnlyIn, "no_contact": f.NoContact, "no_purpose": f.NoPurpose, "only": nil, "limit": nil, "offset": f.Offset}
	if id, err := uuid.Parse(f.Unit); err == nil {
		args["unit"] = id
	}
	if f.Statuses != nil {
		args["statuses"] = f.Statuses
	}
	if f.Only != nil {
		args["only"] = f.Only
	}
	if f.Limit > 0 {
		args["limit"] = f.Limit
	}
	return args
}

func selectAccounts(ctx context.Context, tx *postgres.Tx, f Filter) ([]*Account, error) {
	order, ok := sorts[f.Sort]
	if !ok {
		order = sorts["name"]
	}
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+accountFrom+accountWhere+` ORDER BY `+order+` LIMIT @limit OFFSET @offset`, f.args(tx))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAccount)
}

// Counts says how many accounts a list has in each state, unit and platform.
type Counts struct {
	Total     int
	Status    map[Status]int
	NoContact int // open ones without a contact
}

func countAccounts(ctx context.Context, tx *postgres.Tx, f Filter) (Counts, error) {
	c := Counts{Status: map[Status]int{}}
	rows, err := tx.Query(ctx, `SELECT a.status, count(*),
		count(*) FILTER (WHERE a.contact = '' AND a.contact_person_id IS NULL AND a.status IN ('active', 'closing'))`+
		accountFrom+accountWhere+` GROUP BY a.status`, f.args(tx))
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var s Status
		var n, none int
		if err := rows.Scan(&s, &n, &none); err != nil {
			return c, err
		}
		c.Status[s] = n
		c.Total += n
		c.NoContact += none
	}
	return c, rows.Err()
}

// refForm is what formatRef writes. Anything else is nobody's, and may hold what the database does not take.
var refForm = regexp.MustCompile(`^k[0-9]{4,18}$`)

func selectAccount(ctx context.Context, tx *postgres.Tx, ref string) (*Account, error) {
	if !refForm.MatchString(ref) {
		return nil, fault.NotFound()
	}
	return accountWhich(ctx, tx, `a.ref = $2`, ref)
}

// accountWhich gives the one account that the condition on $2 fits.
func accountWhich(ctx context.Context, tx *postgres.Tx, which string, arg any) (*Account, error) {
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+accountFrom+` WHERE a.tenant_id = $1 AND `+which, tx.Tenant, arg)
	if err != nil {
		return nil, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanAccount)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.NotFound()
	}
	return a, err
}

// lockAccount keeps others from changing the account until the transaction ends. Rows that name the account, such as its
// events, may be written meanwhile: who writes them may hold the log already.
func lockAccount(ctx context.Context, tx *postgres.Tx, ref string) (*Account, error) {
	if !refForm.MatchString(ref) {
		return nil, fault.NotFound()
	}
	if _, err := tx.Exec(ctx, `SELECT FROM account WHERE tenant_id = $1 AND ref = $2 FOR NO KEY UPDATE`, tx.Tenant, ref); err != nil {
		return nil, err
	}
	return selectAccount(ctx, tx, ref)
}

// AccountTx gives the account with the id in the transaction of a caller that has checked the permission; NotFound
// where there is none.
func AccountTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Account, error) {
	return accountWhich(ctx, tx, `a.id = $2`, id)
}

// AccountByRefTx gives the account of that ref, or NotFound, in the transaction of a caller that has checked the permission.
func AccountByRefTx(ctx context.Context, tx *postgres.Tx, ref string) (*Account, error) {
	return selectAccount(ctx, tx, ref)
}

// LockTx is AccountTx and keeps others from changing the account until the transaction ends.
func LockTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Account, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM account WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`, tx.Tenant, id); err != nil {
		return nil, err
	}
	return AccountTx(ctx, tx, id)
}

// selectSame gives the registration of the same account, living ones first; nil where there is none.
func selectSame(ctx context.Context, tx *postgres.Tx, platform, key string) (*Account, error) {
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+accountFrom+` WHERE a.tenant_id = $1 AND a.platform = $2 AND a.key = $3 AND a.key <> ''
		ORDER BY (a.status IN ('closed', 'rejected', 'withdrawn')), a.updated_at DESC LIMIT 1`, tx.Tenant, platform, key)
	if err != nil {
		return nil, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanAccount)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func accountArgs(tx *postgres.Tx, a *Account) pgx.NamedArgs {
	return pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "id": a.ID, "ref": a.Ref, "platform": a.Platform, "handle": a.Handle, "url": a.URL,
		"key": a.Key, "name": a.Name, "unit": a.UnitID, "kind": a.Kind, "purpose": a.Purpose, "target_group": a.TargetGroup,
		"main_message": a.MainMessage, "language": a.Language, "sender": a.Sender, "unit_page": a.UnitPage, "content_page": a.ContentPage,
		"contact": a.Contact, "contact_person": postgres.Null(a.ContactPersonID), "status": a.Status, "opened_on": a.OpenedOn, "closed_on": a.ClosedOn,
		"closing_reason": a.ClosingReason, "closing_notice": a.ClosingNotice, "closing_on": a.ClosingOn, "followers_to": a.FollowersTo,
		"crisis_use": a.CrisisUse, "crisis_text": a.CrisisText, "capture_person": postgres.Null(a.CapturePersonID),
		"final_capture": a.FinalCapture, "final_capture_note": a.FinalCaptureNote, "registered_on": a.RegisteredOn, "imported": a.Imported, "version": a.Version}
}

const insertAccountSQL = `
	INSERT INTO account (tenant_id, id, ref, platform, handle, url, key, name, unit_id, kind, purpose, target_group, main_message, language,
		sender, unit_page, content_page, contact, contact_person_id, status, opened_on, closed_on, closing_reason, closing_notice,
		crisis_use, crisis_text, registered_on, imported, created_at, updated_at)
	VALUES (@tenant, @id, @ref, @platform, @handle, @url, @key, @name, @unit, @kind, @purpose, @target_group, @main_message, @language,
		@sender, @unit_page, @content_page, @contact, @contact_person, @status, @opened_on, @closed_on, @closing_reason, @closing_notice,
		@crisis_use, @crisis_text, @registered_on, @imported, @now, @now)`

func insertAccount(ctx context.Context, tx *postgres.Tx, a *Account) error {
	_, err := tx.Exec(ctx, insertAccountSQL, accountArgs(tx, a))
	return err
}

// updateAccount writes the account if it still is at its version.
func updateAccount(ctx context.Context, tx *postgres.Tx, a *Account) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE account SET platform = @platform, handle = @handle, url = @url, key = @key, name = @name, unit_id = @unit, kind = @kind,
			purpose = @purpose, target_group = @target_group, main_message = @main_message, language = @language, sender = @sender,
			unit_page = @unit_page, content_page = @content_page, contact = @contact, contact_person_id = @contact_person, status = @status,
			opened_on = @opened_on, closed_on = @closed_on, closing_reason = @closing_reason, closing_notice = @closing_notice,
			crisis_use = @crisis_use, crisis_text = @crisis_text, closing_on = @closing_on, followers_to = @followers_to,
			capture_person_id = @capture_person, final_capture = @final_capture, final_capture_note = @final_capture_note,
			version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version`, accountArgs(tx, a))
	return tag.RowsAffected() == 1, err
}
