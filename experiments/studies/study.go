package studies

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/plots"
)

// Study is a model that runs on its own, without a trace, such as the creation of
// namespaces on one invoker or one restore. A paper's cell of kind study names it:
//
//	cells:
//	  - name: restores
//	    kind: study
//	    study: restore                 # one of Names
//	    seeds: 4                       # default 3
//	    series: [faults]               # tables of runs that are kept; see Series
//	    about: restores of one microVM
//	    settings: {disk: nvme}         # of that study, decoded strictly
//	    points:                        # several settings: cells NAME@X
//	      - {x: 1, settings: {machines: 1}}
//	      - {x: 64, settings: {machines: 64}}
//
// A run is one variant (such as a strategy), one item if the study has items (such
// as the functions of a benchmark) and one seed. It has one value per metric.
// Claims and figures refer to CELL/VARIANT, the mean over the items, or to
// CELL/VARIANT/ITEM. The name of a cell with points, without @X, stands for all
// points, which then count as items. Measures mean-ratio and order-of-items take
// each item on its own; items: [a, b] restricts a claim to these items.
//
// To add a study: one file NAME.go with a definition (settings with their
// defaults, metrics, run), and one line in list.
type Study struct {
	Name, About string
	Metrics     []Metric
	Series      []Series // that a cell may keep
	// draws nothing: every seed comes to the same, and one is run
	Exact    bool
	Defaults func() any                        // its settings, at their defaults
	Clone    func(settings any) any            // before a point's are laid over them
	Given    func(settings any, keys []string) // of the file: what it does not give is as the models have it
	From     func(settings any, folder string) // of the file, from which relative paths in it begin
	Check    func(settings any, report Report) // of what strictyaml cannot check
	Variants func(settings any) []string       //
	// one that is empty where there are none
	Items func(settings any) []string
	run   func(ctx context.Context, settings any, at Run, book *numbers.Book, keep *recorder) (Values, error)
}

// Metric is a quantity of every run of a study.
type Metric struct {
	Name  string // units last: time_ms
	Unit  plots.Unit
	About string // its axis, too
}

// Run is one run of a study.
type Run struct {
	Variant string
	Item    string // empty if the study has no items
	Seed    uint64
}

// Values are the results of a run, by metric, without metrics that have no meaning
// for the variant.
type Values map[string]float64

// Report reports a mistake in the settings, at the place of the key in the file,
// or of the cell if the key is missing.
type Report func(key, format string, args ...any)

// definition describes a study with settings of type S, a struct with yaml tags that
// strictyaml reads. Several goroutines call its functions at once. The result of a
// run depends on settings, Run and the numbers that it takes from the book alone.
type definition[S any] struct {
	name, about string
	exact       bool // draws nothing: every seed comes to the same, and one is run
	defaults    S
	metrics     []Metric
	check       func(s *S, report Report) // may be nil
	given       func(s *S, keys []string) // may be nil
	variants    func(s *S) []string
	items       func(s *S) []string // nil: there are none
	run         func(ctx context.Context, s *S, at Run, book *numbers.Book) (Values, error)
	series      []Series // none: there are none
	// in place of run where there are series
	runSeries func(ctx context.Context, s *S, at Run, book *numbers.Book, keep *recorder) (Values, error)
}

// study hides the type of the settings.
func (d definition[S]) study() Study {
	return Study{
		Name: d.name, About: d.about, Metrics: d.metrics, Series: d.series, Exact: d.exact,
		Defaults: func() any { s := d.defaults; return &s },
		Clone:    func(settings any) any { s := *settings.(*S); return &s },
		Given: func(settings any, keys []string) {
			if d.given != nil {
				d.given(settings.(*S), keys)
			}
		},
		From: func(settings any, folder string) {
			if reads, ok := settings.(interface{ From(folder string) }); ok {
				reads.From(folder)
			}
		},
		Check: func(settings any, report Report) {
			if d.check != nil {
				d.check(settings.(*S), report)
			}
		},
		Variants: func(settings any) []string { return d.variants(settings.(*S)) },
		Items: func(settings any) []string {
			if d.items == nil {
				return []string{""}
			}
			return d.items(settings.(*S))
		},
		run: func(ctx context.Context, settings any, at Run, book *numbers.Book, keep *recorder) (Values, error) {
			if d.runSeries != nil {
				return d.runSeries(ctx, settings.(*S), at, book, keep)
			}
			return d.run(ctx, settings.(*S), at, book)
		},
	}
}

// list lists the studies, in alphabetical order.
func list() []Study {
	return []Study{
		burstStudy(),
		cpuControlStudy(),
		daemonStudy(),
		memoryLayoutStudy(),
		memoryLoadStudy(),
		memoryNeighboursStudy(),
		memoryReclaimStudy(),
		networkStudy(),
		provisionStudy(),
		resourcesStudy(),
		restoreStudy(),
		storageStudy(),
		workflowStudy(),
	}
}

// Names lists the studies with their descriptions.
func Names() (studyNames, abouts []string) {
	for _, s := range list() {
		studyNames, abouts = append(studyNames, s.Name), append(abouts, s.About)
	}
	return studyNames, abouts
}

// Metric finds a metric of the study.
func (s *Study) Metric(name string) (Metric, error) {
	var known []string
	for _, m := range s.Metrics {
		if m.Name == name {
			return m, nil
		}
		known = append(known, m.Name)
	}
	return Metric{}, fmt.Errorf("unknown metric %q of study %s%s", name, s.Name, names.Suggest(name, known))
}

// Name is the name of a study in a file.
type Name string

// UnmarshalText reads the name.
func (n *Name) UnmarshalText(text []byte) error {
	known, _ := Names()
	if !slices.Contains(known, string(text)) {
		return fmt.Errorf("unknown study %q%s", text, names.Hint(string(text), known))
	}
	*n = Name(text)
	return nil
}

// Find returns the study of the name.
func (n Name) Find() *Study {
	for _, s := range list() {
		if s.Name == string(n) {
			return &s
		}
	}
	return nil
}

// References returns the names of runs in claims: each variant, and each item of
// each variant.
func (s *Study) References(settings any) []string {
	var out []string
	for _, v := range s.Variants(settings) {
		out = append(out, v)
		for _, item := range s.Items(settings) {
			if item != "" {
				out = append(out, v+"/"+item)
			}
		}
	}
	return out
}

// CheckRuns reports variants and items that cannot be told apart.
func (s *Study) CheckRuns(settings any) error {
	for _, list := range [][]string{s.Variants(settings), s.Items(settings)} {
		if len(list) == 0 {
			return fmt.Errorf("study %s: nothing is to be run, expected at least one variant and one item", s.Name)
		}
		for i, name := range list {
			if strings.Contains(name, "/") || slices.Contains(list[:i], name) {
				return fmt.Errorf("study %s: %q stands there twice or has a slash", s.Name, name)
			}
		}
	}
	return nil
}
