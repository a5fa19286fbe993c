package load

import (
	"math"
	"math/big"
	"testing"
	"testing/quick"
	"time"

	"thaw/sim"
)

// How does the average follow a step from 0 to n, and back? As n·(1 − e^(−t/window)), then as
// n·e^(−t/window), at the instants of the grid.
func TestStepResponse(t *testing.T) {
	for _, c := range []Config{Linux, {time.Second, time.Minute}, {5 * time.Second, 15 * time.Minute},
		{time.Minute, time.Second}} {
		for _, n := range []int32{1, 7, 1 << 20} {
			a := New(2, c)
			for k := range 200 {
				a.Update(1, n)
				passed := float64(k+1) * c.Every.Seconds() / c.Window.Seconds()
				if got, want := a.Of(1).Float(), float64(n)*-math.Expm1(-passed); math.Abs(got-want) > 1e-7*float64(n) {
					t.Fatalf("%v: %d processes for %d periods make %v, expected %v", c, n, k+1, got, want)
				}
			}
			top := a.Of(1).Float()
			for k := range 200 {
				a.Update(1, 0)
				passed := float64(k+1) * c.Every.Seconds() / c.Window.Seconds()
				if got, want := a.Of(1).Float(), top*math.Exp(-passed); math.Abs(got-want) > 1e-7*float64(n) {
					t.Fatalf("%v: %d periods after %v it is %v, expected %v", c, k+1, top, got, want)
				}
			}
			if a.Of(0) != 0 {
				t.Errorf("an invoker without processes has %v", a.Of(0).Float())
			}
		}
	}
}

// After one minute of one process, does uptime show 0.63? The kernel's own table of 5 s steps
// (1884 parts of 2048) gives 0.63 as well.
func TestOneMinuteOfOneProcess(t *testing.T) {
	a := New(1, Linux)
	kernel := 0
	for range 12 {
		a.Update(0, 1)
		kernel = (kernel*1884 + 2048*(2048-1884) + 2047) / 2048
	}
	if got := a.Of(0).Float(); math.Round(got*100) != 63 || math.Abs(got-float64(kernel)/2048) > 0.005 {
		t.Errorf("got %v, in the kernel's arithmetic %v, expected 0.63", got, float64(kernel)/2048)
	}
}

// Does a constant number become the average itself, and nothing 0? A mean that is rounded to
// the nearest would stand still before.
func TestReachesWhatIsConstant(t *testing.T) {
	a := New(1, Linux)
	for range 1000 {
		a.Update(0, 3)
	}
	if a.Of(0) != Whole(3) {
		t.Errorf("3 processes make %v", a.Of(0).Float())
	}
	for range 1000 {
		a.Update(0, 0)
	}
	if a.Of(0) != 0 {
		t.Errorf("nothing makes %v", a.Of(0).Float())
	}
	a.Update(0, 5)
	if a.Reset(0); a.Of(0) != 0 {
		t.Errorf("a machine that boots has %v", a.Of(0).Float())
	}
}

// exactly is the definition with fractions of whole numbers: each period's number by its
// weight, all of the past anew.
func exactly(c Config, numbers []uint16) *big.Rat {
	d := new(big.Rat).SetFloat64(math.Round(math.Exp(-float64(c.Every)/float64(c.Window))*one) / one)
	sum := new(big.Rat)
	weight := new(big.Rat).Sub(big.NewRat(1, 1), d)
	for k := len(numbers) - 1; k >= 0; k-- {
		sum.Add(sum, new(big.Rat).Mul(weight, big.NewRat(int64(numbers[k]), 1)))
		weight.Mul(weight, d)
	}
	return sum
}

// Is any history the sum over its numbers by their weights, within the rounding of each period?
func TestAgainstTheSumOfThePast(t *testing.T) {
	check := func(numbers []uint16, every, window uint8) bool {
		c := Config{time.Duration(every)*time.Second + 1, time.Duration(window)*time.Second + 1}
		a := New(1, c)
		for _, n := range numbers {
			a.Update(0, int32(n))
		}
		want, _ := exactly(c, numbers).Float64()
		return math.Abs(a.Of(0).Float()-want) <= float64(len(numbers)+1)/one
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 300}); err != nil {
		t.Error(err)
	}
}

// How late is a pulse seen? One that lies between two instants of the grid not at all, which is
// what sampling means.
func TestPulseBetweenTwoInstants(t *testing.T) {
	a := New(1, Linux)
	for now := sim.Time(0); now <= 60*sim.Second; now += sim.Second {
		n := int32(0)
		if now%(5*sim.Second) == 2*sim.Second {
			n = 100
		}
		if now > 0 && now%(5*sim.Second) == 0 {
			a.Update(0, n)
		}
	}
	if a.Of(0) != 0 {
		t.Errorf("pulses that no instant sees make %v", a.Of(0).Float())
	}
}
