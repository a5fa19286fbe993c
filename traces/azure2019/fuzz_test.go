package azure2019

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// fuzzBudget is what reading a few bytes may allocate: buffers, a day's empty
// minutes and a report, none of which grows with what the bytes claim.
const fuzzBudget = 16 << 20

// fuzzOpen opens a folder in which one file holds the fuzzed bytes. It checks
// that memory is bounded by the input's size and that errors name a place, and
// replays what is usable.
func fuzzOpen(t *testing.T, kind fileKind, data []byte) {
	dir := t.TempDir()
	for name, text := range smallDay() {
		if strings.HasPrefix(name, filePrefixes[kind]) {
			text = string(data)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, err := Open(dir, Options{Length: 10 * time.Minute})
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > fuzzBudget+200*uint64(len(data)) {
		t.Fatalf("%d bytes of input made it allocate %d MiB", len(data), grown>>20)
	}
	report, validateErr := Validate(dir, input.Limits{})
	if validateErr != nil && err == nil {
		t.Fatalf("opens, but the doctor does not find it: %v", validateErr)
	}
	if err != nil {
		if !strings.Contains(err.Error(), dir) {
			t.Fatalf("error names no file: %v", err)
		}
		return
	}
	if !report.Usable() {
		return // a mistake outside the window
	}
	fuzzReplay(t, a)
}

// fuzzReplay checks that at most a million invocations come out, in order, with
// durations that a row can state.
func fuzzReplay(t *testing.T, a *Trace) {
	for _, f := range a.Table().Functions {
		if f.Memory < 1 || f.MeanDuration < 0 {
			t.Fatalf("function %+v", f)
		}
	}
	total := int64(0)
	for _, d := range a.days {
		total += d.total
	}
	if total > 1_000_000 {
		return
	}
	src, err := a.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	batch := make([]workload.Invocation, 1024)
	last, read := workload.Invocation{}, int64(0)
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range batch[:n] {
			if v.Arrival < last.Arrival || v.Duration < 0 || v.Duration > (durationLongest+1)*time.Millisecond ||
				int(v.Function) >= len(a.Table().Functions) {
				t.Fatalf("%+v follows %+v", v, last)
			}
			last = v
		}
		read += int64(n)
	}
	if read != total {
		t.Fatalf("%d invocations read, the counts say %d", read, total)
	}
}

func fuzzSeeds(f *testing.F, kind fileKind, more ...string) {
	for name, text := range smallDay() {
		if strings.HasPrefix(name, filePrefixes[kind]) {
			f.Add([]byte(text))
			f.Add([]byte(text[:len(text)/2]))
			f.Add([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
			f.Add([]byte(quoteAll(text)))
			f.Add([]byte(strings.ReplaceAll(text, ",", " ,\"\"\" ")))
		}
	}
	for _, text := range more {
		f.Add([]byte(text))
	}
	f.Add([]byte{})
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, 0})
	f.Add([]byte("\xfd7zXZ\x00\x00\x04"))
	f.Add([]byte("Rar!\x1a\x07\x01\x00"))
}

func FuzzInvocations(f *testing.F) {
	head := "HashOwner,HashApp,HashFunction,Trigger,3,4,7\n"
	fuzzSeeds(f, countsFile, head+"o,a,f,http,0,0,0\n", head+"o,a,f,,99999999999,-1,x\n",
		head+"o,a,f,t,1.0,2., 3 \no,a,f,t,1,2,3")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, countsFile, data) })
}

func FuzzDurations(f *testing.F) {
	fuzzSeeds(f, durationsFile, testDurationHead+"o,a,f,NaN,-1,1e300,0x1p-2,,,,,,,\n",
		testDurationHead+"o,a,f,0,0,0,2592000000,0,0,0,0,0,0,0\n")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, durationsFile, data) })
}

func FuzzMemory(f *testing.F) {
	fuzzSeeds(f, memoryFile, testMemoryHead+"o,a,0,0,0\n", testMemoryHead+"o,a,1e15,16777216,Inf\n")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, memoryFile, data) })
}

// benchCounts makes a day of Azure's shape: most cells zero, a few functions
// with large counts.
func benchCounts(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("HashOwner,HashApp,HashFunction,Trigger")
	for m := 1; m <= dayMinutes; m++ {
		fmt.Fprintf(&b, ",%d", m)
	}
	b.WriteByte('\n')
	for r := range rows {
		fmt.Fprintf(&b, "%064d,%064d,%064d,http", r/3, r/2, r)
		for m := range dayMinutes {
			h := minutes.MixBits(uint64(r)<<16 | uint64(m))
			n := uint64(0)
			if h&3 == 0 && r&1 == 0 { // an eighth of the cells, as 1,000 of 10,000 functions a minute
				n = h >> 8 % uint64(1+1000/(r%100+1))
			}
			fmt.Fprintf(&b, ",%d", n)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// How fast is a day read into sparse cells?
func BenchmarkScan(b *testing.B) {
	data := benchCounts(2000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		a := &Trace{report: &findings.Report{}, intern: newInternTable(), loaded: map[int]*loadedDay{}}
		d := &traceDay{number: 1, end: dayMinutes}
		a.days, a.end = []*traceDay{d}, 1440*60_000_000_000
		var err error
		if d.header, err = readCountsHeader(input.NewLines("bench", bytes.NewReader(data)), a.report); err != nil {
			b.Fatal(err)
		}
		if err := a.readCounts(d, input.NewLines("bench", bytes.NewReader(data))); err != nil {
			b.Fatal(err)
		}
	}
}

// How fast are invocations with durations made of the real day's counts?
func BenchmarkSource(b *testing.B) {
	a := openReal(b, realDay, Options{})
	batch := make([]workload.Invocation, 4096)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		src, err := a.Source(1)
		if err != nil {
			b.Fatal(err)
		}
		for {
			k, err := src.Read(batch)
			if err == io.EOF {
				break
			}
			n += k
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/invocation")
}
