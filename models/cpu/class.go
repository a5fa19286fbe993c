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
	Weight   int  // of a task of a fair class beside those of others; 0 counts as 1
	Quota    int  // millionths of a core that a task has on average in each period; 0: no quota
}

// Classes are all classes of a platform. The first also has the tasks that are in none.
type Classes struct {
	List   []Class
	Period time.Duration // of quotas
}

// Limits of classes.
const (
	MaxClasses  = 64
	MaxPriority = 99               // as Linux has
	MaxWeight   = 10_000           // likewise
	LeastBudget = time.Millisecond // of a quota in a period, likewise
)

// On reports whether there are any.
func (k *Classes) On() bool { return len(k.List) > 0 }

// Budget returns what of a period tasks of class c may use.
func (k *Classes) Budget(c *Class) time.Duration {
	return time.Duration(int64(k.Period)/million*int64(c.Quota)) +
		time.Duration(int64(k.Period)%million*int64(c.Quota)/million)
}

// Check returns what is wrong with the classes on so many cores, all of it.
func (k *Classes) Check(cores int) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(k.List) > MaxClasses {
		bad("%d classes of executions, expected at most %d", len(k.List), MaxClasses)
	}
	own, owners := 0, 0
	for i := range k.List {
		c := &k.List[i]
		for j := range i {
			if k.List[j].Name == c.Name {
				bad("class %s: the name is given twice", c.Name)
			}
		}
		errs = append(errs, k.checkOne(c)...)
		if c.Cores > 0 {
			own, owners = own+c.Cores, owners+1
		}
	}
	switch {
	case k.On() && k.List[0].Cores != 0:
		bad("class %s: it has what is in no class, expected no cores of its own", k.List[0].Name)
	case owners > 0 && own >= cores:
		bad("%d cores for classes alone, expected at most %d of an invoker's %d: one must be left for what is in no "+
			"such class", own, cores-1, cores)
	}
	return append(errs, k.checkLevels()...)
}

func (k *Classes) checkOne(c *Class) []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("class "+c.Name+": "+format, args...))
	}
	if c.Cores < 0 {
		bad("%d cores of its own, expected 0 (none) or more", c.Cores)
	}
	if c.RealTime {
		if c.Priority < 1 || c.Priority > MaxPriority {
			bad("real-time priority is %d, expected 1 to %d", c.Priority, MaxPriority)
		}
		if c.Weight != 0 {
			bad("a weight with a real-time policy, which goes by priority: weights are for fair classes")
		}
		if c.Quota != 0 {
			bad("a quota with a real-time policy: Linux limits fair classes alone by quotas")
		}
		return errs
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
	} else if b := k.Budget(c); c.Quota > 0 && (b < LeastBudget || k.Period > time.Second) {
		bad("its quota is %v in each %v, expected at least %v in a period of at most %v, as Linux takes it", b,
			k.Period, LeastBudget, time.Second)
	}
	return errs
}

// checkLevels returns what is wrong with classes of one priority on the same cores.
func (k *Classes) checkLevels() []error {
	var errs []error
	for i := range k.List {
		c := &k.List[i]
		for j := range k.List {
			d := &k.List[j]
			if i != j && c.FIFO && c.RealTime && d.RealTime && c.Cores == 0 && d.Cores == 0 && c.Priority == d.Priority &&
				(i < j || !d.FIFO) {
				errs = append(errs, fmt.Errorf("class %s: first in, first out at priority %d, which class %s has as "+
					"well, expected a priority of its own", c.Name, c.Priority, d.Name))
			}
		}
	}
	return errs
}
