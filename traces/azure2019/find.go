package azure2019

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"thaw/sim"
	"thaw/traces/input"
)

const dayMinutes = 1440

// traceDay is a day of the trace. Its minutes run from start to end,
// counted from the trace's start; its first is the day's minute number first.
type traceDay struct {
	number int
	names  [fileKinds]string // paths, or members of the archive; "" is absent
	header *countsHeader

	start, end int64
	total      int64       // invocations in the window, to notice a file that changed
	sums       []int64     // of the counts of each interned function, until the trace is joined
	rows       []fittedRow // of the durations file
}

// find lists the days of the trace and reads the headers of their invocations.
func (a *Trace) find() error {
	st, err := os.Stat(a.path)
	if err != nil {
		return err
	}
	if st.IsDir() {
		if err := a.findFolder(a.path, -1); err != nil {
			return err
		}
		return a.readHeaders()
	}
	in, archive, err := input.OpenStream(a.path, a.opt.Limits)
	if err != nil {
		return err
	}
	in.Close()
	if archive != nil {
		a.archive = true
		return a.findArchive()
	}
	name := filepath.Base(a.path)
	known, ok := parseName(name)
	day := known.day
	if !ok {
		a.report.Warnf("no files beside", a.path, 0, 0,
			"durations and memory are imputed: expected a name like %sNN.csv to find their files beside it",
			filePrefixes[countsFile])
		day = 1
	} else if known.kind != countsFile {
		return fmt.Errorf("%s: is not a file of invocations: expected a folder, an archive or a file named %sNN.csv",
			a.path, filePrefixes[countsFile])
	} else if err := a.findFolder(filepath.Dir(a.path), day); err != nil {
		return err
	}
	if len(a.days) == 0 {
		a.days = []*traceDay{{number: day}}
	}
	a.days[0].names[countsFile] = a.path
	return a.readHeaders()
}

// findFolder lists the files in a folder, of all days or, from 0, of one.
func (a *Trace) findFolder(folder string, only int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		f, ok := parseName(e.Name())
		path := filepath.Join(folder, e.Name())
		switch kind, like := lookalike(e.Name()); {
		case ok && only >= 0 && f.day != only:
		case ok && only >= 0 && f.kind == countsFile && e.Name() != filepath.Base(a.path): // another one is named
		case ok && e.IsDir():
			a.skip(f.kind, path, "it is a folder")
		case ok:
			a.note(f, path)
		case like && !(only >= 0 && foreignDay(e.Name(), only)):
			a.skip(kind, path, "its name is none of the trace's")
		}
	}
	return a.sortDays(folder)
}

// note records a file of the trace. Of two of one day and kind the one of lower
// rank is read.
func (a *Trace) note(f fileName, name string) {
	i := slices.IndexFunc(a.days, func(d *traceDay) bool { return d.number == f.day })
	if i < 0 {
		i = len(a.days)
		a.days = append(a.days, &traceDay{number: f.day})
	}
	old := &a.days[i].names[f.kind]
	if *old == "" {
		*old = name
		return
	}
	keep, leave := *old, name
	if was, ok := parseName(filepath.Base(*old)); ok && f.rank() < was.rank() {
		keep, leave = name, *old
	}
	*old = keep
	a.report.Warnf("two files of one day", leave, 0, 0, "is not read: %s is of the same day", filepath.Base(keep))
}

// sortDays orders the days; those without invocations keep their durations and
// memory for the others.
func (a *Trace) sortDays(where string) error {
	slices.SortFunc(a.days, func(x, y *traceDay) int { return x.number - y.number })
	for _, d := range a.days {
		if d.names[countsFile] != "" {
			return nil
		}
	}
	return fmt.Errorf("%s: no invocations: expected files named %sNN.csv, .csv.gz, .csv.zst or .csv.xz%s", where,
		filePrefixes[countsFile], a.skipped())
}

// findArchive lists the members of an archive and reads the headers in one
// pass over it.
func (a *Trace) findArchive() error {
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
		f, ok := parseName(name)
		if kind, like := lookalike(name); !ok && like {
			a.skip(kind, a.label(name), "its name is none of the trace's")
		} else if ok && f.ending != "" {
			a.skip(f.kind, a.label(name), "members of an archive are not compressed themselves")
		}
		if !ok || f.ending != "" {
			continue
		}
		a.note(f, name)
		i := slices.IndexFunc(a.days, func(d *traceDay) bool { return d.number == f.day })
		if f.kind == countsFile && a.days[i].names[countsFile] == name {
			lines := input.NewLines(a.label(name), r)
			if a.days[i].header, err = readCountsHeader(lines, a.report); err != nil {
				return err
			}
		}
	}
	return a.sortDays(a.path)
}

// label is how messages call a file.
func (a *Trace) label(name string) string {
	if a.archive {
		return a.path + "(" + name + ")"
	}
	return name
}

func (a *Trace) readHeaders() error {
	for _, d := range a.days {
		name := d.names[countsFile]
		if name == "" {
			continue
		}
		in, err := input.Open(name, a.opt.Limits)
		if err != nil {
			a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
			continue
		}
		d.header, err = readCountsHeader(input.NewLines(name, in), a.report)
		in.Close()
		if err != nil {
			a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
		}
	}
	return nil
}

// choose lays the days out on the trace's clock and keeps those that the window
// touches. The others only give their durations and memory to days without.
func (a *Trace) choose() error {
	var days, others []*traceDay
	for _, d := range a.days {
		if d.header == nil {
			others = append(others, d)
			continue
		}
		days = append(days, d)
	}
	first := days[0]
	origin := int64(first.number)*dayMinutes + int64(first.header.first())
	for i, d := range days {
		base := int64(d.number)*dayMinutes - origin
		d.start, d.end = base+int64(d.header.first()), base+int64(d.header.last())+1
		if i > 0 && d.number != days[i-1].number+1 {
			a.report.Warnf("missing day", a.label(d.names[countsFile]), 0, 0,
				"day %d follows day %d: the %d days between have no invocations", d.number, days[i-1].number,
				d.number-days[i-1].number-1)
		}
	}
	a.minutes = days[len(days)-1].end
	a.before = sim.Time((origin - int64(min(first.number, 1))*dayMinutes) * minuteNanos).Sub(0)
	if err := a.setWindow(); err != nil {
		return err
	}
	a.days = a.days[:0]
	for _, d := range days {
		if d.end*minuteNanos > int64(a.start) && d.start*minuteNanos < int64(a.end) {
			a.days = append(a.days, d)
		} else {
			others = append(others, d)
		}
	}
	if len(a.days) == 0 {
		return fmt.Errorf("%s: window from %v to %v lies in a gap: no file has minutes there", a.path, a.opt.Start,
			a.opt.Start+a.end.Sub(a.zero))
	}
	for _, kind := range []fileKind{durationsFile, memoryFile} {
		a.borrow(kind, others)
	}
	return nil
}

// setWindow places the window on the clock that begins at the first minute.
func (a *Trace) setWindow() error {
	whole := sim.Time(a.minutes * minuteNanos)
	a.zero, a.end = sim.Time(a.opt.Start), whole
	if a.opt.OwnClock {
		a.zero -= sim.Time(a.before)
	}
	a.start = max(a.zero, 0)
	if a.start >= whole {
		return fmt.Errorf("%s: window starts at %v, expected a start before the trace's end at %v", a.path,
			a.opt.Start, a.opt.Start+whole.Sub(a.zero))
	}
	if a.opt.Length > 0 && a.opt.Length < whole.Sub(a.zero) {
		a.end = a.zero.Add(a.opt.Length)
	}
	return nil
}

// borrow looks for a kind of file on the nearest day outside the window when no
// day inside has one: upstream states memory for 12 of the 14 days only.
func (a *Trace) borrow(kind fileKind, others []*traceDay) {
	var to *traceDay
	name, nearest := "", 0
	for _, d := range a.days {
		if d.names[kind] != "" {
			return
		}
		for _, o := range others {
			distance := max(d.number-o.number, o.number-d.number)
			if o.names[kind] != "" && (name == "" || distance < nearest) {
				to, name, nearest = d, o.names[kind], distance
			}
		}
	}
	if to != nil {
		to.names[kind] = name
	}
}
