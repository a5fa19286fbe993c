package outcome

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Batcher gathers outcomes and passes them on to a sink in batches. Without a sink it
// stays empty.
type Batcher struct {
	batch Batch
	sink  Sink
	err   error // of the sink
}

const batchLength = 256

// To says where outcomes go; nil: nowhere.
func (b *Batcher) To(s Sink) {
	if b.sink = s; s != nil {
		b.batch.Outcomes = make([]Invocation, 0, batchLength)
	}
}

// On reports whether somebody wants the outcomes.
func (b *Batcher) On() bool { return b.sink != nil }

// Next returns the place of the next outcome, after passing a full batch on.
func (b *Batcher) Next() *Invocation {
	n := len(b.batch.Outcomes)
	if n == cap(b.batch.Outcomes) {
		b.Flush()
		n = 0
	}
	b.batch.Outcomes = b.batch.Outcomes[:n+1]
	return &b.batch.Outcomes[n]
}

// AddStages appends the stages of a start and returns their place, Invocation.StagesAt.
func (b *Batcher) AddStages(t StageTimes) int32 {
	b.batch.Stages = append(b.batch.Stages, t)
	return int32(len(b.batch.Stages) - 1)
}

// Stages returns those at a place.
func (b *Batcher) Stages(at int32) *StageTimes { return &b.batch.Stages[at] }

// Missing appends and returns the outcome of an invocation that never had a container.
func (b *Batcher) Missing(number int64, fn workload.FuncID, arrival, now sim.Time, d time.Duration,
	s Status) *Invocation {
	end := sim.Time(-1)
	if s == Failed || s == TimedOut {
		end = now
	}
	o := b.Next()
	*o = Invocation{
		Number: number, Arrival: arrival, Start: -1, End: end, Duration: d, Queued: now.Sub(arrival), Container: -1,
		Function: fn, Invoker: None, StagesAt: -1, Kind: NotStarted, Status: s, Attempts: 1,
	}
	return o
}

// Flush passes on what there is.
func (b *Batcher) Flush() {
	if b.sink != nil && b.err == nil {
		b.err = b.sink.Take(&b.batch)
	}
	b.batch.Outcomes = b.batch.Outcomes[:0]
	b.batch.Stages = b.batch.Stages[:0]
}

// Err returns the first error of the sink.
func (b *Batcher) Err() error { return b.err }
