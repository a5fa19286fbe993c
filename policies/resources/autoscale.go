package resources

import (
	"context"
	"errors"
	"slices"

	"thaw/models/allocation"
	"thaw/policies"
)

// Autoscale follows what functions use.
var Autoscale = policies.Define("autoscale",
	"each function's cores grow where it uses most of them and shrink where it uses few, its memory likewise; where "+
		"the QoS is missed, those of all functions grow that are not idle; it ends where nothing changes, with the "+
		"cheapest sizes that were seen to keep the QoS",
	"zhou2023aquatope, as a baseline (remembered, without its rule); assumed: rule, thresholds and steps",
	autoscaleParams{Evaluations: evaluations, Cores: 1, Memory: 1024, Up: 0.7, Down: 0.3, Grow: 1.3, Shrink: 0.8},
	func(p autoscaleParams) allocation.Manager { return autoscale(p) })

type autoscaleParams struct {
	Evaluations int     `param:"evaluations" min:"1" max:"100000" help:"sizes that are tried at most"`
	Cores       float64 `param:"cores" min:"0.001" max:"1000" help:"of each function at first"`
	Memory      float64 `param:"memory" min:"1" max:"1e9" help:"MiB of each function at first"`
	Up          float64 `param:"up" min:"0" max:"1" help:"used share above which a function gets more"`
	Down        float64 `param:"down" min:"0" max:"1" help:"used share below which it gets less"`
	Grow        float64 `param:"grow" min:"1.001" max:"100" help:"factor of more"`
	Shrink      float64 `param:"shrink" min:"0.001" max:"0.999" help:"factor of less"`
}

// Validate refuses thresholds that ask for more and less at once.
func (p autoscaleParams) Validate() error {
	if p.Down >= p.Up {
		return errors.New("down is not below up, expected a lower threshold below the upper one")
	}
	return nil
}

type autoscale autoscaleParams

// Choose follows what is used, step by step.
func (a autoscale) Choose(ctx context.Context, b *allocation.Bench) ([]allocation.Size, error) {
	cores, mib := b.Space.Cores, b.Space.MiB
	sizes := make([]allocation.Size, len(b.Functions))
	for f := range sizes {
		sizes[f] = allocation.Size{Cores: cores.Value(cores.Nearest(a.Cores)), MiB: mib.Value(mib.Nearest(a.Memory))}
	}
	for len(b.Tried) < a.Evaluations {
		o, err := b.Evaluate(ctx, sizes)
		if err != nil {
			return nil, err
		}
		next, met := slices.Clone(sizes), kept(b, o)
		for f := range next {
			seen, z := &o.Seen[f], &next[f]
			switch {
			case seen.Busy > a.Up || !met && seen.Busy >= a.Down:
				z.Cores = step(cores, z.Cores, a.Grow)
			case seen.Busy < a.Down && met:
				z.Cores = step(cores, z.Cores, a.Shrink)
			}
			switch used := seen.MiB / z.MiB; {
			case used > a.Up:
				z.MiB = step(mib, z.MiB, a.Grow)
			case used < a.Down:
				z.MiB = step(mib, z.MiB, a.Shrink)
			}
		}
		if slices.Equal(next, sizes) {
			break
		}
		sizes = next
	}
	return cheapestSeen(b), nil
}

// step multiplies a value by a factor, by one step at least.
func step(r allocation.Range, v, factor float64) float64 {
	at := r.Nearest(v)
	to := r.Nearest(v * factor)
	if to == at && factor > 1 {
		to++
	} else if to == at {
		to--
	}
	return r.Value(to)
}
