package autoscale

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/load"
	"thaw/models/membership"
	"thaw/sim"
)

// wants asks for a number of members.
type wants struct{ members int }

func (w *wants) Decide([]float64, int, int, sim.Time) int { return w.members }

// told writes the changes that a sample orders, and carries them out.
func told(s *Scaler, r *membership.Roster, now sim.Time) string {
	var out []string
	for _, e := range s.Sample(r, func(int) int32 { return 1 }, now) {
		out = append(out, fmt.Sprint(e.Kind, " ", e.Invoker))
		r.Order(e)
		r.Take()
	}
	return strings.Join(out, ", ")
}

// Who joins and who drains? The highest index drains first. Who is still draining joins before
// those that are away, of which the lowest index is first; who is away by a failure never.
func TestWhoJoinsAndDrains(t *testing.T) {
	w := &wants{}
	p := &Policy{Min: 2, Max: 5, Initial: 3, Load: load.Linux, New: func() Controller { return w }}
	cfg := membership.Config{Orders: true, First: 3}
	r := membership.NewRoster(&cfg, 6, 1)
	s := New(p, []int{4, 4, 4, 4, 4, 4})
	for k, c := range []struct {
		members int
		want    string
		then    func()
	}{
		{3, "", nil},
		{4, "join 3", nil},
		{1, "drain 3, drain 2", func() { r.Emptied(2) }}, // 3 still has work; and 2 members are the least
		{3, "join 3", nil},
		{9, "join 2, join 4", nil}, // 5 members are the most
		{4, "drain 4", func() { r.Emptied(4) }},
		{5, "join 4", nil},
	} {
		w.members = c.members
		if got := told(s, r, sim.Time(k)*5*sim.Second); got != c.want {
			t.Errorf("step %d: for %d members %q, expected %q", k, c.members, got, c.want)
		}
		if c.then != nil {
			c.then()
		}
	}
	// failures: all three members crash some time, the scaler may have two more
	cfg = membership.Config{Orders: true, First: 3,
		Failures: membership.Failures{Between: time.Minute, Repair: 1000 * time.Hour}}
	r = membership.NewRoster(&cfg, 5, 1)
	s, w.members = New(p, []int{4, 4, 4, 4, 4}), 5
	for r.Members() > 0 {
		r.Take()
	}
	if got := told(s, r, 1e15); got != "join 3, join 4" {
		t.Errorf("after three failures %q, expected join 3, join 4", got)
	}
}

// Does a machine that comes in place of another begin with a load of 0?
func TestAnotherMachineBegins(t *testing.T) {
	w, busy := &wants{2}, int32(8)
	p := &Policy{Min: 1, Load: load.Linux, New: func() Controller { return w }}
	r := membership.NewRoster(&membership.Config{Orders: true}, 2, 1)
	s := New(p, []int{4, 4})
	sample := func() {
		for _, e := range s.Sample(r, func(i int) int32 { return busy * int32(i) }, 0) {
			r.Order(e)
			r.Take()
		}
	}
	sample()
	was := s.averages.Of(1)
	w.members, busy = 1, 0
	sample()
	r.Emptied(1)
	sample()
	if was == 0 || s.averages.Of(1) != 0 {
		t.Errorf("the average is %v, and after it was away %v", was.Float(), s.averages.Of(1).Float())
	}
}
