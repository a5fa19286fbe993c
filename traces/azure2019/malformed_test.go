package azure2019

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"thaw/traces/input"
	"thaw/traces/tracetest"
)

const badRow = "o,a,f,100,5,10,1000,20,30,50,80,100,400,900\n"

// What does a user read who hands over a broken file? Each is one mistake, and
// the error names its place and what was expected.
func TestMalformedIsUnusable(t *testing.T) {
	head := "HashOwner,HashApp,HashFunction,Trigger,1,2\n"
	for name, c := range map[string]struct{ counts, want string }{
		"text":           {head + "o,a,f,http,1,x\n", `.csv:2:14: count "x" is not a number`},
		"empty count":    {head + "o,a,f,http,1,\n", `.csv:2:14: count "" is not a number`},
		"fraction":       {head + "o,a,f,http,1.5,1\n", `.csv:2:12: count "1.5" is not a number`},
		"NaN":            {head + "o,a,f,http,NaN,1\n", `.csv:2:12: count "NaN" is not a number`},
		"negative":       {head + "o,a,f,http,1,-7\n", `.csv:2:14: count "-7" is negative`},
		"overflow":       {head + "o,a,f,http,4294967296,1\n", `.csv:2:12: count "4294967296" is too large`},
		"far overflow":   {head + "o,a,f,http,1," + strings.Repeat("9", 60) + "\n", `is too large`},
		"crowded minute": {head + "o,a,f,http,1,4294967295\n", `minute 2 has 4294967295 invocations`},
		"short row":      {head + "o,a,f,http,1\n", `.csv:2: row has 5 fields, the header has 6`},
		"very short row": {head + "o,a\n", `.csv:2: row has 2 fields`},
		"long row":       {head + "o,a,f,http,1,2,3\n", `.csv:2: row has 7 fields, the header has 6`},
		"no name":        {head + "o,a,,http,1,2\n", `.csv:2:5: HashApp or HashFunction is empty`},
		"misspelt column": {"HashOwner,HashApp,HashFuncton,Trigger,1\no,a,f,http,1\n",
			`.csv:1:19: unknown column "HashFuncton" (did you mean "HashFunction"?)`},
		"missing column": {"HashOwner,HashApp,HashFunction,1\no,a,f,1\n", `the header has no column Trigger`},
		"no header":      {"o,a,f,http,1,2\n", `the header has no column HashApp`},
		"no minutes":     {"HashOwner,HashApp,HashFunction,Trigger\no,a,f,http\n", `the header has no minute columns`},
		"minute 0": {"HashOwner,HashApp,HashFunction,Trigger,0\no,a,f,http,1\n",
			`.csv:1:40: column "0", expected the number of a minute`},
		"minute 1441": {"HashOwner,HashApp,HashFunction,Trigger,1441\no,a,f,http,1\n",
			`expected the number of a minute, 1 to 1440`},
		"minutes fall": {"HashOwner,HashApp,HashFunction,Trigger,5,4\no,a,f,http,1,1\n", `minute 4 follows minute 5`},
		"header only":  {head, `the trace has no functions`},
		"giant line": {head + "o,a,f,http," + strings.Repeat("0,", input.LineLimit/2+10) + "0\n",
			`.csv:2: line is longer than 1048576 bytes`},
		"binary":           {head + "\x00\xff\xfe\n", `row has 1 fields`},
		"two bad rows too": {head + "o,a,f,http,x,1\no,b,f,http,1,-2\n", `.csv:3:14: count "-2" is negative`},
	} {
		dir := tracetest.WriteFiles(t, testDay(1, c.counts, "", ""))
		_, err := Open(dir, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is\n%v\nexpected it to contain\n%s", name, err, c.want)
		}
		report, err := Validate(dir, input.Limits{})
		if err != nil || report.Usable() {
			t.Errorf("%s: the doctor calls it usable (%v)", name, err)
		}
	}
}

// Are missing and foreign paths told apart?
func TestWrongPath(t *testing.T) {
	durations := testDay(1, "", testDurationHead+badRow, "")
	for name, c := range map[string]struct{ path, want string }{
		"absent": {filepath.Join(t.TempDir(), "absent"), "absent"},
		"empty folder": {t.TempDir(), "no invocations: expected files named " +
			"invocations_per_function_md.anon.dNN.csv"},
		"only durations": {tracetest.WriteFiles(t, durations), "no invocations"},
		"durations file": {filepath.Join(tracetest.WriteFiles(t, durations), filePrefixes[1]+"01.csv"),
			"is not a file of invocations"},
		"empty file": {filepath.Join(tracetest.WriteFiles(t, map[string]string{"x.csv": ""}), "x.csv"),
			"is empty, expected a header"},
	} {
		if _, err := Open(c.path, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, expected it to contain %q", name, err, c.want)
		}
	}
}

// Are odd but usable rows handled, counted and reported?
func TestMalformedIsHandled(t *testing.T) {
	head := "HashOwner,HashApp,HashFunction,Trigger,1,2\n"
	row := func(values string) string { return testDurationHead + "o,a,f," + values + "\n" }
	for name, c := range map[string]struct{ counts, durations, memory, class string }{
		"duplicate function": {head + "o,a,f,http,1,2\no,a,f,http,1,2\n", "", "", "duplicate row"},
		"blank line":         {head + "\no,a,f,http,1,2\n\n", "", "", "blank line"},
		"decimal counts":     {head + "o,a,f,http,1.0, 2.00 \n", row("7,3,7,7,7,7,7,7,7,7,7"), "", ""},
		"byte order mark":    {"\xef\xbb\xbf" + head + "o,a,f,http,1,2", "", "", ""},
		"unknown column": {"No,HashOwner,HashApp,HashFunction,Trigger,1\n0,o,a,f,http,1\n", "", "",
			"unknown column"},
		"no durations":        {head + "o,a,f,http,1,2\n", "", "", "imputed duration"},
		"no memory":           {head + "o,a,f,http,1,2\n", "", "", "imputed memory"},
		"0 ms":                {head + "o,a,f,http,1,2\n", row("0,3,0,0,0,0,0,0,0,0,0"), "", "average of 0 ms"},
		"negative duration":   {head + "o,a,f,http,1,2\n", row("-5,3,0,9,0,0,0,0,0,0,9"), "", "row not used"},
		"NaN duration":        {head + "o,a,f,http,1,2\n", row("NaN,3,0,9,0,0,0,0,0,0,9"), "", "row not used"},
		"infinite duration":   {head + "o,a,f,http,1,2\n", row("5,3,0,+Inf,0,0,0,0,0,0,9"), "", "row not used"},
		"text in a duration":  {head + "o,a,f,http,1,2\n", row("5,3,0,9,0,0,fast,0,0,0,9"), "", "row not used"},
		"empty duration":      {head + "o,a,f,http,1,2\n", row("5,3,0,9,0,0,,0,0,0,9"), "", "row not used"},
		"falling percentiles": {head + "o,a,f,http,1,2\n", row("5,3,0,9,0,8,7,6,5,4,9"), "", "row not used"},
		"short duration row":  {head + "o,a,f,http,1,2\n", row("5,3"), "", "row not used"},
		"impossible average":  {head + "o,a,f,http,1,2\n", row("500,3,0,9,0,0,0,0,0,0,9"), "", "not self-consistent"},
		"contradicting ends":  {head + "o,a,f,http,1,2\n", row("5,3,3,4,1,2,3,5,6,8,9"), "", "contradicting ends"},
		"count disagrees":     {head + "o,a,f,http,1,2\n", row("5,2,0,9,0,1,3,5,6,8,9"), "", "count disagrees"},
		"two duration rows": {head + "o,a,f,http,1,2\n", testDurationHead + badRow + badRow, "",
			"duplicate duration row"},
		"negative memory": {head + "o,a,f,http,1,2\n", "", testMemoryHead + "o,a,3,-1,1\n", "row not used"},
		"text in memory":  {head + "o,a,f,http,1,2\n", "", testMemoryHead + "o,a,3,much,1\n", "row not used"},
		"infinite memory": {head + "o,a,f,http,1,2\n", "", testMemoryHead + "o,a,3,Inf,1\n", "row not used"},
		"two memory rows": {head + "o,a,f,http,1,2\n", "", testMemoryHead + "o,a,3,5,1\no,a,3,7,1\n",
			"duplicate memory row"},
		"header only memory":   {head + "o,a,f,http,1,2\n", "", testMemoryHead, "imputed memory"},
		"header only duration": {head + "o,a,f,http,1,2\n", testDurationHead, "", "imputed duration"},
	} {
		a, err := Open(tracetest.WriteFiles(t, testDay(1, c.counts, c.durations, c.memory)), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.class != "" && a.Report().Count(c.class) == 0 {
			t.Errorf("%s: not reported as %q:\n%s", name, c.class, a.Report())
		}
		want := 3
		switch name {
		case "duplicate function":
			want = 6
		case "unknown column":
			want = 1
		}
		if all := readAll(t, a, 1); len(all) != want {
			t.Errorf("%s: %d invocations, expected %d", name, len(all), want)
		}
		if f := a.Table().Functions[0]; f.Memory < 1 || f.MeanDuration < 0 {
			t.Errorf("%s: function is %+v", name, f)
		}
	}
}

// Are broken durations and memory files mistakes, and all listed at once?
func TestAllMistakesAtOnce(t *testing.T) {
	files := testDay(1, testCounts(1, "a f http 1 x"), strings.Replace(testDurationHead, "Average,", "Avrage,",
		1)+badRow, "")
	maps.Copy(files, testDay(2, testCounts(1, "a f http -1 1"), "", "\n"))
	_, err := Open(tracetest.WriteFiles(t, files), Options{})
	for _, want := range []string{`count "x"`, `count "-1"`, `did you mean "Average"?`,
		"no column AverageAllocatedMb"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is\n%v\nexpected it to contain %s", err, want)
		}
	}
}

// Does a function without a row get the median of the others?
func TestImputed(t *testing.T) {
	files := testDay(1, testCounts(1, "a f http 5", "b g http 5", "c h http 5", "d new http 5"),
		testDurationHead+
			"o,a,f,10,5,10,10,10,10,10,10,10,10,10\no,b,g,40,5,40,40,40,40,40,40,40,40,40\n"+
			"o,c,h,900,5,900,900,900,900,900,900,900,900,900\n",
		testMemoryHead+"o,a,1,100,1\no,b,1,200,1\no,c,1,900,1\n")
	a := mustOpen(t, tracetest.WriteFiles(t, files), Options{})
	f := a.Table().Functions[3]
	if f.Name != "d/new" || f.MeanDuration != 40*time.Millisecond || f.Memory != 200 ||
		!f.ImputedDuration || !f.ImputedMemory {
		t.Errorf("function is %+v, expected the medians 40ms and 200 MiB, imputed", f)
	}
	if n := a.Table().Imputed(); n != 1 {
		t.Errorf("%d functions imputed, expected 1", n)
	}
	for _, v := range readAll(t, a, 1) {
		if v.Function == 3 && v.Duration != 40*time.Millisecond {
			t.Errorf("drawn %v, expected 40ms", v.Duration)
		}
	}
}

// Does a truncated file name itself and how far it was read?
func TestMalformedTruncated(t *testing.T) {
	var rows []string
	for i := range 2000 {
		rows = append(rows, "app"+strings.Repeat("x", i%50)+" f http 1 2 3")
	}
	packed := tracetest.PackEach(t, testDay(1, testCounts(1, rows...), "", ""), ".gz",
		func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	for name, data := range packed {
		for _, cut := range []int{1, 5, 12, len(data) / 2, len(data) - 1} {
			dir := tracetest.WriteFiles(t, map[string]string{name: data[:cut]})
			_, err := Open(dir, Options{})
			if err == nil {
				t.Errorf("cut at %d of %d: no error", cut, len(data))
				continue
			}
			if cut > 2 && (!strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "truncated")) {
				t.Errorf("cut at %d of %d: error is %v", cut, len(data), err)
			}
		}
	}
	archive := tracetest.PackTar(t, smallDay())
	path := filepath.Join(tracetest.WriteFiles(t, map[string]string{"a.tar.xz": archive[:len(archive)*2/3]}),
		"a.tar.xz")
	if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "a.tar.xz: truncated") {
		t.Errorf("truncated archive: error is %v", err)
	}
}

// Does a line without an end cost bounded memory? A gzip of 256 MiB of zeros is
// the cheap form of a terabyte.
func TestMalformedEndlessLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), filePrefixes[0]+"01.csv.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	block := make([]byte, 1<<20)
	for range 256 {
		if _, err := z.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = Open(path, Options{})
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), ".csv.gz:1: line is longer than 1048576 bytes") {
		t.Errorf("error is %v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
		t.Errorf("reading it allocated %d MiB, expected at most 32", grown>>20)
	}
}
