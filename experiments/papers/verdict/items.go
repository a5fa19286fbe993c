package verdict

// MeanRatios returns for each seed the mean over items of of ÷ to, − 1; false where a
// value of to is zero. The sets are one an item.
func MeanRatios(sets []Set, of, to string) ([]float64, bool) {
	out := make([]float64, len(sets[0].Values[of]))
	for seed := range out {
		for _, set := range sets {
			x, base := set.Values[of][seed], set.Values[to][seed]
			if base == 0 {
				return nil, false
			}
			out[seed] += x / base / float64(len(sets))
		}
		out[seed]--
	}
	return out, true
}

// ItemsBelow returns for each seed the number of items of which of is below to.
func ItemsBelow(sets []Set, of, to string) []float64 {
	out := make([]float64, len(sets[0].Values[of]))
	for seed := range out {
		for _, set := range sets {
			if set.Values[of][seed] < set.Values[to][seed] {
				out[seed]++
			}
		}
	}
	return out
}
