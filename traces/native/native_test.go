package native

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/traces/inmemory"
	"thaw/traces/input"
	"thaw/traces/tracetest"
)

// Does every byte stand where the layout says? The file is made here by hand.
func TestLayout(t *testing.T) {
	u32, u64 := binary.LittleEndian.AppendUint32, binary.LittleEndian.AppendUint64
	crc := func(p []byte) uint32 { return crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)) }
	seal := func(p []byte) []byte { return u32(p, crc(p)) }
	str := func(dst []byte, s string) []byte { return append(u32(dst, uint32(len(s))), s...) }

	table := u32(str(u32(nil, 1), "app"), 128)                          // apps: name, MiB
	table = str(str(u32(table, 1), "app/f"), "http")                    // functions: name, trigger
	table = append(u64(u32(u32(table, 0), 64), 3e9), 0b10)              // app, MiB, mean in ns, memory imputed
	records := u32(u64(u64(nil, 5), 1e9), 0)                            // arrival, duration, function
	records = u32(u64(u64(records, 7e9), 2e9), 0)                       //
	head := u32(u32([]byte("\x89thaw\r\n\x1a"), 1), uint32(len(table))) // version, bytes of the table
	head = seal(u32(u32(u32(head, 8192), 0), crc(table)))               // records a block, flags
	block := u64(u64(u32([]byte("BLCK"), 2), 5), 7e9)                   // records, first and last arrival
	block = seal(u32(block, crc(records)))
	end := u64(u64(u64(u64(u32([]byte("TEND"), 1), 2), 7e9), 2e9), 0) // version, records, last, longest
	end = seal(u32(end, crc(append(bytes.Clone(head[:28]), block[:28]...))))
	if len(head) != 32 || len(block) != 32 || len(records) != 2*20 || len(end) != 48 {
		t.Fatalf("%d, %d, %d and %d bytes: the test is wrong", len(head), len(block), len(records), len(end))
	}
	file := slices.Concat(head, table, block, records, end)

	f := tracetest.Must[*File](t)(Open(WriteTemp(t, file), 0, 0, input.Limits{}))
	want := &workload.Table{
		Apps: []workload.App{{Name: "app", Memory: 128}},
		Functions: []workload.Function{{Name: "app/f", Trigger: "http", Memory: 64, MeanDuration: 3 * time.Second,
			ImputedMemory: true}},
	}
	if d := cmp.Diff(want, f.Table()); d != "" {
		t.Error(d)
	}
	got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(f.Source(0)), 1)
	inv := []workload.Invocation{{Arrival: 5, Duration: time.Second}, {Arrival: 7e9, Duration: 2 * time.Second}}
	if !slices.Equal(got, inv) {
		t.Errorf("got %v, want %v", got, inv)
	}
	var b bytes.Buffer
	if _, err := Encode(context.Background(), &b, tracetest.Must[*inmemory.Source](t)(inmemory.New(want,
		inv))); err != nil || !bytes.Equal(b.Bytes(), file) {
		t.Errorf("Encode writes another file: %v", err)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := tracetest.Draw(t)
		data := EncodeBlocks(t, m.Replay(), rapid.IntRange(1, 20).Draw(t, "block"))
		src := tracetest.Must[workload.Source](t)(Decode("bytes", data))
		if d := cmp.Diff(m.Table(), src.Table()); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(tracetest.Clone(m),
			tracetest.ReadAll(t, src, rapid.IntRange(1, 50).Draw(t, "batch"))); d != "" {
			t.Fatal(d)
		}
	})
}

// An entry may be as short as its fixed fields: one-letter names, no trigger.
func TestShortNames(t *testing.T) {
	table := &workload.Table{
		Apps:      []workload.App{{Memory: 1}},
		Functions: []workload.Function{{Memory: 1}, {Name: "f", Memory: 1}},
	}
	want := []workload.Invocation{{Function: 1}}
	src, err := inmemory.New(table, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode("short.thaw", EncodeBlocks(t, src, 10))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(table, got.Table()); d != "" {
		t.Error(d)
	}
}

// Every byte of a file is under a checksum: no flipped bit goes unnoticed.
func TestMalformedFlippedBits(t *testing.T) {
	data := EncodeBlocks(t, tracetest.Steady(25, time.Millisecond), 10)
	for i := range data {
		for bit := range 8 {
			damaged := bytes.Clone(data)
			damaged[i] ^= 1 << bit
			if err := drain(damaged); err == nil {
				t.Errorf("byte %d, bit %d: read without an error", i, bit)
			}
		}
	}
}

func TestMalformedTruncated(t *testing.T) {
	data := EncodeBlocks(t, tracetest.Steady(25, time.Millisecond), 10)
	for n := range data {
		err := drain(data[:n])
		if err == nil || n >= len(Magic) && !strings.Contains(err.Error(), "ends too early") {
			t.Errorf("first %d of %d bytes: %v", n, len(data), err)
		}
		if _, err := Open(WriteTemp(t, data[:n]), 0, 0, input.Limits{}); err == nil {
			t.Errorf("first %d of %d bytes: opened without an error", n, len(data))
		}
	}
	for _, more := range []string{"x", strings.Repeat("\x00", 5000)} {
		if err := drain(append(bytes.Clone(data), more...)); err == nil {
			t.Errorf("%d bytes after the trailer: no error", len(more))
		}
	}
}

// drain reads a file to its end or its first error.
func drain(data []byte) error {
	src, err := Decode("bytes", data)
	if err != nil {
		return err
	}
	batch := make([]workload.Invocation, 7)
	for {
		if _, err := src.Read(batch); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// A file with sound checksums may still have been written by something else.
func TestMalformedRecords(t *testing.T) {
	table := tracetest.Must[[]byte](t)(AppendTable(nil, tracetest.Steady(0, 1).Table()))
	head := fileHead{uint32(len(table)), 10, Checksum(table)}.append(nil)
	file := func(inv ...workload.Invocation) []byte {
		var records []byte
		for _, v := range inv {
			records = binary.LittleEndian.AppendUint64(records, uint64(v.Arrival))
			records = binary.LittleEndian.AppendUint64(records, uint64(v.Duration))
			records = binary.LittleEndian.AppendUint32(records, uint32(v.Function))
		}
		block := blockHead{uint32(len(inv)), inv[0].Arrival, inv[len(inv)-1].Arrival, Checksum(records)}
		b := append(block.append(append(bytes.Clone(head), table...)), records...)
		return fileTrailer{records: uint64(len(inv)), last: block.last}.append(b)
	}
	for _, c := range []struct {
		want string
		inv  []workload.Invocation
	}{
		{"not sorted", []workload.Invocation{{Arrival: 1}, {Arrival: 5}, {Arrival: 4}, {Arrival: 6}}},
		{"negative duration", []workload.Invocation{{Arrival: 1}, {Arrival: 5, Duration: -1}, {Arrival: 6}}},
		{"function 5, expected less than 5",
			[]workload.Invocation{{Arrival: 1}, {Arrival: 5, Function: 5}, {Arrival: 6}}},
		{"arrivals from -5", []workload.Invocation{{Arrival: -5}, {Arrival: 6}}},
		{"not sorted", []workload.Invocation{{Arrival: 1}, {Arrival: -1 << 63}, {Arrival: 1 << 62}}},
	} {
		if err := drain(file(c.inv...)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that contains %q", err, c.want)
		}
	}
}

// A block of another file has sound checksums of its own; the trailer's tells.
func TestMalformedSwappedBlock(t *testing.T) {
	m := tracetest.Steady(30, time.Millisecond)
	a := EncodeBlocks(t, m.Replay(), 10)
	m.Invocations()[15].Duration++
	b := EncodeBlocks(t, m.Replay(), 10)
	block := blockHeadBytes + 10*recordBytes
	from := len(a) - trailerBytes - 2*block
	copy(a[from:], b[from:from+block])
	if err := drain(a); err == nil || !strings.Contains(err.Error(), "whole file") {
		t.Errorf("error %v, want one about the checksum of the whole file", err)
	}
}

func TestMalformedVersion(t *testing.T) {
	data := EncodeBlocks(t, tracetest.Steady(5, 1), 10)
	data[8] = 2
	if err := drain(data); err == nil || !strings.Contains(err.Error(),
		"version 2") || !strings.Contains(err.Error(), "reads version 1") {
		t.Errorf("error %v, want one that names both versions", err)
	}
	if err := drain([]byte("app,func,end_timestamp,duration\n0,0,0,0\n")); !errors.Is(err, errMagic) {
		t.Errorf("error %v, want %v", err, errMagic)
	}
}

func TestWriteLeavesAWholeFileOrNone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.thaw")
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	unsorted := tracetest.Steady(3, 1)
	unsorted.Invocations()[0].Arrival = 9
	for name, c := range map[string]struct {
		ctx context.Context
		src workload.Source
	}{
		"source fails": {context.Background(), &tracetest.Failing{Source: tracetest.Steady(100_000, 1), Err: broken}},
		"cancelled":    {cancelled, tracetest.Steady(100_000, 1)},
		"unsorted":     {context.Background(), unsorted},
	} {
		if _, err := Write(c.ctx, path, c.src); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one that names the file", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: %v is left behind", name, left)
		}
	}
	for range 2 { // the second time over the first
		n, err := Write(context.Background(), path, tracetest.Steady(100_000, time.Millisecond))
		if n != 100_000 || err != nil {
			t.Fatalf("WriteNative = %d, %v", n, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%v is left behind", left)
	}
	f := tracetest.Must[*File](t)(Open(path, 0, 0, input.Limits{}))
	if got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(f.Source(0)), 4096); !slices.Equal(got,
		tracetest.Clone(tracetest.Steady(100_000, time.Millisecond))) {
		t.Error("the file holds something else")
	}
	for _, bad := range []string{dir, filepath.Join(dir, "none", "out.thaw")} {
		if _, err := Write(context.Background(), bad, tracetest.Steady(1, 1)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestEncodeOnAFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	if _, err := Encode(context.Background(), full, tracetest.Steady(100_000,
		1)); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want one about the space", err)
	}
}

func TestSourceClosesItsFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts /proc/self/fd")
	}
	open := func() int { l, _ := os.ReadDir("/proc/self/fd"); return len(l) }
	path := WriteTemp(t, EncodeBlocks(t, tracetest.Steady(1000, 1), 100))
	f := tracetest.Must[*File](t)(Open(path, 0, 0, input.Limits{}))
	before := open()
	tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(f.Source(0)), 64) // to its end
	half := tracetest.Must[workload.Source](t)(f.Source(0))
	_, _ = half.Read(make([]workload.Invocation, 10))
	if err := half.(io.Closer).Close(); err != nil {
		t.Error(err)
	}
	if _, err := half.Read(make([]workload.Invocation, 10)); err == nil || err == io.EOF {
		t.Errorf("Read after Close: %v, want an error", err)
	}
	if after := open(); after != before {
		t.Errorf("%d open files, %d before", after, before)
	}
}

func TestDoesNotAllocate(t *testing.T) {
	src := tracetest.Must[workload.Source](t)(Decode("bytes", EncodeBlocks(t, tracetest.Steady(300_000, 1),
		defaultBlockRecords)))
	batch := make([]workload.Invocation, 500)
	_, _ = src.Read(batch)
	if n := testing.AllocsPerRun(500, func() { _, _ = src.Read(batch) }); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

// repair makes the checksums of arbitrary bytes right, as far as they
// have the shape of a file, so that the fuzzer gets behind them.
func repair(data []byte) []byte {
	p := bytes.Clone(data)
	seal := func(p []byte) { binary.LittleEndian.PutUint32(p[len(p)-4:], Checksum(p[:len(p)-4])) }
	if len(p) < headBytes {
		return p
	}
	copy(p, Magic)
	off := headBytes + int(binary.LittleEndian.Uint32(p[12:]))
	if off > len(p) {
		return p
	}
	binary.LittleEndian.PutUint32(p[24:], Checksum(p[headBytes:off]))
	seal(p[:headBytes])
	chain := chainChecksum(0, p[:headBytes])
	for off+blockHeadBytes <= len(p) && string(p[off:off+4]) == blockTag {
		head := p[off : off+blockHeadBytes]
		end := off + blockHeadBytes + recordBytes*int(binary.LittleEndian.Uint32(head[4:]))
		if end > len(p) {
			return p
		}
		binary.LittleEndian.PutUint32(head[24:], Checksum(p[off+blockHeadBytes:end]))
		seal(head)
		chain = chainChecksum(chain, head)
		off = end
	}
	if t := p[off:]; len(t) >= trailerBytes {
		binary.LittleEndian.PutUint32(t[40:], chain)
		seal(t[:trailerBytes])
	}
	return p
}

func FuzzDecode(f *testing.F) {
	f.Add(EncodeBlocks(f, tracetest.Steady(25, time.Millisecond), 10))
	f.Add(EncodeBlocks(f, tracetest.Steady(0, 1), 10))
	f.Add([]byte(Magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = repair(data)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := drain(data)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(64*len(data)+4<<20) {
			t.Errorf("%d bytes of input cost %d bytes of memory (%v)", len(data), used, err)
		}
		if err == nil { // sound: it must survive a round trip
			m := tracetest.Must[*inmemory.Source](t)(inmemory.Read(tracetest.Must[workload.Source](t)(Decode("bytes",
				data))))
			again := tracetest.Must[*inmemory.Source](t)(inmemory.Read(tracetest.Must[workload.Source](t)(Decode(
				"again",
				EncodeBlocks(t, m.Replay(), 10)))))
			if d := cmp.Diff(m.Table(), again.Table()); d != "" ||
				!slices.Equal(m.Invocations(), again.Invocations()) {
				t.Errorf("round trip: %s", d)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	m := tracetest.Steady(1<<20, time.Millisecond)
	path := WriteTemp(b, EncodeBlocks(b, m, defaultBlockRecords))
	f := tracetest.Must[*File](b)(Open(path, 0, 0, input.Limits{}))
	batch := make([]workload.Invocation, 4096)
	b.SetBytes(int64(m.Len()) * recordBytes)
	for b.Loop() {
		src := tracetest.Must[workload.Source](b)(f.Source(0))
		for {
			if _, err := src.Read(batch); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*float64(m.Len())/1e6/b.Elapsed().Seconds(), "M/s")
}

func BenchmarkWrite(b *testing.B) {
	m := tracetest.Steady(1<<20, time.Millisecond)
	path := filepath.Join(b.TempDir(), "trace.thaw")
	b.SetBytes(int64(m.Len()) * recordBytes)
	for b.Loop() {
		m.Reset()
		if _, err := Write(context.Background(), path, m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(m.Len())/1e6/b.Elapsed().Seconds(), "M/s")
}
