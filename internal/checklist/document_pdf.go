package checklist

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/pdf"
	"kanalkoll/internal/register/platform"
)

// JSON gives the document in its exported format: what was kept byte for byte, so that its checksum can be computed by
// everybody, and what is made now indented. The same document is always the same bytes.
func (d *Document) JSON() ([]byte, error) {
	if d.kept != nil {
		return bytes.Clone(d.kept), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("writing the checklist as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// PDFIn writes the document as tagged PDF in the language, with the times of the zone. The same document gives the same
// bytes.
func (d *Document) PDFIn(w io.Writer, lang string, zone *time.Location) error {
	p := &printer{doc: d, ctx: i18n.With(context.Background(), lang), lang: lang, zone: zone}
	made, err := time.Parse(time.RFC3339, d.At)
	if err != nil {
		return fmt.Errorf("reading the document's time %q: %w", d.At, err)
	}
	title := d.Title.In(lang) + ": " + d.Account.Name
	p.out, err = pdf.New(pdf.Meta{
		Title: title, Language: lang, Author: d.Municipality, Creator: "Kanalkoll", Created: made,
		Footer: d.Municipality + ", " + title,
		Page:   func(page, of int) string { return p.t("checklistdoc.page", "Page", page, "Of", of) },
	})
	if err != nil {
		return err
	}
	p.head()
	for i := range d.Sections {
		p.section(&d.Sections[i])
	}
	p.sum()
	_, err = p.out.WriteTo(w)
	return err
}

// printer prints one document.
type printer struct {
	doc  *Document
	out  *pdf.Document
	ctx  context.Context //nolint:containedctx // lives for one call; carries the language to i18n
	lang string
	zone *time.Location
}

func (p *printer) t(key string, args ...any) string { return i18n.In(p.lang, key, args...) }

// when tells a moment or a day in words; what is neither stands as it is.
func (p *printer) when(s string) string {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return i18n.Date(p.ctx, clock.On(t, p.zone)) + " " + i18n.Clock(p.ctx, t, p.zone)
	}
	if day, err := clock.ParseDate(s); err == nil {
		return i18n.Date(p.ctx, day)
	}
	return s
}

// named completes a key with a word of the document; a word that has no key stands as it is.
func (p *printer) named(prefix, word string) string {
	if key := prefix + word; word != "" && i18n.Has(p.lang, key) {
		return p.t(key)
	}
	return word
}

func (p *printer) head() {
	d, a := p.doc, &p.doc.Account
	p.out.Heading(pdf.Heading{Level: 1, Text: a.Name})
	p.out.Small(d.Title.In(p.lang) + ", " + d.Municipality)
	p.out.Heading(pdf.Heading{Level: 2, Text: p.t("checklistdoc.about")})
	done, all := 0, 0
	for _, s := range d.Sections {
		for i := range s.Points {
			all++
			if s.Points[i].State == "done" {
				done++
			}
		}
	}
	by := func(day, name string) string {
		if day == "" || name == "" {
			return p.when(day)
		}
		return p.t("checklistdoc.by_on", "When", p.when(day), "Name", name)
	}
	approved := by(d.ApprovedOn, d.ApprovedBy)
	if d.SelfApproved {
		approved += "\n" + p.t("checklistdoc.self_approved")
	}
	p.out.Terms([]pdf.Term{
		{Name: p.t("checklistdoc.state"), Value: p.t("checklistdoc.state_and_progress",
			"State", p.named("checklistdoc.state.", d.State), "Done", done, "All", all)},
		{Name: p.t("checklistdoc.case"), Value: d.CaseNumber},
		{Name: p.t("checklistdoc.municipality"), Value: p.municipality()},
		{Name: p.t("checklistdoc.unit"), Value: a.Unit},
		{Name: p.t("checklistdoc.account"), Value: a.Ref},
		{Name: p.t("checklistdoc.platform"), Value: p.platform(a.Platform)},
		{Name: p.t("checklistdoc.handle"), Value: a.Handle},
		{Name: p.t("checklistdoc.url"), Value: a.URL},
		{Name: p.t("checklistdoc.account_status"), Value: p.named("registerweb.status.", a.Status)},
		{Name: p.t("checklistdoc.template"), Value: p.t("checklistdoc.template_version", "Name", d.Title.In(p.lang), "Number", d.Template.Number)},
		{Name: p.t("checklistdoc.started"), Value: p.when(d.StartedOn)},
		{Name: p.t("checklistdoc.submitted"), Value: by(d.SubmittedOn, d.SubmittedBy)},
		{Name: p.t("checklistdoc.approved"), Value: approved},
		{Name: p.t("checklistdoc.review"), Value: p.when(d.ReviewOn)},
		{Name: p.t("checklistdoc.round"), Value: strconv.Itoa(d.Round)},
		{Name: p.t("checklistdoc.record"), Value: p.record()},
	})
}

func (p *printer) municipality() string {
	if p.doc.Code == "" {
		return p.doc.Municipality
	}
	return p.t("checklistdoc.municipality_code", "Name", p.doc.Municipality, "Code", p.doc.Code)
}

func (p *printer) platform(s string) string {
	n := platform.Name(s)
	if key := platform.LabelKey(n); key != "" {
		return p.t(key)
	}
	if label := platform.Label(n); label != "" {
		return label
	}
	return s
}

// record says which document of the checklist this is and what made it.
func (p *printer) record() string {
	d := p.doc
	if d.Event == "" {
		return p.t("checklistdoc.record_now", "When", p.when(d.At))
	}
	s := p.t("checklistdoc.record_of", "Number", d.Number, "Event", p.named("checklistdoc.event.", d.Event), "When", p.when(d.At))
	if d.By != "" {
		s += ", " + d.By
	}
	return s
}

func (p *printer) section(s *DocumentSection) {
	done := 0
	for i := range s.Points {
		if s.Points[i].State == "done" {
			done++
		}
	}
	p.out.Heading(pdf.Heading{Level: 2, Text: s.Title.In(p.lang), Aside: p.t("checklistdoc.progress", "Done", done, "All", len(s.Points))})
	for i := range s.Points {
		p.point(&s.Points[i])
	}
}

func (p *printer) point(pt *DocumentPoint) {
	state := p.named("checklistdoc.point.", pt.State)
	if pt.Verdict != "" {
		state += ", " + p.named("checklistdoc.verdict.", pt.Verdict)
	}
	p.out.Heading(pdf.Heading{Level: 3, Number: strconv.Itoa(pt.Number), Text: pt.Name.In(p.lang), Aside: state})
	p.out.Small(p.question(pt))
	terms := make([]pdf.Term, 0, len(pt.Fields))
	for i := range pt.Fields {
		f := &pt.Fields[i]
		terms = append(terms, pdf.Term{Name: f.Label.In(p.lang), Value: p.answer(f)})
	}
	p.out.Terms(terms)
	if pt.AnswerAt != "" || pt.AnswerBy != "" {
		p.out.Small(p.t("checklistdoc.saved", "When", p.when(pt.AnswerAt), "Name", pt.AnswerBy, "Version", pt.Version))
	}
	for _, r := range pt.Remarks {
		p.remark(r)
	}
	if len(pt.Versions) > 0 {
		p.versions(pt.Versions)
	}
}

func (p *printer) question(pt *DocumentPoint) string {
	lines := []string{pt.Question.In(p.lang)}
	if !pt.Mandatory {
		lines = append(lines, p.t("checklistdoc.optional"))
	}
	if pt.Source != "" {
		lines = append(lines, p.t("checklistdoc.source", "Source", SourceIn(p.lang, pt.Source)))
	}
	return strings.Join(lines, "\n")
}

// answer gives the field's answer and its files with their checksums; it says so when there is none.
func (p *printer) answer(f *DocumentField) string {
	var lines []string
	if s := strings.TrimSpace(f.Answer.In(p.lang)); s != "" {
		lines = append(lines, s)
	}
	for _, file := range f.Files {
		lines = append(lines, p.t("checklistdoc.file", "Name", file.Name, "Size", i18n.Bytes(p.ctx, file.Size)), "SHA-512 "+file.SHA512)
	}
	if len(lines) == 0 {
		return p.t("checklistdoc.no_answer")
	}
	return strings.Join(lines, "\n")
}

func (p *printer) remark(r DocumentRemark) {
	key := "checklistdoc.remark." + r.Kind
	if !i18n.Has(p.lang, key) {
		key = "checklistdoc.remark.reply"
	}
	who := p.t(key, "Name", r.By, "When", p.when(r.At))
	p.out.Quote(r.Text, who)
}

func (p *printer) versions(list []DocumentVersion) {
	p.out.Label(p.t("checklistdoc.versions"))
	rows := make([][]string, 0, len(list))
	for _, v := range list {
		number := strconv.Itoa(v.Version)
		if v.Aside {
			number = p.t("checklistdoc.version_aside", "Version", v.Version)
		}
		rows = append(rows, []string{number, p.when(v.At), v.By, v.Answer.In(p.lang)})
	}
	p.out.Table([]string{p.t("checklistdoc.col.version"), p.t("checklistdoc.col.saved"), p.t("checklistdoc.col.by"), p.t("checklistdoc.col.answer")},
		[]float64{14, 22, 22, 42}, rows)
}

// sum tells the checksum of what was kept, where it was kept.
func (p *printer) sum() {
	if p.doc.SHA256 == "" {
		return
	}
	p.out.Heading(pdf.Heading{Level: 2, Text: p.t("checklistdoc.sum")})
	p.out.Text(p.t("checklistdoc.sum_text"))
	p.out.Terms([]pdf.Term{{Name: "SHA-256", Value: p.doc.SHA256}})
}
