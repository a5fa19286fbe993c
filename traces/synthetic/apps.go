package synthetic

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"

	"thaw/sim"
	"thaw/traces/published"
)

// assignTriggers gives every app a combination of triggers that its size can
// hold, and every function of the app one of them.
func assignTriggers(pub *published.Workload, sizes []int, n int, seed uint64) []draft {
	combos := dealCombinations(pub, sizes, seed)
	letters := ""
	for _, t := range pub.Triggers {
		letters += string(t.Letter)
	}
	left := make([]float64, len(pub.Triggers)) // functions still wanted of each trigger
	for t := range left {
		left[t] = pub.Triggers[t].Functions / 100 * float64(n)
	}
	drafts := make([]draft, 0, n)
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
			drafts = append(drafts, draft{app: a, trigger: t})
		}
	}
	// What apps of several triggers have beyond one function each goes to the
	// triggers of which most is missing.
	draw := sim.NewStream(seed, "synthetic trigger")
	for i := range drafts {
		if drafts[i].trigger < 0 {
			t := missingTrigger(combos[drafts[i].app], letters, left, draw.Float(uint64(i), 0))
			drafts[i].trigger = t
			left[t]--
		}
	}
	return drafts
}

// missingTrigger picks one of the letters in proportion to the functions still
// wanted of each.
func missingTrigger(c, letters string, left []float64, u float64) int {
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
	panic("synthetic: a combination without triggers")
}

// dealCombinations assigns the published shares of combinations to the
// apps. Larger combinations choose first, among the apps that are large enough;
// orchestrations choose among apps of six functions and more, because the 3% of apps that
// have them hold 6.9% of all functions.
func dealCombinations(pub *published.Workload, sizes []int, seed uint64) []string {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	shuffle(order, sim.NewStream(seed, "synthetic app"), 0)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	list := slices.Clone(pub.Combinations)
	slices.SortStableFunc(list, func(a, b published.Combination) int {
		return cmp.Compare(needs(b.Letters), needs(a.Letters))
	})
	total := 0.0
	for _, c := range list {
		total += c.Share
	}
	out := make([]string, len(sizes))
	draw := sim.NewStream(seed, "synthetic combination")
	left := newPool(len(order)) // places in order whose app has no combination yet
	sum, dealt := 0.0, 0
	for ci, c := range list {
		// Sizes fall along the order: those before place end are large enough.
		end, _ := slices.BinarySearchFunc(order, needs(c.Letters), func(a, need int) int {
			if sizes[a] >= need {
				return -1
			}
			return 1
		})
		fits := left.before(end)
		sum += c.Share / total * float64(len(sizes))
		for ; dealt < int(math.Round(sum)) && left.n > 0; dealt++ {
			// Where none is left: the largest app left, too small for all of its triggers.
			k := int(draw.Float(uint64(ci), uint64(dealt)) * float64(max(fits, 1)))
			out[order[left.take(k)]] = c.Letters
			fits = max(fits-1, 0)
		}
	}
	for left.n > 0 {
		out[order[left.take(0)]] = "H"
	}
	return out
}

// pool is the set of the places 0 to n−1 from which they are taken by rank: a
// binary indexed tree of counts, so that a million of them take a million times
// twenty steps and not a million times a million.
type pool struct {
	counts []int32 // counts[i] is of the places i − lowest bit of i up to i − 1
	n      int     // that are left
}

func newPool(n int) *pool {
	p := &pool{counts: make([]int32, n+1), n: n}
	for i := range p.counts {
		p.counts[i] = int32(i & -i)
	}
	return p
}

// before returns how many places below end are left.
func (p *pool) before(end int) int {
	sum := 0
	for i := end; i > 0; i &= i - 1 {
		sum += int(p.counts[i])
	}
	return sum
}

// take removes the place that has k of the remaining ones before it.
func (p *pool) take(k int) int {
	at := 0
	for step := 1 << bits.Len(uint(len(p.counts)-1)); step > 0; step >>= 1 {
		if next := at + step; next < len(p.counts) && int(p.counts[next]) <= k {
			at, k = next, k-int(p.counts[next])
		}
	}
	for i := at + 1; i < len(p.counts); i += i & -i {
		p.counts[i]--
	}
	p.n--
	return at
}

// needs returns the functions an app must have for a combination.
func needs(letters string) int {
	if strings.Contains(letters, "O") {
		return max(6, len(letters))
	}
	return len(letters)
}
