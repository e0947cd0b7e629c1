package callweb

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/pdf"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

func (h *Handlers) listPDF(w http.ResponseWriter, r *http.Request) error {
	book, err := h.svc.Calls(r.Context())
	if err != nil {
		return err
	}
	return h.send(w, r, i18n.T(r.Context(), "callweb.h1"), i18n.T(r.Context(), "callweb.file"), book.Today, func(p *printer) {
		p.list(i18n.T(r.Context(), "callweb.municipality"), book.Municipality.Calls)
		p.accounts(book.Accounts)
	})
}

func (h *Handlers) accountPDF(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, day, err := h.svc.CallsOf(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	heading := i18n.T(ctx, "callweb.account_h1", "Name", title(ctx, l.Account))
	return h.send(w, r, heading, i18n.T(ctx, "callweb.file")+"-"+l.Account.Ref, day, func(p *printer) {
		p.doc.Text(useWord(ctx, l.CrisisUse))
		p.list(i18n.T(ctx, "callweb.account_calls"), l.Calls)
	})
}

// printer prints call lists in the language of the context.
type printer struct {
	ctx context.Context //nolint:containedctx // lives for one call; carries the language to i18n
	doc *pdf.Document
	day clock.Date
}

// send makes the file and sends it to be kept: it is read where there is no network.
func (h *Handlers) send(w http.ResponseWriter, r *http.Request, heading, name string, day clock.Date, fill func(*printer)) error {
	ctx := r.Context()
	t := tenant.Of(ctx)
	doc, err := pdf.New(pdf.Meta{Title: heading, Language: i18n.Lang(ctx), Author: t.Name, Creator: "Kanalkoll", Created: h.clk.Now(),
		Footer: t.Name + ", " + heading + ", " + i18n.Date(ctx, day),
		Page:   func(n, of int) string { return i18n.T(ctx, "checklistdoc.page", "Page", n, "Of", of) }})
	if err != nil {
		return err
	}
	p := &printer{ctx, doc, day}
	doc.Heading(pdf.Heading{Level: 1, Text: heading})
	doc.Small(t.Name + ". " + i18n.T(ctx, "callweb.as_of", "Date", day))
	fill(p)
	var b bytes.Buffer
	if _, err := doc.WriteTo(&b); err != nil {
		return err
	}
	return page.Attach(w, r, name+"-"+day.String()+".pdf", "application/pdf", b.Bytes())
}

func (p *printer) t(key string, args ...any) string { return i18n.T(p.ctx, key, args...) }

func (p *printer) list(heading string, calls []roster.Call) {
	p.doc.Heading(pdf.Heading{Level: 2, Text: heading})
	if len(calls) == 0 {
		p.doc.Text(p.t("callweb.nobody"))
		return
	}
	rows := make([][]string, len(calls))
	for i, c := range calls {
		phone := c.Person.Phone
		if phone == "" {
			phone = p.t("callweb.no_phone")
		}
		name := c.Person.Name
		if c.Person.Title != "" {
			name += "\n" + c.Person.Title
		}
		rows[i] = []string{strconv.Itoa(i + 1), name, phone, c.Hours, confirmState(p.ctx, c, p.day).Text}
	}
	p.doc.Table([]string{p.t("callweb.order_no"), p.t("callweb.name"), p.t("callweb.phone"), p.t("callweb.hours"), p.t("callweb.number_state")}, []float64{1, 4, 3, 4, 3}, rows)
}

func (p *printer) accounts(lists []roster.CallList) {
	if len(lists) == 0 {
		return
	}
	p.doc.Heading(pdf.Heading{Level: 2, Text: p.t("callweb.accounts")})
	rows := make([][]string, len(lists))
	for i, l := range lists {
		people := ""
		for j, c := range l.Calls {
			if j > 0 {
				people += "\n"
			}
			people += strconv.Itoa(j+1) + ". " + c.Person.Name + " " + c.Person.Phone
			if c.Hours != "" {
				people += " (" + c.Hours + ")"
			}
		}
		if people == "" {
			people = p.t("callweb.account_nobody")
		}
		rows[i] = []string{title(p.ctx, l.Account), useWord(p.ctx, l.CrisisUse), people}
	}
	p.doc.Table([]string{p.t("callweb.account"), p.t("callweb.use"), p.t("callweb.who")}, []float64{4, 2, 6}, rows)
}
