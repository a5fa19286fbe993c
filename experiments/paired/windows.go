package paired

import "slices"

// Windows says of each value the window of the trace that it was simulated on:
//
//	window   0    0    1    1    2    2
//	value  8.1  7.9  9.4  9.6  6.2  6.6
//	        └─mean─┘  └─mean─┘  └─mean─┘ ──▶ an interval of three values
//
// Seeds of one window see the same functions and nearly the same load, so their values
// are alike (intraclass correlations of 0.43 to 0.62 were measured): they say much about
// that window and little about the next one. The unit of an estimate is therefore the
// mean of a window, and its degrees of freedom are those of the windows. That holds
// whatever the correlation is; treated as independent, values of five windows under four
// seeds give 95% intervals that hold the truth 73 times in 100
// (TestCoverageByWindow, and docs/statistics.md).
//
// Nil stands for values that are independent of each other: no window has two of them.
type Windows []int

// MinWindows is the least number of windows for an interval that is to be trusted. With
// fewer it is wide (2 windows: 12.7 standard errors on each side, 3: 4.3, 5: 2.8), and the
// values cannot show whether windows are as near to normal as Student's t assumes.
const MinWindows = 5

// Count returns the number of windows; 0 of nil.
func (w Windows) Count() int {
	distinct := slices.Clone(w)
	slices.Sort(distinct)
	return len(slices.Compact(distinct))
}

// Thin reports whether there are too few windows for an interval to be trusted.
func (w Windows) Thin() bool { return len(w) > 0 && w.Count() < MinWindows }

// Means returns the mean of the values of each window, in the order of their first
// values. Each window counts once, however many of its values there are.
func (w Windows) Means(x []float64) []float64 {
	if w == nil {
		return x
	}
	if len(w) != len(x) {
		panic("paired: every value needs its window")
	}
	var seen []int
	var of [][]float64
	for i, window := range w {
		k := slices.Index(seen, window)
		if k < 0 {
			k = len(seen)
			seen, of = append(seen, window), append(of, nil)
		}
		of[k] = append(of[k], x[i])
	}
	out := make([]float64, len(of))
	for k := range of {
		out[k] = Mean(of[k])
	}
	return out
}

// Difference is the function Difference over the means of windows.
func (w Windows) Difference(x, base []float64, confidence float64) Estimate {
	return Difference(w.Means(x), w.Means(base), confidence)
}

// Ratio is the function Ratio over the means of windows: the ratio of the mean window
// means, minus one, by Fieller's theorem below MinBootstrap windows.
func (w Windows) Ratio(x, base []float64, confidence float64) (e Estimate, ok bool) {
	return Ratio(w.Means(x), w.Means(base), confidence)
}
