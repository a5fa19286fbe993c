package traces

import (
	"io"
	"sync"

	"thaw/models/workload"
	"thaw/traces/input"
)

// aheadBatch is the number of invocations a recycled batch holds: 96 KiB, so
// that a few of them stay in the second-level cache.
const aheadBatch = 4096

// AheadBatches is how many batches a replay reads ahead. They take 2.3 MiB and
// last some ten milliseconds: as long as the largest generated traces take to
// sort a minute.
const AheadBatches = 24

// ReadAhead is a Source that reads another one on a second goroutine, so that
// a trace is decompressed, parsed or generated while the replay runs:
//
//	src ──▶ goroutine ──full──▶ Read
//	            ▲───────free──────┘
type ReadAhead struct {
	src        workload.Source
	full, free chan aheadChunk
	done       chan struct{} // closed by Close
	ended      chan struct{} // closed when the goroutine is gone
	started    bool
	closed     sync.Once
	cur        aheadChunk
	used       []aheadChunk // read, to be recycled
	pos        int
	err        error
}

type aheadChunk struct {
	inv []workload.Invocation // its capacity is aheadBatch
	err error                 // what ended the source, after inv
}

// Ahead returns a source with the same sequence as src that is read up to the
// given number of batches (of 4096 invocations, at least 2) ahead. The goroutine
// starts with the first Read and ends with the source or when Close returns. Do
// not use src meanwhile.
func Ahead(src workload.Source, batches int) *ReadAhead {
	batches = max(batches, 2)
	a := &ReadAhead{
		src:   src,
		full:  make(chan aheadChunk, batches),
		free:  make(chan aheadChunk, batches),
		done:  make(chan struct{}),
		ended: make(chan struct{}),
	}
	return a
}

// Table implements workload.Source.
func (a *ReadAhead) Table() *workload.Table { return a.src.Table() }

// Read implements workload.Source.
func (a *ReadAhead) Read(batch []workload.Invocation) (int, error) {
	if len(batch) == 0 {
		return 0, a.err
	}
	part, err := a.NextBatch(len(batch))
	return copy(batch, part), err
}

// NextBatch implements workload.BatchSource.
func (a *ReadAhead) NextBatch(n int) ([]workload.Invocation, error) {
	if a.err != nil {
		return nil, a.err
	}
	if !a.started {
		a.start()
	}
	for a.pos == len(a.cur.inv) {
		if a.cur.err != nil {
			a.err = a.cur.err
			return nil, a.err
		}
		if a.cur.inv != nil {
			a.recycle(a.cur.inv)
		}
		a.cur, a.pos = <-a.full, 0
	}
	part := a.cur.inv[a.pos:min(a.pos+n, len(a.cur.inv))]
	a.pos += len(part)
	return part, nil
}

// recycle returns batches for reuse, a quarter of all at a time: the goroutine
// waits for one when it has filled all, and each return would wake it.
func (a *ReadAhead) recycle(inv []workload.Invocation) {
	a.used = append(a.used, aheadChunk{inv: inv[:0]})
	if len(a.used) < cap(a.free)/4 {
		return
	}
	for _, c := range a.used {
		a.free <- c // never blocks: it has room for all
	}
	a.used = a.used[:0]
}

func (a *ReadAhead) start() {
	a.started = true
	for range cap(a.free) {
		a.free <- aheadChunk{inv: make([]workload.Invocation, 0, aheadBatch)}
	}
	go a.run()
}

// run fills free chunks until the source ends or Close is called.
func (a *ReadAhead) run() {
	defer close(a.ended)
	for {
		var c aheadChunk
		select {
		case <-a.done:
			return
		case c = <-a.free:
		}
		for len(c.inv) < aheadBatch && c.err == nil {
			n, err := a.src.Read(c.inv[len(c.inv):aheadBatch])
			c.inv, c.err = c.inv[:len(c.inv)+n], err
		}
		a.full <- c // never blocks: it has room for all
		if c.err != nil {
			return
		}
	}
}

// Close stops the goroutine, waits until it is gone and closes src. Reading
// afterwards is an error.
func (a *ReadAhead) Close() error {
	var err error
	a.closed.Do(func() {
		close(a.done)
		if a.started {
			<-a.ended
		}
		if a.err == nil {
			a.err = input.ErrClosed
		}
		err = Close(a.src)
	})
	return err
}

// unwrap returns the source that is read ahead.
func (a *ReadAhead) unwrap() workload.Source { return a.src }

// Close closes a source that holds a file or a goroutine; others need none.
func Close(src workload.Source) error {
	if c, ok := src.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
