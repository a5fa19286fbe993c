//go:build unix

package schedule

import (
	"context"
	"math"
	"syscall"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// skewed makes a load in which five of 3,000 functions make over half of the
// invocations (ao2022, section 4.2), execution times are log-normal around
// 150 ms (ao2022, section 4.1.1) and sizes 64 to 512 MiB. rare is the share of
// the other functions.
func skewed(count int, every time.Duration, rare float64) *arrivals {
	const functions, hot = 3000, 5
	s := sim.NewStream(1, "test/skewed")
	a := &arrivals{table: tableOf(functions)}
	for i := range a.table.Functions {
		a.table.Functions[i].Memory = workload.MiB(64 + 64*(s.At(uint64(i), 1)%8))
	}
	runs := sim.LogNormal(150*time.Millisecond, 1.5)
	now := sim.Time(0)
	for k := range count {
		u := uint64(k)
		now = now.Add(time.Duration(-math.Log(s.Float(u, 2)) * float64(every)))
		fn := hot + int(math.Pow(s.Float(u, 4), 3)*(functions-hot))
		if s.Float(u, 5) > rare {
			fn = int(s.At(u, 6) % hot)
		}
		a.rest = append(a.rest, workload.Invocation{Arrival: now, Duration: runs.Quantile(s.Float(u, 3)),
			Function: workload.FuncID(fn)})
	}
	return a
}

// again asks a scheduler several times at every decision.
type again struct {
	cluster.Scheduler
	times int
}

func (a again) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	for range a.times {
		a.Scheduler.Place(fn, number, now)
	}
	return a.Scheduler.Place(fn, number, now)
}

// keeps is a fixed keep-alive.
type keeps time.Duration

func (k keeps) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: time.Duration(k)}
}

// cpuTime is what the process has used of the processors.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// What does a decision cost in a replay on 1,000 invokers, where every decision
// finds another platform than the one before it? Reported are nanoseconds of
// processor time: of one decision (the replay with five more of each, minus the
// replay, by five), and of the whole replay for each invocation, indices
// included; and the share of cold starts.
func BenchmarkDecision(b *testing.B) {
	for _, load := range []struct {
		name   string
		memory workload.MiB // of each invoker
		rare   float64
		keep   time.Duration
	}{
		{"plenty", 20 << 10, 0.45, 10 * time.Minute},
		{"crowded", 1536, 0.45, 10 * time.Minute},
		{"all-cold", 1536, 1, 0},
		{"thrashing", 1024, 1, 10 * time.Minute},
	} {
		for _, e := range []policies.Entry[cluster.NewScheduler]{StickyRandom, SophonMaMa, SophonMaMc, SophonSrMa,
			SophonSrMc} {
			b.Run(load.name+"/"+e.Name, func(b *testing.B) {
				const count = 300_000
				src := skewed(count, 500*time.Microsecond, load.rare)
				inst, err := e.Parse("")
				if err != nil {
					b.Fatal(err)
				}
				run := func(times int) (time.Duration, outcome.Summary) {
					trace := *src
					cfg := cluster.Config{Invokers: 1000, Memory: load.memory, Concurrency: 1,
						Startup: startup.Constant(time.Millisecond, 500*time.Millisecond), Seed: 1}
					began := cpuTime(b)
					sum, err := cluster.Replay(context.Background(), cfg, &trace, cluster.Policies{
						Schedule:  func(v *cluster.View) cluster.Scheduler { return again{inst.Policy(v), times} },
						KeepAlive: func(*cluster.View) cluster.KeepAlive { return keeps(load.keep) },
					}, cluster.Output{})
					if err != nil {
						b.Fatal(err)
					}
					return cpuTime(b) - began, sum
				}
				once, six := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
				var sum outcome.Summary
				for range b.N {
					var d time.Duration
					d, sum = run(0)
					once = min(once, d)
					d, _ = run(5)
					six = min(six, d)
				}
				b.ReportMetric(float64(six-once)/5/count, "ns/decision")
				b.ReportMetric(float64(once)/count, "ns/invocation")
				b.ReportMetric(100*sum.ColdStartRatio, "%cold")
				b.ReportMetric(float64(sum.Evictions), "evictions")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
