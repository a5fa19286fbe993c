package snapshot

import (
	_ "embed" // of the table
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"thaw/models/names"
)

// A Table holds the results of page-level runs on a grid, so that a replay can look up
// millions of restores. FitTable computes it; table.csv stores it.
//
//	class × strategy ─▶ input ratio × share cached × restores at once ─▶ restore, fault
//
// Between the points of the grid it is linear: in the ratio, as pages and work are,
// in the share and in the number of restores. Outside of it the nearest point
// counts, and the answer says so.
type Table struct {
	Grid
	Classes    []string // functions
	Strategies []string

	cells   []Times // by class, strategy, ratio, share, load
	record  []Times // of the record phase, by class and strategy
	watched []bool  // by strategy: whether it has a record phase
	cached  []int64 // bytes in the page cache after one restore, by class, strategy, ratio
}

// Grid is the points at which page-level runs are made.
type Grid struct {
	Ratios []float64 // of the input, to that of the record phase
	Shares []float64 // of what is read through the page cache, in it beforehand
	Loads  []int     // restores of different snapshots at the same time
}

// Times are those of one restore.
type Times struct {
	Restore time.Duration // before the guest runs
	Fault   time.Duration // by which page faults make the invocation longer
}

// Restore is what a table is asked.
type Restore struct {
	Class, Strategy int // indices
	Ratio, Share    float64
	Load            int
}

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
		Shares: []float64{0, 0.25, 0.5, 0.75, 0.875, 0.9375, 1},
		Loads:  []int{1, 2, 3, 4, 6, 8, 16},
	}
}

// Named is a strategy with its name.
type Named struct {
	Name     string
	Strategy Strategy
}

// index returns the place of a cell.
func (t *Table) index(class, strategy, ratio, share, load int) int {
	return (((class*len(t.Strategies)+strategy)*len(t.Ratios)+ratio)*len(t.Shares)+share)*len(t.Loads) + load
}

// newTable returns an empty table.
func newTable(grid Grid, classes, strategies []string) *Table {
	t := &Table{Grid: grid, Classes: classes, Strategies: strategies}
	pairs := len(classes) * len(strategies)
	t.cells = make([]Times, pairs*len(grid.Ratios)*len(grid.Shares)*len(grid.Loads))
	t.record, t.watched = make([]Times, pairs), make([]bool, len(strategies))
	t.cached = make([]int64, pairs*len(grid.Ratios))
	return t
}

// FitTable makes page-level runs on the points of a grid. Done, where it is given,
// hears of each finished pair of class and strategy, from several goroutines.
func FitTable(grid Grid, functions []*Function, strategies []Named, done func(class, strategy string)) (*Table,
	error) {
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
					if err := t.fit(f, c, s, r, strategies[s].Strategy); err != nil {
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
func (t *Table) fit(f *Function, class, strategy, ratio int, s Strategy) error {
	point, err := PointOf(f, s, t.Ratios[ratio], 1)
	if err != nil {
		return err
	}
	for h, share := range t.Shares {
		idle := false // nothing is read from disk, so others do not matter
		var times Times
		for k, load := range t.Loads {
			if idle {
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
func PointOf(f *Function, s Strategy, ratio float64, seed uint64) (*Point, error) {
	c, err := DefaultCase(f, s)
	if err != nil {
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

// Strategy returns the index of a strategy of the table. One with parameters of
// its own has no runs in it.
func (t *Table) Strategy(name string) (int, error) {
	if i := slices.Index(t.Strategies, name); i >= 0 {
		return i, nil
	}
	if plain, _, some := strings.Cut(name, ","); some && slices.Contains(t.Strategies, plain) {
		return 0, fmt.Errorf("%s: the table of restores has %s with its default parameters only; thaw restore takes "+
			"any", name, plain)
	}
	return 0, fmt.Errorf("%s: not in the table of restores%s, expected one of %s", name,
		names.Suggest(name, t.Strategies), strings.Join(t.Strategies, ", "))
}

// At returns the times of a restore, and whether the query lies outside of
// the grid.
func (t *Table) At(q Restore) (times Times, clamped bool) {
	r, rw, c1 := between(t.Ratios, q.Ratio)
	s, sw, c2 := between(t.Shares, q.Share)
	k, kw, c3 := t.load(q.Load)
	var restore, fault float64
	at := t.index(q.Class, q.Strategy, r, s, k)
	ratio, share := len(t.Shares)*len(t.Loads), len(t.Loads)
	for corner := range 8 {
		w, i := 1.0, at
		w, i = side(corner&1 > 0, w, rw, i, ratio)
		w, i = side(corner&2 > 0, w, sw, i, share)
		w, i = side(corner&4 > 0, w, kw, i, 1)
		if w > 0 {
			restore += w * float64(t.cells[i].Restore)
			fault += w * float64(t.cells[i].Fault)
		}
	}
	return Times{time.Duration(math.Round(restore)), time.Duration(math.Round(fault))}, c1 || c2 || c3
}

// side weighs one side of an interval of the grid.
func side(upper bool, weight, part float64, at, step int) (float64, int) {
	if upper {
		return weight * part, at + step
	}
	return weight * (1 - part), at
}

// between returns the interval of the points that contains x, and the position in it.
func between(points []float64, x float64) (lower int, part float64, clamped bool) {
	last := len(points) - 1
	if x <= points[0] || x != x {
		return 0, 0, x != points[0]
	}
	if x >= points[last] {
		return last - 1, 1, x > points[last]
	}
	for points[lower+1] <= x {
		lower++
	}
	a, b := points[lower], points[lower+1]
	return lower, (x - a) / (b - a), false
}

func (t *Table) load(n int) (lower int, part float64, clamped bool) {
	last := len(t.Loads) - 1
	if n <= t.Loads[0] {
		return 0, 0, n < t.Loads[0]
	}
	if n >= t.Loads[last] {
		return last - 1, 1, n > t.Loads[last]
	}
	for t.Loads[lower+1] <= n {
		lower++
	}
	return lower, float64(n-t.Loads[lower]) / float64(t.Loads[lower+1]-t.Loads[lower]), false
}

// Record returns the times of the record phase of a strategy: the first restore of
// a function, of which nothing is cached and beside which nothing is restored.
func (t *Table) Record(class, strategy int) Times {
	return t.record[class*len(t.Strategies)+strategy]
}

// Watched reports whether a strategy has a record phase.
func (t *Table) Watched(strategy int) bool { return t.watched[strategy] }

// Cached returns how many bytes one restore leaves in the page cache.
func (t *Table) Cached(class, strategy int, ratio float64) int64 {
	r, w, _ := between(t.Ratios, ratio)
	at := (class*len(t.Strategies)+strategy)*len(t.Ratios) + r
	return int64((1-w)*float64(t.cached[at]) + w*float64(t.cached[at+1]))
}

//go:embed table.csv
var tableText string

// LoadTable returns the table that is embedded.
func LoadTable() (*Table, error) {
	t, err := decodeTable(strings.NewReader(tableText))
	if err != nil {
		return nil, errors.Join(errors.New("the table of restores is damaged"), err)
	}
	return t, nil
}
