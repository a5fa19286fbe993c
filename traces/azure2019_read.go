package traces

import (
	"fmt"
	"io"
	"slices"
	"unsafe"
)

// azure2019Intern numbers functions and apps in order of first appearance.
type azure2019Intern struct {
	functions map[string]int32 // by "app/function"
	apps      map[string]int32
	names     []string // of functions
	appNames  []string
	appOf     []int32 // of functions; -1 while only a durations row is known
	triggers  []string
	triggerOf []int16 // of functions, by index in triggers; -1 while unknown
}

func newAzure2019Intern() *azure2019Intern {
	return &azure2019Intern{functions: map[string]int32{}, apps: map[string]int32{}}
}

func (t *azure2019Intern) app(name []byte) int32 {
	id, ok := t.apps[string(name)]
	if !ok {
		id = int32(len(t.appNames))
		t.appNames = append(t.appNames, string(name))
		t.apps[t.appNames[id]] = id
	}
	return id
}

func (t *azure2019Intern) function(name []byte) int32 {
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

func (t *azure2019Intern) trigger(name []byte) int16 {
	for i, s := range t.triggers {
		if s == string(name) {
			return int16(i)
		}
	}
	if len(t.triggers) == azure2019Triggers {
		return azure2019Triggers - 1
	}
	t.triggers = append(t.triggers, string(name))
	return int16(len(t.triggers) - 1)
}

// azure2019Triggers bounds the kinds of trigger told apart: upstream has seven,
// and what comes after a hundred is called like the hundredth.
const azure2019Triggers = 100

// azure2019Key writes "app/function" into key.
func azure2019Key(key, app, function []byte) []byte {
	return append(append(append(key[:0], app...), '/'), function...)
}

// readAll reads every file of the days once.
func (a *Azure2019) readAll() error {
	if a.archive {
		return a.readArchive()
	}
	for _, d := range a.days {
		for kind, name := range d.names {
			if name == "" {
				continue
			}
			if err := a.readFile(d, azure2019Kind(kind), name); err != nil {
				a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
			}
		}
	}
	return nil
}

func (a *Azure2019) readFile(d *azure2019Day, kind azure2019Kind, name string) error {
	in, err := openInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := a.readPart(d, kind, newLineReader(name, in)); err != nil {
		return err
	}
	info, err := in.(interface{ Info() (FileInfo, error) }).Info()
	a.files = append(a.files, info)
	return err
}

func (a *Azure2019) readArchive() error {
	r, err := openArchive(a.path)
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
				if err := a.readPart(d, azure2019Kind(kind), newLineReader(a.label(name), r)); err != nil {
					a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
				}
			}
		}
	}
	info, err := r.Info()
	a.files = append(a.files, info)
	return err
}

func (a *Azure2019) readPart(d *azure2019Day, kind azure2019Kind, lines *lineReader) error {
	switch kind {
	case azure2019Counts:
		return a.readCounts(d, lines)
	case azure2019Durations:
		return a.readDurations(d, lines)
	default:
		return a.readMemory(lines)
	}
}

// readCounts reads a file of invocations for the first time: it fills the
// table and keeps the day in memory while there is room.
func (a *Azure2019) readCounts(d *azure2019Day, lines *lineReader) error {
	var key []byte
	t := a.intern
	lookup := func(s *azure2019Scanner) (int32, error) {
		key = azure2019Key(key, s.app, s.function)
		fn := t.function(key)
		if t.appOf[fn] < 0 {
			t.appOf[fn] = t.app(s.app)
		}
		if t.triggerOf[fn] < 0 && len(s.trigger) > 0 {
			t.triggerOf[fn] = t.trigger(s.trigger)
		}
		return fn, nil
	}
	l := newAzure2019Loaded(d.end - d.start)
	l.countOnly = a.held > a.budget
	sums, err := a.scanDay(d, lines, l, a.report, lookup)
	if err != nil {
		return err
	}
	if d.sums = sums; len(sums) == 0 {
		a.report.Warnf("no rows", lines.file, 0, 0, "has a header but no functions")
	}
	for m, n := range l.totals {
		if n > expandMinuteMax {
			a.report.Errorf("overflowing count", lines.file, 0, 0, "minute %d has %d invocations in all, expected at most %d",
				m+d.header.first()+1, n, expandMinuteMax)
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
func (a *Azure2019) scanDay(d *azure2019Day, lines *lineReader, l *azure2019Loaded, report *Report,
	lookup func(*azure2019Scanner) (int32, error)) ([]int64, error) {
	header, err := readAzure2019Header(lines, &Report{}) // its mistakes were reported when it was found
	if err != nil {
		return nil, err
	}
	if header == nil {
		return nil, fmt.Errorf("%s: header changed while it was read", lines.file)
	}
	s := &azure2019Scanner{lines: lines, header: header, report: report, label: lines.file}
	offset := d.start - int64(header.first())
	from, to := int64(a.start)/azure2019Minute, (int64(a.end)-1)/azure2019Minute
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
			report.Warnf("duplicate row", s.label, lines.line, 0, "function %s/%s has a row already: their counts are added", quoted(s.app), quoted(s.function))
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
func (a *Azure2019) hold(i int, l *azure2019Loaded) {
	size := a.size(l)
	if a.held+size > a.budget {
		clear(a.loaded)
		a.held = 0
	}
	a.loaded[i] = l
	a.held += size
}

// size returns the bytes that a day takes once it is replayed.
func (a *Azure2019) size(l *azure2019Loaded) int {
	return l.bytes() + len(a.intern.names)*int(unsafe.Sizeof(durationCurve{}))
}

// load returns a day, from memory or read again.
func (a *Azure2019) load(i int, cursor *azure2019Cursor) (*azure2019Loaded, error) {
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

func (a *Azure2019) reload(d *azure2019Day, cursor *azure2019Cursor) (*azure2019Loaded, error) {
	name := d.names[azure2019Counts]
	r, done, err := cursor.open(a, name)
	if err != nil {
		return nil, err
	}
	defer done()
	var key []byte
	lines := newLineReader(a.label(name), r)
	lookup := func(s *azure2019Scanner) (int32, error) {
		key = azure2019Key(key, s.app, s.function)
		fn, ok := a.intern.functions[string(key)]
		if !ok || int(fn) >= len(a.final) || a.final[fn] < 0 {
			return 0, fmt.Errorf("%s:%d: function %s/%s is new: the file changed while it was replayed", lines.file, lines.line, quoted(s.app), quoted(s.function))
		}
		return fn, nil
	}
	var report Report
	l := newAzure2019Loaded(d.end - d.start)
	_, err = a.scanDay(d, lines, l, &report, lookup)
	if err == nil {
		err = report.Err()
	}
	if err == nil && l.total != d.total {
		err = fmt.Errorf("%s: has %d invocations and had %d before: the file changed while it was replayed", lines.file, l.total, d.total)
	}
	return l, err
}

// azure2019Cursor opens files of a trace; in an archive it goes forward as far
// as that leads.
type azure2019Cursor struct{ archive *archive }

func (c *azure2019Cursor) open(a *Azure2019, name string) (r io.Reader, done func(), err error) {
	if !a.archive {
		in, err := openInput(name)
		if err != nil {
			return nil, nil, err
		}
		return in, func() { in.Close() }, nil
	}
	for {
		fresh := c.archive == nil
		if fresh {
			if c.archive, err = openArchive(a.path); err != nil {
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
func (c *azure2019Cursor) Close() error {
	if c.archive == nil {
		return nil
	}
	err := c.archive.Close()
	c.archive = nil
	return err
}
