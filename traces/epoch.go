package traces

import (
	"fmt"
	"slices"
	"time"

	"thaw/models/names"
)

// Epoch says where the clock of a trace begins.
type Epoch uint8

const (
	// EpochFirstMinute begins at the full minute in which the trace has its first
	// invocation, in a trace of counts at its first minute column: an excerpt does
	// not begin with idle days.
	EpochFirstMinute Epoch = iota
	// EpochTrace begins where the trace's own clock does: at 0 of its timestamps, or
	// at the midnight at which day 1 begins.
	EpochTrace
)

var epochNames = [...]string{"first-minute", "trace"}

// ParseEpoch returns the epoch of that name.
func ParseEpoch(name string) (Epoch, error) {
	i := slices.Index(epochNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("unknown epoch %q, expected first-minute or trace%s", name,
			names.Suggest(name, epochNames[:]))
	}
	return Epoch(i), nil
}

func (e Epoch) String() string { return epochNames[e] }

// maxIdle bounds the time before the first minute of a trace that a replay from its
// epoch goes through, second by second: timestamps that count from 1970 would take
// half a century.
const maxIdle = 366 * 24 * time.Hour

// maxStart is the greatest --start.
const maxStart = 438_000 * time.Hour

// ClockOffset returns what the trace's own clock reads when the clock of its Sources
// reads 0. A trace whose format has no other clock begins at 0 of its own.
func (t *Trace) ClockOffset() time.Duration {
	offset := t.opt.Start
	if t.opt.Epoch == EpochFirstMinute {
		offset += t.firstMinute()
	}
	return offset
}

// firstMinute returns what the trace's own clock reads at its first minute.
func (t *Trace) firstMinute() time.Duration {
	if f, ok := t.f.(interface{ FirstMinute() time.Duration }); ok {
		return f.FirstMinute()
	}
	return 0
}

// checkIdle refuses a replay that would idle for longer than maxIdle.
func (t *Trace) checkIdle() error {
	first := t.firstMinute()
	if t.opt.Epoch == EpochFirstMinute || first-t.opt.Start <= maxIdle {
		return nil
	}
	start := ""
	if first <= maxStart {
		start = fmt.Sprintf("--start %v, or ", first)
	}
	return fmt.Errorf("%s: the trace's first minute is %v into its own clock, and a replay from %v would be idle "+
		"until then; expected at most %v: %s--epoch %v", t.path, first, t.opt.Start, maxIdle, start, EpochFirstMinute)
}
