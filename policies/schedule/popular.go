package schedule

import (
	"cmp"
	"math"
	"slices"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// popularity tells which functions are popular, and how fast one arrives.
type popularity interface {
	Arrived(fn cluster.FuncID, now sim.Time)
	// refresh is called at each sample of the load.
	refresh()
	popular(fn cluster.FuncID) bool
	// rate is 1 ÷ the mean time between the arrivals of a function, per second.
	rate() float64
}

// sampled is the detector of the paper (fuerst2022chrlu, algorithm 1). The histogram has
// the last inter-arrival time of a part of the functions, chosen by their hash, divided by
// that part. Popular is who is at or below its percentile.
type sampled struct {
	last    []sim.Time // by function; −1: it has not arrived
	iat     []int64    // by function: its last inter-arrival time in µs
	known   []bool     // by function: in the histogram
	member  []bool     // by function: sampled
	sorted  []int64    // the histogram, ascending
	sum     int64      // of it
	share   float64    // of the functions that are sampled
	percent float64    // of the histogram that is popular, as a part of 1
}

func newSampled(v *cluster.View, share, percent float64) *sampled {
	n := len(v.Table().Functions)
	s := &sampled{last: make([]sim.Time, n), iat: make([]int64, n), known: make([]bool, n), member: make([]bool, n),
		share: share, percent: percent}
	sampledFunctions := 0
	for f := range n {
		s.last[f] = -1
		h := mixBits(hashName(v.Table().Functions[f].Name))
		s.member[f] = float64(h>>11)/(1<<53) < share
		if s.member[f] {
			sampledFunctions++
		}
	}
	s.sorted = make([]int64, 0, sampledFunctions)
	return s
}

// Arrived notes the time since the function's last arrival, at the first one that since 0.
func (s *sampled) Arrived(fn cluster.FuncID, now sim.Time) {
	iat := now.Sub(max(0, s.last[fn])).Microseconds()
	if s.member[fn] {
		if s.known[fn] {
			at, _ := slices.BinarySearch(s.sorted, s.iat[fn])
			s.sorted = slices.Delete(s.sorted, at, at+1)
			s.sum -= s.iat[fn]
		}
		at, _ := slices.BinarySearch(s.sorted, iat)
		s.sorted = slices.Insert(s.sorted, at, iat)
		s.sum += iat
		s.known[fn] = true
	}
	s.last[fn], s.iat[fn] = now, iat
}

func (s *sampled) refresh() {}

// popular compares times that are divided by the same share: it cancels.
func (s *sampled) popular(fn cluster.FuncID) bool {
	rank := int(math.Ceil(s.percent * float64(len(s.sorted))))
	return rank > 0 && s.last[fn] >= 0 && s.iat[fn] <= s.sorted[rank-1]
}

func (s *sampled) rate() float64 {
	if s.sum == 0 {
		return 0
	}
	mean := float64(s.sum) / float64(len(s.sorted)) / 1e6 / s.share
	return 1 / mean
}

// ranked is the detector of the released code (iluvatar, ch_rlu.rs): at each sample of the
// load, the given part of all functions, rounded, is popular: those with the least mean
// inter-arrival times. Functions with one arrival have none yet.
type ranked struct {
	first, last []sim.Time // by function; −1: it has not arrived
	count       []int64    // of arrivals, by function
	isPopular   []bool
	order       []meanOf // of a refresh
	part        float64
	mean        float64 // of all mean times, in seconds
}

type meanOf struct {
	iat time.Duration
	fn  cluster.FuncID
}

func newRanked(v *cluster.View, part float64) *ranked {
	n := len(v.Table().Functions)
	r := &ranked{first: make([]sim.Time, n), last: make([]sim.Time, n), count: make([]int64, n),
		isPopular: make([]bool, n), order: make([]meanOf, 0, n), part: part}
	for f := range n {
		r.first[f] = -1
	}
	return r
}

func (r *ranked) Arrived(fn cluster.FuncID, now sim.Time) {
	if r.count[fn] == 0 {
		r.first[fn] = now
	}
	r.last[fn] = now
	r.count[fn]++
}

func (r *ranked) refresh() {
	r.order = r.order[:0]
	for f, n := range r.count {
		r.isPopular[f] = false
		if n > 1 {
			r.order = append(r.order, meanOf{r.last[f].Sub(r.first[f]) / time.Duration(n-1), cluster.FuncID(f)})
		}
	}
	slices.SortFunc(r.order, func(a, b meanOf) int {
		return cmp.Or(cmp.Compare(a.iat, b.iat), cmp.Compare(a.fn, b.fn))
	})
	sum := 0.0
	for k := range r.order {
		sum += r.order[k].iat.Seconds()
	}
	r.mean = sum / float64(max(1, len(r.order)))
	for k := range int(math.Round(r.part * float64(len(r.order)))) {
		r.isPopular[r.order[k].fn] = true
	}
}

func (r *ranked) popular(fn cluster.FuncID) bool { return r.isPopular[fn] }

// rate is 1/s where no mean is known or it is 0, as in the code.
func (r *ranked) rate() float64 {
	if r.mean == 0 {
		return 1
	}
	return 1 / r.mean
}
