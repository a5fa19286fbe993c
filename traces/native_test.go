package traces

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
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
)

func TestNativeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTrace(t)
		data := nativeBytes(t, m.Replay(), rapid.IntRange(1, 20).Draw(t, "block"))
		src := must[workload.Source](t)(DecodeNative("bytes", data))
		if d := cmp.Diff(m.Table(), src.Table()); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(wholeOf(m), readAll(t, src, rapid.IntRange(1, 50).Draw(t, "batch"))); d != "" {
			t.Fatal(d)
		}
	})
}

// An entry may be as short as its fixed fields: one-letter names, no trigger.
func TestNativeShortNames(t *testing.T) {
	table := &workload.Table{
		Apps:      []workload.App{{Memory: 1}},
		Functions: []workload.Function{{Memory: 1}, {Name: "f", Memory: 1}},
	}
	want := []workload.Invocation{{Function: 1}}
	src, err := NewInMemory(table, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeNative("short.thaw", nativeBytes(t, src, 10))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(table, got.Table()); d != "" {
		t.Error(d)
	}
}

// Every byte of a file is under a checksum: no flipped bit goes unnoticed.
func TestNativeNoticesEveryFlippedBit(t *testing.T) {
	data := nativeBytes(t, steady(25, time.Millisecond), 10)
	for i := range data {
		for bit := range 8 {
			damaged := bytes.Clone(data)
			damaged[i] ^= 1 << bit
			if err := nativeDrain(damaged); err == nil {
				t.Errorf("byte %d, bit %d: read without an error", i, bit)
			}
		}
	}
}

func TestNativeNoticesEveryTruncation(t *testing.T) {
	data := nativeBytes(t, steady(25, time.Millisecond), 10)
	for n := range data {
		err := nativeDrain(data[:n])
		if err == nil || n >= len(nativeMagic) && !strings.Contains(err.Error(), "ends too early") {
			t.Errorf("first %d of %d bytes: %v", n, len(data), err)
		}
		if _, err := OpenNative(nativeTo(t, data[:n]), 0, 0); err == nil {
			t.Errorf("first %d of %d bytes: opened without an error", n, len(data))
		}
	}
	for _, more := range []string{"x", strings.Repeat("\x00", 5000)} {
		if err := nativeDrain(append(bytes.Clone(data), more...)); err == nil {
			t.Errorf("%d bytes after the trailer: no error", len(more))
		}
	}
}

// nativeDrain reads a file to its end or its first error.
func nativeDrain(data []byte) error {
	src, err := DecodeNative("bytes", data)
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
func TestNativeRefusesUnsoundRecords(t *testing.T) {
	table := must[[]byte](t)(nativeAppendTable(nil, steady(0, 1).Table()))
	head := nativeHead{uint32(len(table)), 10, nativeCRC(table)}.append(nil)
	file := func(inv ...workload.Invocation) []byte {
		var records []byte
		for _, v := range inv {
			records = binary.LittleEndian.AppendUint64(records, uint64(v.Arrival))
			records = binary.LittleEndian.AppendUint64(records, uint64(v.Duration))
			records = binary.LittleEndian.AppendUint32(records, uint32(v.Function))
		}
		block := nativeBlock{uint32(len(inv)), inv[0].Arrival, inv[len(inv)-1].Arrival, nativeCRC(records)}
		b := append(block.append(append(bytes.Clone(head), table...)), records...)
		return nativeTrailer{records: uint64(len(inv)), last: block.last}.append(b)
	}
	for _, c := range []struct {
		want string
		inv  []workload.Invocation
	}{
		{"not sorted", []workload.Invocation{{Arrival: 1}, {Arrival: 5}, {Arrival: 4}, {Arrival: 6}}},
		{"negative duration", []workload.Invocation{{Arrival: 1}, {Arrival: 5, Duration: -1}, {Arrival: 6}}},
		{"function 5, expected less than 5", []workload.Invocation{{Arrival: 1}, {Arrival: 5, Function: 5}, {Arrival: 6}}},
		{"arrivals from -5", []workload.Invocation{{Arrival: -5}, {Arrival: 6}}},
		{"not sorted", []workload.Invocation{{Arrival: 1}, {Arrival: -1 << 63}, {Arrival: 1 << 62}}},
	} {
		if err := nativeDrain(file(c.inv...)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that contains %q", err, c.want)
		}
	}
}

// A block of another file has sound checksums of its own; the trailer's tells.
func TestNativeNoticesASwappedBlock(t *testing.T) {
	m := steady(30, time.Millisecond)
	a := nativeBytes(t, m.Replay(), 10)
	m.Invocations()[15].Duration++
	b := nativeBytes(t, m.Replay(), 10)
	block := nativeBlockHead + 10*nativeRecordBytes
	from := len(a) - nativeTrailerBytes - 2*block
	copy(a[from:], b[from:from+block])
	if err := nativeDrain(a); err == nil || !strings.Contains(err.Error(), "whole file") {
		t.Errorf("error %v, want one about the checksum of the whole file", err)
	}
}

func TestNativeRefusesOtherVersions(t *testing.T) {
	data := nativeBytes(t, steady(5, 1), 10)
	data[8] = 2
	if err := nativeDrain(data); err == nil || !strings.Contains(err.Error(), "version 2") || !strings.Contains(err.Error(), "reads version 1") {
		t.Errorf("error %v, want one that names both versions", err)
	}
	if err := nativeDrain([]byte("app,func,end_timestamp,duration\n0,0,0,0\n")); !errors.Is(err, errNativeMagic) {
		t.Errorf("error %v, want %v", err, errNativeMagic)
	}
}

func TestWriteNativeLeavesAWholeFileOrNone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.thaw")
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	unsorted := steady(3, 1)
	unsorted.Invocations()[0].Arrival = 9
	for name, c := range map[string]struct {
		ctx context.Context
		src workload.Source
	}{
		"source fails": {context.Background(), &failing{Source: steady(100_000, 1), err: broken}},
		"cancelled":    {cancelled, steady(100_000, 1)},
		"unsorted":     {context.Background(), unsorted},
	} {
		if _, err := WriteNative(c.ctx, path, c.src); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one that names the file", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: %v is left behind", name, left)
		}
	}
	for range 2 { // the second time over the first
		n, err := WriteNative(context.Background(), path, steady(100_000, time.Millisecond))
		if n != 100_000 || err != nil {
			t.Fatalf("WriteNative = %d, %v", n, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%v is left behind", left)
	}
	f := must[*nativeFile](t)(OpenNative(path, 0, 0))
	if got := readAll(t, must[workload.Source](t)(f.Source(0)), 4096); !slices.Equal(got, wholeOf(steady(100_000, time.Millisecond))) {
		t.Error("the file holds something else")
	}
	for _, bad := range []string{dir, filepath.Join(dir, "none", "out.thaw")} {
		if _, err := WriteNative(context.Background(), bad, steady(1, 1)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestEncodeNativeOnAFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	if _, err := EncodeNative(context.Background(), full, steady(100_000, 1)); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want one about the space", err)
	}
}

func TestNativeSourceClosesItsFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts /proc/self/fd")
	}
	open := func() int { l, _ := os.ReadDir("/proc/self/fd"); return len(l) }
	f := must[*nativeFile](t)(OpenNative(nativeTo(t, nativeBytes(t, steady(1000, 1), 100)), 0, 0))
	before := open()
	readAll(t, must[workload.Source](t)(f.Source(0)), 64) // to its end
	half := must[workload.Source](t)(f.Source(0))
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

func TestNativeDoesNotAllocate(t *testing.T) {
	src := must[workload.Source](t)(DecodeNative("bytes", nativeBytes(t, steady(300_000, 1), nativeBlockRecords)))
	batch := make([]workload.Invocation, 500)
	_, _ = src.Read(batch)
	if n := testing.AllocsPerRun(500, func() { _, _ = src.Read(batch) }); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

// nativeRepair makes the checksums of arbitrary bytes right, as far as they
// have the shape of a file, so that the fuzzer gets behind them.
func nativeRepair(data []byte) []byte {
	p := bytes.Clone(data)
	seal := func(p []byte) { binary.LittleEndian.PutUint32(p[len(p)-4:], nativeCRC(p[:len(p)-4])) }
	if len(p) < nativeHeadBytes {
		return p
	}
	copy(p, nativeMagic)
	off := nativeHeadBytes + int(binary.LittleEndian.Uint32(p[12:]))
	if off > len(p) {
		return p
	}
	binary.LittleEndian.PutUint32(p[24:], nativeCRC(p[nativeHeadBytes:off]))
	seal(p[:nativeHeadBytes])
	chain := nativeChain(0, p[:nativeHeadBytes])
	for off+nativeBlockHead <= len(p) && string(p[off:off+4]) == nativeBlockTag {
		head := p[off : off+nativeBlockHead]
		end := off + nativeBlockHead + nativeRecordBytes*int(binary.LittleEndian.Uint32(head[4:]))
		if end > len(p) {
			return p
		}
		binary.LittleEndian.PutUint32(head[24:], nativeCRC(p[off+nativeBlockHead:end]))
		seal(head)
		chain = nativeChain(chain, head)
		off = end
	}
	if t := p[off:]; len(t) >= nativeTrailerBytes {
		binary.LittleEndian.PutUint32(t[40:], chain)
		seal(t[:nativeTrailerBytes])
	}
	return p
}

func FuzzNative(f *testing.F) {
	f.Add(nativeBytes(f, steady(25, time.Millisecond), 10))
	f.Add(nativeBytes(f, steady(0, 1), 10))
	f.Add([]byte(nativeMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = nativeRepair(data)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := nativeDrain(data)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(64*len(data)+4<<20) {
			t.Errorf("%d bytes of input cost %d bytes of memory (%v)", len(data), used, err)
		}
		if err == nil { // sound: it must survive a round trip
			m := must[*InMemory](t)(Memory(must[workload.Source](t)(DecodeNative("bytes", data))))
			again := must[*InMemory](t)(Memory(must[workload.Source](t)(DecodeNative("again", nativeBytes(t, m.Replay(), 10)))))
			if d := cmp.Diff(m.Table(), again.Table()); d != "" || !slices.Equal(m.Invocations(), again.Invocations()) {
				t.Errorf("round trip: %s", d)
			}
		}
	})
}

func BenchmarkNativeRead(b *testing.B) {
	m := steady(1<<20, time.Millisecond)
	path := nativeTo(b, nativeBytes(b, m, nativeBlockRecords))
	f := must[*nativeFile](b)(OpenNative(path, 0, 0))
	batch := make([]workload.Invocation, 4096)
	b.SetBytes(int64(m.Len()) * nativeRecordBytes)
	for b.Loop() {
		src := must[workload.Source](b)(f.Source(0))
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

func BenchmarkNativeWrite(b *testing.B) {
	m := steady(1<<20, time.Millisecond)
	path := filepath.Join(b.TempDir(), "trace.thaw")
	b.SetBytes(int64(m.Len()) * nativeRecordBytes)
	for b.Loop() {
		m.Reset()
		if _, err := WriteNative(context.Background(), path, m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(m.Len())/1e6/b.Elapsed().Seconds(), "M/s")
}
