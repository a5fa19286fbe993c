package figures

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"thaw/experiments/caption"
	"thaw/experiments/looks"
	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// captionOf is the file of a figure's caption, relative to the result folder and with slashes.
func captionOf(fig plots.Figure) string { return path.Join(results.PlotsName, fig.Name()+".tex") }

// caption is a drawn figure for LaTeX: what it shows, of which policy sets, trace, platform and seeds,
// what whiskers are, and the command that made it.
func (d *resultData) caption(fig plots.Figure) []byte {
	about := ""
	for _, f := range resultFigures {
		if fig.Name() == f.name || f.name+"-" == panelPrefix && strings.HasPrefix(fig.Name(), panelPrefix) {
			about = f.caption
		}
	}
	names, more := drawnIn(fig)
	parts := []string{caption.Sentence(about)}
	add := func(format string, args ...any) {
		parts = append(parts, caption.Sentence(fmt.Sprintf(format, args...)))
	}
	policies := "policies: "
	if len(names) == 1 {
		policies = "policy: "
	}
	policies += strings.Join(names, "; ") // a name may have commas
	same := looks.Common(d.m.Policies)
	switch {
	case same != "" && len(names) == 1:
		add("%s; with %s", policies, same)
	case same != "":
		add("%s", policies)
		add("all with %s", same)
	default:
		add("%s", policies)
	}
	if strings.HasPrefix(fig.Name(), panelPrefix) && d.retried() {
		add("latencies are of attempts, each from when it was sent; those of tables are of completed invocations, " +
			"from their first attempt")
	}
	if more != "" {
		add("%s", more)
	}
	trace := "a trace" // of a library's program
	switch {
	case d.m.Trace.Format == "synthetic" && len(d.m.Trace.Path) > longestSpec:
		trace = "a generated trace"
	case d.m.Trace.Format == "synthetic":
		trace = "trace " + d.m.Trace.Path // a description, which may have slashes
	case d.m.Trace.Path != "":
		trace = "trace " + filepath.Base(d.m.Trace.Path)
	case d.m.Trace.Format == "sample":
		trace = "the embedded trace"
	}
	add("Simulated with thaw: platform %s, %s (%s, %d functions), %s", d.m.Platform.Name, trace, d.m.Trace.Format,
		d.m.Trace.Functions, seeds(d.m.Seeds))
	long := caption.TeX(strings.Join(parts, " "))
	if made := caption.Made(caption.Command(d.m.Command)); made != "" {
		long += " " + made
	}
	return caption.File(fig.Name(), about, long, d.label(fig))
}

// label tells the figures of runs apart that stand in one document: it has the beginning of the
// digest of the run's inputs. The name of the folder would make equal runs differ.
func (d *resultData) label(fig plots.Figure) string {
	return fig.Name() + "-" + d.m.Inputs[:min(8, len(d.m.Inputs))]
}

// drawnIn returns the names of the policy sets in a figure, and what else it says in its legend.
func drawnIn(fig plots.Figure) (names []string, more string) {
	switch f := fig.(type) {
	case figures.LatencyCDF:
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
		if f.LeftOut > 0 {
			more = fmt.Sprintf("%d more not shown", f.LeftOut)
		}
	case figures.ShareCDF:
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
		if f.LeftOut > 0 {
			more = fmt.Sprintf("%d more not shown", f.LeftOut)
		}
	case figures.TradeOff:
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
		more = "Oracles are not on the front"
	case figures.StartKinds:
		for _, p := range f.Policies {
			names = append(names, p.Name)
		}
		more = whiskers(f.Frame, "of cold starts")
	case figures.WhereTimeGoes:
		names, more = f.Policies, whiskers(f.Frame, "of the whole")
	case figures.PolicyComparison:
		names, more = f.Policies, "dashed: the baseline, "+f.Baseline
		if text := whiskers(f.Frame, ""); text != "" {
			more += "; " + text
		}
	case figures.FourPanel:
		names = []string{f.Title}
	case figures.Lines:
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
	case plots.Panels:
		if len(f.Tiles) > 0 {
			return drawnIn(f.Tiles[0].Figure)
		}
	}
	return names, more
}

// whiskers says what those of a figure are.
func whiskers(f plots.Frame, of string) string {
	if f.Whiskers == "" {
		return ""
	}
	return strings.TrimSpace("whiskers "+of) + ": " + f.Whiskers
}

// seeds names seeds, those in a row by the first and the last.
func seeds(list []int64) string {
	if len(list) == 1 {
		return fmt.Sprintf("seed %d", list[0])
	}
	row, all := true, make([]string, len(list))
	for i, s := range list {
		row, all[i] = row && s == list[0]+int64(i), fmt.Sprint(s)
	}
	if row {
		return fmt.Sprintf("seeds %d to %d", list[0], list[len(list)-1])
	}
	return "seeds " + strings.Join(all, ", ")
}

// longestSpec is how long the description of a generated trace may be for a caption.
const longestSpec = 160
