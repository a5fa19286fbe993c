package native_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/traces"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/native"
	"thaw/traces/tracetest"
)

// windowOf cuts the window out of a file that was opened with it.
func windowOf(t rapid.TB, f *native.File, start, length time.Duration) workload.Source {
	t.Helper()
	source := tracetest.Must[workload.Source](t)
	return source(traces.Window(source(f.Source(0)), start, length))
}

// A window of a file, found by search, is the window of the whole; also what
// the file says of its size without being read.
func TestWindowIsSought(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.thaw")
	rapid.Check(t, func(t *rapid.T) {
		m := tracetest.Draw(t)
		data := native.EncodeBlocks(t, m.Replay(), rapid.IntRange(1, 20).Draw(t, "block"))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Duration(rapid.Int64Range(0, 300).Draw(t, "start"))
		length := time.Duration(rapid.Int64Range(0, 300).Draw(t, "length"))
		f := tracetest.Must[*native.File](t)(native.Open(path, start, length, input.Limits{}))
		want := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(traces.Window(m.Replay(), start, length)), 10)
		got := tracetest.ReadAll(t, windowOf(t, f, start, length), rapid.IntRange(1, 50).Draw(t, "batch"))
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		n, last, known, err := f.Extent()
		if err != nil || !known || n != int64(len(want)) {
			t.Fatalf("extent = %d, %v, %v, %v; want %d invocations", n, last, known, err, len(want))
		}
		if n > 0 && last != want[n-1].Arrival {
			t.Fatalf("extent ends at %d, the last arrival is at %d", last, want[n-1].Arrival)
		}
	})
}

func TestWindowReadsNoBlockBeforeIt(t *testing.T) {
	data := native.EncodeBlocks(t, tracetest.Steady(1000, time.Second), 100)
	// Damage the records of the first block: only who reads them can tell.
	const head, blockHead = 32, 32
	first := head + int(binary.LittleEndian.Uint32(data[12:])) + blockHead
	data[first] ^= 1
	path := native.WriteTemp(t, data)
	f := tracetest.Must[*native.File](t)(native.Open(path, 150*time.Second, 0, input.Limits{}))
	if got := tracetest.ReadAll(t, windowOf(t, f, 150*time.Second, 0), 64); len(got) != 850 || got[0].Arrival != 0 {
		t.Errorf("%d invocations from %v, want 850 from 0", len(got), got[0].Arrival)
	}
	if r := tracetest.Must[*findings.Report](t)(native.Validate(path, input.Limits{})); r.Usable() {
		t.Error("Validate finds a damaged file usable")
	}
}

func TestReadsCompressedFiles(t *testing.T) {
	m := tracetest.Steady(30_000, time.Millisecond)
	var b bytes.Buffer
	z := tracetest.Must[*zstd.Encoder](t)(zstd.NewWriter(&b))
	if _, err := native.Encode(context.Background(), z, m.Replay()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f := tracetest.Must[*native.File](t)(native.Open(native.WriteTemp(t, b.Bytes()), time.Second, 2*time.Second,
		input.Limits{}))
	got := tracetest.ReadAll(t, windowOf(t, f, time.Second, 2*time.Second), 512)
	want := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(traces.Window(m, time.Second, 2*time.Second)), 512)
	if !slices.Equal(got, want) || len(got) != 2000 {
		t.Errorf("%d invocations, want %d", len(got), len(want))
	}
	if _, _, known, err := f.Extent(); known || err != nil {
		t.Errorf("extent of a compressed file: known %v, %v; it cannot be", known, err)
	}
}
