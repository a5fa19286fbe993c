// Package native reads and writes thaw's own trace form: fixed-width records in
// checksummed blocks behind a function table.
//
//	┌────────┬───────┬───────┬───────┬─────┬─────────┐
//	│ header │ table │ block │ block │ ... │ trailer │
//	└────────┴───────┴───────┴───────┴─────┴─────────┘
//
// layout.go documents every byte.
package native

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"thaw/models/workload"
	"thaw/sim"
)

// thaw's own trace form: written once by `thaw trace convert`, replayed many
// times. Every number is little-endian and of fixed width, so that any block
// can be found by arithmetic and the records read as a NumPy array of
// [('arrival','<i8'),('duration','<i8'),('function','<u4')].
//
//	header   32 B  magic "\x89thaw\r\n\x1a", version u32 = 1, table bytes u32 = T,
//	               records a full block u32 = R, flags u32 = 0,
//	               crc32c of the table u32, crc32c of the 28 bytes before u32
//	table     T B  apps u32, then for each: name string, memory MiB u32
//	               functions u32, then for each: name string, trigger string,
//	               app u32, memory MiB u32, mean duration ns i64, flags u8
//	               (bit 0: duration imputed, bit 1: memory imputed)
//	               a string is its length in bytes u32, then its bytes
//	blocks         each: header 32 B, then n records of 20 B; n = R in all but the last
//	               header: tag "BLCK", n u32, first arrival i64, last arrival i64,
//	                       crc32c of the records u32, crc32c of the 28 bytes before u32
//	               record: arrival ns i64, duration ns i64, function u32
//	trailer  48 B  tag "TEND", version u32 = 1, records u64, last arrival i64,
//	               longest duration i64, zero u64, crc32c over the first 28 bytes of
//	               the header and of every block header in order u32 (the checksum of
//	               the whole file, since those hold the checksums of the rest),
//	               crc32c of the 44 bytes before u32
//
// Arrivals never decrease from record to record. A file without a trailer was
// not written to its end and is refused.
const (
	Magic               = "\x89thaw\r\n\x1a"
	version             = 1
	headBytes           = 32
	blockHeadBytes      = 32
	recordBytes         = 20
	trailerBytes        = 48
	defaultBlockRecords = 8192    // what the writer uses: 160 KiB, a good read size
	maxBlockRecords     = 1 << 16 // the most a block of any writer may hold
	maxTableBytes       = 1 << 30 // bytes; 50,000 functions with hashed names take 7 MB
	blockTag            = "BLCK"
	trailerTag          = "TEND"

	imputedDuration = 1 << 0
	imputedMemory   = 1 << 1
)

// Checksum computes crc32c, which amd64 and arm64 have instructions for.
func Checksum(p []byte) uint32 { return crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)) }

// chainChecksum continues the checksum of the whole file over a header. The
// header's own checksum, at its end, is left out: a CRC over data and its CRC is
// the same whatever the data.
func chainChecksum(crc uint32, head []byte) uint32 {
	return crc32.Update(crc, crc32.MakeTable(crc32.Castagnoli), head[:28])
}

var (
	errChanged = errors.New("the file has changed since it was opened")
	errMagic   = errors.New("not a thaw trace: it does not begin with the magic bytes")
	errShort   = errors.New("the file ends too early: it was cut off or not written to its end")
)

// fileHead is the header of a file.
type fileHead struct {
	tableBytes   uint32
	blockRecords uint32
	tableCRC     uint32
}

func (h fileHead) append(dst []byte) []byte {
	n := len(dst)
	dst = append(dst, Magic...)
	dst = binary.LittleEndian.AppendUint32(dst, version)
	dst = binary.LittleEndian.AppendUint32(dst, h.tableBytes)
	dst = binary.LittleEndian.AppendUint32(dst, h.blockRecords)
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	dst = binary.LittleEndian.AppendUint32(dst, h.tableCRC)
	return binary.LittleEndian.AppendUint32(dst, Checksum(dst[n:]))
}

// parse reads the header's headBytes.
func (h *fileHead) parse(p []byte) error {
	if string(p[:8]) != Magic {
		return errMagic
	}
	if v := binary.LittleEndian.Uint32(p[8:]); v != version {
		return fmt.Errorf("version %d of thaw's trace form; this thaw reads version %d (convert the trace again)", v,
			version)
	}
	if got, want := Checksum(p[:28]), binary.LittleEndian.Uint32(p[28:]); got != want {
		return fmt.Errorf("header at byte 0: checksum is %08x, expected %08x: the file is damaged", got, want)
	}
	h.tableBytes = binary.LittleEndian.Uint32(p[12:])
	h.blockRecords = binary.LittleEndian.Uint32(p[16:])
	h.tableCRC = binary.LittleEndian.Uint32(p[24:])
	switch {
	case h.tableBytes > maxTableBytes:
		return fmt.Errorf("header at byte 12: table of %d bytes, expected at most %d", h.tableBytes, maxTableBytes)
	case h.blockRecords == 0 || h.blockRecords > maxBlockRecords:
		return fmt.Errorf("header at byte 16: blocks of %d records, expected 1 to %d", h.blockRecords, maxBlockRecords)
	case binary.LittleEndian.Uint32(p[20:]) != 0:
		return fmt.Errorf("header at byte 20: unknown flags %#x", binary.LittleEndian.Uint32(p[20:]))
	}
	return nil
}

// blockHead is the header of a block.
type blockHead struct {
	records     uint32
	first, last sim.Time
	crc         uint32
}

func (b blockHead) append(dst []byte) []byte {
	n := len(dst)
	dst = append(dst, blockTag...)
	dst = binary.LittleEndian.AppendUint32(dst, b.records)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(b.first))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(b.last))
	dst = binary.LittleEndian.AppendUint32(dst, b.crc)
	return binary.LittleEndian.AppendUint32(dst, Checksum(dst[n:]))
}

// parse reads a block header's blockHeadBytes bytes.
func (b *blockHead) parse(p []byte, limit uint32) error {
	if string(p[:4]) != blockTag {
		return fmt.Errorf("expected a block or the trailer, found bytes %q: the file is damaged", p[:4])
	}
	if got, want := Checksum(p[:28]), binary.LittleEndian.Uint32(p[28:]); got != want {
		return fmt.Errorf("block header: checksum is %08x, expected %08x: the file is damaged", got, want)
	}
	b.records = binary.LittleEndian.Uint32(p[4:])
	b.first = sim.Time(binary.LittleEndian.Uint64(p[8:]))
	b.last = sim.Time(binary.LittleEndian.Uint64(p[16:]))
	b.crc = binary.LittleEndian.Uint32(p[24:])
	if b.records == 0 || b.records > limit {
		return fmt.Errorf("block header: %d records, expected 1 to %d", b.records, limit)
	}
	if b.first < 0 || b.last < b.first {
		return fmt.Errorf("block header: arrivals from %d to %d ns, expected 0 or later and in order", b.first, b.last)
	}
	return nil
}

// fileTrailer is the end of a file.
type fileTrailer struct {
	records uint64
	last    sim.Time // arrival of the last record
	longest int64    // duration, ns
	chain   uint32
}

func (t fileTrailer) append(dst []byte) []byte {
	n := len(dst)
	dst = append(dst, trailerTag...)
	dst = binary.LittleEndian.AppendUint32(dst, version)
	dst = binary.LittleEndian.AppendUint64(dst, t.records)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(t.last))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(t.longest))
	dst = binary.LittleEndian.AppendUint64(dst, 0)
	dst = binary.LittleEndian.AppendUint32(dst, t.chain)
	return binary.LittleEndian.AppendUint32(dst, Checksum(dst[n:]))
}

// parse reads the trailer's trailerBytes.
func (t *fileTrailer) parse(p []byte) error {
	if string(p[:4]) != trailerTag {
		return errShort
	}
	if got, want := Checksum(p[:44]), binary.LittleEndian.Uint32(p[44:]); got != want {
		return fmt.Errorf("trailer: checksum is %08x, expected %08x: the file is damaged", got, want)
	}
	t.records = binary.LittleEndian.Uint64(p[8:])
	t.last = sim.Time(binary.LittleEndian.Uint64(p[16:]))
	t.longest = int64(binary.LittleEndian.Uint64(p[24:]))
	t.chain = binary.LittleEndian.Uint32(p[40:])
	return nil
}

// AppendTable encodes a function table.
func AppendTable(dst []byte, t *workload.Table) ([]byte, error) {
	str := func(s string) {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s)))
		dst = append(dst, s...)
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(t.Apps)))
	for i := range t.Apps {
		str(t.Apps[i].Name)
		dst = binary.LittleEndian.AppendUint32(dst, uint32(t.Apps[i].Memory))
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(t.Functions)))
	for i := range t.Functions {
		f := &t.Functions[i]
		str(f.Name)
		str(f.Trigger)
		dst = binary.LittleEndian.AppendUint32(dst, uint32(f.App))
		dst = binary.LittleEndian.AppendUint32(dst, uint32(f.Memory))
		dst = binary.LittleEndian.AppendUint64(dst, uint64(f.MeanDuration))
		var flags byte
		if f.ImputedDuration {
			flags |= imputedDuration
		}
		if f.ImputedMemory {
			flags |= imputedMemory
		}
		dst = append(dst, flags)
	}
	if len(dst) > maxTableBytes {
		return nil, fmt.Errorf("function table of %d bytes, at most %d fit into thaw's trace form", len(dst),
			maxTableBytes)
	}
	// What the reader would refuse is refused here, so that it is never written.
	if _, err := ParseTable(dst); err != nil {
		return nil, err
	}
	return dst, nil
}

// tableCursor takes values off the front of a table; after the end it yields
// zeros and remembers.
type tableCursor struct {
	p     []byte
	short bool
}

func (c *tableCursor) take(n int) []byte {
	if c.short || n < 0 || n > len(c.p) {
		c.short = true
		return nil
	}
	v := c.p[:n]
	c.p = c.p[n:]
	return v
}

func (c *tableCursor) u32() uint32 {
	if v := c.take(4); v != nil {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

func (c *tableCursor) i64() int64 {
	if v := c.take(8); v != nil {
		return int64(binary.LittleEndian.Uint64(v))
	}
	return 0
}

func (c *tableCursor) str() string { return string(c.take(int(c.u32()))) }

func (c *tableCursor) byte() byte {
	if v := c.take(1); v != nil {
		return v[0]
	}
	return 0
}

// count takes the length of a list whose entries have at least size bytes, so
// that a forged one cannot ask for more memory than the table has bytes.
func (c *tableCursor) count(size int) int {
	n := c.u32()
	if uint64(n) > uint64(len(c.p)/size) || n > math.MaxInt32 {
		c.short = true
		return 0
	}
	return int(n)
}
