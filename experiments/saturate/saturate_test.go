package saturate

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// searchOf plans a search over settings in the form of an experiment file.
func searchOf(t *testing.T, settings string, s Search) *Plan {
	t.Helper()
	layer, err := experiments.ParseFile("test.yaml", []byte(settings))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := experiments.Resolve(experiments.Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	spec.Out = filepath.Join(t.TempDir(), "out")
	p, err := Open(spec, s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Does the search find the capacity of a system whose capacity is known? c
// containers and nothing else: it serves c ÷ E[S] a second whatever the
// distribution of S, the log-normal one of the generator here, whose mean is
// median × exp(σ²/2).
func TestSaturationOfKnownCapacity(t *testing.T) {
	const settings = `
trace: "synthetic,model=poisson,functions=1,rate=40/s,duration=10m,median=500ms,between=0,within=0.8,memory=1024"
platform: constant
warm-start: 0s
cold-start: 0s
invokers: %INVOKERS%
memory: 20GiB
schedule: [first-fit, random]
seeds: 2
`
	for _, c := range []struct {
		invokers   string
		containers float64
	}{{"1", 20}, {"4", 80}} {
		s := DefaultSearch()
		s.From, s.To, s.Settle, s.Hold = 20, 400, time.Minute, 5*time.Minute
		p := searchOf(t, strings.ReplaceAll(settings, "%INVOKERS%", c.invokers), s)
		rows, err := p.Execute(context.Background(), experiments.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 4 {
			t.Fatalf("%d rows, expected 2 policies × 2 seeds", len(rows))
		}
		capacity := c.containers / (0.5 * math.Exp(0.8*0.8/2))
		for _, r := range rows {
			// 5 minutes of 27 or 110 a second are known to about 1%; the rule
			// accepts an excess of 1%, and the bracket is 2% wide.
			low, high := float64(r.SustainedPerS), float64(r.UnsustainedPerS)
			if math.Abs(low/capacity-1) > 0.05 {
				t.Errorf("%s seed %d on %s invokers sustains %.4g/s, capacity is %.4g/s", r.Policy, r.Seed,
					c.invokers, low, capacity)
			}
			if !(high > low && high <= low*(1+s.Precision)) {
				t.Errorf("%s seed %d: bracket %.4g to %.4g/s", r.Policy, r.Seed, low, high)
			}
			if r.PeakPerS < float64(r.ThroughputPerS) || r.PeakPerS > 1.5*capacity {
				t.Errorf("%s seed %d: best window %.4g/s, throughput %.4g/s", r.Policy, r.Seed, r.PeakPerS,
					r.ThroughputPerS)
			}
			for _, probe := range r.Probes {
				over := probe.RatePerS/capacity - 1
				if probe.Sustained && over > 0.05 || !probe.Sustained && over < -0.05 {
					t.Errorf("%s seed %d: a load of %.3g%% over capacity: sustained is %v", r.Policy, r.Seed,
						100*over, probe.Sustained)
				}
			}
		}
	}
}

// Does the search itself find a threshold, from every side, and stop?
func TestSearchFindsThreshold(t *testing.T) {
	for _, c := range []struct {
		name                string
		capacity            float64
		sustained, overload float64 // expected, 0 for none; both 0: see the rule
		most                int     // probes
	}{
		{"between", 333, 0, 0, 14},
		{"below from", 7, 0, 0, 20},
		{"nothing is", 0, 0, 100 / math.Pow(1.5, maxFalls), maxFalls + 1},
		{"everything is", 1e9, 1000, 0, 10},
	} {
		s := DefaultSearch()
		s.From, s.To = 100, 1000
		got, err := s.search(func(rate float64) (Probe, error) {
			return Probe{RatePerS: rate, Sustained: rate <= c.capacity, PeakPerS: min(rate, c.capacity)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Probes) > c.most {
			t.Errorf("%s: %d probes", c.name, len(got.Probes))
		}
		low, high := float64(got.SustainedPerS), float64(got.UnsustainedPerS)
		if c.sustained > 0 || c.overload > 0 {
			if !near(low, c.sustained) || !near(high, c.overload) {
				t.Errorf("%s: %v to %v, expected %v to %v", c.name, low, high, c.sustained, c.overload)
			}
			continue
		}
		if !(low <= c.capacity && c.capacity < high && high <= 1.02*low) {
			t.Errorf("%s: capacity %v is not in the bracket %v to %v", c.name, c.capacity, low, high)
		}
	}
}

// near compares a rate with the one expected, of which 0 is none.
func near(got, want float64) bool {
	return want == 0 && math.IsNaN(got) || math.Abs(got-want) <= 1e-9
}

// Is a search resumed from its finished runs, to the same bytes, and refused
// with another rule?
func TestSaturationResumes(t *testing.T) {
	const settings = `
trace: "synthetic,model=poisson,functions=3,rate=40/s,duration=10m,median=200ms"
warm-start: 1ms
cold-start: 100ms
invokers: 2
memory: 4GiB
schedule: [first-fit, random]
`
	s := DefaultSearch()
	s.From, s.To, s.Precision, s.Settle, s.Hold = 20, 200, 0.2, 20*time.Second, 30*time.Second
	p := searchOf(t, settings, s)
	want, err := p.Execute(context.Background(), experiments.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	before := filesBelow(t, p.Spec.Out)
	for _, name := range []string{"summary.parquet", "summary.csv", "summary.json", results.ManifestName} {
		if before[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if !strings.Contains(strings.SplitN(before["summary.csv"], "\n", 2)[0],
		",end_s,sustained_per_s,unsustained_per_s,") {
		t.Errorf("the summary lacks the search's columns: %s", before["summary.csv"])
	}
	if err := os.RemoveAll(filepath.Join(p.Spec.Out, filepath.FromSlash(p.Runs[1].Folder))); err != nil {
		t.Fatal(err)
	}
	got, err := p.Execute(context.Background(), experiments.Options{Resume: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) || got[0].SustainedPerS != want[0].SustainedPerS ||
		len(got[0].Probes) != len(want[0].Probes) {
		t.Errorf("resumed to %+v, expected %+v", got, want)
	}
	for name, text := range filesBelow(t, p.Spec.Out) {
		if before[name] != text {
			t.Errorf("%s differs after resuming", name)
		}
	}
	if _, err := p.Execute(context.Background(), experiments.Options{}); err == nil ||
		!strings.Contains(err.Error(), "--resume") {
		t.Errorf("an existing folder: %v", err)
	}
	s.Served = 0.5
	other := searchOf(t, settings, s)
	other.Spec.Out = p.Spec.Out
	if _, err := other.Execute(context.Background(),
		experiments.Options{Resume: true}); exit.Code(err) != exit.CodeNotComparable {
		t.Errorf("resumed under another rule: %v", err)
	}
}

// What does a search say that finds no rate that is sustained? Every metric of its row
// would be that of a replay that there is not: 0 cold starts and 0 ms would pass any
// budget. And what where the lowest rate above is not found, and after a resume?
func TestNothingSustainedIsNotZero(t *testing.T) {
	const settings = `
trace: "synthetic,model=poisson,functions=1,rate=40/s,duration=10m,median=500ms,between=0,within=0,memory=1024"
invokers: 1
memory: 2GiB
schedule: first-fit
`
	s := DefaultSearch()
	s.From, s.To, s.Growth, s.Settle, s.Hold = 2000, 4000, 1.01, 10*time.Second, 20*time.Second
	p := searchOf(t, settings, s)
	rows, err := p.Execute(context.Background(), experiments.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := &rows[0]; r.SustainedPerS.Found() || r.ThroughputPerS.Found() || !r.UnsustainedPerS.Found() ||
		!r.Unmeasured() {
		t.Errorf("found %+v", r.Finding)
	}
	before := filesBelow(t, p.Spec.Out)
	for file, want := range map[string]string{
		"summary.json": `"sustained_per_s": null, `, "summary.csv": ",,", "manifest.json": "no rate is sustained",
	} {
		if !strings.Contains(before[file], want) {
			t.Errorf("%s has no %q: %s", file, want, before[file])
		}
	}
	_, read, err := results.Read(p.Spec.Out)
	if err != nil || len(read) != 1 || !read[0].Unmeasured() {
		t.Errorf("read as %+v, %v", read, err)
	}
	table, err := results.ReadTable(filepath.Join(p.Spec.Out, results.SummaryName))
	if err != nil || !math.IsNaN(table.Floats("sustained_per_s")[0]) || table.Ints("probes")[0] != maxFalls+1 {
		t.Errorf("parquet: %v, %v, %v", table.Floats("sustained_per_s"), table.Ints("probes"), err)
	}
	again, err := p.Execute(context.Background(), experiments.Options{Resume: true})
	if err != nil || again[0].SustainedPerS.Found() || len(again[0].Probes) != maxFalls+1 {
		t.Errorf("resumed to %+v, %v", again, err)
	}
	for name, text := range filesBelow(t, p.Spec.Out) {
		if before[name] != text {
			t.Errorf("%s differs after resuming", name)
		}
	}
}

// Does a search over invocations that are all rejected say that, and not that too few
// arrive?
func TestAllRejectedIsSaid(t *testing.T) {
	s := DefaultSearch()
	s.From, s.To, s.Settle, s.Hold = 10, 20, 10*time.Second, 20*time.Second
	p := searchOf(t, `
trace: "synthetic,model=poisson,functions=1,rate=40/s,duration=10m,median=500ms,memory=1024"
memory: 512MiB
`, s)
	_, err := p.Execute(context.Background(), experiments.Options{})
	if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), "rejected: each is larger than an invoker") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(p.Spec.Out); err == nil {
		t.Error("it was refused, and a folder is left")
	}
}

// filesBelow reads a folder, by path.
func filesBelow(t *testing.T, folder string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		out[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Is every mistake of a search told at once?
func TestSearchMistakes(t *testing.T) {
	s := Search{From: -1, To: -2, Growth: 1, Precision: 0, Settle: -1, Hold: 15 * time.Second,
		Window: 10 * time.Second, Served: 2}
	err := s.Check()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"from:", "to:", "growth:", "precision:", "settle:", "hold:", "served:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %s in\n%v", want, err)
		}
	}
}
