package register_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/register"
)

// A first import brings the whole organisation with it. Reading the tree anew for each unit took minutes.
func TestImportMakesThousandsOfUnits(t *testing.T) {
	const units = 3000
	w := newImportWorld(t)
	_, ctx := w.add("bjorkvik", "9999")
	var b strings.Builder
	b.WriteString("url,unit\n")
	for i := range units {
		fmt.Fprintf(&b, "https://x.com/enhet%d,Enhet %d\n", i, i)
		if i%10 == 0 { // two rows of one unit, written differently
			fmt.Fprintf(&b, "https://x.com/annan%d,enhet  %d\n", i, i)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out := w.take(ctx, b.String(), register.ImportOptions{CreateUnits: true})
	if out.Counts.Taken != units+units/10 || !out.Written {
		t.Fatalf("counts are %+v, written %v", out.Counts, out.Written)
	}
	all, err := w.tenants.Units(ctx)
	if err != nil || len(all) != units+1 {
		t.Errorf("%d units, want %d and communications; %v", len(all), units, err)
	}
}
