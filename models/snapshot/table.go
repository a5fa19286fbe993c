package snapshot

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/models/names"
)

// A Table holds the results of page-level runs on a grid, so that a replay can look up
// millions of restores. fit_test.go computes it; tables/ stores one for each disk.
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

//go:embed tables
var tables embed.FS

// TableDisks are the disks that there are tables for, the default first.
func TableDisks() []string { return []string{"nvme", "ebs-io2"} }

// LoadTable returns the embedded table of a disk.
func LoadTable(disk string) (*Table, error) {
	text, err := tables.ReadFile("tables/" + disk + ".csv")
	if err != nil {
		return nil, fmt.Errorf("no table of restores from the disk %q%s", disk, names.Hint(disk, TableDisks()))
	}
	t, err := decodeTable(bytes.NewReader(text))
	if err != nil {
		return nil, errors.Join(errors.New("the table of restores is damaged"), err)
	}
	return t, nil
}
