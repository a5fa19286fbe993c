package tuner

import "slices"

// States is how many numbers a state has.
const States = 13

// StateNames names the numbers of a state, in the order of the released code.
func StateNames() []string {
	return []string{"wait", "switches", "l1d", "l2", "ipc", "containers", "priority", "cores", "lower", "higher",
		"cores of others", "locks", "fairness"}
}

// State is what the agent sees of a function.
type State [States]float64

// Scales of the state (panda2024, faasched.py: get_state and get_others).
const (
	mostSwitches   = 100 // involuntary switches of an execution
	mostContainers = 7
	othersScale    = 10 // of functions with lower and with higher priority
)

// score is what a window was worth.
type score struct {
	fair float64   // least gain of a function over the greatest
	gain []float64 // by function: work over response of what ended; 0: nothing ended
}

// scored returns the score of the window.
func (r *Run) scored() score {
	s := score{gain: make([]float64, len(r.meters))}
	least, most := 1.0, 0.0
	for i := range r.meters {
		if m := &r.meters[i]; m.ended > 0 {
			s.gain[i] = m.work / m.responses
			least, most = min(least, s.gain[i]), max(most, s.gain[i])
		}
	}
	if most > 0 {
		s.fair = least / most
	}
	return s
}

// Thresholds of the reward (panda2024, faasched.py: tau, and the comment on performance).
const (
	leastFairness    = 0.5
	leastPerformance = 0.5
)

// reward is that of a latency-sensitive function; ok is false where none of its
// executions ended. All such functions must perform, and fairness must hold.
func (s *score) reward(fn int, sensitive []int) (reward float64, ok bool) {
	if s.gain[fn] == 0 {
		return 0, false
	}
	slow := func(i int) bool { return s.gain[i] != 0 && s.gain[i] < leastPerformance }
	if s.fair <= leastFairness || slices.ContainsFunc(sensitive, slow) {
		return -1, true
	}
	return s.fair + s.gain[fn], true
}

// mean returns the mean reward of the functions, and how many have one.
func (s *score) mean(sensitive []int) (reward float64, n int) {
	for _, fn := range sensitive {
		if r, ok := s.reward(fn, sensitive); ok {
			reward += r
			n++
		}
	}
	if n > 0 {
		reward /= float64(n)
	}
	return reward, n
}

// state returns what the agent sees of the i-th latency-sensitive function.
func (r *Run) state(i int, sensitive []int, knobs []Knobs, fair float64) State {
	fn := sensitive[i]
	m, k := &r.meters[fn], knobs[i]
	var s State
	if m.ended > 0 && m.done > 0 && r.meter.time > 0 {
		s[0] = m.wait / m.done
		s[1] = m.switches / float64(m.ended) / mostSwitches
		s[2] = r.meter.load / r.meter.time
		s[3] = r.meter.slow / r.meter.time
		s[4] = m.done / m.busy
		s[5] = float64(m.containers-1) / (mostContainers - 1)
	}
	s[6] = float64(k.Priority-LeastPriority) / (MostPriority - LeastPriority)
	if k.Cores != Unpinned {
		s[7] = float64(k.Cores) / MostCores
	}
	for j, o := range knobs {
		if o.Priority <= k.Priority { // of itself, too
			s[8] += 1.0 / othersScale
		} else {
			s[9] += 1.0 / othersScale
		}
		if j != i && o.Cores != Unpinned {
			s[10] += float64(o.Cores) / MostCores
		}
	}
	if r.node.Functions[fn].Locks {
		s[11] = 1
	}
	s[12] = fair
	return s
}
