package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Dist is a distribution of durations that is sampled by inverse transform:
// one uniform, one draw, so that a draw never shifts the ones after it. A Dist
// is a value; the zero Dist is constant zero. What it yields lies in
// [0, MaxDraw] and is rounded to the nanosecond.
type Dist struct {
	kind  distKind
	a, b  float64 // the parameters as they were given: nanoseconds, or a shape
	mu, s float64 // lognormal: of the logarithm; weibull: scale and 1/shape
	table *quantileTable
}

// MaxDraw bounds every draw (some 834 days), so that an instant of a run plus
// a handful of draws cannot overflow Time.
const MaxDraw = time.Duration(1 << 56)

type distKind uint8

const (
	constant      distKind = iota // a: the value
	uniform                       // a, b: least and greatest
	exponential                   // a: mean
	logNormal                     // a: median, b: sigma of the logarithm
	logNormalMean                 // a: mean, b: standard deviation
	weibull                       // a: scale, b: shape
	quantiles                     // table
)

// Const returns the distribution that always yields d.
func Const(d time.Duration) Dist { return Dist{kind: constant, a: float64(clampDraw(float64(d)))} }

// Uniform returns the uniform distribution on [lo, hi].
func Uniform(lo, hi time.Duration) Dist { return Dist{kind: uniform, a: float64(lo), b: float64(hi)} }

// Exponential returns the exponential distribution with the given mean.
func Exponential(mean time.Duration) Dist { return Dist{kind: exponential, a: float64(mean)} }

// LogNormal returns the log-normal distribution with the given median, whose
// logarithm has standard deviation sigma.
func LogNormal(median time.Duration, sigma float64) Dist {
	return Dist{kind: logNormal, a: float64(median), b: sigma, mu: math.Log(float64(median)), s: sigma}
}

// LogNormalMean returns the log-normal distribution with the given mean and
// standard deviation.
func LogNormalMean(mean, stddev time.Duration) Dist {
	cv := float64(stddev) / float64(mean)
	if mean <= 0 {
		cv = 0
	}
	v := math.Log1p(cv * cv)
	return Dist{kind: logNormalMean, a: float64(mean), b: float64(stddev),
		mu: math.Log(float64(mean)) - v/2, s: math.Sqrt(v)}
}

// Weibull returns the Weibull distribution: shape 1 is exponential, less is
// heavier in the tail.
func Weibull(scale time.Duration, shape float64) Dist {
	return Dist{kind: weibull, a: float64(scale), b: shape, mu: float64(scale), s: 1 / shape}
}

// QuantilePoint says that a share P of all draws is at most Value.
type QuantilePoint struct {
	P     float64
	Value time.Duration
}

type quantileTable struct {
	points []QuantilePoint
	guide  [65]uint16 // guide[i]: the first point with P ≥ i/64, at least 1
}

// Quantiles returns the distribution whose quantile function is linear between
// the points and constant outside them. P must rise within [0, 1] and Value must
// not fall or be negative.
func Quantiles(points ...QuantilePoint) (Dist, error) {
	if len(points) == 0 || len(points) > math.MaxUint16 {
		return Dist{}, fmt.Errorf("quantiles: %d points, want 1 to %d", len(points), math.MaxUint16)
	}
	var errs []error
	for i, p := range points {
		if !(p.P >= 0 && p.P <= 1) {
			errs = append(errs, fmt.Errorf("quantiles: point %d: probability %v, want 0 to 1", i+1, p.P))
		}
		if p.Value < 0 {
			errs = append(errs, fmt.Errorf("quantiles: point %d: value %v is negative", i+1, p.Value))
		}
		if i > 0 && p.P <= points[i-1].P {
			errs = append(errs,
				fmt.Errorf("quantiles: point %d: probability %v does not come after %v", i+1, p.P, points[i-1].P))
		}
		if i > 0 && p.Value < points[i-1].Value {
			errs = append(errs,
				fmt.Errorf("quantiles: point %d: value %v is less than %v before it", i+1, p.Value, points[i-1].Value))
		}
	}
	if len(errs) > 0 {
		return Dist{}, errors.Join(errs...)
	}
	t := &quantileTable{points: slices.Clone(points)}
	for i := range t.guide {
		k := 1
		for k < len(points) && points[k].P < float64(i)/64 {
			k++
		}
		t.guide[i] = uint16(k)
	}
	return Dist{kind: quantiles, table: t}, nil
}

// IsConst reports whether every draw is the same.
func (d Dist) IsConst() bool { return d.kind == constant }

// Draw returns the draw of (entity, index) from the stream.
func (d Dist) Draw(s Stream, entity, index uint64) time.Duration {
	if d.kind == constant {
		return time.Duration(d.a)
	}
	return d.Quantile(s.Float(entity, index))
}

// Quantile returns the value at u, in (0, 1): a share u of all draws is at most
// that.
func (d Dist) Quantile(u float64) time.Duration {
	switch d.kind {
	case uniform:
		return clampDraw(d.a + u*(d.b-d.a))
	case exponential:
		return clampDraw(-d.a * math.Log(1-u)) // 1-u is exact for every u of a Stream
	case logNormal, logNormalMean:
		if d.s == 0 {
			return clampDraw(d.a)
		}
		return clampDraw(math.Exp(d.mu + d.s*NormalQuantile(u)))
	case weibull:
		return clampDraw(d.mu * math.Exp(d.s*math.Log(-math.Log(1-u))))
	case quantiles:
		return d.table.at(u)
	}
	return time.Duration(d.a)
}

func (t *quantileTable) at(u float64) time.Duration {
	k := 1
	if u > 0 {
		k = int(t.guide[min(int(min(u, 1)*64), 64)])
	}
	for k < len(t.points) && t.points[k].P < u {
		k++
	}
	p := t.points[k-1]
	if k == len(t.points) || u <= p.P {
		return clampDraw(float64(p.Value))
	}
	next := t.points[k]
	share := (u - p.P) / (next.P - p.P)
	return clampDraw(float64(p.Value) + share*float64(next.Value-p.Value))
}

// Mean returns the mean of the distribution, as if draws were neither rounded
// nor bounded.
func (d Dist) Mean() time.Duration {
	switch d.kind {
	case uniform:
		return clampDraw((d.a + d.b) / 2)
	case logNormal:
		return clampDraw(math.Exp(d.mu + d.s*d.s/2))
	case weibull:
		return clampDraw(d.mu * math.Gamma(1+d.s))
	case quantiles:
		points := d.table.points
		last := points[len(points)-1]
		sum := points[0].P*float64(points[0].Value) + (1-last.P)*float64(last.Value)
		for i, p := range points[1:] {
			sum += (p.P - points[i].P) * (float64(p.Value) + float64(points[i].Value)) / 2
		}
		return clampDraw(sum)
	}
	return clampDraw(d.a) // the others carry their mean in a
}

// Scaled returns the distribution of by times what d yields, rounded to the nanosecond
// where a parameter is a time.
func (d Dist) Scaled(by float64) Dist {
	times := func(x float64) time.Duration { return clampDraw(by * x) }
	switch d.kind {
	case uniform:
		return Uniform(times(d.a), times(d.b))
	case exponential:
		return Exponential(times(d.a))
	case logNormal:
		return LogNormal(times(d.a), d.b)
	case logNormalMean:
		return LogNormalMean(times(d.a), times(d.b))
	case weibull:
		return Weibull(times(d.a), d.b)
	case quantiles:
		points := slices.Clone(d.table.points)
		for i := range points {
			points[i].Value = times(float64(points[i].Value))
		}
		return Dist{kind: quantiles, table: &quantileTable{points: points, guide: d.table.guide}}
	}
	return Const(times(d.a))
}

// clampDraw rounds x to a duration in [0, MaxDraw]; not-a-number is zero.
func clampDraw(x float64) time.Duration {
	if !(x > 0) {
		return 0
	}
	if x >= float64(MaxDraw) {
		return MaxDraw
	}
	return time.Duration(x + 0.5)
}
