package input

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"thaw/traces/tracetest"
)

// rarArchive is what the head of an archive says.
type rarArchive struct {
	volume    uint64 // number of the volume, from 1; 0: the only one
	solid     bool
	encrypted bool // headers and all
	more      bool // continues in another volume
}

// rarMember is a stored file of an archive, and what its header says beyond the truth.
type rarMember struct {
	name, text  string
	size        uint64 // claimed; 0: the true one
	method      uint64 // 0: stored
	dictionary  uint64 // 128 KiB · 2^n
	solid       bool
	begins      bool // in the volume before
	continues   bool // in the next volume
	encrypted   bool
	badChecksum bool
}

// rarOf makes an archive of format 5 (RAR 5.0 archive format, rarlab.com/technote.htm):
// no program at hand writes one.
func rarOf(a rarArchive, members ...rarMember) string {
	var b bytes.Buffer
	b.WriteString("Rar!\x1a\x07\x01\x00")
	fields := func(all ...uint64) (h []byte) {
		for _, f := range all {
			h = binary.AppendUvarint(h, f)
		}
		return h
	}
	bit := func(is bool, mask uint64) uint64 {
		if is {
			return mask
		}
		return 0
	}
	block := func(h []byte) {
		h = append(binary.AppendUvarint(nil, uint64(len(h))), h...)
		b.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(h)))
		b.Write(h)
	}
	if a.encrypted { // version, flags, count of rounds, salt
		block(append(fields(4, 0, 0, 0, 15), make([]byte, 16)...))
	}
	main := fields(1, 0, bit(a.volume > 0, 1)|bit(a.volume > 1, 2)|bit(a.solid, 4))
	if a.volume > 1 {
		main = append(main, fields(a.volume-1)...)
	}
	block(main)
	for _, m := range members {
		size := m.size
		if size == 0 {
			size = uint64(len(m.text))
		}
		var extra []byte
		if m.encrypted { // size, type, version, flags, rounds, salt, vector
			extra = append(fields(36+1, 1, 0, 0, 15), make([]byte, 32)...)
			extra[0] = byte(len(extra) - 1)
		}
		h := fields(2, 2|bit(m.encrypted, 1)|bit(m.begins, 8)|bit(m.continues, 16))
		if m.encrypted {
			h = append(h, fields(uint64(len(extra)))...)
		}
		h = append(h, fields(uint64(len(m.text)), 4, size, 0)...)
		sum := crc32.ChecksumIEEE([]byte(m.text))
		if m.badChecksum {
			sum++
		}
		h = binary.LittleEndian.AppendUint32(h, sum)
		h = append(h, fields(bit(m.solid, 1<<6)|m.method<<7|m.dictionary<<10, 1, uint64(len(m.name)))...)
		block(append(append(h, m.name...), extra...))
		b.WriteString(m.text)
	}
	block(fields(5, 0, bit(a.more, 1))) // end of archive
	return b.String()
}

// Is every kind of rar archive read, or refused with what is wrong and what to do,
// whatever its headers claim?
func TestRAR(t *testing.T) {
	text := strings.Repeat("app,func,1,0.5\n", 1000)
	readme := rarMember{name: "README.md", text: "read me"}
	whole := rarMember{name: "a.csv", text: text}
	with := func(change func(*rarMember)) rarMember {
		m := whole
		change(&m)
		return m
	}
	for name, c := range map[string]struct{ content, want string }{
		"plain":      {rarOf(rarArchive{}, whole), ""},
		"second":     {rarOf(rarArchive{}, readme, whole), ""},
		"solid":      {rarOf(rarArchive{solid: true}, readme, with(func(m *rarMember) { m.solid = true })), ""},
		"one volume": {rarOf(rarArchive{volume: 1}, whole), ""},
		"first volume": {rarOf(rarArchive{volume: 1, more: true},
			with(func(m *rarMember) { m.continues, m.size = true, 20_000 })),
			"has several volumes"},
		"more volumes": {rarOf(rarArchive{volume: 1, more: true}, readme), "has several volumes"},
		"last volume":  {rarOf(rarArchive{volume: 2}, with(func(m *rarMember) { m.begins = true })), "x.rar"},
		"encrypted":    {rarOf(rarArchive{}, with(func(m *rarMember) { m.encrypted = true })), "is encrypted"},
		"headers":      {rarOf(rarArchive{encrypted: true}, whole), "is encrypted"},
		"huge size":    {rarOf(rarArchive{}, with(func(m *rarMember) { m.size = 1 << 60 })), "x.rar"},
		"dictionary": {rarOf(rarArchive{}, with(func(m *rarMember) { m.method, m.dictionary, m.size = 3, 15, 1<<40 })),
			"needs a dictionary of more than 256 MiB"},
		"noise":    {rarOf(rarArchive{}, with(func(m *rarMember) { m.method = 3 })), "x.rar"},
		"checksum": {rarOf(rarArchive{}, with(func(m *rarMember) { m.badChecksum = true })), "x.rar"},
		"cut":      {rarOf(rarArchive{}, whole)[:9000], "x.rar"},
		"empty":    {rarOf(rarArchive{}), "no member named *.csv or *.txt"},
	} {
		path := filepath.Join(tracetest.WriteFiles(t, map[string]string{"x.rar": c.content}), "x.rar")
		in, err := Open(path, Limits{})
		n := int64(0)
		if err == nil {
			n, err = io.Copy(io.Discard, in)
			in.Close()
		}
		switch {
		case c.want == "" && (err != nil || n != int64(len(text))):
			t.Errorf("%s: %d bytes (%v), expected %d", name, n, err, len(text))
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), "x.rar")):
			t.Errorf("%s: %d bytes, error %v, expected one with %q", name, n, err, c.want)
		}
	}
}

// Do the members of a solid archive that are passed over count as what comes out?
func TestSolidRARIsBounded(t *testing.T) {
	member := rarMember{name: "README.md", text: "read me", solid: true}
	content := rarOf(rarArchive{solid: true}, member, member, rarMember{name: "a.csv", text: "app", solid: true})
	path := filepath.Join(tracetest.WriteFiles(t, map[string]string{"x.rar": content}), "x.rar")
	a, err := OpenArchive(path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for range 3 {
		if _, err := a.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if a.all != 14 {
		t.Errorf("%d bytes came out, expected twice 7", a.all)
	}
}
