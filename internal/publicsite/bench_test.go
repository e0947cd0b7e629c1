package publicsite_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// bench300 is a municipality with 300 open accounts in 20 units, and its database's address.
func bench300(b *testing.B) (*webtest.Site, http.Handler, string) {
	b.Helper()
	var databaseURL string
	slog.SetDefault(slog.New(slog.DiscardHandler))
	site := webtest.New(b, func(c *app.Config) { databaseURL = c.DatabaseURL })
	_, ctx := site.Tenant("orebro")
	o := at(b, site, ctx)
	var units []string
	for i := range 20 {
		units = append(units, site.Unit(ctx, fmt.Sprintf("Enhet %02d", i)).ID.String())
	}
	hosts := []string{"www.facebook.com/", "www.instagram.com/", "www.youtube.com/@", "x.com/"}
	for i := range 300 {
		o.add(true, register.Input{Address: fmt.Sprintf("https://%sorebroenhet%03d", hosts[i%4], i), Name: fmt.Sprintf("Enhet %02d i Örebro, konto %d", i%20, i),
			UnitID: units[i%20], Purpose: "Nyheter, evenemang och svar på frågor för dem som använder verksamheten.", TargetGroup: "Boende och besökare", Language: "sv", OpenedOn: "2015-09-07"})
	}
	return site, site.App.Handler(), databaseURL
}

func get(b *testing.B, h http.Handler, target string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), http.MethodGet, target, nil))
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d", target, w.Code)
	}
}

// bareSQL reads what the public register reads, in its order, with nothing around it.
const bareSQL = `
	SELECT a.id, a.ref, a.platform, a.handle, a.url, a.key, a.name, a.unit_id, u.name, coalesce(pu.name, ''), u.communications,
		a.kind, a.purpose, a.target_group, a.main_message, a.language, a.sender, a.unit_page, a.content_page, a.contact,
		coalesce(a.contact_person_id, '00000000-0000-0000-0000-000000000000'), a.status, a.opened_on, a.closed_on, a.closing_reason,
		a.closing_notice, a.registered_on, a.imported, a.version, a.created_at, a.updated_at
	FROM account a
	JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
	LEFT JOIN unit pu ON pu.tenant_id = u.tenant_id AND pu.id = u.parent_id
	WHERE a.tenant_id = $1 AND a.status IN ('active', 'closing', 'closed')
	ORDER BY (NOT u.communications), coalesce(pu.name, u.name) COLLATE "sv-x-icu", u.name COLLATE "sv-x-icu", a.unit_id,
		a.name COLLATE "sv-x-icu", a.platform, a.ref`

// bare gives a function that runs the query on a connection with the tenant set once, and scans its rows.
func bare(b *testing.B, site *webtest.Site, databaseURL string) func() {
	b.Helper()
	t, err := site.App.Tenants.BySlug(b.Context(), "orebro")
	if err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.Connect(b.Context(), databaseURL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) }) // the database goes with the test
	if _, err := conn.Exec(b.Context(), `SELECT set_config('app.tenant_id', $1, false)`, t.ID.String()); err != nil {
		b.Fatal(err)
	}
	return func() {
		rows, err := conn.Query(b.Context(), bareSQL, t.ID)
		if err != nil {
			b.Fatal(err)
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*register.Account, error) {
			a := &register.Account{}
			err := row.Scan(&a.ID, &a.Ref, &a.Platform, &a.Handle, &a.URL, &a.Key, &a.Name, &a.UnitID, &a.UnitName, &a.ParentUnit, &a.Overarching,
				&a.Kind, &a.Purpose, &a.TargetGroup, &a.MainMessage, &a.Language, &a.Sender, &a.UnitPage, &a.ContentPage, &a.Contact,
				&a.ContactPersonID, &a.Status, &a.OpenedOn, &a.ClosedOn, &a.ClosingReason, &a.ClosingNotice, &a.RegisteredOn,
				&a.Imported, &a.Version, &a.CreatedAt, &a.UpdatedAt)
			return a, err
		})
		if err != nil || len(list) != 300 {
			b.Fatalf("%d rows, %v", len(list), err)
		}
	}
}

// BenchmarkRegisterPage300 is the public register of 300 accounts through the whole web: transaction, tenant, page.
func BenchmarkRegisterPage300(b *testing.B) {
	_, h, _ := bench300(b)
	b.ReportAllocs()
	for b.Loop() {
		get(b, h, "/orebro")
	}
}

// BenchmarkBareQuery300 is what the page is measured against.
func BenchmarkBareQuery300(b *testing.B) {
	site, _, databaseURL := bench300(b)
	query := bare(b, site, databaseURL)
	b.ReportAllocs()
	for b.Loop() {
		query()
	}
}

// BenchmarkRegisterPageRatio runs page and bare query in turn, so that both meet the same machine, and reports the
// page's rate as a share of the bare query's; 0.55 or more is the aim.
func BenchmarkRegisterPageRatio(b *testing.B) {
	site, h, databaseURL := bench300(b)
	query := bare(b, site, databaseURL)
	for range 20 { // plans, pools and buffers as in a program that has run for a while
		query()
		get(b, h, "/orebro")
	}
	var page, plain int64
	for b.Loop() {
		plain += nanos(query)
		page += nanos(func() { get(b, h, "/orebro") })
	}
	b.ReportMetric(float64(plain)/float64(page), "of-bare-rate")
}

func nanos(f func()) int64 {
	start := time.Now()
	f()
	return time.Since(start).Nanoseconds()
}
