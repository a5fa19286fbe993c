package sim

import (
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestNormalQuantileAgreesWithGonum(t *testing.T) {
	for e := -52.0; e < 0; e += 0.01 {
		u := math.Exp2(e)
		for _, u := range []float64{u, 1 - u} {
			if u <= 0 || u >= 1 {
				continue
			}
			// gonum's quantile loses digits in the lower tail, where it
			// subtracts u from 1; its CDF does not.
			z := NormalQuantile(u)
			back := distuv.UnitNormal.CDF(z)
			if rel := math.Abs(back-u) / min(u, 1-u); rel > 1e-9+4e-16/min(u, 1-u) {
				t.Fatalf("CDF(NormalQuantile(%g)) = %g, off by %.2g", u, back, rel)
			}
			if u > 1e-5 && u < 1-1e-5 {
				if want := distuv.UnitNormal.Quantile(u); math.Abs(z-want) > 1e-9*(1+math.Abs(want)) {
					t.Fatalf("NormalQuantile(%g) = %.15g, gonum has %.15g", u, z, want)
				}
			}
		}
	}
}

func TestDistributionsFollowTheirQuantileFunctions(t *testing.T) {
	second := float64(time.Second)
	var3 := math.Log1p(7.1 * 7.1 / (3.24 * 3.24))
	for _, c := range []struct {
		dist Dist
		want interface{ Quantile(float64) float64 }
		mean float64
	}{
		{Uniform(time.Second, 3*time.Second), distuv.Uniform{Min: second, Max: 3 * second}, 2 * second},
		{Exponential(2 * time.Second), distuv.Exponential{Rate: 1 / (2 * second)}, 2 * second},
		{LogNormal(time.Second, 0.7), distuv.LogNormal{Mu: math.Log(second), Sigma: 0.7}, second * math.Exp(0.245)},
		{LogNormalMean(3240*time.Millisecond, 7100*time.Millisecond),
			distuv.LogNormal{Mu: math.Log(3.24*second) - var3/2, Sigma: math.Sqrt(var3)}, 3.24 * second},
		{Weibull(time.Second, 0.8), distuv.Weibull{K: 0.8, Lambda: second}, second * math.Gamma(2.25)},
	} {
		for _, u := range []float64{1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6} {
			got, want := float64(c.dist.Quantile(u)), c.want.Quantile(u)
			if math.Abs(got-want) > 1+1e-9*want {
				t.Errorf("%v: quantile %g = %.0f ns, want %.0f", c.dist, u, got, want)
			}
		}
		if got := float64(c.dist.Mean()); math.Abs(got-c.mean) > 1 {
			t.Errorf("%v: mean %.0f ns, want %.0f", c.dist, got, c.mean)
		}
		// The midpoint rule over the quantile function is an independent mean.
		sum := 0.0
		const cells = 200_000
		for i := range cells {
			sum += float64(c.dist.Quantile((float64(i) + 0.5) / cells))
		}
		if got := sum / cells; math.Abs(got-c.mean) > 0.005*c.mean {
			t.Errorf("%v: the quantile function has mean %.0f ns, want %.0f", c.dist, got, c.mean)
		}
	}
}

func TestQuantilesInterpolatesBetweenPoints(t *testing.T) {
	ms := time.Millisecond
	d, err := Quantiles(QuantilePoint{0.25, 10 * ms}, QuantilePoint{0.5, 20 * ms}, QuantilePoint{0.75, 20 * ms},
		QuantilePoint{0.7501, 30 * ms}, QuantilePoint{0.99, 40 * ms})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		u    float64
		want time.Duration
	}{{0, 10 * ms}, {0.1, 10 * ms}, {0.25, 10 * ms}, {0.375, 15 * ms}, {0.5, 20 * ms}, {0.6, 20 * ms},
		{0.75005, 25 * ms}, {0.7501, 30 * ms}, {0.99, 40 * ms}, {0.995, 40 * ms}, {1, 40 * ms}} {
		if got := d.Quantile(c.u); (got - c.want).Abs() > 10 {
			t.Errorf("quantile %g = %v, want %v", c.u, got, c.want)
		}
	}
	// 0.25·10 + 0.25·15 + 0.25·20 + 0.0001·25 + 0.2399·35 + 0.01·40
	if want := time.Duration(20.049e6); (d.Mean() - want).Abs() > 1 {
		t.Errorf("mean = %v, want %v", d.Mean(), want)
	}
	many := make([]QuantilePoint, 1001)
	for i := range many {
		many[i] = QuantilePoint{float64(i) / 1000, time.Duration(i * i)}
	}
	if d, err = Quantiles(many...); err != nil {
		t.Fatal(err)
	}
	for i := range 1001 {
		if got := d.Quantile(float64(i) / 1000); got != time.Duration(i*i) {
			t.Fatalf("of 1001 points, quantile %g = %d, want %d", float64(i)/1000, got, i*i)
		}
	}
}

func TestDrawsAreBounded(t *testing.T) {
	huge, err := ParseDist("weibull,scale=10000h,shape=0.01")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []Dist{huge, LogNormal(MaxDraw, 40), Exponential(MaxDraw), Uniform(0, math.MaxInt64), {},
		Const(-time.Second), Const(math.MaxInt64), LogNormal(0, 1), LogNormalMean(0, 0), LogNormal(-1, 2), Uniform(-5,
			-1)} {
		for _, u := range []float64{0, 1e-300, 0x1p-53, 0.5, 1 - 0x1p-53, 1, math.NaN()} {
			if v := d.Quantile(u); v < 0 || v > MaxDraw {
				t.Errorf("%v: quantile %g = %d, outside [0, MaxDraw]", d, u, v)
			}
		}
		if m := d.Mean(); m < 0 || m > MaxDraw {
			t.Errorf("%v: mean %d, outside [0, MaxDraw]", d, m)
		}
	}
}

func TestParseDistReadsWhatStringWrites(t *testing.T) {
	for _, text := range []string{"500ms", "0s", "uniform,min=1ms,max=3ms", "exponential,mean=2s",
		"lognormal,median=1s,sigma=0.7", "lognormal,mean=3.24s,stddev=7.1s", "weibull,scale=1s,shape=0.8",
		"quantiles,p0=10ms,p50=20ms,p99.9=1s,p100=2s", "lognormal,median=1h0m0s,sigma=0", "quantiles,p7=1s"} {
		d, err := ParseDist(text)
		if err != nil {
			t.Errorf("ParseDist(%q): %v", text, err)
			continue
		}
		if got := d.String(); got != text {
			t.Errorf("ParseDist(%q).String() = %q", text, got)
		}
	}
	d, err := ParseDist(" lognormal , stddev = 7.1s , mean = 3.24s ")
	if err != nil || d != LogNormalMean(3240*time.Millisecond, 7100*time.Millisecond) {
		t.Errorf("blanks and another order: %v, %v", d, err)
	}
}

func TestParseDistNamesEveryMistake(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "unknown name"},
		{"500", `"500" is not a duration`},
		{"-3s", "negative"},
		{"1e400h", "is not a duration"},
		{"2000000h", "longer than the greatest draw"},
		{"lognormla,mean=1s,stddev=1s", `did you mean "lognormal"?`},
		{"zipf", "expected a duration or one of const, exponential, lognormal, quantiles, uniform, weibull"},
		{"exponential", "mean is missing"},
		{"exponential,mean", `"mean" is not of the form key=value`},
		{"exponential,mean=1s,mean=2s", "mean is given twice"},
		{"lognormal,mean=1s,stdev=1s", `did you mean "stddev"?`},
		{"lognormal,mean=1s,stdev=1s", "stddev is missing"},
		{"lognormal,mean=1s,sigma=2,stddev=1s", "sigma does not go with mean, stddev"},
		{"lognormal,mean=0s,stddev=1s", "a mean of 0 goes only with"},
		{"lognormal,median=1s,sigma=NaN", "is not a number"},
		{"weibull,scale=1s,shape=0", "must be greater than 0"},
		{"weibull,scale=bad,shape=-1", `scale: "bad" is not a duration`},
		{"weibull,scale=bad,shape=-1", "shape: -1 must be greater than 0"},
		{"uniform,min=3s,max=1s", "max is less than min"},
		{"quantiles", "0 points"},
		{"quantiles,p50=1s,p40=2s", "does not come after"},
		{"quantiles,p50=2s,p60=1s", "less than"},
		{"quantiles,q50=2s,p101=1s", `unknown parameter "q50"`},
	} {
		d, err := ParseDist(c.text)
		if err == nil {
			t.Errorf("ParseDist(%q) = %v, want an error with %q", c.text, d, c.want)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseDist(%q): %v\nwant an error with %q", c.text, err, c.want)
		}
	}
}

func FuzzParseDist(f *testing.F) {
	for _, s := range []string{"500ms", "lognormal,mean=3.24s,stddev=7.1s", "quantiles,p0=1s,p50=2s",
		"uniform,min=1s,max=2s", "weibull,scale=1s,shape=2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDist(text)
		if err != nil {
			return
		}
		for _, u := range []float64{0x1p-53, 0.5, 1 - 0x1p-53} {
			if v := d.Quantile(u); v < 0 || v > MaxDraw {
				t.Fatalf("%q: quantile %g = %d", text, u, v)
			}
		}
		if _, err := ParseDist(d.String()); err != nil && d.kind != quantiles {
			t.Fatalf("%q prints as %q: %v", text, d, err)
		}
	})
}
