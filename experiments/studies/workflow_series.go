package studies

import (
	"math"

	"thaw/models/workflow"
	"thaw/sim"
)

// instant returns seconds, NaN for an instant that did not come.
func instant(t sim.Time) float64 {
	if t == sim.Never {
		return math.NaN()
	}
	return t.Seconds()
}

// keepTasks keeps every task, for Gantt charts.
func keepTasks(r *workflow.Result, keep *recorder) {
	if !keep.wants("tasks") {
		return
	}
	for i := range r.Records {
		x := &r.Records[i]
		keep.add("tasks", float64(x.Chunk), float64(x.Stage+1), float64(x.Attempt+1), instant(x.Asked),
			instant(x.Started), instant(x.Fetched), instant(x.Worked), instant(x.Ended))
	}
}

// keepParts keeps what the tasks of each chunk spend their time on, one part on top of the other.
func keepParts(r *workflow.Result, keep *recorder) {
	if !keep.wants("parts") {
		return
	}
	var parts [][3]float64
	for i := range r.Records {
		x := &r.Records[i]
		if x.Killed {
			continue
		}
		for x.Chunk >= len(parts) {
			parts = append(parts, [3]float64{})
		}
		p := &parts[x.Chunk]
		p[0] += x.Worked.Sub(x.Fetched).Seconds()
		p[1] += x.Fetched.Sub(x.Started).Seconds() + x.Ended.Sub(x.Worked).Seconds()
		p[2] += x.Started.Sub(x.Asked).Seconds()
	}
	for chunk, p := range parts {
		if chunk > 0 {
			keep.add("parts", float64(chunk), 0, p[0], p[0]+p[1], p[0]+p[1]+p[2])
		}
	}
}

// keepChunks keeps when each chunk was delivered to a stage, came out, and should have.
func keepChunks(spec *workflow.Spec, r *workflow.Result, delivers int, keep *recorder) {
	if !keep.wants("chunks") {
		return
	}
	deadline := math.NaN()
	if spec.Playback > 0 && len(r.Chunks) > 1 {
		deadline = r.Chunks[1].Seconds()
		if spec.First > 0 {
			deadline = spec.First.Seconds()
		}
	}
	for chunk := 1; chunk < len(r.Chunks); chunk++ {
		delivered := math.NaN()
		if delivers >= 0 && chunk < len(r.Stages[delivers].Ready) {
			delivered = instant(r.Stages[delivers].Ready[chunk])
		}
		keep.add("chunks", float64(chunk), delivered, instant(r.Chunks[chunk]),
			deadline+float64(chunk-1)*spec.Playback.Seconds())
	}
}
