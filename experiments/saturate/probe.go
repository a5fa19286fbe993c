package saturate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/sim"
	"thaw/traces"
)

// loadMeter counts arrivals, starts and completions in the measured time of a probe.
type loadMeter struct {
	begin, end sim.Time
	window     sim.Time
	probe      Probe
	windows    []int64 // completions of each
	rejected   int64   // arrivals in the measured time that are larger than any invoker
}

func newLoadMeter(s *Search, rate float64) *loadMeter {
	begin := sim.Time(s.Settle)
	return &loadMeter{begin: begin, end: begin.Add(s.Hold), window: sim.Time(s.Window),
		probe: Probe{RatePerS: rate}, windows: make([]int64, s.Hold/s.Window)}
}

// Take implements outcome.Sink. It receives every arrived invocation.
func (m *loadMeter) Take(b *outcome.Batch) error {
	for i := range b.Outcomes {
		o := &b.Outcomes[i]
		if o.Status == outcome.Rejected {
			if m.measured(o.Arrival) {
				m.rejected++
			}
			continue
		}
		if m.measured(o.Arrival) {
			m.probe.Arrived++
		}
		if m.measured(o.Start) {
			m.probe.Started++
		}
		if o.Start < 0 || o.Start >= m.end {
			m.probe.Waiting++
		}
		if m.measured(o.End) {
			m.probe.Completed++
			m.windows[(o.End-m.begin)/m.window]++
		}
	}
	return nil
}

func (m *loadMeter) measured(at sim.Time) bool { return at >= m.begin && at < m.end }

// result returns the measurement.
func (m *loadMeter) result(served float64) (Probe, error) {
	p := m.probe
	if p.Arrived == 0 && m.rejected > 0 {
		return p, fmt.Errorf("all %d invocations that arrive in the measured time at %.4g/s are rejected: each is "+
			"larger than an invoker", m.rejected, p.RatePerS)
	}
	if p.Arrived == 0 {
		return p, fmt.Errorf("no invocation arrives in the measured time at %.4g/s; a longer hold or a higher rate "+
			"is needed", p.RatePerS)
	}
	p.Sustained = float64(p.Started) >= served*float64(p.Arrived)
	p.ThroughputPerS = float64(p.Completed) / (m.end - m.begin).Seconds()
	for _, n := range m.windows {
		p.PeakPerS = max(p.PeakPerS, float64(n)/m.window.Seconds())
	}
	return p, nil
}

// Plan is an experiment whose runs are load searches.
type Plan struct {
	*experiments.Plan
	search Search
}

// Open plans a load search for every policy set and seed of a specification. The
// window begins at Start and has the length of a probe. The search itself chooses
// Rate, Ramp, Copies, Length and Horizon.
func Open(spec *experiments.Spec, search Search) (*Plan, error) {
	if err := search.Check(); err != nil {
		return nil, exit.Usage(err)
	}
	own := *spec
	own.Rate, own.Ramp, own.Copies, own.Detail = 0, 0, 1, experiments.DetailSummary
	own.Length = search.Settle + search.Hold
	own.Horizon = own.Length
	once, err := experiments.OpenTrace(&own)
	if err != nil {
		return nil, err
	}
	there, err := experiments.MeanRate(once, own.Length)
	if err != nil {
		return nil, exit.Usage(err)
	}
	if own.Copies = experiments.CopiesFor(search.To, there); own.Copies > experiments.MaxCopies {
		return nil, exit.Usage(fmt.Errorf("to: %v/s: the window has %.3g invocations a second, and at most %d "+
			"copies of it are superposed", search.To, there, experiments.MaxCopies))
	}
	own.Rate = search.To
	own.Settle("the search", "length", "horizon", "copies", "rate", "ramp", "detail")
	t, err := experiments.OpenTrace(&own)
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("to: %v/s: the window has %.4g invocations a second: %w", search.To, there,
			err))
	}
	p, err := experiments.NewPlan(&own, experiments.CacheSources(t), spec.Build)
	if err != nil {
		return nil, err
	}
	if p.Search, err = json.Marshal(search); err != nil {
		return nil, err
	}
	return &Plan{p, search}, nil
}

// saturate searches for one run. The row is that of the replay at the sustained rate;
// without such a rate it has no metric.
func (p *Plan) saturate(ctx context.Context, r *experiments.Run) (*Row, error) {
	row := &Row{Row: r.Row()}
	row.Unmeasure()
	var err error
	row.Finding, err = p.search.search(func(rate float64) (Probe, error) {
		probe, sum, err := p.probe(ctx, r, rate)
		if probe.Sustained {
			row.Summary = sum
		}
		return probe, err
	})
	return row, err
}

// probe replays the window at a rate. The window holds search.To a second.
func (p *Plan) probe(ctx context.Context, r *experiments.Run, rate float64) (Probe, outcome.Summary, error) {
	src, err := p.Trace.Source(uint64(r.Seed))
	if err != nil {
		return Probe{}, outcome.Summary{}, exit.Usage(err)
	}
	defer traces.Close(src)
	if src, err = traces.SampleInvocations(src, uint64(r.Seed), rate/p.search.To); err != nil {
		return Probe{}, outcome.Summary{}, err
	}
	if src, err = traces.Ramp(src, uint64(r.Seed), p.search.Settle/2); err != nil {
		return Probe{}, outcome.Summary{}, err
	}
	meter := newLoadMeter(&p.search, rate)
	sum, err := cluster.Replay(ctx, p.Config(r), src,
		cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}, cluster.Output{Sink: meter})
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return Probe{}, sum, err
		}
		return Probe{}, sum, fmt.Errorf("%s, policy %s, seed %d, %.4g/s: %w", p.TraceName(), r.Policy, r.Seed, rate,
			err)
	}
	probe, err := meter.result(p.search.Served)
	if err != nil {
		return probe, sum, exit.Usage(fmt.Errorf("%s, policy %s, seed %d: %w", p.TraceName(), r.Policy, r.Seed, err))
	}
	return probe, sum, nil
}
