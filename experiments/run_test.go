package experiments

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
	"thaw/models/workload"
	"thaw/plots"
	"thaw/sim"
	"thaw/traces/input"
)

// fakeTrace is a trace of n invocations of three functions of two apps, one
// every 100 ms, each of 50 ms, with arrivals that the seed shifts a little.
type fakeTrace struct {
	n     int
	stop  func(read int) // called before each Read when set
	table workload.Table
}

func newFakeTrace(n int) *fakeTrace {
	return &fakeTrace{n: n, table: workload.Table{
		Functions: []workload.Function{
			{Name: "a/f", App: 0, Memory: 256, MeanDuration: 50 * time.Millisecond},
			{Name: "a/g", App: 0, Memory: 128, MeanDuration: 50 * time.Millisecond},
			{Name: "b/h", App: 1, Memory: 512, MeanDuration: 50 * time.Millisecond, ImputedMemory: true},
		},
		Apps: []workload.App{{Name: "a", Memory: 384}, {Name: "b", Memory: 512}},
	}}
}

func (f *fakeTrace) Table() *workload.Table { return &f.table }
func (f *fakeTrace) Format() string         { return "thaw" }
func (f *fakeTrace) Files() []input.FileInfo {
	return []input.FileInfo{{Path: "/somewhere/fake.thaw", Size: 1, SHA256: "ab"}}
}
func (f *fakeTrace) Source(seed uint64) (workload.Source, error) {
	return &fakeSource{f: f, draw: sim.NewStream(seed, "fake")}, nil
}

type fakeSource struct {
	f    *fakeTrace
	draw sim.Stream
	read int
}

func (s *fakeSource) Table() *workload.Table { return &s.f.table }
func (s *fakeSource) Read(batch []workload.Invocation) (int, error) {
	if s.f.stop != nil {
		s.f.stop(s.read)
	}
	n := min(len(batch), s.f.n-s.read, 1000)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range batch[:n] {
		k := s.read + i
		batch[i] = workload.Invocation{
			Arrival:  sim.Time(k)*sim.Second/10 + sim.Time(s.draw.At(0, uint64(k))%50e6),
			Duration: 50 * time.Millisecond, Function: workload.FuncID(k * k % 7 % 3),
		}
	}
	s.read += n
	return n, nil
}

// openPlan resolves flags and opens their trace.
func openPlan(t *testing.T, flags map[string][]string) *Plan {
	t.Helper()
	spec, err := settled(t, flags)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Open(spec)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// newPlan resolves flags and plans over a fake trace.
func newPlan(t *testing.T, trace *fakeTrace, flags map[string][]string) *Plan {
	t.Helper()
	layer, err := FromFlags(flags)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Resolve(Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(spec, trace, build.Info{Version: "v1", Revision: "abc", Go: "go"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func flagsFor(out string) map[string][]string {
	return map[string][]string{"out": {out}, "schedule": {"first-fit", "sticky-random"},
		"keepalive": {"ttl,keep=5s", "none"},
		"invokers":  {"3"}, "memory": {"2GiB"}, "seeds": {"2"}, "seed": {"7"}, "detail": {"invocations"}}
}

// folderBytes reads every file of a folder, by path relative to it.
func folderBytes(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameFiles(t *testing.T, a, b map[string][]byte) {
	t.Helper()
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs (%d bytes and %d)", name, len(a[name]), len(b[name]))
		}
	}
	for name := range b {
		if a[name] == nil {
			t.Errorf("%s is only in the second folder", name)
		}
	}
}

func execute(t *testing.T, p *Plan, opt Options) *Result {
	t.Helper()
	res, err := p.Execute(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Do the bytes of a result folder depend on how many runs go on at a time, or
// on where the folder is?
func TestSameBytesForAnyNumberOfJobs(t *testing.T) {
	t.Chdir(t.TempDir())
	one, four := "one", "four"
	for folder, jobs := range map[string]int{one: 1, four: 4} {
		flags := flagsFor(folder)
		flags["keepalive"] = []string{"ttl,keep=5s"}
		execute(t, newPlan(t, newFakeTrace(3000), flags), Options{Jobs: jobs, Draw: figures.DrawAll(plots.Output{})})
	}
	a, b := folderBytes(t, one), folderBytes(t, four)
	// The one setting that differs is the folder itself.
	b[results.ManifestName] = bytes.ReplaceAll(b[results.ManifestName], []byte(`"four"`), []byte(`"one"`))
	sameFiles(t, a, b)
	if want := 4 + 4*5 + 9*5; len(a) != want {
		t.Errorf("%d files, expected %d: 4, 5 a run, and 9 figures in 4 formats with captions", len(a), want)
	}
}

// Does an experiment that was interrupted and resumed end with the bytes of
// one that was not?
func TestResumeEqualsUninterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	execute(t, newPlan(t, newFakeTrace(30_000), flagsFor("r")), Options{Jobs: 2})
	whole := folderBytes(t, "r")
	if err := os.RemoveAll("r"); err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	trace := newFakeTrace(30_000)
	var reads atomic.Int64
	trace.stop = func(int) {
		if reads.Add(1) == 110 { // in the fourth of eight runs
			cancel()
		}
	}
	_, err := newPlan(t, trace, flagsFor("r")).Execute(ctx, Options{Jobs: 1})
	var interrupted *exit.InterruptedError
	if !errors.As(err, &interrupted) || exit.Code(err) != 75 {
		t.Fatalf("error is %v, expected an interruption", err)
	}
	if interrupted.Finished < 1 || interrupted.Finished > 7 {
		t.Fatalf("%d of 8 runs are finished, expected some", interrupted.Finished)
	}
	for name := range folderBytes(t, "r") {
		if filepath.Ext(name) == results.PartialSuffix {
			t.Errorf("%s was left", name)
		}
		if name == "summary.json" {
			t.Errorf("an interrupted experiment has a summary")
		}
	}
	if m, err := results.ReadManifest("r"); err != nil || m.Complete {
		t.Errorf("manifest of an interrupted experiment says complete (%v)", err)
	}

	res := execute(t, newPlan(t, newFakeTrace(30_000), flagsFor("r")), Options{Jobs: 2, Resume: true})
	if res.Skipped != interrupted.Finished {
		t.Errorf("%d runs were skipped, %d were finished", res.Skipped, interrupted.Finished)
	}
	sameFiles(t, whole, folderBytes(t, "r"))
}

// Is a folder from other inputs refused, with what differs?
func TestResumeRefusesOtherInputs(t *testing.T) {
	t.Chdir(t.TempDir())
	execute(t, newPlan(t, newFakeTrace(100), flagsFor("r")), Options{})
	flags := flagsFor("r")
	flags["memory"] = []string{"4GiB"}
	_, err := newPlan(t, newFakeTrace(100), flags).Execute(context.Background(), Options{Resume: true})
	if exit.Code(err) != exit.CodeNotComparable {
		t.Fatalf("exit code %d of %v, expected %d", exit.Code(err), err, exit.CodeNotComparable)
	}
	if want := `platform.constant.memory was "2GiB" and is "4GiB"`; !bytes.Contains([]byte(err.Error()),
		[]byte(want)) {
		t.Errorf("error does not say %q: %v", want, err)
	}
	flags = flagsFor("r")
	flags["seeds"] = []string{"1"}
	if _, err := newPlan(t, newFakeTrace(100), flags).Execute(context.Background(),
		Options{Resume: true}); exit.Code(err) != exit.CodeNotComparable {
		t.Errorf("a folder with further runs was resumed: %v", err)
	}
}

// May more seeds be added to finished ones?
func TestResumeAddsSeeds(t *testing.T) {
	t.Chdir(t.TempDir())
	execute(t, newPlan(t, newFakeTrace(500), flagsFor("r")), Options{})
	flags := flagsFor("r")
	flags["seeds"] = []string{"3"}
	res := execute(t, newPlan(t, newFakeTrace(500), flags), Options{Resume: true})
	if res.Skipped != 8 || len(res.Rows) != 12 {
		t.Errorf("%d skipped and %d rows, expected 8 and 12", res.Skipped, len(res.Rows))
	}
	rows, err := results.ReadSummary("r/summary.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for i := range res.Rows {
		res.Rows[i].WallS = 0
	}
	if d := cmp.Diff(res.Rows, rows); d != "" {
		t.Errorf("summary.parquet differs from the rows (-rows +file):\n%s", d)
	}
}

// Is what stands in the folder's way left alone?
func TestExistingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(opt Options) error {
		_, err := newPlan(t, newFakeTrace(100), flagsFor("r")).Execute(context.Background(), opt)
		return err
	}
	if err := run(Options{}); err != nil {
		t.Fatal(err)
	}
	if err := run(Options{}); exit.Code(err) != exit.CodeUsage {
		t.Errorf("an existing folder: %v, expected a usage error", err)
	}
	if err := os.WriteFile("r/notes.txt", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(Options{Force: true}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("r/notes.txt"); err != nil {
		t.Errorf("--force removed a file that is not thaw's: %v", err)
	}
	if err := os.Remove("r/manifest.json"); err != nil {
		t.Fatal(err)
	}
	if err := run(Options{Force: true}); exit.Code(err) != exit.CodeUsage {
		t.Errorf("a folder without manifest: %v, expected a usage error even with force", err)
	}
}

// Do the rows of a run's files add up to its summary?
func TestFilesAddUpToSummary(t *testing.T) {
	t.Chdir(t.TempDir())
	p := newPlan(t, newFakeTrace(5000), flagsFor("r"))
	res := execute(t, p, Options{})
	for i, r := range p.Runs {
		row := res.Rows[i]
		inv, err := results.ReadTable(filepath.Join("r", r.Folder, "invocations.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		colds := int64(0)
		for j, kind := range inv.Texts("start_kind") {
			if kind == "cold" {
				colds++
			}
			if got := inv.Ints("start_ns")[j] - inv.Ints("arrival_ns")[j]; got != inv.Ints("latency_ns")[j] {
				t.Fatalf("row %d: latency is %d, start − arrival %d", j, inv.Ints("latency_ns")[j], got)
			}
		}
		if int64(inv.Rows) != row.Invocations || colds != row.ColdStarts {
			t.Errorf("%s: %d rows with %d cold starts, summary says %d with %d", r.Folder, inv.Rows, colds,
				row.Invocations, row.ColdStarts)
		}
		functions, err := results.ReadTable(filepath.Join("r", r.Folder, "functions.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		var starts, cold int64
		for j := range functions.Rows {
			starts += functions.Ints("starts")[j]
			cold += functions.Ints("cold_starts")[j]
		}
		if cold != row.ColdStarts || starts != row.Completed {
			t.Errorf("%s: functions have %d starts, %d of them cold; summary says %d and %d", r.Folder, starts, cold,
				row.Completed, row.ColdStarts)
		}
		line, err := results.ReadTable(filepath.Join("r", r.Folder, "timeline.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		var whole, parts int64
		for j, at := range line.Ints("invoker") {
			if at < 0 {
				whole += line.Ints("cold_starts")[j]
			} else {
				parts += line.Ints("cold_starts")[j]
			}
		}
		if whole != row.ColdStarts || parts != row.ColdStarts {
			t.Errorf("%s: timeline has %d cold starts in the whole, %d over invokers; summary says %d", r.Folder,
				whole, parts, row.ColdStarts)
		}
	}
}
