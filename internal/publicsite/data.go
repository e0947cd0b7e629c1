package publicsite

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// The open data. docs/data.md describes them to those who use them: names and order here are a promise.

type dataFile struct {
	Tenant   dataTenant    `json:"tenant"`
	Updated  string        `json:"updated"`
	Accounts []dataAccount `json:"accounts"`
}

type dataTenant struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
	Code string `json:"code"`
}

type dataAccount struct {
	Ref         string     `json:"ref"`
	Platform    string     `json:"platform"`
	Handle      string     `json:"handle"`
	URL         string     `json:"url"`
	Name        string     `json:"name"`
	Unit        string     `json:"unit"`
	Purpose     string     `json:"purpose"`
	TargetGroup string     `json:"target_group"`
	Language    string     `json:"language"`
	Status      string     `json:"status"`
	OpenedOn    clock.Date `json:"opened_on"` // null where there is none
	ClosedOn    clock.Date `json:"closed_on"`
}

var csvHeader = []string{"municipality_code", "municipality", "ref", "platform", "handle", "url", "name", "unit", "purpose", "target_group",
	"language", "status", "opened_on", "closed_on"}

func dataOf(a *register.Account) dataAccount {
	return dataAccount{Ref: a.Ref, Platform: string(a.Platform), Handle: a.Handle, URL: a.URL, Name: a.Name, Unit: a.UnitName, Purpose: a.Purpose,
		TargetGroup: a.TargetGroup, Language: a.Language, Status: a.Status.PublicWord(), OpenedOn: a.OpenedOn, ClosedOn: a.ClosedOn}
}

func (h *Handlers) listJSON(w http.ResponseWriter, r *http.Request) error {
	list, changed, err := h.data(r)
	if err != nil {
		return err
	}
	body, err := writeJSON(tenant.Of(r.Context()), changed, list)
	if err != nil {
		return err
	}
	sendData(w, r, "application/json; charset=utf-8", changed, body)
	return nil
}

func (h *Handlers) listCSV(w http.ResponseWriter, r *http.Request) error {
	list, changed, err := h.data(r)
	if err != nil {
		return err
	}
	t := tenant.Of(r.Context())
	body, err := writeCSV(t, list)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="accounts-`+t.Slug+`.csv"`)
	sendData(w, r, "text/csv; charset=utf-8; header=present", changed, body)
	return nil
}

// data gives the accounts that fit the filter in the order of their refs, so that two versions of a file can be compared.
func (h *Handlers) data(r *http.Request) ([]*register.Account, time.Time, error) {
	ctx := r.Context()
	all, err := h.register.Published(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	list, err := h.apply(ctx, readFilter(page.Query(r)), all)
	if err != nil {
		return nil, time.Time{}, err
	}
	slices.SortFunc(list, func(a, b *register.Account) int {
		return cmp.Or(cmp.Compare(len(a.Ref), len(b.Ref)), cmp.Compare(a.Ref, b.Ref))
	})
	return list, lastChange(ctx, all), nil
}

// lastChange gives the time of the newest change that the public sees.
func lastChange(ctx context.Context, all []*register.Account) time.Time {
	last := register.LastChange(all)
	if t := tenant.Of(ctx); t.UpdatedAt.After(last) {
		last = t.UpdatedAt
	}
	return last
}

func writeJSON(t *tenant.Tenant, changed time.Time, list []*register.Account) ([]byte, error) {
	f := dataFile{Tenant: dataTenant{Slug: t.Slug, Name: t.Name, Code: t.Code}, Updated: changed.UTC().Format(time.RFC3339), Accounts: make([]dataAccount, len(list))}
	for i, a := range list {
		f.Accounts[i] = dataOf(a)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false) // it is no HTML, and "&" in an address stays readable
	err := enc.Encode(f)
	return buf.Bytes(), err
}

func writeCSV(t *tenant.Tenant, list []*register.Account) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	w.UseCRLF = true
	if err := w.Write(csvHeader); err != nil {
		return nil, err
	}
	for _, a := range list {
		d := dataOf(a)
		if err := w.Write([]string{t.Code, t.Name, d.Ref, d.Platform, d.Handle, d.URL, d.Name, d.Unit, d.Purpose, d.TargetGroup,
			d.Language, d.Status, d.OpenedOn.String(), d.ClosedOn.String()}); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}
