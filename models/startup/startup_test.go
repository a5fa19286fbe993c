package startup_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/outcome"
	"thaw/models/params"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// mixed is a pipeline of constants and of draws.
func mixed(seed uint64) startup.Pipeline {
	p := startup.Pipeline{Warm: sim.Exponential(2 * time.Millisecond), Schedule: sim.Uniform(0, time.Millisecond)}
	p.Stages[outcome.Image] = sim.Const(5 * time.Millisecond)
	p.Stages[outcome.Sandbox] = sim.LogNormal(100*time.Millisecond, 0.5)
	p.Stages[outcome.Init] = sim.Uniform(200*time.Millisecond, 400*time.Millisecond)
	p.Stages[outcome.Fault] = sim.Const(7 * time.Millisecond)
	p.Seed(seed)
	return p
}

// Is a cold start the same number whether its parts are asked for or not, and
// are the parts its sum?
func TestPartsAddUp(t *testing.T) {
	for _, p := range []startup.Pipeline{mixed(1), constant(t), {}} {
		p.Seed(1)
		for n := range int64(1000) {
			var times outcome.StageTimes
			with, without := p.ColdStart(3, n, &times), p.ColdStart(3, n, nil)
			var sum time.Duration
			for _, d := range times {
				sum += d
			}
			if with != without || sum != with {
				t.Fatalf("invocation %d: %v with parts, %v without, the parts add up to %v", n, with, without, sum)
			}
		}
	}
}

func constant(t *testing.T) startup.Pipeline {
	t.Helper()
	p := startup.Constant(time.Millisecond, 500*time.Millisecond)
	p.Seed(9)
	if p.WarmStart(4) != time.Millisecond || p.ColdStart(0, 4, nil) != 500*time.Millisecond || p.Scheduling(4) != 0 {
		t.Fatalf("warm %v, cold %v, scheduling %v; expected 1 ms, 500 ms, 0", p.WarmStart(4), p.ColdStart(0, 4, nil),
			p.Scheduling(4))
	}
	var times outcome.StageTimes
	p.ColdStart(0, 4, &times)
	if times != (outcome.StageTimes{outcome.Sandbox: 500 * time.Millisecond}) {
		t.Fatalf("a constant cold start is spread as %v", times)
	}
	return p
}

// Is the mean over many invocations the stated mean? The standard error of
// 200,000 draws bounds the deviation; five of them are never exceeded.
func TestMeansAreThoseOfTheDraws(t *testing.T) {
	p := mixed(2)
	const n = 200_000
	for name, c := range map[string]struct {
		draw func(int64) time.Duration
		want time.Duration
	}{
		"cold":     {func(i int64) time.Duration { return p.ColdStart(0, i, nil) }, p.MeanColdStart(0)},
		"warm":     {p.WarmStart, 2 * time.Millisecond},
		"schedule": {p.Scheduling, 500 * time.Microsecond},
	} {
		var sum, squares float64
		for i := range int64(n) {
			x := c.draw(i).Seconds()
			sum += x
			squares += x * x
		}
		mean := sum / n
		standardError := math.Sqrt((squares/n - mean*mean) / n)
		if math.Abs(mean-c.want.Seconds()) > 5*standardError {
			t.Errorf("%s: mean of the draws %v, expected %v ± %v", name, mean, c.want.Seconds(), 5*standardError)
		}
	}
	// ln-normal: median · exp(σ²/2) = 113.3 ms; with 5 + 300 + 7 ms of the others.
	if got, want := p.MeanColdStart(0).Seconds(), 0.312+0.1*math.Exp(0.125); math.Abs(got-want) > 1e-6 {
		t.Errorf("mean cold start %v s, expected %v s", got, want)
	}
}

// Does a draw depend on seed and invocation alone, whatever was drawn before,
// and do stages, seeds and invocations differ?
func TestDrawsDependOnSeedAndInvocationAlone(t *testing.T) {
	p, q := mixed(5), mixed(5)
	for n := int64(999); n >= 0; n-- {
		q.ColdStart(1, n, nil)
		q.WarmStart(n)
	}
	other := mixed(6)
	seen := map[time.Duration]bool{}
	for n := range int64(1000) {
		if p.ColdStart(0, n, nil) != q.ColdStart(7, n, nil) || p.WarmStart(n) != q.WarmStart(n) ||
			p.Scheduling(n) != q.Scheduling(n) {
			t.Fatalf("invocation %d: the order of draws or the function changed a draw", n)
		}
		if p.ColdStart(0, n, nil) == other.ColdStart(0, n, nil) {
			t.Errorf("invocation %d: two seeds draw the same", n)
		}
		seen[p.ColdStart(0, n, nil)] = true
	}
	if len(seen) < 990 {
		t.Errorf("1000 invocations drew %d different cold starts", len(seen))
	}
}

// Are two stages of one distribution drawn independently? Their correlation
// over n invocations has standard deviation 1/√n.
func TestStagesAreIndependent(t *testing.T) {
	var p startup.Pipeline
	for s := range p.Stages {
		p.Stages[s] = sim.Uniform(0, time.Second)
	}
	p.Seed(1)
	const n = 20_000
	for a := range outcome.NumStages {
		for b := range a {
			var sum float64
			for i := range int64(n) {
				var times outcome.StageTimes
				p.ColdStart(0, i, &times)
				sum += (times[a].Seconds() - 0.5) * (times[b].Seconds() - 0.5)
			}
			if r := sum / n * 12; math.Abs(r) > 5/math.Sqrt(n) {
				t.Errorf("stages %v and %v are correlated: %v", a, b, r)
			}
		}
	}
}

// Does a long stage saturate instead of turning negative?
func TestLatenciesDoNotOverflow(t *testing.T) {
	var p startup.Pipeline
	for s := range p.Stages {
		p.Stages[s] = sim.Const(math.MaxInt64 / 2)
	}
	p.Stages[outcome.Init] = sim.LogNormal(1<<61, 3)
	p.Seed(1)
	for n := range int64(100) {
		if d := p.ColdStart(0, n, nil); d <= 0 {
			t.Fatalf("invocation %d: cold start %v", n, d)
		}
	}
	if p.MeanColdStart(0) <= 0 {
		t.Errorf("mean cold start %v", p.MeanColdStart(0))
	}
}

func TestDrawsDoNotAllocate(t *testing.T) {
	p := mixed(1)
	var times outcome.StageTimes
	n := int64(0)
	if got := testing.AllocsPerRun(1000, func() {
		n++
		p.ColdStart(0, n, nil)
		p.ColdStart(0, n, &times)
		p.WarmStart(n)
		p.Scheduling(n)
	}); got != 0 {
		t.Errorf("%v allocations per start", got)
	}
}

// Does every profile become a pipeline that draws what it states?
func TestFromPlatform(t *testing.T) {
	for _, name := range params.Platforms() {
		platform, err := params.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		p := startup.FromPlatform(platform)
		p.Seed(1)
		stages := map[string]outcome.Stage{}
		for s := range outcome.NumStages {
			stages[s.String()] = s
			if s.Column() != s.String()+"_ns" {
				t.Errorf("column %q of stage %v", s.Column(), s)
			}
		}
		found := 0
		for _, n := range platform.Numbers() {
			stage, _ := strings.CutPrefix(n.Path, name+".stage.")
			if s, ok := stages[stage]; ok {
				found++
				if s == outcome.Sandbox {
					n.Value = platform.SandboxTime().String()
				}
				if got := p.Stages[s].String(); got != n.Value {
					t.Errorf("%s is %s in the profile and %s in the pipeline", n.Path, n.Value, got)
				}
			}
		}
		if found != int(outcome.NumStages) {
			t.Errorf("%s states %d stages, expected %d", name, found, outcome.NumStages)
		}
		if p.Warm != platform.WarmStart.Value || p.Schedule != platform.ScheduleLatency.Value {
			t.Errorf("%s: warm start or scheduling latency is lost", name)
		}
	}
}

func BenchmarkColdStartConstant(b *testing.B) {
	p := startup.Constant(time.Millisecond, 500*time.Millisecond)
	p.Seed(1)
	benchmark(b, &p)
}

func BenchmarkColdStartOneDraw(b *testing.B) {
	p := startup.Pipeline{}
	p.Stages[outcome.Init] = sim.Uniform(200*time.Millisecond, 400*time.Millisecond)
	p.Seed(1)
	benchmark(b, &p)
}

func benchmark(b *testing.B, p *startup.Pipeline) {
	var sum time.Duration
	fn := workload.FuncID(3)
	n := int64(0)
	for b.Loop() {
		n++
		sum += p.ColdStart(fn, n, nil)
	}
	if sum < 0 {
		b.Fatal("overflow")
	}
}
