package compare

import (
	"io"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/input"
)

// steadyTrace is a trace of n invocations of three functions of two apps, one
// every 100 ms, each of 50 ms, with arrivals that the seed shifts a little.
type steadyTrace struct {
	n     int
	table workload.Table
}

func newSteadyTrace(n int) *steadyTrace {
	return &steadyTrace{n: n, table: workload.Table{
		Functions: []workload.Function{
			{Name: "a/f", App: 0, Memory: 256, MeanDuration: 50 * time.Millisecond},
			{Name: "a/g", App: 0, Memory: 128, MeanDuration: 50 * time.Millisecond},
			{Name: "b/h", App: 1, Memory: 512, MeanDuration: 50 * time.Millisecond, ImputedMemory: true},
		},
		Apps: []workload.App{{Name: "a", Memory: 384}, {Name: "b", Memory: 512}},
	}}
}

func (f *steadyTrace) Table() *workload.Table { return &f.table }
func (f *steadyTrace) Format() string         { return "thaw" }
func (f *steadyTrace) Files() []input.FileInfo {
	return []input.FileInfo{{Path: "/somewhere/fake.thaw", Size: 1, SHA256: "ab"}}
}
func (f *steadyTrace) Source(seed uint64) (workload.Source, error) {
	return &steadySource{f: f, draw: sim.NewStream(seed, "fake")}, nil
}

type steadySource struct {
	f    *steadyTrace
	draw sim.Stream
	read int
}

func (s *steadySource) Table() *workload.Table { return &s.f.table }
func (s *steadySource) Read(batch []workload.Invocation) (int, error) {
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
