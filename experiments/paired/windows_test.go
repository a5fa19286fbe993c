package paired

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"thaw/sim"
)

// study is a simulated evaluation: windows × seeds of two policies, whose values share
// what the window and what the seed does to both.
type study struct {
	f               noise
	windows, seeds  int
	correlation     float64 // of two values of one window: the share of the variance between windows
	sd              float64 // of values
	x, base         []float64
	of              Windows
	common, private []float64
}

const (
	truthDifference = -4.0
	truthRatio      = -0.4
)

// draw makes the values of a trial: base of mean 10 and standard deviation 2, x of
// mean 6, and noise of which the share correlation of the variance is the window's.
func (s *study) draw(trial int) {
	n := s.windows * s.seeds
	s.of, s.x, s.base = make(Windows, n), make([]float64, n), make([]float64, n)
	s.common, s.private = s.clustered("common", trial), s.clustered("private", trial)
	for i := range n {
		s.of[i] = i / s.seeds
		s.base[i] = 10 + 2*s.common[i]
		s.x[i] = 6 + 1.6*s.common[i] + 0.8*s.private[i]
	}
}

// clustered draws noise of mean 0 and variance 1.
func (s *study) clustered(purpose string, trial int) []float64 {
	of, within := sim.NewStream(2025, purpose+", windows"), sim.NewStream(2025, purpose+", seeds")
	at := func(stream sim.Stream, i int) float64 {
		return (s.f.of(stream.Float(uint64(trial), uint64(i))) - s.f.mean) / s.sd
	}
	out := make([]float64, s.windows*s.seeds)
	for i := range out {
		out[i] = math.Sqrt(s.correlation)*at(of, i/s.seeds) + math.Sqrt(1-s.correlation)*at(within, i)
	}
	return out
}

// share is how often something held, with its interval of 99.9% (Wilson 1927).
type share struct{ hits, of int }

func (s share) interval() (low, high float64) {
	const z = 3.2905
	n := float64(s.of)
	p := float64(s.hits) / n
	middle, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return (middle - half) / (1 + z*z/n), (middle + half) / (1 + z*z/n)
}

func (s share) String() string {
	low, high := s.interval()
	return fmt.Sprintf("%.1f%% [%.1f, %.1f]", 100*float64(s.hits)/float64(s.of), 100*low, 100*high)
}

// inStudies returns how often 95% intervals hold the truth.
func inStudies(s study, trials int, truth float64, interval func(s *study) Estimate) share {
	hits := 0
	for k := range trials {
		s.draw(k)
		if e := interval(&s); e.Low <= truth && truth <= e.High {
			hits++
		}
	}
	return share{hits, trials}
}

// Do 95% intervals over windows and seeds hold the truth 95 times in 100, whether
// seeds of a window are alike or not? The intervals of pooled values do where they are
// not (correlation 0), and only there. The coverage that is expected lies within the
// 99.9% interval of the one that is found: for normal noise 95%, for skewed noise at
// least what docs/statistics.md states.
func TestCoverageByWindow(t *testing.T) {
	trials := max(*trials, 1000)
	deviations := []float64{1, 1, math.Sqrt((math.E - 1) * math.E)}
	for k, f := range noises {
		for _, correlation := range []float64{0, 0.3, 0.6} {
			for _, windows := range []int{3, MinWindows} {
				s := study{f: f, windows: windows, seeds: 4, correlation: correlation, sd: deviations[k]}
				what := fmt.Sprintf("%s, %d windows × 4 seeds, correlation %v", f.name, windows, correlation)
				difference := inStudies(s, trials, truthDifference,
					func(s *study) Estimate { return s.of.Difference(s.x, s.base, 0.95) })
				ratio := inStudies(s, trials, truthRatio, func(s *study) Estimate {
					e, _ := s.of.Ratio(s.x, s.base, 0.95)
					return e
				})
				pooled := inStudies(s, trials, truthDifference,
					func(s *study) Estimate { return tInterval(Differences(s.x, s.base), 0.95) })
				t.Logf("%s: difference %v, ratio %v; pooled %v", what, difference, ratio, pooled)
				for name, is := range map[string]share{"difference": difference, "ratio": ratio} {
					least, most := 0.95, 0.95
					if k > 0 {
						least, most = [3]float64{0, 0.92, 0.88}[k], 0.98
					}
					if low, high := is.interval(); high < least || low > most {
						t.Errorf("%s: %s holds the truth in %v, expected %v to %v", what, name, is, least, most)
					}
				}
				if _, high := pooled.interval(); correlation > 0 && high > 0.9 {
					t.Errorf("%s: pooled values hold the truth in %v: there is no reason for windows", what, pooled)
				}
			}
		}
	}
}

// Why not resample windows, and seeds within them, as hierarchical bootstraps do? With
// five windows the coverage of two stages depends on the correlation that nobody knows,
// and that of whole windows is too low for any (Davison & Hinkley 1997, section 3.8).
func TestCoverageOfHierarchicalBootstrap(t *testing.T) {
	const trials, resamples = 300, 499
	resampled := func(both bool) func(s *study) Estimate {
		return func(s *study) Estimate {
			draw := sim.NewStream(3, "hierarchical")
			reps := make([]float64, resamples)
			for r := range reps {
				x, base := 0.0, 0.0
				for i := range s.windows {
					window := draw.IntN(uint64(r), uint64(i), s.windows) * s.seeds
					for k := range s.seeds {
						if both {
							k = draw.IntN(uint64(r), uint64(s.windows+i*s.seeds+k), s.seeds)
						}
						x, base = x+s.x[window+k], base+s.base[window+k]
					}
				}
				reps[r] = x/base - 1
			}
			slices.Sort(reps)
			return Estimate{0, quantile(reps, 0.025), quantile(reps, 0.975), "percentile"}
		}
	}
	for _, correlation := range []float64{0, 0.3, 0.6} {
		s := study{f: noises[0], windows: MinWindows, seeds: 4, correlation: correlation, sd: 1}
		two := inStudies(s, trials, truthRatio, resampled(true))
		whole := inStudies(s, trials, truthRatio, resampled(false))
		t.Logf("correlation %v: two stages %v, whole windows %v", correlation, two, whole)
		if _, high := whole.interval(); high > 0.93 {
			t.Errorf("correlation %v: resampled windows cover %v: there is no reason for t", correlation, whole)
		}
		if _, high := two.interval(); correlation == 0.6 && high > 0.95 {
			t.Errorf("correlation %v: two stages cover %v: there is no reason for t", correlation, two)
		}
	}
}

// By hand: three windows of two, two and one value have the means 8, 10 and 6, each of
// which counts once.
func TestWindowsByHand(t *testing.T) {
	w := Windows{7, 7, 2, 2, 5}
	x, zero := []float64{7, 9, 10, 10, 6}, make([]float64, 5)
	if got := w.Means(x); !slices.Equal(got, []float64{8, 10, 6}) {
		t.Errorf("means %v", got)
	}
	e := w.Difference(x, zero, 0.95)
	half := 4.302653 * 2 / math.Sqrt(3) // t with 2 degrees of freedom × standard error
	if e.Method != T || e.Value != 8 || math.Abs(e.High-8-half) > 1e-5 || math.Abs(8-half-e.Low) > 1e-5 {
		t.Errorf("%+v, expected 8 ± %v", e, half)
	}
	if w.Count() != 3 || !w.Thin() {
		t.Errorf("%d windows, thin %v", w.Count(), w.Thin())
	}
	five := Windows{0, 1, 2, 3, 4}
	if five.Thin() || Windows(nil).Thin() || Windows(nil).Count() != 0 {
		t.Error("five windows, or none, are thin")
	}
	// seeds of one window say nothing about another
	if e := (Windows{3, 3, 3}).Difference([]float64{1, 2, 3}, make([]float64, 3), 0.95); e.HasInterval() {
		t.Errorf("one window has the interval %+v", e)
	}
	// and without windows all is as before
	if a, b := Windows(nil).Difference(x, zero, 0.9), Difference(x, zero, 0.9); a != b {
		t.Errorf("without windows %+v, expected %+v", a, b)
	}
	base := []float64{14, 18, 20, 20, 12}
	if r, ok := w.Ratio(x, base, 0.95); !ok || r.Value != -0.5 || r.Method != Constant {
		t.Errorf("a ratio of one half under every window: %+v, %v", r, ok)
	}
}
