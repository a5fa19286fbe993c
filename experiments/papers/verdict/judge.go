package verdict

import (
	"fmt"
	"math"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/stated"
)

// Verdict says how a claim came out.
type Verdict string

// The verdicts.
const (
	// the interval lies within tolerance of the published value; an order holds for every pair by its minimum effect,
	// beyond its interval
	Reproduced Verdict = "reproduced"
	// the sign or the order is right, the number is not, or chance could still turn a pair around
	ShapeOnly     Verdict = "shape-only"
	NotReproduced Verdict = "not-reproduced" // neither
	NotComparable Verdict = "not-comparable" // undecided, for the reason in the note
	NoPrediction  Verdict = "no-prediction"  // it was compared, and its status is not that of a prediction
)

// Outcome is a simulated value with its verdict.
type Outcome struct {
	Simulated float64 // of an order: the share of its pairs that hold
	Low, High float64 // NaN where there is no interval
	Within    bool    // the simulated interval is within tolerance, or the order holds
	Second    bool    // likewise of the other number, where a publication contradicts itself
	Verdict   Verdict
	Note      string // what there is to say about it; empty where nothing is
	// of an order: the greater divided by the smaller, less 1, of every pair, as it is published;
	// pairs without a ratio are missing
	Pairs   []paired.Estimate
	PairsOf []Pair
}

// Pair is what a ratio of an order is of: More ÷ Less.
type Pair struct {
	Less, More string // CELL/POLICY
	Item       string // of a study; empty: of all
}

// Undecided is the outcome of a row of which nothing can be said, for the reason in note.
func Undecided(note string) Outcome {
	return Outcome{Simulated: math.NaN(), Low: math.NaN(), High: math.NaN(), Verdict: NotComparable, Note: note}
}

// Set holds the values of a claim's references, of one item of a study or of all.
type Set struct {
	Item    string // empty: of all
	Values  map[string][]float64
	Windows paired.Windows // of the values of each reference
}

// Number judges a statement with a number.
func (s *Statement) Number(set Set) Outcome {
	x, to := set.Values[s.Of], set.Values[s.To]
	var e paired.Estimate
	switch s.Measure {
	case Ratio:
		var ok bool
		if e, ok = set.Windows.Ratio(x, to, forms.Confidence); !ok {
			return Undecided("There is no ratio: what it is taken to is not told from zero.")
		}
	case Difference:
		e = set.Windows.Difference(x, to, forms.Confidence)
	default:
		e = set.Windows.Difference(x, make([]float64, len(x)), forms.Confidence)
	}
	low, high := s.Band()
	o := Outcome{Simulated: e.Value, Low: e.Low, High: e.High, Within: e.Low >= low && e.High <= high}
	switch {
	case o.Within:
		o.Verdict = Reproduced
	case s.Measure.Compares() && sameSide(s.Published, e):
		o.Verdict = ShapeOnly
	default:
		o.Verdict = NotReproduced
	}
	if s.Other != nil {
		low, high := s.BandOf(*s.Other)
		o.Second = e.Low >= low && e.High <= high
	}
	if !o.Within && e.Value >= low && e.Value <= high {
		o.Note = "The mean is within the tolerance and its interval is not: more windows or seeds are needed."
	}
	return o
}

// sameSide reports whether an interval lies on the same side of zero as the published
// value.
func sameSide(p stated.Value, e paired.Estimate) bool {
	return p.Low > 0 && e.Low > 0 || p.High < 0 && e.High < 0
}

// Ordered judges an order: it compares every policy set of a tier with every one of the
// next, in each of the sets of values.
func (s *Statement) Ordered(sets []Set) Outcome {
	pairs, hold := 0, 0
	var reversed, open []string
	var ratios []paired.Estimate
	var of []Pair
	for _, set := range sets {
		for i := range s.Order[:len(s.Order)-1] {
			for _, a := range s.Order[i] {
				for _, b := range s.Order[i+1] {
					pairs++
					if e, ok := set.Windows.Ratio(set.Values[b], set.Values[a], forms.Confidence); ok {
						ratios, of = append(ratios, e), append(of, Pair{a, b, set.Item})
					}
					switch less, more := set.Values[a], set.Values[b]; {
					case paired.Mean(more) <= paired.Mean(less):
						reversed = append(reversed, set.pair(a, b))
					case !set.exceeds(more, less, s.Effect):
						hold++
						open = append(open, set.pair(a, b))
					default:
						hold++
					}
				}
			}
		}
	}
	o := Outcome{Simulated: float64(hold) / float64(pairs), Low: math.NaN(), High: math.NaN(), Verdict: Reproduced,
		Within: len(reversed) == 0 && len(open) == 0, Pairs: ratios, PairsOf: of}
	switch {
	case len(reversed) > 0:
		o.Verdict, o.Note = NotReproduced, "Not so: "+strings.Join(reversed, "; ")+"."
	case len(open) > 0:
		o.Verdict = ShapeOnly
		o.Note = fmt.Sprintf("Within chance or %.2g%%: %s.", 100*s.Effect, strings.Join(open, "; "))
	}
	return o
}

// exceeds reports whether x is above base by the share effect of it, beyond chance: the
// interval of x − base − effect·|base| lies above zero.
func (s *Set) exceeds(x, base []float64, effect float64) bool {
	raised := make([]float64, len(base))
	for i, v := range base {
		raised[i] = v + effect*math.Abs(v)
	}
	return s.Windows.Difference(x, raised, forms.Confidence).Low > 0
}

func (s *Set) pair(a, b string) string {
	text := fmt.Sprintf("%s %.4g, %s %.4g", a, paired.Mean(s.Values[a]), b, paired.Mean(s.Values[b]))
	if s.Item == "" {
		return text
	}
	return s.Item + ": " + text
}
