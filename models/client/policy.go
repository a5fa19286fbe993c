package client

import (
	"fmt"
	"math"
	"time"
)

// Policy is what clients do without an answer. The zero Policy is to wait for ever, and
// to take a failure for the end.
type Policy struct {
	Timeout time.Duration // after which a client gives an attempt up; 0: never
	Retries int           // attempts beyond the first
	Backoff Backoff       // how long a client waits before it tries again
	Cancel  bool          // what still waits in a queue when its client gives it up does not start

	// Budget bounds all retries to a share of the invocations, in thousandths; 0: it does not.
	// Reserve is how many may be tried before there were invocations, and what can be saved.
	Budget, Reserve int

	// Throttled, where it has a base, is how refusals of the gate are tried again: they count for no
	// retries, and no such attempt begins later than Within after the first one.
	Throttled Backoff
	Within    time.Duration
}

// Jitter says how waits are spread.
type Jitter uint8

// The jitters (brooker2015).
const (
	NoJitter    Jitter = iota // the whole wait
	FullJitter                // uniform between 0 and the wait
	EqualJitter               // uniform between half of the wait and the wait
)

// Backoff is a wait that grows by a factor with every retry, up to a limit.
type Backoff struct {
	Base, Most time.Duration
	Factor     float64
	Jitter     Jitter
}

// Wait returns the wait before the k-th retry, from 1, for a uniform number u of (0, 1).
func (b *Backoff) Wait(k int, u float64) time.Duration {
	if b.Base == 0 {
		return 0 // also where the power is infinite
	}
	wait := math.Min(float64(b.Base)*math.Pow(b.Factor, float64(k-1)), float64(b.Most))
	switch b.Jitter {
	case FullJitter:
		wait *= u
	case EqualJitter:
		wait *= 0.5 + u/2
	}
	return time.Duration(math.Round(wait))
}

// MostRetries is the limit of Policy.Retries: retries without one never end.
const MostRetries = 1000

// longest bounds what all attempts and pauses of an invocation may take, so that its
// instants can be counted.
const longest = 100 * 365 * 24 * time.Hour

// Check returns what is wrong, all of it, on a platform whose fastest start takes so long
// after the arrival.
func (p *Policy) Check(fastest time.Duration) []error {
	var errs []error
	bad := func(so bool, format string, args ...any) {
		if so {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(p.Timeout < 0, "timeout is %v, expected 0s (none) or more", p.Timeout)
	bad(p.Timeout > 0 && p.Timeout < fastest, "timeout is %v, and a warm start takes at least %v before the function "+
		"runs: no attempt would ever be answered; expected a longer timeout, or 0s for none", p.Timeout, fastest)
	bad(p.Retries < 0 || p.Retries > MostRetries, "%d retries, expected 0 to %d: retries without a limit never end",
		p.Retries, MostRetries)
	for _, b := range []*Backoff{&p.Backoff, &p.Throttled} {
		bad(b.Base < 0 || b.Most < b.Base || b.Base > 0 && !(b.Factor >= 1 && b.Factor <= 1000), "a wait of %v that "+
			"grows by %v up to %v, expected a factor of 1 to 1000 and a limit that is not below the first wait", b.Base,
			b.Factor, b.Most)
	}
	if all := float64(p.Timeout+p.Backoff.Most) * float64(p.Retries+1); len(errs) == 0 {
		bad(all > float64(longest), "%d attempts of %v with pauses of up to %v may take %.3g years, expected at "+
			"most 100", p.Retries+1, p.Timeout, p.Backoff.Most, all/float64(longest)*100)
		bad(p.Within < 0 || p.Within > longest || p.Throttled.Most > longest, "refusals are tried again after up to "+
			"%v and for %v, expected at most 100 years", p.Throttled.Most, p.Within)
	}
	bad(p.Budget < 0 || p.Reserve < 0, "a budget of %d thousandths with a reserve of %d, expected 0 or more", p.Budget,
		p.Reserve)
	return errs
}
