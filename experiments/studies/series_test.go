package studies

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/build"
)

// keeping runs a study with settings, which keeps series. A plan that resumes its folder has
// the same series, and the study without them the same values.
func keeping(t *testing.T, study string, seeds int, change func(settings any), series ...string) *Result {
	t.Helper()
	s := Name(study).Find()
	settings := s.Defaults()
	change(settings)
	s.Check(settings, func(key, format string, args ...any) {
		t.Fatalf("%s: %s", key, fmt.Sprintf(format, args...))
	})
	plan := func(folder string, series []string) *Result {
		r := Plan(build.Info{}, s, settings, "cell", folder, seeds, nil)
		r.Keep(series)
		return r
	}
	run := func(r *Result) *Result {
		for i := range r.Runs {
			if err := r.Run(context.Background(), i); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	folder := t.TempDir()
	r, again := run(plan(folder, series)), plan(folder, series)
	if done, err := again.Resume(func(line string) { t.Error(line) }); !done || err != nil {
		t.Fatalf("the folder is not resumed: %v", err)
	}
	for i, at := range r.Runs { // texts, since NaN is not NaN
		for _, name := range series {
			if a, b := fmt.Sprint(r.series[i][name]), fmt.Sprint(again.series[i][name]); a != b {
				t.Errorf("%s under seed %d: %s resumed has %s, expected %s", at.name(), at.Seed, name, b, a)
			}
		}
	}
	if plain := run(plan(t.TempDir(), nil)); !reflect.DeepEqual(plain.Rows, r.Rows) {
		t.Error("the values are others where series are kept")
	}
	return r
}

// columns returns the columns of a series of one seed.
func columns(t *testing.T, r *Result, name, reference string, seed int) map[string][]float64 {
	t.Helper()
	s, runs, err := r.Series(name, reference)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, row := range runs[seed] {
		for k, c := range s.Columns {
			out[c.Name] = append(out[c.Name], row[k])
		}
	}
	return out
}

func about(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, expected %v", what, got, want)
	}
}

// mean of some values, those that were measured.
func mean(x []float64) float64 {
	x = slices.DeleteFunc(slices.Clone(x), math.IsNaN)
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Is what a figure shows of each chunk of a job what the metrics tell of all of them? A
// metric by rank is the instant by which so many are done, whichever they are.
func TestPiecesOfJob(t *testing.T) {
	const pieces = 12
	for rank := 1; rank <= pieces; rank += 5 {
		r := keeping(t, "burst", 2, func(settings any) {
			s := settings.(*burstSettings)
			s.Strategies = []string{"swarm", "particle,scope=job"}
			s.Pieces, s.Spread, s.Rank, s.Cores = pieces, 0.4, rank, 4
		}, "pieces")
		for v, variant := range r.Study.Variants(r.settings) {
			c, want := columns(t, r, "pieces", variant, 0), r.Rows[2*v]
			if len(c["piece"]) != 3*pieces {
				t.Fatalf("%d rows, expected %d", len(c["piece"]), 3*pieces)
			}
			of := func(column string, stage int) (out []float64) {
				for i, x := range c[column] {
					if c["stage"][i] == float64(stage) {
						out = append(out, x)
					}
				}
				return out
			}
			for k, done := range of("worked_s", 3) {
				if of("rank", 3)[k] != float64(k+1) || k > 0 && done < of("worked_s", 3)[k-1] {
					t.Errorf("%s: piece %d of rank %v is done at %v", variant, k, of("rank", 3)[k], done)
				}
			}
			if got := slices.Sorted(slices.Values(of("piece", 2))); got[0] != 1 || got[pieces-1] != pieces ||
				len(slices.Compact(got)) != pieces {
				t.Errorf("%s: pieces %v", variant, got)
			}
			about(t, "done by rank", of("worked_s", 3)[rank-1], want["done_s_by_rank"])
			about(t, "started by rank", slices.Sorted(slices.Values(of("started_s", 1)))[rank-1],
				want["started_s_by_rank"])
			about(t, "through the first stage", slices.Sorted(slices.Values(of("worked_s", 1)))[rank-1],
				want["first_s_by_rank"])
			about(t, "job", slices.Max(c["worked_s"]), want["job_s"])
			parts := map[string]float64{}
			for i := range c["piece"] {
				parts["startup_s"] += c["started_s"][i] - c["asked_s"][i]
				parts["transfer_s"] += c["fetched_s"][i] - c["started_s"][i]
				parts["work_s"] += c["worked_s"][i] - c["fetched_s"][i]
				if c["connected_s"][i] < c["asked_s"][i] || c["connected_s"][i] > c["started_s"][i] {
					t.Errorf("%s, row %d: connected at %v", variant, i, c["connected_s"][i])
				}
			}
			for name, sum := range parts { // the model rounds to nanoseconds
				if d := sum/pieces - want[name]; math.Abs(d) > 1e-8 {
					t.Errorf("%s: %s of %v, expected %v", variant, name, sum/pieces, want[name])
				}
			}
		}
	}
}

// Are the faults that a histogram shows all of them, in the bins of their times, and is a
// single one seen?
func TestFaultsByTime(t *testing.T) {
	r := keeping(t, "restore", 2, func(settings any) {
		s := settings.(*restoreSettings)
		s.Functions, s.Machines = []string{"json", "image"}, 2
		s.Strategies = []string{"warm", "on-demand", "reap"}
	}, "faults")
	single := false
	for i, at := range r.Runs {
		if at.Seed > 1 {
			continue
		}
		c, want := columns(t, r, "faults", at.name(), 0), r.Rows[i]
		within := func(column string, from, to float64) float64 {
			n := 0.0
			for k, of := range c[column] {
				if c["from_us"][k] >= from && c["to_us"][k] <= to {
					n += of
				}
				single = single || of == 1
			}
			return n / 2 // machines
		}
		all := math.Inf(1)
		about(t, at.name()+": faults", within("faults", 0, all), want["faults"])
		about(t, at.name()+": for the disk", within("faults_major", 0, all), want["faults_major"])
		about(t, at.name()+": below 1 us", within("faults", 0, 1), want["faults_below_1us"])
		for k := 1.0; k < 512; k *= 2 {
			name := fmt.Sprintf("faults_below_%vus", 2*k)
			about(t, at.name()+": "+name, within("faults", k, 2*k), want[name])
		}
		about(t, at.name()+": longest", within("faults", 512, all), want["faults_from_512us"])
		for k, of := range c["faults"] {
			if ends := k == 0 || k == len(c["faults"])-1; ends && of == 0 || k > 0 && c["from_us"][k] != c["to_us"][k-1] {
				t.Errorf("%s: %v faults of %v to %v us in bin %d", at.name(), of, c["from_us"][k], c["to_us"][k], k)
			}
		}
	}
	if !single {
		t.Error("no bin has one fault: the test does not show that it is seen")
	}
	if _, _, err := r.Series("faults", "reap"); err == nil || !strings.Contains(err.Error(), "VARIANT/ITEM") {
		t.Errorf("faults of two functions in one table: %v", err)
	}
}

// Is the area below the curve of a host's memory the published quantity, GiB·s?
func TestMemoryOverTime(t *testing.T) {
	r := keeping(t, "memory-load", 2, func(settings any) {
		s := settings.(*loadSettings)
		s.Limit, s.Scale, s.Length, s.KeepAlive = 0.7, 0.3, 150500*time.Millisecond, 20*time.Second
	}, "memory")
	for i, at := range r.Runs {
		if at.Seed > 1 || at.Item != "html" {
			continue
		}
		c, want := columns(t, r, "memory", at.Variant, 0), r.Rows[i]
		footprint, plugged := 0.0, 0.0
		for k := range c["from_s"] {
			d := c["to_s"][k] - c["from_s"][k]
			footprint += c["footprint_gib"][k] * d
			plugged += c["plugged_gib"][k] * d
			if last := k == len(c["from_s"])-1; c["from_s"][k] != float64(k) || !last && d != 1 || d <= 0 || d > 1 {
				t.Errorf("%s: row %d is of %v to %v s", at.Variant, k, c["from_s"][k], c["to_s"][k])
			}
		}
		about(t, at.Variant+": footprint", footprint, want["footprint_gib_s"])
		about(t, at.Variant+": plugged", plugged, want["plugged_gib_s"])
		if most := slices.Max(c["plugged_gib"]); most > want["peak_gib"]+1e-9 || most < 0.8*want["peak_gib"] {
			t.Errorf("%s: a second of %v GiB, and a peak of %v", at.Variant, most, want["peak_gib"])
		}
		abundant := slices.Max(columns(t, r, "memory", "static", 0)["footprint_gib"])
		for k, share := range c["footprint_share"] {
			about(t, fmt.Sprintf("%s, row %d: share", at.Variant, k), share, c["footprint_gib"][k]/abundant)
		}
		about(t, at.Variant+": end", c["to_s"][len(c["to_s"])-1], max(150.5, want["end_s"]))
		other := columns(t, r, "memory", at.Variant+"/bert", 0) // items are of one run
		if !slices.Equal(other["footprint_gib"], c["footprint_gib"]) {
			t.Errorf("%s: the memory beside bert is another", at.Variant)
		}
	}
}

// Is each second of a curve of latencies the metric of that second, under every seed, and
// are the seconds together what is told of all of them?
func TestLatencyOverTime(t *testing.T) {
	settings := func(second int) func(any) {
		return func(settings any) {
			s := settings.(*neighboursSettings)
			s.VCPUs, s.Load, s.Before, s.Afterward, s.Second = 2, 0.4, 12*time.Second, 15*time.Second, second
		}
	}
	var series *Result
	for second := range 27 {
		if second%5 != 0 && second < 12 {
			continue
		}
		r := keeping(t, "memory-neighbours", 3, settings(second), "seconds")
		series = r
		for i, at := range r.Runs {
			c := columns(t, r, "seconds", at.Variant, int(at.Seed-1))
			got, want := c["latency_ms"][second], math.NaN()
			if v, ok := r.Rows[i]["second_ms"]; ok {
				want = v
			}
			if got != want && !(math.IsNaN(got) && math.IsNaN(want)) || (c["requests"][second] == 0) != math.IsNaN(got) {
				t.Errorf("%s under seed %d: second %d of %v ms, expected %v", at.name(), at.Seed, second, got, want)
			}
		}
	}
	for i, at := range series.Runs {
		c, want := columns(t, series, "seconds", at.Variant, int(at.Seed-1)), series.Rows[i]
		sum, n := 0.0, 0.0
		for second := range 12 {
			if x := c["latency_ms"][second]; !math.IsNaN(x) {
				sum, n = sum+x*c["requests"][second], n+c["requests"][second]
			}
		}
		if got := sum / n; math.Abs(got-want["before_ms"]) > 1e-4 { // each second is rounded to nanoseconds
			t.Errorf("%s: %v ms before, expected %v", at.name(), got, want["before_ms"])
		}
		worst := 0.0
		for _, x := range c["latency_ms"][12:] {
			if !math.IsNaN(x) {
				worst = max(worst, x)
			}
		}
		about(t, at.name()+": worst", worst, want["worst_ms"])
		if mean(c["requests"]) < 1 {
			t.Errorf("%s: hardly any requests", at.name())
		}
	}
}

// Is a series that a cell does not keep, or that is damaged or was not kept before, named?
func TestSeriesThatIsMissing(t *testing.T) {
	short := func(settings any) {
		s := settings.(*neighboursSettings)
		s.VCPUs, s.Before, s.Afterward = 2, 10*time.Second, 10*time.Second
	}
	r := keeping(t, "memory-neighbours", 2, short, "seconds")
	for name, want := range map[string]string{"second": `did you mean "seconds"?`, "faults": "unknown series"} {
		if _, _, err := r.Series(name, "squeezy"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, expected %q", name, err, want)
		}
	}
	if _, _, err := r.Series("seconds", "squeeze"); err == nil || !strings.Contains(err.Error(), "no run") {
		t.Errorf("no such variant: %v", err)
	}
	plain := keeping(t, "memory-neighbours", 2, short)
	if _, _, err := plain.Series("seconds", "squeezy"); err == nil || !strings.Contains(err.Error(), "field series") {
		t.Errorf("a series that was not kept: %v", err)
	}
	plain.Keep([]string{"seconds"}) // its folder has none
	if done, err := plain.Resume(nil); done || err == nil || !strings.Contains(err.Error(), "series was null") {
		t.Errorf("a folder without series: %v, %v", done, err)
	}
	at := filepath.Join(r.from, "series-seconds.csv")
	whole, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(whole), ",1,0,", ",1,3,", 1) // a second that reads as well
	for _, text := range []string{"", "variant,item,seed\n", edited, "gone"} {
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if text == "gone" {
			os.Remove(at)
		}
		again := Plan(build.Info{}, r.Study, r.settings, "cell", r.from, 2, nil)
		again.Keep([]string{"seconds"})
		var told string
		done, err := again.Resume(func(line string) { told += line })
		if done || err != nil || !strings.Contains(told, at+": damaged") || again.Rows[0] != nil {
			t.Errorf("%q: %v, %v, %s", text, done, err, told)
		}
	}
	s := Name("burst").Find()
	if errs := s.CheckSeries([]string{"pieces", "pieces", "chunks"}); len(errs) != 2 {
		t.Errorf("%v, expected two mistakes", errs)
	}
}
