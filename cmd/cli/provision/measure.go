package provision

import (
	"errors"
	"fmt"
	"io"

	"thaw/experiments/exit"
	"thaw/models/reuse"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// result is what a trace comes to.
type result struct {
	name    string
	imputed int // functions whose size is filled in
	total   int64
	span    sim.Time // of the last arrival
	exact   *reuse.Curve
	samples []*reuse.Curve
	errors  []reuse.Error // of the samples
	control *reuse.Controller
}

// coursePoints is how many points of a controller's course are noted beside its changes.
const coursePoints = 1000

// measureTrace reads the trace once for the curve and its samples, and again for the
// controller.
func (p *plan) measureTrace(t *traces.Trace, seed uint64) (*result, error) {
	functions := t.Table().Functions
	sizes := reuse.Sizes(functions)
	r := &result{exact: &reuse.Curve{}}
	tracker := reuse.NewTracker(sizes)
	need := tracker.Use
	var sampled []*reuse.Sampled
	if p.measure == "bytes" {
		need = reuse.NewByteTracker(sizes).Use
	} else {
		for k := range p.samples {
			sampled = append(sampled, reuse.NewSampled(functions, p.sample, seed+uint64(k)))
		}
	}
	err := each(t, seed, func(x *workload.Invocation) {
		if p.measure == "bytes" {
			tracker.Use(x.Function) // for the sizes of all
		}
		r.exact.Add(need(x.Function))
		for _, s := range sampled {
			s.Use(x.Function)
		}
		r.span = x.Arrival
	})
	if err != nil {
		return nil, err
	}
	uses, _ := r.exact.Uses()
	if uses == 0 {
		return nil, exit.Usage(errors.New("the trace has no invocation in this window"))
	}
	r.total = tracker.Total()
	r.exact.Close(r.total)
	for _, s := range sampled {
		s.Close(r.total)
		if n, _ := s.Uses(); n > 0 {
			r.samples = append(r.samples, &s.Curve)
			r.errors = append(r.errors, r.exact.ErrorOf(&s.Curve))
		}
	}
	if p.measure == "bytes" || r.span == 0 {
		return r, nil
	}
	tracker = reuse.NewTracker(sizes)
	r.control = reuse.NewController(p.control, r.exact, float64(uses)/r.span.Seconds(), uses, coursePoints)
	return r, each(t, seed, func(x *workload.Invocation) { r.control.Use(x.Arrival, tracker.Use(x.Function)) })
}

// each calls f with every invocation of the trace.
func each(t *traces.Trace, seed uint64, f func(x *workload.Invocation)) error {
	src, err := t.Source(seed)
	if err != nil {
		return exit.Usage(err)
	}
	defer traces.Close(src)
	read := workload.Batches(src, 4096)
	for {
		batch, err := read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return exit.Usage(fmt.Errorf("%w", err))
		}
		for i := range batch {
			f(&batch[i])
		}
	}
}

// band is the least and the most of the samples at a size.
func (r *result) band(mib int64) (mean, low, high float64) {
	for i, c := range r.samples {
		v := c.HitRatio(mib)
		if mean += v; i == 0 {
			low, high = v, v
		}
		low, high = min(low, v), max(high, v)
	}
	return mean / float64(len(r.samples)), low, high
}

// meanError is the mean of the samples' errors, and the largest.
func (r *result) meanError() (mean, most float64) {
	for _, e := range r.errors {
		mean += e.Mean / float64(len(r.errors))
		most = max(most, e.Most)
	}
	return mean, most
}
