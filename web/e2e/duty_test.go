package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// The address of a calendar is shown once, on a page that is the answer to a form.
func TestTheCalendarsAddressIsShownAccessibly(t *testing.T) {
	h := newHouse(t)
	b := h.tab(t, admin)
	b.open("/app/me")
	if got := b.send("/app/me/calendar", nil); got != http.StatusOK {
		t.Fatalf("status %d", got)
	}
	if address := eval[string](b, `document.querySelector("#calendar-address").textContent`); !strings.HasSuffix(address, ".ics") {
		t.Errorf("the address is %q", address)
	}
	b.inspect()
}
