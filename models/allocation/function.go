package allocation

import (
	"fmt"
	"math"
	"time"
)

// Size is what a function is given.
type Size struct {
	Cores float64
	MiB   float64
}

// Function is one function of a workflow, with its surface.
type Function struct {
	Name     string
	Work     time.Duration // of one core
	Waiting  time.Duration // for storage, networks and other services: no core helps
	Parallel float64       // the most cores that it can use
	MiB      float64       // its working set
}

// World is what surfaces have in common.
type World struct {
	Noise    float64       // σ of the logarithm of a duration
	Outliers float64       // share of executions that are disturbed: all of their invocations take
	Outlying float64       // so many times as long
	Starved  float64       // so many times as long where the memory is below the working set
	Kills    bool          // there the invocation is killed instead, and noticed after
	Timeout  time.Duration // that time
}

// Duration is the median duration at a size, in seconds, and whether it ends well.
func (f *Function) Duration(w *World, s Size) (seconds float64, ok bool) {
	seconds = f.Work.Seconds()/min(s.Cores, f.Parallel) + f.Waiting.Seconds()
	switch {
	case s.MiB >= f.MiB:
		return seconds, true
	case w.Kills:
		return w.Timeout.Seconds(), false
	}
	return seconds * w.Starved, true
}

// Range is a knob: least, least + step, ... up to the most.
type Range struct {
	Least float64 `yaml:"least,required"`
	Most  float64 `yaml:"most,required"`
	Step  float64 `yaml:"step,required"`
}

// Count is the number of values.
func (r Range) Count() int { return 1 + int(math.Floor((r.Most-r.Least)/r.Step+1e-9)) }

// Value is value i, from 0 on. Values have at most six decimals.
func (r Range) Value(i int) float64 {
	i = min(max(i, 0), r.Count()-1)
	return math.Round((r.Least+float64(i)*r.Step)*1e6) / 1e6
}

// Nearest is the number of the value that is nearest to v.
func (r Range) Nearest(v float64) int {
	return min(max(int(math.Round((v-r.Least)/r.Step)), 0), r.Count()-1)
}

// AtLeast is the number of the least value that is v or more; ok is false where there is none.
func (r Range) AtLeast(v float64) (i int, ok bool) {
	i = max(int(math.Ceil((v-r.Least)/r.Step-1e-9)), 0)
	return i, i < r.Count()
}

// maxValues bounds the values of a knob.
const maxValues = 1_000_000

func (r Range) check(unit string) error {
	if !(r.Least > 0 && r.Most >= r.Least && r.Step > 0) || math.IsInf(r.Most, 0) {
		return fmt.Errorf("%v to %v %s by steps of %v, expected a least above 0, a most that is not below it, and a "+
			"step above 0", r.Least, r.Most, unit, r.Step)
	}
	if (r.Most-r.Least)/r.Step >= maxValues {
		return fmt.Errorf("%v to %v %s by steps of %v, expected at most %d values", r.Least, r.Most, unit, r.Step,
			maxValues)
	}
	return nil
}

// Space are the sizes that a function can have.
type Space struct {
	Cores Range
	MiB   Range
}

// At returns the size at a point of the unit square.
func (s *Space) At(cores, memory float64) Size {
	of := func(r Range, u float64) float64 { return r.Value(r.Nearest(r.Least + u*(r.Most-r.Least))) }
	return Size{of(s.Cores, cores), of(s.MiB, memory)}
}

// Unit returns the point of the unit square of a size.
func (s *Space) Unit(z Size) (cores, memory float64) {
	of := func(r Range, v float64) float64 {
		if r.Most == r.Least {
			return 0
		}
		return (v - r.Least) / (r.Most - r.Least)
	}
	return of(s.Cores, z.Cores), of(s.MiB, z.MiB)
}

// Prices are those of an hour.
type Prices struct{ Core, GB float64 }

// Second is what a size costs in a second, in USD. A GB has 1024 MiB, as in models/price.
func (p *Prices) Second(s Size) float64 { return (s.Cores*p.Core + s.MiB/1024*p.GB) / 3600 }
