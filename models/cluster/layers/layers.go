// Package layers knows the containers that serve no function yet: a bare sandbox, or one in
// which a language's runtime runs. Whichever function such a container suits can take it over
// in place of the first part of a cold start.
//
//	bare ──runtime──▶ language ──function──▶ a function's container
//	  ▲                  ▲                          │
//	  └──────────────────┴── expires, and goes on as ┘
//
// They are units of the fleet behind those of the functions, and know no function.
package layers

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
)

// Any is the language of a layer that suits all functions.
const Any = -1

// Layer is a kind of container without a function.
type Layer struct {
	Memory   workload.MiB
	Language int                        // that it suits, or Any
	Done     [outcome.NumStages]float64 // the part of each stage of a cold start that is behind it, 0 to 1
}

// Config lists the layers of a run, those that leave least to do first, and the language of
// each function.
type Config struct {
	Layers   []Layer
	Language func(fleet.FuncID) int
}

// Layers are those of a run.
type Layers struct {
	Config
	first fleet.UnitID     // of the first layer
	kind  []uint8          // by function: which row of suit is its language's
	suit  [][]fleet.UnitID // few rows, which stay in the nearest caches
}

// New adds the layers to a fleet without containers, and returns them.
func New(cfg Config, f *fleet.Fleet) *Layers {
	l := &Layers{Config: cfg, first: fleet.UnitID(f.Units())}
	f.AddUnits(len(cfg.Layers))
	rows := map[int]uint8{}
	for fn := range f.Functions() {
		language := cfg.Language(fleet.FuncID(fn))
		row, known := rows[language]
		if !known {
			row = uint8(len(l.suit))
			rows[language] = row
			l.suit = append(l.suit, l.suiting(language))
		}
		l.kind = append(l.kind, row)
	}
	return l
}

// suiting lists the units of layers that suit a language.
func (l *Layers) suiting(language int) (units []fleet.UnitID) {
	for k := range l.Config.Layers {
		if x := l.Config.Layers[k].Language; x == Any || x == language {
			units = append(units, l.Unit(k))
		}
	}
	return units
}

// Unit returns the unit of the k-th layer.
func (l *Layers) Unit(k int) fleet.UnitID { return l.first + fleet.UnitID(k) }

// Of returns the layer that unit u is, or nil. There may be no layers.
func (l *Layers) Of(u fleet.UnitID) *Layer {
	if l == nil || u < l.first {
		return nil
	}
	return &l.Layers[u-l.first]
}

// Suiting returns the units that a function can take over, the best first.
func (l *Layers) Suiting(fn fleet.FuncID) []fleet.UnitID { return l.suit[l.kind[fn]] }

// Rest takes the part of a cold start that is behind a layer from the times of its stages.
func (x *Layer) Rest(times *outcome.StageTimes) (sum time.Duration) {
	for s := range times {
		times[s] -= time.Duration(x.Done[s] * float64(times[s]))
		sum += times[s]
	}
	return sum
}

// Building draws how long it takes to make a container of the layer, under a number of draws.
func (x *Layer) Building(p *startup.Pipeline, number int64) (sum time.Duration) {
	for s := range x.Done {
		if x.Done[s] > 0 {
			sum += time.Duration(x.Done[s] * float64(p.Drawn(outcome.Stage(s), number)))
		}
	}
	return sum
}
