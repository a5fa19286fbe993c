package papers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thaw/experiments"
	"thaw/experiments/build"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/models/numbers"
)

// numbers returns the numbers of a run: those that the paper changes, and then those
// that the user does.
func (p *Paper) numbers(set []string) (*numbers.Book, error) {
	return numbers.New(slices.Concat(p.Set, set)...)
}

// changes are those that runs of a replaying cell may read, below all settings: what a
// cell says itself stays.
func (r *Reproduction) changes(c *Cell) experiments.Layer {
	platform := c.spec.Platform.Name + "." // all of it: one change may make another one count
	texts := r.Book.Texts(platform)
	for _, prefix := range c.spec.Reads() {
		if !strings.HasPrefix(prefix, platform) {
			texts = append(texts, r.Book.Texts(prefix)...)
		}
	}
	layer, _ := experiments.FromFlags(map[string][]string{"set": texts}) // set is a setting
	return layer
}

// changed says which numbers are not those of the paper's run.
func (r *Reproduction) changed() string {
	own, _ := r.Paper.numbers(nil) // read before
	var b strings.Builder
	for _, c := range r.Book.Changes() {
		if slices.Contains(own.Texts(""), c.Path+"="+c.Value) {
			continue
		}
		fmt.Fprintf(&b, "not the published run: %s is %s in place of %s\n", c.Path, c.Value, c.Was)
	}
	return b.String()
}

// Reads lists the prefixes of the numbers that the runs read or may read.
func (r *Reproduction) Reads() []string {
	var out []string
	for c, done := range r.byCell { // in any order: it is sorted
		if done.study != nil {
			out = append(out, done.study.Reads()...)
		} else {
			out = append(out, c.spec.Reads()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Inputs identifies what the run was made from, but for the numbers that it changes.
func (r *Reproduction) Inputs() (string, error) {
	return results.CompactJSON(struct {
		Build    build.Info
		Paper    string
		Workload Workload
		Validate *stated.Validation
	}{r.Paper.program.Build, r.Paper.digest, r.Workload, r.Validation})
}

// decides reports whether the row can fail on a workload for what is simulated.
func (c *Claim) decides(workload string) bool {
	status, _ := c.status(workload)
	return c.NotComparable == "" && (status == verdict.Enforced || status == verdict.Calibration)
}

// Differs reports whether results of a cell are others than those of a run before.
func (r *Reproduction) Differs(before *Reproduction) (bool, error) {
	for c, is := range r.byCell { // in any order: one is enough
		a, err1 := is.own()
		b, err2 := before.byCell[c].own()
		if err := errors.Join(err1, err2); err != nil || a != b {
			return err == nil, err
		}
	}
	return false, nil
}

// own is what the cell's runs came to, as text.
func (r *cellResult) own() (string, error) {
	if r.study != nil {
		return results.CompactJSON(r.study.Rows)
	}
	var b strings.Builder
	for i := range r.windows {
		b.WriteString(r.windows[i].Outcomes())
	}
	return b.String(), nil
}
