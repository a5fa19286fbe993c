package restore

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"thaw/cmd/cli/table"
	"thaw/experiments/looks"
	"thaw/models/snapshot"
	"thaw/models/wholefile"
	"thaw/plots"
	"thaw/plots/figures"
)

// restoreRow is one VM of one strategy: names and values of its columns, in order.
type restoreRow struct {
	names  []string
	values []any
}

func (r *restoreRow) add(name string, value any) {
	r.names, r.values = append(r.names, name), append(r.values, value)
}

// MarshalJSON writes the columns in their order.
func (r restoreRow) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, n := range r.names {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(r.values[i])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s", n, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// column turns a kind's name into one of a column.
func column(name string) string { return strings.ReplaceAll(name, "-", "_") }

func restoreRows(list []restored, set []string) []restoreRow {
	var out []restoreRow
	for i := range list {
		r := &list[i].result
		for vm := range r.VMs {
			p := &r.VMs[vm]
			var row restoreRow
			row.add("strategy", list[i].name)
			row.add("vm", vm)
			if len(set) > 0 {
				row.add("set", strings.Join(set, " "))
			}
			for _, t := range []struct {
				name string
				d    time.Duration
			}{
				{"total_ms", p.Total}, {"setup_ms", p.Setup}, {"fetch_ms", p.Fetch}, {"install_ms", p.Install},
				{"invoke_ms", p.Invoke}, {"work_ms", p.Work}, {"fault_ms", p.FaultTime()},
			} {
				row.add(t.name, millis(t.d))
			}
			row.add("faults", p.FaultCount())
			for k := range p.Faults {
				row.add(column(snapshot.Kind(k).String())+"_faults", p.Faults[k].Count)
			}
			for k := range p.Faults {
				row.add(column(snapshot.Kind(k).String())+"_ms", millis(p.Faults[k].Service+p.Faults[k].Wait))
			}
			for k := range p.Reads {
				row.add(snapshot.Who(k).String()+"_read_bytes", p.Reads[k].Bytes)
				row.add(snapshot.Who(k).String()+"_read_requests", p.Reads[k].Requests)
			}
			row.add("mappings", p.Mappings)
			row.add("anonymous_bytes", p.AnonymousPages*snapshot.PageSize)
			row.add("all_memory_bytes", r.Footprint())
			row.add("all_read_bytes", r.DiskBytes)
			row.add("record_ms", millis(r.Recorded.Total))
			out = append(out, row)
		}
	}
	return out
}

func restoreHeading(c *snapshot.Case, set []string) string {
	how := "one VM"
	if c.Parallel > 1 {
		how = fmt.Sprintf("%d VMs at once from the same snapshot, means over them", c.Parallel)
		if c.Different {
			how = fmt.Sprintf("%d VMs at once from a snapshot each, means over them", c.Parallel)
		}
	}
	for _, text := range set {
		how += "; with " + text
	}
	return fmt.Sprintf("%s (%s), input %s recorded, %s restored, on %s with %s; %s\n\n",
		c.Function.Name, c.Function.About, c.Record.Name, c.Test.Name, c.Host.Name, c.Disk.Name, how)
}

func restoreTable(list []restored) string {
	t := &table.Numbers{}
	var head []table.Cell
	for _, h := range []string{
		"STRATEGY", "TOTAL MS", "SETUP", "FETCH", "INSTALL", "INVOKE", "WORK", "FAULTS TAKE", "READ MB", "MEMORY MB",
		"RECORD MS",
	} {
		head = append(head, table.Cell{Text: h})
	}
	t.Row(head...)
	for i := range list {
		r := &list[i].result
		ms := func(of func(*snapshot.Phase) time.Duration) table.Cell {
			return table.Cell{Text: fmt.Sprintf("%.1f", millis(r.Mean(of)))}
		}
		mb := func(bytes int64) table.Cell { return table.Cell{Text: fmt.Sprintf("%.1f", float64(bytes)/1e6)} }
		t.Row(table.Cell{Text: list[i].name},
			ms(func(p *snapshot.Phase) time.Duration { return p.Total }),
			ms(func(p *snapshot.Phase) time.Duration { return p.Setup }),
			ms(func(p *snapshot.Phase) time.Duration { return p.Fetch }),
			ms(func(p *snapshot.Phase) time.Duration { return p.Install }),
			ms(func(p *snapshot.Phase) time.Duration { return p.Invoke }),
			ms(func(p *snapshot.Phase) time.Duration { return p.Work }),
			ms((*snapshot.Phase).FaultTime), mb(r.DiskBytes), mb(r.Footprint()),
			table.Cell{Text: fmt.Sprintf("%.1f", millis(r.Recorded.Total))})
	}
	return t.String() + "\nREAD and MEMORY are of all VMs; a fetch may run beside the invocation.\n"
}

// restoreFaults has the faults of the first VM by kind, with their mean times.
func restoreFaults(list []restored) string {
	t := &table.Numbers{}
	head := []table.Cell{{Text: "FAULTS OF VM 0"}, {Text: "IN ALL"}}
	var kinds []snapshot.Kind
	for k := snapshot.Kind(0); k < snapshot.Kinds; k++ {
		for i := range list {
			if list[i].result.VMs[0].Faults[k].Count > 0 {
				kinds = append(kinds, k)
				head = append(head, table.Cell{Text: strings.ToUpper(k.String())})
				break
			}
		}
	}
	t.Row(head...)
	for i := range list {
		p := &list[i].result.VMs[0]
		cells := []table.Cell{{Text: list[i].name}, {Text: table.Short(float64(p.FaultCount()))}}
		for _, k := range kinds {
			c := table.Cell{Text: table.Short(float64(p.Faults[k].Count))}
			if n := p.Faults[k].Count; n > 0 {
				c.Tail = fmt.Sprintf(" (%.1f us)", float64(p.Faults[k].Service+p.Faults[k].Wait)/float64(n)/1e3)
			}
			cells = append(cells, c)
		}
		t.Row(cells...)
	}
	return t.String()
}

// restoreTimelines tells what happens when, of the first VM of each strategy.
func restoreTimelines(list []restored) string {
	var b strings.Builder
	for i := range list {
		p := &list[i].result.VMs[0]
		fmt.Fprintf(&b, "%s, VM 0\n", list[i].name)
		line := func(at time.Duration, format string, args ...any) {
			fmt.Fprintf(&b, "%10.3f ms  %s\n", millis(at), fmt.Sprintf(format, args...))
		}
		beside := p.FetchPages > 0 && p.Setup+p.Fetch+p.Install+p.Invoke > p.Total
		switch {
		case beside:
			line(0, "the request comes; a thread begins to fetch %s pages", table.Grouped(float64(p.FetchPages), 0))
		default:
			line(0, "the request comes")
		}
		at := p.Setup
		if at > 0 {
			line(at, "the VM is set up, in %d mappings", p.Mappings)
		}
		if !beside && p.FetchPages > 0 {
			line(at+p.Fetch, "%s pages are fetched", table.Grouped(float64(p.FetchPages), 0))
			at += p.Fetch
		}
		if p.InstallPages > 0 {
			at += p.Install
			line(at, "%s pages are in place", table.Grouped(float64(p.InstallPages), 0))
		}
		if beside && p.Fetch < p.Total {
			line(p.Fetch, "the thread is done")
		}
		line(p.Total, "the answer: %s pages touched, %s faults, %.1f ms of work",
			table.Grouped(float64(p.Accesses), 0), table.Grouped(float64(p.FaultCount()), 0), millis(p.Work))
		if beside && p.Fetch >= p.Total {
			line(p.Fetch, "the thread is done")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func restoreFormats(f *flags) ([]plots.Format, error) { return plots.ParseFormats(f.format) }

// writeRestores puts the rows into a folder, first, because the table says that the
// folder is thaw's, and draws the figures beside them.
func writeRestores(dir string, list []restored, set []string, formats []plots.Format) ([]string, error) {
	var written []string
	rows := restoreRows(list, set)
	var sheet bytes.Buffer
	w := csv.NewWriter(&sheet)
	for i, r := range rows {
		if i == 0 {
			_ = w.Write(r.names)
		}
		cells := make([]string, len(r.values))
		for k, v := range r.values {
			cells[k] = fmt.Sprint(v)
			if x, ok := v.(float64); ok {
				cells[k] = strconv.FormatFloat(x, 'f', -1, 64)
			}
		}
		_ = w.Write(cells)
	}
	w.Flush()
	var object bytes.Buffer
	if err := table.WriteJSON(&object, rows); err != nil {
		return nil, err
	}
	for _, file := range []struct {
		name string
		text []byte
	}{{tableFile, sheet.Bytes()}, {objectFile, object.Bytes()}} {
		path := filepath.Join(dir, file.name)
		if err := wholefile.Write(path, file.text); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	figures := []plots.Figure{faultHistogram(list)}
	if m, some := pageMap(list); some {
		figures = append(figures, m)
	}
	for _, fig := range figures {
		paths, err := plots.Save(dir, fig, plots.Output{Formats: formats})
		if err != nil {
			return nil, err
		}
		written = append(written, paths...)
	}
	return written, nil
}

// faultHistogram is figure 5.2 of ao2022 for these restores.
func faultHistogram(list []restored) figures.FaultHistogram {
	const bins = len(snapshot.FaultStat{}.Bins)
	f := figures.FaultHistogram{EdgesMS: make([]float64, bins+1)}
	for i := range f.EdgesMS {
		f.EdgesMS[i] = millis(snapshot.BinBelow(i)) / 2
	}
	for i := range list {
		name, look := looks.Of(list[i].name)
		c := figures.FaultCounts{Name: name, Look: look, Counts: make([]float64, bins)}
		for _, stat := range list[i].result.VMs[0].Faults {
			for k, n := range stat.Bins {
				c.Counts[k] += float64(n)
			}
		}
		f.Panels = append(f.Panels, c)
	}
	return f
}

// mapOrder is the order in which kinds are drawn: the slow ones over the others.
var mapOrder = []snapshot.Kind{
	snapshot.FaultAnonymous, snapshot.FaultMinor, snapshot.FaultInPlace, snapshot.FaultUser,
	snapshot.FaultMajor, snapshot.FaultShared, snapshot.FaultUserMajor,
}

// pageMap shows where the faults were; there is none without a fault.
func pageMap(list []restored) (figures.PageMap, bool) {
	var f figures.PageMap
	for _, kind := range []snapshot.Kind{
		snapshot.FaultAnonymous, snapshot.FaultMajor, snapshot.FaultMinor, snapshot.FaultShared, snapshot.FaultInPlace,
		snapshot.FaultUser, snapshot.FaultUserMajor,
	} {
		f.Kinds = append(f.Kinds, kind.String())
	}
	some := false
	for i := range list {
		name, _ := looks.Of(list[i].name)
		panel := figures.PagePanel{Name: name}
		for _, kind := range mapOrder {
			dots := figures.PageDots{Kind: kind.String()}
			for _, h := range list[i].result.VMs[0].Happened {
				if h.Kind == kind {
					dots.TimesMS = append(dots.TimesMS, millis(time.Duration(h.At)))
					dots.MiB = append(dots.MiB, float64(h.Page)*snapshot.PageSize/(1<<20))
				}
			}
			if len(dots.TimesMS) > 0 {
				panel.Kinds = append(panel.Kinds, dots)
				some = true
			}
		}
		f.Panels = append(f.Panels, panel)
	}
	return f, some
}
