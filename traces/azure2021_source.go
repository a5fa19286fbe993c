package traces

import (
	"fmt"
	"io"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Source starts pass 2. The rows say everything, so the seed changes nothing.
func (a *Azure2021) Source(uint64) (workload.Source, error) {
	f, err := openInput(a.path)
	if err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	var r Report
	lines, parser, err := a.begin(f, &r)
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &azure2021Source{a: a, file: f, lines: lines, parser: parser}, nil
}

// Files identifies the file, as it was when it was opened.
func (a *Azure2021) Files() []FileInfo { return a.files }

// Report lists what was handled while the file was opened.
func (a *Azure2021) Report() *Report { return &a.report }

// Extent returns the number of invocations and the arrival of the last one.
func (a *Azure2021) Extent() (invocations int64, last sim.Time, known bool, err error) {
	return a.rows, a.last - a.origin, true, nil
}

// Summary tells in a few words the size of the trace and what is assumed.
func (a *Azure2021) Summary() string {
	return fmt.Sprintf("%d invocations within %v, the longest takes %v; memory is assumed: %d MiB an app; the clock starts %v into the upstream trace",
		a.rows, a.last.Sub(a.origin), a.longest, azure2021AppMemoryMiB, a.origin.Sub(0))
}

// azure2021Source is pass 2.
type azure2021Source struct {
	a      *Azure2021
	file   io.Closer
	lines  *lineReader
	parser *azure2021Parser
	heap   reorder
	key    []byte
	rows   int64
	last   sim.Time // greatest arrival so far
	ended  bool     // no more rows
	err    error
}

// Table implements workload.Source.
func (s *azure2021Source) Table() *workload.Table { return &s.a.table }

// Read implements workload.Source.
func (s *azure2021Source) Read(batch []workload.Invocation) (int, error) {
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
func (s *azure2021Source) finish(err error) {
	s.ended, s.err = true, err
	s.file.Close()
	if err != io.EOF {
		s.heap.a = nil
	}
}

// next moves one row into the heap.
func (s *azure2021Source) next() error {
	line, err := s.lines.Next()
	if err == io.EOF && s.rows != s.a.rows {
		return s.changed()
	}
	if err != nil {
		return err
	}
	row, flaw := s.parser.row(line)
	if flaw != flawNone && flaw != flawBefore {
		return nil // reported when the file was opened
	}
	s.key = azure2021Key(s.key, row)
	fn, ok := s.a.ids[string(s.key)]
	at := row.arrival() - s.a.origin
	s.last = max(s.last, at)
	if !ok || at < 0 || s.last-at > s.a.late {
		return s.changed()
	}
	if len(s.heap.a) == azure2021Pending {
		return fmt.Errorf("%s:%d: %d rows may still be overtaken by later ones, more than are kept in memory; sort the file by the time end_timestamp - duration", s.a.path, s.lines.line, azure2021Pending)
	}
	s.heap.push(reorderEntry{workload.Invocation{Arrival: at, Duration: time.Duration(row.duration), Function: fn}, s.rows})
	s.rows++
	return nil
}

func (s *azure2021Source) changed() error {
	return fmt.Errorf("%s:%d: the file has changed since it was opened", s.a.path, s.lines.line)
}

// Close implements io.Closer.
func (s *azure2021Source) Close() error {
	if !s.ended {
		s.finish(errClosed)
	}
	return nil
}
