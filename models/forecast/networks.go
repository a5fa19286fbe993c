package forecast

import (
	"thaw/models/forecast/neural"
	"thaw/sim"
)

// networks are the layers of the recurrent predictor.
//
//	counts, clock ─▶ LSTM Units ─▶ LSTM 1 ─▶ rectified: one feature a minute ─┬─▶ in ─▶ middle ─▶ out: next count
//	                                           │ and the last counts           clock
//	                                           ▼
//	                          LSTM DecoderUnits ─▶ LSTM 1 ─▶ join 32 ─▶ next Outputs counts
type networks struct {
	window, outputs  int
	encode1, encode2 neural.LSTM
	decode1, decode2 neural.LSTM
	join, last       neural.Dense
	size             int

	in, middle, out neural.Dense
	headSize        int
}

// Sizes of layers in Aquatope's code that are no parameters here.
const (
	joinUnits   = 32
	inUnits     = 64
	middleUnits = 16
)

func newNetworks(r Recurrent) *networks {
	n := &networks{window: r.Window, outputs: r.Outputs}
	var l neural.Layout
	n.encode1 = neural.NewLSTM(&l, 1+external, r.Units)
	n.encode2 = neural.NewLSTM(&l, r.Units, 1)
	n.decode1 = neural.NewLSTM(&l, 1, r.DecoderUnits)
	n.decode2 = neural.NewLSTM(&l, r.DecoderUnits, 1)
	n.join = neural.NewDense(&l, r.Window+r.Outputs, joinUnits)
	n.last = neural.NewDense(&l, joinUnits, r.Outputs)
	n.size = l.Size()
	var h neural.Layout
	n.in = neural.NewDense(&h, r.Window+external, inUnits)
	n.middle = neural.NewDense(&h, inUnits, middleUnits)
	n.out = neural.NewDense(&h, middleUnits, 1)
	n.headSize = h.Size()
	return n
}

// headMasks is the size of the masks of a pass through the prediction network.
func (n *networks) headMasks() int { return inUnits + middleUnits }

// maskHead draws them. The first layer has two dropouts in a row, before and after its
// rectifier, which commute with it: their masks multiply.
func (n *networks) maskHead(mask []float64, p float64, s sim.Stream, entity uint64) {
	var again [inUnits]float64
	neural.Mask(mask, p, s, 2*entity)
	neural.Mask(again[:], p, s, 2*entity+1)
	for i, x := range again {
		mask[i] *= x
	}
}

// pass is the working memory of one sample's way through the networks.
type pass struct {
	input []float64 // of the encoder: window × (count and clock)

	tapes   [4]*neural.LSTMTape
	dropped [4][]float64 // outputs of LSTM layers, with the mask
	d       [4][]float64 // gradients of them
	masks   [4][]float64
	decoded []float64 // input of the decoder: features and the last counts
	joined  []float64
	output  []float64

	feature              []float64 // of the prediction network: rectified features and clock
	first, second, third []float64
	held, heldSecond     []float64
	mask                 []float64
	dFirst, dSecond      []float64
	dJoined, dFlat       []float64
	dOut                 []float64
}

func (n *networks) newPass() *pass {
	steps := n.window + n.outputs
	p := &pass{
		input:   make([]float64, n.window*(1+external)),
		decoded: make([]float64, steps),
		joined:  make([]float64, joinUnits), output: make([]float64, n.outputs),
		feature: make([]float64, n.window+external),
		first:   make([]float64, inUnits), second: make([]float64, middleUnits), third: make([]float64, 1),
		held: make([]float64, inUnits), heldSecond: make([]float64, middleUnits), mask: make([]float64, n.headMasks()),
		dFirst: make([]float64, inUnits), dSecond: make([]float64, middleUnits), dJoined: make([]float64, joinUnits),
		dFlat: make([]float64, steps), dOut: make([]float64, n.outputs),
	}
	for i, l := range []neural.LSTM{n.encode1, n.encode2, n.decode1, n.decode2} {
		length := n.window
		if i >= 2 {
			length = steps
		}
		p.tapes[i] = l.NewTape(length)
		p.dropped[i], p.d[i] = make([]float64, length*l.Hidden), make([]float64, length*l.Hidden)
		p.masks[i] = make([]float64, l.Hidden)
	}
	return p
}

// features returns the encoder's features, without dropout, and the clock of the
// minute to forecast.
func (p *pass) features(n *networks, weights, clock []float64) []float64 {
	out := n.encode1.Forward(weights, p.input, p.tapes[0])
	for i, x := range n.encode2.Forward(weights, out, p.tapes[1]) {
		p.feature[i] = max(0, x)
	}
	copy(p.feature[n.window:], clock)
	return p.feature
}

// rest runs the prediction network behind its first layer, with a mask.
func (p *pass) rest(n *networks, head, mask []float64) float64 {
	for i, x := range p.first {
		p.held[i] = max(0, x) * mask[i]
	}
	n.middle.Forward(head, p.held, p.second)
	for i, x := range p.second {
		p.heldSecond[i] = max(0, x) * mask[inUnits+i]
	}
	n.out.Forward(head, p.heldSecond, p.third)
	return p.third[0]
}

// drop multiplies the outputs of a layer by its mask, the same for all steps.
func drop(out, in, mask []float64) {
	for i, x := range in {
		out[i] = x * mask[i%len(mask)]
	}
}

// reconstruct runs encoder and decoder with the masks of the pass.
func (p *pass) reconstruct(n *networks, weights []float64) []float64 {
	drop(p.dropped[0], n.encode1.Forward(weights, p.input, p.tapes[0]), p.masks[0])
	drop(p.dropped[1], n.encode2.Forward(weights, p.dropped[0], p.tapes[1]), p.masks[1])
	for i, x := range p.dropped[1] {
		p.decoded[i] = max(0, x)
	}
	for i := range n.outputs {
		p.decoded[n.window+i] = p.input[(n.window-n.outputs+i)*(1+external)]
	}
	drop(p.dropped[2], n.decode1.Forward(weights, p.decoded, p.tapes[2]), p.masks[2])
	drop(p.dropped[3], n.decode2.Forward(weights, p.dropped[2], p.tapes[3]), p.masks[3])
	n.join.Forward(weights, p.dropped[3], p.joined)
	n.last.Forward(weights, p.joined, p.output)
	return p.output
}

// backReconstruct adds the gradients of the weights, given p.dOut.
func (p *pass) backReconstruct(n *networks, weights, grad []float64) {
	n.last.Backward(weights, grad, p.joined, p.dOut, p.dJoined)
	n.join.Backward(weights, grad, p.dropped[3], p.dJoined, p.d[3])
	drop(p.d[3], p.d[3], p.masks[3])
	n.decode2.Backward(weights, grad, p.tapes[3], p.d[3], p.d[2])
	drop(p.d[2], p.d[2], p.masks[2])
	n.decode1.Backward(weights, grad, p.tapes[2], p.d[2], p.dFlat)
	for i, x := range p.dropped[1] {
		p.d[1][i] = 0
		if x > 0 {
			p.d[1][i] = p.dFlat[i]
		}
	}
	drop(p.d[1], p.d[1], p.masks[1])
	n.encode2.Backward(weights, grad, p.tapes[1], p.d[1], p.d[0])
	drop(p.d[0], p.d[0], p.masks[0])
	n.encode1.Backward(weights, grad, p.tapes[0], p.d[0], nil)
}

// backHead adds the gradients of the prediction network, given that of its output, for
// the features and the mask of the pass.
func (p *pass) backHead(n *networks, head, grad []float64, feature []float64, dOut float64) {
	n.out.Backward(head, grad, p.heldSecond, []float64{dOut}, p.dSecond)
	for i, x := range p.second {
		p.dSecond[i] *= p.mask[inUnits+i]
		if x <= 0 {
			p.dSecond[i] = 0
		}
	}
	n.middle.Backward(head, grad, p.held, p.dSecond, p.dFirst)
	for i, x := range p.first {
		p.dFirst[i] *= p.mask[i]
		if x <= 0 {
			p.dFirst[i] = 0
		}
	}
	n.in.Backward(head, grad, feature, p.dFirst, nil)
}
