package resources

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/allocation"
	"thaw/policies"
)

// pipeline is a workflow of five functions, in series and at once.
func pipeline(t testing.TB) *allocation.Workflow {
	t.Helper()
	w := &allocation.Workflow{Name: "pipeline", QoS: 5 * time.Second, Share: 0.95,
		Functions: []allocation.Function{
			{Name: "split", Work: time.Second, Waiting: 300 * time.Millisecond, Parallel: 1, MiB: 256},
			{Name: "left", Work: 4 * time.Second, Waiting: 200 * time.Millisecond, Parallel: 4, MiB: 700},
			{Name: "right", Work: 3 * time.Second, Waiting: 200 * time.Millisecond, Parallel: 6, MiB: 500},
			{Name: "check", Work: 2 * time.Second, Waiting: time.Second, Parallel: 2, MiB: 1200},
			{Name: "merge", Work: 500 * time.Millisecond, Waiting: 500 * time.Millisecond, Parallel: 1, MiB: 300},
		},
		World: allocation.World{Noise: 0.1, Outliers: 0.02, Outlying: 3, Starved: 3},
		Space: allocation.Space{Cores: allocation.Range{Least: 0.1, Most: 6, Step: 0.1},
			MiB: allocation.Range{Least: 128, Most: 10240, Step: 1}},
		Prices: allocation.Prices{Core: 0.173, GB: 0.0123},
	}
	var err error
	if w.Flow, err = allocation.ParseFlow("split > (left|right|check) > merge", allocation.Names(w.Functions)); err != nil {
		t.Fatal(err)
	}
	if errs := w.Check(); errs != nil {
		t.Fatal(errs)
	}
	return w
}

// all are the managers, by name.
func all() []policies.Entry[allocation.Manager] {
	return []policies.Entry[allocation.Manager]{AquatopeBO, Autoscale, CLITELike, Oracle, Orion, Random}
}

// choose lets a manager choose under a seed.
func choose(t testing.TB, w *allocation.Workflow, text string, seed uint64) (*allocation.Bench, []allocation.Size) {
	t.Helper()
	p, err := policies.Parse(all(), text)
	if err != nil {
		t.Fatal(err)
	}
	b := allocation.NewBench(w, seed, 20, 1000)
	sizes, err := p.Policy.Choose(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return b, sizes
}

// Is the same chosen under the same seed, on the steps that there are, within the budget, and by
// no manager cheaper than by the oracle where the QoS is kept?
func TestManagers(t *testing.T) {
	w := pipeline(t)
	best, sizes := choose(t, w, "oracle", 3)
	if len(best.Tried) != 0 {
		t.Errorf("the oracle evaluates %d sizes", len(best.Tried))
	}
	least := best.Judge(sizes)
	if !least.Meets {
		t.Errorf("the oracle misses the QoS: %+v", least)
	}
	for text, tried := range map[string][2]int{"random": {70, 70}, "autoscale": {2, 70}, "orion": {60, 70},
		"clite-like,steps=5": {15, 15}, "aquatope-bo,batches=3": {19, 19}} {
		b, sizes := choose(t, w, text, 3)
		if n := len(b.Tried); n < tried[0] || n > tried[1] {
			t.Errorf("%s evaluates %d sizes, want %v", text, n, tried)
		}
		for _, z := range sizes {
			if back := w.Space.At(w.Space.Unit(z)); back != z {
				t.Errorf("%s chooses %v, which is on no step", text, z)
			}
		}
		if j := b.Judge(sizes); j.Meets && j.Cost < least.Cost {
			t.Errorf("%s costs %v, less than the oracle's %v", text, j.Cost, least.Cost)
		}
		if _, again := choose(t, w, text, 3); !slices.Equal(again, sizes) {
			t.Errorf("%s chooses %v and then %v under one seed", text, sizes, again)
		}
		other, _ := choose(t, w, text, 4)
		if text != "orion" && other.Tried[len(other.Tried)-1].Latency == b.Tried[len(b.Tried)-1].Latency {
			t.Errorf("%s sees the same under another seed", text)
		}
	}
}

// Do managers with one seed begin with the same random sizes?
func TestSearchesBeginAlike(t *testing.T) {
	w := pipeline(t)
	a, _ := choose(t, w, "random", 5)
	b, _ := choose(t, w, "aquatope-bo,batches=1", 5)
	for i := range 10 {
		if !slices.Equal(a.Tried[i].Sizes, b.Tried[i].Sizes) || a.Tried[i].Cost != b.Tried[i].Cost {
			t.Fatalf("evaluation %d: %v and %v", i, a.Tried[i], b.Tried[i])
		}
	}
	if slices.Equal(a.Tried[10].Sizes, b.Tried[10].Sizes) {
		t.Error("the search goes on at random")
	}
}

// easy has few knobs and no noise.
func easy(t *testing.T) *allocation.Workflow {
	w := pipeline(t)
	w.World.Noise, w.World.Outliers = 0, 0
	w.Space.MiB.Most = 2048
	w.Functions, w.QoS = w.Functions[:2], 4*time.Second
	w.Flow, _ = allocation.ParseFlow("split > left", allocation.Names(w.Functions))
	return w
}

// Where little is to be found out, does Bayesian optimisation come nearer to the oracle than random
// sizes do, with and without its taking measurements for noisy?
func TestSearchesBeatRandomSizes(t *testing.T) {
	w := easy(t)
	w.Functions[0].MiB, w.Functions[1].MiB = 128, 128 // no cliff, whose place nothing but luck tells
	means := map[string]float64{}
	texts := []string{"oracle", "random,evaluations=40", "clite-like,steps=30", "aquatope-bo,batches=10"}
	for _, text := range texts {
		for seed := range uint64(4) {
			b, sizes := choose(t, w, text, seed+1)
			if j := b.Judge(sizes); j.Meets {
				means[text] += j.Cost / 4
			} else {
				t.Errorf("%s, seed %d: %v misses the QoS: %+v", text, seed+1, sizes, j)
			}
		}
	}
	for _, text := range texts[2:] {
		gap, random := means[text]-means["oracle"], means[texts[1]]-means["oracle"]
		if gap < 0 || gap > 0.4*random {
			t.Errorf("%s costs %v more than the oracle, random sizes %v more", text, gap, random)
		}
	}
}

// Is a measurement that was disturbed left out of what the processes know, and only with prune?
func TestDisturbedMeasurementsAreLeftOut(t *testing.T) {
	w := easy(t)
	w.World.Noise = 0.02
	predicted := func(prune bool) (at float64, sizes []allocation.Size) {
		b := allocation.NewBench(w, 2, 20, 100)
		if err := atRandom(context.Background(), b, 40); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(b.Tried, func(x, y allocation.Observation) int { return int(1e6 * (x.Latency - y.Latency)) })
		o := &b.Tried[12] // an ordinary one, with others around
		o.Latency *= 3
		m := &model{search: search{noise: true, prune: prune, confidence: 0.95, logs: true}, bench: b}
		if err := m.fit(); err != nil {
			t.Fatal(err)
		}
		mean, _ := m.latency.At(m.x[12])
		return math.Exp(mean) * 3 / o.Latency, o.Sizes
	}
	with, _ := predicted(true)
	without, _ := predicted(false)
	if math.Abs(with-1) > 0.25 || without < with+0.1 {
		t.Errorf("a measurement that was tripled is predicted at %v of what it was with pruning, %v without", with, without)
	}
}

// Does the search by distributions find sizes on its grid that keep the QoS, near the cheapest ones?
func TestOrionIsNearTheBestOfItsGrid(t *testing.T) {
	w := easy(t)
	b, sizes := choose(t, w, "orion,cores=6,memory=4", 1)
	j := b.Judge(sizes)
	least := math.Inf(1)
	cores, memory := geometric(w.Space.Cores, 6), geometric(w.Space.MiB, 4)
	for i := range 24 * 24 {
		at := []allocation.Size{{Cores: cores[i%6], MiB: memory[i/6%4]}, {Cores: cores[i/24%6], MiB: memory[i/144]}}
		if j := b.Judge(at); j.Meets {
			least = min(least, j.Cost)
		}
	}
	if !j.Meets || j.Cost > 1.1*least {
		t.Errorf("%v comes to %+v, the best of the grid to %v", sizes, j, least)
	}
}

// Are no sizes that keep the QoS told from an answer?
func TestNothingKeepsTheQoS(t *testing.T) {
	w := pipeline(t)
	w.QoS = 2500 * time.Millisecond
	b := allocation.NewBench(w, 1, 20, 500)
	if _, err := oracle(oracleParams{4}).Choose(context.Background(), b); err == nil ||
		!strings.Contains(err.Error(), "outside of the grid") {
		t.Errorf("the oracle: %v", err)
	}
	for _, text := range []string{"random", "autoscale", "orion", "aquatope-bo,batches=2"} {
		if b, sizes := choose(t, w, text, 1); len(sizes) != len(w.Functions) || b.Judge(sizes).Meets {
			t.Errorf("%s: %v", text, sizes)
		}
	}
}

// Are parameters refused that cannot be meant, and does a search end when it is told to?
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"autoscale,down=0.8":  "lower threshold below the upper",
		"aquatope-bo,batch=0": "at least 1",
		"orion,bins=4":        "at least 8",
		"aquatop-bo":          `did you mean "aquatope-bo"`,
	} {
		if _, err := policies.Parse(all(), text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, e := range all() {
		p, err := policies.Parse(all(), e.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Policy.Choose(ctx, allocation.NewBench(pipeline(t), 1, 20, 100)); err == nil {
			t.Errorf("%s does not end", e.Name)
		}
	}
}

// What do 60 evaluations with noise cost? The target is 2 s of processor time.
func BenchmarkSixtyEvaluations(b *testing.B) {
	w := pipeline(b)
	for range b.N {
		bench, _ := choose(b, w, "aquatope-bo,first=10,batches=20,batch=3", 1)
		if len(bench.Tried) != 70 {
			b.Fatal(len(bench.Tried))
		}
	}
}
