package experiments

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thaw/models/names"
	"thaw/plots"
)

// A study is a model that is run on its own, without a trace: how fast a machine
// creates namespaces, how long one restore takes. A paper's cell of kind study
// names one:
//
//	cells:
//	  - name: restores
//	    kind: study
//	    study: restore                 # one of studies
//	    seeds: 4                       # 3 where none is given
//	    about: restores of one microVM
//	    settings: {disk: nvme}         # of that study, read as strictly as all else
//	    points:                        # where it is run at several: cells NAME@X
//	      - {x: 1, settings: {machines: 1}}
//	      - {x: 64, settings: {machines: 64}}
//
// One run of it is one variant (a strategy, say), one item where it has any (the
// functions of a benchmark) and one seed, and comes to one value a metric. Claims
// and figures speak of CELL/VARIANT, the mean over the items, or of
// CELL/VARIANT/ITEM. The name of a cell with points, without @X, stands for all of
// them: they are then items, too. Measures mean-ratio and order-of-items look at
// each item on its own; items: [a, b] makes any claim speak of those alone.
//
// To add a study: one file study_NAME.go with a studyOf value (settings with
// their defaults, metrics, run), and one line in studies.
type Study struct {
	Name, About string
	Metrics     []StudyMetric
	Exact       bool                                                                      // draws nothing: every seed comes to the same, and one is run
	fresh       func() any                                                                // its settings, at their defaults
	clone       func(settings any) any                                                    // before a point's are laid over them
	check       func(settings any, bad StudyComplaint)                                    // what reading them could not see
	variants    func(settings any) []string                                               //
	items       func(settings any) []string                                               // one that is empty where there are none
	run         func(ctx context.Context, settings any, at StudyRun) (StudyValues, error) //
}

// StudyMetric is a quantity that every run of a study comes to.
type StudyMetric struct {
	Name  string // units last: time_ms
	Unit  plots.Unit
	About string // its axis, too
}

// StudyRun is one run of a study.
type StudyRun struct {
	Variant string
	Item    string // empty where the study has none
	Seed    uint64
}

// StudyValues are what a run came to, by metric. A metric that has no meaning for
// the variant is left out.
type StudyValues map[string]float64

// StudyComplaint reports a mistake in the settings: at the place of the key in
// the file, and of the cell where the key is not given.
type StudyComplaint func(key, format string, args ...any)

// studyOf describes a study with settings of type S, a struct with yaml tags that
// strictyaml reads. Its functions are called by several goroutines at once, and
// what a run comes to follows from settings and StudyRun alone.
type studyOf[S any] struct {
	name, about string
	exact       bool // draws nothing: every seed comes to the same, and one is run
	defaults    S
	metrics     []StudyMetric
	check       func(s *S, bad StudyComplaint) // may be nil
	variants    func(s *S) []string
	items       func(s *S) []string // nil: there are none
	run         func(ctx context.Context, s *S, at StudyRun) (StudyValues, error)
}

// study hides the type of the settings.
func (d studyOf[S]) study() Study {
	return Study{
		Name: d.name, About: d.about, Metrics: d.metrics, Exact: d.exact,
		fresh: func() any { s := d.defaults; return &s },
		clone: func(settings any) any { s := *settings.(*S); return &s },
		check: func(settings any, bad StudyComplaint) {
			if d.check != nil {
				d.check(settings.(*S), bad)
			}
		},
		variants: func(settings any) []string { return d.variants(settings.(*S)) },
		items: func(settings any) []string {
			if d.items == nil {
				return []string{""}
			}
			return d.items(settings.(*S))
		},
		run: func(ctx context.Context, settings any, at StudyRun) (StudyValues, error) {
			return d.run(ctx, settings.(*S), at)
		},
	}
}

// studies lists the studies, in alphabetical order.
func studies() []Study {
	return []Study{
		burstStudy(),
		daemonStudy(),
		memoryLayoutStudy(),
		memoryLoadStudy(),
		memoryReclaimStudy(),
		networkStudy(),
		restoreStudy(),
		storageStudy(),
	}
}

// StudyNames lists the studies with what they are.
func StudyNames() (studyNames, abouts []string) {
	for _, s := range studies() {
		studyNames, abouts = append(studyNames, s.Name), append(abouts, s.About)
	}
	return studyNames, abouts
}

// metric finds a metric of the study.
func (s *Study) metric(name string) (StudyMetric, error) {
	var known []string
	for _, m := range s.Metrics {
		if m.Name == name {
			return m, nil
		}
		known = append(known, m.Name)
	}
	return StudyMetric{}, fmt.Errorf("unknown metric %q of study %s%s", name, s.Name, names.Suggest(name, known))
}

// studyName is the name of a study as a file gives it.
type studyName string

// UnmarshalText reads the name.
func (n *studyName) UnmarshalText(text []byte) error {
	known, _ := StudyNames()
	if !slices.Contains(known, string(text)) {
		return fmt.Errorf("unknown study %q%s", text, names.Hint(string(text), known))
	}
	*n = studyName(text)
	return nil
}

// find returns the study of the name.
func (n studyName) find() *Study {
	for _, s := range studies() {
		if s.Name == string(n) {
			return &s
		}
	}
	return nil
}

// references are the names under which a claim may speak of the runs: each
// variant, and where there are items each of them.
func (s *Study) references(settings any) []string {
	var out []string
	for _, v := range s.variants(settings) {
		out = append(out, v)
		for _, item := range s.items(settings) {
			if item != "" {
				out = append(out, v+"/"+item)
			}
		}
	}
	return out
}

// checkRuns reports variants and items that cannot be told apart.
func (s *Study) checkRuns(settings any) error {
	for _, list := range [][]string{s.variants(settings), s.items(settings)} {
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
