package synthetic

import (
	"math"
	"math/bits"
	"time"

	"gonum.org/v1/gonum/mathext"
)

// mathTables holds the tables behind the generator's inverse transforms.
type mathTables struct {
	// normal quantiles: octaves of the tail probability from 1/2 downwards, 64
	// cells each, one value more at the end
	z [tailOctaves*64 + 1]float64
	// powers of two: 2^(i/256)
	pow [256]float64
}

// Tails beyond 2^-41, one draw in 10^12, are cut off at 7.0 sigma.
const tailOctaves = 40

func newMathTables() *mathTables {
	m := &mathTables{}
	for i := range m.z {
		// cell i begins at tail probability 2^-(2+octave)·(1 + cell/64)
		p := math.Ldexp(1+float64(i%64)/64, -(tailOctaves + 1 - i/64))
		m.z[i] = mathext.NormalQuantile(min(p, 0.5))
	}
	for i := range m.pow {
		m.pow[i] = math.Exp2(float64(i) / 256)
	}
	return m
}

// normal returns the standard normal quantile at the 64 random bits of u: the
// first is the sign, the others the probability of the tail.
func (m *mathTables) normal(u uint64) float64 {
	tail := u<<1 | 1
	lz := uint(bits.LeadingZeros64(tail))
	if lz >= tailOctaves {
		lz, tail = tailOctaves-1, 1<<(64-tailOctaves)
	}
	norm := tail << lz // top bit set
	cell := (tailOctaves-1-lz)*64 + uint(norm>>57&63)
	frac := float64(norm<<7>>11) * (1.0 / (1 << 53))
	lo := m.z[cell]
	z := lo + float64(frac*(m.z[cell+1]-lo))
	if u>>63 != 0 {
		return -z
	}
	return z
}

// exp2 returns 2^x for x in [0, 62], to a relative error of 4e-9.
func (m *mathTables) exp2(x float64) float64 {
	i := int64(x * 256)
	r := (x - float64(float64(i)/256)) * math.Ln2
	p := 1 + float64(r*(1+float64(0.5*r)))
	return m.pow[i&255] * p * float64(int64(1)<<(uint64(i)>>8&63))
}

// logNormal returns the duration whose log2 in nanoseconds is normal.
func (m *mathTables) logNormal(mean, sigma float64, u uint64) time.Duration {
	x := mean + float64(sigma*m.normal(u))
	return time.Duration(m.exp2(min(max(x, 0), 60)))
}

// poisson returns a Poisson count made of the uniform u: by inversion up to a
// mean of 64, where counts fall as u rises, and beyond it by the normal quantile
// with the first correction for skewness.
func (m *mathTables) poisson(mean, u float64) int {
	if mean > 64 {
		z := m.normal(uint64(u*(1<<53)) << 11)
		z = float64(math.Sqrt(mean)*z) + (float64(z*z)-1)/6
		return max(0, int(mean+z+0.5))
	}
	n, p := 0, math.Exp(-mean)
	above := 1 - p // probability of more than n
	for u < above && (float64(n) < mean || p > 1e-17) {
		n++
		p *= mean / float64(n)
		above -= p
	}
	return n
}

// unit returns the uniform in [0, 1) of random bits.
func unit(h uint64) float64 { return float64(h>>11) * (1.0 / (1 << 53)) }
