package tuner

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// Trial is what is judged: a rule with fixed knobs, or an agent that turns them.
type Trial struct {
	Rule  Rule
	Knobs []Knobs // of a rule with knobs; nil: those that functions start with
	Agent *Agent  // nil: nobody turns knobs
}

// Latency is the comprehensive latency of a function: every component of it counts
// (panda2024, abstract).
type Latency struct {
	Function   string
	BestEffort bool
	Count      int
	Alone      float64 // mean work of its executions, s
	// of responses, s
	Mean, Median, P95, P99, Deviation float64
}

// Judgement is what a trial came to.
type Judgement struct {
	Latencies []Latency // by function
	Steps     []Step
	Reward    float64 // mean over windows
	Fair      float64 // share of the windows in which fairness held
	// gains, the work of all executions over their responses: the least best-effort
	// function's over the greatest's, and that of all functions
	EffortFairness, Fairness float64
	EffortGain               float64 // mean of best-effort functions
	Drained                  float64 // s after the last arrival
}

// Judge runs a trial for so many steps and lets what is left end, so that every
// invocation counts.
func Judge(ctx context.Context, n *Node, t Trial, load Load, p Pace, steps int) (*Judgement, error) {
	j := &Judgement{Latencies: make([]Latency, len(n.Functions))}
	responses := make([][]float64, len(n.Functions))
	works := make([]float64, len(n.Functions))
	done := func(fn int, arrived, now sim.Time, work time.Duration) {
		responses[fn] = append(responses[fn], now.Sub(arrived).Seconds())
		works[fn] += work.Seconds()
	}
	take := func(s Step) { j.Steps = append(j.Steps, s) }
	sensitive := n.sensitive()
	r, err := n.Start(t.Rule, load, t.Knobs)
	if err != nil {
		return nil, err
	}
	r.done = done
	if t.Agent != nil {
		s := &session{node: n, sensitive: sensitive, agent: t.Agent}
		s.begin()
		err = s.steer(ctx, r, p, steps, take)
	} else {
		err = r.steps(ctx, p, steps, sensitive, func(s Step, _ score) error {
			take(s)
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	r.metered = false
	from := r.now
	j.Drained = r.Drain().Sub(from).Seconds()
	j.sum(n, responses, works)
	return j, nil
}

// sum computes all values.
func (j *Judgement) sum(n *Node, responses [][]float64, works []float64) {
	windows := 0.0
	for _, s := range j.Steps {
		if s.Scored {
			windows++
			j.Reward += s.Reward
			if s.Fairness > leastFairness {
				j.Fair++
			}
		}
	}
	if windows > 0 {
		j.Reward, j.Fair = j.Reward/windows, j.Fair/windows
	}
	least, most, leastEffort, mostEffort, efforts := 1.0, 0.0, 1.0, 0.0, 0.0
	for i := range n.Functions {
		f := &n.Functions[i]
		j.Latencies[i] = comprehensive(responses[i], works[i])
		l := &j.Latencies[i]
		l.Function, l.BestEffort = f.Name, f.BestEffort
		if l.Count == 0 {
			continue
		}
		gain := l.Alone / l.Mean
		least, most = min(least, gain), max(most, gain)
		if f.BestEffort {
			leastEffort, mostEffort = min(leastEffort, gain), max(mostEffort, gain)
			j.EffortGain += gain
			efforts++
		}
	}
	if most > 0 {
		j.Fairness = least / most
	}
	if mostEffort > 0 {
		j.EffortFairness, j.EffortGain = leastEffort/mostEffort, j.EffortGain/efforts
	}
}

// comprehensive returns the components of some responses, which it sorts.
func comprehensive(responses []float64, work float64) Latency {
	n := float64(len(responses))
	l := Latency{Count: len(responses)}
	if l.Count == 0 {
		return l
	}
	slices.Sort(responses)
	for _, x := range responses {
		l.Mean += x / n
	}
	for _, x := range responses {
		l.Deviation += (x - l.Mean) * (x - l.Mean) / n
	}
	l.Deviation = math.Sqrt(l.Deviation)
	l.Alone = work / n
	l.Median, l.P95, l.P99 = quantile(responses, 0.5), quantile(responses, 0.95), quantile(responses, 0.99)
	return l
}

// quantile returns the least value that so much of the sorted list does not exceed.
func quantile(sorted []float64, q float64) float64 {
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// Limits are what the components of comprehensive latency may be, in multiples of the
// mean work of a function; 0: no limit.
type Limits struct{ Mean, Median, P95, P99, Deviation float64 }

// Components is how many there are.
const Components = 5

// Parts returns the components of a latency in multiples of the mean work.
func (l *Latency) Parts() [Components]float64 {
	return [Components]float64{l.Mean / l.Alone, l.Median / l.Alone, l.P95 / l.Alone, l.P99 / l.Alone,
		l.Deviation / l.Alone}
}

// Within reports which components keep their limits.
func (m *Limits) Within(l *Latency) (kept [Components]bool) {
	limits := [Components]float64{m.Mean, m.Median, m.P95, m.P99, m.Deviation}
	for i, x := range l.Parts() {
		kept[i] = limits[i] == 0 || x <= limits[i]
	}
	return kept
}

// Check returns what is wrong with the limits, all of it.
func (m *Limits) Check() []error {
	var errs []error
	for i, x := range []float64{m.Mean, m.Median, m.P95, m.P99, m.Deviation} {
		if !(x >= 0 && x <= 1e6) {
			errs = append(errs, fmt.Errorf("limit of the %s is %v, expected 0 (none) to 1000000 times the work alone",
				[]string{"mean", "median", "95th percentile", "99th percentile", "deviation"}[i], x))
		}
	}
	return errs
}
