package roster

import (
	"testing"
)

// BenchmarkStepsOfAPage finds who could mend each of fifty accounts, of a unit in which five hundred people all know the
// platform and half of them are away.
func BenchmarkStepsOfAPage(b *testing.B) {
	w := &world{days: 84}
	for n := range 500 {
		w.person(n, 1)
		if n%2 == 0 {
			w.away(n, 14+n%7, 28, -1)
		}
	}
	for n := range 300 {
		w.account(n, 1, "facebook")
		for k, role := range []Role{Responsible, Monitor, Cover, Publisher} {
			w.assign(n, (n*14+k*62)%500, role, 0, -1)
		}
	}
	o := w.outlook()
	if len(o.Problems) < 50 {
		b.Fatalf("%d problems", len(o.Problems))
	}
	for b.Loop() {
		for _, p := range o.Problems[:50] {
			o.Steps(p)
		}
	}
}
