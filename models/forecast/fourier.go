package forecast

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Fourier is the predictor of IceBreaker (Roy et al. 2022): of the latest counts it
// removes the linear trend, takes the discrete Fourier transform, keeps the constant
// and the lowest harmonics, and continues their sum and the trend.
//
// The transform takes the window for one period. So the forecast of the next minute
// is, but for the harmonics left out, the first count of the window plus the whole
// rise of the trend.
type Fourier struct {
	Window    int  // minutes
	Harmonics int  // of the window, lowest first
	Detrend   bool // remove the linear trend before, and add it after
}

// Train implements Predictor. It needs a window and Ahead minutes at least; of the
// training it learns the quantiles of its errors alone.
func (f Fourier) Train(ctx context.Context, t Training) (Model, error) {
	if f.Window < 2 || f.Harmonics < 0 {
		return nil, fmt.Errorf("a Fourier window of %d minutes with %d harmonics: expected at least 2 and 0", f.Window,
			f.Harmonics)
	}
	weights := f.weights(t.ahead())
	return trainLinear(ctx, t, f.Window+t.ahead(), fmt.Sprintf("a window of %d and %d ahead", f.Window, t.ahead()),
		func([]float64) (linear, error) { return linear{weights: weights}, nil })
}

// weights returns what each count of the window adds to the forecast. The method is
// linear in the window, so that the extrapolation of each unit window is enough.
func (f Fourier) weights(ahead int) []float64 {
	fft := fourier.NewFFT(f.Window)
	out, unit := make([]float64, f.Window), make([]float64, f.Window)
	for i := range out {
		unit[i] = 1
		out[i] = f.extrapolate(fft, unit, ahead)
		unit[i] = 0
	}
	return out
}

// extrapolate continues a window.
func (f Fourier) extrapolate(fft *fourier.FFT, window []float64, ahead int) float64 {
	n := len(window)
	slope := 0.0
	if f.Detrend {
		slope = slopeOf(window)
	}
	rest := make([]float64, n)
	for i, x := range window {
		rest[i] = x - slope*float64(i)
	}
	at := n - 1 + ahead
	sum := 0.0
	for k, c := range fft.Coefficients(nil, rest) {
		if k > f.Harmonics {
			break
		}
		twice := 2.0 // a coefficient and its conjugate
		if k == 0 || 2*k == n {
			twice = 1
		}
		// the product is reduced before it becomes an angle, so that no digits are lost
		turn := 2 * math.Pi * float64(k*at%n) / float64(n)
		sum += twice * real(c*cmplx.Rect(1, turn))
	}
	return sum/float64(n) + slope*float64(at)
}

// slopeOf returns the slope of the least-squares line through a window.
func slopeOf(window []float64) float64 {
	middle := float64(len(window)-1) / 2
	num, den := 0.0, 0.0
	for i, x := range window {
		d := float64(i) - middle
		num += d * x
		den += d * d
	}
	return num / den
}
