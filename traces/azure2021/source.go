package azure2021

import (
	"fmt"
	"io"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// Source starts pass 2. The rows say everything, so the seed changes nothing.
func (a *Trace) Source(uint64) (workload.Source, error) {
	f, err := a.pinned.Open()
	if err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	var r findings.Report
	lines, parser, err := a.begin(f, &r)
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &source{a: a, file: f, lines: lines, parser: parser}, nil
}

// Table returns the functions and apps of the trace, in order of appearance.
func (a *Trace) Table() *workload.Table { return &a.table }

// Files identifies the file, as it was when it was opened.
func (a *Trace) Files() []input.FileInfo { return []input.FileInfo{a.info} }

// Report lists what was handled while the file was opened.
func (a *Trace) Report() *findings.Report { return &a.report }

// Extent returns the number of invocations and the arrival of the last one.
func (a *Trace) Extent() (invocations int64, last sim.Time, known bool, err error) {
	return a.rows, a.last - a.origin, true, nil
}

// Summary tells in a few words the size of the trace and what is assumed.
func (a *Trace) Summary() string {
	return fmt.Sprintf("%d invocations within %v, the longest takes %v; memory is assumed: %d MiB an app",
		a.rows, a.last.Sub(a.minute), a.longest, appMemoryMiB)
}

// FirstMinute returns what the clock of the timestamps reads at the full minute of
// the first arrival.
func (a *Trace) FirstMinute() time.Duration { return a.minute.Sub(0) }

// source is pass 2.
type source struct {
	a      *Trace
	file   io.Closer
	lines  *input.Lines
	parser *rowParser
	heap   reorderHeap
	key    []byte
	rows   int64
	last   sim.Time // greatest arrival so far
	ended  bool     // no more rows
	err    error
}

// Table implements workload.Source.
func (s *source) Table() *workload.Table { return &s.a.table }

// Read implements workload.Source.
func (s *source) Read(batch []workload.Invocation) (int, error) {
	n := 0
	for n < len(batch) {
		// What no later row can overtake goes out.
		if len(s.heap.a) > 0 && (s.ended || s.heap.a[0].inv.Arrival <= s.last-s.a.late) {
			batch[n] = s.heap.pop()
			n++
			continue
		}
		if s.ended {
			break
		}
		if err := s.next(); err != nil {
			s.finish(err)
		}
	}
	if n > 0 || len(batch) == 0 {
		return n, nil
	}
	return 0, s.err
}

// finish ends the rows; after an error the heap is dropped, as a missing row
// might belong between its entries.
func (s *source) finish(err error) {
	s.ended, s.err = true, err
	s.file.Close()
	if err != io.EOF {
		s.heap.a = nil
	}
}

// next moves one row into the heap.
func (s *source) next() error {
	line, err := s.lines.Next()
	if err == io.EOF && s.rows != s.a.rows {
		return s.changed()
	}
	if err != nil {
		return err
	}
	row, flaw := s.parser.row(line)
	if !flaw.replayed() {
		return nil // reported when the file was opened
	}
	s.key = functionKey(s.key, row)
	fn, ok := s.a.ids[string(s.key)]
	at := sim.Time(row.arrival) - s.a.origin
	s.last = max(s.last, at)
	if !ok || at < 0 || s.last-at > s.a.late {
		return s.changed()
	}
	if len(s.heap.a) == maxPending {
		return fmt.Errorf("%s:%d: %d rows may still be overtaken by later ones, more than are kept in memory; "+
			"sort the file by arrival, end_timestamp - duration or start_timestamp", s.a.path, s.lines.Line, maxPending)
	}
	v := workload.Invocation{Arrival: at, Duration: time.Duration(row.duration), Function: fn}
	s.heap.push(reorderEntry{v, s.rows})
	s.rows++
	return nil
}

func (s *source) changed() error {
	return fmt.Errorf("%s:%d: the file has changed since it was opened", s.a.path, s.lines.Line)
}

// Close implements io.Closer.
func (s *source) Close() error {
	if !s.ended {
		s.finish(input.ErrClosed)
	}
	return nil
}
