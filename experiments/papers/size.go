package papers

import (
	"errors"
	"fmt"
	"math/bits"
	"time"

	"thaw/experiments"
	"thaw/experiments/exit"
)

// Bounds on a paper, far above any that there is. What is larger is a mistake, and
// would take hours to check.
const (
	maxCells   = 1000 // with a cell for each point
	maxFigures = 1000
	maxDrawn   = 100_000
	maxClaims  = 10_000
	MaxWindows = 1000 // of a reproduction, too
)

// checkSize refuses a paper beyond the bounds, before anything is made of its parts.
func (p *Paper) checkSize(file string) error {
	cells, drawn, points := 0, 0, map[string]int{}
	for i := range p.Cells {
		c := &p.Cells[i]
		points[c.Name] = max(1, len(c.Points))
		cells += points[c.Name]
	}
	for i := range p.Figures {
		for _, name := range p.Figures[i].Cells {
			drawn += max(1, points[name])
		}
	}
	var errs []error
	for _, x := range []struct {
		what    string
		n, most int
	}{{"cells and points", cells, maxCells}, {"figures", len(p.Figures), maxFigures},
		{"cells and points in figures", drawn, maxDrawn},
		{"claims", len(p.Claims), maxClaims}, {"windows", p.Windows.Count, MaxWindows}} {
		if x.n > x.most {
			errs = append(errs, fmt.Errorf("%s: %d %s, expected at most %d", file, x.n, x.what, x.most))
		}
	}
	return errors.Join(errs...)
}

// windows is the number of windows that the options ask for.
func (p *Paper) windows(opt Options) int {
	switch {
	case !p.replays():
		return 1
	case opt.Windows > 0:
		return opt.Windows
	}
	return p.Windows.Count
}

// fit tells whether so many windows of a length have room within a time.
func fit(windows int, length, within time.Duration) bool {
	return length > 0 && int64(windows) <= int64(within/length)
}

// checkRuns refuses a reproduction of too many runs, before any of them is made.
func (p *Paper) checkRuns(cells []*Cell, opt Options) error {
	windows := p.windows(opt)
	if windows > MaxWindows {
		return exit.Usage(fmt.Errorf("%s: %d windows, expected at most %d", p.Name, windows, MaxWindows))
	}
	var all uint64
	for _, c := range cells {
		n, err := c.runs(opt)
		if err != nil {
			return exit.Usage(fmt.Errorf("%s, cell %s: %w", p.Name, c.Name, err))
		}
		if c.Kind != StudyCell {
			n *= uint64(windows) // at most a thousand times a hundred thousand
		}
		if all += n; all > experiments.MaxRuns {
			return exit.Usage(fmt.Errorf("%s: %d runs or more over all cells and %d windows, expected at most %d",
				p.Name, all, windows, experiments.MaxRuns))
		}
	}
	return nil
}

// runs is the number of runs of the cell on one window.
func (c *Cell) runs(opt Options) (uint64, error) {
	seeds := c.seeds()
	if opt.Seeds > 0 {
		seeds = opt.Seeds
	}
	seeds = opt.seedBound.Of(seeds)
	if study, settings := c.model(); study != nil {
		if seeds > experiments.MaxRuns { // an exact study repeats the values of one run for each
			return 0, fmt.Errorf("%d seeds, expected at most %d", seeds, experiments.MaxRuns)
		}
		if study.Exact {
			seeds = 1
		}
		hi, n := bits.Mul64(uint64(len(study.Variants(settings))*len(study.Items(settings))), uint64(max(seeds, 0)))
		if hi > 0 || n > experiments.MaxRuns {
			return 0, fmt.Errorf("study %s under %d seeds has more than %d runs", study.Name, seeds,
				experiments.MaxRuns)
		}
		return n, nil
	}
	if c.spec == nil {
		return 0, nil
	}
	spec := *c.spec
	spec.Seeds = seeds
	n, err := spec.RunCount()
	return uint64(n), err
}
