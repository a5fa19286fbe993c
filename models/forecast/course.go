package forecast

import (
	"context"
	"sync"

	"gonum.org/v1/gonum/floats"

	"thaw/models/forecast/neural"
	"thaw/sim"
)

// course is the training of a recurrent predictor.
type course struct {
	*recurrentModel
	first  int         // minute of the series' first value
	learn  int         // values of each that are learned from; the rest measure the noise
	series [][]float64 // standardised
	jobs   int
	seed   uint64
}

// shards is the number of parts of a batch. Gradients are summed part by part in their
// order, so that the sum does not depend on the number of goroutines.
const shards = 8

// shard is the working memory of one part of a batch.
type shard struct {
	pass *pass
	grad []float64
}

func (c *course) newShards(size int) []shard {
	out := make([]shard, shards)
	for i := range out {
		out[i] = shard{c.net.newPass(), make([]float64, size)}
	}
	return out
}

// window is a place in a series: the minutes from start on.
type window struct{ fn, start int }

// drawWindow draws a window of span values among those that are learned from.
func (c *course) drawWindow(s sim.Stream, epoch, i, span int) window {
	fn := s.IntN(uint64(epoch), uint64(2*i), len(c.series))
	return window{fn, s.IntN(uint64(epoch), uint64(2*i+1), c.learn-span+1)}
}

// load puts a window into a pass.
func (c *course) load(p *pass, w window) {
	for i := range c.Window {
		p.input[i*(1+external)] = c.series[w.fn][w.start+i]
		copy(p.input[i*(1+external)+1:(i+1)*(1+external)], c.hour(c.first+w.start+i))
	}
}

// batches runs the batches of an epoch: each sample of a batch adds to the gradient of
// its shard, and Adam takes their sum.
func (c *course) batches(
	all []shard, samples int, weights []float64, adam *neural.Adam, sample func(s *shard, i, inBatch int),
) {
	for begin := 0; begin < samples; begin += c.Batch {
		end := min(begin+c.Batch, samples)
		c.share(len(all), func(k int) {
			clear(all[k].grad)
			for i := begin + k; i < end; i += len(all) {
				sample(&all[k], i, end-begin)
			}
		})
		for k := 1; k < len(all); k++ {
			floats.Add(all[0].grad, all[k].grad)
		}
		adam.Step(weights, all[0].grad)
	}
}

// share calls do for 0 to n−1, jobs at a time.
func (c *course) share(n int, do func(k int)) {
	if c.jobs == 1 {
		for k := range n {
			do(k)
		}
		return
	}
	var group sync.WaitGroup
	for j := range min(c.jobs, n) {
		group.Go(func() {
			for k := j; k < n; k += c.jobs {
				do(k)
			}
		})
	}
	group.Wait()
}

// trainEncoder trains encoder and decoder to continue windows.
func (c *course) trainEncoder(ctx context.Context) error {
	n := c.net
	c.weights = make([]float64, n.size)
	initial := sim.NewStream(c.seed, "forecast: initial weights")
	for _, l := range []neural.LSTM{n.encode1, n.encode2, n.decode1, n.decode2} {
		l.Init(c.weights, initial)
	}
	n.join.Init(c.weights, initial)
	n.last.Init(c.weights, initial)
	windows := sim.NewStream(c.seed, "forecast: windows of the encoder")
	masks := sim.NewStream(c.seed, "forecast: dropout of the encoder")
	adam, all := neural.NewAdam(n.size, c.Rate), c.newShards(n.size)
	for epoch := range c.Epochs {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.batches(all, c.Windows, c.weights, adam, func(s *shard, i, inBatch int) {
			w := c.drawWindow(windows, epoch, i, c.Window+c.Outputs)
			c.load(s.pass, w)
			for l := range s.pass.masks {
				neural.Mask(s.pass.masks[l], c.Dropout, masks, uint64((epoch*c.Windows+i)*4+l))
			}
			out := s.pass.reconstruct(n, c.weights)
			x := c.series[w.fn][w.start:]
			for k, y := range out {
				s.pass.dOut[k] = 2 * (y - (x[c.Window+k] - x[0])) / float64(len(out)*inBatch)
			}
			s.pass.backReconstruct(n, c.weights, s.grad)
		})
	}
	return nil
}

// headWindows is the number of windows, in those of an epoch, whose features the
// prediction network learns from: the encoder stays as it is, so they are computed once.
const headWindows = 16

// trainHead trains the prediction network on the features of the trained encoder.
func (c *course) trainHead(ctx context.Context) error {
	n := c.net
	c.head = make([]float64, n.headSize)
	initial := sim.NewStream(c.seed, "forecast: initial weights of the prediction network")
	n.in.Init(c.head, initial)
	n.middle.Init(c.head, initial)
	n.out.Init(c.head, initial)
	all := c.newShards(n.headSize)
	width, count := n.window+external, headWindows*c.Windows
	features, targets := make([]float64, width*count), make([]float64, count)
	windows := sim.NewStream(c.seed, "forecast: windows of the prediction network")
	c.share(len(all), func(k int) {
		for i := k; i < count && ctx.Err() == nil; i += len(all) {
			w := c.drawWindow(windows, 0, i, c.Window+c.ahead)
			p, end := all[k].pass, w.start+c.Window+c.ahead-1
			c.load(p, w)
			copy(features[i*width:], p.features(n, c.weights, c.hour(c.first+end)))
			targets[i] = c.series[w.fn][end] - c.series[w.fn][w.start]
		}
	})
	order := sim.NewStream(c.seed, "forecast: samples of the prediction network")
	masks := sim.NewStream(c.seed, "forecast: dropout of the prediction network")
	adam := neural.NewAdam(n.headSize, c.HeadRate)
	for epoch := range c.Epochs {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.batches(all, count, c.head, adam, func(s *shard, i, inBatch int) {
			at := order.IntN(uint64(epoch), uint64(i), count)
			feature := features[at*width : (at+1)*width]
			n.maskHead(s.pass.mask, c.HeadDropout, masks, uint64(epoch*count+i))
			n.in.Forward(c.head, feature, s.pass.first)
			y := s.pass.rest(n, c.head, s.pass.mask)
			s.pass.backHead(n, c.head, s.grad, feature, 2*(y-targets[at])/float64(inBatch))
		})
	}
	return nil
}

// noiseWindows is the number of windows of each function from which its noise is measured.
const noiseWindows = 64

// measureNoise takes the mean square of the errors on the rest of the training window
// for the variance that is in the counts themselves.
func (c *course) measureNoise(ctx context.Context) error {
	s := sim.NewStream(c.seed, "forecast: windows of the noise")
	c.share(len(c.series), func(fn int) {
		if ctx.Err() != nil {
			return
		}
		p := c.net.newPass()
		for i := range noiseWindows {
			starts := len(c.series[fn]) - c.learn - c.Window - c.ahead + 1
			w := window{fn, c.learn + s.IntN(uint64(fn), uint64(i), starts)}
			end := w.start + c.Window + c.ahead - 1
			c.load(p, w)
			mean, _ := c.forecast(p, c.hour(c.first+end))
			e := c.series[fn][end] - mean
			c.noise[fn] += e * e / noiseWindows
		}
	})
	return ctx.Err()
}
