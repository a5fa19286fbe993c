package snapshot

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// The table of restores is fitted here: a test compares it with page-level runs, and
// writes it again with -update.

// TableFunctions returns the functions that a table is fitted for: those of
// FaaSnap but the two that do nothing but go through memory, with which no
// function of a trace is to be compared.
func TableFunctions() []*Function {
	return slices.DeleteFunc(Functions(), func(f *Function) bool {
		return f.Suite != "faasnap" || f.Name == "read-list" || f.Name == "mmap"
	})
}

// DefaultGrid returns the grid of the table that is embedded.
func DefaultGrid() Grid {
	return Grid{
		Ratios: []float64{0.25, 0.5, 1, 2, 4},
		// closer where the disk stops to be what restores wait for
		Shares: []float64{0, 0.25, 0.5, 0.75, 0.875, 0.9375, 0.96875, 0.984375, 1},
		Loads:  []int{1, 2, 3, 4, 6, 8, 16, 32, 64},
	}
}

// Named is a strategy with its name.
type Named struct {
	Name     string
	Strategy Strategy
}

// FitTable makes page-level runs on the points of a grid, from a disk. Done, where it is given,
// hears of each finished pair of class and strategy, from several goroutines.
func FitTable(disk string, grid Grid, functions []*Function, strategies []Named,
	done func(class, strategy string)) (*Table, error) {
	var classes, known []string
	for _, f := range functions {
		classes = append(classes, f.Name)
	}
	for _, s := range strategies {
		known = append(known, s.Name)
	}
	t := newTable(grid, classes, known)
	for s := range strategies {
		t.watched[s] = strategies[s].Strategy.Watch().By != WatchNothing
	}
	errs := make([]error, len(functions))
	var classesDone sync.WaitGroup
	for c, f := range functions {
		classesDone.Go(func() { // each class has its own cells
			for s := range strategies {
				for r := range grid.Ratios {
					if err := t.fit(disk, f, c, s, r, strategies[s].Strategy); err != nil {
						errs[c] = err
						return
					}
				}
				if done != nil {
					done(f.Name, strategies[s].Name)
				}
			}
		})
	}
	classesDone.Wait()
	return t, errors.Join(errs...)
}

// fit fills the cells of one class, strategy and ratio.
func (t *Table) fit(disk string, f *Function, class, strategy, ratio int, s Strategy) error {
	point, err := PointOf(disk, f, s, t.Ratios[ratio], 1)
	if err != nil {
		return err
	}
	for h, share := range t.Shares {
		idle := false // nothing is read from disk, so others do not matter while each has a core
		var times Times
		for k, load := range t.Loads {
			if idle && load <= point.c.Host.Cores.Value {
				t.cells[t.index(class, strategy, ratio, h, k)] = times
				continue
			}
			var result *Result
			if times, result, err = point.Run(share, load); err != nil {
				return err
			}
			idle = result.DiskBytes == 0
			t.cells[t.index(class, strategy, ratio, h, k)] = times
			if h == 0 && k == 0 {
				pair := class*len(t.Strategies) + strategy
				if t.watched[strategy] {
					t.record[pair] = overhead(result.Recorded)
				}
				t.cached[pair*len(t.Ratios)+ratio] = int64(result.CachePages) * PageSize
			}
		}
	}
	return nil
}

// overhead returns the time of a phase beyond the work, in whole microseconds.
func overhead(p Phase) Times {
	return Times{(p.Total - p.Invoke).Round(time.Microsecond), (p.Invoke - p.Work).Round(time.Microsecond)}
}

// Point is a function under a strategy with an input, ready for page-level runs.
type Point struct {
	c Case
	w *World
}

// PointOf draws the world of a point.
func PointOf(disk string, f *Function, s Strategy, ratio float64, seed uint64) (*Point, error) {
	c, err := DefaultCase(f, s)
	if err != nil {
		return nil, err
	}
	if c.Disk, err = FindDisk(disk); err != nil {
		return nil, err
	}
	if c.Test, err = f.Input(fmt.Sprintf("%gx", ratio)); err != nil {
		return nil, err
	}
	c.Seed, c.Different = seed, true
	w, err := NewWorld(c.Function, c.Record, c.Test, c.Seed)
	return &Point{c, w}, err
}

// Run makes a page-level run and returns the mean over its restores.
func (p *Point) Run(share float64, load int) (Times, *Result, error) {
	c := p.c
	c.CachedShare, c.Parallel = share, load
	if err := c.Check(); err != nil {
		return Times{}, nil, err
	}
	r, err := RunWorld(c, p.w)
	if err != nil {
		return Times{}, nil, err
	}
	return Times{
		r.Mean(func(p *Phase) time.Duration { return overhead(*p).Restore }).Round(time.Microsecond),
		r.Mean(func(p *Phase) time.Duration { return overhead(*p).Fault }).Round(time.Microsecond),
	}, &r, nil
}
