package run

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/models/params"
)

// resultColumn is one column of the comparison on the screen; the files have
// all columns.
type resultColumn struct {
	head, unit, column string
	scale              float64
	whole              bool // a count
	main               bool // its interval is shown, and the best one is marked
	optional           bool // it is left out where all are 0 or have no sample
	fine               bool // small numbers have all the decimals that they need
}

// resultColumns are the columns of the comparison. In each less is better.
var resultColumns = []resultColumn{
	{head: "COLD", unit: "%", column: "cold_start_ratio", scale: 100, main: true},
	{head: "FN COLD", unit: "% median", column: "function_cold_ratio_p50", scale: 100},
	{head: "RESTORED", column: "restore_starts", scale: 1, whole: true, optional: true},
	{head: "RESTORE", unit: "ms mean", column: "restore_latency_ms_mean", scale: 1, optional: true},
	{head: "PARTIAL", unit: "starts", column: "partial_starts", scale: 1, whole: true, optional: true},
	{head: "AHEAD", unit: "loaded", column: "prewarms", scale: 1, whole: true, optional: true},
	{head: "IN VAIN", unit: "of them", column: "prewarms_wasted", scale: 1, whole: true, optional: true},
	{head: "LATENCY", unit: "ms mean", column: latencyColumn, scale: 1, main: true},
	{head: "P99", unit: "ms", column: "latency_ms_p99", scale: 1, main: true},
	{head: "SLOWDOWN", unit: "p99", column: "slowdown_p99", scale: 1, main: true},
	{head: "QUEUED", column: "queued", scale: 1, whole: true},
	{head: "EVICTED", column: "evictions", scale: 1, whole: true},
	{head: "USED", unit: "GiB", column: "used_mib_mean", scale: 1.0 / 1024},
	{head: "IDLE", unit: "GiB·s", column: "idle_gib_s", scale: 1, whole: true},
	{head: "BILL", unit: "USD", column: "cost_usd", scale: 1, main: true, optional: true, fine: true},
	{head: "CARBON", unit: "g", column: "carbon_g", scale: 1, main: true, optional: true, fine: true},
}

// latencyColumn is what the comparison is sorted by.
const latencyColumn = "latency_ms_mean"

// resultLine has the results of one policy set over its seeds.
type resultLine struct {
	policy  string
	rows    []*results.Row // by seed
	samples [][]float64    // by column, by seed, as far as there is one
	latency []float64      // by seed; NaN where nothing completed
}

// resultLines gathers the rows of each policy set, best mean latency first.
func resultLines(rows []results.Row) ([]*resultLine, error) {
	var lines []*resultLine
	for i := range rows {
		row := &rows[i]
		k := slices.IndexFunc(lines, func(l *resultLine) bool { return l.policy == row.Policy })
		if k < 0 {
			k = len(lines)
			lines = append(lines, &resultLine{policy: row.Policy, samples: make([][]float64, len(resultColumns))})
		}
		l := lines[k]
		l.rows = append(l.rows, row)
		l.latency = append(l.latency, row.LatencyMsMean)
		for j, c := range resultColumns {
			v, err := row.Value(c.column)
			if err != nil {
				return nil, err
			}
			if !results.IsMissing(v) {
				l.samples[j] = append(l.samples[j], v*c.scale)
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b *resultLine) int { // without a latency: last
		x, y := paired.Mean(a.latency), paired.Mean(b.latency)
		if math.IsNaN(x) || math.IsNaN(y) {
			return cmp.Compare(bit(math.IsNaN(x)), bit(math.IsNaN(y)))
		}
		return cmp.Compare(x, y)
	})
	return lines, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// interval is the mean of samples with its 95% confidence interval, that of
// their differences from nothing: Student's t, a bootstrap of many seeds.
func interval(samples []float64) paired.Estimate {
	return paired.Difference(samples, make([]float64, len(samples)), 0.95)
}

// decimalsOf returns how many decimals show the smallest of the numbers, zero
// aside, with three digits; at most 3 but in fine columns, and none for counts and for numbers that
// are all whole and stand without intervals.
func decimalsOf(c resultColumn, means []float64, intervals bool) int {
	least, whole := math.Inf(1), !intervals
	for _, x := range means {
		if x = math.Abs(x); x > 0 {
			least = min(least, x)
		}
		whole = whole && (x == math.Trunc(x) || math.IsNaN(x))
	}
	if c.whole || whole || math.IsInf(least, 1) {
		return 0
	}
	most := 3
	if c.fine {
		most = 12
	}
	return max(0, min(most, 2-int(math.Floor(math.Log10(least)))))
}

// comparison is the table of policy sets. Over several seeds a cell is the mean
// over them, main columns with half of their 95% interval. The best of a main
// column is marked, oracles apart, unless all are.
func comparison(lines []*resultLine) string {
	t := &table.Numbers{}
	heads, units := []table.Cell{{Text: "POLICY"}}, []table.Cell{{}}
	shown := func(j int) bool {
		notZero := func(l *resultLine) bool {
			return slices.ContainsFunc(l.samples[j], func(v float64) bool { return v != 0 })
		}
		return !resultColumns[j].optional || slices.ContainsFunc(lines, notZero)
	}
	for j, c := range resultColumns {
		if !shown(j) {
			continue
		}
		heads, units = append(heads, table.Cell{Text: c.head}), append(units, table.Cell{Text: c.unit})
	}
	t.Row(heads...)
	t.Row(units...)
	cells := make([][]table.Cell, len(lines))
	for i, l := range lines {
		cells[i] = []table.Cell{{Text: l.policy}}
	}
	for j, c := range resultColumns {
		if !shown(j) {
			continue
		}
		for i, cell := range columnCells(c, j, lines) {
			cells[i] = append(cells[i], cell)
		}
	}
	for _, r := range cells {
		t.Row(r...)
	}
	return t.String()
}

// columnCells writes column j of every line.
func columnCells(c resultColumn, j int, lines []*resultLine) []table.Cell {
	means, halves := make([]float64, len(lines)), make([]float64, len(lines))
	best, worst := math.Inf(1), math.Inf(-1)
	for i, l := range lines {
		if means[i] = math.NaN(); len(l.samples[j]) == 0 {
			continue
		}
		e := interval(l.samples[j])
		if means[i] = e.Value; !l.oracle() {
			best, worst = min(best, e.Value), max(worst, e.Value)
		}
		if c.main && e.HasInterval() && e.Method != paired.Constant {
			halves[i] = (e.High - e.Low) / 2
		}
	}
	decimals := decimalsOf(c, means, slices.Max(halves) > 0)
	mark := c.main && worst > best
	cells := make([]table.Cell, len(lines))
	for i := range lines {
		cells[i].Text = table.Grouped(means[i], decimals)
		if halves[i] > 0 {
			cells[i].Tail = " ±" + table.Grouped(halves[i], decimals)
		}
		if mark && means[i] == best && !lines[i].oracle() {
			cells[i].Tail += "*"
		}
	}
	return cells
}

// extrapolated warns of restores beyond the table of restores, where they are many.
func extrapolated(lines []*resultLine) string {
	var b strings.Builder
	for _, l := range lines {
		if text := results.Extrapolated(l.rows); text != "" {
			fmt.Fprintf(&b, "Warning: %s: %s.\n\n", l.policy, text)
		}
	}
	return b.String()
}

// printResult prints the comparison and what was written.
func printResult(w io.Writer, plan *experiments.Plan, r *experiments.Result) error {
	lines, err := resultLines(r.Rows)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(comparison(lines))
	b.WriteByte('\n')
	b.WriteString(extrapolated(lines))
	b.WriteString(conclusion(lines))
	printAbsent(&b, lines)
	printNotServed(&b, lines)
	for _, text := range r.Idle {
		fmt.Fprintf(&b, "Warning: %s.\n", text)
	}
	printContext(&b, plan, r, len(lines))
	_, err = io.WriteString(w, b.String())
	return err
}

// printAbsent names the cells that are means over some of the seeds alone.
func printAbsent(b *strings.Builder, lines []*resultLine) {
	for _, l := range lines {
		heads := map[int][]string{} // by the number of seeds without a sample
		for j, c := range resultColumns {
			if n := len(l.rows) - len(l.samples[j]); n > 0 && n < len(l.rows) {
				heads[n] = append(heads[n], c.head)
			}
		}
		for n := range len(l.rows) {
			if heads[n] != nil {
				fmt.Fprintf(b, "%s: no sample of %s under %d of %d seeds; means are of the others.\n", l.policy,
					strings.Join(heads[n], ", "), n, len(l.rows))
			}
		}
	}
}

// printNotServed counts the invocations that were not served, and warns where they are
// many.
func printNotServed(b *strings.Builder, lines []*resultLine) {
	for _, l := range lines {
		var lost results.Lost
		for _, row := range l.rows {
			lost.Add(row)
		}
		switch text := results.NotServed(l.rows); {
		case text != "":
			fmt.Fprintf(b, "Warning: %s: %s.\n", l.policy, text)
		case lost.All() > 0:
			fmt.Fprintf(b, "%s: %s rejected, %s unfinished%s, over all seeds.\n", l.policy,
				table.Many(lost.Rejected, "invocation"), table.Grouped(float64(lost.Unfinished), 0), lost.Rest())
		}
	}
}

// printContext prints the trace, the platform and the seeds of the table, and where
// the files are.
func printContext(b *strings.Builder, plan *experiments.Plan, r *experiments.Result, policies int) {
	spec := plan.Spec
	trace := spec.Trace
	if trace == "" {
		trace = "Embedded sample"
	}
	fmt.Fprintf(b, "%s: %s invocations in %s s on %s of %s, platform %s.\n",
		trace, rangeText(r.Rows, "invocations"), rangeText(r.Rows, "end_s"),
		table.Many(int64(spec.Platform.Invokers.Value), "invoker"), memoryText(spec.Platform),
		spec.Platform.Name)
	if spec.Seeds > 1 {
		fmt.Fprintf(b, "Means over %d seeds ± half the width of their 95%% confidence intervals, which are the "+
			"whiskers of the figures", spec.Seeds)
	} else {
		b.WriteString("One seed; --seeds 5 shows how much of it is chance")
	}
	if policies > 1 {
		b.WriteString("; * the lowest of its column")
		if slices.ContainsFunc(r.Rows, func(x results.Row) bool { return isOracle(&x) }) {
			b.WriteString(", bounds apart")
		}
	}
	b.WriteString(".\n")
	if n := r.Rows[0].ImputedFunctions; n > 0 {
		fmt.Fprintf(b, "%s without a duration or memory in the trace: filled in as docs/traces.md says.\n",
			table.Many(n, "function"))
	}
	printFindings(b, plan)
	b.WriteString(plan.Spec.Billing.Text())
	if r.Skipped > 0 {
		fmt.Fprintf(b, "%d of %d runs were finished before.\n", r.Skipped, len(plan.Runs))
	}
	b.WriteByte('\n')
	for _, path := range r.Written {
		fmt.Fprintf(b, "wrote %s\n", path)
	}
	printFigures(b, r)
}

// printFindings counts the flaws of the trace that its reader handled.
func printFindings(b *strings.Builder, plan *experiments.Plan) {
	var found []string
	for _, c := range plan.Findings().Classes() {
		found = append(found, fmt.Sprintf("%s (%s)", c.Class, table.Grouped(float64(c.Count), 0)))
	}
	if found == nil {
		return
	}
	fmt.Fprintf(b, "Found in the trace and handled: %s (`thaw trace validate` shows where).\n",
		strings.Join(found, ", "))
}

// rangeText writes a column as a whole number, or from its least to its greatest.
func rangeText(rows []results.Row, column string) string {
	least, most := math.Inf(1), math.Inf(-1)
	for i := range rows {
		if v, err := rows[i].Value(column); err == nil {
			least, most = min(least, v), max(most, v)
		}
	}
	if from, to := table.Grouped(least, 0), table.Grouped(most, 0); from != to {
		return from + " to " + to
	}
	return table.Grouped(most, 0)
}

func gib(mib int32) string {
	if mib%1024 == 0 {
		return fmt.Sprintf("%d GiB", mib/1024)
	}
	return fmt.Sprintf("%d MiB", mib)
}

// memoryText is the memory of each invoker, or of those of each class.
func memoryText(p *params.Platform) string {
	if len(p.Classes) == 0 {
		return gib(p.MemoryMiB.Value)
	}
	var of []string
	for _, c := range p.Classes {
		of = append(of, fmt.Sprintf("%s (%d %s)", gib(c.Memory.Value), c.Count.Value, c.Name))
	}
	return strings.Join(of, ", ")
}
