package checklist

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// documentFormat names the exported form, for those who read it.
const documentFormat = "kanalkoll-checklist-1"

// Record is what a checklist was at one step of its life.
type Record struct {
	Number int
	Event  string
	By     uuid.UUID
	Self   bool // approved by somebody who had answered
	At     time.Time
}

// recordTx keeps what the checklist is now as a document that is never changed.
func (s *Service) recordTx(ctx context.Context, tx *postgres.Tx, sheet *Sheet, event string, self bool) error {
	var number int
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM checklist_record WHERE tenant_id = $1 AND checklist_id = $2`,
		tx.Tenant, sheet.ID).Scan(&number); err != nil {
		return err
	}
	d, err := s.documentTx(ctx, tx, sheet)
	if err != nil {
		return err
	}
	d.Event, d.Number, d.SelfApproved = event, number, self
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	_, err = tx.Exec(ctx, `INSERT INTO checklist_record (tenant_id, checklist_id, number, event, document, sha256, by_user, self, at)
		VALUES (@tenant, @id, @number, @event, @document, @sum, @by, @self, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": sheet.ID, "number": number, "event": event, "document": raw, "sum": sum[:],
			"by": postgres.Null(actor(ctx)), "self": self, "now": tx.Now})
	return err
}

func selectRecords(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) ([]Record, error) {
	rows, err := tx.Query(ctx, `SELECT number, event, coalesce(by_user, `+nilUUID+`), self, at FROM checklist_record
		WHERE tenant_id = $1 AND checklist_id = $2 ORDER BY number DESC`, tx.Tenant, checklist)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Record])
}

// ErrAltered says that a kept document is no longer what its checksum was made of.
var ErrAltered = errors.New("checklist: the kept document does not fit its checksum")

// Document gives the checklist as a document: as it was at the step of that number, or as it is now where number is 0.
// One that was altered outside the program is ErrAltered.
func (s *Service) Document(ctx context.Context, id uuid.UUID, number int) (*Document, error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	var d *Document
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		c, err := selectChecklist(ctx, tx, id)
		if err != nil {
			return err
		}
		sheet, err := s.sheetTx(ctx, tx, c)
		if err != nil {
			return err
		}
		if number == 0 {
			d, err = s.documentTx(ctx, tx, sheet)
			return err
		}
		d, err = selectDocument(ctx, tx, id, number)
		return err
	})
	return d, err
}

func selectDocument(ctx context.Context, tx *postgres.Tx, id uuid.UUID, number int) (*Document, error) {
	var raw, sum []byte
	err := tx.QueryRow(ctx, `SELECT document, sha256 FROM checklist_record WHERE tenant_id = $1 AND checklist_id = $2 AND number = $3::bigint`,
		tx.Tenant, id, number).Scan(&raw, &sum)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.NotFound()
	}
	if err != nil {
		return nil, err
	}
	if now := sha256.Sum256(raw); !slices.Equal(now[:], sum) {
		return nil, ErrAltered
	}
	d := &Document{}
	if err := json.Unmarshal(raw, d); err != nil {
		return nil, err
	}
	d.SHA256, d.kept = fmt.Sprintf("%x", sum), raw
	return d, nil
}

// documentTx writes the checklist down as it is now, with its versions and what was said of it.
func (s *Service) documentTx(ctx context.Context, tx *postgres.Tx, sheet *Sheet) (*Document, error) {
	versions, err := selectVersions(ctx, tx, sheet.ID, "")
	if err != nil {
		return nil, err
	}
	if sheet.Remarks == nil {
		if sheet.Remarks, err = selectRemarks(ctx, tx, sheet.ID); err != nil {
			return nil, err
		}
	}
	if sheet.Names, err = names(ctx, tx, sheet, authors(versions)...); err != nil {
		return nil, err
	}
	t := tenant.Of(ctx)
	zone := tenant.ZoneOf(ctx)
	c, a := sheet.Checklist, sheet.Account
	title := "checklist.title." + string(c.Name)
	d := &Document{Format: documentFormat, Municipality: t.Name, Code: t.Code, Checklist: string(c.Name),
		Title: Text{i18n.In(i18n.Swedish, title), i18n.In(i18n.English, title)}, CaseNumber: c.CaseNumber, At: stamp(tx.Now), By: sheet.Names[actor(ctx)],
		State: string(c.State), Round: c.Round, StartedOn: clock.On(c.StartedAt, zone).String(), SubmittedOn: dayOf(c.SubmittedAt, zone),
		SubmittedBy: sheet.Names[c.SubmittedBy], ApprovedOn: dayOf(c.ApprovedAt, zone), ApprovedBy: sheet.Names[c.ApprovedBy], ReviewOn: c.ReviewOn.String(), Template: DocumentTemplate{string(c.Name), c.Number},
		Account: DocumentAccount{Ref: a.Ref, Platform: string(a.Platform), Name: a.Name, Handle: a.Handle, URL: a.URL, Unit: a.UnitName, Status: string(a.Status)}}
	for i := range sheet.Template.Content.Sections {
		sec := DocumentSection{Title: sheet.Template.Content.Sections[i].Title}
		for _, it := range sheet.Items {
			if it.Section == i {
				sec.Points = append(sec.Points, sheet.documentPoint(it, versions))
			}
		}
		if len(sec.Points) > 0 {
			d.Sections = append(d.Sections, sec)
		}
	}
	return d, nil
}

func (s *Sheet) documentPoint(it *Item, versions []Version) DocumentPoint {
	p := it.Point
	dp := DocumentPoint{Number: it.Number, Key: p.Key, Name: p.Name, Question: p.Question, Source: p.Source, Mandatory: p.Mandatory, State: string(it.State),
		Verdict: string(it.Answer.Verdict), Version: it.Answer.Version}
	if it.Answer.Version > 0 {
		dp.AnswerBy, dp.AnswerAt = s.Names[it.Answer.SavedBy], stamp(it.Answer.SavedAt)
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		if !f.Asked(it.Answer.Fields) {
			continue
		}
		df := DocumentField{Key: f.Key, Kind: string(f.Kind), Label: f.Label, Value: it.Answer.Fields[f.Key], Answer: f.Words(it.Answer.Fields[f.Key])}
		for _, x := range s.Files {
			if x.Point == p.Key && x.Field == f.Key && !x.Removed() {
				df.Files = append(df.Files, DocumentFile{Name: x.Name, Size: x.Size, SHA512: x.SHA512})
			}
		}
		dp.Fields = append(dp.Fields, df)
	}
	for _, v := range versions {
		if v.Point == p.Key && (v.Aside || v.Number < it.Answer.Version) {
			dp.Versions = append(dp.Versions, DocumentVersion{Version: v.Number, By: s.Names[v.SavedBy], At: stamp(v.SavedAt), Aside: v.Aside, Answer: p.Words(v.Fields)})
		}
	}
	for _, r := range s.Remarks {
		if r.Point == p.Key {
			dp.Remarks = append(dp.Remarks, DocumentRemark{Kind: r.Kind, By: s.Names[r.By], At: stamp(r.At), Text: r.Text})
		}
	}
	return dp
}

// Words says an answer in both languages, "" where nothing was answered.
func (f *Field) Words(v Value) Text {
	var t Text
	for _, lang := range i18n.Languages {
		words := v.Text
		switch f.Kind {
		case KindYesNo:
			if v.Text != "" {
				words = i18n.In(lang, "checklist.answer."+v.Text)
			}
			if r := strings.TrimSpace(v.Reason); r != "" {
				words = strings.TrimPrefix(words+". "+r, ". ")
			}
		case KindChoice:
			words = f.option(v.Text, lang)
		case KindDate:
			if d, err := clock.ParseDate(v.Text); err == nil && !d.IsZero() {
				words = i18n.Date(i18n.With(context.Background(), lang), d)
			}
		case KindPersons:
			var people []string
			for _, w := range v.People {
				name := w.Name
				if role := f.option(w.Role, lang); role != "" {
					name += " (" + role + ")"
				}
				people = append(people, name)
			}
			words = strings.Join(people, ", ")
		}
		if lang == i18n.English {
			t.EN = words
		} else {
			t.SV = words
		}
	}
	return t
}

func (f *Field) option(value, lang string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label.In(lang)
		}
	}
	return value
}

// Words says a whole answer to the point in both languages, a line for each field that has one.
func (p *Point) Words(in Fields) Text {
	var sv, en []string
	for i := range p.Fields {
		f := &p.Fields[i]
		w := f.Words(in[f.Key])
		if w.SV == "" || !f.Asked(in) {
			continue
		}
		if len(p.Fields) > 1 {
			w = Text{f.Label.SV + ": " + w.SV, f.Label.In(i18n.English) + ": " + w.In(i18n.English)}
		}
		sv, en = append(sv, w.SV), append(en, w.In(i18n.English))
	}
	return Text{strings.Join(sv, "\n"), strings.Join(en, "\n")}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func dayOf(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return clock.On(t, zone).String()
}

func authors(versions []Version) []uuid.UUID {
	var list []uuid.UUID
	for _, v := range versions {
		list = append(list, v.SavedBy)
	}
	return list
}

// names gives the names of all who stand in the sheet, and of more.
func names(ctx context.Context, tx *postgres.Tx, sheet *Sheet, more ...uuid.UUID) (map[uuid.UUID]string, error) {
	set := map[uuid.UUID]bool{sheet.StartedBy: true, sheet.SubmittedBy: true, sheet.ApprovedBy: true, actor(ctx): true}
	for _, it := range sheet.Items {
		set[it.Answer.SavedBy], set[it.Answer.AssigneeID] = true, true
	}
	for _, r := range sheet.Remarks {
		set[r.By] = true
	}
	for _, r := range sheet.Records {
		set[r.By] = true
	}
	for _, f := range sheet.Files {
		set[f.AddedBy] = true
	}
	for _, id := range more {
		set[id] = true
	}
	delete(set, uuid.Nil)
	list := make([]uuid.UUID, 0, len(set))
	for id := range set {
		list = append(list, id)
	}
	return identity.NamesTx(ctx, tx, list)
}
