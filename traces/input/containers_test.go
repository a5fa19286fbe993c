package input

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"thaw/traces/tracetest"
)

// readContent opens a file of this content and reads it to its end.
func readContent(t *testing.T, name, content string, limits Limits) (n int64, err error) {
	t.Helper()
	path := filepath.Join(tracetest.WriteFiles(t, map[string]string{name: content}), name)
	in, err := Open(path, limits)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	return io.Copy(io.Discard, in)
}

// xzBlocks packs text with xz in several blocks.
func xzBlocks(t *testing.T, text string, block int64) string {
	t.Helper()
	var b bytes.Buffer
	z, err := xz.WriterConfig{BlockSize: block}.NewWriter(&b)
	if err == nil {
		_, err = io.WriteString(z, text)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// asking makes block number n of an xz file ask for a dictionary of 4 GiB, as its
// header may, with the right checksum.
func asking(t *testing.T, file string, n int) string {
	t.Helper()
	data := []byte(file)
	for i := 12; i+24 < len(data); i += 4 {
		size := (int(data[i]) + 1) * 4
		if data[i] == 0 || size > 24 || i+size > len(data) ||
			crc32.ChecksumIEEE(data[i:i+size-4]) != binary.LittleEndian.Uint32(data[i+size-4:]) {
			continue
		}
		if n--; n > 0 {
			continue
		}
		at := bytes.Index(data[i:i+size-4], []byte{0x21, 1}) + i
		data[at+2] = 40
		binary.LittleEndian.PutUint32(data[i+size-4:], crc32.ChecksumIEEE(data[i:i+size-4]))
		return string(data)
	}
	t.Fatal("no such block")
	return ""
}

// Can any block of any stream make thaw take gigabytes for a dictionary? It is told
// which one, and nothing is allocated.
func TestDictionariesOfEveryBlock(t *testing.T) {
	text := strings.Repeat("app,func,end_timestamp,duration\n", 40_000)
	one, many := pack(t, text, xzWriter), xzBlocks(t, text, 300_000)
	short := pack(t, "app,func,end_timestamp,duration\n", xzWriter) // less than is looked at for an archive
	padding := "\x00\x00\x00\x00\x00\x00\x00\x00"
	for _, c := range []struct{ name, content, want string }{
		{"first", asking(t, one, 1), "xz stream 1, block 1"},
		{"third block", asking(t, many, 3), "xz stream 1, block 3"},
		{"second stream", one + asking(t, one, 1), "xz stream 2, block 1"},
		{"behind padding", many + padding + one + padding + asking(t, many, 2), "xz stream 3, block 2"},
		{"behind a short stream", short + asking(t, one, 1), "xz stream 2, block 1"},
		{"tar", tracetest.PackTar(t, map[string]string{"a.csv": text}) + asking(t, one, 1), "xz stream 2, block 1"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		limits := Limits{}
		path := filepath.Join(tracetest.WriteFiles(t, map[string]string{"x.xz": c.content}), "x.xz")
		in, _, err := OpenStream(path, limits)
		if err == nil {
			_, err = io.Copy(io.Discard, in.r)
			err = errOr(err, in)
		}
		want := c.want + ": needs a dictionary of 4095 MiB, expected at most 256"
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.xz") {
			t.Errorf("%s: error %v, expected one with %q", c.name, err, want)
		}
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 200 {
			t.Errorf("%s: %d MiB were allocated", c.name, took)
		}
	}
}

func errOr(err error, in *File) error {
	if err != nil {
		return in.wrap(err)
	}
	return nil
}

// Is a file of several blocks, streams and paddings still read wholly, whatever the
// checksum and whatever of it cannot be compressed?
func TestXZOfManyParts(t *testing.T) {
	var noise bytes.Buffer
	for i := uint32(1); noise.Len() < 700_000; i++ {
		noise.Write(binary.LittleEndian.AppendUint32(nil, i*2654435761^i*i))
	}
	text := noise.String() + strings.Repeat("0123456789", 50_000)
	for name, check := range map[string]byte{
		"none": xz.None, "crc32": xz.CRC32, "crc64": xz.CRC64, "sha256": xz.SHA256,
	} {
		var b bytes.Buffer
		z, err := xz.WriterConfig{BlockSize: 123_457, CheckSum: check, NoCheckSum: check == xz.None}.NewWriter(&b)
		if err == nil {
			_, err = io.WriteString(z, text)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		content := b.String() + "\x00\x00\x00\x00" + b.String()
		if n, err := readContent(t, name, content, Limits{}); err != nil || n != int64(2*len(text)) {
			t.Errorf("%s: %d bytes (%v), expected %d", name, n, err, 2*len(text))
		}
		if _, err := readContent(t, name, content[:len(content)-30], Limits{}); err == nil {
			t.Errorf("%s: cut off, and no error", name)
		}
	}
}

// sparseTar is a tar file whose member is one hole of that size.
func sparseTar(size int64) string {
	block := func(name string, kind byte, n int) []byte {
		h := make([]byte, 512)
		copy(h, name)
		copy(h[100:], "0000644\x000000000\x000000000\x00")
		copy(h[124:], fmt.Sprintf("%011o\x0000000000000\x00        ", n))
		h[156] = kind
		copy(h[257:], "ustar\x0000")
		sum := 0
		for _, c := range h {
			sum += int(c)
		}
		copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
		return h
	}
	padded := func(s string) []byte { return append([]byte(s), make([]byte, -len(s)&511)...) }
	records := ""
	for _, r := range []string{"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=a.csv",
		fmt.Sprintf("GNU.sparse.realsize=%d", size)} {
		n := len(r) + 4 // two digits, a blank, a line feed
		records += fmt.Sprintf("%d %s\n", n, r)
	}
	out := append(block("pax", 'x', len(records)), padded(records)...)
	holes := fmt.Sprintf("1\n%d\n0\n", size)
	out = append(append(out, block("a.csv", '0', 512)...), padded(holes)...)
	return string(append(out, make([]byte, 1024)...))
}

// Does what expands beyond all measure end with an error that says where, by how
// much and what to do, in every container; and does it pass where it is allowed?
func TestExpansionIsBounded(t *testing.T) {
	mib := strings.Repeat("app,func,1,0.5\n", 1<<20/15)
	gz, z, x := pack(t, mib, gzipWriter), pack(t, mib, tracetest.ZstdWriter), pack(t, mib, xzWriter)
	var tarred bytes.Buffer
	w := tar.NewWriter(&tarred)
	for i := range 80 { // members that are passed over count
		head := &tar.Header{Name: fmt.Sprintf("%d.md", i), Typeflag: tar.TypeReg, Size: int64(len(mib)), Mode: 0o644}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, mib); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	var tarZst bytes.Buffer
	zw, err := zstd.NewWriter(&tarZst)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := zw.Write(tarred.Bytes()); err != nil {
		t.Fatal(err)
	}
	zw.Close()
	for name, c := range map[string]struct {
		content string
		place   string
		data    bool // that can be read where it is allowed
	}{
		"members.gz":  {strings.Repeat(gz, 80), "byte ", true},
		"frames.zst":  {strings.Repeat(z, 80), "byte ", true},
		"streams.xz":  {strings.Repeat(x, 80), "xz stream 6", true},
		"skipped.tar": {tarZst.String(), "byte ", false},
		"sparse.tar":  {sparseTar(1 << 40), "byte ", false},
	} {
		_, err := readContent(t, name, c.content, Limits{MaxExpand: 100})
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), c.place) ||
			!strings.Contains(err.Error(), "expands to more than 100 times its size") ||
			!strings.Contains(err.Error(), "--max-expand") {
			t.Errorf("%s: error %v", name, err)
		}
		if !c.data {
			continue
		}
		n, err := readContent(t, name, c.content, Limits{MaxExpand: 1 << 40})
		if err != nil || n != 80*int64(len(mib)) {
			t.Errorf("%s: %d bytes (%v), though a million times are allowed", name, n, err)
		}
	}
	if _, err := readContent(t, "small.gz", strings.Repeat(gz, 10), Limits{MaxExpand: 1}); err != nil {
		t.Errorf("10 MiB are refused: %v", err)
	}
}

// Is a zstd frame refused that wants a window of gigabytes, as a later one, too?
func TestWindowOfEveryFrame(t *testing.T) {
	z := pack(t, "app,func,1,0.5\n", tracetest.ZstdWriter)
	greedy := "\x28\xb5\x2f\xfd\x00\xa8" + "\x01\x00\x00" // a window of 2 GiB, an empty last block
	for name, content := range map[string]string{"first": greedy, "second": z + greedy} {
		if _, err := readContent(t, name, content, Limits{}); err == nil ||
			!strings.Contains(err.Error(), "needs a window of more than 128 MiB") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Are files that thaw does not read told by name, with what to do?
func TestUnreadableContainers(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"a.zip": {"PK\x03\x04 and so on", "is a zip archive, which thaw does not read: unpack it"},
		"b.zip": {"PK\x05\x06 and so on", "is a zip archive"},
		"a.7z":  {"7z\xbc\xaf\x27\x1c and so on", "is a 7z archive"},
		"a.bz2": {"BZh91AY&SY", "is compressed by bzip2"},
		"a.lz4": {"\x04\x22\x4d\x18 and so on", "is compressed by lz4"},
		"bcj.xz": {"\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36\x03\x01\x04\x00\x21\x01\x16" + strings.Repeat("\x00", 12),
			"filters beside LZMA2"},
	} {
		_, err := readContent(t, name, c.content, Limits{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v, expected one with %q", name, err, c.want)
		}
	}
	_, err := Open(os.DevNull, Limits{})
	if err == nil || !strings.Contains(err.Error(), "expected a regular file") {
		t.Errorf("a device: error %v", err)
	}
}

// A compressed file is damaged where its content is so short that it is looked at as a
// whole, to find archives. Is the damage told, and told again to who reads on?
func TestDamageOfShortContent(t *testing.T) {
	text := "app,func,end_timestamp,duration\na,f,1,0.5\n"
	for name, w := range map[string]func(io.Writer) io.WriteCloser{
		"x.csv.gz": gzipWriter, "x.csv.xz": xzWriter,
		"x.csv.zst": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				panic(err) // no options
			}
			return z
		},
	} {
		packed := pack(t, text, w)
		for at := 12; at < len(packed); at++ {
			content := []byte(packed)
			content[at] ^= 0x40
			path := filepath.Join(tracetest.WriteFiles(t, map[string]string{name: string(content) + packed}), name)
			in, _, err := OpenStream(path, Limits{})
			if err != nil {
				continue
			}
			got, err := io.ReadAll(in)
			if err == nil && string(got) != text+text {
				t.Errorf("%s: bit of byte %d: %d bytes, expected %d, and no error", name, at, len(got), 2*len(text))
			}
			if _, again := in.Read(make([]byte, 100)); err != nil && (again == nil || again == io.EOF) {
				t.Errorf("%s: bit of byte %d: %v, then %v", name, at, err, again)
			}
			in.Close()
		}
	}
}

// A tar file is cut between two members, or something is behind its end: is that an
// error, also where the member that is wanted was read before?
func TestTarIsReadToItsEnd(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range []string{"a.csv", "b.csv"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: 4}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "a,b\n")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole := b.String()
	packed := pack(t, whole, xzWriter)
	for _, c := range []struct{ name, content, want string }{
		{"whole.tar", whole, ""},
		{"padded.tar", whole + strings.Repeat("\x00", 8192), ""},
		{"between.tar", whole[:1024], "the tar file is cut"},
		{"last.tar", whole[:2048], "the tar file is cut"},
		{"one-block.tar", whole[:2560], "the tar file is cut"},
		{"behind.tar", whole + "garbage!", "data behind the end of the tar file"},
		{"twice.tar", whole + whole, "data behind the end of the tar file"},
		{"whole.tar.xz", packed, ""},
		{"end.tar.xz", packed[:len(packed)-20], "end.tar.xz"},
		{"check.tar.xz", packed[:len(packed)-30] + "x" + packed[len(packed)-29:], "check.tar.xz"},
	} {
		path := filepath.Join(tracetest.WriteFiles(t, map[string]string{c.name: c.content}), c.name)
		in, err := Open(path, Limits{})
		if err == nil {
			if _, err = io.Copy(io.Discard, in); err == nil {
				_, err = in.Pin()
			}
			in.Close()
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, expected %q", c.name, err, c.want)
		}
	}
}
