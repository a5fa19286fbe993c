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
	Baseline   string   // a policy set, or a unique part of its name; empty: see Compare
	Metrics    []string // columns of the summary; none: DefaultMetrics
	Confidence float64  // of intervals, and 1 − the level of the tests; 0: 0.95
	Smallest   float64  // relative difference of interest, 0.02 for 2%; 0: none
}

// Verdict is the conclusion about a difference.
type Verdict string

// The verdicts.
const (
	Lower     Verdict = "lower"
	Higher    Verdict = "higher"
	NotShown  Verdict = "no-difference-shown"
	Identical Verdict = "identical" // the same value under every seed
	Untested  Verdict = "untested"  // fewer seeds than the test needs
	NoData    Verdict = "no-data"   // one side has no sample of the metric under any seed
)

// The tests of a difference.
const (
	SignedRankTest = "signed-rank"
	RankSumTest    = "rank-sum"
	StudentTest    = "t"
)

// Comparison compares several policy sets with a baseline.
type Comparison struct {
	Folders    []string
	Confidence float64
	Metrics    []results.Metric
	Rows       []Row    // by metric, then by policy set
	Tests      int      // the number of tests made, for which p-values are adjusted
	Warnings   []string // differences between the platforms; policy sets that served too little
	Notes      []string // omissions, and the seeds of the comparison
}

// Row compares one metric of one policy set with the baseline's.
type Row struct {
	Metric                 results.Metric
	Policy, Baseline       results.PolicyID
	Folder, BaselineFolder string
	Label, BaselineLabel   string // short names in sentences
	Seeds, BaselineSeeds   int    // number of seeds used
	Absent                 int    // seeds left out, since one side has no sample under them
	Paired                 bool
	Mean, BaselineMean     float64         // NaN without a sample
	Difference             paired.Estimate // of the means, in the metric's unit
	Ratio                  paired.Estimate // of the means, minus one
	HasRatio               bool            // false if the baseline's mean may be zero
	Noiseless              bool            // neither varies over seeds
	Test                   string          // empty when none was made
	P, Holm                float64         // NaN without a test
	Exact                  bool
	Verdict                Verdict
	// untested: for the test; not shown: to settle a difference of this size; 0: cannot be told
	SeedsNeeded   int
	SeedsSmallest int // to settle the smallest difference of interest; 0: not asked for, or cannot be told

	x, base []float64
}

// pairing is a sample and its baseline.
type pairing struct{ of, against int }

// Compare compares policy sets of result folders. In one folder, the first policy
// set is the default baseline of the others. In several folders, each policy set
// is compared with the same policy set of the first folder. If opt names a
// baseline, or if no policy set is in two folders, all are compared with a single
// baseline. Results of different workloads cause a NotComparableError that lists
// every difference.
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

// pairings assigns each sample its baseline.
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

// measure computes means, difference and ratio.
func (r *Row) measure(a, b sample, confidence float64) {
	p := pairUp(a, b, r.Metric)
	x, base := p.x, p.base
	r.x, r.base, r.Paired, r.Absent = x, base, p.paired, p.absent
	r.Seeds, r.BaselineSeeds = len(x), len(base)
	r.P, r.Holm = math.NaN(), math.NaN()
	if len(x) == 0 || len(base) == 0 {
		nothing := paired.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Method: paired.None}
		r.Verdict, r.Difference, r.Ratio = NoData, nothing, nothing
		r.Mean, r.BaselineMean = meanOf(present(a.values(r.Metric))), meanOf(present(b.values(r.Metric)))
		return
	}
	r.Mean, r.BaselineMean = paired.Mean(x), paired.Mean(base)
	r.Noiseless = len(x) > 1 && len(base) > 1 && paired.Alike(x) && paired.Alike(base)
	if r.Paired {
		r.Difference = paired.Difference(x, base, confidence)
		r.Ratio, r.HasRatio = paired.Ratio(x, base, confidence)
		return
	}
	r.Difference = paired.UnpairedDifference(x, base, confidence)
	r.Ratio, r.HasRatio = paired.UnpairedRatio(x, base, confidence)
}

// meanOf is the mean, and missing without values.
func meanOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return paired.Mean(values)
}

// same reports whether the two are equal under every seed.
func (r *Row) same() bool {
	if r.Paired {
		return slices.Equal(r.x, r.base)
	}
	return r.Noiseless && r.x[0] == r.base[0]
}

// canReach reports whether the test can reach p ≤ alpha with these seeds.
func (r *Row) canReach(alpha float64) bool {
	if r.Paired {
		return r.Seeds >= paired.MinSignedRank(alpha)
	}
	return paired.RankSumCanReach(r.Seeds, r.BaselineSeeds, alpha)
}

// minSeeds returns the least number of seeds on either side with which the test
// can reach p ≤ alpha.
func (r *Row) minSeeds(alpha float64) int {
	if r.Paired {
		return paired.MinSignedRank(alpha)
	}
	n := 1
	for !paired.RankSumCanReach(n, n, alpha) {
		n++
	}
	return n
}

// test makes the tests and sets the verdicts. It omits a test that cannot reach
// its level with these seeds in a family of this size: its p-value would reflect
// the number of seeds alone.
func (c *Comparison) test(opt Options) {
	alpha := 1 - opt.Confidence
	var family []int
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Verdict != NoData && !r.same() && !r.Noiseless {
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

// shown returns the estimate for display: the ratio if there is one.
func (r *Row) shown() paired.Estimate {
	if r.HasRatio {
		return r.Ratio
	}
	return r.Difference
}

// conclude sets the verdict. A difference is shown if the interval of the mean
// excludes zero and the adjusted test rejects the hypothesis of no difference.
func (r *Row) conclude(alpha, level, smallest float64) {
	if r.Verdict == NoData {
		return
	}
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
		r.Verdict, r.SeedsNeeded = Untested, r.minSeeds(level)
	case r.Holm <= alpha && r.shown().Excludes(0):
		r.Verdict = direction
	default:
		r.Verdict = NotShown
		r.SeedsNeeded, _ = paired.Seeds(r.differenceVariance(), r.Difference.Value, level)
	}
	if smallest > 0 && r.HasRatio {
		r.SeedsSmallest, _ = paired.Seeds(r.differenceVariance(), smallest*r.BaselineMean, level)
	}
}

// differenceVariance returns the variance of a difference between two runs.
func (r *Row) differenceVariance() float64 {
	if r.Paired {
		return paired.Variance(paired.Differences(r.x, r.base))
	}
	return paired.Variance(r.x) + paired.Variance(r.base)
}

// IsBetter reports whether a shown difference is an improvement or a regression.
// Both are false without a shown difference or a better direction.
func (r *Row) IsBetter() (better, worse bool) {
	if r.Verdict != Lower && r.Verdict != Higher || r.Metric.Better == results.NeitherIs {
		return false, false
	}
	better = (r.Verdict == Higher) == (r.Metric.Better == results.MoreIsBetter)
	return better, !better
}

// noteSeeds notes samples with different seeds.
func (c *Comparison) noteSeeds(samples []sample, pairings []pairing, names []string) {
	for k, p := range pairings {
		r := &c.Rows[k] // the first metric's
		a, b := samples[p.of], samples[p.against]
		switch all := len(a.rows) + len(b.rows) - r.Seeds - r.Absent; {
		case !r.Paired:
			c.Notes = append(c.Notes, fmt.Sprintf("%s and %s have no seed in common: compared as independent "+
				"samples (Mann-Whitney), which takes more seeds; the same seeds would pair them", names[p.of],
				names[p.against]))
		case all > r.Seeds+r.Absent:
			c.Notes = append(c.Notes, fmt.Sprintf("%s and %s: %d of %d seeds are in one of them only and are "+
				"left out", names[p.of], names[p.against], all-r.Seeds-r.Absent, all))
		}
	}
	c.Notes = slices.Compact(c.Notes)
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Absent > 0 && r.Verdict != NoData {
			c.Notes = append(c.Notes, fmt.Sprintf("%s of %s and %s: %s without a sample left out", r.Metric.Column,
				r.Label, r.BaselineLabel, plural(r.Absent, "seed")))
		}
	}
}

// seedsText counts the seeds of a row.
func (r *Row) seedsText() string {
	if r.Paired {
		return plural(r.Seeds, "seed")
	}
	return fmt.Sprintf("%d and %d seeds, unpaired", r.Seeds, r.BaselineSeeds)
}

// DefaultMetrics returns the default metrics of a comparison: one or two each of
// starts, latency, memory and throughput.
func DefaultMetrics() []string {
	return []string{"cold_start_ratio", "latency_ms_mean", "latency_ms_p99", "slowdown_p99", "used_mib_mean",
		"idle_gib_s", "throughput_per_s"}
}
