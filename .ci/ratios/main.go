// Command ratios reads the output of go test -bench on standard input and writes what the figures mean: each a ratio of
// two benchmarks of the same run, for seconds on one machine say little about another.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
)

// ratio is the time of one benchmark over that of another.
type ratio struct{ what, over, under, goal string }

var ratios = []ratio{
	{"rate of the register page of 300 accounts, of the bare query's", "BareQuery300", "RegisterPage300", "0.55 or more"},
	{"import of 10,000 rows, times COPY of the same rows", "Import10000", "Copy10000", ""},
	{"public page with 290 municipalities, times with 1", "Growth/public/290", "Growth/public/1", ""},
	{"accounts.json with 290 municipalities, times with 1", "Growth/json/290", "Growth/json/1", ""},
	{"staff's list with 290 municipalities, times with 1", "Growth/staff/290", "Growth/staff/1", ""},
	{"first page of staff with 290 municipalities, times with 1", "Growth/today/290", "Growth/today/1", ""},
	{"a checklist's points with 100,000 checklists, times with 100", "Checklists/tasks/many", "Checklists/tasks/few", ""},
	{"twelve weeks of 300 accounts and 500 people, times the bare query of their rows", "Ahead/coverage/1", "Ahead/bare/1", ""},
	{"twelve weeks ahead with 290 municipalities, times with 1", "Ahead/coverage/290", "Ahead/coverage/1", ""},
	{"who watches an account on a day, times a plain loop over the days", "Engine/engine", "Engine/plain", "1 or less"},
	{"saving an answer with 100,000 checklists, times with 100", "Checklists/save/many", "Checklists/save/few", ""},
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

func run(r io.Reader, w io.Writer) error {
	times, err := read(r)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "ratio\twhat\tgoal")
	for _, x := range ratios {
		over, under := times[x.over], times[x.under]
		if over == 0 || under == 0 {
			return fmt.Errorf("no figures for %s and %s", x.over, x.under)
		}
		fmt.Fprintf(t, "%.2f\t%s\t%s\n", over/under, x.what, x.goal)
	}
	return t.Flush()
}

// read gives nanoseconds per operation by the benchmark's name, without its processors.
func read(r io.Reader) (map[string]float64, error) {
	times := map[string]float64{}
	in := bufio.NewScanner(r)
	for in.Scan() {
		f := strings.Fields(in.Text())
		if len(f) < 4 || f[3] != "ns/op" || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(f[0], "Benchmark")
		if i := strings.LastIndex(name, "-"); i > 0 {
			name = name[:i]
		}
		ns, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", in.Text(), err)
		}
		times[name] = ns
	}
	return times, in.Err()
}
