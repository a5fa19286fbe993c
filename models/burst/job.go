package burst

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// Stage is one stage of a job.
type Stage struct {
	Name    string
	Invoker int32
	Work    time.Duration // mean over the pieces, alone on a core
	Out     uint64        // bytes that the next stage fetches of a piece, mean over the pieces
}

// Job is a number of pieces that pass through stages.
type Job struct {
	Pieces int
	Stages []Stage
	Spread float64 // σ of the log-normal factor by which a piece is more work and more data
	Ahead  bool    // the network of every invoker is prepared when the job comes
	Remove bool    // a container goes as soon as its output was fetched; else with the job
}

// Check returns everything that is wrong with the job on so many invokers.
func (j *Job) Check(cfg *Config) error {
	var errs []error
	if j.Pieces < 1 || len(j.Stages) < 1 {
		errs = append(errs, fmt.Errorf("%d pieces in %d stages, expected at least one of each", j.Pieces,
			len(j.Stages)))
	}
	if !(j.Spread >= 0 && j.Spread <= 3) {
		errs = append(errs, fmt.Errorf("spread of %v, expected 0 to 3", j.Spread))
	}
	on, sends := map[int32]int{}, false
	most := 0
	for i, s := range j.Stages {
		if s.Invoker < 0 || int(s.Invoker) >= cfg.Invokers {
			errs = append(errs, fmt.Errorf("stage %s on invoker %d, expected 0 to %d", s.Name, s.Invoker,
				cfg.Invokers-1))
		}
		if s.Work < 0 || s.Out > sim.MaxAmount>>8 {
			errs = append(errs, fmt.Errorf("stage %s works for %v and sends %d bytes, expected 0s or more and at "+
				"most 2^52", s.Name, s.Work, s.Out))
		}
		on[s.Invoker] += j.Pieces
		most = max(most, on[s.Invoker])
		if i+1 < len(j.Stages) && s.Out > 0 && j.Stages[i+1].Invoker != s.Invoker {
			sends = true
		}
	}
	return errors.Join(append(errs, cfg.Check(most, sends))...)
}

// Times are the instants of one piece in one stage.
type Times struct {
	Asked     sim.Time // its container was
	Connected sim.Time
	Started   sim.Time
	Fetched   sim.Time
	Worked    sim.Time
}

// Result is a job that has run.
type Result struct {
	Stages int
	Times  []Times // by piece, then stage
	End    sim.Time
}

// At returns the instants of a piece in a stage.
func (r *Result) At(piece, stage int) *Times { return &r.Times[piece*r.Stages+stage] }

// Ranked returns the instant at which the given number of pieces, at least 1, have
// passed the instant that at returns for a piece.
func (r *Result) Ranked(pieces int, at func(piece int) sim.Time) sim.Time {
	all := make([]sim.Time, len(r.Times)/r.Stages)
	for p := range all {
		all[p] = at(p)
	}
	slices.Sort(all)
	return all[pieces-1]
}

// Parts are where the time of a piece goes.
type Parts struct{ Startup, Transfer, Work time.Duration }

// Mean returns the parts of a stage, mean over the pieces.
func (r *Result) Mean(stage int) Parts {
	var p Parts
	n := len(r.Times) / r.Stages
	for piece := range n {
		t := r.At(piece, stage)
		p.Startup += t.Started.Sub(t.Asked)
		p.Transfer += t.Fetched.Sub(t.Started)
		p.Work += t.Worked.Sub(t.Fetched)
	}
	return Parts{p.Startup / time.Duration(n), p.Transfer / time.Duration(n), p.Work / time.Duration(n)}
}

// Piece returns the parts of all stages together, mean over the pieces.
func (r *Result) Piece() Parts {
	var p Parts
	for s := range r.Stages {
		m := r.Mean(s)
		p = Parts{p.Startup + m.Startup, p.Transfer + m.Transfer, p.Work + m.Work}
	}
	return p
}

// Total returns the parts together.
func (p Parts) Total() time.Duration { return p.Startup + p.Transfer + p.Work }

// run is a job in progress.
type run struct {
	job    *Job
	m      *Machines
	result Result
	factor []float64 // by piece
}

// The job is the only group of its machines; the preparation of invoker i has the
// owner behind all containers, plus i.
const theGroup = 0

// Run runs a job on machines of its own. It passes Check first.
func Run(ctx context.Context, cfg Config, job Job, seed uint64) (Result, error) {
	if err := job.Check(&cfg); err != nil {
		return Result{}, err
	}
	m, err := NewMachines(cfg, seed)
	if err != nil {
		return Result{}, err
	}
	stages := len(job.Stages)
	r := &run{job: &job, m: m, result: Result{Stages: stages, Times: make([]Times, job.Pieces*stages)},
		factor: make([]float64, job.Pieces)}
	content := sim.NewStream(seed, "burst/content")
	for p := range r.factor {
		z := sim.NormalQuantile(content.Float(uint64(p), 0))
		r.factor[p] = math.Exp(job.Spread*z - job.Spread*job.Spread/2)
	}
	if job.Ahead {
		asked := map[int32]bool{}
		for _, s := range job.Stages {
			if !asked[s.Invoker] {
				asked[s.Invoker] = true
				m.Prepare(int64(len(r.result.Times))+int64(s.Invoker), s.Invoker, theGroup, int32(job.Pieces))
			}
		}
	}
	for p := range job.Pieces {
		r.ask(p, 0)
	}
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		ev, ok := m.Next()
		if !ok {
			break
		}
		if ev.What != Prepared {
			r.follow(ev)
		}
	}
	return r.result, nil
}

// ask requests the container of a piece in a stage.
func (r *run) ask(piece, stage int) {
	s := &r.job.Stages[stage]
	r.result.At(piece, stage).Asked = r.m.Now()
	r.m.Start(int64(piece*r.result.Stages+stage), s.Invoker, theGroup, int32(r.job.Pieces))
}

// follow begins the next step after an event.
func (r *run) follow(ev Event) {
	piece, stage := int(ev.Owner)/r.result.Stages, int(ev.Owner)%r.result.Stages
	t := r.result.At(piece, stage)
	switch ev.What {
	case Connected:
		t.Connected = ev.At
	case Started:
		t.Started = ev.At
		if stage == 0 {
			r.m.Fetch(ev.Owner, r.job.Stages[0].Invoker, 0)
			return
		}
		before := &r.job.Stages[stage-1]
		r.m.Fetch(ev.Owner, before.Invoker, uint64(math.Round(float64(before.Out)*r.factor[piece])))
	case Fetched:
		t.Fetched = ev.At
		if stage > 0 && r.job.Remove {
			r.m.Stop(ev.Owner-1, theGroup)
		}
		r.m.Work(ev.Owner, time.Duration(float64(r.job.Stages[stage].Work)*r.factor[piece]))
	case Worked:
		t.Worked = ev.At
		r.result.End = max(r.result.End, ev.At)
		if stage+1 < r.result.Stages {
			r.ask(piece, stage+1)
		} else if r.job.Remove {
			r.m.Stop(ev.Owner, theGroup)
		}
	}
}
