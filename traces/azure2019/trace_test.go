package azure2019

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/minutes"
	"thaw/traces/tracetest"
)

const (
	testDurationHead = "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum," +
		"percentile_Average_0,percentile_Average_1," +
		"percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100\n"
	testMemoryHead = "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1\n"
)

// testCounts writes a file of invocations: minutes from first on, and rows like
// "app fn trigger 1 0 2".
func testCounts(first int, rows ...string) string {
	var b strings.Builder
	b.WriteString("HashOwner,HashApp,HashFunction,Trigger")
	n := 3
	if len(rows) > 0 {
		n = len(strings.Fields(rows[0])) - 3
	}
	for i := range n {
		fmt.Fprintf(&b, ",%d", first+i)
	}
	b.WriteByte('\n')
	for _, r := range rows {
		b.WriteString("o," + strings.Join(strings.Fields(r), ",") + "\n")
	}
	return b.String()
}

// testDay returns the files of a day under their upstream names; an empty text
// leaves one out.
func testDay(day int, counts, durations, memory string) map[string]string {
	files := map[string]string{}
	for kind, text := range []string{counts, durations, memory} {
		if text != "" {
			files[fmt.Sprintf("%s%02d.csv", filePrefixes[kind], day)] = text
		}
	}
	return files
}

// smallDay is a valid trace: two functions of one app and one of another.
func smallDay() map[string]string {
	return testDay(1,
		testCounts(1, "a f http 2 0 3", "a g timer 1 1 1", "b h queue 0 0 5"),
		testDurationHead+
			"o,a,f,100,5,10,1000,20,30,50,80,100,400,900\n"+
			"o,a,g,7,3,7,7,7,7,7,7,7,7,7\n"+
			"o,b,h,2000,5,2000,2000,2000,2000,2000,2000,2000,2000,2000\n",
		testMemoryHead+"o,a,10,300,100\no,b,10,64,50\n")
}

func mustOpen(t testing.TB, path string, opt Options) *Trace {
	t.Helper()
	a, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Does the documented layout mean what it says?
func TestLayout(t *testing.T) {
	a := mustOpen(t, tracetest.WriteFiles(t, smallDay()), Options{})
	want := []workload.Function{
		{Name: "a/f", Trigger: "http", App: 0, Memory: 150, MeanDuration: 100 * time.Millisecond,
			LongestDuration: time.Second},
		{Name: "a/g", Trigger: "timer", App: 0, Memory: 150, MeanDuration: 7 * time.Millisecond,
			LongestDuration: 7 * time.Millisecond},
		{Name: "b/h", Trigger: "queue", App: 1, Memory: 64, MeanDuration: 2 * time.Second,
			LongestDuration: 2 * time.Second},
	}
	for i, f := range a.Table().Functions {
		if d := f.MeanDuration - want[i].MeanDuration; d < -time.Microsecond || d > time.Microsecond {
			t.Errorf("%s: mean duration %v, expected %v", f.Name, f.MeanDuration, want[i].MeanDuration)
		}
		f.MeanDuration = want[i].MeanDuration
		if f != want[i] {
			t.Errorf("function %d is %+v, expected %+v", i, f, want[i])
		}
	}
	if apps := a.Table().Apps; len(apps) != 2 || apps[0] != (workload.App{Name: "a",
		Memory: 300}) || apps[1].Memory != 64 {
		t.Errorf("apps are %+v", apps)
	}
	perMinute := map[[2]int]int{}
	for _, v := range readAll(t, a, 1) {
		perMinute[[2]int{int(v.Function), int(v.Arrival / sim.Time(time.Minute))}]++
		if v.Function == 2 && v.Duration != 2*time.Second {
			t.Errorf("a constant function takes %v, expected 2s", v.Duration)
		}
	}
	if want := map[[2]int]int{{0, 0}: 2, {0, 2}: 3, {1, 0}: 1, {1, 1}: 1, {1, 2}: 1,
		{2, 2}: 5}; !maps.Equal(perMinute, want) {
		t.Errorf("invocations per (function, minute) are %v, expected %v", perMinute, want)
	}
	if len(a.Files()) != 3 || a.Files()[0].SHA256 == "" || a.Files()[0].Size == 0 {
		t.Errorf("files are %+v", a.Files())
	}
	whole := mustOpen(t, tracetest.WriteFiles(t, smallDay()), Options{WholeApp: true})
	if m := whole.Table().Functions[0].Memory; m != 300 {
		t.Errorf("whole app memory is %d MiB, expected 300", m)
	}
}

// Do minute numbers and day numbers make one clock, gaps included?
func TestClock(t *testing.T) {
	files := testDay(3, testCounts(1439, "a f http 1 1"), "", "")
	maps.Copy(files, testDay(4, testCounts(1, "a f http 1 0 1"), "", ""))
	maps.Copy(files, testDay(6, testCounts(1, "a f http 1"), "", ""))
	a := mustOpen(t, tracetest.WriteFiles(t, files), Options{Spread: minutes.Even})
	var minutes []int
	for _, v := range readAll(t, a, 1) {
		minutes = append(minutes, int(v.Arrival/sim.Time(time.Minute)))
	}
	if want := []int{0, 1, 2, 4, 2 + 2*1440}; !slices.Equal(minutes, want) {
		t.Errorf("minutes are %v, expected %v", minutes, want)
	}
	if a.Report().Count("missing day") != 1 {
		t.Errorf("a missing day is not reported:\n%s", a.Report())
	}
	if want := (2 + 2*1440 + 1) * time.Minute; a.Span() != want {
		t.Errorf("span is %v, expected %v", a.Span(), want)
	}
}

// Is a window the slice of the whole that it names, for any cut?
func TestWindowIsSlice(t *testing.T) {
	files := smallDay()
	maps.Copy(files, testDay(2, testCounts(1, "b h queue 9 9 9 9", "c x http 0 4 4 0"),
		testDurationHead+"o,b,h,5,36,1,9,1,1,3,5,7,9,9\n", ""))
	dir := tracetest.WriteFiles(t, files)
	whole := mustOpen(t, dir, Options{})
	all := readAll(t, whole, 5)
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Duration(rapid.Int64Range(0, int64(whole.Span())-1).Draw(rt, "start"))
		if rapid.Bool().Draw(rt, "near") {
			start %= 5 * time.Minute
		}
		length := time.Duration(rapid.Int64Range(1, int64(10*time.Minute)).Draw(rt, "length"))
		var got, want []string
		a, err := Open(dir, Options{Start: start, Length: length})
		if err == nil {
			for _, v := range readAll(t, a, 5) {
				got = append(got, fmt.Sprint(v.Arrival, a.Table().Functions[v.Function].Name))
			}
		} else if !strings.Contains(err.Error(), "lies in a gap") {
			rt.Fatal(err)
		}
		for _, v := range all {
			if at := v.Arrival.Sub(0) - start; at >= 0 && at < length {
				want = append(want, fmt.Sprint(sim.Time(at), whole.Table().Functions[v.Function].Name))
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("window %v+%v has %v, expected %v", start, length, got, want)
		}
	})
	if _, err := Open(dir, Options{Start: 100 * time.Hour}); err == nil || !strings.Contains(err.Error(), "24h4m0s") {
		t.Errorf("a start behind the end: %v, expected an error with the trace's length", err)
	}
}

// Does the order of rows or the way a file is packed change anything?
func TestPackingAndOrder(t *testing.T) {
	files := smallDay()
	want := readAll(t, mustOpen(t, tracetest.WriteFiles(t, files), Options{}), 9)

	shuffled := map[string]string{}
	for name, text := range files {
		lines := strings.SplitAfter(text, "\n")
		slices.Reverse(lines[1:])
		shuffled[name] = strings.ReplaceAll(strings.Join(lines, ""), "\n", "\r\n")
	}
	paths := map[string]string{
		"rows reversed, CRLF": tracetest.WriteFiles(t, shuffled),
		"gzip": tracetest.WriteFiles(t, tracetest.PackEach(t, files, ".gz",
			func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })),
		"zstd":        tracetest.WriteFiles(t, tracetest.PackEach(t, files, ".zst", tracetest.ZstdWriter)),
		"single file": filepath.Join(tracetest.WriteFiles(t, files), filePrefixes[0]+"01.csv"),
		"tar.xz": filepath.Join(tracetest.WriteFiles(t,
			map[string]string{"azurefunctions-dataset2019.tar.xz": tracetest.PackTar(t, files)}),
			"azurefunctions-dataset2019.tar.xz"),
	}
	for name, path := range paths {
		a := mustOpen(t, path, Options{})
		if got := readAll(t, a, 9); !slices.Equal(got, want) {
			t.Errorf("%s: other invocations", name)
		}
		if got := readAll(t, a, 9); !slices.Equal(got, want) {
			t.Errorf("%s: other invocations in the second replay", name)
		}
		if got := readAll(t, a, 10); slices.Equal(got, want) {
			t.Errorf("%s: the same invocations under another seed", name)
		}
	}
}

// Are days that do not fit into memory read again, from folders and archives,
// by concurrent sources, with the same result?
func TestReadsDaysAgain(t *testing.T) {
	files := map[string]string{}
	for day := 1; day <= 4; day++ {
		maps.Copy(files, testDay(day, testCounts(1, fmt.Sprintf("a f http %d 0 1", day), "b g http 1 1 1"), "", ""))
	}
	dir := tracetest.WriteFiles(t, files)
	want := readAll(t, mustOpen(t, dir, Options{}), 1)
	archive := filepath.Join(tracetest.WriteFiles(t, map[string]string{"days.tar.xz": tracetest.PackTar(t, files)}),
		"days.tar.xz")
	for _, path := range []string{dir, archive} {
		a, err := open(path, Options{}, 1)
		if err != nil || a.report.Err() != nil || len(a.loaded) != 1 {
			t.Fatalf("%s: %d days in memory, expected 1 (%v, %v)", path, len(a.loaded), err, a.report.Err())
		}
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				src, err := a.Source(1)
				if err != nil {
					t.Error(err)
					return
				}
				var got []workload.Invocation
				batch := make([]workload.Invocation, 7)
				n := 0
				for err == nil {
					n, err = src.Read(batch)
					got = append(got, batch[:n]...)
				}
				if err != io.EOF || !slices.Equal(got, want) {
					t.Errorf("%s: other invocations when days are read again (%v)", path, err)
				}
			})
		}
		wait.Wait()
	}
}

// Is a file that changes between opening and replay noticed, also where a day that is
// read again has as many bytes and invocations as before?
func TestFileChanges(t *testing.T) {
	before := testCounts(1, "a f http 1 0 2", "b g http 5 5 5")
	for _, text := range []string{
		testCounts(1, "a f http 2 0 3", "z z timer 1 1 1"),
		testCounts(1, "a f http 2 0 1"),
		testCounts(1, "a f http 2 0 1", "b g http 5 5 5"),
	} {
		files := testDay(1, before, "", "")
		maps.Copy(files, testDay(2, testCounts(1, "a f http 1 1 1"), "", ""))
		dir := tracetest.WriteFiles(t, files)
		a, err := open(dir, Options{}, 1)
		if err != nil || a.report.Err() != nil {
			t.Fatal(err, a.report.Err())
		}
		a.loaded, a.held = map[int]*loadedDay{}, 0
		path := filepath.Join(dir, filePrefixes[0]+"01.csv")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		src, err := a.Source(1)
		if err == nil {
			_, err = src.Read(make([]workload.Invocation, 100))
		}
		want := path + ": the file has changed since it was opened"
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, expected one with %q", err, want)
		}
	}
}
