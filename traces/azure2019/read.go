package azure2019

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"

	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// internTable numbers functions and apps in order of first appearance.
type internTable struct {
	functions map[string]int32 // by functionKey
	apps      map[string]int32
	names     []string // of functions: keys, from join on "app/function"
	appNames  []string
	appOf     []int32 // of functions; -1 while only a durations row is known
	triggers  []string
	triggerOf []int16 // of functions, by index in triggers; -1 while unknown
}

func newInternTable() *internTable {
	return &internTable{functions: map[string]int32{}, apps: map[string]int32{}}
}

func (t *internTable) app(name []byte) int32 {
	id, ok := t.apps[string(name)]
	if !ok {
		id = int32(len(t.appNames))
		t.appNames = append(t.appNames, string(name))
		t.apps[t.appNames[id]] = id
	}
	return id
}

func (t *internTable) function(name []byte) int32 {
	id, ok := t.functions[string(name)]
	if !ok {
		id = int32(len(t.names))
		t.names = append(t.names, string(name))
		t.functions[t.names[id]] = id
		t.appOf = append(t.appOf, -1)
		t.triggerOf = append(t.triggerOf, -1)
	}
	return id
}

func (t *internTable) trigger(name []byte) int16 {
	for i, s := range t.triggers {
		if s == string(name) {
			return int16(i)
		}
	}
	if len(t.triggers) == maxTriggers {
		return maxTriggers - 1
	}
	t.triggers = append(t.triggers, string(name))
	return int16(len(t.triggers) - 1)
}

// maxTriggers bounds the kinds of trigger told apart: upstream has seven,
// and what comes after a hundred is called like the hundredth.
const maxTriggers = 100

// functionKey writes app and function into key, so that a/b of app x and b of
// app x/a are two functions.
func functionKey(key, app, function []byte) []byte {
	return append(append(append(key[:0], app...), 0), function...)
}

// keyName turns a key into "app/function".
func keyName(key string) string { return strings.Replace(key, "\x00", "/", 1) }

// readAll reads every file of the days once.
func (a *Trace) readAll() error {
	if a.archive {
		return a.readArchive()
	}
	for _, d := range a.days {
		for kind, name := range d.names {
			if name == "" {
				continue
			}
			if err := a.readFile(d, fileKind(kind), name); err != nil {
				a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
			}
		}
	}
	return nil
}

func (a *Trace) readFile(d *traceDay, kind fileKind, name string) error {
	in, err := input.Open(name, a.opt.Limits)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := a.readPart(d, kind, input.NewLines(name, in)); err != nil {
		return err
	}
	return a.pin(name, in)
}

// pin remembers what a file was that has been read.
func (a *Trace) pin(name string, in input.Reader) error {
	p, err := in.Pin()
	if err != nil {
		return err
	}
	a.pinned[name] = p
	info, err := p.Sum()
	a.files = append(a.files, info)
	return err
}

func (a *Trace) readArchive() error {
	r, err := input.OpenArchive(a.path, a.opt.Limits)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		name, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		for _, d := range a.days {
			for kind, wanted := range d.names {
				if wanted != name {
					continue
				}
				if err := a.readPart(d, fileKind(kind), input.NewLines(a.label(name), r)); err != nil {
					a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
				}
			}
		}
	}
	return a.pin(a.path, r)
}

func (a *Trace) readPart(d *traceDay, kind fileKind, lines *input.Lines) error {
	switch kind {
	case countsFile:
		return a.readCounts(d, lines)
	case durationsFile:
		return a.readDurations(d, lines)
	default:
		return a.readMemory(lines)
	}
}

// readCounts reads a file of invocations for the first time: it fills the
// table and keeps the day in memory while there is room.
func (a *Trace) readCounts(d *traceDay, lines *input.Lines) error {
	var key []byte
	t := a.intern
	lookup := func(s *scanner) (int32, error) {
		key = functionKey(key, s.app, s.function)
		fn := t.function(key)
		if t.appOf[fn] < 0 {
			t.appOf[fn] = t.app(s.app)
		}
		if t.triggerOf[fn] < 0 && len(s.trigger) > 0 {
			t.triggerOf[fn] = t.trigger(s.trigger)
		}
		return fn, nil
	}
	l := newLoadedDay(d.end - d.start)
	l.countOnly = a.held > a.budget
	sums, err := a.scanDay(d, lines, l, a.report, lookup)
	if err != nil {
		return err
	}
	if d.sums = sums; len(sums) == 0 {
		a.report.Warnf("no rows", lines.File, 0, 0, "has a header but no functions")
	}
	for m, n := range l.totals {
		if n > minutes.MaxInvocations {
			a.report.Errorf("overflowing count", lines.File, 0, 0,
				"minute %d has %d invocations in all, expected at most %d",
				m+d.header.first()+1, n, minutes.MaxInvocations)
		}
	}
	d.total = l.total
	if a.held == 0 || a.held+a.size(l) <= a.budget {
		a.hold(slices.Index(a.days, d), l)
	}
	return nil
}

// scanDay reads a file of invocations into l, as far as the window goes,
// and adds up the counts of each interned function; −1 stands for no row.
func (a *Trace) scanDay(d *traceDay, lines *input.Lines, l *loadedDay, report *findings.Report,
	lookup func(*scanner) (int32, error)) ([]int64, error) {
	header, err := readCountsHeader(lines, &findings.Report{}) // its mistakes were reported when it was found
	if err != nil {
		return nil, err
	}
	if header == nil || !slices.Equal(header.minutes, d.header.minutes) {
		return nil, fmt.Errorf("%s: the file has changed since it was opened: its header is another", lines.File)
	}
	s := &scanner{lines: lines, header: header, report: report, label: lines.File}
	offset := d.start - int64(header.first())
	from, to := int64(a.start)/minuteNanos, (int64(a.end)-1)/minuteNanos
	var sums []int64
	for {
		err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		fn, err := lookup(s)
		if err != nil {
			return nil, err
		}
		for len(sums) <= int(fn) {
			sums = append(sums, -1)
		}
		if sums[fn] >= 0 {
			l.unmerged = true
			report.Warnf("duplicate row", s.label, lines.Line, 0,
				"function %s/%s has a row already: their counts are added", findings.Quoted(s.app),
				findings.Quoted(s.function))
		} else {
			sums[fn] = 0
		}
		for i, m := range s.minutes {
			sums[fn] += int64(s.counts[i])
			if at := int64(m) + offset; at >= from && at <= to {
				l.add(at-d.start, fn, s.counts[i])
			}
		}
	}
	return sums, nil
}

// hold keeps a day in memory; when there are too many of them, alone.
func (a *Trace) hold(i int, l *loadedDay) {
	size := a.size(l)
	if a.held+size > a.budget {
		clear(a.loaded)
		a.held = 0
	}
	a.loaded[i] = l
	a.held += size
}

// size returns the bytes that a day takes once it is replayed.
func (a *Trace) size(l *loadedDay) int {
	return l.bytes() + len(a.intern.names)*int(unsafe.Sizeof(durationCurve{}))
}

// load returns a day, from memory or read again.
func (a *Trace) load(i int, cursor *fileCursor) (*loadedDay, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.loaded[i]
	if l == nil {
		if a.held > a.budget { // let go of the last day before the next is read
			clear(a.loaded)
			a.held = 0
		}
		var err error
		if l, err = a.reload(a.days[i], cursor); err != nil {
			return nil, err
		}
		a.hold(i, l)
	}
	if l.curves == nil {
		l.curves = a.curves(i)
	}
	return l, nil
}

func (a *Trace) reload(d *traceDay, cursor *fileCursor) (*loadedDay, error) {
	name := d.names[countsFile]
	r, done, err := cursor.open(a, name)
	if err != nil {
		return nil, err
	}
	defer done()
	var key []byte
	lines := input.NewLines(a.label(name), r)
	lookup := func(s *scanner) (int32, error) {
		key = functionKey(key, s.app, s.function)
		fn, ok := a.intern.functions[string(key)]
		if !ok || int(fn) >= len(a.final) || a.final[fn] < 0 {
			return 0, fmt.Errorf("%s:%d: function %s/%s is new: the file changed while it was replayed", lines.File,
				lines.Line, findings.Quoted(s.app), findings.Quoted(s.function))
		}
		return fn, nil
	}
	var report findings.Report
	l := newLoadedDay(d.end - d.start)
	_, err = a.scanDay(d, lines, l, &report, lookup)
	if err == nil {
		err = report.Err()
	}
	if err == nil && l.total != d.total {
		err = fmt.Errorf("%s: has %d invocations and had %d before: the file changed while it was replayed",
			lines.File, l.total, d.total)
	}
	return l, err
}

// fileCursor opens files of a trace; in an archive it goes forward as far
// as that leads.
type fileCursor struct{ archive *input.Archive }

func (c *fileCursor) open(a *Trace, name string) (r io.Reader, done func(), err error) {
	if !a.archive {
		in, err := a.pinned[name].Open()
		if err != nil {
			return nil, nil, err
		}
		return in, func() { in.Close() }, nil
	}
	for {
		fresh := c.archive == nil
		if fresh {
			if c.archive, err = a.pinned[a.path].OpenArchive(); err != nil {
				return nil, nil, err
			}
		}
		member, err := c.archive.Next()
		for ; err == nil && member != name; member, err = c.archive.Next() {
		}
		if err == nil {
			return c.archive, func() {}, nil
		}
		c.Close()
		if err != io.EOF {
			return nil, nil, err
		}
		if fresh {
			return nil, nil, fmt.Errorf("%s: has no member %s: it changed while it was replayed", a.path, name)
		}
	}
}

// Close closes what is open.
func (c *fileCursor) Close() error {
	if c.archive == nil {
		return nil
	}
	err := c.archive.Close()
	c.archive = nil
	return err
}
