package membership

import (
	"fmt"

	"thaw/models/outcome"
	"thaw/models/workload"
)

// Class is a kind of invoker.
type Class struct {
	Name   string
	Count  int // of invokers
	Memory workload.MiB
	Cores  int
	Speed  int64   // millionths of the speed at which durations were measured (semantics, rule 25)
	Price  float64 // of an hour of one, in whatever currency, with six decimals; missing where none is stated
	Arch   string  // or ""
}

// Classes are those of a platform: the invokers of the first come first.
type Classes []Class

// Alike is the one class of a platform whose invokers are all alike.
func Alike(invokers int, memory workload.MiB, cores int) Classes {
	return Classes{{Count: invokers, Memory: memory, Cores: cores, Speed: Million, Price: outcome.Missing()}}
}

// Or returns the classes, or the one of a platform without, whose invokers are all alike.
func (c Classes) Or(invokers int, memory workload.MiB, cores int) Classes {
	if c != nil {
		return c
	}
	return Alike(invokers, memory, cores)
}

// Of returns the class of invoker i.
func (c Classes) Of(i int32) *Class {
	for k := range c {
		if i -= int32(c[k].Count); i < 0 {
			return &c[k]
		}
	}
	panic(fmt.Sprintf("membership: invoker %d more than the classes have", i))
}

// Priced reports whether every class states a price.
func (c Classes) Priced() bool {
	for k := range c {
		if outcome.IsMissing(c[k].Price) {
			return false
		}
	}
	return true
}

// Largest returns the memory of the largest invoker.
func (c Classes) Largest() (most workload.MiB) {
	for k := range c {
		most = max(most, c[k].Memory)
	}
	return most
}

// Memories returns the memory of each invoker.
func (c Classes) Memories() (of []workload.MiB) {
	for k := range c {
		for range c[k].Count {
			of = append(of, c[k].Memory)
		}
	}
	return of
}

// Cores returns of each invoker what is made of its cores.
func (c Classes) Cores(of func(cores int) int) (each []int) {
	for k := range c {
		for range c[k].Count {
			each = append(each, of(c[k].Cores))
		}
	}
	return each
}

// Uneven returns what is different between two classes, or nil: their memory or cores.
func (c Classes) Uneven() error {
	for k := range c {
		if x, first := &c[k], &c[0]; x.Memory != first.Memory || x.Cores != first.Cores {
			return fmt.Errorf("invokers that differ (%s has %d MiB and %d cores, %s %d MiB and %d cores)", x.Name,
				x.Memory, x.Cores, first.Name, first.Memory, first.Cores)
		}
	}
	return nil
}

// Check returns what is wrong with the classes of so many invokers, all of it.
func (c Classes) Check(invokers int) []error {
	var errs []error
	sum := 0
	for k := range c {
		x := &c[k]
		sum += x.Count
		if x.Count < 1 || x.Memory < 1 || x.Speed < 1 || x.Price < 0 {
			errs = append(errs, fmt.Errorf("class %s has %d invokers of %d MiB, speed %v and price %v, expected at "+
				"least 1 of 1 MiB, a speed above 0 and no negative price", x.Name, x.Count, x.Memory,
				float64(x.Speed)/Million, x.Price))
		}
	}
	if c != nil && sum != invokers {
		errs = append(errs, fmt.Errorf("the classes have %d invokers, expected %d, as the platform has", sum, invokers))
	}
	return errs
}
