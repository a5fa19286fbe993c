package billing_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/billing"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/params"
	"thaw/models/price"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
	"thaw/traces/inmemory"
)

// world is a small replay.
type world struct {
	table       *workload.Table
	invocations []workload.Invocation
	cfg         cluster.Config
	keep        time.Duration
}

// seen keeps the outcomes of a replay with the stage init of each.
type seen struct {
	outcomes []outcome.Invocation
	init     []time.Duration
}

func (s *seen) Take(b *outcome.Batch) error {
	for _, x := range b.Outcomes {
		init := time.Duration(0)
		if x.StagesAt >= 0 {
			init = b.Stages[x.StagesAt][outcome.Init]
		}
		s.outcomes, s.init = append(s.outcomes, x), append(s.init, init)
	}
	return nil
}

// keepFor keeps every idle container for a time.
type keepFor time.Duration

func (k keepFor) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: time.Duration(k)}
}

// run replays the world and returns its summary with the bill, and what became of it.
func (w *world) run(t *testing.T, priced, carbon string) (outcome.Summary, *seen) {
	t.Helper()
	var b billing.Billing
	if priced != "" {
		if err := b.ReadPrice(priced, ""); err != nil {
			t.Fatal(err)
		}
	}
	if carbon != "" {
		if err := b.ReadCarbon(carbon, ""); err != nil {
			t.Fatal(err)
		}
	}
	of := billing.World{Trace: "w", Table: w.table,
		Classes: w.cfg.Classes.Or(w.cfg.Invokers, w.cfg.Memory, w.cfg.Cores)}
	if _, err := b.Check(of); err != nil {
		t.Fatal(err)
	}
	src, err := inmemory.New(w.table, w.invocations)
	if err != nil {
		t.Fatal(err)
	}
	cfg, sink := w.cfg, &seen{}
	cfg.Stages = true
	out := cluster.Output{Sink: sink}
	books := b.Open(of, &out)
	sum, err := cluster.Replay(context.Background(), cfg, src, cluster.Policies{
		Schedule:  scheduler(t),
		KeepAlive: func(*cluster.View) cluster.KeepAlive { return keepFor(w.keep) },
	}, out)
	if err != nil {
		t.Fatal(err)
	}
	books.Enter(&sum)
	return sum, sink
}

func scheduler(t *testing.T) cluster.NewScheduler {
	for _, e := range all.Builtin().Schedulers {
		if e.Name == "first-fit" {
			p, err := policies.Parse(all.Builtin().Schedulers, e.Name)
			if err != nil {
				t.Fatal(err)
			}
			return p.Policy
		}
	}
	t.Fatal("no first-fit")
	return nil
}

// pipeline takes 1 ms for a warm start, 250 ms for the sandbox of a cold one and as long for
// its initialisation.
func pipeline(t *testing.T, init string) startup.Pipeline {
	pf, err := params.Load("constant")
	if err != nil {
		t.Fatal(err)
	}
	for path, value := range map[string]string{"stage.sandbox": "250ms", "stage.init": init} {
		if err := pf.Set(path, value); err != nil {
			t.Fatal(err)
		}
	}
	return startup.FromPlatform(pf)
}

// thrice is one function of 200 MiB, invoked at 0, 10 and 100 s for 150.4 ms and kept for a
// minute: cold, warm, cold.
func thrice(t *testing.T) *world {
	w := &world{
		table: &workload.Table{Functions: []workload.Function{{Name: "a/f", Memory: 200}},
			Apps: []workload.App{{Name: "a", Memory: 200}}},
		cfg:  cluster.Config{Invokers: 2, Memory: 1024, Cores: 2, Concurrency: 1, Startup: pipeline(t, "250ms")},
		keep: time.Minute,
	}
	for _, s := range []int{0, 10, 100} {
		w.invocations = append(w.invocations, workload.Invocation{
			Arrival: sim.Time(s) * sim.Second, Duration: 150400 * time.Microsecond})
	}
	return w
}

// What do three invocations cost by every list? Computed by hand.
func TestBillsByHand(t *testing.T) {
	told := map[string]bool{}
	for _, c := range []struct {
		list string
		usd  float64
	}{
		{"aws-lambda-x86", 3.70221974609375e-06},                 // 401 + 151 + 401 ms, both initialisations
		{"aws-lambda-x86-2020", 2.07461232421875e-06},            // 3 times 151 ms
		{"aws-lambda-x86-2018", 3.100005e-06},                    // 3 times 200 ms, of 256 MiB: steps of 64 MiB
		{"aws-lambda-arm", 3.0817832421875e-06},                  // as x86, at 4/5
		{"azure-consumption", 2.412e-06},                         // 3 times 151 ms, of 256 MiB: steps of 128 MiB
		{"gcp-functions-1", 3.975e-06},                           // 3 times 200 ms, of 256 MiB and 400 MHz
		{"aws-lambda-x86,by=provisioned", 6.002873372265625e-05}, // 953 ms, 70.1514 + 0.6504 s kept
		{"aws-ec2", 0.007492863111111111},                        // two r5.large for 100.6504 s
		{"azure-premium", 0.02003502128888889},                   // two invokers of 2 cores and 1 GiB for 100.6504 s
	} {
		sum, _ := thrice(t).run(t, c.list, "")
		if sum.CostUSD != c.usd {
			t.Errorf("%s: %v USD, expected %v", c.list, sum.CostUSD, c.usd)
		}
		if !outcome.IsMissing(sum.CarbonG) {
			t.Errorf("%s: %v g without carbon data", c.list, sum.CarbonG)
		}
		name, _, _ := strings.Cut(c.list, ",")
		told[name] = true
	}
	for _, name := range price.Names() {
		if !told[name] {
			t.Errorf("nobody computed what list %s bills", name)
		}
	}
	if sum, _ := thrice(t).run(t, "", ""); !outcome.IsMissing(sum.CostUSD) || !outcome.IsMissing(sum.CarbonG) {
		t.Errorf("a bill without a list: %v USD, %v g", sum.CostUSD, sum.CarbonG)
	}
}

// draw makes a small world of functions of odd sizes and durations.
func draw(t *testing.T, r *rand.Rand) *world {
	w := &world{table: &workload.Table{}, keep: time.Duration(r.IntN(40)) * time.Second}
	for f := range 1 + r.IntN(5) {
		memory := workload.MiB(1 + r.IntN(700))
		w.table.Functions = append(w.table.Functions, workload.Function{Name: fmt.Sprint("a/", f),
			App: workload.AppID(f), Memory: memory})
		w.table.Apps = append(w.table.Apps, workload.App{Name: fmt.Sprint("a", f), Memory: memory})
	}
	at := sim.Time(0)
	for range 1 + r.IntN(120) {
		at += sim.Time(r.Int64N(int64(4 * sim.Second)))
		w.invocations = append(w.invocations, workload.Invocation{Arrival: at,
			Function: workload.FuncID(r.IntN(len(w.table.Functions))),
			Duration: time.Duration(r.Int64N(int64(3*time.Second))) / time.Duration(1+r.IntN(100))})
	}
	w.cfg = cluster.Config{Invokers: 1 + r.IntN(3), Memory: workload.MiB(700 + r.IntN(900)), Cores: 2, Concurrency: 1,
		Startup: pipeline(t, fmt.Sprintf("lognormal,mean=%dms,stddev=80ms", 1+r.IntN(400))), Seed: r.Uint64()}
	if r.IntN(3) == 0 {
		w.cfg.Horizon = at / 2
	}
	if r.IntN(3) == 0 {
		w.cfg.Membership = membership.Config{Failures: membership.Failures{Between: 20 * time.Second,
			Repair: 5 * time.Second}}
	}
	return w
}

// rat is a decimal number, exactly.
func rat(t *testing.T, text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return r
}

// Does the bill equal the sum of what each invocation costs by itself, to the last bit, on any
// small world? The naive bill reads outcomes alone, and prices every one of them.
func TestBillAgainstNaiveSum(t *testing.T) {
	billed := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 11))
		w := draw(t, r)
		for _, c := range []struct {
			list, request, gb, ghz string
			step, least            time.Duration
			init                   bool
			size                   func(m int64) (billed, mhz int64)
		}{
			{"aws-lambda-x86", "0.20", "0.0000166667", "0", time.Millisecond, 0, true,
				func(m int64) (int64, int64) { return max(m, 128), 0 }},
			{"aws-lambda-x86-2018", "0.20", "0.0000166667", "0", 100 * time.Millisecond, 0, false,
				func(m int64) (int64, int64) { return max((m+63)/64*64, 128), 0 }},
			{"azure-consumption", "0.20", "0.000016", "0", time.Millisecond, 100 * time.Millisecond, false,
				func(m int64) (int64, int64) { return (m + 127) / 128 * 128, 0 }},
			{"gcp-functions-1", "0.40", "0.0000025", "0.00001", 100 * time.Millisecond, 0, false,
				func(m int64) (int64, int64) {
					sizes := []int64{128, 256, 512, 1024}
					i := slices.IndexFunc(sizes, func(s int64) bool { return s >= m })
					return sizes[i], []int64{200, 400, 800, 1400}[i]
				}},
		} {
			sum, of := w.run(t, c.list, "")
			naive := new(big.Rat)
			for i, x := range of.outcomes {
				if x.Status != outcome.Completed {
					continue
				}
				billed++
				took := x.End.Sub(x.Start)
				if c.init {
					took += of.init[i]
				}
				took = max(took, c.least)
				steps := int64((took + c.step - 1) / c.step)
				memory, mhz := c.size(int64(w.table.Functions[x.Function].Memory))
				seconds := new(big.Rat).SetFrac64(steps*int64(c.step), int64(time.Second))
				perSecond := new(big.Rat).Mul(rat(t, c.gb), big.NewRat(memory, 1024))
				perSecond.Add(perSecond, new(big.Rat).Mul(rat(t, c.ghz), big.NewRat(mhz, 1000)))
				naive.Add(naive, seconds.Mul(seconds, perSecond))
				naive.Add(naive, new(big.Rat).Mul(rat(t, c.request), big.NewRat(1, 1_000_000)))
			}
			if want, _ := naive.Float64(); sum.CostUSD != want {
				t.Fatalf("seed %d, %s: %v USD, the invocations cost %v", seed, c.list, sum.CostUSD, want)
			}
		}
	}
	if billed < 10_000 {
		t.Errorf("%d invocations are too few to show anything", billed)
	}
}

// Are memory that is kept and invokers that are there billed for the time that the summary's
// own integrals have? Functions of whole sizes, so that nothing is rounded.
func TestBillAgainstIntegrals(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 12))
		w := draw(t, r)
		for f := range w.table.Functions {
			w.table.Functions[f].Memory = max(128, w.table.Functions[f].Memory)
			w.table.Apps[f].Memory = w.table.Functions[f].Memory
		}
		plain, _ := w.run(t, "aws-lambda-x86", "")
		kept, of := w.run(t, "aws-lambda-x86,by=provisioned", "")
		requests := float64(kept.Completed) * 0.2e-6
		run := (plain.CostUSD - requests) * 0.0000097222 / 0.0000166667
		want := requests + run + kept.UsedMiBMean/1024*kept.EndS*0.0000041667
		if kept.EndS == 0 {
			want = requests + run
		}
		if math.Abs(kept.CostUSD-want) > 1e-9*want {
			t.Errorf("seed %d: %v USD provisioned, expected %v of %d invocations", seed, kept.CostUSD, want,
				len(of.outcomes))
		}
		if w.cfg.Membership.On() {
			continue // draining invokers are billed and are no members
		}
		servers, _ := w.run(t, "azure-premium", "")
		hour := 2*0.173 + float64(w.cfg.Memory)/1024*0.0123
		if want := float64(w.cfg.Invokers) * hour * servers.EndS / 3600; math.Abs(servers.CostUSD-want) > 1e-12 {
			t.Errorf("seed %d: %v USD of invokers, expected %v", seed, servers.CostUSD, want)
		}
	}
}

// Is an invoker billed from when it joins until it has drained, at the price of its own class?
func TestInvokersThatComeAndGo(t *testing.T) {
	w := thrice(t)
	w.cfg.Classes = membership.Classes{
		{Name: "small", Count: 1, Memory: 1024, Cores: 2, Speed: membership.Million, Price: outcome.Missing()},
		{Name: "large", Count: 1, Memory: 20 * 1024, Cores: 2, Speed: membership.Million, Price: outcome.Missing()},
	}
	w.cfg.Membership.Events = []membership.Event{
		{At: 20 * sim.Second, Invoker: 1, Kind: membership.Join},
		{At: 80 * sim.Second, Invoker: 1, Kind: membership.Drain},
	}
	sum, _ := w.run(t, "aws-ec2", "")
	if want := 0.134*100.6504/3600 + 0.816*60/3600; math.Abs(sum.CostUSD-want) > 1e-15 {
		t.Errorf("%v USD, expected %v: r5.large throughout and m5.4xlarge for a minute", sum.CostUSD, want)
	}
}

// What do three invocations emit on a server of each generation? Computed by hand from the
// energies of EcoLife: J × g/kWh ÷ 3.6e6, and kg over four years of 360 days.
func TestCarbonByHand(t *testing.T) {
	for _, c := range []struct {
		server                                              string
		run, runDRAM, up, upDRAM, idle, idleDRAM, cpu, dram float64
		cores, gib                                          float64
	}{
		{"i3", 74.2614, 25.3493, 50.7118, 17.0759, 30.3894, 2.5723, 34.7, 1584, 36, 512},
		{"m5zn", 98.8642, 16.0756, 62.9121, 13.8385, 25, 4.0833, 36, 744, 24, 192},
	} {
		sum, _ := thrice(t).run(t, "", "ecolife,server="+c.server+",intensity=US-TEX-ERCO,from=23")
		const life = 4 * 360 * 24 * 3600
		share := 200.0 / 1024 / c.gib
		run, up := 3*0.1504, 2*0.5
		idle := (10 - 0.6504) + 60.0 // until the second invocation, then its keep-alive
		joules := run*(c.run+share*c.runDRAM) + up*(c.up+share*c.upDRAM) + idle*(c.idle/c.cores+share*c.idleDRAM)
		embodied := (run+up)*(c.cpu+share*c.dram) + idle*(c.cpu/c.cores+share*c.dram)
		grams := joules*343.5/3.6e6 + 1000/float64(life)*embodied
		if math.Abs(sum.CarbonG-grams) > 1e-9*grams {
			t.Errorf("%s: %v g, expected %v", c.server, sum.CarbonG, grams)
		}
	}
}

// Is energy weighed by the intensity of its own hour, with a series of the user, and is nothing
// said where the series ends before the run?
func TestCarbonByTheHour(t *testing.T) {
	file := filepath.Join(t.TempDir(), "grid.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := thrice(t)
	w.keep = 0
	w.invocations = w.invocations[:1]
	w.invocations[0].Arrival = sim.Time(time.Hour - time.Second) // starts half a second later, runs over the hour
	w.invocations[0].Duration = 2 * time.Second
	carbon := "ecolife,server=c5,intensity=" + file
	emits := func(grid string) float64 {
		write(grid)
		sum, _ := w.run(t, "", carbon)
		return sum.CarbonG
	}
	none := emits("hour,g_per_kwh\n0,0\n1,0\n")
	first := emits("hour,g_per_kwh\n0,100\n1,0\n") - none
	second := emits("hour,g_per_kwh\n0,0\n1,100\n") - none
	share := 200.0 / 1024 / 192
	start, run := 0.5*(55.5879+share*9.8664), 89.3526+share*12.5609
	if want := (start + 0.5*run) * 100 / 3.6e6; math.Abs(first-want) > 1e-9*want {
		t.Errorf("%v g in the first hour, expected %v", first, want)
	}
	if want := 1.5 * run * 100 / 3.6e6; math.Abs(second-want) > 1e-9*want {
		t.Errorf("%v g in the second hour, expected %v", second, want)
	}
	if g := emits("g_per_kwh\n5\n"); !outcome.IsMissing(g) {
		t.Errorf("%v g, and the series has one hour of two", g)
	}
}
