package cpu_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// A second simulator of classes, naive and exact: work and times of cores are fractions
// of whole numbers, and it looks at all tasks at every instant at which anything can
// change, the beginning of every period included.

// world is an invoker with its tasks.
type world struct {
	cores   int
	law     cpu.Law
	classes cpu.Classes
	tasks   []member
	turns   []turn // in their order

	placed map[int]int // busy threads of those who roam, by set
}

// turn is a change of the whole invoker: its tasks take so many millionths of their time
// from then on, or with 0 they are all lost; or its classes are others.
type turn struct {
	at      sim.Time
	slow    int64
	classes cpu.Classes
}

// member is a task of a class.
type member struct {
	comes sim.Time
	class uint8
	work  time.Duration

	there, done, out bool
	lost             bool
	left, spent      *big.Rat // of work; of a core's time in this period
	ends             sim.Time
}

func rat(num, den int64) *big.Rat { return big.NewRat(num, den) }

// share gives what each task has of a thread, and the switches that it pays for.
func (w *world) share() (shares []*big.Rat, switches []bool, busy int, alone map[int][2]int) {
	shares, switches = make([]*big.Rat, len(w.tasks)), make([]bool, len(w.tasks))
	alone = map[int][2]int{} // by set: busy threads and cores
	left := w.cores
	for _, c := range w.classes {
		left -= c.Cores
	}
	threads := max(w.law.Threads, 1)
	for set := -1; set < len(w.classes); set++ { // -1: what is left over
		cores := left
		if set >= 0 {
			cores = w.classes[set].Cores
		}
		if cores == 0 {
			continue
		}
		free, runnable := rat(int64(cores*threads), 1), 0
		for priority := cpu.MaxPriority; priority >= 0; priority-- {
			var level []int
			for n := range w.tasks {
				x := &w.tasks[n]
				c := &w.classes[x.class]
				home := -1
				if c.Cores > 0 {
					home = int(x.class)
				}
				if x.there && !x.done && !x.out && home == set && c.Priority == priority && !c.Roams {
					level = append(level, n)
				}
			}
			if len(level) == 0 {
				continue
			}
			if w.classes[w.tasks[level[0]].class].FIFO {
				for _, n := range level {
					shares[n] = new(big.Rat)
					if free.Sign() > 0 {
						shares[n].SetInt64(1)
						free.Sub(free, shares[n])
					}
				}
				continue
			}
			for _, n := range level {
				if shares[n] == nil {
					shares[n] = new(big.Rat)
				}
				runnable++
			}
			w.fill(level, free, shares)
			for _, n := range level {
				free.Sub(free, shares[n])
				switches[n] = priority == 0
			}
		}
		used := new(big.Rat).Sub(rat(int64(cores*threads), 1), free)
		for n := range w.tasks {
			if switches[n] && w.home(n) == set {
				total := rat(int64(0), 1)
				for m := range w.tasks {
					if w.home(m) == set && shares[m] != nil && (shares[m].Sign() > 0 || !w.classes[w.tasks[m].class].FIFO) {
						total.Add(total, rat(1, 1))
					}
				}
				switches[n] = total.Cmp(rat(int64(cores*threads), 1)) > 0
			}
		}
		whole := int(used.Num().Int64() / used.Denom().Int64())
		busy += whole
		alone[set] = [2]int{whole, cores}
	}
	busy += w.roam(shares, switches, alone)
	return shares, switches, busy, alone
}

// roam gives those who roam their shares of what is idle, and returns how many threads of
// it are busy. Each thread is one of the set whose busy part is least.
func (w *world) roam(shares []*big.Rat, switches []bool, alone map[int][2]int) int {
	var level []int
	for n := range w.tasks {
		if x := &w.tasks[n]; x.there && !x.done && !x.out && w.classes[x.class].Roams {
			level = append(level, n)
			shares[n] = new(big.Rat)
		}
	}
	w.placed = map[int]int{}
	threads, idle := max(w.law.Threads, 1), 0
	for _, of := range alone {
		idle += of[1]*threads - of[0]
	}
	if len(level) == 0 {
		return 0
	}
	w.fill(level, rat(int64(idle), 1), shares)
	for _, n := range level {
		switches[n] = len(level) > idle
	}
	for range min(idle, len(level)) {
		least, at := rat(2, 1), 0
		for set := -1; set < len(w.classes); set++ {
			of, some := alone[set]
			if !some {
				continue
			}
			part := rat(int64(of[0]), int64(of[1]*threads))
			if part.Cmp(rat(1, 1)) < 0 && part.Cmp(least) < 0 {
				least, at = part, set
			}
		}
		alone[at] = [2]int{alone[at][0] + 1, alone[at][1]}
		w.placed[at]++
	}
	return min(idle, len(level))
}

// together is what each of n tasks on so many cores does, as a part of a core's pace.
func (w *world) together(of [2]int) *big.Rat {
	if of[0] == 0 {
		return new(big.Rat)
	}
	sum := new(big.Rat)
	for k := range of[0] {
		if k < of[1] {
			sum.Add(sum, rat(1, 1))
		} else {
			sum.Add(sum, rat(int64(w.law.Gain), 1e6))
		}
	}
	return sum.Quo(sum, rat(int64(of[0]), 1))
}

// roamed is the mean of that over the places of those who roam, in billionths.
func (w *world) roamed(alone map[int][2]int) *big.Rat {
	sum, n := int64(0), int64(0)
	for set, count := range w.placed {
		x := new(big.Rat).Mul(w.together(alone[set]), rat(1e9, 1))
		sum += int64(count) * new(big.Int).Quo(x.Num(), x.Denom()).Int64()
		n += int64(count)
	}
	if n == 0 {
		return new(big.Rat)
	}
	return rat(sum/n, 1e9)
}

func (w *world) home(n int) int {
	if w.classes[w.tasks[n].class].Cores > 0 {
		return int(w.tasks[n].class)
	}
	return -1
}

// fill shares what is free by weight, and caps those that would have more than a thread,
// until nobody has.
func (w *world) fill(level []int, free *big.Rat, shares []*big.Rat) {
	capped := map[int]bool{}
	for {
		rest, weights := new(big.Rat).Set(free), new(big.Rat)
		for _, n := range level {
			if capped[n] {
				rest.Sub(rest, rat(1, 1))
			} else {
				weights.Add(weights, rat(int64(max(w.classes[w.tasks[n].class].Weight, 1)), 1))
			}
		}
		again := false
		for _, n := range level {
			if capped[n] {
				shares[n].SetInt64(1)
				continue
			}
			shares[n].Mul(rest, rat(int64(max(w.classes[w.tasks[n].class].Weight, 1)), 1))
			shares[n].Quo(shares[n], weights)
			if shares[n].Cmp(rat(1, 1)) >= 0 {
				capped[n], again = true, true
			}
		}
		if !again {
			return
		}
	}
}

// rates gives the pace of each task's work, and its share of a thread.
func (w *world) rates() (rates, shares []*big.Rat) {
	shares, switches, busy, alone := w.share()
	rates = make([]*big.Rat, len(w.tasks))
	all := w.cores * max(w.law.Threads, 1)
	for n, s := range shares {
		if s == nil {
			continue
		}
		slow := rat(int64(w.law.Stretch), 1e6)
		for range w.law.Power {
			slow.Mul(slow, rat(int64(busy), int64(all)))
		}
		slow.Add(slow, rat(1, 1))
		if switches[n] && w.law.Switch > 0 {
			slow.Mul(slow, rat(int64(w.law.Slice+w.law.Switch), int64(w.law.Slice)))
		}
		slow.Mul(slow, rat(1e9, 1)).Add(slow, rat(1, 2))
		slow.SetFrac(new(big.Int).Quo(slow.Num(), slow.Denom()), big.NewInt(1e9))
		pace := w.together(alone[w.home(n)])
		if w.classes[w.tasks[n].class].Roams {
			pace = w.roamed(alone)
		}
		rates[n] = pace.Mul(pace, s)
		rates[n].Quo(rates[n], slow)
	}
	return rates, shares
}

// after returns the first nanosecond after now at which a need is met at a rate.
func after(now sim.Time, need, rate *big.Rat) sim.Time {
	if rate.Sign() <= 0 {
		return sim.Never
	}
	ns := new(big.Rat).Quo(need, rate)
	whole, rest := new(big.Int).QuoRem(ns.Num(), ns.Denom(), new(big.Int))
	return now + sim.Time(whole.Int64()+int64(rest.Sign()))
}

// run simulates the world to its end.
func (w *world) run() {
	now, turns, slow := sim.Time(0), w.turns, int64(1e6)
	first := w.classes
	defer func() { w.classes = first }()
	for {
		for n := range w.tasks { // what ends at this instant, before anything of it changes
			if x := &w.tasks[n]; x.there && !x.done && x.left.Sign() <= 0 {
				x.done, x.ends = true, now
			}
		}
		for ; len(turns) > 0 && turns[0].at == now; turns = turns[1:] {
			if k := turns[0].classes; k != nil {
				w.reclass(k)
				continue
			}
			if turns[0].slow > 0 {
				slow = turns[0].slow
				continue
			}
			for n := range w.tasks {
				if x := &w.tasks[n]; x.there && !x.done {
					x.done, x.lost = true, true
				}
			}
		}
		for n := range w.tasks {
			x := &w.tasks[n]
			period := sim.Time(w.classes[x.class].Period)
			if period > 0 && now%period == 0 && x.there {
				x.spent, x.out = new(big.Rat), false
			}
			if x.there && !x.done && x.left.Sign() <= 0 {
				x.done, x.ends = true, now
			}
			if !x.there && x.comes == now {
				x.there, x.left, x.spent = true, rat(int64(x.work), 1), new(big.Rat)
				if x.work == 0 {
					x.done, x.ends = true, now
				}
			}
			c := &w.classes[x.class]
			if x.there && c.Quota > 0 && x.spent.Cmp(rat(int64(c.Budget()), 1)) >= 0 {
				x.out = true
			}
		}
		rates, shares := w.rates()
		next := sim.Never
		if len(turns) > 0 {
			next = turns[0].at
		}
		for n := range w.tasks {
			if rates[n] != nil {
				rates[n].Mul(rates[n], rat(1e6, slow))
			}
		}
		for n := range w.tasks {
			x := &w.tasks[n]
			if !x.there {
				next = min(next, x.comes)
			}
			c := &w.classes[x.class]
			if x.there && !x.done && c.Quota > 0 {
				next = min(next, now-now%sim.Time(c.Period)+sim.Time(c.Period))
			}
			if rates[n] == nil {
				continue
			}
			next = min(next, after(now, x.left, rates[n]))
			if c.Quota > 0 {
				need := rat(int64(c.Budget()), 1)
				next = min(next, after(now, need.Sub(need, x.spent), shares[n]))
			}
		}
		if next == sim.Never {
			return
		}
		for n := range w.tasks {
			if rates[n] != nil {
				x := &w.tasks[n]
				dt := rat(int64(next-now), 1)
				x.left.Sub(x.left, new(big.Rat).Mul(rates[n], dt))
				x.spent.Add(x.spent, new(big.Rat).Mul(shares[n], dt))
			}
		}
		now = next
	}
}

// model simulates the world with cores, and counts the calls that it takes.
func (w *world) model(t *testing.T) (ends []sim.Time, calls int) {
	t.Helper()
	m, err := w.classes.Machine(w.law, w.cores)
	if err != nil {
		t.Fatalf("%v\n%+v", err, w)
	}
	c := cpu.Classed(m)
	ends = make([]sim.Time, len(w.tasks))
	to := func(limit sim.Time) {
		for at, some := c.Next(); some && at <= limit; at, some = c.Next() {
			if calls++; calls > 100_000 {
				t.Fatalf("no end of calls\n%+v", w)
			}
			for id, ok := c.Finish(at); ok; id, ok = c.Finish(at) {
				ends[id] = at
			}
		}
	}
	turns := w.turns
	turn := func(until sim.Time) {
		for ; len(turns) > 0 && turns[0].at <= until; turns = turns[1:] {
			to(turns[0].at)
			if k := turns[0].classes; k != nil {
				m, err := k.Machine(w.law, w.cores)
				if err != nil {
					t.Fatalf("%v\n%+v", err, w)
				}
				c.Reclass(m, turns[0].at)
			} else if turns[0].slow > 0 {
				c.SetSlow(turns[0].slow, turns[0].at)
			} else {
				c.Clear(turns[0].at)
			}
		}
	}
	for n, x := range w.tasks {
		turn(x.comes)
		to(x.comes)
		c.Start(uint32(n), x.class, x.work, x.comes)
	}
	turn(sim.Never - 1)
	to(sim.Never - 1)
	return ends, calls
}

// randomWorld draws a world.
func randomWorld(r *rand.Rand) *world {
	w := &world{cores: 1 + r.IntN(5)}
	if r.IntN(2) == 0 {
		w.law = cpu.Law{Stretch: []int{360_000, 333_333, 0}[r.IntN(3)], Power: r.IntN(5), Threads: 1 + r.IntN(2),
			Gain: 100_000 * r.IntN(11), Switch: time.Duration(r.IntN(3)) * 70 * time.Microsecond,
			Slice: 3 * time.Millisecond}
	}
	left := w.cores
	for i := range 1 + r.IntN(5) {
		c := cpu.Class{Name: fmt.Sprint(i)}
		if i > 0 && left > 1 && r.IntN(3) == 0 {
			c.Cores = 1 + r.IntN(left-1)
			left -= c.Cores
		}
		switch r.IntN(5) {
		case 0:
			c.RealTime, c.Priority = true, 1+r.IntN(3)
		case 1:
			c.RealTime, c.Priority, c.FIFO = true, 10+i, true
		case 2:
			c.Weight = 1 + r.IntN(7)
			c.Roams = c.Cores == 0 && r.IntN(2) == 0
		default:
			c.Roams = c.Cores == 0 && r.IntN(3) == 0
			c.Quota = []int{200_000, 333_333, 500_000, 900_000, 1_000_000}[r.IntN(5)]
			c.Period = time.Duration(5+r.IntN(3)*15) * time.Millisecond
		}
		w.classes = append(w.classes, c)
	}
	now, grid := sim.Time(0), []sim.Time{1, 1_000_000, 2_500_000}[r.IntN(3)]
	for range 1 + r.IntN(20) {
		if r.IntN(3) > 0 {
			now += sim.Time(r.IntN(12_000_000)) / grid * grid
		}
		x := member{comes: now, class: uint8(r.IntN(len(w.classes))),
			work: time.Duration(sim.Time(r.IntN(1+r.IntN(40_000_000))) / grid * grid)}
		if w.classes[x.class].FIFO {
			x.work++ // else it matters which of two tasks of one instant comes first
		}
		w.tasks = append(w.tasks, x)
	}
	return w
}

// turn draws changes of the whole invoker while its tasks are there. Its factors keep rates
// exact: with wider ones the model loses a part in 2³⁰.
func (w *world) turn(r *rand.Rand) {
	for at := sim.Time(0); r.IntN(5) > 0; {
		at += sim.Time(r.IntN(25)) * 1_000_000
		w.turns = append(w.turns, turn{at: at, slow: []int64{0, 1e6, 2e6, 1_500_000, 5e6}[r.IntN(5)]})
	}
}

// Does every task end when the rules say, to the nanosecond, whatever classes, quotas and
// cores of their own there are, while all slow down or are lost, and while classes change?
func TestClassesAgreeWithExactArithmetic(t *testing.T) {
	worlds := uint64(3000)
	if testing.Short() {
		worlds = 400
	}
	var throttled, preempted, pinned, late, lost, roamed uint64
	for seed := range worlds {
		r := rand.New(rand.NewPCG(seed, 23))
		w := randomWorld(r)
		switch seed % 3 {
		case 0:
			w.turn(r)
		case 1:
			w.others(r)
		}
		got, _ := w.model(t)
		w.run()
		for n, x := range w.tasks {
			if got[n] != x.ends {
				w.shrink(t)
				fresh(w.tasks)
				ends, _ := w.model(t)
				w.run()
				text := fmt.Sprintf("%d cores, %+v, %+v\n", w.cores, w.law, w.turns)
				for i, c := range w.classes {
					text += fmt.Sprintf("  class %d %+v\n", i, c)
				}
				for n, x := range w.tasks {
					text += fmt.Sprintf("  %d at %d class %d work %d: ends at %d, rules %d\n", n, x.comes, x.class, x.work,
						ends[n], x.ends)
				}
				t.Fatalf("seed %d: task %d\n%s", seed, n, text)
			}
			c := &w.classes[x.class]
			slow := x.ends.Sub(x.comes) > x.work
			switch {
			case x.lost:
				lost++
			case c.Roams:
				if slow {
					roamed++
				}
			case c.Quota > 0 && slow:
				throttled++
			case c.FIFO && slow:
				preempted++
			case c.Cores > 0:
				pinned++
			case slow:
				late++
			}
		}
	}
	if least := min(throttled, preempted, pinned, late, lost, roamed); least < worlds/4 {
		t.Errorf("the worlds are too easy: %d %d %d %d %d %d", throttled, preempted, pinned, late, lost, roamed)
	}
}

// disagrees reports whether the two simulators differ about a task.
func (w *world) disagrees(t *testing.T) bool {
	fresh(w.tasks)
	got, _ := w.model(t)
	w.run()
	for n, x := range w.tasks {
		if got[n] != x.ends {
			return true
		}
	}
	return false
}

// shrink drops tasks while the two simulators still differ.
func (w *world) shrink(t *testing.T) {
	for i := len(w.tasks) - 1; i >= 0; i-- {
		less := *w
		less.tasks = slices.Delete(slices.Clone(w.tasks), i, i+1)
		if less.disagrees(t) {
			*w = less
		}
	}
}

// reclass changes what the classes are. One with another quota has all of it.
func (w *world) reclass(k cpu.Classes) {
	for n := range w.tasks {
		x := &w.tasks[n]
		if was, is := &w.classes[x.class], &k[x.class]; was.Quota != is.Quota || was.Period != is.Period {
			x.spent, x.out = new(big.Rat), false
		}
	}
	w.classes = k
}

// others draws other classes in place of the world's while its tasks are there.
func (w *world) others(r *rand.Rand) {
	classes, quotas := w.classes, false
	for n := range w.tasks { // in any class first in, first out it matters which of one instant comes first
		w.tasks[n].work++
	}
	for at := sim.Time(0); r.IntN(5) > 0; {
		at += sim.Time(1+r.IntN(25)) * 1_000_000
		next, left := slices.Clone(classes), w.cores
		for i := range next {
			c := &next[i]
			left -= c.Cores
			if i > 0 && r.IntN(2) == 0 {
				left += c.Cores
				c.Cores = 0
				if left > 1 && r.IntN(2) == 0 && !c.Roams {
					c.Cores = 1 + r.IntN(left-1)
				}
				left -= c.Cores
			}
			switch r.IntN(6) {
			case 0:
				*c = cpu.Class{Name: c.Name, Cores: c.Cores, RealTime: true, Priority: 1 + r.IntN(3)}
			case 1:
				if c.Quota == 0 { // whoever waits for a period would come behind those who came later
					*c = cpu.Class{Name: c.Name, Cores: c.Cores, RealTime: true, Priority: 10 + i, FIFO: true}
				}
			case 2:
				*c = cpu.Class{Name: c.Name, Cores: c.Cores, Weight: 1 + r.IntN(7), Roams: c.Cores == 0 && r.IntN(2) == 0}
			case 3:
				*c = cpu.Class{Name: c.Name, Cores: c.Cores, Quota: 100_000 * (2 + r.IntN(9)), Period: 20 * time.Millisecond}
			}
		}
		for i := range next { // the sum may have grown before a class gave cores back
			if left < 1 {
				left, next[i].Cores = left+next[i].Cores, 0
			}
		}
		quotas = quotas || slices.ContainsFunc(classes, func(k cpu.Class) bool { return k.Quota > 0 })
		for i := range next { // nor may those be first in, first out whose order a quota has changed
			next[i].FIFO = next[i].FIFO && !quotas
		}
		w.turns, classes = append(w.turns, turn{at: at, classes: next}), next
	}
}

// fresh lets tasks begin again.
func fresh(tasks []member) {
	for n, x := range tasks {
		tasks[n] = member{comes: x.comes, class: x.class, work: x.work}
	}
}
