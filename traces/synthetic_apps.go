package traces

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"thaw/sim"
)

// synthTriggers gives every app a combination of triggers that its size can
// hold, and every function of the app one of them.
func synthTriggers(pub *synthAzure, sizes []int, n int, seed uint64) []synthDraft {
	combos := synthDealCombinations(pub, sizes, seed)
	letters := ""
	for _, t := range pub.triggers {
		letters += string(t.letter)
	}
	left := make([]float64, len(pub.triggers)) // functions still wanted of each trigger
	for t := range left {
		left[t] = pub.triggers[t].functions / 100 * float64(n)
	}
	drafts := make([]synthDraft, 0, n)
	first := make([]int, len(sizes))
	for a, size := range sizes {
		first[a] = len(drafts)
		c := combos[a]
		for k := range size {
			t := -1
			if k < len(c) {
				t = strings.IndexByte(letters, c[k])
				left[t]--
			} else if len(c) == 1 {
				t = strings.IndexByte(letters, c[0])
				left[t]--
			}
			drafts = append(drafts, synthDraft{app: a, trigger: t})
		}
	}
	// What apps of several triggers have beyond one function each goes to the
	// triggers of which most is missing.
	draw := sim.NewStream(seed, "synthetic trigger")
	for i := range drafts {
		if drafts[i].trigger < 0 {
			t := synthMissing(combos[drafts[i].app], letters, left, draw.Float(uint64(i), 0))
			drafts[i].trigger = t
			left[t]--
		}
	}
	return drafts
}

// synthMissing picks one of the letters in proportion to the functions still
// wanted of each.
func synthMissing(c, letters string, left []float64, u float64) int {
	sum := 0.0
	for k := range len(c) {
		sum += max(left[strings.IndexByte(letters, c[k])], 1e-3)
	}
	u *= sum
	for k := range len(c) {
		t := strings.IndexByte(letters, c[k])
		if u -= max(left[t], 1e-3); u < 0 || k == len(c)-1 {
			return t
		}
	}
	panic("traces: a combination without triggers")
}

// synthDealCombinations assigns the published shares of combinations to the
// apps. Larger combinations choose first, among the apps that are large enough;
// orchestrations choose among apps of six functions and more, because the 3% of apps that
// have them hold 6.9% of all functions.
func synthDealCombinations(pub *synthAzure, sizes []int, seed uint64) []string {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	synthShuffle(order, sim.NewStream(seed, "synthetic app"), 0)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	list := slices.Clone(pub.combinations)
	slices.SortStableFunc(list, func(a, b synthCombination) int { return cmp.Compare(synthNeeds(b.letters), synthNeeds(a.letters)) })
	total := 0.0
	for _, c := range list {
		total += c.share
	}
	out := make([]string, len(sizes))
	draw := sim.NewStream(seed, "synthetic combination")
	sum, dealt := 0.0, 0
	for ci, c := range list {
		sum += c.share / total * float64(len(sizes))
		for ; dealt < int(math.Round(sum)) && len(order) > 0; dealt++ {
			fits, _ := slices.BinarySearchFunc(order, synthNeeds(c.letters), func(a, need int) int {
				if sizes[a] >= need {
					return -1
				}
				return 1
			})
			if fits == 0 {
				fits = 1 // the largest app left; too small for all of its triggers
			}
			k := int(draw.Float(uint64(ci), uint64(dealt)) * float64(fits))
			out[order[k]] = c.letters
			order = slices.Delete(order, k, k+1)
		}
	}
	for _, a := range order {
		out[a] = "H"
	}
	return out
}

// synthNeeds returns the functions an app must have for a combination.
func synthNeeds(letters string) int {
	if strings.Contains(letters, "O") {
		return max(6, len(letters))
	}
	return len(letters)
}
