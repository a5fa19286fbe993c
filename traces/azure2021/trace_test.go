package azure2021

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
	"thaw/traces/input"
	"thaw/traces/tracetest"
)

const testHeader = "app,func,end_timestamp,duration\n"

// writeTrace writes a trace of the test.
func writeTrace(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rewrite replaces the content of a trace.
func rewrite(path, content string) (int, error) {
	return len(content), os.WriteFile(path, []byte(content), 0o600)
}

// exactNanos is the oracle of the number parser: seconds in rational
// arithmetic, rounded half up.
func exactNanos(t rapid.TB, seconds string) int64 {
	r, ok := new(big.Rat).SetString(seconds)
	if !ok {
		t.Fatalf("%q is no number", seconds)
	}
	r.Mul(r, big.NewRat(1e9, 1)).Add(r, big.NewRat(1, 2))
	return new(big.Int).Div(r.Num(), r.Denom()).Int64()
}

// expectedOf is the oracle of the reader: encoding/csv, rational numbers
// and a stable sort. It expects sound rows.
func expectedOf(t rapid.TB, content string, origin sim.Time) (names []string, inv []workload.Invocation) {
	rows, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		name := row[0] + "/" + row[1]
		fn := slices.Index(names, name)
		if fn < 0 {
			fn, names = len(names), append(names, name)
		}
		end, duration := exactNanos(t, row[2]), exactNanos(t, row[3])
		inv = append(inv, workload.Invocation{Arrival: sim.Time(max(0, end-duration)) - origin,
			Duration: time.Duration(duration), Function: workload.FuncID(fn)})
	}
	slices.SortStableFunc(inv, func(a, b workload.Invocation) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return names, inv
}

// Does the documented layout mean what it says? An invocation arrives at its end
// less its duration, and rows come in the order of their ends.
func TestLayout(t *testing.T) {
	path := writeTrace(t, testHeader+"b,g,11,0.25\na,f,12.5,2.5\nb,f,13,0\n")
	a := tracetest.Must[*Trace](t)(Open(path, Options{}))
	var names []string
	for i, f := range a.Table().Functions {
		names = append(names, fmt.Sprintf("%s of app %d, %v", f.Name, f.App, f.MeanDuration))
		if a.Table().Apps[f.App].Memory != appMemoryMiB || !f.ImputedMemory || f.ImputedDuration || f.Trigger != "" {
			t.Errorf("function %d: %+v, want memory imputed and nothing else", i, f)
		}
	}
	if want := []string{"b/g of app 0, 250ms", "a/f of app 1, 2.5s", "b/f of app 0, 0s"}; !slices.Equal(names, want) {
		t.Errorf("functions %q, want %q", names, want)
	}
	want := []workload.Invocation{
		{Arrival: 10 * sim.Second, Duration: 2500 * time.Millisecond, Function: 1},
		{Arrival: sim.Time(10750 * time.Millisecond), Duration: 250 * time.Millisecond, Function: 0},
		{Arrival: 13 * sim.Second, Function: 2},
	}
	if got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(1)), 2); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRealSample(t *testing.T) {
	path := filepath.FromSlash("../../../shared/traces/azure2021-sample/Azure2021_200.csv")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Skip("the excerpt of the real trace is not here: ", err)
	}
	a := tracetest.Must[*Trace](t)(Open(path, Options{}))
	names, want := expectedOf(t, string(content), 0)
	got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(1)), 10)
	if len(got) != 199 || !slices.Equal(got, want) {
		t.Errorf("%d invocations differ from the %d expected", len(got), len(want))
	}
	if len(a.table.Functions) != 31 || len(names) != 31 {
		t.Errorf("%d functions, want 31", len(a.table.Functions))
	}
	for i, f := range a.table.Functions {
		var sum, n int64
		var longest time.Duration
		for _, v := range want {
			if int(v.Function) == i {
				sum, n, longest = sum+int64(v.Duration), n+1, max(longest, v.Duration)
			}
		}
		if f.Name != names[i] || !f.ImputedMemory || f.ImputedDuration || f.Memory < 1 ||
			int64(f.MeanDuration) != sum/n || f.LongestDuration != longest {
			t.Errorf("function %d: %+v, want %s with a mean of %d ns and imputed memory", i, f, names[i], sum/n)
		}
	}
	if s := a.Report().String(); s != "" {
		t.Errorf("the excerpt is sound, but: %s", s)
	}
}

func TestNumbersAreExact(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "0.0": 0, "-0": 0, "00012": 12e9, "1": 1e9, "1.": 1e9, ".5": 5e8, "+2": 2e9, " 3 ": 3e9,
		"0.0000000004": 0, "0.0000000005": 1, "0.00000000049999999999999999999999": 0, "1e-9": 1, "4.9e-10": 0,
		"5E-10":              1,
		"1209599.9999999991": 1209599999999999, "1209599.9999999995": 1209600e9,
		"57.15786004066467": 57157860041, "0.07949090003967285": 79490900, "1e3": 1e12, "12345e-3": 12345e6,
		"123456789.123456789123456789": 123456789123456789, "1e-400": 0, "0e999999999999": 0,
		"4611686018.427387903": maxNanos, "10000000.000000000005e2": 1e18 + 1, "1000000000.00000000049": 1e18,
	} {
		got, flaw := parseSeconds([]byte(in))
		if got != want || flaw != flawNone {
			t.Errorf("%q: %d (%d), want %d", in, got, flaw, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{1,9}(\.[0-9]{0,25})?(e-?[0-9])?`).Draw(t, "number")
		want := new(big.Rat)
		want.SetString(s)
		got, flaw := parseSeconds([]byte(s))
		if want.Cmp(big.NewRat(maxNanos, 1e9)) > 0 {
			return // where the range ends is tested below
		}
		if flaw != flawNone || got != exactNanos(t, s) {
			t.Fatalf("%q: %d (%d), want %d", s, got, flaw, exactNanos(t, s))
		}
	})
	for in, want := range map[string]rowFlaw{
		"": flawUnknown, " ": flawUnknown, "NaN": flawUnknown, "nan": flawUnknown, "inf": flawUnknown,
		"-Infinity": flawUnknown, "null": flawUnknown,
		"x": flawText, "1x": flawText, "1.2.3": flawText, ".": flawText, "-": flawText, "e5": flawText, "1e": flawText,
		"1e+": flawText, "1e1.5": flawText,
		"0x10": flawText, "1 2": flawText, "1_000": flawText, "٣": flawText, "--1": flawText,
		"-1": flawNegative, "-0.000001": flawNegative, "-1e-12": flawNegative,
		"4611686018.427387904": flawRange, "1e10": flawRange, "1e30": flawRange, "1e999999999999": flawRange,
		strings.Repeat("9", 5000): flawRange,
	} {
		if got, flaw := parseSeconds([]byte(in)); flaw != want {
			t.Errorf("%.20q: %d (%d), want flaw %d", in, got, flaw, want)
		}
	}
}

// A row in any order, ties included, comes out as the stable sort by arrival
// says, whatever the batch.
func TestSortsByArrival(t *testing.T) {
	path := writeTrace(t, "")
	rapid.Check(t, func(t *rapid.T) {
		type row struct{ end, duration int }
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			d := rapid.IntRange(0, 50).Draw(t, "duration")
			return row{d + rapid.IntRange(0, 200).Draw(t, "arrival"), d}
		}), 1, 60).Draw(t, "rows")
		switch rapid.SampledFrom([]string{"end", "arrival", "none"}).Draw(t, "order") {
		case "end":
			slices.SortFunc(rows, func(a, b row) int { return a.end - b.end })
		case "arrival":
			slices.SortFunc(rows, func(a, b row) int { return a.end - a.duration - b.end + b.duration })
		}
		b := bytes.NewBufferString(testHeader)
		for _, r := range rows {
			fmt.Fprintf(b, "a%d,f%d,0.%09d,0.%09d\n", r.end%3, r.duration%5, r.end, r.duration)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		_, want := expectedOf(t, b.String(), 0)
		a := tracetest.Must[*Trace](t)(Open(path, Options{}))
		got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)),
			rapid.IntRange(1, 70).Draw(t, "batch"))
		if !slices.Equal(got, want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
	})
}

func TestMalformedInput(t *testing.T) {
	const ok = "a,f,10,1\n"
	for _, c := range []struct {
		name, content string
		n             int    // invocations; 0 = unusable
		want          string // in the report or the error; %s is the file
	}{
		{"sound", testHeader + ok, 1, ""},
		{"no line feed at the end", testHeader + "a,f,10,1", 1, ""},
		{"carriage returns", strings.ReplaceAll(testHeader+ok+ok, "\n", "\r\n"), 2, ""},
		{"byte order mark", "\xef\xbb\xbf" + testHeader + ok, 1, ""},
		{"columns in another order", "duration,func,end_timestamp,app\n1,f,10,a\n", 1, ""},
		{"blank lines", testHeader + "\n" + ok + "  \n", 1, "%s:2: blank line is skipped"},
		{"unknown column", "app,func,end_timestamp,duration,durations\na,f,10,1,x\n", 1,
			`%s:1:33: unknown column "durations" is ignored (did you mean "duration"?)`},
		{"NaN duration", testHeader + ok + "a,f,10,NaN\n", 1,
			`%s:3:8: duration is "NaN", expected a number of seconds; the row is left out`},
		{"empty duration", testHeader + ok + "a,f,10,\n", 1, `%s:3:8: duration is ""`},
		{"negative duration", testHeader + ok + "a,f,10,-3\n", 1,
			`%s:3:8: duration is "-3", expected 0 or more seconds; the row is left out`},
		{"negative end", testHeader + ok + "a,f,-10,3\n", 1, `%s:3:5: end_timestamp is "-10"`},
		{"began before the trace", testHeader + ok + "a,f,10,11\n", 2,
			`%s:3:8: the duration of "11" s is longer than the time since the start of the trace`},
		{"later than any duration explains", testHeader + "a,f,50,1\n" + ok, 2, "%s:3:1: the row comes 40s late"},

		{"empty file", "", 0, "%s: the file is empty"},
		{"header only", testHeader, 0, "%s: no row can be replayed"},
		{"nothing but rows that are left out", testHeader + "a,f,10,NaN\n", 0, "%s: no row can be replayed"},
		{"no header", ok + ok, 0, "%s:1:1: line 1 holds data, expected the header app,func,end_timestamp,duration"},
		{"misspelt header", "app,func,end_timestmp,duration\n" + ok, 0, "%s:1:1: no column end_timestamp"},
		{"column twice", "app,func,app,end_timestamp,duration\na,f,a,10,1\n", 0, "%s:1:10: column app stands twice"},
		{"header of another trace", "HashOwner,HashApp,HashFunction,Trigger,1,2\n", 0, "%s:1:1: "},
		{"text", testHeader + ok + "a,f,ten,1\n", 0, `%s:3:5: end_timestamp is "ten", expected a number of seconds`},
		{"too few fields", testHeader + "a,f,10\n", 0, "%s:2:1: wrong number of fields, expected 4"},
		{"too many fields", testHeader + "a,f,10,1,1\n", 0, "%s:2:1: wrong number of fields, expected 4"},
		{"cut off in the last row", testHeader + ok + "a,f,1", 0, "%s:3:1: wrong number of fields, expected 4"},
		{"no app", testHeader + ",f,10,1\n", 0, "%s:2:1: app is empty, expected a name"},
		{"no function", testHeader + "a,,10,1\n", 0, "%s:2:3: func is empty, expected a name"},
		{"overflow", testHeader + "a,f,1e300,1\n", 0,
			`%s:2:5: end_timestamp is "1e300", expected at most 4611686018 seconds`},
		{"giant line", testHeader + strings.Repeat("x", 3<<20), 0, "%s:2: line is longer than 1048576 bytes"},
		{"zero bytes", testHeader + strings.Repeat("\x00", 100), 0, "%s:2:1: wrong number of fields"},
		{"several mistakes", testHeader + "a,f,x,1\na,f,1\n", 0, "%s:3:1: "},
	} {
		path := writeTrace(t, c.content)
		want := strings.ReplaceAll(c.want, "%s", path)
		a, err := Open(path, Options{})
		if c.n == 0 {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want one with %q", c.name, err, want)
			}
			if r, err := Validate(path, input.Limits{}); err == nil && r.Usable() {
				t.Errorf("%s: Validate finds it usable", c.name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)), 3); len(got) != c.n {
			t.Errorf("%s: %d invocations, want %d", c.name, len(got), c.n)
		}
		if s := a.Report().String(); !strings.Contains(s, want) || (want == "") != (s == "") {
			t.Errorf("%s: report %q, want %q", c.name, s, want)
		}
	}
}

func TestTruncatedGzip(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for i := range 2000 {
		if i == 0 {
			fmt.Fprint(z, testHeader)
		}
		fmt.Fprintf(z, "a,f,%d.%d,1\n", i+1, i*7919%1000)
	}
	z.Close()
	whole := writeTrace(t, b.String())
	if a := tracetest.Must[*Trace](t)(Open(whole, Options{})); a.rows != 2000 {
		t.Errorf("%d rows, want 2000", a.rows)
	}
	half := writeTrace(t, b.String()[:b.Len()/2])
	if _, err := Open(half, Options{}); err == nil || !strings.Contains(err.Error(),
		half) || !strings.Contains(err.Error(), "truncated") {
		t.Errorf("error %v, want one that says truncated and names the file", err)
	}
}

func TestClockStartsAtTheFirstMinute(t *testing.T) {
	content := testHeader + "a,f,7265.5,2\na,g,7290,1\n"
	a := tracetest.Must[*Trace](t)(Open(writeTrace(t, content), Options{}))
	_, want := expectedOf(t, content, 7260*sim.Second)
	if got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)), 9); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMemory(t *testing.T) {
	path := writeTrace(t, testHeader+"a,f,10,1\na,g,11,1\nb,f,12,1\n")
	for whole, want := range map[bool][]workload.MiB{false: {70, 70, 140}, true: {140, 140, 140}} {
		a := tracetest.Must[*Trace](t)(Open(path, Options{WholeApp: whole}))
		for i, f := range a.table.Functions {
			if f.Memory != want[i] || a.table.Apps[f.App].Memory != 140 || !f.ImputedMemory {
				t.Errorf("whole %v: %+v, want %d MiB of 140", whole, f, want[i])
			}
		}
	}
}

// What the reader holds is what a later row may overtake, not the file.
func TestHoldsOnlyWhatIsInFlight(t *testing.T) {
	b := bytes.NewBufferString(testHeader)
	const rows, duration = 50_000, 3 // one row a second, by end: 3 s overtake 3 rows
	for i := range rows {
		fmt.Fprintf(b, "a,f%d,%d,%d\n", i%2, duration+i, i%2*duration)
	}
	a := tracetest.Must[*Trace](t)(Open(writeTrace(t, b.String()), Options{}))
	src := tracetest.Must[workload.Source](t)(a.Source(0)).(*source)
	if got := tracetest.ReadAll(t, src, 100); len(got) != rows {
		t.Fatalf("%d invocations, want %d", len(got), rows)
	}
	if held := cap(src.heap.a); held > 8*duration {
		t.Errorf("room for %d rows, want at most %d", held, 8*duration)
	}
	if a.report.String() != "" {
		t.Error(a.report.String())
	}
}

func TestNoticesAChangedFile(t *testing.T) {
	for name, content := range map[string]string{
		"a row less":       "a,f,10,1\n",
		"a row more":       "a,f,10,1\nb,f,11,1\na,f,12,1\n",
		"another function": "a,f,10,1\nc,f,11,1\n",
		"more disorder":    "b,f,11,1\na,f,10,1\n",
	} {
		path := writeTrace(t, testHeader+"a,f,10,1\nb,f,11,1\n")
		a := tracetest.Must[*Trace](t)(Open(path, Options{}))
		if err := os.WriteFile(path, []byte(testHeader+content), 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := a.Source(0)
		if err == nil {
			_, err = inmemory.Read(src)
		}
		if err == nil || !strings.Contains(err.Error(), "changed") {
			t.Errorf("%s: error %v, want one that says changed", name, err)
		}
	}
}

func TestSourceEnds(t *testing.T) {
	a := tracetest.Must[*Trace](t)(Open(writeTrace(t, testHeader+"a,f,10,1\nb,f,11,1\n"), Options{}))
	src := tracetest.Must[workload.Source](t)(a.Source(0))
	if err := src.(io.Closer).Close(); err != nil {
		t.Error(err)
	}
	if n, err := src.Read(make([]workload.Invocation, 5)); n != 0 || !errors.Is(err, input.ErrClosed) {
		t.Errorf("Read after Close: %d, %v", n, err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(testHeader + "a,f,10,1\nb,g,10.5,3e-1\n\nb,g,NaN,1\na,f,3,4\n"))
	f.Add([]byte("app,func,end_timestamp,duration\r\n,,,\r\n"))
	f.Add([]byte("duration,x,end_timestamp,func,app\n1,1,1,1,1"))
	f.Add([]byte(testBoth + "a,f,1,2,1\n\"a\",\" f\",3,5,1\n a,f ,1,2,3\n"))
	f.Add([]byte("\"\",\"app\",\"func\",\"start_timestamp\",\"duration\"\n\"1\",\"a\"\"b\",\"c,d\",1,1\n"))
	path := filepath.Join(f.TempDir(), "trace.csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		path := fmt.Sprintf("%s.%d", path, os.Getpid())
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, err := Open(path, Options{})
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(4096*len(data)+16<<20) && !isCompressed(data) {
			t.Errorf("%d bytes of input cost %d bytes of memory", len(data), used)
		}
		if err != nil {
			return
		}
		src, err := a.Source(0)
		if err != nil {
			t.Fatal(err)
		}
		m, err := inmemory.Read(src)
		if err != nil {
			t.Fatalf("opened, but not read: %v", err)
		}
		if _, err := inmemory.New(m.Table(), m.Invocations()); err != nil || int64(m.Len()) != a.rows {
			t.Fatalf("%d invocations of %d: %v", m.Len(), a.rows, err)
		}
	})
}

// isCompressed tells input that a decompressor takes, whose memory is
// its own matter.
func isCompressed(data []byte) bool {
	for _, magic := range []string{"\x1f\x8b", "\x28\xb5\x2f\xfd", "\xfd7zXZ", "Rar!"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return false
}

func BenchmarkTrace(b *testing.B) {
	content := bytes.NewBufferString(testHeader)
	for i := range 100_000 {
		fmt.Fprintf(content, "%064x,%064x,%d.%06d40066467,%d.%03d\n", i%119, i%424, i/10, i*7919%1000000, i*31%60,
			i%1000)
	}
	path := writeTrace(b, content.String())
	b.SetBytes(int64(content.Len()))
	b.Run("open", func(b *testing.B) {
		b.SetBytes(int64(content.Len()))
		for b.Loop() {
			tracetest.Must[*Trace](b)(Open(path, Options{}))
		}
	})
	a := tracetest.Must[*Trace](b)(Open(path, Options{}))
	batch := make([]workload.Invocation, 4096)
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(content.Len()))
		for b.Loop() {
			src := tracetest.Must[workload.Source](b)(a.Source(0))
			for {
				if _, err := src.Read(batch); err != nil {
					break
				}
			}
		}
		b.ReportMetric(float64(b.N)*1e5/1e6/b.Elapsed().Seconds(), "M/s")
	})
}

// Is one told of a row of another clock, which would make a replay go through years?
func TestLongSpanIsAWarning(t *testing.T) {
	for _, c := range []struct {
		rows string
		line string // of the warning; empty: there is none
	}{
		{"a,f,5,1\na,f,1700000000,1\na,g,7,1\n", ":3:1: "},
		{"a,f,1700000000,1\na,f,5,1\n", ":2:1: "},
		{"a,f,1700000000,1\na,f,1700000060,1\n", ""},
	} {
		report, err := Validate(writeTrace(t, testHeader+c.rows), input.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		text := report.String()
		if !report.Usable() || strings.Contains(text, "a replay goes through every second") != (c.line != "") ||
			!strings.Contains(text, c.line) {
			t.Errorf("%q: %s, expected the warning at %q", c.rows, text, c.line)
		}
	}
}
