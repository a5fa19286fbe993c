package figures

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// maxPanelRows bounds the rows of a four-panel figure in memory. Longer runs are
// summed over several seconds while reading, so that a day of a thousand invokers
// takes megabytes.
const maxPanelRows = 2000

// Panels adds up timeline rows over steps of a few seconds.
type Panels struct {
	StepS                           int64 // seconds
	Starts, ColdStarts              []float64
	Begun, Latency                  []float64 // executions that began, and the sum of their latencies
	Seconds, Used, Queue, Evictions []float64
	Invokers                        [][]float64
}

func fourPanels(d *resultData) ([]plots.Figure, error) {
	var out []plots.Figure
	files := panelNames(d.m.Policies)
	for _, p := range d.policies {
		path := filepath.Join(d.runFolder(p.Policy, d.m.Seeds[0]), results.TimelineName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		fig, err := fourPanel(path)
		if err != nil {
			return nil, err
		}
		if fig == nil {
			continue
		}
		if d.retried() {
			fig.LatencyLabel = "latency of attempts"
		}
		fig.File, fig.Title = files[slices.Index(d.m.Policies, p)], d.show(p).Name
		out = append(out, *fig)
	}
	return out, nil
}

// retried reports whether some invocation may have several attempts, whose latencies are not its own.
func (d *resultData) retried() bool {
	return slices.ContainsFunc(d.rows, func(r results.Row) bool { return r.Retries+r.Timeouts > 0 })
}

// panelNames are the names of the four-panel figures of policy sets.
func panelNames(policies []results.PolicyID) []string {
	var out []string
	for _, p := range policies {
		name := panelPrefix + Slug(p.Policy)
		for n := 2; slices.Contains(out, name); n++ {
			name = fmt.Sprintf("%s%s-%d", panelPrefix, Slug(p.Policy), n)
		}
		out = append(out, name)
	}
	return out
}

// panelPrefix is what the names of four-panel figures begin with.
const panelPrefix = "four-panel-"

// Slug turns a policy set into a part of a file name.
func Slug(policy string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("-.+=", r)) {
			return r
		}
		return '_'
	}, policy)
}

// fourPanel reads the timeline of one run. It returns nil if nothing starts.
func fourPanel(path string) (*figures.FourPanel, error) {
	columns := []string{"second", "invoker", "invocations", "cold_starts", "evictions", "queue_length", "used_mib",
		"begun", "latency_ms_mean"}
	// last is the last second with a start; only the ends of long executions follow
	last, invokers := int64(-1), int64(0)
	err := results.ScanTable(path, columns[:3], func(t *results.Table) error {
		for i, second := range t.Ints("second") {
			invokers = max(invokers, t.Ints("invoker")[i]+1)
			if t.Ints("invocations")[i] > 0 {
				last = max(last, second)
			}
		}
		return nil
	})
	if err != nil || last < 0 {
		return nil, err
	}
	p := &Panels{StepS: last/maxPanelRows + 1}
	n := last/p.StepS + 1
	for _, v := range []*[]float64{&p.Starts, &p.ColdStarts, &p.Begun, &p.Latency, &p.Seconds, &p.Used, &p.Queue,
		&p.Evictions} {
		*v = make([]float64, n)
	}
	p.Invokers = make([][]float64, invokers)
	for i := range p.Invokers {
		p.Invokers[i] = make([]float64, n)
	}
	if err := results.ScanTable(path, columns, p.add); err != nil {
		return nil, err
	}
	return p.Figure(), nil
}

// add adds the rows of one row group.
func (p *Panels) add(t *results.Table) error {
	seconds, invokers, starts, colds := t.Ints("second"), t.Ints("invoker"), t.Ints("invocations"),
		t.Ints("cold_starts")
	evictions, queue, used := t.Ints("evictions"), t.Ints("queue_length"), t.Ints("used_mib")
	begun, latency := t.Ints("begun"), t.Floats("latency_ms_mean")
	for i, second := range seconds {
		at := second / p.StepS
		if at >= int64(len(p.Seconds)) {
			continue
		}
		if invokers[i] >= 0 {
			p.Invokers[invokers[i]][at] += float64(used[i])
			continue
		}
		p.Seconds[at]++
		p.Starts[at] += float64(starts[i])
		p.ColdStarts[at] += float64(colds[i])
		p.Begun[at] += float64(begun[i])
		if begun[i] > 0 {
			p.Latency[at] += latency[i] * float64(begun[i])
		}
		p.Used[at] += float64(used[i])
		p.Queue[at] = max(p.Queue[at], float64(queue[i]))
		p.Evictions[at] += float64(evictions[i])
	}
	return nil
}

// Figure turns sums into means. The fourth panel shows the queue if there was one,
// and evictions otherwise.
func (p *Panels) Figure() *figures.FourPanel {
	f := &figures.FourPanel{MemoryUnit: plots.MiB, Fourth: figures.Measure{Label: "queue length", Values: p.Queue}}
	queued := 0.0
	for at := range p.Seconds {
		n := max(p.Seconds[at], 1)
		f.TimeS = append(f.TimeS, float64(int64(at)*p.StepS))
		if p.Begun[at] > 0 {
			p.Latency[at] /= p.Begun[at]
		} else {
			p.Latency[at] = math.NaN()
		}
		p.Starts[at], p.ColdStarts[at], p.Evictions[at] = p.Starts[at]/n, p.ColdStarts[at]/n, p.Evictions[at]/n
		p.Used[at] /= n * float64(max(len(p.Invokers), 1))
		for i := range p.Invokers {
			p.Invokers[i][at] /= n
		}
		queued += p.Queue[at]
	}
	if queued == 0 {
		f.Fourth = figures.Measure{Label: "evictions per s", Values: p.Evictions}
	}
	f.InvocationsPerS, f.ColdStartsPerS, f.MeanLatencyMS = p.Starts, p.ColdStarts, p.Latency
	f.Memory, f.InvokerMemory = p.Used, p.Invokers
	return f
}
