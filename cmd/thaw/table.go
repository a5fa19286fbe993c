package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"thaw/experiments"
	"thaw/models/names"
)

// unknownName is the error about a name that is not among the known ones.
func unknownName(what, got string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", what, got, names.Hint(got, known))
}

// tableText is a table that becomes a text.
type tableText struct{ rows []string }

func (t *tableText) row(cells ...string) {
	t.rows = append(t.rows, strings.Join(cells, "\t"))
}

func (t *tableText) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range t.rows {
		fmt.Fprintln(w, r)
	}
	w.Flush()
	return b.String()
}

// shown are the columns of the comparison on the screen; the files have all.
var shown = []struct {
	head, column, format string
	scale                float64
}{
	{"COLD %", "cold_start_ratio", "%.2f", 100},
	{"MEDIAN FN COLD %", "function_cold_ratio_p50", "%.1f", 100},
	{"LATENCY MS", "latency_ms_mean", "%.1f", 1},
	{"P50", "latency_ms_p50", "%.1f", 1},
	{"P99", "latency_ms_p99", "%.0f", 1},
	{"SLOWDOWN P99", "slowdown_p99", "%.2f", 1},
	{"QUEUED", "queued", "%.0f", 1},
	{"EVICTIONS", "evictions", "%.0f", 1},
	{"USED GiB", "used_mib_mean", "%.1f", 1.0 / 1024},
	{"IDLE GiB·s", "idle_gib_s", "%.0f", 1},
}

// printResult prints the comparison, best mean latency first, and what was
// written. Over several seeds a cell is the mean over them.
func printResult(w io.Writer, plan *experiments.Plan, r *experiments.Result) error {
	type line struct {
		policy string
		cells  []float64
		n      float64
		other  int64 // rejected and unfinished
	}
	var lines []*line
	byPolicy := map[string]*line{}
	for i := range r.Rows {
		row := &r.Rows[i]
		l := byPolicy[row.Policy]
		if l == nil {
			l = &line{policy: row.Policy, cells: make([]float64, len(shown))}
			byPolicy[row.Policy] = l
			lines = append(lines, l)
		}
		l.n++
		l.other += row.Rejected + row.Unfinished
		for k, c := range shown {
			v, err := row.Value(c.column)
			if err != nil {
				return err
			}
			l.cells[k] += v * c.scale
		}
	}
	slices.SortStableFunc(lines, func(a, b *line) int {
		x, y := a.cells[2]/a.n, b.cells[2]/b.n
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "POLICY\t")
	for _, c := range shown {
		fmt.Fprintf(t, "%s\t", c.head)
	}
	fmt.Fprintln(t)
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t", l.policy)
		for k, c := range shown {
			fmt.Fprintf(t, c.format+"\t", l.cells[k]/l.n)
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, l := range lines {
		if l.other > 0 {
			fmt.Fprintf(w, "%s: %d invocations rejected or unfinished over all seeds\n", l.policy, l.other)
		}
	}
	return printFooter(w, plan, r)
}

// printFooter says what the table is about and where the files are.
func printFooter(w io.Writer, plan *experiments.Plan, r *experiments.Result) error {
	first := &r.Rows[0]
	seeds := map[int64]bool{}
	for i := range r.Rows {
		seeds[r.Rows[i].Seed] = true
	}
	trace := plan.Spec.Trace
	if trace == "" {
		trace = "the embedded sample"
	}
	fmt.Fprintf(w, "\n%s: %d invocations in %.0f s, %d invokers of %s, platform %s, %d seed(s); means over seeds, best mean latency first\n",
		trace, first.Invocations, first.EndS, plan.Spec.Platform.Invokers.Value, gib(plan.Spec.Platform.MemoryMiB.Value), plan.Spec.Platform.Name, len(seeds))
	if first.ImputedFunctions > 0 {
		fmt.Fprintf(w, "%d functions had no duration or memory in the trace and got the trace-wide median\n", first.ImputedFunctions)
	}
	if r.Skipped > 0 {
		fmt.Fprintf(w, "%d runs were finished before\n", r.Skipped)
	}
	for _, path := range r.Written {
		fmt.Fprintf(w, "wrote %s\n", path)
	}
	return nil
}

func gib(mib int32) string {
	if mib%1024 == 0 {
		return fmt.Sprintf("%d GiB", mib/1024)
	}
	return fmt.Sprintf("%d MiB", mib)
}
