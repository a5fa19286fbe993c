package papers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers/census"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/stated"
	"thaw/experiments/saturate"
	"thaw/experiments/strictyaml"
	"thaw/experiments/studies"
	"thaw/models/names"
	"thaw/models/numbers"
)

// Paper is a published evaluation as data: its cells, its figures and its published
// results.
type Paper struct {
	Name  string `yaml:"-"`
	Title string `yaml:"paper,required"`
	About string `yaml:"about,required"`
	// the first that is present is replayed; none where all cells are studies
	Workloads []TraceChoice      `yaml:"workloads"`
	Windows   WindowRule         `yaml:"windows"`
	Settings  paperSettings      `yaml:"settings"` // of every cell that replays
	Cells     []Cell             `yaml:"cells,required"`
	Figures   []Figure           `yaml:"figures,required"`
	Names     map[string]string  `yaml:"names"`    // in figures: of policies, items and cells
	Labels    map[string]string  `yaml:"labels"`   // in figures: of what metrics measure
	Set       numbers.Changes    `yaml:"set"`      // numbers of models that all cells change, by path
	Validate  *stated.Validation `yaml:"validate"` // nil: `thaw reproduce --validate` refuses the paper

	Claims []Claim `yaml:"-"` // of expected.yaml

	program experiments.Program // resolves its policies and runs it
	digest  string              // of its files
	frozen  *census.Frozen      // its rows as they were first counted; nil: no record
}

// TraceChoice is a trace that a reproduction can replay.
type TraceChoice struct {
	Place    strictyaml.Place
	Name     string        `yaml:"name,required"`
	Trace    string        `yaml:"trace,required"` // path from the working directory, or a generated trace
	Within   time.Duration `yaml:"within,required"`
	About    string        `yaml:"about,required"`
	Settings paperSettings `yaml:"settings"`
}

// WindowRule draws the windows of a trace under Seed: Count windows of Length each.
// They begin at whole minutes within the first TraceChoice.Within of the trace and do
// not overlap.
type WindowRule struct {
	Count  int           `yaml:"count,required"`
	Length time.Duration `yaml:"length,required"`
	Seed   int64         `yaml:"seed,required"`
}

// Cell is one named experiment of a paper, run on every window of the workload or on a
// generated trace of its own, or a study.
type Cell struct {
	Place    strictyaml.Place
	Name     string           `yaml:"name,required"`
	About    string           `yaml:"about,required"`
	Kind     CellKind         `yaml:"kind"`
	Study    studies.Name     `yaml:"study"`  // of kind study
	Trace    string           `yaml:"trace"`  // generated, that the cell replays whole in place of the workload
	Seeds    int              `yaml:"seeds"`  // of kind study; others have it among their settings
	Series   []string         `yaml:"series"` // of the study, that are kept; see studies.Series
	Settings cellSettings     `yaml:"settings,required"`
	Search   saturate.Written `yaml:"search"`
	Points   []Point          `yaml:"points"` // run at each of them; see expandPoints

	family string            // of a cell made from a point: the name of the cell with the points
	at     Point             // of such a cell
	spec   *experiments.Spec // resolved without trace and window
}

// CellKind is the kind of a cell.
type CellKind uint8

// The kinds of cells.
const (
	ReplayCell     CellKind = iota // replays, as `thaw run`
	SaturationCell                 // load searches
	StudyCell                      // runs a model on its own; see Study
)

var cellKinds = [...]string{"replay", "saturation", "study"}

// String returns the name used in files.
func (k CellKind) String() string { return cellKinds[k] }

// UnmarshalText reads the name.
func (k *CellKind) UnmarshalText(text []byte) error {
	i := slices.Index(cellKinds[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown kind %q%s", text, names.Hint(string(text), cellKinds[:]))
	}
	*k = CellKind(i)
	return nil
}

// Figure is a figure of the publication. A figure without a form draws nothing and
// groups claims under its name.
type Figure = forms.Figure

// paperSettings are settings of an experiment inside another file.
type paperSettings struct{ experiments.Layer }

// The reproduction itself chooses reservedSettings.
var reservedSettings = []string{"trace", "format", "epoch", "start", "length", "copies", "out"}

// DecodeNode implements strictyaml.NodeDecoder.
func (s *paperSettings) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	known := slices.DeleteFunc(experiments.FieldNames(),
		func(name string) bool { return slices.Contains(reservedSettings, name) })
	for _, e := range d.Mapping(n, what, known) {
		s.Layer.Decode(d, e)
	}
}

// parse reads both files of the paper and checks them against each other, and against its
// record.
func (p *Paper) parse(file string, text []byte, expectedFile string, expected []byte) error {
	var claims struct {
		Claims []Claim `yaml:"claims,required"`
	}
	err := errors.Join(strictyaml.Decode(file, text, p), strictyaml.Decode(expectedFile, expected, &claims))
	p.Claims = claims.Claims
	if size := p.checkSize(file); size != nil {
		return exit.Usage(errors.Join(err, size))
	}
	var mistakes exit.Mistakes
	told := map[string]bool{}
	add := func(class string, err error) { // report once a mistake in settings that cells share
		if text := err.Error(); !told[text] {
			told[text] = true
			mistakes.Add(class, err)
		}
	}
	p.expandPoints(func(err error) { add("points", err) })
	p.resolveCells(func(err error) { add("settings", err) })
	if err != nil { // further checks would compare with a half-read paper
		return exit.Usage(errors.Join(err, mistakes.Err()))
	}
	report := func(at strictyaml.Place, format string, args ...any) {
		add(format, fmt.Errorf("%s: %w", at, fmt.Errorf(format, args...)))
	}
	p.checkWorkloads(strictyaml.Place{File: file, Line: 1, Column: 1}, report)
	p.checkCells(report)
	p.checkFigures(report)
	p.checkValidation(report)
	for i := range p.Claims {
		p.Claims[i].check(p, report)
	}
	p.checkCensus(report)
	if mistakes.Count() > 0 {
		return exit.Usage(mistakes.Err())
	}
	return nil
}

// complaint reports a mistake at a place of a file.
type complaint func(at strictyaml.Place, format string, args ...any)

func (p *Paper) checkWorkloads(top strictyaml.Place, report complaint) {
	if !p.replays() {
		if len(p.Workloads) > 0 || p.Windows != (WindowRule{}) {
			report(top, "no cell replays a workload: expected no workloads and windows")
		}
		if !p.Settings.IsEmpty() && !slices.ContainsFunc(p.Cells, func(c Cell) bool { return c.Kind != StudyCell }) {
			report(top, "every cell is a study: expected no settings")
		}
		return
	}
	if len(p.Workloads) == 0 || p.Windows.Count < 1 || p.Windows.Length <= 0 {
		report(top, "expected at least one workload, a count of windows of at least 1 and a length above zero")
	}
	for i, w := range p.Workloads {
		if w.Name == givenWorkload || slices.ContainsFunc(p.Workloads[:i],
			func(o TraceChoice) bool { return o.Name == w.Name }) {
			report(w.Place, "workload %q: the name is taken", w.Name)
		}
		if p.Windows.Length > 0 && !fit(p.Windows.Count, p.Windows.Length, w.Within) {
			report(w.Place, "workload %q: within %v there is no place for %d windows of %v", w.Name, w.Within,
				p.Windows.Count, p.Windows.Length)
		}
	}
}

// resolveCells settles the settings of every cell.
func (p *Paper) resolveCells(report func(error)) {
	for i := range p.Cells {
		c := &p.Cells[i]
		if c.Kind == StudyCell {
			continue
		}
		var err error
		if c.spec, err = experiments.Resolve(p.program, c.at.Settings.Layer, c.Settings.Layer,
			p.Settings.Layer); err != nil {
			report(err)
		}
	}
}

func (p *Paper) checkCells(report complaint) {
	for i := range p.Cells {
		c := &p.Cells[i]
		if strings.ContainsAny(c.Name, "/ ") || c.family == "" && strings.Contains(c.Name, "@") ||
			slices.ContainsFunc(p.Cells[:i], func(o Cell) bool { return o.Name == c.Name }) {
			report(c.Place, "cell %q: the name is taken, or has a slash, a space or an @", c.Name)
		}
		c.checkStudy(report)
		c.checkTrace(report)
		if c.Kind != SaturationCell && c.Search != (saturate.Written{}) {
			report(c.Place, "cell %q: search is of cells of kind saturation", c.Name)
		}
		if c.Kind == SaturationCell {
			s := c.Search.Search()
			if err := s.Check(); err != nil {
				report(c.Place, "cell %q: search: %w", c.Name, err)
			}
			if s.Settle > p.Windows.Length-s.Hold {
				report(c.Place, "cell %q: settle of %v and hold of %v are longer than the windows of %v", c.Name,
					s.Settle, s.Hold, p.Windows.Length)
			}
		}
	}
}

func (p *Paper) cell(name string) *Cell {
	for i := range p.Cells {
		if p.Cells[i].Name == name {
			return &p.Cells[i]
		}
	}
	return nil
}

func (p *Paper) cellNames() []string {
	out := make([]string, len(p.Cells))
	for i := range p.Cells {
		out[i] = p.Cells[i].Name
	}
	return out
}

// FigureNames lists the figures of the paper with what they show.
func (p *Paper) FigureNames() (figures, abouts []string) {
	for _, f := range p.Figures {
		figures, abouts = append(figures, f.Name), append(abouts, f.About)
	}
	return figures, abouts
}

func (p *Paper) figure(name string) *Figure {
	for i := range p.Figures {
		if p.Figures[i].Name == name {
			return &p.Figures[i]
		}
	}
	return nil
}

// policies lists the names of the cell's policy sets in claims and figures: the
// schedulers, or SCHEDULER+KEEPALIVE where the cell has several keep-alives, or the
// variants of a study. It is nil where they could not be read.
func (c *Cell) policies() []string {
	if study, settings := c.model(); study != nil {
		return study.Variants(settings)
	}
	if c.spec == nil {
		return nil
	}
	var out []string
	for _, s := range c.spec.Schedulers {
		for _, k := range c.spec.KeepAlives {
			if len(c.spec.KeepAlives) == 1 {
				out = append(out, s.Name)
			} else {
				out = append(out, s.Name+"+"+k.Name)
			}
		}
	}
	return out
}
