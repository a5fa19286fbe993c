package sim

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// Does a rate worked out say what exact arithmetic says, to the last bit?
func TestRateIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	any := func() uint64 { return r.Uint64() >> r.IntN(64) }
	for range 300_000 {
		num, den := any(), max(1, any())
		if r.IntN(4) == 0 { // ratios near each other, as those of a stretch
			num, den = 1_000_000_000, 1_000_000_000+r.Uint64N(360_000_000)
		}
		rate := NewRate(num, den)
		v := Service{any() >> 4, r.Uint64()}
		w := Service{v.Whole + any()>>16, r.Uint64()}
		ns := any() >> 1
		checkGain(t, &rate, v, ns)
		checkWait(t, &rate, v, w)
		if r.IntN(8) == 0 { // one whole number of nanoseconds, to the point and a unit off it
			w = v
			rate.Gain(&w, ns>>20)
			checkWait(t, &rate, v, w.Plus(Service{0, early}))
			checkWait(t, &rate, v, w.Plus(Service{0, early + 1}))
		}
		if t.Failed() {
			return
		}
	}
}

// wide is an amount in units of 2^-64.
func wide(v Service) *big.Int {
	n := new(big.Int).SetUint64(v.Whole)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(v.Part))
}

func checkGain(t *testing.T, rate *Rate, v Service, ns uint64) {
	t.Helper()
	num, den := rate.Fraction()
	got := v
	rate.Gain(&got, ns)
	n := new(big.Int).Mul(new(big.Int).SetUint64(num), new(big.Int).SetUint64(ns))
	d := new(big.Int).SetUint64(den)
	whole := new(big.Int).Quo(n, d)
	want := wide(v)
	if whole.IsUint64() { // else it is beyond all amounts
		want.Add(want, n.Quo(n.Lsh(n, 64), d))
	}
	if want.BitLen() > 128 {
		return // so is the sum
	}
	if wide(got).Cmp(want) != 0 {
		t.Errorf("%d/%d for %d ns from %v: %v, expected %v", num, den, ns, v, got, want)
	}
}

func checkWait(t *testing.T, rate *Rate, v, w Service) {
	t.Helper()
	num, den := rate.Fraction()
	lacks := new(big.Int).Sub(wide(w), wide(v))
	if lacks.Sub(lacks, big.NewInt(early)).Cmp(big.NewInt(early)) <= 0 {
		lacks.SetInt64(0)
	}
	want := new(big.Int).SetUint64(^uint64(0))
	if num > 0 {
		n := lacks.Mul(lacks, new(big.Int).SetUint64(den))
		d := new(big.Int).SetUint64(num)
		d.Lsh(d, 64)
		n.Add(n, new(big.Int).Sub(d, big.NewInt(1))).Quo(n, d)
		if n.IsUint64() {
			want = n
		}
	} else if lacks.Sign() == 0 {
		want.SetInt64(0)
	}
	if got := rate.Wait(v, w); new(big.Int).SetUint64(got).Cmp(want) != 0 {
		t.Errorf("%d/%d from %v to %v: %d ns, expected %v", num, den, v, w, got, want)
	}
}
