package app_test

import (
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

func TestChangingLanguageLeadsBackToTheSearch(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	anna := site.User(ctx, "anna", identity.Communications)
	r := anna.Get("/app/accounts?lang=sv&q=simhall&status=open")
	if got := r.Value("next"); got != "/asa/app/accounts?q=simhall&status=open" {
		t.Errorf("leads back to %q", got)
	}
}
