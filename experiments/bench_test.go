package experiments

import (
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// syntheticOutcomes is a stream shaped like scenario B1: 30 functions, 100
// invokers, 10 invocations a second, 1 ms warm and 501 ms cold starts, in order
// of end.
func syntheticOutcomes(n int) ([]outcome.Invocation, *workload.Table) {
	table := &workload.Table{}
	for i := range 30 {
		table.Functions = append(table.Functions, workload.Function{Name: "app" + string(rune('a'+i/3)) + "/f" + string(rune('a'+i)), App: workload.AppID(i / 3)})
	}
	for i := range 10 {
		table.Apps = append(table.Apps, workload.App{Name: "app" + string(rune('a'+i))})
	}
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]outcome.Invocation, n)
	now, serial := sim.Time(0), int64(0)
	for i := range out {
		now += sim.Time(r.ExpFloat64() * 1e8)
		f := workload.FuncID(r.Float64() * r.Float64() * 30)
		latency, kind := sim.Time(time.Millisecond), outcome.Warm
		container := int64(f)*3 + r.Int64N(3)
		if r.Float64() < 0.02 {
			latency, kind = sim.Time(501*time.Millisecond), outcome.Cold
			serial++
			container = serial
		}
		d := time.Duration(r.ExpFloat64() * 3e8)
		out[i] = outcome.Invocation{Number: int64(i), Arrival: now, Start: now + latency, End: now + latency + sim.Time(d), Duration: d,
			Container: container, Function: f, Invoker: cluster.InvokerID(container % 100), StagesAt: -1, Kind: kind}
	}
	return out, table
}

// How many rows a second does --detail invocations reach, and at what size?
func BenchmarkInvocationsFile(b *testing.B) {
	const passes = 4
	outcomes, table := syntheticOutcomes(1 << 20)
	b.ResetTimer()
	var rows, bytes int64
	for range b.N {
		w, err := createInvocations(filepath.Join(b.TempDir(), "invocations.parquet"), table, Stamp{Version: "test"})
		if err != nil {
			b.Fatal(err)
		}
		for range passes {
			for at := 0; at < len(outcomes); at += 4096 {
				if err := w.Take(&outcome.Batch{Outcomes: outcomes[at : at+4096]}); err != nil {
					b.Fatal(err)
				}
			}
		}
		info, err := w.finish(true)
		if err != nil {
			b.Fatal(err)
		}
		rows, bytes = rows+int64(passes*len(outcomes)), bytes+info.Size
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	b.ReportMetric(float64(bytes)/float64(rows), "B/row")
}

// poissonTrace is a trace of n invocations in the shape of scenario B1, made on
// the fly: 30 functions, 10 invocations a second, exponential durations of
// 300 ms in the mean.
type poissonTrace struct {
	fakeTrace
	n int
}

func newPoissonTrace(n int) *poissonTrace {
	p := &poissonTrace{n: n}
	_, table := syntheticOutcomes(0)
	for i := range table.Functions {
		table.Functions[i].Memory = int32(128 << (i % 3))
	}
	for i := range table.Apps {
		table.Apps[i].Memory = 512
	}
	p.table = *table
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
				layer, err := FromFlags(map[string][]string{"out": {out}, "schedule": {"first-fit"}, "keepalive": {"ttl"},
					"invokers": {"100"}, "memory": {"4GiB"}, "detail": {detail}})
				if err != nil {
					b.Fatal(err)
				}
				spec, err := Resolve(layer)
				if err != nil {
					b.Fatal(err)
				}
				plan, err := NewPlan(spec, newPoissonTrace(n), Build{})
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
