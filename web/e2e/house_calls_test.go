package e2e_test

import "testing"

// fillCalls notes a place of the demo's call list, and an account that has crisis contacts.
func (h *house) fillCalls(t testing.TB) {
	t.Helper()
	book, err := h.site.App.Rosters.Calls(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	h.call = book.Municipality.Calls[0].ID
	for _, l := range book.Accounts {
		if len(l.Calls) > 0 {
			h.called = l.Account.Ref
		}
	}
}
