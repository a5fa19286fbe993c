// Package azure2021 reads the Azure Functions invocation trace of 2021, one row
// an invocation, in two passes:
//
//	Open    rows ─▶ functions, durations, greatest disorder
//	Source  rows ─▶ reorder heap ─▶ invocations, by arrival
//
// Trace documents the layout and the flaws of the format.
package azure2021

import (
	"fmt"
	"io"
	"math/bits"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// Trace is a trace in the schema of the Azure Functions invocation trace of
// 2021 (AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt in a .rar; Zhang
// et al., SOSP 2021): a header and one row an invocation,
//
//	app,func,end_timestamp,duration
//
// both times in seconds, the end counted from the start of the trace. An
// invocation arrives at end − duration (semantics, rule 18).
//
//	pass 1, when it is opened: the functions, how far rows are out of order
//	pass 2, for every Source:  row ──▶ reorder heap ──▶ invocation
//
// Known flaws, and how they are handled: rows are not always sorted, neither by
// arrival nor by end, so a heap holds the rows that a later one may overtake. An
// invocation whose duration exceeds its end began before the trace and arrives
// at its start. The format has no memory sizes and no triggers.
//
// The clock begins at the full minute in which the first invocation arrives, so
// that an excerpt does not begin with idle days, or where that of the timestamps
// does (Options.OwnClock).
type Trace struct {
	path   string
	opt    Options
	table  workload.Table
	ids    map[string]workload.FuncID // by app, a zero byte, function
	pinned *input.Pinned
	info   input.FileInfo
	report findings.Report

	rows    int64    // invocations
	minute  sim.Time // of the first arrival, by the trace's own clock
	origin  sim.Time // of the clock, by the trace's own
	last    sim.Time // latest arrival, by the trace's own clock
	late    sim.Time // how much later than a row a row may come that arrives sooner
	longest time.Duration
}

// Options say how a trace is read.
type Options struct {
	// WholeApp gives each function the memory of its whole app; otherwise the
	// app's memory is split evenly among its functions in the trace.
	WholeApp bool
	// OwnClock begins the clock where that of the timestamps begins; otherwise it
	// begins at the first minute with an invocation.
	OwnClock bool
	Limits   input.Limits // of what the file expands to
}

// appMemoryMiB is what an app books, as the format does not tell: the
// median of the apps' average memory in the 2019 trace (Shahrad et al., USENIX
// ATC 2020, fig. 8: 50% of the apps at 140 MB).
const appMemoryMiB = 140

// maxPending is the most rows that wait in the reorder heap, 168 MiB:
// more than twice the rows of the whole upstream file.
const maxPending = 1 << 22

// Open reads a file once and reports everything that is wrong with it.
func Open(path string, opt Options) (*Trace, error) {
	a, err := scan(path, opt)
	if err != nil {
		return nil, err
	}
	if err := a.report.Err(); err != nil {
		return nil, err
	}
	return a, nil
}

// Validate reads a whole file and reports every problem in it. The error is for
// a file that cannot be read at all.
func Validate(path string, limits input.Limits) (*findings.Report, error) {
	a, err := scan(path, Options{Limits: limits})
	if err != nil {
		return nil, err
	}
	return &a.report, nil
}

func scan(path string, opt Options) (*Trace, error) {
	f, err := input.Open(path, opt.Limits)
	if err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	defer f.Close()
	a := &Trace{path: path, opt: opt, ids: make(map[string]workload.FuncID)}
	lines, parser, err := a.begin(f, &a.report)
	if err != nil || !a.report.Usable() {
		return a, err
	}
	s := scanPass{Trace: a, apps: make(map[string]workload.AppID)}
	for {
		line, err := lines.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		row, flaw := parser.row(line)
		if parser.worked && flaw != flawBlank {
			parser.cut.Report(a.path, lines.Line, parser.quote, &a.report)
		}
		if flaw != flawNone {
			a.tell(flaw, parser, lines.Line)
		}
		if flaw.replayed() {
			s.add(row, lines.Line)
		}
	}
	s.finish()
	if a.pinned, err = f.Pin(); err != nil {
		return nil, err
	}
	a.info, err = a.pinned.Sum()
	return a, err
}

// begin reads the header; what is wrong with it goes to r.
func (a *Trace) begin(f io.Reader, r *findings.Report) (*input.Lines, *rowParser, error) {
	lines, parser := input.NewLines(a.path, f), &rowParser{}
	line, err := lines.Next()
	if err == io.EOF {
		r.Errorf("empty file", a.path, 0, 0, "the file is empty, expected a header and rows")
		return lines, parser, nil
	}
	if err != nil {
		return nil, nil, err
	}
	parser.header(lines, line, r)
	return lines, parser, nil
}

// tell reports a row's flaw at its place.
func (a *Trace) tell(flaw rowFlaw, p *rowParser, line int) {
	field, column := p.place()
	name := "row"
	for k, i := range p.at {
		if i == p.flawed {
			name = columnNames[k]
		}
	}
	r := &a.report
	switch flaw {
	case flawQuote: // reported with its place in the line
	case flawBlank:
		r.Warnf("blank line", a.path, line, 0, "blank line is skipped")
	case flawColumns:
		r.Errorf("wrong number of fields", a.path, line, 1, "wrong number of fields, expected %d", len(p.fields))
	case flawIdentity:
		r.Errorf("empty name", a.path, line, column, "%s is empty, expected a name", name)
	case flawText:
		r.Errorf("text in a number", a.path, line, column, "%s is %s, expected a number of seconds", name,
			findings.Quoted(field))
	case flawRange:
		r.Errorf("number out of range", a.path, line, column, "%s is %s, expected at most %d seconds", name,
			findings.Quoted(field), maxNanos/int64(time.Second))
	case flawUnknown:
		r.Warnf("unknown time", a.path, line, column, "%s is %s, expected a number of seconds; the row is left out",
			name, findings.Quoted(field))
	case flawNegative:
		r.Warnf("negative time", a.path, line, column, "%s is %s, expected 0 or more seconds; the row is left out",
			name, findings.Quoted(field))
	case flawBefore:
		r.Warnf("began before the trace", a.path, line, column,
			"the duration of %s s is longer than the time since the start of the trace; "+
				"the invocation arrives at its start", findings.Quoted(field))
	case flawTimes:
		r.Warnf("times disagree", a.path, line, column,
			"start_timestamp and duration do not give end_timestamp: the invocation arrives at the former, %s s",
			findings.Quoted(field))
	}
}

// longSpan is a time from the first invocation to the last that is likely a mistake: a
// row of another clock, say.
const longSpan = 366 * 24 * time.Hour

// scanPass is the state of pass 1.
type scanPass struct {
	*Trace
	apps     map[string]workload.AppID
	sums     []durationSum // by function
	key      []byte
	first    sim.Time
	lateLine int // line of the row that comes latest
	lastLine int // of the one that arrives last
}

// durationSum adds up durations in 128 bits, and keeps the longest.
type durationSum struct {
	hi, lo, n uint64
	longest   time.Duration
}

// add takes one row into the tables.
func (s *scanPass) add(row traceRow, line int) {
	s.key = functionKey(s.key, row)
	fn, ok := s.ids[string(s.key)]
	if !ok {
		fn = s.define(row)
	}
	sum := &s.sums[fn]
	var carry uint64
	sum.lo, carry = bits.Add64(sum.lo, uint64(row.duration), 0)
	sum.hi += carry
	sum.n++
	sum.longest = max(sum.longest, time.Duration(row.duration))

	at := sim.Time(row.arrival)
	if s.rows == 0 {
		s.first, s.last = at, at
	}
	s.rows++
	s.first = min(s.first, at)
	if at >= s.last {
		s.last, s.lastLine = at, line
	}
	if d := s.last - at; d > s.late {
		s.late, s.lateLine = d, line
	}
	s.longest = max(s.longest, time.Duration(row.duration))
}

func functionKey(dst []byte, row traceRow) []byte {
	dst = append(dst[:0], row.app...)
	dst = append(dst, 0)
	return append(dst, row.fn...)
}

// define adds a function, and its app if that is new.
func (s *scanPass) define(row traceRow) workload.FuncID {
	app, ok := s.apps[string(row.app)]
	if !ok {
		app = workload.AppID(len(s.table.Apps))
		name := string(row.app)
		s.apps[name] = app
		s.table.Apps = append(s.table.Apps, workload.App{Name: name, Memory: appMemoryMiB})
	}
	fn := workload.FuncID(len(s.table.Functions))
	s.ids[string(s.key)] = fn
	s.table.Functions = append(s.table.Functions, workload.Function{
		Name: s.table.Apps[app].Name + "/" + string(row.fn), App: app, ImputedMemory: true,
	})
	s.sums = append(s.sums, durationSum{})
	return fn
}

// finish completes the tables and judges the order of the rows.
func (s *scanPass) finish() {
	if s.rows == 0 {
		if s.report.Usable() {
			s.report.Errorf("no invocations", s.path, 0, 0, "no row can be replayed, expected at least one")
		}
		return
	}
	if span := s.last.Sub(s.first); span > longSpan {
		s.report.Warnf("long span", s.path, s.lastLine, 1, "the row arrives %v after the first invocation: a replay "+
			"goes through every second between them; --length bounds it", span)
	}
	s.minute = s.first - s.first%sim.Time(time.Minute)
	if !s.opt.OwnClock {
		s.origin = s.minute
	}
	functions := make([]int32, len(s.table.Apps))
	for i := range s.table.Functions {
		functions[s.table.Functions[i].App]++
	}
	for i := range s.table.Functions {
		f, sum := &s.table.Functions[i], s.sums[i]
		mean, _ := bits.Div64(sum.hi, sum.lo, sum.n) // sum.hi < sum.n, as no duration fills 64 bits
		f.MeanDuration, f.LongestDuration = time.Duration(mean), sum.longest
		f.Memory = appMemoryMiB
		if !s.opt.WholeApp {
			f.Memory = max(1, appMemoryMiB/workload.MiB(functions[f.App]))
		}
	}
	if time.Duration(s.late) <= s.longest {
		return // as in a file that is sorted by end or by arrival
	}
	if s.rows > maxPending {
		s.report.Errorf("unsorted", s.path, s.lateLine, 1,
			"the row comes %v late and %d rows are too many to sort in memory; sort the file by its timestamps",
			time.Duration(s.late), s.rows)
		return
	}
	s.report.Warnf("unsorted", s.path, s.lateLine, 1,
		"the row comes %v late, more than the longest duration explains: rows are sorted in memory",
		time.Duration(s.late))
}
