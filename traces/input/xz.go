package input

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// xzGate hands an xz file on to its decompressor, each header only after it was
// looked at: the decompressor allocates whatever dictionary a block asks for. A
// file is a sequence of streams, a stream one of blocks, and a block one of chunks
// that state their size, so that nothing is decompressed here (The .xz File Format
// 1.2.1, sections 2 to 4; LZMA2 as in the reference implementation):
//
//	stream header, { block header, { chunk }, padding, checksum }, index, footer
type xzGate struct {
	r             *bufio.Reader
	pending       []byte // looked at, to be handed on
	pass          int    // bytes of a chunk that follow it
	state         func(*xzGate) error
	stream, block int
	data          int   // bytes of the block's chunks, modulo 4
	check         int   // size of a block's checksum
	records, size int64 // of the index: records left, bytes so far
}

var errXZ = errors.New("the xz file is damaged: a header is none")

// place is where the decompressor is.
func (g *xzGate) place() string { return fmt.Sprintf("xz stream %d, block %d", g.stream, g.block) }

// Read implements io.Reader.
func (g *xzGate) Read(p []byte) (int, error) {
	if len(g.pending) == 0 && g.pass == 0 {
		if g.state == nil {
			g.state = (*xzGate).streamHeader
		}
		if err := g.state(g); err != nil {
			// Nothing of what was refused is handed on, however often one asks.
			g.pending, g.state = nil, func(*xzGate) error { return err }
			return 0, err
		}
	}
	if len(g.pending) > 0 {
		n := copy(p, g.pending)
		g.pending = g.pending[n:]
		return n, nil
	}
	n, err := g.r.Read(p[:min(len(p), g.pass)])
	g.pass -= n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// take moves bytes to what is handed on and returns them.
func (g *xzGate) take(n int) ([]byte, error) {
	have := len(g.pending)
	g.pending = append(g.pending, make([]byte, n)...)
	_, err := io.ReadFull(g.r, g.pending[have:])
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return g.pending[have:], err
}

func (g *xzGate) streamHeader() error {
	g.pending = g.pending[:0]
	if _, err := g.r.Peek(1); err != nil {
		return err
	}
	head, err := g.take(4)
	if err != nil || binary.LittleEndian.Uint32(head) == 0 { // padding between streams
		return err
	}
	if head, err = g.take(8); err != nil {
		return err
	}
	// The low four bits of the flags name the checksum.
	g.check = [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[head[3]&15]
	g.stream, g.block, g.state = g.stream+1, 0, (*xzGate).blockOrIndex
	return nil
}

func (g *xzGate) blockOrIndex() error {
	g.pending = g.pending[:0]
	first, err := g.take(1)
	if err != nil {
		return err
	}
	if first[0] == 0 {
		g.size = 1
		g.records, err = g.varint()
		g.state = (*xzGate).index
		return err
	}
	rest, err := g.take((int(first[0])+1)*4 - 1)
	if err != nil {
		return err
	}
	g.block, g.data, g.state = g.block+1, 0, (*xzGate).chunk
	return g.dictionary(rest)
}

// dictionary refuses a block header that asks for too large a one.
func (g *xzGate) dictionary(header []byte) error {
	flags, rest := header[0], header[1:]
	for _, present := range []byte{0x40, 0x80} { // compressed and uncompressed size
		if flags&present == 0 {
			continue
		}
		_, n := binary.Uvarint(rest)
		if n <= 0 {
			return errXZ
		}
		rest = rest[n:]
	}
	const lzma2 = 0x21
	if flags&3 != 0 || len(rest) < 3 || rest[0] != lzma2 || rest[1] != 1 {
		return fmt.Errorf("%s: uses filters beside LZMA2, which thaw does not read: pack it anew", g.place())
	}
	size, err := lzma.DecodeDictCap(rest[2])
	if err != nil {
		return errXZ
	}
	if size > xzDictionaryMax {
		return fmt.Errorf("%s: needs a dictionary of %d MiB, expected at most %d", g.place(), size>>20,
			xzDictionaryMax>>20)
	}
	return nil
}

func (g *xzGate) chunk() error {
	g.pending = g.pending[:0]
	control, err := g.take(1)
	if err != nil {
		return err
	}
	size, head := 0, 0
	switch c := control[0]; {
	case c == 0: // the end of the block, padded to four bytes
		g.state = (*xzGate).blockOrIndex
		_, err := g.take((3-g.data%4)%4 + g.check)
		return err
	case c <= 2: // not compressed
		head = 2
	case c >= 0xc0: // with properties
		head = 5
	case c >= 0x80:
		head = 4
	default:
		return errXZ
	}
	rest, err := g.take(head)
	if err != nil {
		return err
	}
	if head > 2 {
		rest = rest[2:] // behind the uncompressed size
	}
	size = int(binary.BigEndian.Uint16(rest)) + 1
	g.pass = size
	g.data += 1 + head + size
	return nil
}

// index hands a record on, after the last one the footer.
func (g *xzGate) index() error {
	g.pending = g.pending[:0]
	if g.records > 0 {
		g.records--
		for range 2 {
			if _, err := g.varint(); err != nil {
				return err
			}
		}
		return nil
	}
	g.state = (*xzGate).streamHeader
	_, err := g.take(int(-g.size&3) + 4 + 12)
	return err
}

// varint takes a number of the index.
func (g *xzGate) varint() (int64, error) {
	v := int64(0)
	for shift := 0; shift < 63; shift += 7 {
		b, err := g.take(1)
		if err != nil {
			return 0, err
		}
		g.size++
		v |= int64(b[0]&0x7f) << shift
		if b[0] < 0x80 {
			return v, nil
		}
	}
	return 0, errXZ
}
