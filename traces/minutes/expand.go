// Package minutes turns counts per minute into invocations.
//
//	minute  function  count          0 s                       60 s
//	  17       f        4      ─▶     ├────┴──────┴──┴───────┴───┤
//
// Spread says where in the minute they arrive.
package minutes

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"thaw/models/names"
	"thaw/models/workload"
	"thaw/sim"
)

// Spread says how the invocations of a minute are placed inside it, for traces
// that only count them (semantics, rule 18).
type Spread uint8

const (
	// Uniform places each invocation at a uniform instant of its minute:
	// what a Poisson process looks like when its count is known.
	Uniform Spread = iota
	// Poisson takes the count n of a (function, minute) as a rate: the
	// number of invocations is drawn from Poisson(n) and placed uniformly, so
	// that counts vary from seed to seed around the trace's.
	Poisson
	// Even places the n invocations of a (function, minute) 60 s ÷ n
	// apart, after a phase drawn once a function: a function with a constant
	// count is strictly periodic.
	Even
)

var spreadNames = [...]string{"uniform", "poisson", "even"}

// ParseSpread returns the spread of that name.
func ParseSpread(name string) (Spread, error) {
	i := slices.Index(spreadNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("unknown spread %q, expected uniform, poisson or even%s", name,
			names.Suggest(name, spreadNames[:]))
	}
	return Spread(i), nil
}

func (s Spread) String() string { return spreadNames[s] }

// Cell is a non-zero count: how often a function is invoked in a minute.
type Cell struct {
	Function workload.FuncID
	Count    uint32
}

// A minute is expanded as 64-bit keys, which are then sorted:
//
//	63          38 37      18 17     0
//	│ µs in minute │ function │ random │
//
// Their total order does not depend on the order of the cells, and the random
// bits tell invocations of one function in the same µs apart.
const (
	// RandomBits is the width of a key's random part.
	RandomBits   = 18
	functionBits = 20
	// TimeShift is where the time begins in a key.
	TimeShift = RandomBits + functionBits
	digitBits = 9 // three digits cover the 26 bits of time
	// Micros is how many µs a minute has.
	Micros = 60_000_000

	// MaxFunctions is how many functions fit into a key.
	MaxFunctions = 1 << functionBits
	// MaxInvocations bounds what a file can make the expander hold: half a
	// gibibyte of keys, at 35 times the mean rate of the whole Azure platform
	// of 2019 (0.9 billion a day).
	MaxInvocations = 1 << 25
)

// Expander turns the counts of a minute into invocations in order of arrival.
//
// It draws every time from (seed, function, minute, number within them), so a
// minute is the same in every window, batch and order of rows. It sorts by three
// counting passes over the time, least digit first, and an insertion pass for
// invocations in the same µs.
type Expander struct {
	times, phases, counts sim.Stream
	spread                Spread

	// Identities, when set, names the functions' random streams; without it a
	// function's index does.
	Identities []uint64

	// Keys are the minute's invocations; Sort orders them.
	Keys, spare []uint64
	at          int // the first key that Next has yet to return
	minute      int64
	histogram   [3][1 << digitBits]uint32

	// draws holds, after expand, for each invocation that it appended, the
	// index of its own random draws: (function, index) is unique in the trace
	// and independent of all else.
	draws []uint64
}

// NewExpander returns an expander that draws under a seed.
func NewExpander(seed uint64, spread Spread) *Expander {
	return &Expander{
		times:  sim.NewStream(seed, "traces: arrival in its minute"),
		phases: sim.NewStream(seed, "traces: phase of a function"),
		counts: sim.NewStream(seed, "traces: invocations of a minute"),
		spread: spread,
	}
}

// Load prepares a minute for Next and returns how many invocations it has. Each
// function stands in at most one cell; the sum of the counts is at most
// MaxInvocations.
func (x *Expander) Load(minute int64, cells []Cell) int {
	x.minute, x.at = minute, 0
	x.Keys = x.Keys[:0]
	for _, c := range cells {
		entity := uint64(c.Function)
		if x.Identities != nil {
			entity = x.Identities[c.Function]
		}
		n := int(c.Count)
		if x.spread == Poisson {
			n = poisson(x.counts, entity, uint64(minute), float64(n))
		}
		if n == 0 {
			continue
		}
		have := len(x.Keys)
		x.Keys = slices.Grow(x.Keys, n)[:have+n]
		if x.spread == Even {
			x.fillEven(x.Keys[have:], entity, c.Function)
		} else {
			x.fillUniform(x.Keys[have:], entity, c.Function)
		}
	}
	x.Sort()
	return len(x.Keys)
}

func (x *Expander) fillUniform(keys []uint64, entity uint64, fn workload.FuncID) {
	state := x.times.At(entity, uint64(x.minute))
	id := uint64(fn) << RandomBits
	for i := range keys {
		state += 0x9e3779b97f4a7c15
		keys[i] = sortKey(MixBits(state), id)
	}
}

func sortKey(random, id uint64) uint64 {
	t := (random >> 32) * Micros >> 32
	return t<<TimeShift | id | random&(1<<RandomBits-1)
}

// MixBits is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable
// Pseudorandom Number Generators, OOPSLA 2014, fig. 14).
func MixBits(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (x *Expander) fillEven(keys []uint64, entity uint64, fn workload.FuncID) {
	n := uint64(len(keys))
	phase, _ := bits.Mul64(x.phases.At(entity, 0), Micros)
	state := x.times.At(entity, uint64(x.minute))
	id := uint64(fn) << RandomBits
	for i := range keys {
		state += 0x9e3779b97f4a7c15
		t := (phase + uint64(i)*Micros) / n
		keys[i] = t<<TimeShift | id | MixBits(state)&(1<<RandomBits-1)
	}
}

// Next fills batch with the next invocations of the minute and draws with the
// index of the random draws of each. It returns their number, 0 at the end of
// the minute.
func (x *Expander) Next(batch []workload.Invocation, draws []uint64) int {
	n := min(len(batch), len(x.Keys)-x.at)
	start := x.minute * 60 * int64(sim.Second)
	index := uint64(x.minute) << (64 - 20) // 26 bits of time, 18 random: 44 below
	keys := x.Keys[x.at : x.at+n]
	batch, draws = batch[:n], draws[:n]
	for i, k := range keys {
		t := k >> TimeShift
		batch[i] = workload.Invocation{
			Arrival:  sim.Time(start + int64(t)*1000),
			Function: workload.FuncID(k >> RandomBits & (MaxFunctions - 1)),
		}
		draws[i] = index | t<<RandomBits | k&(1<<RandomBits-1)
	}
	x.at += n
	return n
}

// Sort orders x.Keys.
func (x *Expander) Sort() {
	const few = 64 // below it counting passes cost more than they save
	if len(x.Keys) > few {
		x.radix()
	}
	a := x.Keys
	for i := 1; i < len(a); i++ {
		if a[i-1] <= a[i] {
			continue
		}
		k := a[i]
		j := i
		for ; j > 0 && a[j-1] > k; j-- {
			a[j] = a[j-1]
		}
		a[j] = k
	}
}

// radix orders x.keys by time and the top bit of the function.
func (x *Expander) radix() {
	const mask = 1<<digitBits - 1
	const low = 64 - 3*digitBits
	h := &x.histogram
	*h = [3][1 << digitBits]uint32{}
	for _, k := range x.Keys {
		h[0][k>>low&mask]++
		h[1][k>>(low+digitBits)&mask]++
		h[2][k>>(low+2*digitBits)]++
	}
	x.spare = slices.Grow(x.spare[:0], len(x.Keys))[:len(x.Keys)]
	from, to := x.Keys, x.spare
	for digit := range h {
		starts := &h[digit]
		sum := uint32(0)
		for d, n := range starts {
			starts[d] = sum
			sum += n
		}
		shift := (low + uint(digit)*digitBits) & 63
		for _, k := range from {
			d := k >> shift & mask
			to[starts[d]] = k
			starts[d]++
		}
		from, to = to, from
	}
	x.Keys, x.spare = from, to // three passes: swapped
}

// poisson draws a Poisson count of the given mean from the stream's draws for
// (entity, index).
func poisson(s sim.Stream, entity, index uint64, mean float64) int {
	state := s.At(entity, index)
	next := func() float64 {
		state += 0x9e3779b97f4a7c15
		return (float64(MixBits(state)>>11) + 0.5) / (1 << 53)
	}
	if mean < 10 {
		u, p, n := next(), math.Exp(-mean), 0
		for ; u > p && n < 1000; n++ {
			u -= p
			p = float64(p*mean) / float64(n+1)
		}
		return n
	}
	return poissonRejection(mean, next)
}

// poissonRejection is algorithm PTRS (Hörmann: The transformed rejection method
// for generating Poisson random variables, Insurance: Mathematics and Economics
// 12, 1993), for means of 10 and more.
func poissonRejection(mean float64, next func() float64) int {
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	inverseAlpha := 1.1239 + 1.1328/(b-3.4)
	vr := 0.9277 - 3.6224/(b-2)
	logMean := math.Log(mean)
	for {
		u, v := next()-0.5, next()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		factorial, _ := math.Lgamma(k + 1)
		if math.Log(v*inverseAlpha/(a/(us*us)+b)) <= float64(k*logMean)-mean-factorial {
			return int(k)
		}
	}
}
