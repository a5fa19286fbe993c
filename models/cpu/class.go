package cpu

import (
	"fmt"
	"time"
)

// Class says how some of the tasks get cores. The zero Class is fair: all of its tasks
// have the same weight, and run on the cores that no class has for itself.
type Class struct {
	Name     string
	Cores    int  // that nobody else runs on; 0: the class runs on those that are left over
	RealTime bool // it comes before all fair classes on the same cores
	Priority int  // of a real-time class, the higher first
	FIFO     bool // its tasks run one after the other, each until it is done; real-time only
	Roams    bool // its tasks run on whatever threads all other classes leave idle, on their own cores too
	Weight   int  // of a task of a fair class beside those of others; 0 counts as 1
	Quota    int  // millionths of a core that a task has on average in each period; 0: no quota
	Period   time.Duration
}

// Classes are all classes of a platform. The first also has the tasks that are in none.
type Classes []Class

// Assignment is the class of each function, by index; nil: all are in the first.
type Assignment []uint8

// Of returns the class of a function.
func (a Assignment) Of(fn int32) uint8 {
	if a == nil {
		return 0
	}
	return a[fn]
}

// Limits of classes.
const (
	MaxClasses  = 64
	MaxPriority = 99               // as Linux has
	MaxWeight   = 10_000           // likewise
	LeastBudget = time.Millisecond // of a quota in a period, likewise
	// LongestPeriod is that of a quota, likewise.
	LongestPeriod = time.Second
	// DefaultPeriod is Linux's where none is set (default_cfs_period).
	DefaultPeriod = 100 * time.Millisecond
)

// On reports whether there are any.
func (k Classes) On() bool { return len(k) > 0 }

// Budget returns how much of a core's time a task of the class may use in each period.
func (c *Class) Budget() time.Duration {
	return c.Period/million*time.Duration(c.Quota) + c.Period%million*time.Duration(c.Quota)/million
}

// Check returns what is wrong with the classes on so many cores, all of it.
func (k Classes) Check(cores int) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(k) > MaxClasses {
		bad("%d classes of executions, expected at most %d", len(k), MaxClasses)
	}
	own, owners := 0, 0
	for i := range k {
		c := &k[i]
		for j := range i {
			if k[j].Name == c.Name {
				bad("class %s: the name is given twice", c.Name)
			}
		}
		errs = append(errs, c.check()...)
		if c.Cores > 0 {
			own, owners = own+c.Cores, owners+1
		}
	}
	switch {
	case len(k) > 0 && k[0].Cores != 0:
		bad("class %s: it has what is in no class, expected no cores of its own", k[0].Name)
	case owners > 0 && own >= cores:
		bad("%d cores for classes alone, expected at most %d of an invoker's %d: one must be left for what is in no "+
			"such class", own, cores-1, cores)
	}
	return append(errs, k.checkLevels()...)
}

func (c *Class) check() []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("class "+c.Name+": "+format, args...))
	}
	if c.Cores < 0 {
		bad("%d cores of its own, expected 0 (none) or more", c.Cores)
	}
	if c.RealTime {
		if c.Priority < 1 || c.Priority > MaxPriority {
			bad("real-time priority is %d, expected priority=1 to %d, the highest", c.Priority, MaxPriority)
		}
		if c.Weight != 0 {
			bad("a weight with a real-time policy, which goes by priority: weights are for fair classes")
		}
		if c.Roams {
			bad("a real-time policy of a class that roams, which has what all others leave: that is for fair classes")
		}
		if c.Quota != 0 {
			bad("a quota with a real-time policy: Linux limits fair classes alone by quotas")
		}
		return errs
	}
	if c.Roams && c.Cores > 0 {
		bad("%d cores of its own and a class that roams over all, expected one of them", c.Cores)
	}
	if c.Priority != 0 {
		bad("priority %d with a fair policy, which goes by weight: priorities are for real-time classes", c.Priority)
	}
	if c.FIFO {
		bad("first in, first out with a fair policy: that is for real-time classes")
	}
	if c.Weight < 0 || c.Weight > MaxWeight {
		bad("weight is %d, expected 1 to %d", c.Weight, MaxWeight)
	}
	if c.Quota < 0 || c.Quota > million {
		bad("quota is %d millionths of a core, expected more than 0 to %d: an execution uses one core at most", c.Quota,
			million)
	} else if b := c.Budget(); c.Quota > 0 && (b < LeastBudget || c.Period > LongestPeriod) {
		bad("its quota is %v in each %v, expected at least %v in a period of at most %v, as Linux takes it", b,
			c.Period, LeastBudget, LongestPeriod)
	}
	if c.Quota == 0 && c.Period != 0 {
		bad("a period of %v without a quota", c.Period)
	}
	return errs
}

// checkLevels returns what is wrong with classes of one priority on the same cores.
func (k Classes) checkLevels() []error {
	var errs []error
	for i := range k {
		c := &k[i]
		for j := range k {
			d := &k[j]
			together := i != j && c.RealTime && d.RealTime && c.Cores == 0 && d.Cores == 0 && c.Priority == d.Priority
			if together && c.FIFO && (i < j || !d.FIFO) {
				errs = append(errs, fmt.Errorf("class %s: first in, first out at priority %d, which class %s has as "+
					"well, expected a priority of its own", c.Name, c.Priority, d.Name))
			}
		}
	}
	return errs
}
