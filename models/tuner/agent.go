package tuner

import (
	"math"

	"thaw/models/forecast/neural"
	"thaw/sim"
)

// Constants of the agent (panda2024, faasched.py: ServerlessAgent).
const (
	Hidden       = 200
	LearningRate = 1e-4
	Discount     = 0.99
	Epsilon      = 0.1
)

// Agent is an advantage actor-critic: one network gives each action a probability, the
// other a state its value. All latency-sensitive functions share it.
//
//	state ─▶ 200 rectified ─▶ 12 actions, softmax      advantage = reward + γ·value(next) − value
//	state ─▶ 200 rectified ─▶ value                    actor: −log π·advantage   critic: advantage²
type Agent struct {
	layers  [4]neural.Dense // of the actor, then of the critic
	weights []float64
}

// network is a place to compute in.
type network struct {
	hidden, dhidden [Hidden]float64
	out, dout       [Actions]float64
	grad            []float64
}

// layout places the layers.
func layout() (layers [4]neural.Dense, size, critic int) {
	var n neural.Layout
	layers[0] = neural.NewDense(&n, States, Hidden)
	layers[1] = neural.NewDense(&n, Hidden, Actions)
	critic = n.Size()
	layers[2] = neural.NewDense(&n, States, Hidden)
	layers[3] = neural.NewDense(&n, Hidden, 1)
	return layers, n.Size(), critic
}

// NewAgent draws an agent that has learned nothing.
func NewAgent(seed uint64) *Agent {
	a := &Agent{}
	var size int
	a.layers, size, _ = layout()
	a.weights = make([]float64, size)
	for _, l := range a.layers {
		l.Init(a.weights, sim.NewStream(seed, "tuner/agent"))
	}
	return a
}

// forward runs two layers.
func (a *Agent) forward(first int, s *State, x *network, out []float64) {
	a.layers[first].Forward(a.weights, s[:], x.hidden[:])
	for i := range x.hidden {
		x.hidden[i] = math.Max(0, x.hidden[i])
	}
	a.layers[first+1].Forward(a.weights, x.hidden[:], out)
}

// policy returns the probabilities of the actions.
func (a *Agent) policy(s *State, x *network) []float64 {
	p := x.out[:]
	a.forward(0, s, x, p)
	most, sum := math.Inf(-1), 0.0
	for _, v := range p {
		most = math.Max(most, v)
	}
	for i := range p {
		p[i] = math.Exp(p[i] - most)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// value returns that of a state.
func (a *Agent) value(s *State, x *network) float64 {
	var out [1]float64
	a.forward(2, s, x, out[:])
	return out[0]
}

// best returns the most probable of the allowed actions.
func best(p []float64, allowed func(i int) bool) int {
	at := -1
	for i := range p {
		if allowed(i) && (at < 0 || p[i] > p[at]) {
			at = i
		}
	}
	return at
}

// learner trains an agent.
type learner struct {
	agent  *Agent
	net    network
	critic int // where its numbers begin
	adam   [2]*neural.Adam
}

func newLearner(a *Agent) *learner {
	l := &learner{agent: a}
	var size int
	_, size, l.critic = layout()
	l.net.grad = make([]float64, size)
	l.adam = [2]*neural.Adam{neural.NewAdam(l.critic, LearningRate), neural.NewAdam(size-l.critic, LearningRate)}
	return l
}

// learn takes a step of both networks: action i was taken in a state, brought a reward and
// led to the next one. It returns the advantage.
func (l *learner) learn(s *State, i int, reward float64, next *State) float64 {
	a, x := l.agent, &l.net
	advantage := reward + Discount*a.value(next, x) - a.value(s, x)
	clear(x.grad)
	l.backward(2, s, []float64{-2 * advantage}) // x.hidden is that of s
	p := a.policy(s, x)
	for k, v := range p {
		x.dout[k] = advantage * v // d(−log p[i]·A)/dz[k]
	}
	x.dout[i] -= advantage
	l.backward(0, s, x.dout[:])
	l.adam[0].Step(a.weights[:l.critic], x.grad[:l.critic])
	l.adam[1].Step(a.weights[l.critic:], x.grad[l.critic:])
	return advantage
}

// backward adds the gradients of two layers whose last forward is in the network.
func (l *learner) backward(first int, s *State, dout []float64) {
	a, x := l.agent, &l.net
	a.layers[first+1].Backward(a.weights, x.grad, x.hidden[:], dout, x.dhidden[:])
	for i, h := range x.hidden {
		if h == 0 {
			x.dhidden[i] = 0
		}
	}
	a.layers[first].Backward(a.weights, x.grad, s[:], x.dhidden[:], nil)
}
