package compare

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/models/names"
)

// Gap is how far policies are from an oracle, on the way that begins where nothing is kept.
//
//	none ───────────── policy ───── oracle   cost = idle GiB·s + worth × seconds of cold start
//	  └── gap closed ────┘ └── loss ──┘
//
// Each policy set is held against the policy sets that differ from it in keep-alive alone.
type Gap struct {
	Folder     string
	Confidence float64
	Rows       []GapRow // by cost, as far as there is one
	Notes      []string // policy sets that served too little
}

// GapRow is one policy set. Numbers are NaN, and estimates have no interval, where Reasons say
// why.
type GapRow struct {
	Policy, None, Oracle results.PolicyID // those of the same other roles; empty: there is none
	Label                string           // short name
	Seeds                int
	ColdStartRatio, Idle float64 // means; GiB·s
	Worth                float64 // GiB·s of idle memory that a second of cold start is worth to the oracle
	Cost                 float64 // mean, in GiB·s
	Loss                 paired.Estimate
	Closed, ColdClosed   paired.Estimate // share of the gap in cost, and in cold starts
	Reasons              []string
}

// The keep-alive policy that keeps nothing, and the oracle that weighs memory against cold
// starts, with what a second of those is worth to it unless it says otherwise.
const (
	keepsNothing = "none"
	weighs       = "clairvoyant"
	usualWorth   = 99.69
)

// FindGap holds the policy sets of a result folder against none and an oracle: the one whose
// keep-alive policy is named, or the only one there is.
func FindGap(folder, oracle string, confidence float64) (*Gap, error) {
	samples, warnings, err := readSamples([]string{folder})
	if err != nil {
		return nil, err
	}
	if oracle != "" {
		var all []string
		for i := range samples {
			if id := &samples[i].id; id.Oracle() {
				all = append(all, id.KeepAlive)
			}
		}
		slices.Sort(all)
		if all = slices.Compact(all); !slices.Contains(all, oracle) {
			return nil, exit.Usage(fmt.Errorf("--oracle: %s has no oracle %q%s", folder, oracle,
				names.Hint(oracle, all)))
		}
	}
	g := &Gap{Folder: folder, Confidence: confidence, Notes: warnings}
	labelled := labels(samples, []string{folder})
	for i, s := range samples {
		beside := slices.DeleteFunc(slices.Clone(samples), func(o sample) bool {
			o.id.KeepAlive, o.id.Policy = s.id.KeepAlive, s.id.Policy
			return o.id != s.id
		})
		g.Rows = append(g.Rows, gapOf(s, labelled[i], beside, oracle, confidence))
	}
	slices.SortStableFunc(g.Rows, func(a, b GapRow) int {
		if math.IsNaN(a.Cost) || math.IsNaN(b.Cost) {
			return cmp.Compare(bit(math.IsNaN(a.Cost)), bit(math.IsNaN(b.Cost)))
		}
		return cmp.Compare(a.Cost, b.Cost)
	})
	return g, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// gapOf holds one policy set against those beside it, itself among them.
func gapOf(s sample, label string, beside []sample, oracle string, confidence float64) GapRow {
	missing := paired.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Method: paired.None}
	r := GapRow{Policy: s.id, Label: label, Seeds: len(s.rows), Worth: math.NaN(), Cost: math.NaN(), Loss: missing,
		Closed: missing, ColdClosed: missing}
	ratio := func(x *results.Row) float64 { return x.ColdStartRatio }
	r.ColdStartRatio = paired.Mean(s.each(ratio))
	r.Idle = paired.Mean(s.each(func(x *results.Row) float64 { return x.IdleGiBS }))
	none, kept := only(beside, func(id *results.PolicyID) bool { return id.KeepAlive == keepsNothing })
	if len(kept) == 0 {
		r.miss("no result of none, which keeps nothing")
	}
	r.None = none.id
	bound, there := only(beside, func(id *results.PolicyID) bool {
		return id.KeepAlive == oracle || oracle == "" && id.Oracle()
	})
	switch {
	case len(there) == 0:
		r.miss("no result of " + cmp.Or(oracle, "an oracle"))
		return r
	case len(there) > 1:
		r.miss("several oracles: " + strings.Join(there, "; ") + ": --oracle chooses")
		return r
	}
	r.Oracle = bound.id
	var err error
	if r.Worth, err = worthOf(bound.id.KeepAlive); err != nil {
		r.miss(err.Error())
	}
	costs := func(o sample) []float64 { return o.each(func(x *results.Row) float64 { return costOf(x, r.Worth) }) }
	r.Cost = paired.Mean(costs(s))
	if err == nil && math.IsNaN(r.Cost) {
		r.miss("cold starts without a sample of their latency")
	}
	r.Loss = r.ratio("loss", costs(s), costs(bound), confidence)
	if len(kept) > 0 {
		r.Closed = r.share("gap in cost", costs(none), costs(s), costs(bound), confidence)
		r.ColdClosed = r.share("gap in cold starts", none.each(ratio), s.each(ratio), bound.each(ratio), confidence)
	}
	return r
}

func (r *GapRow) miss(why string) { r.Reasons = append(r.Reasons, why) }

// only returns the only sample of a kind, and the keep-alive policies of all of that kind.
func only(samples []sample, is func(*results.PolicyID) bool) (s sample, of []string) {
	for i := range samples {
		if is(&samples[i].id) {
			s, of = samples[i], append(of, samples[i].id.KeepAlive)
		}
	}
	return s, of
}

// each returns a number of every seed.
func (s sample) each(of func(*results.Row) float64) []float64 {
	out := make([]float64, len(s.rows))
	for i, r := range s.rows {
		out[i] = of(r)
	}
	return out
}

// worthOf returns what a second of cold start is worth to an oracle.
func worthOf(keepAlive string) (float64, error) {
	name, parameters, _ := strings.Cut(keepAlive, ",")
	if name != weighs {
		return math.NaN(), fmt.Errorf("%s weighs no memory against cold starts: no cost", name)
	}
	for p := range strings.SplitSeq(parameters, ",") {
		if text, ok := strings.CutPrefix(p, "worth="); ok {
			return strconv.ParseFloat(text, 64)
		}
	}
	return usualWorth, nil
}

// costOf is idle memory and the time that starts in new containers took, at its worth.
func costOf(r *results.Row, worth float64) float64 {
	seconds := func(starts int64, ms float64) float64 {
		if starts == 0 {
			return 0
		}
		return float64(starts) * ms / 1000
	}
	return r.IdleGiBS + worth*(seconds(r.ColdStarts, r.ColdLatencyMsMean)+
		seconds(r.RestoreStarts, r.RestoreLatencyMsMean))
}

// ratio is x over base, less one, paired by seed.
func (r *GapRow) ratio(what string, x, base []float64, confidence float64) paired.Estimate {
	nothing := paired.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Method: paired.None}
	if slices.ContainsFunc(slices.Concat(x, base), math.IsNaN) {
		return nothing // said before
	}
	e, ok := paired.Ratio(x, base, confidence)
	if !ok {
		r.miss(what + ": the seeds do not tell its denominator from 0")
		return nothing
	}
	return e
}

// share is the part of the way from none to the oracle: a ratio of two differences, each paired
// by seed.
func (r *GapRow) share(what string, none, x, oracle []float64, confidence float64) paired.Estimate {
	e := r.ratio(what, paired.Differences(none, x), paired.Differences(none, oracle), confidence)
	e.Value, e.Low, e.High = e.Value+1, e.Low+1, e.High+1
	return e
}

// Reason says why numbers are missing, or nothing.
func (r *GapRow) Reason() string { return strings.Join(r.Reasons, "; ") }

// ShareText writes a share in percent with its interval.
func ShareText(e paired.Estimate) string {
	if math.IsNaN(e.Value) {
		return "–"
	}
	r := Row{HasRatio: true, Ratio: e}
	return strings.ReplaceAll(r.Change(), "+", "")
}

// LossText writes a loss in percent with its interval.
func LossText(e paired.Estimate) string {
	if math.IsNaN(e.Value) {
		return "–"
	}
	return EffectText(e)
}

// columns lists the columns of the gap's CSV and JSON.
func (g *Gap) columns() []results.RowColumn[GapRow] {
	out := []results.RowColumn[GapRow]{
		{Name: "policy", Text: func(r *GapRow) string { return r.Policy.Policy }},
		{Name: "none", Text: func(r *GapRow) string { return r.None.Policy }},
		{Name: "oracle", Text: func(r *GapRow) string { return r.Oracle.Policy }},
		{Name: "seeds", Value: func(r *GapRow) float64 { return float64(r.Seeds) }},
		{Name: "cold_start_ratio", Value: func(r *GapRow) float64 { return r.ColdStartRatio }},
		{Name: "idle_gib_s", Value: func(r *GapRow) float64 { return r.Idle }},
		{Name: "worth_gib_s_per_s", Value: func(r *GapRow) float64 { return r.Worth }},
		{Name: "cost_gib_s", Value: func(r *GapRow) float64 { return r.Cost }},
	}
	for _, c := range []struct {
		name string
		of   func(*GapRow) paired.Estimate
	}{
		{"loss", func(r *GapRow) paired.Estimate { return r.Loss }},
		{"gap_closed", func(r *GapRow) paired.Estimate { return r.Closed }},
		{"cold_gap_closed", func(r *GapRow) paired.Estimate { return r.ColdClosed }},
	} {
		out = append(out, estimateColumns(c.name, c.of)...)
	}
	return append(out, results.RowColumn[GapRow]{Name: "reason", Text: (*GapRow).Reason})
}

// WriteCSV writes one line per policy set. Missing numbers are empty.
func (g *Gap) WriteCSV(w io.Writer) error { return results.WriteCSV(w, g.columns(), g.Rows) }

// WriteJSON writes an array with one object per policy set. Missing numbers are null.
func (g *Gap) WriteJSON(w io.Writer) error { return results.WriteJSON(w, g.columns(), g.Rows) }

// Write writes gap.csv and gap.json into a folder, which it creates if necessary, and returns
// the paths.
func (g *Gap) Write(folder string) ([]string, error) {
	return writeTables(folder, "gap", g.WriteCSV, g.WriteJSON)
}
