package saturate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
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
		if o.Status == outcome.Completed && m.measured(o.End) {
			m.probe.Completed++
			m.windows[(o.End-m.begin)/m.window]++
		}
	}
	return nil
}

func (m *loadMeter) measured(at sim.Time) bool { return at >= m.begin && at < m.end }

// errSilent says that a probe measured nothing.
var errSilent = errors.New("no invocation arrives in the measured time")

// result returns the measurement.
func (m *loadMeter) result(served float64) (Probe, error) {
	p := m.probe
	if p.Arrived == 0 && m.rejected > 0 {
		return p, fmt.Errorf("all %d invocations that arrive in the measured time at %.4g/s are rejected: each is "+
			"larger than an invoker", m.rejected, p.RatePerS)
	}
	if p.Arrived == 0 {
		return p, fmt.Errorf("%w at %.4g/s; a longer hold or a higher rate is needed", errSilent, p.RatePerS)
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
	if spec.Billing.On() {
		return nil, exit.Usage(errors.New("a load search bills nothing, leave out price and carbon: thaw run bills " +
			"a replay"))
	}
	if err := search.Check(); err != nil {
		return nil, exit.Usage(err)
	}
	own := *spec
	own.Rate, own.Ramp, own.Copies, own.Detail = 0, 0, 1, experiments.DetailSummary
	own.Length = search.Length()
	own.Horizon = own.Length
	if own.Same == nil {
		own.Same = &experiments.SameTrace{} // the trace is opened twice
	}
	once, err := experiments.OpenTrace(&own)
	if err != nil {
		return nil, err
	}
	if once.Table().Workflow != nil {
		return nil, exit.Usage(errors.New("a load search, with a workflow: its tasks come to be while it runs; thaw " +
			"run replays it, and more instances are more load (arrivals, in its file)"))
	}
	if once.Table().Users != nil {
		return nil, exit.Usage(errors.New("a load search, with a closed loop (model=users): its load is its users, " +
			"who invoke when they have been answered; thaw run replays it, and more users are more load"))
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
	p, err := experiments.NewPlan(&own, experiments.CacheSources(t), experiments.Identify(spec.Build))
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

// offered returns the invocations of a probe. The window holds search.To a second.
func (p *Plan) offered(ctx context.Context, seed int64, rate float64) (workload.Source, error) {
	src, err := p.Source(ctx, seed) // the first time it reads the window
	if err != nil {
		return nil, err
	}
	sampled, err := traces.SampleInvocations(src, uint64(seed), rate/p.search.To)
	if err == nil {
		sampled, err = traces.Ramp(sampled, uint64(seed), p.search.Settle/2)
	}
	if err != nil {
		return nil, errors.Join(err, traces.Close(src))
	}
	return sampled, nil
}

// checkFirstProbe refuses a search whose first probe would measure nothing under a
// seed, because nothing arrives or all of it is rejected, before anything is written.
func (p *Plan) checkFirstProbe(ctx context.Context) error {
	for i := range p.Spec.Seeds {
		if err := ctx.Err(); err != nil {
			return err
		}
		seed := p.Spec.Seed + int64(i)
		src, err := p.offered(ctx, seed, p.search.From)
		if err != nil {
			return err
		}
		meter := newLoadMeter(&p.search, p.search.From)
		err = meter.listen(src, p.fits)
		if err := errors.Join(err, traces.Close(src)); err != nil {
			return err
		}
		if _, err := meter.result(p.search.Served); err != nil {
			return exit.Usage(fmt.Errorf("%s, seed %d, at --from: %w", p.TraceName(), seed, err))
		}
	}
	return nil
}

// fits reports whether an invoker can hold a container of a function.
func (p *Plan) fits(fn workload.FuncID) bool {
	cfg, table := p.Config(&p.Runs[0]), p.Trace.Table() // all policies have the same platform
	memory := table.Functions[fn].Memory
	if cfg.Scope == cluster.PerApp {
		memory = table.Apps[table.Functions[fn].App].Memory
	}
	return memory <= cfg.Largest()
}

// listen counts what arrives in the measured time, up to the first invocation that is
// not rejected.
func (m *loadMeter) listen(src workload.Source, fits func(workload.FuncID) bool) error {
	batch := make([]workload.Invocation, 4096)
	for {
		n, err := src.Read(batch)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, x := range batch[:n] {
			switch {
			case !m.measured(x.Arrival):
			case fits(x.Function):
				m.probe.Arrived++
				return nil
			default:
				m.rejected++
			}
		}
	}
}

// probe replays the window at a rate.
func (p *Plan) probe(ctx context.Context, r *experiments.Run, rate float64) (Probe, outcome.Summary, error) {
	src, err := p.offered(ctx, r.Seed, rate)
	if err != nil {
		return Probe{}, outcome.Summary{}, err
	}
	defer traces.Close(src)
	cfg := p.Config(r)
	again := func() (workload.Source, error) { return p.offered(ctx, r.Seed, rate) }
	if err := p.Foresee(ctx, r, &cfg, again); err != nil {
		return Probe{}, outcome.Summary{}, err
	}
	meter := newLoadMeter(&p.search, rate)
	sum, err := cluster.Replay(ctx, cfg, src,
		cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}, cluster.Output{Sink: meter})
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return Probe{}, sum, err
		}
		return Probe{}, sum, experiments.ReplayError(
			fmt.Sprintf("%s, policy %s, seed %d, %.4g/s", p.TraceName(), r.Policy, r.Seed, rate), err)
	}
	probe, err := meter.result(p.search.Served)
	if err != nil {
		return probe, sum, exit.Usage(fmt.Errorf("%s, policy %s, seed %d: %w", p.TraceName(), r.Policy, r.Seed, err))
	}
	return probe, sum, nil
}
