package lines_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/cluster/lines"
	"thaw/models/workload"
)

// platform is a fleet of so many units, each a function.
func platform(units int) *fleet.Fleet {
	table := &workload.Table{Functions: make([]workload.Function, units), Apps: make([]workload.App, 1)}
	f := fleet.New(fleet.Config{Invokers: 1, Memory: 1, Slots: 1}, table)
	return &f
}

// Do lines serve in the order in which invocations joined, and count their room, however
// joins, starts and services follow each other? A slice a line says what must come.
func TestLinesKeepTheirOrder(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		const units, deployments = 3, 7
		slots := 1 + r.IntN(3)
		l := lines.New(platform(units), slots, false)
		var waiting [deployments][]int32
		var starting [deployments]int
		unit := func(d int) fleet.UnitID { return fleet.UnitID(d % units) }
		next, total := int32(0), 0
		for range 400 {
			d := r.IntN(deployments)
			at := fleet.DeployID(d)
			switch r.IntN(4) {
			case 0:
				l.StartBegins(at, unit(d))
				starting[d]++
			case 1:
				if starting[d] > 0 {
					l.StartEnds(at, unit(d))
					starting[d]--
				}
			case 2:
				l.Join(at, unit(d), next)
				waiting[d] = append(waiting[d], next)
				next, total = next+1, total+1
			default:
				f, some := l.Serve(at, unit(d))
				if some != (len(waiting[d]) > 0) || some && f != waiting[d][0] {
					t.Fatalf("seed %d: served %d, %v of %v", seed, f, some, waiting[d])
				}
				if some {
					waiting[d], total = waiting[d][1:], total-1
				}
			}
			if l.Len() != total {
				t.Fatalf("seed %d: %d wait, expected %d", seed, l.Len(), total)
			}
			var room [units]bool
			for d := range deployments {
				has := slots*starting[d] > len(waiting[d])
				room[unit(d)] = room[unit(d)] || has
				if l.Room(fleet.DeployID(d)) != has || int(l.Waiting(fleet.DeployID(d))) != len(waiting[d]) {
					t.Fatalf("seed %d: line %d has %d waiting, room %v", seed, d, l.Waiting(fleet.DeployID(d)), !has)
				}
			}
			for u := range room {
				if l.RoomOf(fleet.UnitID(u)) != room[u] {
					t.Fatalf("seed %d: unit %d has room %v", seed, u, !room[u])
				}
			}
		}
	}
}

// Is waiting behind an execution chosen exactly where its rest is shorter than a start in
// the mean, and never without an estimate of both?
func TestSoonerByTheMeanRest(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name       string
		starts     []time.Duration
		executions []time.Duration
		waiting    int
		containers int32
		want       bool
	}{
		{"nothing is known", nil, nil, 0, 1, false},
		{"no start was seen", nil, []time.Duration{s}, 0, 1, false},
		{"no execution was seen", []time.Duration{s}, nil, 0, 1, false},
		{"half of a second is left, a start takes one", []time.Duration{s}, []time.Duration{s}, 0, 1, true},
		{"two rests are no sooner than a start", []time.Duration{s}, []time.Duration{s}, 1, 1, false},
		{"two containers, two rests", []time.Duration{s}, []time.Duration{s}, 1, 2, true},
		{"a rest is longer where one in two takes long", []time.Duration{s}, []time.Duration{0, 3 * s}, 0, 1, false},
		{"no container is there", []time.Duration{s}, []time.Duration{s}, 0, 0, false},
	} {
		l := lines.New(platform(1), 1, true)
		for _, d := range c.starts {
			l.Started(0, d)
		}
		for _, d := range c.executions {
			l.Executed(0, d)
		}
		for f := range c.waiting {
			l.Join(1, 0, int32(f))
		}
		if got := l.Sooner(1, 0, c.containers); got != c.want {
			t.Errorf("%s: waits %v, expected %v", c.name, got, c.want)
		}
	}
}
