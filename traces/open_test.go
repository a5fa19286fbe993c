package traces

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/azure2021"
	"thaw/traces/findings"
	"thaw/traces/inmemory"
	"thaw/traces/input"
	"thaw/traces/native"
	"thaw/traces/tracetest"
)

// openExample is a trace of n rows, one every 100 ms, in the schema of 2021.
func openExample(n int) string {
	b := bytes.NewBufferString("app,func,end_timestamp,duration\n")
	for i := range n {
		fmt.Fprintf(b, "app%d,f%d,%d.%d5,0.05\n", i%3, i%7, i/10, i%10)
	}
	return b.String()
}

// rarStored packs one file without compression into a RAR 4 archive (header
// layout: technote.txt of unrar 4).
func rarStored(name string, content []byte) []byte {
	u16, u32 := binary.LittleEndian.AppendUint16, binary.LittleEndian.AppendUint32
	seal := func(dst, head []byte) []byte {
		return append(u16(dst, uint16(crc32.ChecksumIEEE(head))), head...)
	}
	out := seal([]byte("Rar!\x1a\x07\x00"), []byte{0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0})
	head := u16(u16([]byte{0x74}, 0x8000), uint16(32+len(name)))
	head = u32(u32(head, uint32(len(content))), uint32(len(content)))
	head = append(head, 3) // unix
	head = u32(u32(head, crc32.ChecksumIEEE(content)), 0)
	head = append(head, 20, 0x30) // version 2.0, stored
	head = append(u32(u16(head, uint16(len(name))), 0o100644), name...)
	out = append(seal(out, head), content...)
	return seal(out, []byte{0x7b, 0, 0x40, 7, 0})
}

func openWrite(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The same rows in every wrapping, under names that say nothing.
func TestOpenTellsTheFormat(t *testing.T) {
	content := openExample(500)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprint(z, content)
	z.Close()
	plain := openWrite(t, "a", []byte(content))
	want := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(plain,
		Options{})).Source(0)), 100)
	if len(want) != 500 {
		t.Fatalf("%d invocations, want 500", len(want))
	}
	converted := filepath.Join(t.TempDir(), "b")
	if n, err := native.Write(context.Background(), converted,
		tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(plain,
			Options{})).Source(0))); n != 500 || err != nil {
		t.Fatalf("WriteNative = %d, %v", n, err)
	}
	for path, format := range map[string]string{
		plain:                             "azure2021",
		openWrite(t, "c", zipped.Bytes()): "azure2021",
		openWrite(t, "d.rar", rarStored("AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt",
			[]byte(content))): "azure2021",
		converted: "thaw",
	} {
		for _, name := range []string{"", format} {
			trace, err := Open(path, Options{Format: name})
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(trace.Source(0)), 64)
			if trace.Format() != format || !slices.Equal(got, want) {
				t.Errorf("%s: %d invocations as %s, want %d as %s", path, len(got), trace.Format(), len(want), format)
			}
			if f := trace.Files(); len(f) != 1 || f[0].Path != path || f[0].Size == 0 || len(f[0].SHA256) != 64 {
				t.Errorf("%s: files %+v", path, f)
			}
		}
	}
}

// Is a file told by its header, however its columns are quoted and ordered? Is
// it usable for the one command and for the other?
func TestOpenTellsQuotedHeaders(t *testing.T) {
	for content, format := range map[string]string{
		`"app","func","end_timestamp","duration"` + "\n" + `"a","f",10,1` + "\n":            "azure2021",
		`"","app","func","end_timestamp","duration"` + "\r\n" + `"1","a","f",10,1` + "\r\n": "azure2021",
		"\xef\xbb\xbfduration, start_timestamp ,func,app\n1,10,f,a":                         "azure2021",
		`"HashOwner","HashApp","HashFunction","Trigger","1"` + "\n" + `"o","a","f","t",1`:   "azure2019",
		"1,HashFunction,HashApp,HashOwner,Trigger\n":                                        "azure2019, unusable",
		`app,"func,end_timestamp,duration` + "\n":                                           "azure2021, unusable",
		"HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f,t,0,0\no,b,f,t,0,0\n":            "azure2019, unusable",
	} {
		path := openWrite(t, "trace.csv", []byte(content))
		f, err := formatOf(path, "", input.Limits{})
		if err != nil {
			t.Errorf("%q: %v", content, err)
			continue
		}
		want, unusable := strings.CutSuffix(format, ", unusable")
		r, err := Validate(path, "", input.Limits{})
		_, openErr := Open(path, Options{})
		if err != nil || f.Name != want || r.Usable() == unusable || (openErr != nil) != unusable {
			t.Errorf("%q is %s: %v\n%sand opened: %v; want %s", content, f.Name, err, r, openErr, format)
		}
	}
}

func TestOpenSyntheticAndFolders(t *testing.T) {
	const spec = "synthetic,model=poisson,functions=5,rate=10/s,duration=10m"
	trace := tracetest.Must[*Trace](t)(Open(spec, Options{}))
	if trace.Format() != "synthetic" || len(trace.Table().Functions) != 5 {
		t.Errorf("%s of %d functions", trace.Format(), len(trace.Table().Functions))
	}
	short := tracetest.Must[*Trace](t)(Open(strings.TrimPrefix(spec, "synthetic,"), Options{Format: "synthetic"}))
	if !slices.Equal(tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(trace.Source(3)), 100),
		tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(short.Source(3)), 100)) {
		t.Error("the spec without its first word makes another trace")
	}
	folder := filepath.FromSlash("../../shared/traces/azure2019-d07-250")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the excerpt of the real trace is not here: ", err)
	}
	trace = tracetest.Must[*Trace](t)(Open(folder, Options{Start: time.Hour, Length: 10 * time.Minute, Rate: 5,
		Functions: 200}))
	got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(trace.Source(1)), 1000)
	if trace.Format() != "azure2019" || len(trace.Table().Functions) != 200 || len(got) == 0 ||
		got[len(got)-1].Arrival >= 600*sim.Second {
		t.Errorf("%d invocations: %s", len(got), trace.Describe())
	}
}

func TestOpenRefuses(t *testing.T) {
	csv := openWrite(t, "trace.csv", []byte(openExample(3)))
	empty := t.TempDir()
	for _, c := range []struct {
		path string
		opt  Options
		want []string
	}{
		{csv, Options{Format: "azure2012"}, []string{`unknown trace format "azure2012"`, `did you mean "azure2019"`}},
		{csv, Options{Format: "thaw"}, []string{csv, "not a thaw trace"}},
		{csv[:len(csv)-1] + "w", Options{}, []string{"no such file", `did you mean "trace.csv"?`}},
		{openWrite(t, "x", []byte("%PDF-1.5\n")), Options{}, []string{"format cannot be told", `"%PDF-1.5"`,
			"azure2019, azure2021", "--format"}},
		{openWrite(t, "x", nil), Options{}, []string{"it is empty"}},
		{empty, Options{}, []string{empty}},
		{"one\ntwo.csv", Options{}, []string{`trace "one\ntwo.csv": a control character`}},
		{"", Options{Format: "azure2019"}, []string{"no path"}},
		{"syntetic,functions=5", Options{}, []string{"no such file"}},
		{csv, Options{Start: -1, Length: -1, Functions: -1, Rate: -1, Ramp: -1, FunctionMemory: -1, Format: "x"},
			[]string{
				"start of -1ns", "length of -1ns", "-1 functions", "rate of -1", "ramp of -1ns", "memory of -1 MiB",
				`format "x"`}},
		{csv, Options{Rate: math.NaN()}, []string{"rate of NaN"}},
		{csv, Options{Rate: math.Inf(1)}, []string{"rate of +Inf"}},
	} {
		_, err := Open(c.path, c.opt)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("Open(%q, %+v): error %v, want one with %q", c.path, c.opt, err, want)
			}
		}
	}
}

// Open stacks the filters in the documented order.
func TestOpenStacksTheFilters(t *testing.T) {
	path := openWrite(t, "trace.csv", []byte(openExample(3000)))
	opt := Options{Start: 10 * time.Second, Length: 4 * time.Minute, Functions: 10, Rate: 2, Ramp: time.Minute,
		FunctionMemory: 99}
	trace := tracetest.Must[*Trace](t)(Open(path, opt))
	source := tracetest.Must[workload.Source](t)
	src := source(tracetest.Must[*azure2021.Trace](t)(azure2021.Open(path, azure2021.Options{})).Source(0))
	src = source(SampleFunctions(source(Window(src, opt.Start, opt.Length)), opt.Functions))
	m := tracetest.Must[*inmemory.Source](t)(inmemory.Read(src))
	src = source(SampleInvocations(m, 5, 2*m.Invocations()[m.Len()-1].Arrival.Seconds()/float64(m.Len())))
	src = source(OverrideMemory(source(Ramp(src, 5, opt.Ramp)), 99))
	got := source(trace.Source(5))
	if d := cmp.Diff(src.Table(), got.Table()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(src.Table(), trace.Table()); d != "" {
		t.Error(d)
	}
	inv := tracetest.ReadAll(t, got, 50)
	if !slices.Equal(inv, tracetest.ReadAll(t, src, 60)) || len(inv) == 0 {
		t.Errorf("%d invocations differ", len(inv))
	}
	s, ok := SamplingOf(got)
	if want := 480.0; !ok || math.Abs(float64(s.Kept)-want) > 5*math.Sqrt(want) {
		t.Errorf("%d kept of %d, want about %v", s.Kept, s.Seen, want)
	}
	for _, want := range []string{"azure2021", "10 functions", "from 10s for 4m0s", "2/s wanted", "over 1m0s"} {
		if d := trace.Describe(); !strings.Contains(d, want) {
			t.Errorf("%q is missing in: %s", want, d)
		}
	}
}

// What a format says of its size leads to the same sample as reading it does.
func TestOpenRateIsTheSameInEveryFormat(t *testing.T) {
	path := openWrite(t, "trace.csv", []byte(openExample(3000)))
	converted := filepath.Join(t.TempDir(), "trace.thaw")
	all := tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(path, Options{})).Source(0))
	if _, err := native.Write(context.Background(), converted, all); err != nil {
		t.Fatal(err)
	}
	for _, opt := range []Options{{}, {Start: 20 * time.Second}, {Start: time.Minute, Length: 150 * time.Second},
		{Functions: 4}, {Length: time.Hour}} {
		rows := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(path,
			opt)).Source(0)), 50)
		opt.Rate = 1
		csv := tracetest.Must[*Trace](t)(Open(path, opt))
		bin := tracetest.Must[*Trace](t)(Open(converted, opt))
		want := rows[len(rows)-1].Arrival.Seconds() / float64(len(rows))
		if csv.sample.probability != want || bin.sample.probability != want {
			t.Errorf("%+v: probabilities %v and %v, want %v", opt, csv.sample.probability, bin.sample.probability,
				want)
		}
		if !slices.Equal(tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(csv.Source(1)), 50),
			tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(bin.Source(1)), 50)) {
			t.Errorf("%+v: the samples differ", opt)
		}
	}
	// More than there is: everything.
	if n := len(tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(converted,
		Options{Rate: 1e9})).Source(0)), 50)); n != 3000 {
		t.Errorf("%d invocations, want all 3000", n)
	}
}

func TestTraceIsReplayedAtTheSameTime(t *testing.T) {
	path := openWrite(t, "trace.csv", []byte(openExample(3000)))
	trace := tracetest.Must[*Trace](t)(Open(path, Options{Rate: 5, Ramp: time.Minute}))
	want := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(trace.Source(1)), 100)
	var wg sync.WaitGroup
	got := make([]*inmemory.Source, 8)
	for i := range got {
		wg.Go(func() {
			src, err := trace.Source(uint64(i % 2))
			if err != nil {
				t.Error(err)
				return
			}
			if got[i], err = inmemory.Read(src); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for i := range got {
		if same := slices.Equal(got[i].Invocations(), want); same != (i%2 == 1) {
			t.Errorf("replay %d with seed %d: equal to that with seed 1: %v", i, i%2, same)
		}
	}
}

func TestValidate(t *testing.T) {
	good := openWrite(t, "trace.csv", []byte(openExample(30)))
	if r, err := Validate(good, "", input.Limits{}); err != nil || r.String() != "" {
		t.Errorf("a sound trace: %v, %s", err, r)
	}
	bad := openWrite(t, "trace.csv", []byte("app,func,end_timestamp,duration\n"+"a,f,x,1\na,f,1,NaN\na,f,2,1\n"))
	r := tracetest.Must[*findings.Report](t)(Validate(bad, "", input.Limits{}))
	if s := r.String(); r.Usable() || !strings.Contains(s, bad+":2:5: ") || !strings.Contains(s, bad+":3:7: ") {
		t.Errorf("usable %v: %s", r.Usable(), s)
	}
	if _, err := Validate(good+"x", "", input.Limits{}); err == nil {
		t.Error("a missing file: no error")
	}
	if _, err := Validate(good, "none", input.Limits{}); err == nil {
		t.Error("an unknown format: no error")
	}
	// as a run, which finds nothing to replay
	empty := "synthetic,functions=20,duration=5m,invocations=1.5"
	r = tracetest.Must[*findings.Report](t)(Validate(empty, "", input.Limits{}))
	if r.Usable() || !strings.Contains(r.String(), "nothing is drawn under seed 1") {
		t.Errorf("a generator that draws nothing: usable %v: %s", r.Usable(), r)
	}
}

func TestFormatsAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || f.Summary == "" || f.Layout == "" || strings.Contains(f.Summary, "\n") || seen[f.Name] {
			t.Errorf("%+v: want a name of its own, a line and a layout", f.Name)
		}
		seen[f.Name] = true
	}
	for _, name := range []string{"azure2019", "azure2021", "thaw", "synthetic"} { // what --format promises
		if !seen[name] {
			t.Errorf("no format %s", name)
		}
	}
}
