//go:build torture

package torture

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// containers are the suffixes of packed files, and how each is made of one text.
var containers = []struct {
	suffix string
	pack   func(name string, text []byte) []byte
}{
	{".gz", func(_ string, text []byte) []byte {
		return through(text, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	}},
	{".zst", func(_ string, text []byte) []byte {
		return through(text, func(w io.Writer) (io.WriteCloser, error) {
			return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
		})
	}},
	{".xz", packXZ},
	{".rar", packRAR},
	{".zip", packZIP},
	{".tar.xz", func(name string, text []byte) []byte {
		return packXZ("", packTar([]file{{name: name, data: text}}))
	}},
}

// through compresses a text; writers into memory do not fail.
func through(text []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	var b bytes.Buffer
	w, err := open(&b)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func packXZ(_ string, text []byte) []byte {
	return through(text, func(w io.Writer) (io.WriteCloser, error) {
		return xz.WriterConfig{DictCap: 1 << 16}.NewWriter(w)
	})
}

func packZIP(name string, text []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if f, err := w.Create(name); err == nil {
		_, _ = f.Write(text)
	}
	_ = w.Close()
	return b.Bytes()
}

func packTar(files []file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.data)), Typeflag: tar.TypeReg}
		if f.special != "" {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, f.special, 0
		}
		if err := w.WriteHeader(h); err != nil {
			panic(err)
		}
		if h.Size > 0 {
			_, _ = w.Write(f.data)
		}
	}
	_ = w.Close()
	return b.Bytes()
}

// rarFile is a file of an archive of version 5 as its header describes it.
type rarFile struct {
	name       string
	text       []byte
	unpacked   uint64 // stated size
	method     uint64 // 0: stored
	dictionary uint64 // 128 KiB shifted left by this
	solid      bool
	encrypted  bool
}

func packRAR(name string, text []byte) []byte {
	return rarArchive([]rarFile{{name: name, text: text, unpacked: uint64(len(text))}}, 0)
}

// rarArchive writes the documented layout of version 5. flags of the archive: 1: a part
// of several volumes, 4: solid.
func rarArchive(files []rarFile, flags uint64) []byte {
	b := []byte("Rar!\x1a\x07\x01\x00")
	b = append(b, rarBlock(binary.AppendUvarint([]byte{1, 0}, flags))...)
	for _, f := range files {
		head := []byte{2, 2} // a file, with data behind the header
		if f.encrypted {
			head[1] |= 1
			head = binary.AppendUvarint(head, 49)
		}
		head = binary.AppendUvarint(head, uint64(len(f.text)))
		head = binary.AppendUvarint(head, 4) // a checksum follows the attributes
		head = binary.AppendUvarint(head, f.unpacked)
		head = binary.AppendUvarint(head, 0o644)
		head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(f.text))
		solid := uint64(0)
		if f.solid {
			solid = 1 << 6
		}
		head = binary.AppendUvarint(head, f.dictionary<<10|f.method<<7|solid)
		head = binary.AppendUvarint(head, 1) // unix
		head = binary.AppendUvarint(head, uint64(len(f.name)))
		head = append(head, f.name...)
		if f.encrypted {
			head = append(head, 48, 1, 0, 1, 15)
			head = append(head, make([]byte, 44)...)
		}
		b = append(append(b, rarBlock(head)...), f.text...)
	}
	return append(b, rarBlock([]byte{5, 0, 0})...)
}

func rarBlock(head []byte) []byte {
	sized := append(binary.AppendUvarint(nil, uint64(len(head))), head...)
	return append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(sized)), sized...)
}

// xzDictionary makes a stream of xz declare a dictionary of its own choice: 40 is 4 GiB.
func xzDictionary(stream []byte, size byte) []byte {
	stream = bytes.Clone(stream)
	head := stream[12:] // behind the stream header
	length := (int(head[0]) + 1) * 4
	at := bytes.Index(head[:length], []byte{0x21, 1})
	if at < 0 {
		return stream
	}
	head[at+2] = size
	binary.LittleEndian.PutUint32(head[length-4:], crc32.ChecksumIEEE(head[:length-4]))
	return stream
}

// packed puts a text into a container in one of many hostile ways. large tells that it
// is a bomb, which takes long where it is read to its end.
func packed(c *hurt, name string, text []byte) (out file) {
	k := pick(c, containers)
	out = file{name: name + k.suffix, data: k.pack(name[3:], text)}
	switch n := c.rng.IntN(16); {
	case n < 5:
		out.data = garbleBytes(c, out.data)
	case n == 5: // two streams
		out.data = append(out.data, out.data...)
	case n == 6:
		out.data = append(out.data, pick(c, []string{"\x00\x00\x00\x00", "garbage", "\x00"})...)
	case n == 7 && k.suffix != ".rar" && k.suffix != ".zip": // a bomb: a small file of a gigabyte
		filler := bytes.Repeat([]byte(pick(c, []string{"\x00", "\n", "a,", "0"})), 16<<20)
		out.data, out.times = append(out.data, k.pack(name[3:], filler)...), 0
		one := k.pack(name[3:], filler)
		for range 64 {
			out.data = append(out.data, one...)
		}
	case n == 8: // a name that is not what it holds
		out.name = name + pick(c, containers).suffix
	case n == 9: // twice packed
		other := pick(c, containers)
		out.name, out.data = out.name+other.suffix, other.pack(out.name[3:], out.data)
	case n == 10:
		stream := packXZ("", text)
		out = file{name: name + ".xz", data: append(stream, xzDictionary(stream, byte(30+c.rng.IntN(12)))...)}
	case n == 11: // a frame with a window of up to 2^41 bytes
		out = file{name: name + ".zst", data: append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, byte(c.rng.IntN(256))},
			garbleBytes(c, out.data)...)}
	case n == 12:
		out = file{name: name + ".rar", data: rarArchive(hostileRAR(c, name[3:], text), uint64(c.rng.IntN(8)))}
	case n == 13:
		out = file{name: name + ".tar.xz", data: packXZ("", packTar(hostileTar(c, name[3:], text)))}
	case n == 14: // a tar whose header promises more than there is
		raw := packTar([]file{{name: name[3:], data: text}})
		copy(raw[124:], "77777777777\x00")
		out = file{name: name + ".tar.xz", data: packXZ("", raw)}
	}
	return out
}

func hostileRAR(c *hurt, name string, text []byte) []rarFile {
	f := rarFile{name: name, text: text, unpacked: uint64(len(text))}
	switch c.rng.IntN(6) {
	case 0:
		f.unpacked = 1 << 50
	case 1:
		f.method, f.dictionary = 1+uint64(c.rng.IntN(5)), 15
	case 2:
		f.encrypted = true
	case 3:
		f.solid = true
	case 4:
		f.name = pick(c, []string{"../../x.csv", "/etc/passwd", "", "a\x00b"})
	case 5:
		return []rarFile{f, f, {name: "readme", text: []byte("x"), unpacked: 1}}
	}
	return []rarFile{f}
}

func hostileTar(c *hurt, name string, text []byte) []file {
	switch c.rng.IntN(5) {
	case 0:
		return []file{{name: "../../../" + name, data: text}}
	case 1:
		return []file{{name: name, special: "/dev/zero"}}
	case 2:
		return []file{{name: name, data: text}, {name: name, data: text}}
	case 3:
		return []file{{name: "readme.txt", data: text}}
	}
	var many []file
	for range 3000 {
		many = append(many, file{name: "x/" + name, data: []byte("x")})
	}
	return many
}

// garbleBytes damages binary data: bits, a hole, its end.
func garbleBytes(c *hurt, data []byte) []byte {
	data = bytes.Clone(data)
	if len(data) == 0 {
		return data
	}
	at := c.rng.IntN(len(data))
	switch c.rng.IntN(4) {
	case 0:
		return data[:at]
	case 1:
		for i := at; i < min(len(data), at+1+c.rng.IntN(64)); i++ {
			data[i] = 0
		}
	case 2:
		return append(data[:at:at], data[min(len(data), at+1+c.rng.IntN(16)):]...)
	default:
		for range 1 + c.rng.IntN(3) {
			data[c.rng.IntN(len(data))] ^= byte(1 << c.rng.IntN(8))
		}
	}
	return data
}
