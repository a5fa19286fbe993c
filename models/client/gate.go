package client

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

// Throttle is what a platform takes at most. The zero Throttle takes everything.
type Throttle struct {
	Concurrency int // attempts on the platform at a time; 0: any number

	// Burst is by how many containers a function may grow at once, and Every the time in which
	// it may grow by so many again, evenly; 0: at any rate.
	Burst int
	Every time.Duration
}

// Lambda is AWS Lambda's: 1,000 concurrent executions an account by default, and 1,000 more
// environments of a function in every 10 s (awsscaling).
func Lambda() Throttle { return Throttle{Concurrency: 1000, Burst: 1000, Every: 10 * time.Second} }

// On reports whether there is any limit.
func (t *Throttle) On() bool { return t.Concurrency > 0 || t.Burst > 0 }

const throttleForm = "lambda, or concurrency=N, burst=N,every=DURATION, such as concurrency=1000,burst=500,every=10s"

// ParseThrottle reads limits: "lambda", "none", or name=value pairs after it or alone. It
// reports every mistake.
func ParseThrottle(text string) (t Throttle, err error) {
	var mistakes []error
	seen := map[string]bool{}
	whole := func(key, value string, into *int) {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 1<<30 {
			mistakes = append(mistakes, fmt.Errorf("%s=%s: expected a whole number from 1 on", key, value))
		}
		*into = n
	}
	for i, part := range strings.Split(text, ",") {
		key, value, pair := strings.Cut(strings.TrimSpace(part), "=")
		switch known := []string{"concurrency", "burst", "every"}; {
		case i == 0 && part == "lambda":
			t = Lambda()
		case i == 0 && text == "none":
			return Throttle{}, nil
		case seen[key]:
			mistakes = append(mistakes, fmt.Errorf("%s is given twice", key))
		case !pair && !slices.Contains(known, key):
			mistakes = append(mistakes, fmt.Errorf("%q: expected %s%s", part, throttleForm,
				names.Suggest(key, append(known, "lambda", "none"))))
		case key == "concurrency":
			whole(key, value, &t.Concurrency)
		case key == "burst":
			whole(key, value, &t.Burst)
		case key == "every":
			if t.Every, err = time.ParseDuration(value); err != nil || t.Every <= 0 {
				mistakes = append(mistakes, fmt.Errorf("every=%s: expected a duration such as 10s", value))
			}
		default:
			mistakes = append(mistakes, fmt.Errorf("unknown %q%s", key, names.Hint(key, known)))
		}
		seen[key] = true
	}
	if len(mistakes) == 0 {
		mistakes = t.Check()
	}
	if len(mistakes) > 0 {
		return Throttle{}, errors.Join(mistakes...)
	}
	return t, nil
}

// Check returns what is wrong, all of it.
func (t *Throttle) Check() (errs []error) {
	if t.Concurrency < 0 || t.Burst < 0 || t.Every < 0 {
		errs = append(errs, fmt.Errorf("a limit of %d attempts at a time and %d containers in every %v, expected "+
			"0 (none) or more", t.Concurrency, t.Burst, t.Every))
	}
	switch {
	case (t.Burst > 0) != (t.Every > 0):
		errs = append(errs, errors.New("burst=N and every=DURATION go together"))
	case t.Burst > 0 && t.Every < time.Duration(t.Burst):
		errs = append(errs, fmt.Errorf("%d containers in every %v: expected at most one a nanosecond", t.Burst,
			t.Every))
	}
	return errs
}

// Gate applies a Throttle: it refuses attempts before they reach the platform.
type Gate struct {
	throttle Throttle
	slots    int32 // of a container
	inside   int
	units    []demand
}

// demand is what one function, or what shares its containers, has.
type demand struct {
	inside, containers int32
	next               sim.Time // when its bucket would be full again
}

// NewGate returns the gate of a run with so many units, whose containers run so many
// attempts at a time.
func NewGate(t Throttle, units, slots int) *Gate {
	return &Gate{throttle: t, slots: int32(slots), units: make([]demand, units)}
}

// Admit lets an attempt of a unit in, or refuses it. Whoever finds no container of its unit
// free takes one from what the unit may grow by.
func (g *Gate) Admit(unit int32, now sim.Time) bool {
	u, t := &g.units[unit], &g.throttle
	if t.Concurrency > 0 && g.inside >= t.Concurrency {
		return false
	}
	if t.Burst > 0 && u.inside >= u.containers*g.slots {
		// the generic cell rate algorithm: each container costs a part of Every, and Burst of
		// them can be saved up
		part := t.Every / time.Duration(t.Burst)
		if u.next.Sub(now) > part*time.Duration(t.Burst-1) {
			return false
		}
		u.next = max(u.next, now).Add(part)
	}
	u.inside++
	g.inside++
	return true
}

// Left notes that an attempt of a unit is not on the platform any more.
func (g *Gate) Left(unit int32) {
	g.units[unit].inside--
	g.inside--
}

// Grown notes that a unit has so many containers more. Layers, which serve no attempts, are
// no units of a gate.
func (g *Gate) Grown(unit int32, by int32) {
	if int(unit) < len(g.units) {
		g.units[unit].containers += by
	}
}

// Inside returns how many attempts the gate has let in and not let out.
func (g *Gate) Inside() int { return g.inside }
