package queue

import (
	"time"

	"thaw/models/worker"
	"thaw/policies"
)

// Rare prefers functions that come seldom.
var Rare = policies.Define("rare",
	"by the moving average of the time between a function's invocations on this worker, the largest first (paper) or "+
		"the smallest (code); a function that came once has 0",
	"fuerst2023iluvatar, section 4 (rare functions first); iluvatar, minheap_iat.rs, a min-heap by that time: the "+
		"most frequent first",
	rareDefaults(), func(p rareParams) worker.Policy {
		key := func(c worker.Case) int64 { return -int64(c.Of.Gap.OrZero()) }
		if p.Order == "code" {
			key = func(c worker.Case) int64 { return int64(c.Of.Gap.OrZero()) }
		}
		return p.params().policy(key, true)
	})

type rareParams struct {
	Order  string        `param:"order" enum:"paper|code" help:"which comes first: rare functions, as the paper says, or frequent ones, as the code does"`
	Fixed  int           `param:"fixed" min:"0" max:"1000000" help:"executions at a time (tokens), with aimd at the least; 0: as many as the invoker has cores"`
	AIMD   bool          `param:"aimd" help:"the tokens follow the load: one more at every check at which it is bearable, half of the additional ones fewer otherwise"`
	Check  time.Duration `param:"check" min:"1ms" help:"time between checks, with aimd"`
	Load   float64       `param:"max-load" min:"0.001" max:"1000" help:"bearable load (running invocations a core, average of a minute), with aimd; three decimals"`
	Most   int           `param:"max-oversubscribe" min:"0" max:"1000000" help:"tokens at most, with aimd; 0: twice as many as at the least"`
	Bypass time.Duration `param:"bypass" min:"0s" help:"executions known to be shorter start at once in a warm container, without a token; 0s: none do"`
}

func (p rareParams) params() params {
	return params{p.Fixed, p.AIMD, p.Check, p.Load, p.Most, p.Bypass}
}

// Validate refuses what would be ignored.
func (p rareParams) Validate() error { return p.params().Validate() }

func rareDefaults() rareParams {
	d := defaults()
	return rareParams{Order: "paper", Check: d.Check, Load: d.Load}
}
