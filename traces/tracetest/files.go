package tracetest

import (
	"archive/tar"
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// WriteFiles writes files, name to content, into a folder of the test.
func WriteFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files { // any order: each is a file of its own
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ZstdWriter compresses with zstd.
func ZstdWriter(w io.Writer) io.WriteCloser {
	z, err := zstd.NewWriter(w)
	if err != nil {
		panic(err) // options are constant
	}
	return z
}

// PackEach compresses every file and adds an ending to its name.
func PackEach(
	t testing.TB, files map[string]string, ending string, pack func(io.Writer) io.WriteCloser,
) map[string]string {
	packed := map[string]string{}
	for name, text := range files { // any order: each is an entry of its own
		var b bytes.Buffer
		w := pack(&b)
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		packed[name+ending] = b.String()
	}
	return packed
}

// PackTar makes an archive like upstream's: a folder, then its members.
func PackTar(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	x, err := xz.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(x)
	if err := w.WriteHeader(&tar.Header{Name: "azure/", Typeflag: tar.TypeDir, Mode: 0o755}); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		head := &tar.Header{Name: "azure/" + name, Typeflag: tar.TypeReg, Size: int64(len(files[name])), Mode: 0o644}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
