package results

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

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
		table.Functions = append(table.Functions,
			workload.Function{Name: "app" + string(rune('a'+i/3)) + "/f" + string(rune('a'+i)),
				App: workload.AppID(i / 3)})
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
		out[i] = outcome.Invocation{Number: int64(i), Arrival: now, Start: now + latency,
			End: now + latency + sim.Time(d), Duration: d,
			Container: container, Function: f, Invoker: outcome.InvokerID(container % 100), StagesAt: -1, Kind: kind}
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
		info, err := w.Finish(true)
		if err != nil {
			b.Fatal(err)
		}
		rows, bytes = rows+int64(passes*len(outcomes)), bytes+info.Size
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	b.ReportMetric(float64(bytes)/float64(rows), "B/row")
}
