package membership

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

// Kind is what happens to an invoker.
type Kind uint8

// The kinds, as schedules name them.
const (
	Join Kind = iota
	Drain
	Crash
	SlowDown

	repair // the end of a failure that was drawn
	failure
)

var kindNames = []string{"join", "drain", "crash", "slow-down"}

// String returns the name that schedules use.
func (k Kind) String() string { return kindNames[k] }

// Million is the factor 1 of a slow-down.
const Million = 1_000_000

// MostFactor is the greatest factor of a slow-down.
const MostFactor = 1000 * Million

// Event is one change of one invoker.
type Event struct {
	At      sim.Time
	Invoker int32
	Kind    Kind
	Factor  int64 // of a slow-down: how many millionths of its time an execution takes
}

// Failures are drawn for each invoker. The zero Failures are none.
type Failures struct {
	Between time.Duration // mean time for which an invoker is up until it crashes
	Repair  time.Duration // mean time after which it joins again
}

// LeastBetween is the least mean time between the failures of an invoker of a run.
const LeastBetween = time.Second

// On reports whether there are any.
func (f *Failures) On() bool { return f.Between > 0 }

// Config is all that changes the membership of a run. The zero Config is that every
// invoker is a member all the time.
type Config struct {
	Events   []Event
	Failures Failures
	Orders   bool // somebody orders joins and drains while the run goes on (Roster.Order)
	First    int  // with Orders: so many invokers are members at first, those of the lowest indices; 0: all
}

// On reports whether anything changes.
func (c *Config) On() bool { return len(c.Events) > 0 || c.Failures.On() || c.Orders }

// Has reports whether there may be an event of a kind.
func (c *Config) Has(k Kind) bool {
	return k == Crash && c.Failures.On() ||
		slices.ContainsFunc(c.Events, func(e Event) bool { return e.Kind == k })
}

// Check returns what is wrong for a platform of so many invokers, all of it.
func (c *Config) Check(invokers int) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, e := range c.Events {
		name := "unknown"
		if int(e.Kind) < len(kindNames) {
			name = e.Kind.String()
		}
		what := fmt.Sprintf("%s of invoker %d at %v", name, e.Invoker, time.Duration(e.At))
		if e.Invoker < 0 || int(e.Invoker) >= invokers {
			bad("%s: there is no such invoker, expected 0 to %d", what, invokers-1)
		}
		if int(e.Kind) >= len(kindNames) {
			bad("%s: expected an event of a schedule", what)
		}
		if e.At < 0 {
			bad("%s: expected an instant from 0s on", what)
		}
		if e.Kind == SlowDown && (e.Factor < Million || e.Factor > MostFactor) {
			bad("%s: its factor is %v, expected 1 to %d", what, float64(e.Factor)/Million, MostFactor/Million)
		}
	}
	if f := c.Failures; f.Between < 0 || f.Repair < 0 || f.On() != (f.Repair > 0) {
		bad("mean time between failures is %v and to repair %v, expected both above 0s, or both 0s", f.Between,
			f.Repair)
	}
	if len(errs) > mostErrors {
		errs = append(errs[:mostErrors], fmt.Errorf("and %d more mistakes", len(errs)-mostErrors))
	}
	return errs
}

const mostErrors = 20

// inOrder returns the events in the order in which they happen: by instant, and at one
// instant as they are given.
func inOrder(events []Event) []Event {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return events
}

func parseKind(text string) (Kind, error) {
	if i := slices.Index(kindNames, text); i >= 0 {
		return Kind(i), nil
	}
	return 0, fmt.Errorf("%q is no event%s", text, names.Hint(text, kindNames))
}
