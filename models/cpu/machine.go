package cpu

import (
	"errors"
	"math/bits"
	"slices"

	"thaw/sim"
)

// Machine is how classes have the cores of an invoker, worked out once for all
// invokers.
type Machine struct {
	sets     []set
	roamers  []uint8 // classes that have what the sets leave, the greatest weight first
	classes  []kind
	slow     []uint64 // by busy threads of all cores, the last for more: billionths
	switched []uint64 // likewise, with switches
}

// set are cores on which some classes run and no others.
type set struct {
	threads int
	pace    []fraction // by busy threads: of each at no slowdown; none: a core's
	levels  []level    // the first comes first
}

// level are classes that share what the levels before leave.
type level struct {
	classes []uint8 // the greatest weight first
	fifo    bool
	fair    bool
}

// kind is a class as its crew needs it.
type kind struct {
	weight uint64
	fifo   bool
	quota  sim.Service // in a period; 0: none
	period sim.Time    // of the quota, or 0
}

// Machine works out how the classes have so many cores, whose law is l.
func (k Classes) Machine(l Law, cores int) (*Machine, error) {
	if errs := append(l.Check(cores), k.Check(cores)...); errs != nil {
		return nil, errors.Join(errs...)
	}
	m := &Machine{}
	threads := cores * max(l.Threads, 1)
	m.slow = []uint64{billion}
	if l.Stretch > 0 {
		m.slow = make([]uint64, threads+1)
		for n := range m.slow {
			m.slow[n] = l.slowdown(n, threads, false)
		}
	}
	m.switched = m.slow
	if l.Switch > 0 {
		m.switched = make([]uint64, len(m.slow))
		for n := range m.switched {
			m.switched[n] = l.slowdown(n, threads, true)
		}
	}
	left := cores
	m.sets = append(m.sets, set{}) // of those that are left over
	for i := range k {
		c := &k[i]
		m.classes = append(m.classes, kind{uint64(max(c.Weight, 1)), c.FIFO, sim.Service{Whole: uint64(c.Budget())},
			sim.Time(c.Period)})
		if c.Cores > 0 {
			left -= c.Cores
			m.sets = append(m.sets, l.set(c.Cores, k.levels([]uint8{uint8(i)})))
		}
	}
	var shared, roaming []uint8
	for i := range k {
		switch {
		case k[i].Roams:
			roaming = append(roaming, uint8(i))
		case k[i].Cores == 0:
			shared = append(shared, uint8(i))
		}
	}
	m.sets[0] = l.set(left, k.levels(shared))
	if roaming != nil {
		m.roamers = k.levels(roaming)[0].classes
	}
	return m, nil
}

// set lays out cores for the levels.
func (l Law) set(cores int, levels []level) set {
	s := set{threads: cores * max(l.Threads, 1), levels: levels}
	if s.threads > cores {
		s.pace = make([]fraction, s.threads+1)
		s.pace[0] = fraction{1, 1}
		for n := 1; n <= s.threads; n++ {
			s.pace[n] = fraction{l.together(n, cores), billion * uint64(n)}.reduced()
		}
	}
	return s
}

// paced returns the pace of each task of a set with so many busy threads.
func (s *set) paced(busy int) fraction {
	if s.pace == nil {
		return fraction{1, 1}
	}
	return s.pace[min(busy, s.threads)]
}

// levels sorts classes that run on the same cores by which comes first.
func (k Classes) levels(classes []uint8) []level {
	rank := func(i uint8) int { return k[i].Priority } // 0 of a fair class
	slices.SortStableFunc(classes, func(i, j uint8) int {
		if by := rank(j) - rank(i); by != 0 {
			return by
		}
		return max(k[j].Weight, 1) - max(k[i].Weight, 1)
	})
	var levels []level
	for n, i := range classes {
		if n == 0 || rank(classes[n-1]) != rank(i) {
			levels = append(levels, level{fifo: k[i].FIFO, fair: !k[i].RealTime})
		}
		last := &levels[len(levels)-1]
		last.classes = append(last.classes, i)
	}
	return levels
}

// reduced returns the fraction in lowest terms.
func (f fraction) reduced() fraction {
	g := gcd(f.num, f.den)
	return fraction{f.num / g, f.den / g}
}

// by returns the product of two fractions over a number of billionths. Where its parts
// have more than 64 bits, both lose as many.
func (f fraction) by(g fraction, slow uint64) fraction {
	if f.num == 0 {
		return fraction{0, 1}
	}
	nh, nl := times(f.num, g.num, billion)
	dh, dl := times(f.den, g.den, slow)
	return narrow(nh, nl, dh, dl)
}

// over returns the quotient of two fractions above 0, in lowest terms. Where one of these
// has more than 48 bits, both lose as many: by has room for so many.
func (f fraction) over(g fraction) fraction {
	g = g.reduced()
	nh, nl := bits.Mul64(f.num, g.den)
	dh, dl := bits.Mul64(f.den, g.num)
	q := narrow(nh, nl, dh, dl).reduced()
	wide := max(0, bits.Len64(max(q.num, q.den))-48)
	return fraction{max(1, q.num>>wide), max(1, q.den>>wide)}
}

// narrow makes a fraction of numbers of 128 bits.
func narrow(nh, nl, dh, dl uint64) fraction {
	if cut := bits.Len64(nh | dh); cut > 0 {
		nl, dl = nh<<(64-cut)|nl>>cut, dh<<(64-cut)|dl>>cut
	}
	return fraction{nl, dl}
}

// times returns the product of three numbers, which has 128 bits at most.
func times(a, b, c uint64) (high, low uint64) {
	high, low = bits.Mul64(a, b)
	high *= c
	more, low := bits.Mul64(low, c)
	return high + more, low
}
