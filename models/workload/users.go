package workload

import (
	"errors"
	"fmt"
	"math"
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

// Bounds returns the cumulated weights.
func (u *Users) Bounds() []float64 {
	bounds, sum := make([]float64, len(u.Menu)), 0.0
	for i := range u.Menu {
		sum += u.Menu[i].Weight
		bounds[i] = sum
	}
	return bounds
}

// Stuck reports whether users who are refused would ask again at the same instant, for ever:
// none of them ever thinks.
func (u *Users) Stuck() bool { return u.Think.Quantile(1) == 0 }

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
	return errors.Join(errs...)
}
