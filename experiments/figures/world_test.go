package figures

import (
	"io"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/experiments/build"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/input"
)

// calmTrace is a trace of n invocations of three functions of two apps, one
// every 100 ms, each of 50 ms, with arrivals that the seed shifts a little.
type calmTrace struct {
	n     int
	table workload.Table
}

func newCalmTrace(n int) *calmTrace {
	return &calmTrace{n: n, table: workload.Table{
		Functions: []workload.Function{
			{Name: "a/f", App: 0, Memory: 256, MeanDuration: 50 * time.Millisecond},
			{Name: "a/g", App: 0, Memory: 128, MeanDuration: 50 * time.Millisecond},
			{Name: "b/h", App: 1, Memory: 512, MeanDuration: 50 * time.Millisecond, ImputedMemory: true},
		},
		Apps: []workload.App{{Name: "a", Memory: 384}, {Name: "b", Memory: 512}},
	}}
}

func (f *calmTrace) Table() *workload.Table { return &f.table }
func (f *calmTrace) Format() string         { return "thaw" }
func (f *calmTrace) Files() []input.FileInfo {
	return []input.FileInfo{{Path: "/somewhere/fake.thaw", Size: 1, SHA256: "ab"}}
}
func (f *calmTrace) Source(seed uint64) (workload.Source, error) {
	return &calmSource{f: f, draw: sim.NewStream(seed, "fake")}, nil
}

type calmSource struct {
	f    *calmTrace
	draw sim.Stream
	read int
}

func (s *calmSource) Table() *workload.Table { return &s.f.table }
func (s *calmSource) Read(batch []workload.Invocation) (int, error) {
	n := min(len(batch), s.f.n-s.read, 1000)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range batch[:n] {
		k := s.read + i
		batch[i] = workload.Invocation{
			Arrival:  sim.Time(k)*sim.Second/10 + sim.Time(s.draw.At(0, uint64(k))%50e6),
			Duration: 50 * time.Millisecond, Function: workload.FuncID(k * k % 7 % 3),
		}
	}
	s.read += n
	return n, nil
}

// resultIn runs an experiment over a trace of n invocations into the folder r.
func resultIn(t *testing.T, folder string, n int, flags map[string][]string) (*experiments.Plan, *experiments.Result) {
	t.Helper()
	all := map[string][]string{"out": {folder}, "invokers": {"3"}, "memory": {"2GiB"}, "seeds": {"2"}, "seed": {"7"},
		"detail": {"invocations"}}
	for k, v := range flags {
		all[k] = v
	}
	layer, err := experiments.FromFlags(all)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := experiments.Resolve(experiments.Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiments.NewPlan(spec, newCalmTrace(n), build.Info{Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.Execute(t.Context(), experiments.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, res
}
