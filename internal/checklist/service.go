package checklist

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/blob"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Service is what can be done with checklists.
type Service struct {
	db        *postgres.DB
	reg       *register.Service
	templates *Templates
	files     *blob.Store
	base      string
	roster    Roster
}

// NewService builds the service. Base is BASE_URL.
func NewService(db *postgres.DB, reg *register.Service, templates *Templates, files *blob.Store, base string) *Service {
	return &Service{db: db, reg: reg, templates: templates, files: files, base: base}
}

// today is the day in the municipality's zone.
func today(ctx context.Context, tx *postgres.Tx) clock.Date {
	return clock.On(tx.Now, tenant.ZoneOf(ctx))
}

// actor is the login that acts; uuid.Nil for operators and jobs.
func actor(ctx context.Context) uuid.UUID {
	if p := identity.Of(ctx); p != nil {
		return p.UserID
	}
	return uuid.Nil
}

// Sheet is a checklist with its points as they stand.
type Sheet struct {
	*Checklist
	Template *Template
	Newest   int // the number of the newest published template
	Items    []*Item
	Facts    Facts
	Remarks  []Remark // those the principal may see, oldest first
	Files    []File
	Names    map[uuid.UUID]string // of the logins and people in it
	Account  *register.Account
	Records  []Record // newest first, without their documents

	answers map[string]Answer // what Items was made of
	live    map[string]bool   // fields whose answer is the roster's, by point and field
}

// Item gives the point that is asked under the key, nil where there is none.
func (s *Sheet) Item(key string) *Item {
	i := slices.IndexFunc(s.Items, func(it *Item) bool { return it.Point.Key == key })
	if i < 0 {
		return nil
	}
	return s.Items[i]
}

// Progress counts the points that are done and gives those that stand in the way of handing in.
func (s *Sheet) Progress() (done, total int, open []*Item) { return progress(s.Items) }

// Get gives a checklist with all its points, or NotFound where the principal may not see it.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Sheet, error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	var sheet *Sheet
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		c, err := selectChecklist(ctx, tx, id)
		if err != nil {
			return err
		}
		sheet, err = s.sheetTx(ctx, tx, c)
		return err
	})
	return sheet, err
}

// sheetTx loads all of a checklist that the principal may see.
func (s *Service) sheetTx(ctx context.Context, tx *postgres.Tx, c *Checklist) (*Sheet, error) {
	if !identity.Of(ctx).MayIn(identity.ChecklistView, c.UnitID) {
		return nil, fault.NotFound()
	}
	sheet, err := s.assessTx(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if sheet.Remarks, err = selectRemarks(ctx, tx, c.ID); err != nil {
		return nil, err
	}
	if c.State == Submitted && !identity.Of(ctx).MayIn(identity.ChecklistReview, c.UnitID) {
		// What the reviewer writes is told when the checklist is sent back or approved, not before.
		sheet.Remarks = slices.DeleteFunc(sheet.Remarks, func(r Remark) bool { return r.Kind != "reply" && r.Round == c.Round })
		for key, a := range sheet.answers {
			a.Verdict = NoVerdict
			sheet.answers[key] = a
		}
		sheet.Items = assess(&sheet.Template.Content, sheet.answers, sheet.Facts) // a point's state tells of a return, too
	}
	if sheet.Records, err = selectRecords(ctx, tx, c.ID); err != nil {
		return nil, err
	}
	newest, err := s.templates.PublishedTx(ctx, tx, c.Name)
	if err != nil {
		return nil, err
	}
	sheet.Newest = newest.Number
	sheet.Names, err = names(ctx, tx, sheet)
	return sheet, err
}

// assessTx loads the questions, the answers and what they are judged against.
func (s *Service) assessTx(ctx context.Context, tx *postgres.Tx, c *Checklist) (*Sheet, error) {
	tpl, err := s.templates.TemplateTx(ctx, tx, c.TemplateID)
	if err != nil {
		return nil, err
	}
	a, err := register.AccountTx(ctx, tx, c.AccountID)
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{Checklist: c, Template: tpl, Account: a}
	if sheet.answers, err = selectAnswers(ctx, tx, c.ID); err != nil {
		return nil, err
	}
	if sheet.Files, err = selectFiles(ctx, tx, c.ID); err != nil {
		return nil, err
	}
	if sheet.Facts, err = s.factsTx(ctx, tx, a, sheet.Files); err != nil {
		return nil, err
	}
	if err := s.liveTx(ctx, tx, sheet); err != nil {
		return nil, err
	}
	sheet.Items = assess(&tpl.Content, sheet.answers, sheet.Facts)
	return sheet, nil
}

func (s *Service) factsTx(ctx context.Context, tx *postgres.Tx, a *register.Account, files []File) (Facts, error) {
	t := tenant.Of(ctx)
	policy, err := tenant.PolicyTx(ctx, tx, t)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{Platform: a.Platform, Kind: a.Kind, URL: a.URL, OwnHost: func(address string) bool {
		return policy.OwnHost(t, address) || address == tenant.ContentPageURL(s.base, t)
	},
		PartSentence: policy.PartSentence, ReviewMonths: policy.ReviewMonths, Today: today(ctx, tx), Files: map[string]int{}}
	for _, x := range files {
		if !x.Removed() {
			f.Files[x.Point+"."+x.Field]++
		}
	}
	f.TermsChangedOn, err = selectTermsChange(ctx, tx, a.Platform, f.Today)
	return f, err
}

// forChange locks the checklist and its account for an act in the account's unit, so that steps of its life and of the
// checklist's go one after the other. The principal who may not see it gets NotFound.
func (s *Service) forChange(ctx context.Context, tx *postgres.Tx, id uuid.UUID, act identity.Action) (*Checklist, error) {
	c, err := lockChecklist(ctx, tx, id, "FOR UPDATE")
	if err != nil {
		return nil, err
	}
	a, err := register.LockTx(ctx, tx, c.AccountID)
	if err != nil {
		return nil, err
	}
	c.Status, c.UnitID, c.UnitName = a.Status, a.UnitID, a.UnitName // it may have ended or moved while we waited for it
	p := identity.Of(ctx)
	if !p.MayIn(identity.ChecklistView, c.UnitID) {
		return nil, fault.NotFound()
	}
	if !p.MayIn(act, c.UnitID) {
		return nil, fault.Forbidden()
	}
	return c, nil
}

// entry is a line of the log about a checklist.
func entry(c *Checklist, action string, changes ...audit.Change) audit.Entry {
	return audit.Entry{Action: action, ObjectKind: "checklist", ObjectID: c.ID, Changes: changes}
}

// Words says a problem in the context's language.
func (p Problem) Words(ctx context.Context) string {
	args := slices.Clone(p.Args)
	for i, a := range args {
		switch a := a.(type) {
		case clock.Date:
			args[i] = i18n.Date(ctx, a)
		case Text:
			args[i] = a.In(i18n.Lang(ctx))
		}
	}
	return i18n.T(ctx, p.Key, args...)
}
