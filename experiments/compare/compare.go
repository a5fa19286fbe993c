package compare

import (
	"fmt"
	"math"
	"slices"

	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// Options say what is compared.
type Options struct {
	Baseline   string   // a policy set, or a part of one that is enough; empty: see Compare
	Metrics    []string // columns of the summary; none: DefaultMetrics
	Confidence float64  // of intervals, and 1 − the level of the tests; 0: 0.95
	Smallest   float64  // relative difference of interest, 0.02 for 2%; 0: none
}

// Verdict is what the seeds say about a difference.
type Verdict string

// The verdicts.
const (
	Lower     Verdict = "lower"
	Higher    Verdict = "higher"
	NotShown  Verdict = "no-difference-shown"
	Identical Verdict = "identical" // the same value under every seed
	Untested  Verdict = "untested"  // fewer seeds than the test needs
)

// The tests of a difference.
const (
	SignedRankTest = "signed-rank"
	RankSumTest    = "rank-sum"
	StudentTest    = "t"
)

// Comparison stands several policy sets beside a baseline.
type Comparison struct {
	Folders    []string
	Confidence float64
	Metrics    []results.Metric
	Rows       []Row    // by metric, then by policy set
	Tests      int      // made: the family that p-values are adjusted for
	Warnings   []string // in what the platforms differ
	Notes      []string // what was left out, and what the comparison rests on
}

// Row is one metric of one policy set beside the baseline's.
type Row struct {
	Metric                 results.Metric
	Policy, Baseline       results.PolicyID
	Folder, BaselineFolder string
	Label, BaselineLabel   string // as sentences name them
	Seeds, BaselineSeeds   int    // that went into it
	Paired                 bool
	Mean, BaselineMean     float64
	Difference             paired.Estimate // of the means, in the metric's unit
	Ratio                  paired.Estimate // of the means, minus one
	HasRatio               bool            // false where the baseline is not told from zero
	Noiseless              bool            // the seeds change neither
	Test                   string          // empty when none was made
	P, Holm                float64         // NaN without a test
	Exact                  bool
	Verdict                Verdict
	// untested: for the test; not shown: to settle a difference of this size; 0: cannot be told
	SeedsNeeded   int
	SeedsSmallest int // to settle the smallest difference of interest; 0: not asked for, or cannot be told

	x, base []float64
}

// pairing is a sample and the one it is compared with.
type pairing struct{ of, against int }

// Compare compares the policy sets of one result folder with its baseline, by
// default its first policy set; or of several folders each policy set with the
// same one of the first folder. With a baseline, or when no policy set is in
// several folders, those of all folders are compared with the one baseline.
// Results of different workloads are a NotComparableError that lists every
// difference.
func Compare(folders []string, opt Options) (*Comparison, error) {
	if opt.Confidence == 0 {
		opt.Confidence = 0.95
	}
	if len(opt.Metrics) == 0 {
		opt.Metrics = DefaultMetrics()
	}
	chosen, err := results.FindMetrics(opt.Metrics)
	if err != nil {
		return nil, exit.Usage(err)
	}
	samples, warnings, err := readSamples(folders)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Folders: folders, Confidence: opt.Confidence, Metrics: chosen, Warnings: warnings}
	pairings, err := c.pairings(samples, opt.Baseline)
	if err != nil {
		return nil, err
	}
	names := labels(samples, folders)
	for _, m := range chosen {
		for _, p := range pairings {
			a, b := samples[p.of], samples[p.against]
			r := Row{Metric: m, Policy: a.id, Baseline: b.id, Folder: folders[a.folder],
				BaselineFolder: folders[b.folder],
				Label:          names[p.of], BaselineLabel: names[p.against]}
			r.measure(a, b, opt.Confidence)
			c.Rows = append(c.Rows, r)
		}
	}
	c.noteSeeds(samples, pairings, names)
	c.test(opt)
	return c, nil
}

// pairings says which sample is compared with which.
func (c *Comparison) pairings(samples []sample, baseline string) ([]pairing, error) {
	var out []pairing
	if baseline == "" && len(c.Folders) > 1 {
		for i, s := range samples {
			k := slices.IndexFunc(samples, func(o sample) bool { return o.id == s.id })
			if s.folder > 0 && samples[k].folder == 0 {
				out = append(out, pairing{i, k})
			}
		}
	}
	if len(out) > 0 {
		for i, s := range samples {
			if !slices.ContainsFunc(out, func(p pairing) bool { return p.of == i || p.against == i }) {
				c.Notes = append(c.Notes, fmt.Sprintf("%s: %s is not in the other folder and is left out; "+
					"--baseline compares it with another policy", c.Folders[s.folder], s.id.Policy))
			}
		}
		return out, nil
	}
	against := 0
	if baseline != "" {
		k, err := findPolicy(samples, baseline)
		if err != nil {
			return nil, err
		}
		against = k
	}
	for i := range samples {
		if i != against {
			out = append(out, pairing{i, against})
		}
	}
	if len(out) == 0 {
		return nil, exit.Usage(fmt.Errorf("%s: has one policy set only (%s), expected at least two, or another "+
			"result folder", c.Folders[0], samples[0].id.Policy))
	}
	return out, nil
}

// measure fills in means, difference and ratio.
func (r *Row) measure(a, b sample, confidence float64) {
	x, base, _, isPaired := pairUp(a, b, r.Metric)
	r.x, r.base, r.Paired = x, base, isPaired
	r.Seeds, r.BaselineSeeds = len(x), len(base)
	r.Mean, r.BaselineMean = paired.Mean(x), paired.Mean(base)
	r.Noiseless = len(x) > 1 && len(base) > 1 && paired.Alike(x) && paired.Alike(base)
	r.P, r.Holm = math.NaN(), math.NaN()
	if isPaired {
		r.Difference = paired.Difference(x, base, confidence)
		r.Ratio, r.HasRatio = paired.Ratio(x, base, confidence)
		return
	}
	r.Difference = paired.UnpairedDifference(x, base, confidence)
	r.Ratio, r.HasRatio = paired.UnpairedRatio(x, base, confidence)
}

// same reports whether no seed tells the two apart.
func (r *Row) same() bool {
	if r.Paired {
		return slices.Equal(r.x, r.base)
	}
	return r.Noiseless && r.x[0] == r.base[0]
}

// canReach reports whether the seeds suffice for p ≤ alpha at all.
func (r *Row) canReach(alpha float64) bool {
	if r.Paired {
		return r.Seeds >= paired.MinSignedRank(alpha)
	}
	return paired.RankSumCanReach(r.Seeds, r.BaselineSeeds, alpha)
}

// least is the least number of seeds, on either side, with which the test can
// come to p ≤ alpha.
func (r *Row) least(alpha float64) int {
	if r.Paired {
		return paired.MinSignedRank(alpha)
	}
	n := 1
	for !paired.RankSumCanReach(n, n, alpha) {
		n++
	}
	return n
}

// test makes the tests that the seeds suffice for, and comes to verdicts. A test
// that could not come to a result with these seeds in a family of this size is
// not made: its p-value would say something about the number of seeds only.
func (c *Comparison) test(opt Options) {
	alpha := 1 - opt.Confidence
	var family []int
	for i := range c.Rows {
		if r := &c.Rows[i]; !r.same() && !r.Noiseless {
			family = append(family, i)
		}
	}
	level := alpha / float64(max(1, len(family)))
	made := slices.DeleteFunc(slices.Clone(family), func(i int) bool { return !c.Rows[i].canReach(level) })
	p := make([]float64, len(made))
	for k, i := range made {
		p[k] = c.Rows[i].runTest()
	}
	for k, h := range paired.Holm(p) {
		c.Rows[made[k]].Holm = h
	}
	c.Tests = len(made)
	for i := range c.Rows {
		c.Rows[i].conclude(alpha, level, opt.Smallest)
	}
}

// runTest tests one difference and returns its p-value.
func (r *Row) runTest() float64 {
	var t paired.Test
	if r.Paired {
		r.Test = SignedRankTest
		t, _ = paired.SignedRank(paired.Differences(r.x, r.base))
	} else {
		r.Test = RankSumTest
		t, _ = paired.RankSum(r.x, r.base)
	}
	r.P, r.Exact = t.P, t.Exact
	return t.P
}

// shown returns the estimate that is shown: relative where there is a ratio.
func (r *Row) shown() paired.Estimate {
	if r.HasRatio {
		return r.Ratio
	}
	return r.Difference
}

// conclude comes to the verdict. A difference is shown when the interval of the
// mean lies beside zero and the adjusted test refuses that there is none.
func (r *Row) conclude(alpha, level, smallest float64) {
	direction := Higher
	if r.Difference.Value < 0 {
		direction = Lower
	}
	switch {
	case r.same():
		r.Verdict = Identical
	case r.Noiseless:
		r.Verdict = direction
	case r.Test == "":
		r.Verdict, r.SeedsNeeded = Untested, r.least(level)
	case r.Holm <= alpha && r.shown().Excludes(0):
		r.Verdict = direction
	default:
		r.Verdict = NotShown
		r.SeedsNeeded, _ = paired.Seeds(r.spread(), r.Difference.Value, level)
	}
	if smallest > 0 && r.HasRatio {
		r.SeedsSmallest, _ = paired.Seeds(r.spread(), smallest*r.BaselineMean, level)
	}
}

// spread is the variance of a difference between two runs.
func (r *Row) spread() float64 {
	if r.Paired {
		return paired.Variance(paired.Differences(r.x, r.base))
	}
	return paired.Variance(r.x) + paired.Variance(r.base)
}

// IsBetter reports whether a shown difference is for the better, and is false
// for both when it is for neither.
func (r *Row) IsBetter() (better, worse bool) {
	if r.Verdict != Lower && r.Verdict != Higher || r.Metric.Better == results.NeitherIs {
		return false, false
	}
	better = (r.Verdict == Higher) == (r.Metric.Better == results.MoreIsBetter)
	return better, !better
}

// noteSeeds says where seeds do not match.
func (c *Comparison) noteSeeds(samples []sample, pairings []pairing, names []string) {
	for k, p := range pairings {
		r := &c.Rows[k] // of the first metric
		a, b := samples[p.of], samples[p.against]
		switch all := len(a.rows) + len(b.rows) - r.Seeds; {
		case !r.Paired:
			c.Notes = append(c.Notes, fmt.Sprintf("%s and %s have no seed in common: compared as independent "+
				"samples (Mann-Whitney), which takes more seeds; the same seeds would pair them", names[p.of],
				names[p.against]))
		case all > r.Seeds:
			c.Notes = append(c.Notes, fmt.Sprintf("%s and %s: %d of %d seeds are in one of them only and are "+
				"left out", names[p.of], names[p.against], all-r.Seeds, all))
		}
	}
	c.Notes = slices.Compact(c.Notes)
}

// seedsText counts the seeds of a row.
func (r *Row) seedsText() string {
	if r.Paired {
		return plural(r.Seeds, "seed")
	}
	return fmt.Sprintf("%d and %d seeds, unpaired", r.Seeds, r.BaselineSeeds)
}

// DefaultMetrics are what is compared where nothing else is asked for: starts,
// latency, memory and throughput, one or two of each.
func DefaultMetrics() []string {
	return []string{"cold_start_ratio", "latency_ms_mean", "latency_ms_p99", "slowdown_p99", "used_mib_mean",
		"idle_gib_s", "throughput_per_s"}
}
