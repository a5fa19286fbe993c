package experiments

import (
	"math"

	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// mostPanelRows bounds the rows that a four-panel figure is read into: a longer
// run is added up over several seconds while it is read, so that a day of a
// thousand invokers takes megabytes.
const mostPanelRows = 2000

// panelRows adds up timeline rows over steps of a few seconds.
type panelRows struct {
	step                         int64 // seconds
	starts, colds, latency       []float64
	seconds, used, queue, others []float64
	invokers                     [][]float64
}

// fourPanel reads the timeline of one run; nil when nothing starts.
func fourPanel(path string) (*figures.FourPanel, error) {
	columns := []string{"second", "invoker", "invocations", "cold_starts", "evictions", "queue_length", "used_mib", "latency_ms_mean"}
	last, invokers := int64(-1), int64(0) // of the last second with a start: what follows is the end of long executions
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
	p := &panelRows{step: last/mostPanelRows + 1}
	n := last/p.step + 1
	for _, v := range []*[]float64{&p.starts, &p.colds, &p.latency, &p.seconds, &p.used, &p.queue, &p.others} {
		*v = make([]float64, n)
	}
	p.invokers = make([][]float64, invokers)
	for i := range p.invokers {
		p.invokers[i] = make([]float64, n)
	}
	if err := results.ScanTable(path, columns, p.add); err != nil {
		return nil, err
	}
	return p.figure(), nil
}

// add takes the rows of one row group.
func (p *panelRows) add(t *results.Table) error {
	seconds, invokers, starts, colds := t.Ints("second"), t.Ints("invoker"), t.Ints("invocations"), t.Ints("cold_starts")
	evictions, queue, used, latency := t.Ints("evictions"), t.Ints("queue_length"), t.Ints("used_mib"), t.Floats("latency_ms_mean")
	for i, second := range seconds {
		at := second / p.step
		if at >= int64(len(p.seconds)) {
			continue
		}
		if invokers[i] >= 0 {
			p.invokers[invokers[i]][at] += float64(used[i])
			continue
		}
		p.seconds[at]++
		p.starts[at] += float64(starts[i])
		p.colds[at] += float64(colds[i])
		p.latency[at] += latency[i] * float64(starts[i])
		p.used[at] += float64(used[i])
		p.queue[at] = max(p.queue[at], float64(queue[i]))
		p.others[at] += float64(evictions[i])
	}
	return nil
}

// figure turns sums into means. The fourth panel shows the queue where there
// was one, and evictions otherwise.
func (p *panelRows) figure() *figures.FourPanel {
	f := &figures.FourPanel{MemoryUnit: plots.MiB, Fourth: figures.Measure{Label: "queue length", Values: p.queue}}
	queued := 0.0
	for at := range p.seconds {
		n := max(p.seconds[at], 1)
		f.TimeS = append(f.TimeS, float64(int64(at)*p.step))
		if p.starts[at] > 0 {
			p.latency[at] /= p.starts[at]
		} else {
			p.latency[at] = math.NaN()
		}
		p.starts[at], p.colds[at], p.others[at] = p.starts[at]/n, p.colds[at]/n, p.others[at]/n
		p.used[at] /= n * float64(max(len(p.invokers), 1))
		for i := range p.invokers {
			p.invokers[i][at] /= n
		}
		queued += p.queue[at]
	}
	if queued == 0 {
		f.Fourth = figures.Measure{Label: "evictions per s", Values: p.others}
	}
	f.InvocationsPerS, f.ColdStartsPerS, f.MeanLatencyMS = p.starts, p.colds, p.latency
	f.Memory, f.InvokerMemory = p.used, p.invokers
	return f
}
