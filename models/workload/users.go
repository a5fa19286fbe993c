package workload

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// Users invoke functions in a closed loop: each waits for its answer, thinks, and invokes
// the next one. A table that has them has a trace without arrivals.
type Users struct {
	Count int
	Think sim.Dist      // between an answer and the next invocation
	Ramp  time.Duration // over which the users begin, evenly
	Until sim.Time      // no invocation begins from then on
	Menu  []Choice      // by function
	Burst Burst
}

// Burst lets functions be in demand for a while. From Every on, and then every Every, Count
// functions, perhaps one twice, are drawn of those that weigh From or more; they weigh Weight
// until the next draw.
type Burst struct {
	Every        time.Duration // 0: there are none
	Count        int
	Weight, From float64
}

// Apt returns the functions that may be drawn.
func (u *Users) Apt() (apt []int) {
	for i := range u.Menu {
		if u.Burst.Every > 0 && u.Menu[i].Weight >= u.Burst.From {
			apt = append(apt, i)
		}
	}
	return apt
}

// Choice is a function on a menu.
type Choice struct {
	Weight   float64 // of the function among all, 0 or more
	Duration sim.Dist
}

// MostUsers is the limit of Users.Count.
const MostUsers = 1 << 20

// Begins returns when user u asks for the first time.
func (u *Users) Begins(user int) sim.Time {
	return sim.Time(int64(u.Ramp) / int64(u.Count) * int64(user))
}

// Cumulate writes the cumulated weights, where some functions are in a burst.
func (u *Users) Cumulate(bounds []float64, bursting []int) {
	sum := 0.0
	for i := range u.Menu {
		w := u.Menu[i].Weight
		if slices.Contains(bursting, i) {
			w = u.Burst.Weight
		}
		sum += w
		bounds[i] = sum
	}
}

// Stuck reports whether users who are refused would ask again at the same instant, for ever:
// none of them ever thinks.
func (u *Users) Stuck() bool { return u.Think.Quantile(1) == 0 }

// MostRefusals is how often users may ask in vain: minutes of a machine, and less than can be
// numbered.
const MostRefusals = 1_000_000_000

// Refusals is how often users ask if each attempt is refused at once, and as many follow each
// other without a pause: nothing but their thoughts passes time.
func (u *Users) Refusals(attempts int) float64 {
	return float64(attempts) * float64(u.Count) * float64(u.Until) / float64(u.Think.Mean())
}

// LeastThink is the least mean of thoughts with which users ask at most MostRefusals times.
func (u *Users) LeastThink(attempts int) time.Duration {
	return time.Duration(math.Ceil(float64(attempts) * float64(u.Count) * float64(u.Until) / MostRefusals))
}

// Check returns what is wrong, all of it, beside a table of so many functions.
func (u *Users) Check(functions int) error {
	var errs []error
	bad := func(so bool, format string, args ...any) {
		if so {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(u.Count < 1 || u.Count > MostUsers, "%d users, expected 1 to %d", u.Count, MostUsers)
	bad(u.Ramp < 0 || sim.Time(u.Ramp) >= max(1, u.Until), "the users begin over %v of %v, expected less", u.Ramp,
		time.Duration(u.Until))
	bad(len(u.Menu) != functions, "%d choices for %d functions", len(u.Menu), functions)
	sum := 0.0
	for i := range u.Menu {
		w := u.Menu[i].Weight
		bad(!(w >= 0) || math.IsInf(w, 1), "the weight of function %d is %v, expected 0 or more", i+1, w)
		sum += w
	}
	bad(len(errs) == 0 && !(sum > 0), "the weights sum to nothing, expected one above 0")
	bad(len(errs) == 0 && math.IsInf(sum+float64(u.Burst.Count)*u.Burst.Weight, 1), "the weights sum to more than a "+
		"number holds, expected less")
	b := u.Burst
	bad(b.Every < 0, "a burst every %v, expected 0 or more", b.Every)
	if b.Every > 0 {
		bad(b.Count < 1 || b.Count > len(u.Menu), "%d functions in a burst, expected 1 to %d", b.Count, len(u.Menu))
		bad(!(b.Weight > 0) || math.IsInf(b.Weight, 1), "the weight in a burst is %v, expected more than 0", b.Weight)
		bad(len(u.Apt()) == 0, "no function weighs %v, so that none is ever in a burst", b.From)
	}
	return errors.Join(errs...)
}
