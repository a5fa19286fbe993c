package allocation

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

// small is a chain of two functions that a test can think through.
func small(t *testing.T) *Workflow {
	t.Helper()
	w := &Workflow{Name: "small", QoS: 4 * time.Second, Share: 0.9,
		Functions: []Function{
			{Name: "a", Work: 2 * time.Second, Waiting: 500 * time.Millisecond, Parallel: 4, MiB: 300},
			{Name: "b", Work: time.Second, Parallel: 1, MiB: 900},
		},
		World:  World{Noise: 0.1, Outliers: 0.02, Outlying: 3, Starved: 3},
		Space:  Space{Cores: Range{0.5, 4, 0.5}, MiB: Range{128, 1024, 64}},
		Prices: Prices{Core: 0.173, GB: 0.0123},
	}
	var err error
	if w.Flow, err = ParseFlow("a > b", Names(w.Functions)); err != nil {
		t.Fatal(err)
	}
	if errs := w.Check(); errs != nil {
		t.Fatal(errs)
	}
	return w
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, within)
	}
}

// Is a surface work over cores, up to those that help, with a cliff below the working set?
func TestSurface(t *testing.T) {
	f := Function{Work: 2 * time.Second, Waiting: 500 * time.Millisecond, Parallel: 4, MiB: 300}
	for _, c := range []struct {
		size Size
		want float64
	}{{Size{0.5, 300}, 4.5}, {Size{2, 512}, 1.5}, {Size{4, 300}, 1}, {Size{8, 300}, 1}, {Size{2, 299}, 4.5}} {
		if got, ok := f.Duration(&World{Starved: 3}, c.size); got != c.want || !ok {
			t.Errorf("%v: %v, %v, want %v", c.size, got, ok, c.want)
		}
	}
	if got, ok := f.Duration(&World{Kills: true, Timeout: time.Minute}, Size{2, 299}); got != 60 || ok {
		t.Errorf("below the working set %v, %v, want it killed after 60", got, ok)
	}
}

// Does a flow run what it says, in series and at once?
func TestFlows(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	takes := []float64{1, 10, 100, 1000}
	for text, want := range map[string]struct {
		latency float64
		count   int
	}{
		"a > b > c > d":          {1111, 4},
		"a | b | c | d":          {1000, 4},
		"a > (b|c) > d":          {1101, 4},
		"a > b|c > d":            {1101, 4},
		"(a > b) * 3 | c*2 > d":  {1100, 9},
		"a>(b*2>c)*4>d":          {1111, 14},
		"((a)) > ((b) | c > d)":  {1101, 4},
		" a*1 > b > c>d > a > a": {1113, 6},
	} {
		f, err := ParseFlow(text, names)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := f.Latency(func(function int) float64 { return takes[function] })
		if got != want.latency || f.Invocations() != want.count || len(f.Order()) != want.count {
			t.Errorf("%s: %v with %d invocations, want %v", text, got, f.Invocations(), want)
		}
	}
}

// Is a mistake in a flow told with its place?
func TestMistakesOfFlows(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "character 1: expected a function or (",
		"a > ":                   "character 5: expected a function",
		"a > split":              `character 5: unknown function "split" (did you mean "spilt"?)`,
		"a > (spilt":             "character 11: expected )",
		"a > spilt )":            "character 11: expected >, |, * or the end",
		"a*0 > spilt":            "character 3: expected a number from 1 to 1000",
		"a*9999":                 "character 3: expected a number",
		"a*x":                    "character 3: expected a number",
		"a":                      `function "spilt" does not occur`,
		"(a*100)*100 > spilt":    "10000 at once, expected at most 1000",
		"((a>a)*1000)*6 > spilt": "6000 at once",
		"((a>a*500)*500)|spilt" + strings.Repeat(" > a", 3): "invocations of an execution, expected at most 10000",
		strings.Repeat("(", 60) + "a":                       "at most 50 parentheses",
	} {
		if _, err := ParseFlow(text, []string{"a", "spilt"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Do laws add up in series and take the later at once, as draws do?
func TestLawsAgreeWithDraws(t *testing.T) {
	s := sim.NewStream(1, "laws")
	const n, width, bins = 40_000, 0.01, 1500
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		a[i] = math.Exp(0.4 * sim.NormalQuantile(s.Float(1, uint64(i))))
		b[i] = 0.5 + 2*s.Float(2, uint64(i))
	}
	f, err := ParseFlow("a > (a|b)*2", []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	laws := []Law{Empirical(a, width, bins), Empirical(b, width, bins)}
	law := f.Law(laws)
	sum := 0.0
	for _, p := range law.p {
		sum += p
	}
	near(t, "probability of everything", sum, 1, 1e-9)
	var drawn []float64
	for i := range n {
		draw := func(which, j int) float64 {
			at := s.IntN(uint64(10+j), uint64(i), n)
			if which == 0 {
				return a[at]
			}
			return b[at]
		}
		drawn = append(drawn, draw(0, 0)+max(draw(0, 1), draw(1, 2), draw(0, 3), draw(1, 4)))
	}
	for _, share := range []float64{0.1, 0.5, 0.9, 0.95} {
		// four standard errors of a quantile, from the density between two others
		lo, hi := law.Quantile(share-0.01), law.Quantile(share+0.01)
		density := 0.02 / (hi - lo)
		near(t, "quantile", law.Quantile(share), quantile(drawn, share), 4*math.Sqrt(share*(1-share)/n)/density+width)
	}
	if q := Empirical([]float64{99}, width, 10).Quantile(0.5); !math.IsInf(q, 1) {
		t.Errorf("beyond the grid is %v, want no finite time", q)
	}
}

// Is a quantile that of the nearest rank, and the judged one kept exactly where there are no more
// late executions than allowed?
func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		share, want float64
	}{{0.95, 19}, {0.9, 18}, {0.901, 19}, {0.001, 1}, {0.999, 20}, {0.5, 10}} {
		var x []float64
		for i := range 20 {
			x = append(x, float64((i*7)%20+1))
		}
		if got := quantile(x, c.share); got != c.want {
			t.Errorf("quantile of %v: %v, want %v", c.share, got, c.want)
		}
	}
	w := small(t)
	b := NewBench(w, 9, 5, 150)
	for cores := range w.Space.Cores.Count() {
		j := b.Judge([]Size{{w.Space.Cores.Value(cores), 1024}, {1, 1024}})
		if j.Meets != (j.Latency <= w.QoS.Seconds()) {
			t.Errorf("%+v with a QoS of %v", j, w.QoS)
		}
	}
}

// Are latency, cost and what is seen of functions those of the surface, where nothing is noisy?
func TestEvaluationWithoutNoise(t *testing.T) {
	w := small(t)
	w.World.Noise, w.World.Outliers = 0, 0
	b := NewBench(w, 1, 5, 10)
	sizes := []Size{{2, 320}, {1, 512}} // b starves
	o, err := b.Evaluate(context.Background(), sizes)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "latency", o.Latency, 1.5+3, 1e-12)
	cost := (1.5*(2*0.173+320./1024*0.0123) + 3*(0.173+0.5*0.0123)) / 3600
	near(t, "cost", o.Cost, cost, 1e-15)
	near(t, "busy", o.Seen[0].Busy, 2./(1.5*2), 1e-12)
	if o.Seen[0].MiB != 300 || o.Seen[1].MiB != 512 || len(o.Seen[0].Seconds) != 5 || o.Failed {
		t.Errorf("seen %+v", o)
	}
	if j := b.Judge(sizes); j.Violations != 1 || j.Meets || math.Abs(j.Cost-cost) > 1e-15 {
		t.Errorf("judged %+v", j)
	}
	if j := b.Judge([]Size{{2, 320}, {1, 960}}); j.Violations != 0 || !j.Meets || math.Abs(j.Latency-2.5) > 1e-12 {
		t.Errorf("judged %+v", j)
	}
	w.World.Kills, w.World.Timeout = true, 9*time.Second
	if j := b.Judge(sizes); j.Violations != 1 {
		t.Errorf("killed invocations keep the QoS: %+v", j)
	}
	if o, _ := b.Evaluate(context.Background(), sizes); !o.Failed || o.Latency != 1.5+9 {
		t.Errorf("killed: %+v", o)
	}
	if _, err := b.Evaluate(context.Background(), sizes[:1]); err == nil {
		t.Error("one size for two functions")
	}
}

// Do noise and outliers have their mean and their share, does evaluation n see the same noise
// whatever was tried before, and is the judgement apart from evaluations?
func TestNoise(t *testing.T) {
	w := small(t)
	d := w.draw(sim.NewStream(3, "x"), 0, 20_000)
	sum, outliers, logs := 0.0, 0.0, 0.0
	for _, x := range d.factors {
		sum += x
		if x > 2 {
			outliers++
		} else {
			logs += math.Log(x) * math.Log(x)
		}
	}
	n := float64(len(d.factors))
	for i := 0; i < len(d.factors); i += 2 {
		if (d.factors[i] > 2) != (d.factors[i+1] > 2) {
			t.Fatal("one invocation of an execution is disturbed, the other is not")
		}
	}
	near(t, "outliers", outliers/n, 0.02, 0.004)
	near(t, "mean", sum/n, math.Exp(0.005)*1.04, 0.009)
	near(t, "deviation", math.Sqrt(logs/(n-outliers)), 0.1, 0.002)
	one, other := NewBench(w, 4, 6, 50), NewBench(w, 4, 6, 50)
	fast, slow := []Size{{4, 1024}, {4, 1024}}, []Size{{0.5, 1024}, {0.5, 1024}}
	ctx := context.Background()
	_, _ = one.Evaluate(ctx, fast)
	_, _ = other.Evaluate(ctx, slow)
	a, _ := one.Evaluate(ctx, fast)
	b, _ := other.Evaluate(ctx, fast)
	if a.Latency != b.Latency || a.Cost != b.Cost {
		t.Errorf("the second evaluation came to %v and %v", a, b)
	}
	if one.Tried[0].Latency == one.Tried[1].Latency {
		t.Error("two evaluations see the same noise")
	}
	if NewBench(w, 5, 6, 50).Judge(fast) == one.Judge(fast) {
		t.Error("two seeds judge by the same executions")
	}
}

// Are the cheapest sizes those that trying all of them finds?
func TestCheapestAgreesWithTryingAll(t *testing.T) {
	w := small(t)
	for _, qos := range []time.Duration{2500 * time.Millisecond, 4 * time.Second, 6 * time.Second} {
		w.QoS = qos
		b := NewBench(w, 2, 5, 200)
		got, err := b.Cheapest(context.Background(), 100)
		if err != nil {
			t.Fatal(err)
		}
		least := math.Inf(1)
		cores, mib := w.Space.Cores, w.Space.MiB
		for i := range cores.Count() {
			for j := range cores.Count() {
				for k := range mib.Count() {
					for l := range mib.Count() {
						j := b.Judge([]Size{{cores.Value(i), mib.Value(k)}, {cores.Value(j), mib.Value(l)}})
						if j.Meets {
							least = min(least, j.Cost)
						}
					}
				}
			}
		}
		j := b.Judge(got)
		near(t, "cost", j.Cost, least, 1e-12)
		if !j.Meets {
			t.Errorf("QoS %v: %v misses it: %+v", qos, got, j)
		}
		few, err := b.Cheapest(context.Background(), 3)
		if err != nil {
			t.Fatal(err)
		}
		if j := b.Judge(few); !j.Meets || j.Cost > least*1.02 {
			t.Errorf("QoS %v: from few levels %v, %v, want about %v", qos, few, j.Cost, least)
		}
	}
	w.QoS = 2200 * time.Millisecond // without noise, 1s + 1s
	if _, err := NewBench(w, 2, 5, 200).Cheapest(context.Background(), 4); err == nil ||
		!strings.Contains(err.Error(), "outside of the grid") {
		t.Errorf("an optimum outside of the grid: %v", err)
	}
}

// Are all mistakes of a workflow told, and what no size reaches?
func TestMistakesOfWorkflows(t *testing.T) {
	w := small(t)
	w.Functions[0].Work, w.Functions[0].Waiting, w.Functions[1].Parallel = 0, 0, 0
	w.World = World{Noise: -1}
	w.Space.Cores.Step, w.Space.MiB.Least = 0, -1
	w.Share, w.QoS, w.Prices = 1, 0, Prices{}
	var all []string
	for _, err := range w.Check() {
		all = append(all, err.Error())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"steps of 0", "-1 to 1024 MiB", "noise of -1", "function a: work", "function b: 0 cores",
		"share between 0 and 1", "QoS of 0s", "prices"} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in\n%s", want, text)
		}
	}
	for want, change := range map[string]func(*Workflow){
		"outside of the grid":       func(w *Workflow) { w.QoS = time.Second },
		"edge of the grid":          func(w *Workflow) { w.QoS = time.Minute },
		"working set of 2000 MiB":   func(w *Workflow) { w.Functions[0].MiB = 2000 },
		"timeout of 0s":             func(w *Workflow) { w.World.Kills = true },
		"outliers take 0 times":     func(w *Workflow) { w.World.Outlying = 0 },
		"a share of 2":              func(w *Workflow) { w.World.Outliers = 2 },
		"expected at most 1000000 ": func(w *Workflow) { w.Space.MiB.Step = 1e-9 },
	} {
		w := small(t)
		change(w)
		if errs := w.Check(); len(errs) != 1 || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("%s: %v", want, errs)
		}
	}
}

// Do sizes come back from the unit square, on the steps that there are?
func TestSizesOfTheUnitSquare(t *testing.T) {
	s := Space{Cores: Range{0.1, 6, 0.1}, MiB: Range{128, 10240, 1}}
	if z := s.At(0, 1); z != (Size{0.1, 10240}) {
		t.Errorf("corner %v", z)
	}
	if z := s.At(0.5, 0.5); z != (Size{3.1, 5184}) {
		t.Errorf("middle %v", z)
	}
	for _, z := range []Size{{0.3, 129}, {5.9, 7777}} {
		if back := s.At(s.Unit(z)); back != z {
			t.Errorf("%v came back as %v", z, back)
		}
	}
	if s.Cores.Count() != 60 || s.MiB.Count() != 10113 {
		t.Errorf("%d cores, %d MiB", s.Cores.Count(), s.MiB.Count())
	}
	one := Space{Cores: Range{2, 2, 1}, MiB: Range{128, 128, 1}}
	if c, m := one.Unit(one.At(0.7, 0.2)); c != 0 || m != 0 {
		t.Errorf("a knob of one value is at %v, %v", c, m)
	}
}

// Does a flow that is read run as many invocations as it says, and is any other an error?
func FuzzParseFlow(f *testing.F) {
	for _, text := range []string{"a > b", "a*3 | (b > a)*2", "((a", "a * 1000 > b*"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		flow, err := ParseFlow(text, []string{"a", "b"})
		if (err == nil) != (flow != nil) {
			t.Fatalf("%q: %v, %v", text, flow, err)
		}
		if err == nil && len(flow.Order()) != flow.Invocations() {
			t.Errorf("%q: %d invocations run, %d are told", text, len(flow.Order()), flow.Invocations())
		}
	})
}
