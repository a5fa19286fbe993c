package experiments

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"time"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
	"thaw/traces/findings"
	"thaw/traces/inmemory"
)

// TraceOptions are the settings that say how a trace is read.
func (s *Spec) TraceOptions() traces.Options {
	return traces.Options{
		Format: s.Format, Spread: s.Spread, AppMemory: s.AppMemory, Epoch: s.Epoch, Start: s.Start, Length: s.Length,
		Functions: s.Functions, Rate: s.Rate, Ramp: s.Ramp, FunctionMemory: s.FunctionMemory, MaxExpand: s.MaxExpand,
		Durations: s.Durations,
	}
}

// OpenTrace opens the trace of a specification. An error says where the trace is named,
// unless that is the command line.
func OpenTrace(spec *Spec) (Trace, error) {
	t, err := openTrace(spec)
	if err == nil {
		return t, spec.Same.Check(t, spec.Start, spec.Length)
	}
	i := slices.IndexFunc(spec.Settings, func(s results.Setting) bool { return s.Name == "trace" })
	if i >= 0 && len(spec.Settings[i].Origin) > 0 {
		if origin := spec.Settings[i].Origin[0]; origin != "--trace" && origin != "default" {
			err = mistake(origin, "trace", err)
		}
	}
	return nil, exit.Usage(err)
}

func openTrace(spec *Spec) (Trace, error) {
	opt := spec.TraceOptions()
	opt.Loops = true
	if spec.Copies <= 1 {
		return traces.Open(spec.Trace, opt)
	}
	return openCopies(spec, opt)
}

// copiesTrace superposes copies of a window. A small excerpt can so be replayed
// at the rate of the whole platform:
//
//	copy 1 (seed) ─┐
//	copy 2 (seed′) ─┼─ by arrival ─▶ down-sampled to the rate ─▶ ramp
//	copy 3 (seed″) ─┘
//
// Copies multiply the counts of every minute and keep popularity, durations and
// memory. Each copy draws arrivals within their minutes, and durations, under a
// seed of its own, so that no arrival occurs twice.
type copiesTrace struct {
	*traces.Trace
	spec        *Spec
	probability float64
}

// drawnFormats are the formats that draw arrivals by the seed. Two copies of any
// other format would have the same invocations at the same instants.
var drawnFormats = []string{"azure2019", "synthetic"}

func openCopies(spec *Spec, opt traces.Options) (*copiesTrace, error) {
	rate := opt.Rate
	opt.Rate, opt.Ramp, opt.FunctionMemory, opt.Durations = 0, 0, 0, traces.DurationsDrawn
	base, err := traces.Open(spec.Trace, opt)
	if err != nil {
		return nil, err
	}
	if err := CheckCopies(spec.Copies, base.Format()); err != nil {
		return nil, err
	}
	if base.Table().Workflow != nil {
		return nil, errors.New("--copies, with a workflow: there are no arrivals to superpose; expected more " +
			"instances instead (arrivals, in its file)")
	}
	if base.Table().Users != nil {
		return nil, errors.New("--copies, with a closed loop (model=users): there are no arrivals to superpose; " +
			"expected more users instead")
	}
	t := &copiesTrace{Trace: base, spec: spec, probability: 1}
	if rate > 0 {
		there, err := MeanRate(base, spec.Length)
		if err != nil {
			return nil, err
		}
		t.probability = min(1, rate/(there*float64(spec.Copies)))
	}
	return t, nil
}

// CheckCopies refuses more copies of a trace than can be superposed, and copies of a
// format that does not draw its arrivals.
func CheckCopies(copies int, format string) error {
	switch {
	case copies > MaxCopies:
		return fmt.Errorf("--copies: at most %d copies of a window are superposed", MaxCopies)
	case copies > 1 && !slices.Contains(drawnFormats, format):
		return fmt.Errorf("--copies: a trace of format %s states every arrival, and copies of it would arrive at the "+
			"same instants; expected a format that draws them, %s or %s", format, drawnFormats[0], drawnFormats[1])
	}
	return nil
}

// MeanRate returns a trace's invocations per second under seed 0, over its length,
// or up to its last arrival if its length is unknown.
func MeanRate(t Trace, length time.Duration) (float64, error) {
	n, last := 0, sim.Time(0)
	if err := EachBatch(t, func(end sim.Time, k int) { n, last = n+k, end }); err != nil {
		return 0, err
	}
	if length == 0 {
		length = last.Sub(0)
	}
	if n == 0 || length <= 0 {
		return 0, errors.New("no invocation in the window; see --start, --epoch and --length")
	}
	return float64(n) / length.Seconds(), nil
}

// EachBatch reads a trace under seed 0 and tells of every batch its last
// arrival and its length.
func EachBatch(t Trace, f func(last sim.Time, n int)) error {
	src, err := t.Source(0)
	if err != nil {
		return err
	}
	defer traces.Close(src)
	batch := make([]workload.Invocation, 4096)
	for {
		n, err := src.Read(batch)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f(batch[n-1].Arrival, n)
	}
}

// Source merges the copies under seed, down-samples them and applies the ramp.
func (t *copiesTrace) Source(seed uint64) (_ workload.Source, err error) {
	m := &merged{}
	defer func() {
		if err != nil {
			m.Close()
		}
	}()
	seeds := sim.NewStream(seed, "experiments: seeds of copies")
	for i := range t.spec.Copies {
		s := seed // the first copy is the trace itself
		if i > 0 {
			s = seeds.At(uint64(i), 0)
		}
		src, err := t.Trace.Source(s)
		if err != nil {
			return nil, err
		}
		m.add(src)
	}
	var src workload.Source = m
	if t.probability < 1 {
		if src, err = traces.SampleInvocations(src, seed, t.probability); err != nil {
			return nil, err
		}
	}
	if src, err = traces.Ramp(src, seed, t.spec.Ramp); err != nil {
		return nil, err
	}
	return traces.Override(src, t.spec.FunctionMemory, t.spec.Durations)
}

// merged yields the invocations of several sources of one table in order of
// arrival. Ties follow the order of the sources.
type merged struct {
	parts []part
	heap  []int32 // of parts, by next arrival
	begun bool
}

// part is one source with its current batch.
type part struct {
	src   workload.Source
	batch []workload.Invocation
	at    int
}

// partBatch bounds the memory of a merged source: 6 KiB a copy.
const partBatch = 256

func (m *merged) add(src workload.Source) { m.parts = append(m.parts, part{src: src}) }

// Table implements workload.Source.
func (m *merged) Table() *workload.Table { return m.parts[0].src.Table() }

// Close closes the sources.
func (m *merged) Close() error {
	var all []error
	for i := range m.parts {
		all = append(all, traces.Close(m.parts[i].src))
	}
	return errors.Join(all...)
}

// Read implements workload.Source.
func (m *merged) Read(batch []workload.Invocation) (n int, err error) {
	if !m.begun {
		m.begun = true
		for i := range m.parts {
			if err := m.parts[i].fill(); err != nil {
				return 0, err
			}
			if len(m.parts[i].batch) > 0 {
				m.heap = append(m.heap, int32(i))
				m.up(len(m.heap) - 1)
			}
		}
	}
	for n < len(batch) && len(m.heap) > 0 {
		p := &m.parts[m.heap[0]]
		batch[n] = p.batch[p.at]
		n++
		if p.at++; p.at == len(p.batch) {
			if err := p.fill(); err != nil {
				return 0, err
			}
		}
		if len(p.batch) == 0 {
			m.heap[0] = m.heap[len(m.heap)-1]
			m.heap = m.heap[:len(m.heap)-1]
		}
		m.down()
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// fill reads the next batch. An empty batch ends the source.
func (p *part) fill() error {
	if p.batch == nil {
		p.batch = make([]workload.Invocation, partBatch)
	}
	n, err := p.src.Read(p.batch[:partBatch])
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	p.batch, p.at = p.batch[:n], 0
	return nil
}

func (m *merged) before(a, b int32) bool {
	x, y := m.head(a), m.head(b)
	return x < y || x == y && a < b
}

func (m *merged) head(i int32) sim.Time { return m.parts[i].batch[m.parts[i].at].Arrival }

func (m *merged) up(i int) {
	for i > 0 && m.before(m.heap[i], m.heap[(i-1)/2]) {
		m.heap[i], m.heap[(i-1)/2] = m.heap[(i-1)/2], m.heap[i]
		i = (i - 1) / 2
	}
}

func (m *merged) down() {
	for i := 0; ; {
		least := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < len(m.heap) && m.before(m.heap[c], m.heap[least]) {
				least = c
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

// cachedTrace caches the sources of a trace in memory. The policies of an
// experiment then read or generate each window only once.
type cachedTrace struct {
	Trace
	mu      sync.Mutex
	sources map[uint64]*cachedSource
}

type cachedSource struct {
	once sync.Once
	src  *inmemory.Source
	err  error
}

// CacheSources caches the sources of a trace in memory on first use.
func CacheSources(t Trace) *cachedTrace {
	return &cachedTrace{Trace: t, sources: map[uint64]*cachedSource{}}
}

// Report returns the findings of the trace that is cached.
func (r *cachedTrace) Report() *findings.Report { return findingsOf(r.Trace) }

// Source returns the invocations of a seed, reading them on first use.
func (r *cachedTrace) Source(seed uint64) (workload.Source, error) {
	r.mu.Lock()
	k := r.sources[seed]
	if k == nil {
		k = &cachedSource{}
		r.sources[seed] = k
	}
	r.mu.Unlock()
	k.once.Do(func() {
		src, err := r.Trace.Source(seed)
		if err != nil {
			k.err = err
			return
		}
		k.src, k.err = inmemory.Read(src)
		k.err = errors.Join(k.err, traces.Close(src))
	})
	if k.err != nil {
		return nil, k.err
	}
	return k.src.Replay(), nil
}

// CopiesFor returns the number of copies of a window that reach a rate; more than
// MaxCopies where it takes more.
func CopiesFor(rate, there float64) int {
	return int(min(max(1, math.Ceil(rate/there)), MaxCopies+1))
}
