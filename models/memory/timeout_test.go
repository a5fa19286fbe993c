package memory

import (
	"math"
	"testing"
	"time"
)

// How long does a scale-up wait for a container of another VM, over the time-out? In
// closed form: a reclaim begins no block after its time T, so it takes back
// r = ⌈(T − request) ÷ c⌉ blocks of c each, all n if T is long enough, and nothing moves,
// since nobody else is there. g asks again for the rest, ⌈n ÷ r⌉ times in all, and each
// time costs a request: ⌈n ÷ r⌉ · request + n · c. It fails for a reclaim that stops in the
// midst of a block, that begins one more or one fewer, or that forgets what is owed.
func TestWaitOverTimeOut(t *testing.T) {
	const mib, blocks = 1536, 12
	c := DefaultCosts()
	each := map[string]time.Duration{ // any order
		"virtio-mem": c.Isolate.Value + c.Zero.Value + c.Remove.Value + c.Exit.Value,
		"squeezy":    c.Remove.Value + c.Exit.Value,
		"balloon":    BlockPages * (c.Inflate.Value + c.InflateExit.Value),
	}
	for _, s := range []Strategy{virtioMem, squeezy, ballooned} {
		for _, timeout := range []time.Duration{26, 30, 50, 80, 150, 400, 700, 5000} {
			timeout *= time.Millisecond
			f := twoFunctions()
			f[0].Memory, f[1].Memory = mib, mib
			r, err := RunLoad(LoadConfig{
				Config: Config{Strategy: s, Costs: c, Touched: 0.3}, Functions: f, KeepAlive: time.Minute,
				Limit: mib, Timeout: timeout, Arrivals: []LoadArrival{{0, 0}, {second(10), 1}},
			})
			if err != nil {
				t.Fatal(err)
			}
			some := math.Ceil(float64(timeout-c.Request.Value) / float64(each[s.Name]))
			rounds := math.Ceil(blocks / min(some, blocks))
			want := time.Duration(rounds)*c.Request.Value + blocks*each[s.Name]
			got := r.Latency[1][0] - r.Latency[0][0]
			if d := got - want; d < -time.Microsecond || d > time.Microsecond {
				t.Errorf("%s, time-out of %v: waited %v, closed form %v", s.Name, timeout, got, want)
			}
			if late := r.TimedOut > 0; late != (rounds > 1) || r.Reclaimed[0] != mib {
				t.Errorf("%s, time-out of %v: %d late, %d MiB taken back, expected %v rounds for %d", s.Name, timeout,
					r.TimedOut, r.Reclaimed[0], rounds, mib)
			}
		}
	}
}

// Does a VM's own next container take what the VM owes? By hand: of two blocks one is given
// back in time. The next container is plugged the other alone, in 11 ms in place of 12, and
// so on for each that follows: what is owed is neither lost nor asked for twice.
func TestOwnContainersTakeWhatIsOwed(t *testing.T) {
	f := twoFunctions()
	f[0].Boot = 0
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: virtioMem, Costs: simple()}, Functions: f, KeepAlive: time.Second,
		Limit: 512, Timeout: 20 * time.Millisecond, Length: 40 * time.Second,
		Arrivals: []LoadArrival{{0, 0}, {second(10), 0}, {second(20), 0}, {second(30), 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range r.Latency[0] {
		want := 2*time.Second + 11*time.Millisecond
		if i == 0 {
			want += time.Millisecond
		}
		if l != want {
			t.Errorf("start %d took %v, expected %v", i, l, want)
		}
	}
	if r.PeakMiB != 256 || r.Reclaimed[0] != 4*128 || r.TimedOut != 4 {
		t.Errorf("%d MiB at most, %d taken back, %d late, expected 256, 512 and 4", r.PeakMiB, r.Reclaimed[0], r.TimedOut)
	}
}
