// Package inmemory holds the invocations of a source in memory.
//
//	Source ─▶ Read ─▶ [][][][][][] ─▶ Replay, Replay, ...
package inmemory

import (
	"fmt"
	"io"

	"thaw/models/workload"
	"thaw/sim"
)

// Source is a source that is wholly in memory, for tests and benchmarks
// that replay the same invocations many times.
type Source struct {
	table *workload.Table
	inv   []workload.Invocation
	pos   int
}

// Read reads src to its end: 24 bytes an invocation.
func Read(src workload.Source) (*Source, error) {
	m := &Source{table: src.Table()}
	for {
		if cap(m.inv)-len(m.inv) < 1024 {
			grown := make([]workload.Invocation, len(m.inv), 2*cap(m.inv)+4096)
			copy(grown, m.inv)
			m.inv = grown
		}
		n, err := src.Read(m.inv[len(m.inv):cap(m.inv)])
		m.inv = m.inv[:len(m.inv)+n]
		if err == io.EOF {
			return m, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// New returns a source of the given invocations, which it checks: sorted by
// arrival from 0 on, durations not negative, functions within the table.
func New(table *workload.Table, inv []workload.Invocation) (*Source, error) {
	var prev sim.Time
	for i := range inv {
		v := &inv[i]
		switch {
		case v.Arrival < prev:
			return nil, fmt.Errorf("invocation %d arrives at %d ns, expected %d or later", i, v.Arrival, prev)
		case v.Duration < 0:
			return nil, fmt.Errorf("invocation %d has the negative duration %v", i, v.Duration)
		case v.Function < 0 || int(v.Function) >= len(table.Functions):
			return nil, fmt.Errorf("invocation %d is of function %d, expected 0 to %d", i, v.Function,
				len(table.Functions)-1)
		}
		prev = v.Arrival
	}
	return &Source{table: table, inv: inv}, nil
}

// Table implements workload.Source.
func (m *Source) Table() *workload.Table { return m.table }

// Read implements workload.Source.
func (m *Source) Read(batch []workload.Invocation) (int, error) {
	if m.pos == len(m.inv) {
		return 0, io.EOF
	}
	n := copy(batch, m.inv[m.pos:])
	m.pos += n
	return n, nil
}

// NextBatch implements workload.BatchSource.
func (m *Source) NextBatch(n int) ([]workload.Invocation, error) {
	if m.pos == len(m.inv) {
		return nil, io.EOF
	}
	part := m.inv[m.pos:min(m.pos+n, len(m.inv))]
	m.pos += len(part)
	return part, nil
}

// Reset makes the next Read begin at the first invocation again.
func (m *Source) Reset() { m.pos = 0 }

// Replay returns another source of the same invocations, at the beginning;
// the two may be read at the same time.
func (m *Source) Replay() *Source { return &Source{table: m.table, inv: m.inv} }

// Len returns the number of invocations.
func (m *Source) Len() int { return len(m.inv) }

// Invocations returns all of them; the caller does not change them.
func (m *Source) Invocations() []workload.Invocation { return m.inv }
