package input

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"
	"pgregory.net/rapid"

	"thaw/traces/tracetest"
)

func pack(t *testing.T, text string, pack func(io.Writer) io.WriteCloser) string {
	t.Helper()
	return tracetest.PackEach(t, map[string]string{"x": text}, "", pack)["x"]
}

func xzWriter(w io.Writer) io.WriteCloser {
	z, err := xz.NewWriter(w)
	if err != nil {
		panic(err) // no options
	}
	return z
}

func gzipWriter(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

// packRAR makes an archive of format 5 with one stored member.
func packRAR(name, text string) string { return rarOf(rarArchive{}, rarMember{name: name, text: text}) }

// Is a file read the same however it is packed, whatever its name says, and is
// its hash that of the file on disk even when only a part was read?
func TestOpen(t *testing.T) {
	text := strings.Repeat("a line of text\n", 10_000)
	gz := pack(t, text, gzipWriter)
	files := map[string]string{
		"plain.csv":     text,
		"really.csv.gz": text, // decompressed by a browser, but kept its name
		"a.csv.gz":      gz,
		"two.csv.gz":    gz[:0] + pack(t, text[:300], gzipWriter) + pack(t, text[300:], gzipWriter),
		"a.csv.zst":     pack(t, text, tracetest.ZstdWriter),
		"a.csv.xz":      pack(t, text, xzWriter),
		"a.rar":         packRAR("folder/trace.txt", text),
		"a.tar.xz":      tracetest.PackTar(t, map[string]string{"README.md": "read me", "trace.txt": text}),
	}
	dir := tracetest.WriteFiles(t, files)
	for name, raw := range files {
		path := filepath.Join(dir, name)
		in, err := Open(path, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(in)
		if err != nil || string(got) != text {
			t.Errorf("%s: %d bytes (%v), expected %d", name, len(got), err, len(text))
		}
		in.Close()

		in, err = Open(path, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(in, make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		pinned, err := in.Pin()
		if err != nil {
			t.Fatal(err)
		}
		info, err := pinned.Sum()
		sum := sha256.Sum256([]byte(raw))
		if want := (FileInfo{path, int64(len(raw)), hex.EncodeToString(sum[:])}); err != nil || info != want {
			t.Errorf("%s: info is %+v (%v), expected %+v", name, info, err, want)
		}
		in.Close()
		held, err := Hold(path, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if info2, err := held.Sum(); err != nil || info2 != info {
			t.Errorf("%s: Sum says %+v (%v), expected %+v", name, info2, err, info)
		}
	}
}

// Do damaged and unfit files name themselves and what is wrong?
func TestOpenErrors(t *testing.T) {
	text := strings.Repeat("0123456789", 5000)
	gz, z := pack(t, text, gzipWriter), pack(t, text, tracetest.ZstdWriter)
	flipped := []byte(gz)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	bomb := []byte(pack(t, text, xzWriter))
	for i, b := range bomb[12:30] {
		if b == 0x21 && bomb[12+i+1] == 1 {
			bomb[12+i+2] = 40 // a dictionary of 4 GiB
		}
	}
	files := map[string]struct{ data, want string }{
		"cut.gz":     {gz[:len(gz)-9], "cut.gz: truncated: the file ends after"},
		"header.gz":  {gz[:5], "header.gz: truncated"},
		"cut.zst":    {z[:len(z)-3], "cut.zst: truncated"},
		"flipped.gz": {string(flipped), "flipped.gz: after"},
		"bomb.xz":    {string(bomb), "bomb.xz: after 64 bytes"},
		"empty.tar":  {tracetest.PackTar(t, map[string]string{"README.md": "x"}), "no member named *.csv or *.txt"},
		"bad.rar":    {"Rar!\x1a\x07\x01\x00 this is none", "bad.rar"},
	}
	for name, c := range files {
		path := filepath.Join(tracetest.WriteFiles(t, map[string]string{name: c.data}), name)
		in, err := Open(path, Limits{})
		if err == nil {
			_, err = io.Copy(io.Discard, in)
			in.Close()
		}
		if name == "bomb.xz" {
			c.want = "needs a dictionary of 4095 MiB, expected at most 256"
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error is %v, expected it to contain %q", name, err, c.want)
		}
	}
	if _, err := Open(t.TempDir(), Limits{}); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: error is %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent"), Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an absent file: error is %v", err)
	}
}

// Do lines come out as splitting at line feeds gives them, however the bytes
// arrive?
func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab,\r\n"))).Draw(t, "text")
		var want []string
		for _, l := range strings.SplitAfter(text, "\n") {
			if l != "" {
				want = append(want, strings.TrimSuffix(strings.TrimSuffix(l, "\n"), "\r"))
			}
		}
		var r io.Reader = strings.NewReader(text)
		if rapid.Bool().Draw(t, "byte by byte") {
			r = iotest.OneByteReader(r)
		}
		lines := NewLines("x", r)
		var got []string
		for {
			l, err := lines.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(l))
			if lines.Line != len(got) {
				t.Fatalf("line %d is called %d", len(got), lines.Line)
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") || len(got) != len(want) {
			t.Fatalf("lines of %q are %q, expected %q", text, got, want)
		}
	})
}

// Are lines read up to the limit, and no longer ones?
func TestLineLimit(t *testing.T) {
	for _, ending := range []string{"\n", ""} {
		for _, over := range []int{-1, 0, 1} {
			line := bytes.Repeat([]byte("x"), LineLimit+over)
			lines := NewLines("x", io.MultiReader(strings.NewReader("first\n"), bytes.NewReader(line),
				strings.NewReader(ending)))
			if _, err := lines.Next(); err != nil {
				t.Fatal(err)
			}
			got, err := lines.Next()
			switch {
			case over <= 0 && (err != nil || len(got) != len(line)):
				t.Errorf("a line of %d bytes: %d read, %v", len(line), len(got), err)
			case over > 0 && (err == nil || !strings.Contains(err.Error(), "x:2: line is longer")):
				t.Errorf("a line of %d bytes: error is %v", len(line), err)
			}
		}
	}
}
