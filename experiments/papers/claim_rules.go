package papers

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
)

// statement is what the verdict on the claim depends on.
func (p *Paper) statement(c *Claim) *verdict.Statement {
	other, _, _ := c.other() // nil after an error
	return &verdict.Statement{Other: other, Measure: c.Measure, Metric: c.Metric, Of: c.Of, To: c.To, Order: c.Order,
		Published: c.Published, Tolerance: c.Tolerance, Effect: c.effect()}
}

// effect is the minimum effect of the claim: as it says, or that of all claims.
func (c *Claim) effect() float64 { return max(float64(c.AtLeast), verdict.MinimumEffect) }

// checkPrecision reports load searches that are too coarse for the verdict on the claim.
func (c *Claim) checkPrecision(p *Paper, report complaint) {
	for _, cell := range c.cells(p) {
		if cell.Kind != SaturationCell || c.NotComparable != "" {
			continue
		}
		if err := p.statement(c).CheckPrecision(cell.Search.Search().Precision); err != nil {
			report(cell.Place, "cell %q: search: %w, on which claim %q (%s:%d) hangs", cell.Name, err,
				truncated(c.Claim), c.Place.File, c.Place.Line)
		}
	}
}

// everyStatus lists the statuses of the claim over all workloads, each once.
func (c *Claim) everyStatus(p *Paper) []verdict.Status {
	var out []verdict.Status
	for _, workload := range append([]string{givenWorkload}, workloadNames(p)...) {
		if status, _ := c.status(workload); !slices.Contains(out, status) {
			out = append(out, status)
		}
	}
	return out
}

// checkStatuses reports a status without its reason, and a claim that its status excludes.
func (c *Claim) checkStatuses(p *Paper, fail func(string, ...any)) {
	for _, workload := range append([]string{givenWorkload}, workloadNames(p)...) {
		if status, note := c.status(workload); status.NeedsNote() && note == "" && c.NotComparable == "" {
			fail("status %s needs a note that gives its reason", status)
			break
		}
	}
	all := c.everyStatus(p)
	contradicts := slices.Contains(all, verdict.Contradiction)
	switch {
	case contradicts && c.Also == "":
		fail("status contradiction needs also: the other published value, with its source")
	case !contradicts && c.Also != "":
		fail("also is of status contradiction")
	}
	if c.NotComparable != "" && slices.ContainsFunc(all, verdict.Status.Counted) {
		fail("a claim that is not comparable is no prediction: expected status reported")
	}
	if s := p.statement(c); c.AtLeast != 0 && !c.Measure.Ordered() && !s.Bound() {
		fail("at-least is of orders, and of bounds at no effect")
	} else if c.AtLeast != 0 && float64(c.AtLeast) < s.Effect {
		fail("at-least: %v, expected %v or more: smaller effects do not count", c.AtLeast, stated.Share(s.Effect))
	}
}

// checkBand reports an enforced claim whose band includes no effect, or what it is to be
// told from.
func (c *Claim) checkBand(p *Paper, fail func(string, ...any)) {
	if !slices.Contains(c.everyStatus(p), verdict.Enforced) || c.Measure.Ordered() || c.Published.Text == "" ||
		c.Tolerance.Text == "" {
		return
	}
	s := p.statement(c)
	if err := s.CheckBand(); err != nil {
		fail("%w", err)
		return
	}
	for _, v := range c.Excludes {
		for _, x := range v.Ends() {
			if err := s.Excludes(x, v.Text+", which the claim excludes"); err != nil {
				fail("%w", err)
				return
			}
		}
	}
	none, compares := verdict.NoEffect(c.Measure, c.Metric)
	for i := range p.Claims {
		o := &p.Claims[i]
		if !c.rivals(o) {
			continue
		}
		for _, x := range o.Published.Ends() {
			if compares && x == none || x == c.Published.Low || x == c.Published.High {
				continue
			}
			if err := s.Excludes(x, fmt.Sprintf("%s, published for %s (line %d)", o.Published.Text, o.Of,
				o.Place.Line)); err != nil {
				fail("%w", err)
				return
			}
		}
	}
}

// rivals reports whether another claim states the same quantity of another policy set.
func (c *Claim) rivals(o *Claim) bool {
	if o.Measure != c.Measure || o.Metric != c.Metric || o.To != c.To || o.Within != c.Within ||
		!slices.Equal(o.Items, c.Items) || c.Of == "" || o.Of == "" {
		return false
	}
	cell, policy, item := splitReference(c.Of)
	otherCell, otherPolicy, otherItem := splitReference(o.Of)
	return cell == otherCell && item == otherItem && policy != otherPolicy
}

// splitReference splits CELL/POLICY or CELL/VARIANT/ITEM.
func splitReference(text string) (cell, policy, item string) {
	cell, policy, _ = strings.Cut(text, "/")
	policy, item, _ = strings.Cut(policy, "/")
	return cell, policy, item
}
