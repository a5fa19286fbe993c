package results

import "sync"

// rowsOf is one row group in memory.
type rowsOf interface {
	table() []column
	length() int
	clear()
}

// pipe writes row groups in a second goroutine. The caller fills one group while
// the goroutine writes the other, so that a table of any length takes the memory
// of two groups.
type pipe[R rowsOf] struct {
	file *tableFile
	rows R // being filled
	full chan R
	free chan R
	done sync.WaitGroup

	mu  sync.Mutex
	err error
}

// openPipe begins the file at path; rows makes an empty row group.
func openPipe[R rowsOf](path string, stamp Stamp, rows func() R) (*pipe[R], error) {
	p := &pipe[R]{rows: rows(), full: make(chan R, 1), free: make(chan R, 2)}
	file, err := createTable(path, p.rows.table(), stamp)
	if err != nil {
		return nil, err
	}
	p.file = file
	p.free <- rows()
	p.done.Add(1)
	go p.write()
	return p, nil
}

// write is the second goroutine. After an error it only recycles groups.
func (p *pipe[R]) write() {
	defer p.done.Done()
	for rows := range p.full {
		if p.failure() == nil {
			if err := p.file.writeGroup(rows.table(), rows.length()); err != nil {
				p.mu.Lock()
				p.err = err
				p.mu.Unlock()
			}
		}
		rows.clear()
		p.free <- rows
	}
}

func (p *pipe[R]) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// next passes the row group on and continues with an empty one.
func (p *pipe[R]) next() error {
	p.full <- p.rows
	p.rows = <-p.free
	return p.failure()
}

// Finish waits for the second goroutine. With keep it completes the file, otherwise
// it removes it.
func (p *pipe[R]) Finish(keep bool) (FileInfo, error) {
	if keep && p.rows.length() > 0 {
		p.full <- p.rows
	}
	close(p.full)
	p.done.Wait()
	if err := p.failure(); err != nil || !keep {
		p.file.abort()
		return FileInfo{}, err
	}
	return p.file.commit()
}
