// Package sample is the trace inside the binary: an hour of 257 functions.
//
//	Spec ─▶ synthetic ─▶ Encode ─▶ hour.zst ─▶ Open ─▶ Trace
//	        (go generate, once)    (embedded)
package sample

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/klauspost/compress/zstd"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/inmemory"
	"thaw/traces/input"
	"thaw/traces/native"
	"thaw/traces/synthetic"
)

// The embedded sample is one hour made by the generator and then kept as it
// is, so that results on the default trace do not move when the generator is improved.
//
//go:generate go run ./generate hour.zst
//go:embed hour.zst
var hour []byte

// Spec is what the sample was made from: those of its functions that are
// invoked within the hour, under seed 1.
const Spec = "synthetic,functions=900,rate=40/s,duration=1h,start=14h,shape=8,max-share=0.25,memory=whole"

const specSeed = 1

// Trace is the trace embedded in the binary.
type Trace struct{ trace *inmemory.Source }

// Options say how the sample is read.
type Options struct {
	// WholeApp gives each function the memory of its whole app.
	WholeApp bool
}

// Open decodes the embedded trace, 3.5 MB.
func Open(opt Options) (*Trace, error) {
	s, err := Decode(hour)
	if err != nil {
		return nil, fmt.Errorf("embedded sample: %w", err)
	}
	if opt.WholeApp {
		t := s.Table()
		for i := range t.Functions {
			t.Functions[i].Memory = t.Apps[t.Functions[i].App].Memory
		}
	}
	return s, nil
}

// Source returns the trace from its beginning. It is the same for every seed.
func (s *Trace) Source(uint64) (workload.Source, error) { return s.trace.Replay(), nil }

// Table returns the functions and apps of the trace.
func (s *Trace) Table() *workload.Table { return s.trace.Table() }

// Files returns nothing: the trace is in the binary.
func (s *Trace) Files() []input.FileInfo { return nil }

// Report returns an empty report.
func (s *Trace) Report() *findings.Report { return &findings.Report{} }

// Summary tells the size of the trace in a few words.
func (s *Trace) Summary() string {
	return fmt.Sprintf("%d invocations in an hour", s.trace.Len())
}

// Extent returns the number of invocations and the arrival of the last one.
func (s *Trace) Extent() (invocations int64, last sim.Time, known bool, err error) {
	inv := s.trace.Invocations()
	if len(inv) == 0 {
		return 0, 0, true, nil
	}
	return int64(len(inv)), inv[len(inv)-1].Arrival, true, nil
}

// The embedded form is smaller than the binary form of traces because it
// stores columns: after zstd, little-endian
//
//	crc32c of all that follows u32, table bytes u32, table as in the binary
//	form, records u32, then three columns of varints: microseconds since the
//	record before, function, duration in units of 100 µs
const tick = 100 * time.Microsecond

// decodeLimit bounds what a damaged file can make the decoder allocate.
const decodeLimit = 64 << 20

// Encode makes the sample anew from Spec.
func Encode(w io.Writer) error {
	s, err := synthetic.Open(Spec, synthetic.Options{})
	if err != nil {
		return err
	}
	src, err := s.Source(specSeed)
	if err != nil {
		return err
	}
	m, err := inmemory.Read(src)
	if err != nil {
		return err
	}
	table, inv := activeOnly(m.Table(), m.Invocations())
	raw, err := encode(table, inv)
	if err != nil {
		return err
	}
	return compress(w, raw, zstd.SpeedBestCompression)
}

func compress(w io.Writer, raw []byte, level zstd.EncoderLevel) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	_, err = z.Write(raw)
	return errors.Join(err, z.Close())
}

// activeOnly keeps the functions and apps that are invoked.
func activeOnly(t *workload.Table, inv []workload.Invocation) (*workload.Table, []workload.Invocation) {
	fns, apps := make([]workload.FuncID, len(t.Functions)), make([]workload.AppID, len(t.Apps))
	for i := range fns {
		fns[i] = -1
	}
	for i := range apps {
		apps[i] = -1
	}
	for i := range inv {
		fns[inv[i].Function] = 0
	}
	out := &workload.Table{}
	for i := range t.Functions {
		if fns[i] < 0 {
			continue
		}
		f := t.Functions[i]
		if apps[f.App] < 0 {
			apps[f.App] = workload.AppID(len(out.Apps))
			out.Apps = append(out.Apps, t.Apps[f.App])
		}
		fns[i], f.App = workload.FuncID(len(out.Functions)), apps[f.App]
		out.Functions = append(out.Functions, f)
	}
	for i := range inv {
		inv[i].Function = fns[inv[i].Function]
	}
	return out, inv
}

func encode(t *workload.Table, inv []workload.Invocation) ([]byte, error) {
	table, err := native.AppendTable(nil, t)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 4) // the checksum
	out = binary.LittleEndian.AppendUint32(out, uint32(len(table)))
	out = append(out, table...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(inv)))
	last := int64(0)
	for i := range inv {
		at := int64(inv[i].Arrival) / 1000
		out = binary.AppendUvarint(out, uint64(at-last))
		last = at
	}
	for i := range inv {
		out = binary.AppendUvarint(out, uint64(inv[i].Function))
	}
	for i := range inv {
		out = binary.AppendUvarint(out, uint64(max(1, inv[i].Duration.Round(tick)/tick)))
	}
	binary.LittleEndian.PutUint32(out, native.Checksum(out[4:]))
	return out, nil
}

var errDamaged = errors.New("it ends too early or is damaged")

// Decode reads a trace in the form of the sample.
func Decode(data []byte) (*Trace, error) {
	z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderMaxMemory(decodeLimit))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	raw, err := io.ReadAll(io.LimitReader(z, decodeLimit))
	if err != nil {
		return nil, err
	}
	m, err := parse(raw)
	if err != nil {
		return nil, err
	}
	return &Trace{m}, nil
}

// parse decodes the form under the compression.
func parse(raw []byte) (*inmemory.Source, error) {
	if len(raw) < 12 || native.Checksum(raw[4:]) != binary.LittleEndian.Uint32(raw) {
		return nil, errDamaged
	}
	size := binary.LittleEndian.Uint32(raw[4:])
	if uint64(size) > uint64(len(raw)-12) {
		return nil, errDamaged
	}
	t, err := native.ParseTable(raw[8 : 8+size])
	if err != nil {
		return nil, err
	}
	n, columns := binary.LittleEndian.Uint32(raw[8+size:]), raw[12+size:]
	if uint64(n)*3 > uint64(len(columns)) {
		return nil, errDamaged
	}
	return parseColumns(t, columns, int(n))
}

// parseColumns decodes n records.
func parseColumns(t *workload.Table, columns []byte, n int) (*inmemory.Source, error) {
	next := func() uint64 {
		v, size := binary.Uvarint(columns)
		if size <= 0 || v > math.MaxInt64/uint64(tick) {
			columns = nil // the rest is refused as well
			return math.MaxUint64
		}
		columns = columns[size:]
		return v
	}
	inv := make([]workload.Invocation, n)
	at := sim.Time(0)
	for i := range inv {
		at += sim.Time(next()) * 1000
		inv[i].Arrival = at
	}
	for i := range inv {
		v := next()
		if v >= uint64(len(t.Functions)) {
			return nil, errDamaged
		}
		inv[i].Function = workload.FuncID(v)
	}
	for i := range inv {
		v := next()
		if v == math.MaxUint64 {
			return nil, errDamaged
		}
		inv[i].Duration = time.Duration(v) * tick
	}
	if len(columns) > 0 {
		return nil, errDamaged
	}
	return inmemory.New(t, inv)
}
