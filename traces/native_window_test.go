package traces

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
)

// A window of a file, found by search, is the window of the whole; also what
// the file says of its size without being read.
func TestNativeWindowIsSought(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.thaw")
	rapid.Check(t, func(t *rapid.T) {
		m := drawTrace(t)
		data := nativeBytes(t, m.Replay(), rapid.IntRange(1, 20).Draw(t, "block"))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Duration(rapid.Int64Range(0, 300).Draw(t, "start"))
		length := time.Duration(rapid.Int64Range(0, 300).Draw(t, "length"))
		f := must[*nativeFile](t)(OpenNative(path, start, length))
		want := readAll(t, must[workload.Source](t)(Window(m.Replay(), start, length)), 10)
		got := readAll(t, must[workload.Source](t)(Window(must[workload.Source](t)(f.Source(0)), start, length)), rapid.IntRange(1, 50).Draw(t, "batch"))
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

func TestNativeWindowReadsNoBlockBeforeIt(t *testing.T) {
	data := nativeBytes(t, steady(1000, time.Second), 100)
	// Damage the records of the first block: only who reads them can tell.
	const head, blockHead = 32, 32
	first := head + int(binary.LittleEndian.Uint32(data[12:])) + blockHead
	data[first] ^= 1
	path := nativeTo(t, data)
	f := must[*nativeFile](t)(OpenNative(path, 150*time.Second, 0))
	if got := readAll(t, must[workload.Source](t)(Window(must[workload.Source](t)(f.Source(0)), 150*time.Second, 0)), 64); len(got) != 850 || got[0].Arrival != 0 {
		t.Errorf("%d invocations from %v, want 850 from 0", len(got), got[0].Arrival)
	}
	if r := must[*Report](t)(ValidateNative(path)); r.Usable() {
		t.Error("the doctor finds a damaged file usable")
	}
}

func TestNativeReadsCompressedFiles(t *testing.T) {
	m := steady(30_000, time.Millisecond)
	var b bytes.Buffer
	z := must[*zstd.Encoder](t)(zstd.NewWriter(&b))
	if _, err := EncodeNative(context.Background(), z, m.Replay()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f := must[*nativeFile](t)(OpenNative(nativeTo(t, b.Bytes()), time.Second, 2*time.Second))
	got := readAll(t, must[workload.Source](t)(Window(must[workload.Source](t)(f.Source(0)), time.Second, 2*time.Second)), 512)
	want := readAll(t, must[workload.Source](t)(Window(m, time.Second, 2*time.Second)), 512)
	if !slices.Equal(got, want) || len(got) != 2000 {
		t.Errorf("%d invocations, want %d", len(got), len(want))
	}
	if _, _, known, err := f.Extent(); known || err != nil {
		t.Errorf("extent of a compressed file: known %v, %v; it cannot be", known, err)
	}
}
