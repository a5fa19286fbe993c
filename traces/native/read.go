package native

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// reader decodes a file from front to back. It is a workload.Source.
type reader struct {
	name  string // for errors
	r     io.Reader
	table *workload.Table
	head  fileHead
	off   int64 // bytes consumed

	buf  []byte // the current block
	rest []byte // its records that Read has yet to return
	cur  blockHead
	prev sim.Time // arrival of the record in front

	seen    fileTrailer  // what the trailer of a whole file says
	partial bool         // begun after the first block: totals are unknown
	end     *fileTrailer // what the trailer was when the file was opened; nil: it was not looked at
	err     error
	small   [trailerBytes]byte
}

// newReader reads the header and the table.
func newReader(name string, r io.Reader) (*reader, error) {
	n := &reader{name: name, r: r}
	head := n.small[:headBytes]
	if err := n.full(head); err != nil {
		return nil, n.wrap(err)
	}
	if err := n.head.parse(head); err != nil {
		return nil, n.wrap(err)
	}
	n.seen.chain = chainChecksum(0, head)
	// Read through a growing buffer: a forged length costs no memory.
	raw, err := io.ReadAll(io.LimitReader(r, int64(n.head.tableBytes)))
	n.off += int64(len(raw))
	if err != nil {
		return nil, n.wrap(err)
	}
	if len(raw) < int(n.head.tableBytes) {
		return nil, n.wrap(errShort)
	}
	if got := Checksum(raw); got != n.head.tableCRC {
		return nil, n.wrap(fmt.Errorf("function table: checksum is %08x, expected %08x: the file is damaged", got,
			n.head.tableCRC))
	}
	if n.table, err = ParseTable(raw); err != nil {
		return nil, n.wrap(err)
	}
	return n, nil
}

// readerAt returns a reader that begins at the block that starts at byte off
// of r, which has the header and table of like.
func readerAt(like *reader, r io.Reader, off int64) *reader {
	return &reader{name: like.name, r: r, table: like.table, head: like.head, off: off, partial: true}
}

func (n *reader) Table() *workload.Table { return n.table }

// Read implements workload.Source.
func (n *reader) Read(batch []workload.Invocation) (int, error) {
	for len(n.rest) == 0 {
		if n.err != nil {
			return 0, n.err
		}
		if len(batch) == 0 {
			return 0, nil
		}
		n.err = n.nextBlock()
	}
	k := min(len(batch), len(n.rest)/recordBytes)
	unsound := n.decode(batch[:k])
	if unsound < 0 {
		return k, nil
	}
	n.rest = nil
	n.err = n.wrap(n.describeUnsound(&batch[unsound]))
	if unsound > 0 {
		return unsound, nil
	}
	return 0, n.err
}

// decode fills batch from the current block and returns the index of the
// first record that breaks a rule, or -1. The rules are tested on the bits of
// all records at once, as a branch a record would cost more than the decoding.
func (n *reader) decode(batch []workload.Invocation) int {
	p := n.rest
	prev := int64(n.prev)
	functions := int64(len(n.table.Functions))
	var unsound int64
	for i := range batch {
		r := p[:recordBytes:recordBytes]
		p = p[recordBytes:]
		at := int64(binary.LittleEndian.Uint64(r))
		dur := int64(binary.LittleEndian.Uint64(r[8:]))
		fn := binary.LittleEndian.Uint32(r[16:])
		batch[i] = workload.Invocation{Arrival: sim.Time(at), Duration: time.Duration(dur),
			Function: workload.FuncID(fn)}
		// prev >= 0 here, so that at-prev cannot overflow where at >= 0.
		unsound |= at | (at - prev) | dur | (functions - 1 - int64(fn))
		prev = at &^ (at >> 63)
	}
	if unsound >= 0 {
		n.rest = p
		n.prev = sim.Time(prev)
		return -1
	}
	prev = int64(n.prev)
	for i := range batch {
		v := &batch[i]
		if int64(v.Arrival) < prev || v.Duration < 0 || int64(uint32(v.Function)) >= functions {
			return i
		}
		prev = int64(v.Arrival)
	}
	return 0 // not reached: the bits said that one is unsound
}

func (n *reader) describeUnsound(v *workload.Invocation) error {
	switch {
	case v.Duration < 0:
		return fmt.Errorf("negative duration %v of an invocation that arrives at %d ns", v.Duration, v.Arrival)
	case uint32(v.Function) >= uint32(len(n.table.Functions)):
		return fmt.Errorf("function %d, expected less than %d", uint32(v.Function), len(n.table.Functions))
	}
	return fmt.Errorf("arrival at %d ns comes before the one in front of it: the records are not sorted", v.Arrival)
}

// nextBlock loads the next block; at the trailer it checks the totals and
// returns io.EOF.
func (n *reader) nextBlock() error {
	head := n.small[:blockHeadBytes]
	start := n.off
	if err := n.full(head); err != nil {
		return n.wrap(err)
	}
	if string(head[:4]) == trailerTag {
		return n.finish()
	}
	if !n.partial && n.seen.records%uint64(n.head.blockRecords) != 0 {
		return n.at(start, errors.New("a block follows one that is not full: the file is damaged"))
	}
	if err := n.cur.parse(head, n.head.blockRecords); err != nil {
		return n.at(start, err)
	}
	if n.cur.first < n.prev {
		return n.at(start, fmt.Errorf("block begins at %d ns, before the end of the one in front of it: "+
			"the records are not sorted", n.cur.first))
	}
	size := int(n.cur.records) * recordBytes
	if cap(n.buf) < size {
		n.buf = make([]byte, size)
	}
	n.buf = n.buf[:size]
	if err := n.full(n.buf); err != nil {
		return n.wrap(err)
	}
	if got := Checksum(n.buf); got != n.cur.crc {
		return n.at(start, fmt.Errorf("block: checksum is %08x, expected %08x: the file is damaged", got, n.cur.crc))
	}
	first := binary.LittleEndian.Uint64(n.buf)
	last := binary.LittleEndian.Uint64(n.buf[size-recordBytes:])
	if sim.Time(first) != n.cur.first || sim.Time(last) != n.cur.last {
		return n.at(start, errors.New("block header and records disagree on the arrivals: the file is damaged"))
	}
	n.seen.records += uint64(n.cur.records)
	n.seen.last = n.cur.last
	n.seen.chain = chainChecksum(n.seen.chain, head)
	n.rest = n.buf
	return nil
}

// finish reads the rest of the trailer, whose first bytes stand in n.small.
func (n *reader) finish() error {
	start := n.off - blockHeadBytes
	if err := n.full(n.small[blockHeadBytes:]); err != nil {
		return n.wrap(err)
	}
	var t fileTrailer
	if err := t.parse(n.small[:]); err != nil {
		return n.at(start, err)
	}
	if n.end != nil && t != *n.end {
		return n.at(start, errChanged)
	}
	switch {
	case n.partial:
		return io.EOF
	case t.records != n.seen.records:
		return n.at(start, fmt.Errorf("trailer: %d invocations, but the blocks hold %d: the file is damaged",
			t.records, n.seen.records))
	case t.last != n.seen.last || t.chain != n.seen.chain:
		return n.at(start, errors.New("trailer: the checksum of the whole file does not fit: the file is damaged"))
	}
	if k, err := io.ReadFull(n.r, n.small[:1]); k > 0 {
		return n.wrap(errors.New("bytes after the trailer, expected the end of the file"))
	} else if err != io.EOF {
		return n.wrap(err)
	}
	return io.EOF
}

// full fills p.
func (n *reader) full(p []byte) error {
	k, err := io.ReadFull(n.r, p)
	n.off += int64(k)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errShort
	}
	return err
}

// wrap names the file and the byte that was reached.
func (n *reader) wrap(err error) error { return n.at(n.off, err) }

func (n *reader) at(off int64, err error) error {
	if errors.Is(err, errMagic) {
		return fmt.Errorf("%s: %w", n.name, err)
	}
	return fmt.Errorf("%s: byte %d: %w", n.name, off, err)
}
