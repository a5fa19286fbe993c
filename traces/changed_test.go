package traces

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"

	"thaw/models/workload"
	"thaw/traces/native"
	"thaw/traces/tracetest"
)

// dayFile is a file of invocations of 2019: a count a function and minute.
func dayFile(functions int, count func(fn, minute int) int) string {
	var b strings.Builder
	b.WriteString("HashOwner,HashApp,HashFunction,Trigger")
	for m := range 1440 {
		fmt.Fprintf(&b, ",%d", m+1)
	}
	for fn := range functions {
		fmt.Fprintf(&b, "\no,app%d,f%d,http", fn/2, fn)
		for m := range 1440 {
			fmt.Fprintf(&b, ",%d", count(fn, m))
		}
	}
	return b.String() + "\n"
}

// rows2021 is a trace of 2021 with rows of one length.
func rows2021(rows, shift int) string {
	var b strings.Builder
	b.WriteString("app,func,end_timestamp,duration\n")
	for i := range rows {
		fmt.Fprintf(&b, "a%d,f%d,%06d.5,0.0%d\n", i%7, i%7, 100+i/10, 1+(i+shift)%9)
	}
	return b.String()
}

func gzipped(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

func xzipped(w io.Writer) io.WriteCloser {
	z, err := xz.NewWriter(w)
	if err != nil {
		panic(err) // no options
	}
	return z
}

func packed(t *testing.T, text string, pack func(io.Writer) io.WriteCloser) string {
	t.Helper()
	return tracetest.PackEach(t, map[string]string{"x": text}, "", pack)["x"]
}

// changing are traces in every format and wrapping, each with another one that may
// take its place: the file that changes, and the two contents.
func changing(t *testing.T) map[string]struct{ file, before, after string } {
	t.Helper()
	const rows = 30_000 // more than what is read at a time
	thaw := func(text string) string {
		csv, out := openWrite(t, "x.csv", []byte(text)), filepath.Join(t.TempDir(), "x.thaw")
		src := tracetest.Must[workload.Source](t)(tracetest.Must[*Trace](t)(Open(csv, Options{})).Source(0))
		if _, err := native.Write(context.Background(), out, src); err != nil {
			t.Fatal(err)
		}
		return string(tracetest.Must[[]byte](t)(os.ReadFile(out)))
	}
	one := func(fn, m int) int { return 1 + (fn+m)%3 }
	two := func(fn, m int) int { return 1 + (fn+m+1)%3 }
	const day = "invocations_per_function_md.anon.d01.csv"
	a, b := rows2021(rows, 0), rows2021(rows, 1)
	c, d := dayFile(30, one), dayFile(30, two)
	return map[string]struct{ file, before, after string }{
		"2021.csv":     {"2021.csv", a, b},
		"2021.csv.gz":  {"2021.csv.gz", packed(t, a, gzipped), packed(t, b, gzipped)},
		"2021.csv.zst": {"2021.csv.zst", packed(t, a, tracetest.ZstdWriter), packed(t, b, tracetest.ZstdWriter)},
		"2021.csv.xz":  {"2021.csv.xz", packed(t, a, xzipped), packed(t, b, xzipped)},
		"2021.rar":     {"2021.rar", string(rarStored("t.txt", []byte(a))), string(rarStored("t.txt", []byte(b)))},
		"folder":       {filepath.Join("folder", day), c, d},
		"2019.tar.xz": {"2019.tar.xz", tracetest.PackTar(t, map[string]string{day: c}),
			tracetest.PackTar(t, map[string]string{day: d})},
		day:         {day, c, d},
		"t.thaw":    {"t.thaw", thaw(a), thaw(b)},
		"t.thaw.gz": {"t.thaw.gz", packed(t, thaw(a), gzipped), packed(t, thaw(b), gzipped)},
	}
}

// changes are what may happen to a file, by name.
var changes = map[string]func(t *testing.T, path, content string){
	"moved over": func(t *testing.T, path, content string) {
		other := path + ".new"
		must(t, os.WriteFile(other, []byte(content), 0o600))
		must(t, os.Rename(other, path))
	},
	"overwritten": func(t *testing.T, path, content string) {
		st := tracetest.Must[os.FileInfo](t)(os.Stat(path))
		f := tracetest.Must[*os.File](t)(os.OpenFile(path, os.O_WRONLY, 0))
		_, err := f.WriteString(content)
		must(t, err)
		must(t, f.Truncate(int64(len(content))))
		must(t, f.Close())
		must(t, os.Chtimes(path, st.ModTime(), st.ModTime()))
	},
	"cut":     func(t *testing.T, path, content string) { must(t, os.Truncate(path, int64(len(content))/3)) },
	"removed": func(t *testing.T, path, content string) { must(t, os.Remove(path)) },
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// readTo reads n invocations, or to the end.
func readTo(src workload.Source, n int) (got []workload.Invocation, err error) {
	batch := make([]workload.Invocation, 512)
	for len(got) < n {
		k, err := src.Read(batch)
		if err == io.EOF {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		got = append(got, batch[:k]...)
	}
	return got, nil
}

// If somebody changes a trace while its seeds are replayed, between two of them or
// in the midst of one: does every later one still read the trace that the manifest
// names, or fail and say why? Whether all of it is replayed or a window.
func TestTraceThatChangesIsNoticed(t *testing.T) {
	const all = 1 << 30
	for name, c := range changing(t) {
		for change, apply := range changes {
			for _, opt := range []Options{{}, {Start: 10 * time.Minute, Length: 20 * time.Minute}} {
				for _, begun := range []int{0, 1000} {
					dir := t.TempDir()
					path := filepath.Join(dir, c.file)
					must(t, os.MkdirAll(filepath.Dir(path), 0o700))
					must(t, os.WriteFile(path, []byte(c.before), 0o600))
					trace := tracetest.Must[*Trace](t)(Open(filepath.Join(dir, name), opt))
					if f, err := os.Open(path); err == nil { // as the manifest does
						f.Close()
						trace.Files()
					}
					want, err := readTo(tracetest.Must[workload.Source](t)(trace.Source(1)), all)
					must(t, err)
					src := tracetest.Must[workload.Source](t)(trace.Source(1))
					got, err := readTo(src, begun)
					must(t, err)
					apply(t, path, c.after)
					rest, err := readTo(src, all)
					got = append(got, rest...)
					said := err != nil && strings.Contains(err.Error(), "changed since it was opened") &&
						strings.Contains(err.Error(), filepath.Base(path))
					what := fmt.Sprintf("%s, %s after %d, %+v", name, change, begun, opt.Length)
					switch {
					case err != nil && !said:
						t.Errorf("%s: error %q, expected one that names the file and says that it has changed", what, err)
					case err == nil && !slices.Equal(got, want):
						t.Errorf("%s: other invocations and no error", what)
					case err != nil && !slices.Equal(got, want[:len(got)]):
						t.Errorf("%s: an error, and wrong invocations before it", what)
					case change == "moved over" && err != nil:
						t.Errorf("%s: %v; the file that was opened is still there", what, err)
					}
				}
			}
		}
	}
}

// A .thaw file is hashed when a manifest wants it. If it was overwritten since it was
// opened, does no digest of the new file stand for the old one? And is it noticed
// where nobody wants a digest?
func TestThawFileThatChangesBeforeItIsHashed(t *testing.T) {
	c := changing(t)["t.thaw"]
	for _, hashed := range []bool{true, false} {
		path := openWrite(t, "t.thaw", []byte(c.before))
		trace := tracetest.Must[*Trace](t)(Open(path, Options{}))
		changes["overwritten"](t, path, c.after)
		if hashed {
			trace.Files()
		}
		src, err := trace.Source(1)
		if err == nil {
			_, err = readTo(src, 1<<30)
		}
		if err == nil || !strings.Contains(err.Error(), "changed since it was opened") {
			t.Errorf("hashed %v: error %v", hashed, err)
		}
		if !bytes.Equal([]byte(c.after), tracetest.Must[[]byte](t)(os.ReadFile(path))) {
			t.Error("the file is not what the test thinks")
		}
	}
}
