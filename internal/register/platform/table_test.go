package platform

import "testing"

// TestTable runs every rule's examples, and holds every rule to having some.
func TestTable(t *testing.T) {
	for _, r := range table {
		if len(r.examples) == 0 {
			t.Errorf("%s has no examples", r.name)
		}
		problems := 0
		for _, e := range r.examples {
			got := Resolve(e.in)
			if got.Handle != e.handle || got.Problem != e.problem || e.problem != Invalid && e.problem != Lookalike && got.Platform != r.name {
				t.Errorf("Resolve(%q) = %+v; want %s %q, problem %q", e.in, got, r.name, e.handle, e.problem)
			}
			if e.url != "" && got.URL != e.url {
				t.Errorf("Resolve(%q).URL = %q; want %q", e.in, got.URL, e.url)
			}
			if e.problem != "" {
				problems++
				continue
			}
			if e.url == "" && !r.open {
				if want, _ := URLFor(r.name, e.handle); got.URL != want && r.name != YouTube {
					t.Errorf("Resolve(%q).URL = %q; the handle's is %q", e.in, got.URL, want)
				}
			}
			keepsPromises(t, e.in, got)
			if on := ResolveOn(r.name, e.in); on != got {
				t.Errorf("ResolveOn(%s, %q) = %+v; want %+v", r.name, e.in, on, got)
			}
		}
		if problems == 0 && !r.open {
			t.Errorf("%s has no example of an address that is refused", r.name)
		}
	}
}

// keepsPromises checks what holds for every result.
func keepsPromises(t *testing.T, in string, got Result) {
	t.Helper()
	if got.URL != "" {
		again := Resolve(got.URL)
		if again != got {
			t.Errorf("Resolve(%q) = %+v\nits URL resolves to %+v", in, got, again)
		}
	}
	if got.Problem != "" {
		return
	}
	if got.Handle == "" || got.URL == "" || got.Key == "" || !Known(got.Platform) {
		t.Errorf("Resolve(%q) = %+v: empty without a problem", in, got)
	}
	if lookup(hostIn(got.Handle)) != nil && !ruleOf(got.Platform).open {
		return // a handle that is itself a platform's host reads as an address when typed
	}
	on := ResolveOn(got.Platform, got.Handle)
	if on.Handle != got.Handle || on.Problem != "" {
		t.Errorf("Resolve(%q) = %+v\nits handle alone is %+v", in, got, on)
	}
}
