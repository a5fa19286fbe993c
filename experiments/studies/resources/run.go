package resources

import (
	"context"
	"errors"
	"fmt"
	"math"

	"thaw/models/allocation"
	"thaw/policies"
	"thaw/policies/all"
)

// Outcome is what a manager came to with a workflow under a seed.
type Outcome struct {
	allocation.Judgement
	QoS         float64 // s
	Sizes       []allocation.Size
	Evaluations int
	Oracle      allocation.Judgement
	Course      []Step // of each evaluation, where it is asked for
}

// Step is one evaluation.
type Step struct {
	Latency, Cost float64 // as measured
	Meets         bool    // as judged
	Best          float64 // least judged cost of those so far that meet the QoS; NaN: none does
}

// PerMillion turns the cost of one execution into that of a million.
const PerMillion = 1e6

// Run lets a manager size a workflow. Course asks for the course of its evaluations.
func (s *Settings) Run(ctx context.Context, manager, workflow string, seed uint64, course bool) (*Outcome, error) {
	w, err := s.workflow(workflow)
	if err != nil {
		return nil, err
	}
	p, err := policies.Parse(all.Resources(), manager)
	if err != nil {
		return nil, err
	}
	best, err := policies.Parse(all.Resources(), oracle)
	if err != nil {
		return nil, err
	}
	b := allocation.NewBench(w, seed, s.Executions, s.Judged)
	out := &Outcome{QoS: w.QoS.Seconds()}
	if out.Sizes, err = p.Policy.Choose(ctx, b); err != nil {
		return nil, err
	}
	out.Judgement, out.Evaluations = b.Judge(out.Sizes), len(b.Tried)
	sizes, err := best.Policy.Choose(ctx, allocation.NewBench(w, seed, s.Executions, s.Judged))
	if err != nil {
		return nil, err
	}
	out.Oracle = b.Judge(sizes)
	if !course {
		return out, nil
	}
	least := math.NaN()
	for i := range b.Tried {
		o := &b.Tried[i]
		j := b.Judge(o.Sizes)
		if j.Meets && !(j.Cost >= least) {
			least = j.Cost
		}
		out.Course = append(out.Course, Step{o.Latency, o.Cost, j.Meets, least})
	}
	return out, nil
}

// workflow is the one of a name.
func (s *Settings) workflow(name string) (*allocation.Workflow, error) {
	prices, err := s.prices()
	if err != nil {
		return nil, err
	}
	for i := range s.Workflows {
		if s.Workflows[i].Name == name {
			w, errs := s.Workflows[i].model(s, prices)
			return w, errors.Join(errs...)
		}
	}
	return nil, fmt.Errorf("unknown workflow %q", name)
}
