package traces

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"thaw/sim"
)

// azure2019Kind is one of the three files of a day.
type azure2019Kind uint8

const (
	azure2019Counts azure2019Kind = iota
	azure2019Durations
	azure2019Memory
	azure2019Kinds
)

// azure2019Prefixes are the upstream file names up to the day's number.
var azure2019Prefixes = [azure2019Kinds]string{
	"invocations_per_function_md.anon.d",
	"function_durations_percentiles.anon.d",
	"app_memory_percentiles.anon.d",
}

var azure2019Endings = []string{"", ".gz", ".zst", ".xz"} // the first is preferred

const azure2019DayMinutes = 1440

// azure2019Day is a day of the trace. Its minutes run from start to end,
// counted from the trace's start; its first is the day's minute number first.
type azure2019Day struct {
	number int
	names  [azure2019Kinds]string // paths, or members of the archive; "" is absent
	header *azure2019Header

	start, end int64
	total      int64          // invocations in the window, to notice a file that changed
	sums       []int64        // of the counts of each interned function, until the trace is joined
	rows       []azure2019Row // of the durations file
}

// azure2019Name takes an upstream file name apart.
func azure2019Name(name string) (kind azure2019Kind, day int, ending string, ok bool) {
	for k, prefix := range azure2019Prefixes {
		rest, found := strings.CutPrefix(name, prefix)
		if !found {
			continue
		}
		number, ending, found := strings.Cut(rest, ".csv")
		day, err := strconv.Atoi(number)
		if !found || err != nil || day < 0 || day > 9999 || !slices.Contains(azure2019Endings, ending) {
			continue
		}
		return azure2019Kind(k), day, ending, true
	}
	return 0, 0, "", false
}

// find lists the days of the trace and reads the headers of their invocations.
func (a *Azure2019) find() error {
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
	in, archive, err := openStream(a.path)
	if err != nil {
		return err
	}
	in.Close()
	if archive != nil {
		a.archive = true
		return a.findArchive()
	}
	name := filepath.Base(a.path)
	kind, day, _, known := azure2019Name(name)
	if !known {
		a.report.Warnf("no files beside", a.path, 0, 0, "durations and memory are imputed: expected a name like %sNN.csv to find their files beside it",
			azure2019Prefixes[azure2019Counts])
		day = 1
	} else if kind != azure2019Counts {
		return fmt.Errorf("%s: is not a file of invocations: expected a folder, an archive or a file named %sNN.csv", a.path, azure2019Prefixes[azure2019Counts])
	} else if err := a.findFolder(filepath.Dir(a.path), day); err != nil {
		return err
	}
	if len(a.days) == 0 {
		a.days = []*azure2019Day{{number: day}}
	}
	a.days[0].names[azure2019Counts] = a.path
	return a.readHeaders()
}

// findFolder lists the files in a folder, of all days or, from 0, of one.
func (a *Azure2019) findFolder(folder string, only int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		kind, day, _, ok := azure2019Name(e.Name())
		if ok && !e.IsDir() && (only < 0 || day == only) {
			a.note(kind, day, filepath.Join(folder, e.Name()))
		}
	}
	return a.sortDays(folder)
}

// note records a file of the trace. Of two with the same content the less
// compressed one is read.
func (a *Azure2019) note(kind azure2019Kind, number int, name string) {
	i := slices.IndexFunc(a.days, func(d *azure2019Day) bool { return d.number == number })
	if i < 0 {
		i = len(a.days)
		a.days = append(a.days, &azure2019Day{number: number})
	}
	old := &a.days[i].names[kind]
	if *old == "" {
		*old = name
		return
	}
	keep, leave := *old, name
	if len(name) < len(*old) {
		keep, leave = name, *old
	}
	*old = keep
	a.report.Warnf("two files of one day", leave, 0, 0, "is not read: %s has the same name", filepath.Base(keep))
}

// sortDays orders the days; those without invocations keep their durations and
// memory for the others.
func (a *Azure2019) sortDays(where string) error {
	slices.SortFunc(a.days, func(x, y *azure2019Day) int { return x.number - y.number })
	for _, d := range a.days {
		if d.names[azure2019Counts] != "" {
			return nil
		}
	}
	return fmt.Errorf("%s: no invocations: expected files named %sNN.csv, .csv.gz, .csv.zst or .csv.xz", where, azure2019Prefixes[azure2019Counts])
}

// findArchive lists the members of an archive and reads the headers in one
// pass over it.
func (a *Azure2019) findArchive() error {
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
		kind, number, ending, ok := azure2019Name(name)
		if !ok || ending != "" {
			continue
		}
		a.note(kind, number, name)
		if kind == azure2019Counts {
			i := slices.IndexFunc(a.days, func(d *azure2019Day) bool { return d.number == number })
			lines := newLineReader(a.label(name), r)
			if a.days[i].header, err = readAzure2019Header(lines, a.report); err != nil {
				return err
			}
		}
	}
	return a.sortDays(a.path)
}

// label is how messages call a file.
func (a *Azure2019) label(name string) string {
	if a.archive {
		return a.path + "(" + name + ")"
	}
	return name
}

func (a *Azure2019) readHeaders() error {
	for _, d := range a.days {
		name := d.names[azure2019Counts]
		if name == "" {
			continue
		}
		in, err := openInput(name)
		if err != nil {
			a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
			continue
		}
		d.header, err = readAzure2019Header(newLineReader(name, in), a.report)
		in.Close()
		if err != nil {
			a.report.Errorf("unreadable file", "", 0, 0, "%v", err)
		}
	}
	return nil
}

// choose lays the days out on the trace's clock and keeps those that the window
// touches. Days without invocations only lend their durations and memory.
func (a *Azure2019) choose() error {
	var days, lenders []*azure2019Day
	for _, d := range a.days {
		if d.header == nil {
			lenders = append(lenders, d)
			continue
		}
		days = append(days, d)
	}
	first := days[0]
	origin := int64(first.number)*azure2019DayMinutes + int64(first.header.first())
	for i, d := range days {
		base := int64(d.number)*azure2019DayMinutes - origin
		d.start, d.end = base+int64(d.header.first()), base+int64(d.header.last())+1
		if i > 0 && d.number != days[i-1].number+1 {
			a.report.Warnf("missing day", a.label(d.names[azure2019Counts]), 0, 0,
				"day %d follows day %d: the %d days between have no invocations", d.number, days[i-1].number, d.number-days[i-1].number-1)
		}
	}
	a.minutes = days[len(days)-1].end
	if err := a.setWindow(); err != nil {
		return err
	}
	a.days = a.days[:0]
	for _, d := range days {
		if d.end*azure2019Minute > int64(a.start) && d.start*azure2019Minute < int64(a.end) {
			a.days = append(a.days, d)
		} else {
			lenders = append(lenders, d)
		}
	}
	if len(a.days) == 0 {
		return fmt.Errorf("%s: window from %v to %v lies in a gap: no file has minutes there", a.path, a.start.Sub(0), a.end.Sub(0))
	}
	for _, kind := range []azure2019Kind{azure2019Durations, azure2019Memory} {
		a.lend(kind, lenders)
	}
	return nil
}

// setWindow places the window on the clock.
func (a *Azure2019) setWindow() error {
	whole := sim.Time(a.minutes * azure2019Minute)
	a.start, a.end = sim.Time(a.opt.Start), whole
	if a.start >= whole {
		return fmt.Errorf("%s: window starts at %v, expected a start before the trace's end at %v", a.path, a.opt.Start, whole.Sub(0))
	}
	if a.opt.Length > 0 && a.opt.Length < whole.Sub(a.start) {
		a.end = a.start.Add(a.opt.Length)
	}
	return nil
}

// lend looks for a kind of file on the nearest day outside the window when no
// day inside has one: upstream states memory for 12 of the 14 days only.
func (a *Azure2019) lend(kind azure2019Kind, lenders []*azure2019Day) {
	var to *azure2019Day
	name, nearest := "", 0
	for _, d := range a.days {
		if d.names[kind] != "" {
			return
		}
		for _, l := range lenders {
			distance := max(d.number-l.number, l.number-d.number)
			if l.names[kind] != "" && (name == "" || distance < nearest) {
				to, name, nearest = d, l.names[kind], distance
			}
		}
	}
	if to != nil {
		to.names[kind] = name
	}
}
