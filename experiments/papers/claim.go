package papers

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/strictyaml"
	"thaw/models/names"
)

// Claim is one statement of a publication about its results, in a form that a
// simulation can be compared with. verdict.Measure lists the forms.
type Claim struct {
	Place  strictyaml.Place
	Claim  string `yaml:"claim,required"`
	Figure string `yaml:"figure,required"`
	Source string `yaml:"source,required"` // the place in the publication
	// from which published numbers the value follows, such as 17 × 534 ms; nothing: it stands at the source
	Computed string `yaml:"computed"`

	Measure   verdict.Measure  `yaml:"measure,required"`
	Metric    string           `yaml:"metric,required"`
	Of        string           `yaml:"of"` // CELL/POLICY
	To        string           `yaml:"to"` // CELL/POLICY; of ratio and difference
	Order     [][]string       `yaml:"order"`
	Within    string           `yaml:"within"` // of share: 100ms or 10%
	Items     []string         `yaml:"items"`  // of studies: the claim covers only these
	Published stated.Value     `yaml:"published"`
	Tolerance stated.Tolerance `yaml:"tolerance"`
	AtLeast   stated.Share     `yaml:"at-least"` // minimum effect of an order; nothing: see effect
	Excludes  []stated.Value   `yaml:"excludes"` // numbers outside of the band, such as a trivial bound
	// of a contradiction: the other published value, with its source: "188 (table 3.2)", or "188, computed (…)"
	Also string `yaml:"also"`

	Status verdict.Status            `yaml:"status,required"`
	On     map[string]verdict.Status `yaml:"on"` // by workload, where it differs from Status
	Note   string                    `yaml:"note"`
	Notes  map[string]string         `yaml:"notes"` // by workload, behind Note

	NotComparable string `yaml:"not-comparable"` // why no simulation can decide it
}

// status returns the status of the claim on a workload, with the note.
func (c *Claim) status(workload string) (verdict.Status, string) {
	status, ok := c.On[workload]
	if !ok {
		status = c.Status
	}
	note := strings.TrimSpace(c.Note)
	if own := strings.TrimSpace(c.Notes[workload]); own != "" {
		note = strings.TrimSpace(note + " " + own)
	}
	return status, note
}

// reference is one resolved CELL/POLICY of a claim: one cell, or all points of a study
// with points.
type reference struct {
	cells  []*Cell
	policy string
}

// resolve finds what CELL/POLICY names.
func (p *Paper) resolve(text string) (reference, error) {
	name, policy, ok := strings.Cut(text, "/")
	if !ok {
		return reference{}, fmt.Errorf("%q: expected CELL/POLICY", text)
	}
	ref := reference{policy: policy}
	for i := range p.Cells {
		if c := &p.Cells[i]; c.Name == name || c.family == name && c.Kind == StudyCell {
			ref.cells = append(ref.cells, c)
		}
	}
	if len(ref.cells) == 0 {
		return reference{}, fmt.Errorf("%q: unknown cell %q%s", text, name, names.Hint(name, p.cellNames()))
	}
	for _, c := range ref.cells {
		known := c.policies()
		if study, settings := c.model(); study != nil {
			known = study.References(settings)
		}
		if known != nil && !slices.Contains(known, policy) {
			return reference{}, fmt.Errorf("%q: cell %s has no policy %q%s", text, c.Name, policy,
				names.Hint(policy, known))
		}
	}
	return ref, nil
}

// cells are the cells that the claim needs.
func (c *Claim) cells(p *Paper) []*Cell {
	var out []*Cell
	for _, text := range c.references() {
		ref, _ := p.resolve(text) // no cells after an error
		for _, cell := range ref.cells {
			if !slices.Contains(out, cell) {
				out = append(out, cell)
			}
		}
	}
	return out
}

// references lists every CELL/POLICY of the claim.
func (c *Claim) references() []string {
	var out []string
	for _, text := range []string{c.Of, c.To} {
		if text != "" {
			out = append(out, text)
		}
	}
	for _, tier := range c.Order {
		out = append(out, tier...)
	}
	return out
}

// check reports the mistakes of the claim.
func (c *Claim) check(p *Paper, report complaint) {
	fail := func(format string, args ...any) {
		report(c.Place, "claim %q: "+format, append([]any{truncated(c.Claim)}, args...)...)
	}
	if p.figure(c.Figure) == nil {
		known, _ := p.FigureNames()
		fail("unknown figure %q%s", c.Figure, names.Hint(c.Figure, known))
	}
	for _, name := range slices.Sorted(maps.Keys(c.On)) {
		c.checkWorkload(p, name, fail)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Notes)) {
		c.checkWorkload(p, name, fail)
	}
	own, shared := false, false
	for _, cell := range c.cells(p) {
		own = own || cell.Trace != ""
		shared = shared || cell.Kind != StudyCell && cell.Trace == ""
	}
	if own && shared {
		fail("some of its cells replay traces of their own and others the workload, whose runs are not paired")
	}
	needs := func(has, wants bool, key string) {
		if has != wants {
			fail("a claim of measure %s %s %s", c.Measure, map[bool]string{true: "needs", false: "takes no"}[wants],
				key)
		}
	}
	ordered := c.Measure.Ordered()
	needs(c.Of != "", !ordered, "of")
	needs(c.To != "", c.Measure.TakesTo(), "to")
	needs(len(c.Order) > 0, ordered, "order")
	needs(c.Within != "", c.Measure == verdict.Share, "within")
	needs(c.Published.Text != "", !ordered, "published")
	needs(c.Tolerance.Text != "", !ordered, "tolerance")
	if ordered && (len(c.Order) < 2 || slices.ContainsFunc(c.Order,
		func(tier []string) bool { return len(tier) == 0 })) {
		fail("order: expected at least two tiers, none of them empty")
	}
	for _, text := range c.references() {
		ref, err := p.resolve(text)
		for _, cell := range ref.cells {
			if c.Measure == verdict.Share {
				_, err = cell.distribution(c.Metric, c.Within)
			} else {
				err = errors.Join(cell.checkMetric(c.Metric), c.checkItems(cell))
			}
			if err != nil {
				break
			}
		}
		if err != nil {
			fail("%w", err)
		}
	}
	if _, _, err := c.other(); err != nil {
		fail("%w", err)
	}
	if _, err := stated.GroundOf(c.Source); err != nil {
		fail("%w", err)
	}
	for _, text := range slices.Concat(c.otherOrder()...) {
		if _, err := p.resolve(text); err != nil {
			fail("also: %w", err)
		}
	}
	c.checkStatuses(p, fail)
	c.checkBand(p, fail)
	c.checkPrecision(p, report)
}

func (c *Claim) checkWorkload(p *Paper, name string, fail func(string, ...any)) {
	if known := workloadNames(p); !slices.Contains(known, name) {
		fail("unknown workload %q%s", name, names.Hint(name, known))
	}
}

func workloadNames(p *Paper) []string {
	out := make([]string, len(p.Workloads))
	for i, w := range p.Workloads {
		out[i] = w.Name
	}
	return out
}

// truncated is the beginning of a text, for errors.
func truncated(text string) string {
	if r := []rune(text); len(r) > 40 {
		return strings.TrimSpace(string(r[:39])) + "…"
	}
	return text
}

// published returns the published value as the table shows it, with the other one of a
// contradiction.
func (c *Claim) published() string {
	text := c.Published.Text
	if len(c.Order) > 0 {
		text = forms.Tiers(c.Order)
	}
	if c.Also != "" {
		text += "; also " + strings.TrimSpace(c.Also)
	}
	return text
}

// other is the other published value of a contradiction, and whether it is computed; nil where there is
// none, or it is an order.
func (c *Claim) other() (v *stated.Value, computed bool, err error) {
	if c.Also == "" || c.Measure.Ordered() {
		return nil, false, nil
	}
	text, source, ok := strings.Cut(strings.TrimSpace(c.Also), " (")
	text, computed = strings.CutSuffix(text, ", computed")
	v = new(stated.Value)
	if err := v.UnmarshalText([]byte(text)); err != nil || !ok || !strings.HasSuffix(source, ")") {
		return nil, false, fmt.Errorf("also %q: expected the other value and its source, such as \"188 (table 3.2)\" "+
			"or \"188, computed (table 3.2)\"", c.Also)
	}
	return v, computed, nil
}

// otherOrder is the other published order of a contradiction, in tiers; nil where there is none.
func (c *Claim) otherOrder() (tiers [][]string) {
	if c.Also == "" || !c.Measure.Ordered() {
		return nil
	}
	text, _, _ := strings.Cut(strings.TrimSpace(c.Also), " (")
	cell, _, _ := strings.Cut(c.Order[0][0], "/")
	for tier := range strings.SplitSeq(text, " < ") {
		var of []string
		for name := range strings.SplitSeq(tier, ", ") {
			of = append(of, cell+"/"+name)
		}
		tiers = append(tiers, of)
	}
	return tiers
}

// source is the place in the publication, and how the value follows from what stands there.
func (c *Claim) source() string {
	if c.Computed == "" {
		return c.Source
	}
	return c.Source + ", computed: " + c.Computed
}

func (c *Claim) number(x float64) string { return verdict.Text(c.Measure, c.Published, x) }
