package sample

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"

	"thaw/models/workload"
	"thaw/traces/inmemory"
	"thaw/traces/native"
	"thaw/traces/stats"
	"thaw/traces/synthetic"
)

func statsOf(t *testing.T, data []byte) *stats.Summary {
	t.Helper()
	decoded, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	s, err := stats.Of(decoded.trace)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compressed puts the form into what Decode reads.
func compressed(t testing.TB, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := compress(&b, raw, zstd.SpeedFastest); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// generate generates a trace under seed 1.
func generate(t testing.TB, spec string) (*workload.Table, []workload.Invocation) {
	t.Helper()
	s, err := synthetic.Open(spec, synthetic.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := s.Source(specSeed)
	if err != nil {
		t.Fatal(err)
	}
	m, err := inmemory.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	return m.Table(), m.Invocations()
}

// Is the default trace small, and worth a first look?
func TestSampleIsSmallAndInteresting(t *testing.T) {
	if len(hour) >= 1e6 {
		t.Errorf("%d bytes in the binary, expected less than 1 MB", len(hour))
	}
	s := statsOf(t, hour)
	if s.Functions < 200 || s.Functions > 300 || s.ActiveFunctions != s.Functions {
		t.Errorf("%d functions, %d of them invoked, expected about 250, all invoked", s.Functions, s.ActiveFunctions)
	}
	if rate := s.MinuteMean / 60; rate < 30 || rate > 60 || s.Span.Hours() != 1 {
		t.Errorf("%.1f invocations/s over %v, expected 30 to 60 over an hour", rate, s.Span)
	}
	if s.TopFive < 0.5 {
		t.Errorf("five functions make %.0f%% of the invocations, expected more than half", 100*s.TopFive)
	}
	if len(s.Triggers) < 5 || s.AppSizes[0] == 1 {
		t.Errorf("%d triggers, %.0f%% of apps with one function: expected variety", len(s.Triggers), 100*s.AppSizes[0])
	}
	m, _ := Decode(hour)
	total := 0
	for _, f := range m.Table().Functions {
		total += int(f.Memory)
	}
	// Ten invokers of 4 GiB hold about one container of every function: policies must choose.
	if total < 20<<10 || total > 60<<10 {
		t.Errorf("one container of every function takes %d MiB, expected about the 40 GiB of ten small invokers",
			total)
	}
}

// Does the generator still make a trace of the sample's kind? The bytes may
// differ when the generator is improved; the sample stays as it is.
func TestSampleRegenerates(t *testing.T) {
	var b bytes.Buffer
	if err := Encode(&b); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(b.Bytes(), hour) {
		return
	}
	t.Log("the generator makes other bytes than the embedded sample")
	old, now := statsOf(t, hour), statsOf(t, b.Bytes())
	near := func(what string, a, b, tolerance float64) {
		if math.Abs(a-b) > tolerance*math.Abs(a) {
			t.Errorf("%s: the sample has %v, the generator now makes %v: other in kind, "+
				"run make sample and say so in CHANGELOG.md", what, a, b)
		}
	}
	near("invocations", float64(old.Invocations), float64(now.Invocations), 0.2)
	near("functions", float64(old.Functions), float64(now.Functions), 0.2)
	near("share of five functions", old.TopFive, now.TopFive, 0.2)
	near("mean duration", old.InvocationDuration.Seconds(), now.InvocationDuration.Seconds(), 1)
}

// Does the encoding keep arrivals to the microsecond and durations to 50 µs?
func TestLayoutKeepsTheTrace(t *testing.T) {
	table, inv := generate(t, "synthetic,functions=40,rate=20/s,duration=10m")
	raw, err := encode(table, inv)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(raw); err == nil {
		t.Error("bytes that are not compressed are accepted")
	}
	got, err := Decode(compressed(t, raw))
	if err != nil {
		t.Fatal(err)
	}
	for i := range table.Functions {
		table.Functions[i].LongestDuration = 0 // which the encoding does not keep
	}
	if !slices.Equal(got.Table().Functions, table.Functions) {
		t.Error("the table is another")
	}
	for i, v := range got.trace.Invocations() {
		w := inv[i]
		if d := v.Duration - w.Duration; v.Arrival != w.Arrival || v.Function != w.Function || d < -tick/2 ||
			d > tick {
			t.Fatalf("invocation %d is %+v, expected %+v", i, v, w)
		}
	}
}

// Is a damaged sample an error, never a panic and never a silent other trace?
func TestMalformedBytes(t *testing.T) {
	table, inv := generate(t, "synthetic,functions=5,rate=5/s,duration=1m")
	raw, err := encode(table, inv)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		if _, err := Decode(compressed(t, raw[:i])); err == nil {
			t.Fatalf("cut at %d of %d bytes: no error", i, len(raw))
		}
	}
	for i := range raw {
		damaged := slices.Clone(raw)
		damaged[i] ^= 0x55
		if _, err := Decode(compressed(t, damaged)); err == nil {
			t.Fatalf("byte %d of %d damaged: no error", i, len(raw))
		}
	}
}

// Is whatever stands behind a sound checksum a sound trace or an error?
func FuzzDecode(f *testing.F) {
	table, inv := generate(f, "synthetic,functions=3,rate=1/s,duration=10s")
	raw, err := encode(table, inv)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:12])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if raw = bytes.Clone(raw); len(raw) >= 4 {
			binary.LittleEndian.PutUint32(raw, native.Checksum(raw[4:]))
		}
		s, err := Decode(compressed(t, raw))
		if err != nil {
			return
		}
		if _, err := inmemory.New(s.Table(), s.trace.Invocations()); err != nil {
			t.Error(err)
		}
		if _, _, _, err := s.Extent(); err != nil {
			t.Error(err)
		}
	})
}

// Under the options of Open, does a function book its whole app?
func TestSampleAppMemory(t *testing.T) {
	s, err := Open(Options{WholeApp: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Table().Functions {
		if f.Memory != s.Table().Apps[f.App].Memory {
			t.Fatalf("%s books %d MiB, its app has %d", f.Name, f.Memory, s.Table().Apps[f.App].Memory)
		}
	}
	a, _ := s.Source(1)
	b, _ := s.Source(2)
	x, y := make([]workload.Invocation, 1000), make([]workload.Invocation, 1000)
	n, _ := a.Read(x)
	m, _ := b.Read(y)
	if n != m || !slices.Equal(x[:n], y[:m]) {
		t.Error("the sample depends on the seed")
	}
}
