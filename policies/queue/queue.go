// Package queue holds the disciplines of worker queues, one file a discipline: in
// which order the invocations of an invoker start, where the invoker has a queue of
// its own.
//
//	eedf    12 s + 3 s   12 s + 5 s   14 s + 2 s      ──head──▶ regulator ──▶ starts
//	sjf         14 s: 2 s   12 s: 3 s   12 s: 5 s          fixed=16 or aimd=true
//
// A discipline is a worker.Policy, a value: a key by which invocations wait, computed
// when they join, and the regulator that says when the head may start. models/worker
// does the rest.
package queue

import (
	"errors"
	"fmt"
	"math"
	"time"

	"thaw/models/worker"
	"thaw/policies"
)

// params are those of every discipline with a regulator. Ilúvatar has no defaults for
// the checks of its load: they are what its tests configure (invoker_sim_tests.rs), and
// twice the least is the overcommitment of its evaluation that still gains.
type params struct {
	Fixed  int           `param:"fixed" min:"0" max:"1000000" help:"executions at a time (tokens), with aimd at the least; 0: as many as the invoker has cores"`
	AIMD   bool          `param:"aimd" help:"the tokens follow the load: one more at every check at which it is bearable, half of the additional ones fewer otherwise"`
	Check  time.Duration `param:"check" min:"1ms" help:"time between checks, with aimd"`
	Load   float64       `param:"max-load" min:"0.001" max:"1000" help:"bearable load (running invocations a core, average of a minute), with aimd; three decimals"`
	Most   int           `param:"max-oversubscribe" min:"0" max:"1000000" help:"tokens at most, with aimd; 0: twice as many as at the least"`
	Bypass time.Duration `param:"bypass" min:"0s" help:"executions known to be shorter start at once in a warm container, without a token; 0s: none do"`
}

// defaults are a fixed number of tokens.
func defaults() params { return params{Check: time.Second, Load: 1} }

// Validate refuses what would be ignored.
func (p params) Validate() error {
	var mistakes []error
	mistake := func(wrong bool, format string, args ...any) {
		if wrong {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	d, thousandths := defaults(), p.Load*1000
	const alone = " counts with aimd=true only"
	mistake(!p.AIMD && p.Check != d.Check, "check=%s"+alone, policies.FormatDuration(p.Check))
	mistake(!p.AIMD && p.Load != d.Load, "max-load=%v"+alone, p.Load)
	mistake(!p.AIMD && p.Most != d.Most, "max-oversubscribe=%d"+alone, p.Most)
	mistake(math.Abs(thousandths-math.Round(thousandths)) > 1e-6, "max-load=%v: at most three decimals were expected",
		p.Load)
	mistake(p.Most > 0 && p.Most < p.Fixed, "max-oversubscribe=%d: at least the %d of fixed were expected", p.Most,
		p.Fixed)
	return errors.Join(mistakes...)
}

// policy makes the policy of a key, which looks at estimates where learns is true.
func (p params) policy(key worker.Key, learns bool) worker.Policy {
	w := worker.Policy{Key: key, Learns: learns, Tokens: p.Fixed, Bypass: p.Bypass}
	if p.AIMD {
		w.AIMD = worker.AIMD{Check: p.Check, MaxLoad: int(math.Round(p.Load * 1000)), Most: p.Most}
	}
	return w
}

// define declares a discipline that looks at estimates.
func define(name, summary, source string, p params, key worker.Key) policies.Entry[worker.Policy] {
	return policies.Define(name, summary, source, p, func(p params) worker.Policy { return p.policy(key, true) },
		policies.NeedDurations)
}

// byContainer is the key of two disciplines: what the container that is there would
// take, and nothing where it is warm and the function already runs.
func byContainer(c worker.Case) int64 {
	if c.Container == worker.Warm && c.Busy {
		return 0
	}
	return int64(c.Expected())
}
