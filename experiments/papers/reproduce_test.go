package papers

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/experiments"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
)

// tinyExperiment is a paper whose results follow from its settings: every start
// is cold under none, and cold and warm starts take constant times.
const tinyExperiment = `
paper: Nobody, On Nothing
about: a test
workloads:
  - {name: absent, trace: there/is/no/such/trace, within: 1h, about: missing}
  - {name: present, trace: "synthetic,model=poisson,functions=4,rate=20/s,duration=30m,median=50ms", within: 30m, about: generated}
windows: {count: 2, length: 2m, seed: 3}
settings:
  platform: constant
  warm-start: 1ms
  cold-start: 100ms
  invokers: 2
  memory: 4GiB
  ramp: 1m
  horizon: 2m
  seeds: 2
cells:
  - name: keep
    about: kept and not kept
    settings: {rate: 30/s, schedule: [first-fit, random], keepalive: [ttl, none]}
  - name: most
    kind: saturation
    about: load search
    settings: {schedule: [first-fit, random], seeds: 1}
    search: {from: 20/s, to: 300/s, precision: 20%, settle: 10s, hold: 20s}
figures:
  - {name: "1", draws: bars, cells: [keep, most], metrics: [keep/cold_start_ratio, most/sustained_per_s], about: bars}
  - {name: "2", draws: four-panel, cells: [keep], policies: [first-fit+ttl], about: panels}
  - {name: "3", draws: latency-cdf, cells: [keep], about: latency}
  - {name: "4", draws: memory, cells: [keep], about: memory}
  - {name: text, about: statements}
`

// claim makes one entry of expected.yaml.
func claim(lines ...string) string {
	return "  - claim: a claim\n    figure: \"1\"\n    source: nowhere\n    " + strings.Join(lines, "\n    ") + "\n"
}

// allCold is the value of a claim that holds exactly.
const allCold = "measure: value\n    metric: cold_start_ratio\n    of: keep/first-fit+none"

// writePaper makes a folder of papers with one called tiny.
func writePaper(t *testing.T, experiment, expected string) string {
	t.Helper()
	folder := t.TempDir()
	at := filepath.Join(folder, "tiny")
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{experimentName: experiment, expectedName: expected,
		readmeName: "# Tiny\n"} {
		if err := os.WriteFile(filepath.Join(at, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// reproduceTiny runs the tiny paper with the given claims.
func reproduceTiny(t *testing.T, opt Options, claims ...string) *Reproduction {
	t.Helper()
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, tinyExperiment, "claims:\n"+strings.Join(claims, "")))
	if err != nil {
		t.Fatal(err)
	}
	if opt.Out == "" {
		opt.Out = filepath.Join(t.TempDir(), "out")
	}
	r, err := p.Reproduce(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Does every verdict come out where it must, and fail the reproduction where it
// must?
func TestVerdicts(t *testing.T) {
	cases := []struct {
		name    string
		claim   string
		want    verdict.Verdict
		failure string // a part of it; empty: the row does not fail
	}{
		{"a value that holds", claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced"),
			verdict.Reproduced, ""},
		{"a value that does not", claim(allCold, "published: 50%", "tolerance: absolute 10%", "status: enforced"),
			verdict.NotReproduced, "is enforced and not reproduced"},
		{"a known gap", claim(allCold, "published: 50%", "tolerance: absolute 10%", "status: known-gap",
			"note: because"), verdict.NotReproduced, ""},
		{"a known gap that closes makes noise",
			claim(allCold, "published: 99%", "tolerance: absolute 2%", "status: known-gap", "note: because"),
			verdict.Reproduced, "promote it"},
		{"a known gap elsewhere only", claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced",
			"on: {present: known-gap}", "notes: {present: because}"), verdict.Reproduced, "promote it"},
		{"an input never counts", claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: calibration"),
			verdict.NoPrediction, ""},
		{"an input that is out of line", claim(allCold, "published: 50%", "tolerance: absolute 1%",
			"status: calibration"), verdict.NoPrediction, "out of line"},
		{"what cannot be compared", claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: reported",
			"not-comparable: it is a matter of taste"), verdict.NotComparable, ""},
		{"arithmetic of an input", claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: derived",
			"note: every start is cold by the setting"), verdict.NoPrediction, ""},
		{"arithmetic that does not come out", claim(allCold, "published: 50%", "tolerance: absolute 0%",
			"status: derived", "note: as above"), verdict.NoPrediction, ""},
		{"two published values", claim(allCold, "published: 50%", "also: 100% (elsewhere)", "tolerance: absolute 0%",
			"status: contradiction"), verdict.NoPrediction, ""},
		{"a prediction of one workload", claim(allCold, "published: 100%", "tolerance: absolute 0%",
			"status: enforced", "on: {absent: derived}", "notes: {absent: as above}"), verdict.Reproduced, ""},
		{"an enforced ratio to nothing", claim("measure: ratio", "metric: rejected", "of: keep/first-fit+ttl",
			"to: keep/first-fit+none", "published: -90%", "tolerance: absolute 15%", "status: enforced"),
			verdict.NotComparable, "is enforced and not comparable"},
		{"at most", claim(allCold, "published: at most 100%", "tolerance: absolute 0%", "status: enforced"),
			verdict.Reproduced, ""},
		{"at least", claim(allCold, "published: at least 120%", "tolerance: absolute 10%", "status: enforced"),
			verdict.NotReproduced, "is enforced"},
		{"a ratio", claim("measure: ratio", "metric: latency_ms_mean", "of: keep/first-fit+none",
			"to: keep/random+none", "published: 0%", "tolerance: absolute 0.1%", "status: enforced"), verdict.Reproduced, ""},
		{"a ratio of the right sign", claim("measure: ratio", "metric: cold_starts", "of: keep/first-fit+ttl",
			"to: keep/first-fit+none", "published: -20%", "tolerance: absolute 5%", "status: enforced"), verdict.ShapeOnly,
			"is enforced and shape only"},
		{"a difference of the wrong sign", claim("measure: difference", "metric: latency_ms_mean",
			"of: keep/first-fit+none", "to: keep/first-fit+ttl", "published: -90", "tolerance: relative 20%",
			"status: known-gap", "note: because"), verdict.NotReproduced, ""},
		{"a ratio to nothing", claim("measure: ratio", "metric: cold_starts", "of: keep/first-fit+ttl",
			"to: keep/first-fit+none", "published: -90%", "tolerance: absolute 15%", "status: enforced"), verdict.Reproduced,
			""},
		{"an order", claim("measure: order", "metric: latency_ms_mean",
			"order: [[keep/first-fit+ttl, keep/random+ttl], [keep/first-fit+none, keep/random+none]]",
			"status: enforced"), verdict.Reproduced, ""},
		{"an order that is the other way round",
			claim("measure: order", "metric: latency_ms_mean", "order: [[keep/first-fit+none], [keep/first-fit+ttl]]",
				"status: enforced"), verdict.NotReproduced, "is enforced"},
		{"all latencies are within the cold start",
			claim("measure: share", "metric: latency", "within: 101ms", "of: keep/first-fit+none", "published: 100%",
				"tolerance: absolute 0%", "status: enforced"), verdict.Reproduced, ""},
		{"and none below it", claim("measure: share", "metric: latency", "within: 99ms", "of: keep/first-fit+none",
			"published: 0%", "tolerance: absolute 0%", "status: enforced"), verdict.Reproduced, ""},
	}
	var claims []string
	for _, c := range cases {
		claims = append(claims, strings.Replace(c.claim, "a claim", c.name, 1))
	}
	r := reproduceTiny(t, Options{}, claims...)
	failures, counted := 0, 0
	for i, c := range cases {
		got := r.Claims[i]
		if got.Verdict != c.want {
			t.Errorf("%s: %s (%v [%v, %v]), expected %s", c.name, got.Verdict, got.Simulated, got.Low, got.High,
				c.want)
		}
		if (c.failure == "") != (got.Failure == "") || !strings.Contains(got.Failure, c.failure) {
			t.Errorf("%s: fails with %q, expected %q", c.name, got.Failure, c.failure)
		}
		if c.failure != "" {
			failures++
		}
		if c.want == verdict.Reproduced {
			counted++
		}
	}
	if len(r.Failures()) != failures || r.Count(verdict.Reproduced) != counted {
		t.Errorf("%d failures and %d reproduced, expected %d and %d", len(r.Failures()), r.Count(verdict.Reproduced),
			failures, counted)
	}
	if note := r.Claims[5].Note; !strings.Contains(note, "in line with") {
		t.Errorf("the input says %q", note)
	}
	if r.Workload.Name != "present" || !strings.Contains(r.Workload.Reason, "there/is/no/such/trace is not there") {
		t.Errorf("workload %q because %q", r.Workload.Name, r.Workload.Reason)
	}
}

// Are the JSON columns those that scripts rely on, and nothing that
// cannot be parsed?
func TestReproductionJSON(t *testing.T) {
	r := reproduceTiny(t, Options{Figure: "1"},
		claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced"),
		claim("measure: order", "metric: sustained_per_s", "order: [[most/first-fit], [most/random]]",
			"at-least: 60%", "status: known-gap", "note: a test"),
		strings.Replace(claim(allCold, "published: 1 to 2", "tolerance: relative 5%", "status: enforced"), `"1"`,
			`"2"`, 1))
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(b.Bytes(), &rows); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	if len(rows) != 2 {
		t.Fatalf("%d rows, expected those of figure 1", len(rows))
	}
	want := []string{"claim", "figure", "measure", "published", "simulated", "low", "high", "tolerance", "status",
		"counted", "verdict", "note", "verdict_text", "ground"}
	for _, row := range rows {
		if len(row) != len(want) {
			t.Errorf("columns %v", row)
		}
		at := -1
		for _, name := range want {
			if _, ok := row[name]; !ok {
				t.Errorf("column %s is missing", name)
			}
			if next := strings.Index(b.String(), `"`+name+`"`); next < at {
				t.Errorf("column %s is out of order", name)
			} else {
				at = next
			}
		}
	}
	if rows[0]["counted"] != true || rows[0]["published"] != 1.0 || rows[0]["simulated"] != 1.0 || rows[0]["verdict"] != "reproduced" {
		t.Errorf("%v", rows[0])
	}
	if rows[1]["low"] != nil || rows[1]["published"] != "first-fit < random" {
		t.Errorf("%v", rows[1])
	}
}

// Does one window under one seed say that it cannot tell, instead of telling?
func TestTooFewRuns(t *testing.T) {
	r := reproduceTiny(t, Options{Windows: 1, Seeds: 1, Figure: "1"},
		claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced"),
		claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: calibration"))
	if got := r.Claims[0]; got.Verdict != verdict.NotComparable || !strings.Contains(got.Note, "at least two") ||
		len(r.Failures()) != 0 {
		t.Errorf("%+v", got)
	}
	if len(r.Undecided()) != 1 {
		t.Errorf("%d enforced rows are undecided, expected 1", len(r.Undecided()))
	}
}

// Is a reproduction resumed to the same bytes, are figures drawn in every form,
// and does one figure run what it needs and no more?
func TestReproductionResumes(t *testing.T) {
	held := claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced")
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, tinyExperiment, "claims:\n"+held))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	reproduce := func(opt Options) {
		t.Helper()
		opt.Out = out
		if _, err := p.Reproduce(context.Background(), opt); err != nil {
			t.Fatal(err)
		}
	}
	reproduce(Options{Figure: "2"})
	if _, err := os.Stat(filepath.Join(out, cellsName, "most")); err == nil {
		t.Error("figure 2 ran the load search, which it does not need")
	}
	reproduce(Options{Resume: true})
	before := filesIn(t, out)
	for _, name := range []string{"figure-1.svg", "figure-2.png", "figure-3.pdf", "figure-4.csv"} {
		if before["plots/"+name] == "" {
			t.Errorf("plots/%s is missing", name)
		}
	}
	if err := os.RemoveAll(filepath.Join(out, cellsName, "keep", "window=2", "runs",
		"policy=random+ttl")); err != nil {
		t.Fatal(err)
	}
	reproduce(Options{Resume: true})
	for name, text := range filesIn(t, out) {
		if before[name] != text {
			t.Errorf("%s differs after resuming", name)
		}
	}
	if _, err := p.Reproduce(context.Background(), Options{Out: out}); err == nil ||
		!strings.Contains(err.Error(), "--resume") {
		t.Errorf("an existing folder: %v", err)
	}
	other := filepath.Join(t.TempDir(), "mine")
	if err := os.MkdirAll(filepath.Join(other, "work"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Reproduce(context.Background(), Options{Out: other, Force: true}); err == nil ||
		!strings.Contains(err.Error(), "left alone") {
		t.Errorf("a folder that is not ours: %v", err)
	}
	reproduce(Options{Force: true, Figure: "2"})
	if _, err := os.Stat(filepath.Join(out, cellsName, "most")); err == nil {
		t.Error("--force left the cells of before")
	}
}

// Does a user's trace take the place of the paper's?
func TestReproduceGivenTrace(t *testing.T) {
	const trace = "synthetic,model=poisson,functions=3,rate=40/s,duration=6m,median=20ms"
	r := reproduceTiny(t, Options{Trace: trace, Figure: "1"},
		claim(allCold, "published: 99%", "tolerance: absolute 2%", "status: known-gap", "note: because"))
	if r.Workload.Name != givenWorkload || r.Workload.Trace != trace {
		t.Errorf("%+v", r.Workload)
	}
	if got := r.Claims[0]; got.Verdict != verdict.Reproduced || got.Failure != "" {
		t.Errorf("a gap that closes on another trace fails: %+v", got)
	}
	for _, w := range r.Workload.Windows {
		if w.Start+w.Length > 6*time.Minute {
			t.Errorf("window %+v lies behind the end of the trace", w)
		}
	}
}

// Do windows lie apart, inside the trace, and are more of them the same ones and
// others?
func TestDrawWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 6).Draw(t, "count")
		length := time.Duration(rapid.IntRange(1, 20).Draw(t, "minutes")) * time.Minute
		within := time.Duration(count)*length + time.Duration(rapid.IntRange(0, 300).Draw(t, "spare"))*time.Minute
		seed := rapid.Int64Range(0, 1000).Draw(t, "seed")
		got := experiments.DrawWindows(count, length, within, seed)
		if len(got) != count {
			t.Fatalf("%d windows", len(got))
		}
		for i, start := range got {
			if start < 0 || start+length > within || start%time.Minute != 0 {
				t.Fatalf("window from %v of %v within %v", start, length, within)
			}
			if i > 0 && start < got[i-1]+length {
				t.Fatalf("windows from %v and %v overlap", got[i-1], start)
			}
		}
	})
	three, four := experiments.DrawWindows(3, 10*time.Minute, 8*time.Hour, 1), experiments.DrawWindows(4, 10*time.Minute, 8*time.Hour, 1)
	for _, start := range three {
		if !slices.Contains(four, start) {
			t.Errorf("the windows %v are not among %v", three, four)
		}
	}
}

// Are the quantities of a timeline what they say? The timeline is written by
// hand: a minute of ramp with one start a second, every other cold, and a
// steady minute with two starts a second, all warm, of which every tenth second
// takes longer.
func TestTimelineMetrics(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, results.TimelineName)
	layer, err := experiments.ParseFile("test.yaml", []byte("{invokers: 2, memory: 1000MiB, ramp: 1m, horizon: 2m}"))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := experiments.Resolve(experiments.Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	writeSeconds(t, path, 120, func(second int64) (starts, colds int32, latency float64, active [2]int64) {
		if second < 60 {
			return 1, int32(second % 2), 100, [2]int64{0, 500}
		}
		latency = 10
		if second%10 == 0 && second >= 90 {
			latency = 110 // of ten: the mean of its window is 20
		}
		return 2, 0, latency, [2]int64{300, 300 + 10*(second-60)}
	})
	platform := float64(spec.Platform.MemoryMiB.Value) * float64(spec.Platform.Invokers.Value)
	got, err := forms.TimelineValues(path, int64(spec.Ramp/time.Second), platform)
	if err != nil {
		t.Fatal(err)
	}
	// Six windows of the steady part: three of 10 ms, three of 20 ms.
	want := map[string]float64{
		"cold_ratio_ramp": 0.5, "cold_ratio_steady": 0, "cold_ratio_growth": -1,
		"latency_ms_ramp": 100, "latency_ms_steady": 15, "latency_growth": -0.85,
		"latency_ms_variation": 5 * math.Sqrt(6.0/5),
		"active_share_mean":    (60*500 + 60*600 + 10*59*60/2) / 120.0 / 2000,
		"active_share_ramp":    500.0 / 2000,
		"active_share_steady":  (60*600 + 10*59*60/2) / 60.0 / 2000,
	}
	for name, v := range want {
		if math.Abs(got[name]-v) > 1e-9 {
			t.Errorf("%s is %v, expected %v", name, got[name], v)
		}
	}
	if len(got) != len(want) || len(timelineMetrics) != len(want) {
		t.Errorf("%d metrics are computed and %d listed, expected %d", len(got), len(timelineMetrics), len(want))
	}
	share, err := forms.SpreadShare(path, int64(spec.Ramp/time.Second), 0.1*float64(spec.Platform.MemoryMiB.Value)) // seconds 60 to 70
	if err != nil || math.Abs(share-11.0/60) > 1e-9 {
		t.Errorf("share of even seconds %v (%v), expected 11 of 60", share, err)
	}
}

// Is the superposition of copies what it says: every copy's invocations, in
// order, at a multiple of the rate?
func TestCopies(t *testing.T) {
	count := func(text string) (n int, byFunction map[int32]int) {
		layer, err := experiments.ParseFile("test.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		spec, err := experiments.Resolve(experiments.Thaw(), layer)
		if err != nil {
			t.Fatal(err)
		}
		trace, err := experiments.OpenTrace(spec)
		if err != nil {
			t.Fatal(err)
		}
		src, err := trace.Source(7)
		if err != nil {
			t.Fatal(err)
		}
		byFunction = map[int32]int{}
		last := sim.Time(-1)
		for _, v := range readAllOf(t, src) {
			if v.Arrival < last {
				t.Fatalf("arrival %v behind %v", v.Arrival, last)
			}
			last = v.Arrival
			byFunction[int32(v.Function)]++
			n++
		}
		return n, byFunction
	}
	const trace = `{trace: "synthetic,model=poisson,functions=5,rate=20/s,duration=20m", length: 10m`
	one, _ := count(trace + "}")
	five, _ := count(trace + ", copies: 5}")
	if sd := math.Sqrt(5 * float64(one)); math.Abs(float64(five-5*one)) > 6*sd {
		t.Errorf("%d invocations in five copies of %d", five, one)
	}
	thinned, shares := count(trace + ", copies: 5, rate: 50/s}")
	if math.Abs(float64(thinned)-30_000) > 6*math.Sqrt(30_000) {
		t.Errorf("%d invocations at 50/s in 10 minutes", thinned)
	}
	if len(shares) != 5 {
		t.Errorf("%d functions of 5", len(shares))
	}
}

// readAllOf reads a source to its end.
func readAllOf(t *testing.T, src workload.Source) []workload.Invocation {
	t.Helper()
	m, err := inmemory.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	return m.Invocations()
}

// writeSeconds writes a timeline of two invokers.
func writeSeconds(t *testing.T, path string, seconds int64,
	of func(second int64) (starts, colds int32, latency float64, active [2]int64)) {
	t.Helper()
	file, err := results.CreateTimeline(path, results.Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	for s := range seconds {
		starts, colds, latency, active := of(s)
		rows := []outcome.Second{
			{Second: s, Invoker: 0, ActiveMiB: active[0]},
			{Second: s, Invoker: 1, ActiveMiB: active[1]},
			{Second: s, Invoker: cluster.None, Invocations: starts, Begun: starts, ColdStarts: colds,
				LatencyMsMean: latency, ActiveMiB: active[0] + active[1]},
		}
		if err := file.Seconds(rows); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := file.Finish(true); err != nil {
		t.Fatal(err)
	}
}

// filesIn reads a folder, by path.
func filesIn(t *testing.T, folder string) map[string]string {
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
