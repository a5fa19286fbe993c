package forms

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"thaw/experiments/figures"
	"thaw/experiments/papers/stated"
	"thaw/experiments/strictyaml"
	"thaw/models/names"
	kinds "thaw/plots/figures"
)

// Figure is a figure of a publication, as a paper writes it. A figure without a form draws
// nothing and groups claims under its name.
type Figure struct {
	Place strictyaml.Place
	Name  string `yaml:"name,required"` // as published, such as "4.10"
	About string `yaml:"about,required"`
	// what of the publication it is drawn after, such as "section 4.5.3", where the name does not say it, or "nothing";
	// and in words which part of that, or how the drawing differs
	After    string   `yaml:"after"`
	Variant  string   `yaml:"variant"`
	Caption  string   `yaml:"caption"` // of the publication, word by word
	Draws    string   `yaml:"draws"`   // one of the forms
	Cells    []string `yaml:"cells"`
	Policies []string `yaml:"policies"` // none: all of the cell
	Metrics  []string `yaml:"metrics"`  // METRIC of every cell, or CELL/METRIC
	// of studies: these items; of lines: a panel for each, in place of their mean
	Items []string `yaml:"items"`
	// label of the axis that no metric names: x of lines, value of stacked-bars and profile
	Across string `yaml:"across"`
	// of series, spans and fault-histogram: the metrics are columns of it, the first is x
	Series string `yaml:"series"`
	Log    string `yaml:"log"` // logarithmic axes of lines and grouped-bars: x, y or xy

	Columns  int               `yaml:"columns"`  // panels side by side, at most; 0: one
	Same     bool              `yaml:"same"`     // one scale for all panels
	Page     bool              `yaml:"page"`     // as wide as a page, not a column
	Unit     string            `yaml:"unit"`     // s: times in seconds, as published
	Whiskers string            `yaml:"whiskers"` // deviation: standard deviations; nothing: intervals
	Spread   string            `yaml:"spread"`   // the metric that is the deviation which whiskers show
	Own      string            `yaml:"own"`      // of stacked-bars: the metric drawn in the look of its variant, others grey
	Total    string            `yaml:"total"`    // of stacked-bars: the metric of whole bars, for what is published of them
	Mean     *bool             `yaml:"mean"`     // of grouped-bars: false: no group for the mean of the items
	Ticks    string            `yaml:"ticks"`    // fractions: places below 1 are written as 1/4
	Scales   []string          `yaml:"scales"`   // of four-panel: policies whose data the scales hold, too
	From     stated.Share      `yaml:"from"`     // of latency-cdf: the share at which its axis begins
	Strip    string            `yaml:"claims"`   // apart: what panels do not show is a figure of its own, NAME-claims
	Guides   []Guide           `yaml:"guides"`   // lines at values of the value axis
	Names    map[string]string `yaml:"names"`    // as those of the paper, before them
}

// Guide is a line at a value that the publication marks.
type Guide struct {
	At    float64 `yaml:"at,required"` // in the unit of the axis
	Label string  `yaml:"label,required"`
}

// Input is what a form draws besides the cells of a figure.
type Input struct {
	Names  map[string]string // of policies, items and cells, before those of package looks
	Labels map[string]string // of what metrics measure
	Shown  []string          // all policies and variants of the paper, which no two figures show differently
	Claims []Claim           // of the figure
	Find   func(cell string) []Cell
}

// maxColumns is the greatest number of panels side by side.
const maxColumns = 6

// Check reports fields that mean nothing, or that contradict each other.
func (f *Figure) Check(report func(format string, args ...any)) {
	for _, field := range []struct{ name, value, only string }{
		{"unit", f.Unit, "s"}, {"whiskers", f.Whiskers, "deviation"}, {"ticks", f.Ticks, "fractions"},
		{"claims", f.Strip, "apart"},
	} {
		if field.value != "" && field.value != field.only {
			report("figure %q: %s %q, expected %s or nothing", f.Name, field.name, field.value, field.only)
		}
	}
	if f.Own != "" && !slices.Contains(f.Metrics, f.Own) {
		report("figure %q: own %q is not among its metrics%s", f.Name, f.Own, names.Hint(f.Own, f.Metrics))
	}
	for _, list := range []struct {
		what  string
		names []string
	}{{"cell", f.Cells}, {"metric", f.Metrics}, {"policy", f.Policies}, {"item", f.Items}} {
		for i, name := range list.names {
			if slices.Contains(list.names[:i], name) {
				report("figure %q: %s %q stands there twice", f.Name, list.what, name)
			}
		}
	}
	for _, g := range f.Guides {
		if strings.Contains(f.Log, "y") && g.At <= 0 {
			report("figure %q: guide at %v, expected above 0 on a logarithmic axis", f.Name, g.At)
		}
	}
	if stacked := f.Own != "" || f.Total != ""; stacked && f.Draws != "stacked-bars" {
		report("figure %q: own and total are of stacked-bars", f.Name)
	}
	if f.Draws == "trade-off" && len(f.Metrics) != 2 {
		report("figure %q: %d metrics, expected two, what is paid and what it is paid for", f.Name, len(f.Metrics))
	}
	if len(f.Scales) > 0 && f.Draws != "four-panel" {
		report("figure %q: scales are of four-panel", f.Name)
	}
	CheckNames(f.Names, func(format string, args ...any) {
		report("figure %q: "+format, append([]any{f.Name}, args...)...)
	})
	if f.Columns < 0 || f.Columns > maxColumns {
		report("figure %q: %d columns, expected at most %d", f.Name, f.Columns, maxColumns)
	}
	if !slices.Contains([]string{"", "x", "y", "xy"}, f.Log) ||
		slices.Contains([]string{"lines", "profile"}, f.Draws) && f.Across == "" {
		report("figure %q: expected log to be x, y or xy, and lines and profile to say across what", f.Name)
	}
	if (f.Series != "") != slices.Contains([]string{"series", "spans", "fault-histogram"}, f.Draws) {
		report("figure %q: expected a series with series, spans and fault-histogram, and only there", f.Name)
	}
}

// CheckFiles reports names of a paper's figures that are paths, and those whose files people and file
// systems take for one: they differ at most by case and by what stands for a space.
func CheckFiles(list []Figure, report func(place strictyaml.Place, format string, args ...any)) {
	taken := map[string]string{} // file in one form → name of its figure
	for i := range list {
		f := &list[i]
		if strings.Contains(f.Name, "/") {
			report(f.Place, "figure %q: the name has a slash", f.Name)
		}
		files := []string{f.file()}
		if f.Strip != "" {
			files = append(files, f.file()+apartSuffix)
		}
		for _, file := range files {
			file = strings.ReplaceAll(strings.ToLower(file), "_", "-")
			if other, ok := taken[file]; ok {
				report(f.Place, "figure %q: the name is taken: figure %q has the file %s, or one that looks like it",
					f.Name, other, file)
			}
			taken[file] = f.Name
		}
	}
}

// UnknownItem is the mistake of an item that a cell does not have.
func UnknownItem(cell, item string, known []string) error {
	if len(known) == 0 || len(known) == 1 && known[0] == "" {
		return fmt.Errorf("cell %s has no items, but a single unnamed one: expected no item %q", cell, item)
	}
	return fmt.Errorf("cell %s has no item %q%s", cell, item, names.Hint(item, known))
}

// CheckNames reports names that cannot be written in a figure.
func CheckNames(list map[string]string, report func(format string, args ...any)) {
	for _, thing := range slices.Sorted(maps.Keys(list)) {
		name := list[thing]
		hidden := func(r rune) bool { return !unicode.IsGraphic(r) }
		if strings.TrimSpace(name) == "" || strings.ContainsFunc(name, hidden) {
			report("names: %q of %q, expected a printable line", name, thing)
		}
	}
}

// nothing is what a figure is drawn after that has a number in its name and not in the publication.
const nothing = "nothing"

// numbered is a name that begins with the number of a figure or table: "4.10", "10a", "table-3.1", "3.4 random".
var numbered = regexp.MustCompile(`^(table[- ])?([0-9]+(?:\.[0-9]+)*[a-z]?)(?:[- ](.+))?$`)

// Published says what of the publication the figure is drawn after, and which variant of it; both are empty where
// the publication has no such figure. A name with more than a number has the variant behind it.
func (f *Figure) Published() (after, variant string) {
	after, variant = f.After, f.Variant
	if m := numbered.FindStringSubmatch(f.Name); m != nil && after == "" {
		after = "figure " + m[2]
		if m[1] != "" {
			after = "table " + m[2]
		}
		if variant == "" {
			variant = m[3]
		}
	}
	if after == nothing {
		return "", ""
	}
	return after, variant
}

// file returns the name of the figure's file: that of "table 5.3" has hyphens, as has that of "table-3.1".
func (f *Figure) file() string { return "figure-" + figures.Slug(strings.ReplaceAll(f.Name, " ", "-")) }

// shown are the policies of a cell that the figure draws.
func (f *Figure) shown(r Cell) []string {
	if len(f.Policies) > 0 {
		return f.Policies
	}
	return r.Policies()
}

// guides are the lines as plots draw them.
func (f *Figure) guides() []kinds.Guide {
	var out []kinds.Guide
	for _, g := range f.Guides {
		out = append(out, kinds.Guide{Value: g.At, Label: g.Label})
	}
	return out
}
