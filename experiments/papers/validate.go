package papers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/papers/stated"
	"thaw/experiments/studies"
	"thaw/models/names"
)

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
	if known, _ := p.FigureNames(); v.Figure != "" && !slices.Contains(known, v.Figure) {
		report(v.Place, "validate: unknown figure %q%s", v.Figure, names.Hint(v.Figure, known))
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

// shortens reports whether the section leaves out a figure, a window or a seed. Exact studies
// give the same under any number of seeds.
func (p *Paper) shortens(v *stated.Validation) bool {
	if v.Figure != "" || v.Windows > 0 && int(v.Windows) < p.Windows.Count {
		return true
	}
	return v.Seeds > 0 && slices.ContainsFunc(p.Cells, func(c Cell) bool {
		study, _ := c.model()
		return c.seeds() > int(v.Seeds) && (study == nil || !study.Exact)
	})
}

// validation returns the section validate where the options ask for it, and the
// options with its workload and bounds.
func (p *Paper) validation(opt Options) (*stated.Validation, Options, error) {
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
	if opt.Figure == "" {
		opt.Figure = v.Figure
	}
	if p.replays() {
		opt.Windows = v.Windows.Of(p.Windows.Count)
	}
	return v, opt, nil
}

// shortened reports whether the reproduction leaves out windows or seeds of the
// paper, as `make validate` does. Its verdicts fail nothing.
func (r *Reproduction) shortened() bool { return r.Validation != nil && r.Paper.shortens(r.Validation) }

// Describe describes the run in a few lines.
func (r *Reproduction) Describe() string {
	text := r.changed()
	switch {
	case r.shortened():
		text += fmt.Sprintf("as make validate runs it, at most %s; its verdicts fail nothing\n", r.Validation)
	case r.Validation != nil:
		text += "as make validate runs it, in full\n"
	}
	switch {
	case r.Workload.Name != "":
		text += r.Workload.Describe()
	case r.Paper.withoutWorkload() == onlyStudies:
		text += "no trace: every cell is a study, a model that is run on its own\n"
	default:
		text += r.Paper.withoutWorkload() + "\n"
	}
	return text
}
