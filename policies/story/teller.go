package story

import (
	"fmt"
	"strings"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/policies"
	"thaw/sim"
)

// teller notes the events of a replay in order. It wraps the scheduler and so
// receives arrivals, decisions, starts and removals. It does not change decisions.
type teller struct {
	cluster.Scheduler
	view     *cluster.View
	show     []string
	notes    []*note
	last     *note // the arrival or decision that a start belongs to
	arrived  int64
	since    map[int64]sim.Time // by serial: when the container became idle
	outcomes map[int64]outcome.Invocation
	settled  []string // the scheduler's explanation of each function
	drops    bool     // what finds no memory is rejected
	workers  bool     // invocations wait at their invokers, and leave without a word of the scheduler
}

// note is one line of a story.
type note struct {
	at               sim.Time
	number           int64 // of the invocation; −1 for none
	fn               cluster.FuncID
	verb             string
	saw              string   // shown quantities of the invokers
	evicted          []string // whose memory was taken
	taken            string   // the container of a layer that it took over
	tried, fromQueue bool
	invoker          cluster.InvokerID // the scheduler's answer
	serial           int64             // of the container that it started in; −1 while it waits
	cold             bool
	text             string // the whole line, for events without an invocation
}

// unknown is the number of an invocation that leaves the queue of a worker: its outcome
// tells it, by the container and the time.
const unknown = -2

// numberOf finds it.
func (t *teller) numberOf(n *note) int64 {
	for number, o := range t.outcomes { // any order: a container starts one invocation of a function at an instant
		if o.Container == n.serial && o.Arrival.Add(o.Queued) == n.at && o.Function == n.fn {
			return number
		}
	}
	panic("story: nobody left a queue when somebody did")
}

// priority is shown when a container becomes idle. shown lists the quantities of
// invokers at each decision.
const priority = "priority"

var shown = map[string]func(*cluster.View, cluster.InvokerID) int32{
	"running":   (*cluster.View).Running,
	"queued":    (*cluster.View).Queued,
	"available": func(v *cluster.View, i cluster.InvokerID) int32 { return int32(v.Available(i)) },
	"free":      func(v *cluster.View, i cluster.InvokerID) int32 { return int32(v.Free(i)) },
}

func (t *teller) schedule(v *cluster.View, s cluster.Scheduler) cluster.Scheduler {
	t.Scheduler, t.view = s, v
	t.since, t.outcomes = map[int64]sim.Time{}, map[int64]outcome.Invocation{}
	if e, ok := s.(policies.Explainer); ok {
		for fn := range v.Table().Functions {
			t.settled = append(t.settled, e.Explain(cluster.FuncID(fn)))
		}
	}
	return t
}

// Within returns the scheduler, whose abilities count.
func (t *teller) Within() any { return t.Scheduler }

// Arrived opens the line of an invocation.
func (t *teller) Arrived(fn cluster.FuncID, now sim.Time) {
	t.last = &note{at: now, number: t.arrived, fn: fn, verb: "arrives", invoker: cluster.None, serial: -1}
	t.notes = append(t.notes, t.last)
	t.arrived++
	if w, ok := t.Scheduler.(cluster.ArrivalWatcher); ok {
		w.Arrived(fn, now)
	}
}

// Place notes the decision on the arrival's line. An invocation that was tried
// before comes from the queue: it gets a line of its own if it starts now.
func (t *teller) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	if number < 0 { // of a container that loads ahead
		return t.Scheduler.Place(fn, number, now)
	}
	if t.last == nil || t.last.number != number || t.last.at != now || t.last.tried {
		t.last = &note{at: now, number: number, fn: fn, verb: "leaves the queue", serial: -1, fromQueue: true}
		if t.workers { // its invoker drains
			t.last.verb = "is handed back"
			t.notes = append(t.notes, t.last)
		}
	}
	t.last.saw, t.last.tried = t.look(), true
	t.last.invoker = t.Scheduler.Place(fn, number, now)
	return t.last.invoker
}

// look notes the scenario's quantities of every invoker.
func (t *teller) look() string {
	var parts []string
	for _, what := range t.show {
		if ask := shown[what]; ask != nil {
			values := make([]string, t.view.Invokers())
			for i := range values {
				values[i] = fmt.Sprint(ask(t.view, cluster.InvokerID(i)))
			}
			parts = append(parts, what+" "+strings.Join(values, " "))
		}
	}
	if parts == nil {
		return ""
	}
	return " [" + strings.Join(parts, "; ") + "]"
}

// Started completes the line of an invocation. Its invoker may differ from the
// scheduler's answer: with container concurrency the engine uses a free slot if the
// scheduler found no memory.
func (t *teller) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	if t.workers && (t.last == nil || t.last.fn != fn || t.last.at != now) {
		t.last = &note{at: now, number: unknown, fn: fn, verb: "leaves the queue", fromQueue: true}
	}
	if t.last.fromQueue && t.last.number == unknown || t.last.fromQueue && !t.workers {
		t.notes = append(t.notes, t.last)
	}
	t.last.invoker, t.last.serial, t.last.cold = t.view.InvokerOf(c), t.view.Serial(c), cold
	t.last = nil
	if w, ok := t.Scheduler.(cluster.StartWatcher); ok {
		w.Started(c, fn, cold, now)
	}
}

// Ended passes on the end of an execution, which the line of its start tells.
func (t *teller) Ended(c cluster.ContainerID, now sim.Time) {
	if w, ok := t.Scheduler.(cluster.EndWatcher); ok {
		w.Ended(c, now)
	}
}

// Removed notes a victim on the line of the invocation that needs its memory,
// and an expired container on a line of its own.
func (t *teller) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	idle := policies.FormatDuration(now.Sub(t.since[t.view.Serial(c)]))
	if !evicted && t.last != nil && t.last.at == now && t.last.invoker != cluster.None &&
		int(t.view.UnitOf(c)) >= t.view.Units() {
		t.last.taken = t.container(c)
	} else if evicted && t.last != nil && t.last.invoker != cluster.None && (!t.workers || t.last.at == now) {
		t.last.evicted = append(t.last.evicted, fmt.Sprintf("%s (idle for %s)", t.container(c), idle))
	} else {
		verb := map[bool]string{true: "is evicted", false: "expires"}[evicted] + ", idle for " + idle
		if !t.view.IsMember(t.view.InvokerOf(c)) {
			verb = "goes with its invoker"
		}
		text := fmt.Sprintf("%s on invoker %d %s", t.container(c), t.view.InvokerOf(c), verb)
		t.notes = append(t.notes, &note{at: now, number: -1, text: text})
	}
	if w, ok := t.Scheduler.(cluster.EvictionWatcher); ok {
		w.Removed(c, evicted, now)
	}
}

// MemberChanged notes what has become of an invoker.
func (t *teller) MemberChanged(i cluster.InvokerID, member bool, now sim.Time) {
	verb := map[bool]string{true: "is a member", false: "is no member"}[member]
	t.notes = append(t.notes, &note{at: now, number: -1, text: fmt.Sprintf("invoker %d %s", i, verb)})
	if w, ok := t.Scheduler.(cluster.MemberWatcher); ok {
		w.MemberChanged(i, member, now)
	}
}

// container names a container by its creation number and what it serves.
func (t *teller) container(c cluster.ContainerID) string {
	if u := t.view.UnitOf(c); int(u) >= t.view.Units() {
		return fmt.Sprintf("container %d of layer %d", t.view.Serial(c), u-cluster.UnitID(t.view.Units()))
	}
	fn := 0
	for t.view.Unit(cluster.FuncID(fn)) != t.view.UnitOf(c) {
		fn++
	}
	return fmt.Sprintf("container %d of %s", t.view.Serial(c), t.name(cluster.FuncID(fn)))
}

func (t *teller) name(fn cluster.FuncID) string { return t.view.Table().Functions[fn].Name }

// Take keeps the outcomes, which have the times of invocations.
func (t *teller) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		t.outcomes[o.Number] = o
	}
	return nil
}

// lines returns the story.
func (t *teller) lines(sum *outcome.Summary) []string {
	out := append([]string(nil), t.settled...)
	for _, n := range t.notes {
		if n.number == unknown {
			n.number = t.numberOf(n)
		}
		text := n.text
		if n.number >= 0 {
			text = t.invocation(n)
		}
		out = append(out, fmt.Sprintf("at %-6s %s", policies.FormatDuration(time.Duration(n.at)), text))
	}
	last := fmt.Sprintf("in all    %d cold and %d warm starts, %d evictions, %d expiries, %d rejected",
		sum.ColdStarts, sum.WarmStarts, sum.Evictions, sum.Expiries, sum.Rejected)
	if sum.Prewarms+sum.PrewarmsRefused > 0 {
		if sum.PartialStarts > 0 {
			last += fmt.Sprintf("; %d of the cold starts from a layer", sum.PartialStarts)
		}
		last += fmt.Sprintf("; %d loaded ahead, %d in vain, %d refused; %d prewarm starts", sum.Prewarms,
			sum.PrewarmsWasted, sum.PrewarmsRefused, sum.PrewarmStarts)
	}
	if sum.Failed+sum.Unfinished > 0 {
		last += fmt.Sprintf(", %d failed, %d unfinished", sum.Failed, sum.Unfinished)
	}
	return append(out, last)
}

// invocation returns the line of an arrival or of a start from the queue.
func (t *teller) invocation(n *note) string {
	o := t.outcomes[n.number]
	text := fmt.Sprintf("%s %s%s", t.name(n.fn), n.verb, n.saw)
	switch {
	case o.Status == outcome.Rejected && t.drops:
		return text + " → is dropped: no invoker has the memory"
	case o.Status == outcome.Rejected:
		return text + " → is rejected: no invoker is large enough"
	case n.serial < 0:
		if t.workers {
			return text + n.waits(&o)
		}
		return text + " → waits in the queue"
	}
	text += fmt.Sprintf(" → invoker %d", n.invoker)
	if len(n.evicted) > 0 {
		text += ", which evicts " + strings.Join(n.evicted, " and ") + ","
	} else {
		text += ","
	}
	if n.taken != "" {
		text += " takes over " + n.taken + ","
	}
	text += fmt.Sprintf(" %s in container %d", n.kind(&o), n.serial)
	if t.workers && n.fromQueue {
		text += fmt.Sprintf(" after %s", policies.FormatDuration(o.Queued))
	}
	if o.Status == outcome.Failed {
		text += fmt.Sprintf(", fails at %s", policies.FormatDuration(time.Duration(o.End)))
	}
	if o.Status == outcome.Completed {
		text += fmt.Sprintf(", runs %s to %s", policies.FormatDuration(time.Duration(o.Start)),
			policies.FormatDuration(time.Duration(o.End)))
	}
	return text
}

// waits says where an invocation waits for its worker, and that it is lost there.
func (n *note) waits(o *outcome.Invocation) string {
	at := n.invoker
	if at == cluster.None { // there was no candidate
		at = o.Invoker
	}
	text := fmt.Sprintf(" → waits at invoker %d", at)
	if o.Status == outcome.Failed && o.Invoker == cluster.None {
		text += fmt.Sprintf(", fails at %s", policies.FormatDuration(time.Duration(o.End)))
	}
	return text
}

// kind names the kind of start of an invocation.
func (n *note) kind(o *outcome.Invocation) string {
	if n.cold {
		return outcome.Cold.String()
	}
	return o.Kind.String()
}
