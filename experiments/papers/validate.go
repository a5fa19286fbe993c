package papers

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/strictyaml"
	"thaw/experiments/studies"
	"thaw/models/names"
)

// Validation is the part of a paper that `make validate` runs, so that all papers
// together take minutes. Bounds that are not given leave the numbers of the paper.
type Validation struct {
	Place    strictyaml.Place `yaml:"-" json:"-"`
	Workload string           `yaml:"workload" json:"workload,omitempty"`
	Windows  bound            `yaml:"windows" json:"windows,omitempty"` // at most these of a workload
	Seeds    bound            `yaml:"seeds" json:"seeds,omitempty"`     // at most these of each cell
}

// bound is a whole number of at least 1; 0 bounds nothing.
type bound int

// UnmarshalText reads the number.
func (b *bound) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || strconv.Itoa(n) != string(text) {
		return fmt.Errorf("%q: expected a whole number of at least 1", text)
	}
	*b = bound(n)
	return nil
}

// of returns the bounded number.
func (b bound) of(n int) int {
	if b > 0 {
		return min(n, int(b))
	}
	return n
}

// checkValidation reports bounds that bound nothing, and a workload that depends on
// the traces of the machine.
func (p *Paper) checkValidation(report complaint) {
	v := p.Validate
	if v == nil {
		return
	}
	switch known := workloadNames(p); {
	case !p.replays():
		if v.Workload != "" || v.Windows > 0 {
			report(v.Place, "validate: every cell is a study, which replays no trace: expected no workload and "+
				"windows")
		}
	case v.Workload == "" && len(known) > 1:
		report(v.Place, "validate: expected a workload, one of %s", strings.Join(known, ", "))
	case v.Workload != "" && !slices.Contains(known, v.Workload):
		report(v.Place, "validate: unknown workload %q%s", v.Workload, names.Hint(v.Workload, known))
	}
	if p.replays() && int(v.Windows) > p.Windows.Count {
		report(v.Place, "validate: %d windows, expected at most the %d of the paper", v.Windows, p.Windows.Count)
	}
	most := 0
	for i := range p.Cells {
		most = max(most, p.Cells[i].seeds())
	}
	if most > 0 && int(v.Seeds) > most {
		report(v.Place, "validate: %d seeds, expected at most %d: no cell has more", v.Seeds, most)
	}
}

// seeds is the number of seeds of the cell; 0 where its settings could not be read.
func (c *Cell) seeds() int {
	switch {
	case c.Kind == StudyCell && c.Seeds == 0:
		return studies.DefaultSeeds
	case c.Kind == StudyCell:
		return c.Seeds
	case c.spec == nil:
		return 0
	}
	return c.spec.Seeds
}

// shortens reports whether the section leaves out a window or a seed. Exact studies
// give the same under any number of seeds.
func (v *Validation) shortens(p *Paper) bool {
	if v.Windows > 0 && int(v.Windows) < p.Windows.Count {
		return true
	}
	return v.Seeds > 0 && slices.ContainsFunc(p.Cells, func(c Cell) bool {
		study, _ := c.model()
		return c.seeds() > int(v.Seeds) && (study == nil || !study.Exact)
	})
}

// String names the bounds.
func (v *Validation) String() string {
	var bounds []string
	for _, b := range []struct {
		n    bound
		name string
	}{{v.Windows, "window"}, {v.Seeds, "seed"}} {
		switch {
		case b.n == 1:
			bounds = append(bounds, "1 "+b.name)
		case b.n > 1:
			bounds = append(bounds, fmt.Sprintf("%d %ss", b.n, b.name))
		}
	}
	return strings.Join(bounds, ", ")
}

// validation returns the section validate where the options ask for it, and the
// options with its workload and bounds.
func (p *Paper) validation(opt Options) (*Validation, Options, error) {
	v := p.Validate
	switch {
	case !opt.Validate:
		return nil, opt, nil
	case v == nil:
		return nil, opt, exit.Usage(fmt.Errorf("--validate: %s of %s has no section validate", experimentName, p.Name))
	case opt.Workload != "" || opt.Trace != "" || opt.Format != "" || opt.Windows != 0 || opt.Seeds != 0:
		return nil, opt, exit.Usage(errors.New("--validate: expected no --trace, --format, --workload, --windows " +
			"and --seeds beside it"))
	}
	opt.Workload, opt.seedBound = v.Workload, v.Seeds
	if p.replays() {
		opt.Windows = v.Windows.of(p.Windows.Count)
	}
	return v, opt, nil
}

// shortened reports whether the reproduction leaves out windows or seeds of the
// paper, as `make validate` does. Its verdicts fail nothing.
func (r *Reproduction) shortened() bool { return r.Validation != nil && r.Validation.shortens(r.Paper) }

// Describe describes the run in a few lines.
func (r *Reproduction) Describe() string {
	switch {
	case r.shortened():
		return fmt.Sprintf("as make validate runs it, at most %s; its verdicts fail nothing\n%s", r.Validation,
			r.Workload.Describe())
	case r.Validation != nil:
		return "as make validate runs it, in full\n" + r.Workload.Describe()
	}
	return r.Workload.Describe()
}
