package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/results"
	"thaw/models/outcome"
)

// randomLine is a random command line of thaw run on some seconds of the embedded
// trace, of every flag that changes the platform or its policies.
func randomLine(r *rand.Rand, out string) []string {
	line := []string{"run", "-q", "--no-figures", "--detail", "invocations", "--out", out}
	maybe := func(one int, flag string, values ...string) {
		if r.IntN(one) == 0 {
			line = append(line, "--"+flag, values[r.IntN(len(values))])
		}
	}
	platform := []string{"constant", "openwhisk", "openwhisk-sophon", "openwhisk-iluvatar", "iluvatar", "edge", "particle"}
	line = append(line, "--length", fmt.Sprint(10+r.IntN(30), "s"), "--platform", platform[r.IntN(len(platform))],
		"--memory", fmt.Sprint(256<<r.IntN(5), "MiB"),
		"--invokers", fmt.Sprint(1+r.IntN(4)))
	maybe(2, "horizon", "4s", "9.5s", "25s", "60s")
	maybe(3, "cpu", "isolated", "shared", "stretch")
	maybe(2, "cores", "1", "2", "4")
	maybe(5, "sandbox", "app")
	maybe(5, "concurrency", "2", "7")
	maybe(5, "wait", "start", "estimate")
	maybe(4, "warm-start", "0s", "20ms", "2s", "lognormal,median=28ms,sigma=0.342")
	maybe(4, "cold-start", "0s", "100ms", "3s", "uniform,min=0s,max=2s")
	maybe(4, "set", "daemon.parallel=2", "control.decision=5ms", "control.message=300ms", "daemon.remove=2s",
		"daemon.network=bridge", "schedule_latency=1500ms", "control.update=1s")
	maybe(1, "schedule", "ch-rlu", "ch-rlu,variant=released", "consistent-hash-bounded",
		"consistent-hash-bounded,load=average", "first-fit", "greedy-omniscient", "hermod", "jsq,d=3,state=stale", "k-rlu",
		"least-loaded", "max-available", "power-of-two", "random", "round-robin", "sophon-ma-ma", "sophon-ma-mc", "sophon-sr-ma", "sophon-sr-mc,sample=2",
		"sticky-max-available", "sticky-random")
	maybe(1, "keepalive", "greedy-dual", "lru", "none", "ttl,keep=3s", "ttl")
	maybe(4, "prefetch", "on-demand", "faasnap", "reap", "cached", "warm")
	maybe(4, "network", "batched", "bridge", "host", "overlay", "particle", "pooled", "shared-namespace", "swarm")
	maybe(4, "storage", "deverlay", "devmapper", "overlay-host", "virtiofs")
	if r.IntN(4) == 0 {
		maybe(1, "memory-elasticity", "balloon", "virtio-mem", "squeezy")
		maybe(1, "vm-layout", "n-to-one", "one-to-one")
	}
	if r.IntN(5) == 0 {
		line = append(line, "--trace", fmt.Sprintf("synthetic,model=users,users=%d,think=%s,ramp=2s,within=0.5,"+
			"menu=2x128MiB/300ms+300MiB/2s@0.2,duration=1m", 1+r.IntN(30), []string{"1s", "0s-2s", "exp/1s"}[r.IntN(3)]))
	} else {
		line = append(line, "--start", fmt.Sprint(r.IntN(80), "m"))
		maybe(6, "ramp", "8s")
		maybe(6, "copies", "2")
	}
	maybe(3, "client", "retry,timeout=2s", "retry,timeout=500ms,retries=4,backoff=100ms,cancel=true",
		"retry,timeout=5s,budget=0.1,jitter=equal", "async,timeout=3s,backoff=2s", "retry")
	maybe(5, "throttle", "concurrency=3", "concurrency=20", "burst=1,every=2s", "lambda")
	maybe(8, "overload", "drop")
	maybe(6, "invoker-event", "6s,0,crash", "3s,0,drain")
	maybe(6, "function-memory", "100MiB", "300MiB")
	maybe(4, "seed", "2", "77")
	maybe(6, "queue", "fcfs,fixed=1", "sjf,fixed=3", "eedf,fixed=2,bypass=200ms", "rare,fixed=2", "queueless")
	maybe(6, "autoscale", "pid,dead=5s,every=1s,window=3s", "pid,initial=1,target=0.1,dead=2s,every=1s,window=1s")
	return line
}

// Do the files of a run agree with each other, whatever is asked for? The timeline sums
// to the summary, memory in use is within what is used and that within what there is,
// and the parts of each latency sum to it.
func TestFilesOfARunAgree(t *testing.T) {
	ran, waits, starting, retries := 0, int64(0), int64(0), int64(0)
	lines := uint64(150)
	if testing.Short() {
		lines = 40
	}
	for seed := range lines {
		folder := filepath.Join(t.TempDir(), "r")
		line := randomLine(rand.New(rand.NewPCG(seed, 5)), folder)
		var stdout, stderr bytes.Buffer
		switch code := execute(t.Context(), Program{}, line, &stdout, &stderr); {
		case code == 0:
			ran++
		case code == 2 || strings.Contains(stderr.String(), "not modelled"):
			continue // a combination that is refused
		default:
			t.Fatalf("thaw %s: exit code %d\n%s", strings.Join(line, " "), code, stderr.String())
		}
		rows, err := results.ReadSummary(filepath.Join(folder, results.SummaryName))
		if err != nil {
			t.Fatal(err)
		}
		run := filepath.Join(folder, results.RunFolder(rows[0].Policy, rows[0].Seed))
		b := filesOfRun{t: t, line: strings.Join(line, " "), row: rows[0]}
		b.timeline(filepath.Join(run, results.TimelineName))
		b.invocations(filepath.Join(run, results.InvocationsName))
		waits, starting, retries = waits+b.coreWaits, starting+b.starting, retries+b.retries
	}
	if ran < int(lines)/4 || waits == 0 || starting == 0 || retries == 0 {
		t.Errorf("%d lines ran, %d waited for a core, %d were starting at a horizon, %d retries: they tell too little", ran,
			waits, starting, retries)
	}
}

// filesOfRun checks the files of one run.
type filesOfRun struct {
	t                   *testing.T
	line                string
	row                 results.Row
	begun               int64 // by the timeline
	retries             int64
	coreWaits, starting int64
}

func (b *filesOfRun) expect(what string, got, want int64) {
	b.t.Helper()
	if got != want {
		b.t.Fatalf("thaw %s\n%s: %d, expected %d", b.line, what, got, want)
	}
}

func (b *filesOfRun) timeline(path string) {
	sums := map[string]int64{}
	counts := []string{"invocations", "cold_starts", "begun", "evictions", "expiries"}
	whole := []string{"completed", "retries", "timeouts"} // without rows of invokers
	states := []string{"running", "idle", "active_mib", "used_mib", "removing_mib"}
	columns := append(append([]string{"second", "invoker"}, counts...), states...)
	balance := map[int64]map[string]int64{} // by second: the invokers less the whole
	err := results.ScanTable(path, append(columns, whole...), func(x *results.Table) error {
		for i, second := range x.Ints("second") {
			for _, name := range whole {
				sums[name] += x.Ints(name)[i]
			}
			sign := int64(1)
			if x.Ints("invoker")[i] < 0 {
				sign = -1
			}
			if balance[second] == nil {
				balance[second] = map[string]int64{}
			}
			for _, name := range columns[2:] {
				balance[second][name] += sign * x.Ints(name)[i]
				if sign < 0 {
					sums[name] += x.Ints(name)[i]
				}
			}
			if active, used := x.Ints("active_mib")[i], x.Ints("used_mib")[i]; active > used {
				b.t.Fatalf("thaw %s\nrow %d: %d MiB are active of %d used", b.line, i, active, used)
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for second, of := range balance {
		for name, difference := range of {
			b.expect(fmt.Sprintf("second %d: %s of the invokers less that of the whole", second, name), difference, 0)
		}
	}
	s := &b.row.Summary
	b.expect("invocations of the timeline", sums["invocations"],
		s.ColdStarts+s.WarmStarts+s.PrewarmStarts+s.RestoreStarts)
	b.expect("cold starts of the timeline", sums["cold_starts"], s.ColdStarts)
	b.expect("evictions of the timeline", sums["evictions"], s.Evictions)
	b.expect("expiries of the timeline", sums["expiries"], s.Expiries)
	b.expect("completed of the timeline", sums["completed"], s.Completed)
	b.expect("retries of the timeline", sums["retries"], s.Retries)
	b.expect("timeouts of the timeline", sums["timeouts"], s.Timeouts)
	b.expect("ends", s.Completed+s.Failed+s.TimedOut+s.Rejected+s.Unfinished, s.Invocations)
	b.retries += s.Retries
	if s.ActiveMiBMean > s.UsedMiBMean*(1+1e-12) || s.UsedMiBMean > s.UsedMiBPeak*(1+1e-12) {
		b.t.Fatalf("thaw %s\nmemory of the summary: %+v", b.line, *s)
	}
	b.begun = sums["begun"]
	b.starting = sums["invocations"] - b.begun
}

func (b *filesOfRun) invocations(path string) {
	parts := []string{"queue_ns", "schedule_ns", "start_wait_ns", "warm_start_ns", results.CoreWaitColumn,
		results.RetryingColumn}
	for s := range outcome.NumStages {
		parts = append(parts, s.Column())
	}
	rows, begun, attempts := int64(0), int64(0), int64(0)
	err := results.ScanTable(path, append([]string{"arrival_ns", "start_ns", "latency_ns", "attempts"}, parts...),
		func(x *results.Table) error {
			for i, latency := range x.Ints("latency_ns") {
				rows++
				attempts += x.Ints("attempts")[i]
				sum := int64(0)
				for _, name := range parts {
					sum += x.Ints(name)[i]
				}
				want := latency
				if latency < 0 {
					want = -int64(len(parts))
				} else {
					begun++
					b.expect("start less arrival", x.Ints("start_ns")[i]-x.Ints("arrival_ns")[i], latency)
				}
				b.expect(fmt.Sprintf("parts of the latency in row %d", rows-1), sum, want)
				b.coreWaits += min(1, max(0, x.Ints(results.CoreWaitColumn)[i]))
			}
			return nil
		})
	if err != nil {
		b.t.Fatal(err)
	}
	b.expect("rows", rows, b.row.Invocations)
	b.expect("attempts of the rows", attempts, b.row.Invocations+b.row.Retries)
	if b.row.Timeouts+b.row.Retries == 0 { // else attempts began whose invocations ended otherwise
		b.expect("executions that began, by the rows", begun, b.begun)
	}
}
