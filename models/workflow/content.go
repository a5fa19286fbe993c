package workflow

import (
	"math"

	"thaw/sim"
)

// content are the chunks of an input.
//
//	ln factor   ρ · that of the chunk before + √(1−ρ²) · draw, times σ, less σ²/2: its mean is 1
type content struct {
	in   *Input
	came int
	left int     // of a loop: out of the workflow
	walk float64 // of the chunk that came last, of variance 1
	draw sim.Stream
	of   uint64
}

// factor returns how much more than the mean chunk the next one is.
func (c *content) factor(chunk int) float64 {
	w := 1.0
	if c.in.Spread > 0 {
		z := sim.NormalQuantile(c.draw.Float(c.of, uint64(chunk)))
		if chunk == 1 {
			c.walk = z
		} else {
			rho := c.in.Correlation
			c.walk = rho*c.walk + math.Sqrt(1-rho*rho)*z
		}
		w = math.Exp(c.in.Spread*c.walk - c.in.Spread*c.in.Spread/2)
	}
	if chunk <= c.in.Quiet {
		w *= c.in.QuietBy
	}
	return w
}
