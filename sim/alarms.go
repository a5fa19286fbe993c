package sim

import (
	"math"
	"math/bits"
)

// Alarms are the next instants of many subjects, one each, which move often: a push into
// a Queue for each move would leave behind events that are no longer meant. They are the
// leaves of an 8-ary tree of minima, in which an instant stops climbing where it changes
// nothing.
//
//	level 1   3·1     9·3     …     least of the eight below
//	level 0   7·0 3·1 8·2 … 9·3 …   by subject: instant, counted from base, and subject
//
// A key holds both, so that the root names who is due. An instant too far from base for
// that has the greatest key of its subject; where it is the next one, all keys are made
// anew from a later base. Make them with NewAlarms.
type Alarms struct {
	at     []Time // by subject, or Never
	due    Time   // the least of these
	base   Time
	shift  uint
	first  int        // the subject that is due then
	levels [][]uint64 // padded to multiples of eight, the last to two
}

const (
	alarmsFan = 8
	unset     = math.MaxUint64
)

// NewAlarms returns alarms of n subjects, none of which is set.
func NewAlarms(n int) Alarms {
	a := Alarms{at: make([]Time, n), due: Never, shift: uint(bits.Len(uint(n)))}
	for i := range a.at {
		a.at[i] = Never
	}
	for n = max(1, n); ; {
		n = (n + alarmsFan - 1) / alarmsFan
		level := make([]uint64, max(2, n)*alarmsFan)
		for i := range level {
			level[i] = unset
		}
		a.levels = append(a.levels, level)
		if n <= 2 {
			return a
		}
	}
}

// Due returns the earliest instant that is set, or Never.
func (a *Alarms) Due() Time { return a.due }

// First returns the subject that is due first, of several the lowest, when one is.
func (a *Alarms) First() int { return a.first }

// Set moves the alarm of subject i, with Never away.
func (a *Alarms) Set(i int, at Time) {
	a.at[i] = at
	if at < a.base {
		a.rebase()
	} else if a.put(i, a.key(i, at)) {
		a.settle()
	}
}

// key packs an instant, counted from base, and its subject.
func (a *Alarms) key(i int, at Time) uint64 {
	if at == Never {
		return unset
	}
	return min(uint64(at-a.base), a.far())<<a.shift | uint64(i)
}

// far is the count of instants that no key can tell apart.
func (a *Alarms) far() uint64 { return math.MaxUint64>>a.shift - 1 }

// put changes a leaf, and reports whether it may have changed the root.
func (a *Alarms) put(i int, key uint64) bool {
	level := a.levels[0]
	old := level[i]
	level[i] = key
	for _, above := range a.levels[1:] {
		i /= alarmsFan
		node := &above[i]
		if key >= *node {
			if *node != old {
				return false // another one comes first here, and above
			}
			key = leastOfEight((*[alarmsFan]uint64)(level[i*alarmsFan:]))
		}
		*node = key
		level = above
	}
	return true
}

// settle looks at the root.
func (a *Alarms) settle() {
	top := a.levels[len(a.levels)-1]
	root := min(leastOfEight((*[alarmsFan]uint64)(top)), leastOfEight((*[alarmsFan]uint64)(top[alarmsFan:])))
	if root == unset {
		a.due = Never
		return
	}
	if count := root >> a.shift; count < a.far() {
		a.due, a.first = a.base+Time(count), int(root&(1<<a.shift-1))
		return
	}
	a.rebase()
}

// rebase makes all keys anew, from the next instant on.
func (a *Alarms) rebase() {
	a.base = Never
	for i, next := range a.at {
		if next < a.base {
			a.base, a.first = next, i
		}
	}
	for i, at := range a.at {
		a.put(i, unset)
		a.put(i, a.key(i, at))
	}
	a.due = a.base
}

// Before appends the subjects that are due before an instant.
func (a *Alarms) Before(limit Time, to []int32) []int32 {
	if limit <= a.due {
		return to
	}
	key := a.key(0, limit)
	if key>>a.shift == a.far() {
		key = unset
	}
	return a.before(len(a.levels)-1, 0, 2*alarmsFan, key, limit, to)
}

// before does it for n nodes of a level, whose keys are less than those from the limit on.
func (a *Alarms) before(level, from, n int, key uint64, limit Time, to []int32) []int32 {
	for i, k := range a.levels[level][from : from+n] {
		switch i += from; {
		case k >= key:
		case level > 0:
			to = a.before(level-1, i*alarmsFan, alarmsFan, key, limit, to)
		case a.at[i] < limit:
			to = append(to, int32(i))
		}
	}
	return to
}

// leastOfEight compiles to conditional moves.
func leastOfEight(x *[alarmsFan]uint64) uint64 {
	return min(min(x[0], x[1], x[2], x[3]), min(x[4], x[5], x[6], x[7]))
}
