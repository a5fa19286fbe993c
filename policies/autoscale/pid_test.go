package autoscale

import (
	"fmt"
	"math"
	"testing"
	"time"

	"thaw/models/autoscale"
	"thaw/models/load"
	"thaw/models/membership"
	"thaw/policies"
	"thaw/sim"
)

// plant is a platform whose work is always spread evenly over its members.
type plant struct {
	scaler  *autoscale.Scaler
	roster  *membership.Roster
	members []int // after each sample
	changes []sim.Time
	now     sim.Time
}

const cores = 10

func newPlant(t *testing.T, invokers int, args string) *plant {
	t.Helper()
	e, err := PID.Parse(args)
	if err != nil {
		t.Fatal(err)
	}
	if errs := e.Policy.Check(invokers); errs != nil {
		t.Fatal(errs)
	}
	each := make([]int, invokers)
	for i := range each {
		each[i] = cores
	}
	c := membership.Config{Orders: true}
	_, _, c.First = e.Policy.Limits(invokers)
	return &plant{scaler: autoscale.New(&e.Policy, each), roster: membership.NewRoster(&c, invokers, 1)}
}

// run lets so many executions run for some time. Those of members that leave go on elsewhere.
func (p *plant) run(executions int, d time.Duration) {
	for end := p.now.Add(d); p.now < end; {
		p.now = p.now.Add(p.scaler.Period())
		m, given := p.roster.Members(), 0
		share := map[int]int32{}
		for k := range m {
			part := executions*(k+1)/m - given
			given += part
			share[int(p.roster.Nth(k))] = int32(part)
		}
		for _, e := range p.scaler.Sample(p.roster, func(i int) int32 { return share[i] }, p.now) {
			p.roster.Order(e)
			at := p.roster.Next()
			if i, change := p.roster.Take(); at != p.now || change == membership.Nothing {
				panic(fmt.Sprintf("invoker %d at %v: %v", i, at, change))
			}
			if e.Kind == membership.Drain {
				p.roster.Emptied(e.Invoker)
			}
		}
		if len(p.members) > 0 && p.roster.Members() != p.members[len(p.members)-1] {
			p.changes = append(p.changes, p.now)
		}
		p.members = append(p.members, p.roster.Members())
	}
}

// Does the number of members follow a step of the load to a number whose load is in the band
// around the target, up and down, and does it stay there?
func TestStepsConverge(t *testing.T) {
	p := newPlant(t, 100, "initial=10")
	p.run(70, 20*time.Minute) // 10 × 10 × 0.7: nothing to do
	if len(p.changes) != 0 {
		t.Errorf("at the target it changed at %v", p.changes)
	}
	for _, executions := range []int{280, 600, 140, 35, 35, 560} {
		p.run(executions, 2*time.Hour)
		before := len(p.changes)
		p.run(executions, 2*time.Hour)
		mean := float64(executions) / float64(cores*p.roster.Members())
		if mean < 0.7*0.8-1e-9 || mean > 0.7*1.2+1e-9 {
			t.Errorf("%d executions end with %d members, a mean load of %.3f", executions, p.roster.Members(), mean)
		}
		if len(p.changes) != before {
			t.Errorf("%d executions: %d changes in the third and fourth hour", executions, len(p.changes)-before)
		}
	}
	if n := len(p.changes); n > 25 {
		t.Errorf("five steps took %d changes", n)
	}
	for k := 1; k < len(p.changes); k++ {
		if gap := p.changes[k].Sub(p.changes[k-1]); gap < 5*time.Minute {
			t.Errorf("change %d comes %v after another one, within the dead time", k, gap)
		}
	}
}

// Is the first change, with kp alone, the number that has the target at the load as it is known
// then?
func TestProportionalPart(t *testing.T) {
	p := newPlant(t, 100, "initial=10,ki=0,kd=0")
	p.run(200, time.Hour)
	first := p.changes[0]
	average := load.New(1, load.Linux)
	for at := sim.Time(0); at < first; at = at.Add(5 * time.Second) {
		average.Update(0, 20)
	}
	known := average.Of(0).Float() / cores
	was := p.members[first/sim.Time(5*time.Second)-1]
	if want := int(math.Ceil(10 * known / 0.7)); was != want || known <= 0.84 {
		t.Errorf("at a known load of %.3f it asks for %d members, expected %d", known, was, want)
	}
	// the sample before was not above the band: 20 × (1 − e^(−t/60)) > 8.4 from 32.7 s on
	if first != sim.Time(35*time.Second) {
		t.Errorf("it acts at %v, expected the first sample after 32.7 s", first.Seconds())
	}
}

// What do the rules say of loads of the members?
func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		name, args string
		loads      []float64
		want       int
	}{
		{"in the band", "", []float64{0.7, 0.75, 0.8, 0.6}, 4},
		{"one of four is overloaded: a quarter is not half", "", []float64{3, 0.7, 0.7, 0.7}, 4},
		{"two of four are", "kd=0,ki=0", []float64{1.4, 1.4, 0.7, 0.7}, 6},
		{"all are, and the most is six", "kd=0,ki=0,max=6", []float64{1.4, 1.4, 1.4, 1.4}, 6},
		{"half are below the band", "kd=0,ki=0", []float64{0.1, 0.1, 0.6, 0.6}, 2},
		{"all are, and the least is three", "kd=0,ki=0,min=3", []float64{0.1, 0.1, 0.1, 0.1}, 3},
		{"half are above, half below: the mean decides", "kd=0,ki=0", []float64{0.9, 0.9, 0.1, 0.1}, 3},
		{"a gain of two", "kp=2,kd=0,ki=0", []float64{1.05, 1.05}, 4},
		{"nothing runs", "", []float64{0, 0, 0}, 1},
		{"fewer than the least, by failures", "min=2", nil, 2},
	} {
		e, err := PID.Parse(c.args)
		if err != nil {
			t.Fatal(err)
		}
		least, most, _ := e.Policy.Limits(8)
		if got := e.Policy.New().Decide(c.loads, least, most, 600*sim.Second); got != c.want {
			t.Errorf("%s: %v asks for %d members, expected %d", c.name, c.loads, got, c.want)
		}
	}
}

// Is a load average that has only begun taken for a lack of load? Not by those who drain; who is
// overloaded by then is.
func TestBeginOfARun(t *testing.T) {
	e, err := PID.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	c := e.Policy.New()
	for now := sim.Time(0); now < 300*sim.Second; now += 5 * sim.Second {
		if got := c.Decide([]float64{0, 0, 0}, 1, 8, now); got != 3 {
			t.Fatalf("at %v it asks for %d members", now.Seconds(), got)
		}
	}
	if got := c.Decide([]float64{0, 0, 0}, 1, 8, 300*sim.Second); got != 1 {
		t.Errorf("at 5 min it asks for %d members", got)
	}
	if got := e.Policy.New().Decide([]float64{3}, 1, 8, 5*sim.Second); got != 5 {
		t.Errorf("overloaded at once, it asks for %d members, expected 5", got)
	}
}

// Does the integral part remove what the others leave, and the derivative part what is to come?
func TestIntegralAndDerivative(t *testing.T) {
	decide := func(args string, loads ...float64) (asked []int) {
		e, err := PID.Parse("band=0.01,dead=1m," + args)
		if err != nil {
			t.Fatal(err)
		}
		c := e.Policy.New()
		for k, l := range loads {
			asked = append(asked, c.Decide([]float64{l, l, l, l}, 1, 100, sim.Time(k)*5*sim.Second))
		}
		return asked
	}
	// e = 0.02: 4 × 1.02 is 5 at once with kp; by the integral alone, of gain 10, 4·(10·k·0.02·5/60)
	if got := decide("kp=0,ki=10,kd=0", 0.714, 0.714, 0.714); got[0] != 5 {
		t.Errorf("with ki alone it asks for %v", got)
	}
	// a load that rises by 0.07 a sample will rise by 12 times that in a window: 1.2 × the target
	if got := decide("kp=0,ki=0,kd=1", 0.70, 0.77); got[0] != 4 || got[1] != 9 {
		t.Errorf("with kd alone it asks for %v, expected 4 and then 4 × (1 + 1.2)", got)
	}
}

// Which limits are refused, and with which words?
func TestLimits(t *testing.T) {
	for args, want := range map[string]string{
		"":                "[]",
		"max=9":           "[autoscale has at most 9 members, expected no more than the 8 invokers]",
		"min=5,max=4":     "[autoscale has at least 5 members, expected 1 to the most, 4]",
		"min=20":          "[autoscale has at least 20 members, expected 1 to the 8 invokers]",
		"max=9,min=10":    "[autoscale has at most 9 members, expected no more than the 8 invokers autoscale has at least 10 members, expected 1 to the most, 9]",
		"initial=7,max=6": "[autoscale begins with 7 members, expected 1 to 6]",
		"min=2,initial=1": "[autoscale begins with 1 members, expected 2 to 8]",
		"min=3,max=3":     "[]",
		"min=2,initial=2": "[]",
	} {
		e, err := PID.Parse(args)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(e.Policy.Check(8)); got != want {
			t.Errorf("%s: got %s, expected %s", args, got, want)
		}
	}
	_, err := policies.Parse([]policies.Entry[autoscale.Policy]{PID}, "pdi")
	if err == nil || err.Error() != `unknown policy "pdi" (did you mean "pid"?)` {
		t.Errorf("got %v", err)
	}
}
