package experiments

import (
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"thaw/experiments/build"
	"thaw/models/workload"
	"thaw/sim"
)

// poissonTrace is a trace of n invocations in the shape of scenario B1, made on
// the fly: 30 functions, 10 invocations a second, exponential durations of
// 300 ms in the mean.
type poissonTrace struct {
	fakeTrace
	n int
}

func newPoissonTrace(n int) *poissonTrace {
	p := &poissonTrace{n: n}
	for i := range 30 {
		p.table.Functions = append(p.table.Functions, workload.Function{
			Name: "app" + string(rune('a'+i/3)) + "/f" + string(rune('a'+i)), App: workload.AppID(i / 3),
			Memory: workload.MiB(128 << (i % 3))})
	}
	for i := range 10 {
		p.table.Apps = append(p.table.Apps, workload.App{Name: "app" + string(rune('a'+i)), Memory: 512})
	}
	return p
}

func (p *poissonTrace) Source(seed uint64) (workload.Source, error) {
	return &poissonSource{p: p, r: rand.New(rand.NewPCG(seed, 0))}, nil
}

type poissonSource struct {
	p    *poissonTrace
	r    *rand.Rand
	read int
	now  sim.Time
}

func (s *poissonSource) Table() *workload.Table { return &s.p.table }
func (s *poissonSource) Read(batch []workload.Invocation) (int, error) {
	n := min(len(batch), s.p.n-s.read)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range batch[:n] {
		s.now += sim.Time(s.r.ExpFloat64() * 1e8)
		batch[i] = workload.Invocation{Arrival: s.now, Duration: time.Duration(s.r.ExpFloat64() * 3e8),
			Function: workload.FuncID(s.r.Float64() * s.r.Float64() * 30)}
	}
	s.read += n
	return n, nil
}

// How many invocations a second of wall time does an experiment replay end to
// end, at each level of detail?
func BenchmarkExperiment(b *testing.B) {
	const n = 1 << 21
	for _, detail := range detailNames {
		b.Run(detail, func(b *testing.B) {
			for range b.N {
				out := filepath.Join(b.TempDir(), "r")
				layer, err := FromFlags(map[string][]string{"out": {out}, "schedule": {"first-fit"},
					"keepalive": {"ttl"},
					"invokers":  {"100"}, "memory": {"4GiB"}, "detail": {detail}})
				if err != nil {
					b.Fatal(err)
				}
				spec, err := Resolve(Thaw(), layer)
				if err != nil {
					b.Fatal(err)
				}
				plan, err := NewPlan(spec, newPoissonTrace(n), build.Info{})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := plan.Execute(b.Context(), Options{Jobs: 1}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Minv/s")
		})
	}
}
