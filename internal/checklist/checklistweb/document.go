package checklistweb

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

func (h *Handlers) documentRoutes(rt *guard.Routes) {
	view := guard.Can(identity.ChecklistView)
	rt.Get("/app/checklists/{id}/document", view, h.document)
	rt.Get("/app/checklists/{id}/document.pdf", view, h.documentPDF)
	rt.Get("/app/checklists/{id}/document.json", view, h.documentJSON)
	rt.Get("/app/checklists/{id}/versions/{key}", view, h.versions)
}

// documentView is a checklist as a document, as it was at a step or is now.
type documentView struct {
	sheet  *checklist.Sheet
	doc    *checklist.Document
	number int // of the step; 0: now
}

// documentOf reads the document that the address asks for.
func (h *Handlers) documentOf(r *http.Request) (*checklist.Document, uuid.UUID, int, error) {
	id, err := guard.ID(r)
	if err != nil {
		return nil, id, 0, err
	}
	n := 0
	if s := page.Query(r).Get("number"); s != "" {
		if n, err = strconv.Atoi(s); err != nil || n < 1 || n > 1_000_000 {
			return nil, id, 0, fault.NotFound()
		}
	}
	d, err := h.svc.Document(r.Context(), id, n)
	return d, id, n, err
}

func (h *Handlers) document(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, id, n, err := h.documentOf(r)
	altered := errors.Is(err, checklist.ErrAltered)
	if err != nil && !altered {
		return err
	}
	s, getErr := h.svc.Get(ctx, id)
	if getErr != nil {
		return getErr
	}
	v := &documentView{s, d, n}
	if altered {
		slog.ErrorContext(ctx, "a kept checklist was altered", "checklist", id, "number", n, "err", err)
		return page.Render(w, r, http.StatusInternalServerError, alteredPage(v))
	}
	return page.Render(w, r, http.StatusOK, documentPage(v))
}

func (h *Handlers) documentPDF(w http.ResponseWriter, r *http.Request) error {
	d, _, n, err := h.documentOf(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := d.PDFIn(&b, i18n.Lang(r.Context()), tenant.ZoneOf(r.Context())); err != nil {
		return err
	}
	return page.Attach(w, r, documentName(r.Context(), d, n, "pdf"), "application/pdf", b.Bytes())
}

func (h *Handlers) documentJSON(w http.ResponseWriter, r *http.Request) error {
	d, _, n, err := h.documentOf(r)
	if err != nil {
		return err
	}
	raw, err := d.JSON()
	if err != nil {
		return err
	}
	return page.Attach(w, r, documentName(r.Context(), d, n, "json"), "application/json", raw)
}

// documentName is what the file is called: "startchecklista-k0042-2026-11-24-3.pdf".
func documentName(ctx context.Context, d *checklist.Document, number int, ending string) string {
	s := tenant.MakeSlug(d.Title.In(i18n.Lang(ctx))) + "-" + d.Account.Ref
	if at, err := time.Parse(time.RFC3339, d.At); err == nil {
		s += "-" + clock.On(at, tenant.ZoneOf(ctx)).String()
	}
	if number > 0 {
		s += "-" + strconv.Itoa(number)
	}
	return s + "." + ending
}

func (v *documentView) head(ctx context.Context) page.Head {
	d := v.doc
	h := page.Head{H1: register.Title(ctx, d.Account.Name, platform.Name(d.Account.Platform)), Title: d.Title.In(i18n.Lang(ctx)) + ", " + d.Account.Name,
		Crumbs: crumbs(ctx, crumb(ctx, v.sheet.Checklist))}
	h.States = []page.State{{Kind: kindOf(checklist.State(d.State)), Text: i18n.T(ctx, "checklistreview.state."+d.State)}, {Text: d.Title.In(i18n.Lang(ctx))}, {Text: v.as(ctx)}}
	return h
}

// as says of when the document is.
func (v *documentView) as(ctx context.Context) string {
	if v.number == 0 {
		return i18n.T(ctx, "checklistreview.doc.now", "Date", moment(ctx, v.doc.At))
	}
	return i18n.T(ctx, "checklistreview.doc.was", "Number", v.number, "Date", moment(ctx, v.doc.At))
}

// moment writes an RFC 3339 time of a document as its day and time in the municipality's zone.
func moment(ctx context.Context, s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return day(ctx, t) + " " + i18n.Clock(ctx, t, tenant.ZoneOf(ctx))
}

// dayWord writes an ISO day of a document.
func dayWord(ctx context.Context, s string) string {
	d, err := clock.ParseDate(s)
	if err != nil {
		return s
	}
	return i18n.Date(ctx, d)
}

// facts are what the document says before its points.
func (v *documentView) facts(ctx context.Context) []page.Row {
	d := v.doc
	var rows []page.Row
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Term: i18n.T(ctx, "checklistreview.doc.fact."+key), Value: value})
		}
	}
	add("municipality", d.Municipality)
	add("unit", d.Account.Unit)
	add("account", d.Account.Ref)
	add("platform", register.PlatformLabel(ctx, platform.Name(d.Account.Platform)))
	add("handle", d.Account.Handle)
	add("address", d.Account.URL)
	add("started", dayWord(ctx, d.StartedOn))
	add("submitted", dayAndName(ctx, d.SubmittedOn, d.SubmittedBy))
	add("approved", dayAndName(ctx, d.ApprovedOn, d.ApprovedBy))
	if d.SelfApproved {
		add("self", i18n.T(ctx, "checklistreview.doc.self", "Who", d.By))
	}
	add("review_on", dayWord(ctx, d.ReviewOn))
	add("case_number", d.CaseNumber)
	add("template", i18n.T(ctx, "checklistreview.doc.template", "Name", d.Title.In(i18n.Lang(ctx)), "Number", d.Template.Number))
	add("sum", d.SHA256)
	return rows
}

// dayAndName says when somebody did something, and who.
func dayAndName(ctx context.Context, day, name string) string {
	if day == "" || name == "" {
		return dayWord(ctx, day)
	}
	return dayWord(ctx, day) + ", " + name
}

// pointState is the shape of a point's state in a document.
func pointState(p checklist.DocumentPoint) page.Kind {
	switch {
	case p.Verdict == string(checklist.Back):
		return page.Returned
	case p.Verdict == string(checklist.Accepted):
		return page.Accepted
	}
	switch checklist.PointState(p.State) {
	case checklist.Done:
		return page.Done
	case checklist.Attention:
		return page.Fix
	case checklist.Begun:
		return page.Going
	case checklist.Blocked:
		return page.Blocked
	}
	return page.Fresh
}

func documentRows(ctx context.Context, p checklist.DocumentPoint) []page.Row {
	lang := i18n.Lang(ctx)
	var rows []page.Row
	for _, f := range p.Fields {
		row := page.Row{Term: f.Label.In(lang), Value: f.Answer.In(lang)}
		for _, x := range f.Files {
			if row.Value != "" {
				row.Value += "\n"
			}
			row.Value += i18n.T(ctx, "checklistreview.doc.file", "Name", x.Name, "Size", i18n.Bytes(ctx, x.Size))
		}
		rows = append(rows, row)
	}
	return rows
}

// steps are the kept states, newest first, each leading to the document as it was then.
func (v *documentView) steps(ctx context.Context) []page.Event {
	var list []page.Event
	for _, rec := range v.sheet.Records {
		list = append(list, page.Event{When: day(ctx, rec.At) + " " + i18n.Clock(ctx, rec.At, tenant.ZoneOf(ctx)), Datetime: rec.At.In(tenant.ZoneOf(ctx)).Format(time.RFC3339),
			Body: stepBody(v.sheet, rec, rec.Number == v.number)})
	}
	return list
}

// stepWords says a step in a sentence.
func stepWords(ctx context.Context, s *checklist.Sheet, rec checklist.Record) string {
	key := rec.Event
	if rec.Self {
		key = "self_approved"
	}
	return i18n.T(ctx, "checklistreview.step."+key, "Who", whoOf(ctx, s, rec.By))
}

// numberQuery asks for the document of a step.
func numberQuery(ctx context.Context, id uuid.UUID, below string, number int) string {
	n := ""
	if number > 0 {
		n = strconv.Itoa(number)
	}
	return page.URL(ctx, "/app/checklists/"+id.String()+below, "number", n)
}
