package cpu_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

func classed(t *testing.T, cores int, law cpu.Law, k cpu.Classes) cpu.Cores {
	t.Helper()
	m, err := k.Machine(law, cores)
	if err != nil {
		t.Fatal(err)
	}
	return cpu.Classed(m)
}

// mixed draws a class for each of some tasks by the classes' parts of the arrivals.
func mixed(r *rand.Rand, tasks []task, parts ...float64) {
	for i := range tasks {
		u := r.Float64()
		for tasks[i].class = 0; u > parts[tasks[i].class]; tasks[i].class++ {
			u -= parts[tasks[i].class]
		}
	}
}

// byClass returns the mean response of the tasks of each class.
func byClass(tasks []task, classes int) []float64 {
	means, n := make([]float64, classes), make([]float64, classes)
	for i := range tasks[warmup:] {
		k := &tasks[warmup+i]
		n[k.class]++
		means[k.class] += (response(k) - means[k.class]) / n[k.class]
	}
	return means
}

// Is one class, whatever it is, as none? To the nanosecond, under any law.
func TestOneClassIsNone(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		law := cpu.Law{Stretch: 1000 * r.IntN(900), Power: r.IntN(6), Threads: 1 + r.IntN(2), Gain: 1000 * r.IntN(1000),
			Slice: 3 * time.Millisecond}
		one := cpu.Class{Name: "all"}
		switch seed % 4 {
		case 0:
			one.RealTime, one.Priority = true, 7
		case 1:
			one.Weight = 1 + r.IntN(cpu.MaxWeight)
			law.Switch = time.Duration(r.IntN(3)) * 50 * time.Microsecond
		}
		cores := 1 + r.IntN(9)
		tasks := poisson(r, 300, float64(cores)*0.8, r.ExpFloat64)
		other := append([]task(nil), tasks...)
		serve(shared(t, cores, law), false, tasks)
		serve(classed(t, cores, law, cpu.Classes{one}), false, other)
		for i := range tasks {
			if tasks[i] != other[i] {
				t.Fatalf("seed %d, %+v: task %d: %+v, with a class %+v", seed, law, i, tasks[i], other[i])
			}
		}
	}
}

// Do classes with cores of their own not feel each other? Each is an M/M/c whose tasks
// share its cores.
func TestPinnedClassesAreQueuesOfTheirOwn(t *testing.T) {
	k := cpu.Classes{{Name: "rest"}, {Name: "a", Cores: 1}, {Name: "b", Cores: 4, RealTime: true,
		Priority: 50}}
	loads, cores := []float64{1.4, 0.6, 2.4}, []int{2, 1, 4}
	var wants []float64
	for i, c := range cores {
		wants = append(wants, stationary(loads[i], func(n int) float64 { return min(1, float64(c)/float64(n)) })/loads[i])
	}
	meetAll(t, "mean response by class", wants, func(r *rand.Rand) []float64 {
		tasks := poisson(r, 3*served/2, 4.4, r.ExpFloat64)
		mixed(r, tasks, 1.4/4.4, 0.6/4.4, 1)
		serve(classed(t, 7, cpu.Law{}, k), false, tasks)
		return byClass(tasks, 3)
	})
}

// How long do tasks take on a core with priorities? The mean of a preemptive-resume
// M/G/1 is known for each class, whatever its distribution is, when each serves its
// tasks one after the other.
func TestPrioritiesArePreemptiveResume(t *testing.T) {
	k := cpu.Classes{{Name: "low", RealTime: true, Priority: 1, FIFO: true},
		{Name: "middle", RealTime: true, Priority: 50, FIFO: true}, {Name: "high", RealTime: true, Priority: 99,
			FIFO: true}}
	parts := []float64{0.4, 0.3, 0.3}
	const rho = 0.65
	for name, square := range map[string]float64{"constant": 1, "exponential": 2, "mixture": 4.5} {
		before, left := 0.0, 0.0 // load and residual work of the classes above, this one included
		wants := make([]float64, 3)
		for class := 2; class >= 0; class-- {
			above := before
			before += rho * parts[class]
			left += rho * parts[class] * square / 2
			wants[class] = 1/(1-above) + left/((1-above)*(1-before))
		}
		meetAll(t, name+" work: mean response by class", wants, func(r *rand.Rand) []float64 {
			tasks := poisson(r, 2*served, rho, works[name](r))
			mixed(r, tasks, parts[0], parts[1], 1)
			serve(classed(t, 1, cpu.Law{}, k), false, tasks)
			return byClass(tasks, 3)
		})
	}
}

// Does a fair class have what a real-time class leaves? With exponential work and equal
// shares inside each class the numbers of tasks are those of priorities.
func TestFairClassHasTheRest(t *testing.T) {
	k := cpu.Classes{{Name: "fair"}, {Name: "urgent", RealTime: true, Priority: 10}}
	const high, low = 0.3, 0.4
	wants := []float64{(1/(1-high) + (high+low)/((1-high)*(1-high-low))), 1 / (1 - high)}
	meetAll(t, "mean response by class", wants, func(r *rand.Rand) []float64 {
		tasks := poisson(r, 2*served, high+low, r.ExpFloat64)
		mixed(r, tasks, low/(high+low), 1)
		serve(classed(t, 1, cpu.Law{}, k), false, tasks)
		return byClass(tasks, 2)
	})
}

// Do weights say how a full core is shared? Three tasks of weight 3 and one of weight 1.
func TestWeightsShareACore(t *testing.T) {
	k := cpu.Classes{{Name: "one"}, {Name: "three", Weight: 3}}
	tasks := make([]task, 4)
	for i := range tasks {
		tasks[i].work = 3 * time.Second
		tasks[i].class = uint8(min(i, 1))
	}
	serve(classed(t, 1, cpu.Law{}, k), false, tasks)
	for i, want := range []sim.Time{12 * sim.Second, 10 * sim.Second, 10 * sim.Second, 10 * sim.Second} {
		if tasks[i].ends != want {
			t.Errorf("task %d ends at %d, expected %d", i, tasks[i].ends, want)
		}
	}
	// On two cores nobody has more than one: those of weight 3 have two thirds each.
	tasks = tasks[:3]
	for i := range tasks {
		tasks[i] = task{work: 3 * time.Second, class: uint8(i) % 2}
	}
	serve(classed(t, 2, cpu.Law{}, k), false, tasks)
	for i, want := range []sim.Time{4500 * 1e6, 3 * sim.Second, 4500 * 1e6} {
		if tasks[i].ends != want {
			t.Errorf("on two cores task %d ends at %d, expected %d", i, tasks[i].ends, want)
		}
	}
}

// lone is how long work takes alone under a quota, when it begins at a time of its
// period, all in ms: by arithmetic.
func lone(at, work, quota, period float64) float64 {
	first := min(quota, period-at)
	if work <= first {
		return work
	}
	work -= first
	full := math.Ceil(work/quota) - 1
	return period - at + full*period + work - full*quota
}

// How long does a lone task take under a quota? As long as by hand, whenever it begins.
func TestQuotaOfALoneTask(t *testing.T) {
	for _, x := range []struct {
		at, work, quota int // ms, ms and percent of a core
		want            int
	}{
		{0, 20, 20, 20}, {0, 21, 20, 101}, {0, 40, 20, 120}, {0, 41, 20, 201}, {90, 10, 20, 10}, {90, 30, 20, 30},
		{90, 31, 20, 111}, {50, 20, 20, 20}, {50, 21, 20, 51}, {0, 100, 100, 100}, {30, 250, 100, 250},
		{0, 1000, 50, 1950},
	} {
		k := cpu.Classes{{Name: "a", Quota: 10_000 * x.quota, Period: 100 * time.Millisecond}}
		tasks := []task{{comes: sim.Time(x.at) * 1e6, work: time.Duration(x.work) * time.Millisecond}}
		serve(classed(t, 4, cpu.Law{}, k), false, tasks)
		if got := tasks[0].ends.Sub(tasks[0].comes); got != time.Duration(x.want)*time.Millisecond {
			t.Errorf("%+v: takes %v", x, got)
		}
		if by := lone(float64(x.at), float64(x.work), float64(x.quota), 100); by != float64(x.want) {
			t.Errorf("%+v: by the formula %v ms", x, by)
		}
	}
}

// Do tasks that come at random, with cores enough, take as long under a quota as the
// mean over the time of the period at which they begin says?
func TestQuotaWithCoresEnough(t *testing.T) {
	const quota, work = 30.0, 40.0
	want, n := 0.0, 0.0
	for at := 0.25; at < 100; at += 0.5 {
		for u := 0.0005; u < 1; u += 0.001 {
			want, n = want+lone(at, -work*math.Log(u), quota, 100), n+1
		}
	}
	k := cpu.Classes{{Name: "a", Quota: 300_000, Period: 100 * time.Millisecond}}
	meets(t, "exponential work of 40 ms, 0.3 cores", want/n/1e3, func(r *rand.Rand) float64 {
		tasks := poisson(r, served, 20, func() float64 { return work / 1e3 * r.ExpFloat64() })
		serve(classed(t, 60, cpu.Law{}, k), false, tasks)
		return mean(tasks, response)
	})
}

// Is a quota over many periods a limit of the rate? Then the number of tasks is a
// birth-death chain, in which each has its quota or its share of the cores.
func TestQuotaOfLongTasksIsARate(t *testing.T) {
	k := cpu.Classes{{Name: "a", Quota: 500_000, Period: 20 * time.Millisecond}}
	const load = 1.2
	want := stationary(load, func(n int) float64 { return min(0.5, 2/float64(n)) }) / load
	meets(t, "two cores, half a core each", want, func(r *rand.Rand) float64 {
		tasks := poisson(r, served/4, load, r.ExpFloat64)
		serve(classed(t, 2, cpu.Law{}, k), false, tasks)
		return mean(tasks, response)
	})
}

// Does a quota that is not used up cost no call? Ten tasks share a core, so that each
// has a tenth; a hundred periods pass.
func TestQuotaThatIsNotUsedUpIsFree(t *testing.T) {
	for quota, most := range map[int]int{100_000: 20, 99_999: 2200} {
		w := &world{cores: 1, classes: cpu.Classes{{Name: "a", Quota: quota,
			Period: 100 * time.Millisecond}}}
		for range 10 {
			w.tasks = append(w.tasks, member{work: time.Second})
		}
		_, calls := w.model(t)
		if calls > most || quota < 100_000 && calls < 100 {
			t.Errorf("quota of %d millionths: %d calls", quota, calls)
		}
	}
}

// Is all that is wrong with classes told at once?
func TestClassesTellAll(t *testing.T) {
	const period = 10 * time.Millisecond
	k := cpu.Classes{
		{Name: "rest", Cores: 1}, {Name: "a", Cores: 3, Weight: -1}, {Name: "b", RealTime: true},
		{Name: "c", Priority: 3, FIFO: true}, {Name: "d", RealTime: true, Priority: 5, Quota: 10, Period: period, Weight: 2},
		{Name: "e", RealTime: true, Priority: 5, FIFO: true}, {Name: "a", Quota: 50_000, Period: period},
		{Name: "g", Quota: 2_000_000, Period: period}, {Name: "h", Period: period}, {Name: "i", Quota: 1000, Period: time.Hour},
	}
	_, err := k.Machine(cpu.Law{Stretch: -1}, 4)
	for _, want := range []string{
		"-1 millionths", "class rest: it has what is in no class, expected no cores of its own",
		"class a: weight is -1, expected 1 to 10000", "class b: real-time priority is 0, expected priority=1 to 99",
		"class c: priority 3 with a fair policy", "class c: first in, first out with a fair policy",
		"class d: a weight with a real-time policy", "class d: a quota with a real-time policy",
		"class e: first in, first out at priority 5, which class d has as well",
		"class a: the name is given twice", "class a: its quota is 500µs in each 10ms, expected at least 1ms",
		"class h: a period of 10ms without", "in a period of at most 1s",
		"class g: quota is 2000000 millionths",
	} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	k = cpu.Classes{{Name: "rest"}, {Name: "a", Cores: 3}, {Name: "b", Cores: 1}}
	if _, err := k.Machine(cpu.Law{}, 4); err == nil || !strings.Contains(err.Error(),
		"4 cores for classes alone, expected at most 3 of an invoker's 4") {
		t.Errorf("classes with more cores than there are: %v", err)
	}
}

// Do classes allocate nothing once they have seen as many tasks?
func TestClassesDoNotAllocate(t *testing.T) {
	c := classed(t, 3, cpu.Law{Stretch: 360_000, Power: 4}, everyKind)
	now := sim.Time(0)
	round := func() {
		for id := range uint32(40) {
			c.Start(id, uint8(id)%5, 5*time.Millisecond, now)
		}
		for at, some := c.Next(); some; at, some = c.Next() {
			now = at
			for _, ok := c.Finish(now); ok; _, ok = c.Finish(now) {
			}
		}
	}
	round()
	if n := testing.AllocsPerRun(100, round); n > 0 {
		t.Errorf("%v allocations a round", n)
	}
}

// everyKind is a class of each kind.
var everyKind = cpu.Classes{
	{Name: "rest"}, {Name: "quota", Quota: 300_000, Period: 10 * time.Millisecond}, {Name: "heavy", Weight: 5},
	{Name: "urgent", RealTime: true, Priority: 9, FIFO: true}, {Name: "pinned", Cores: 1, RealTime: true, Priority: 4},
}

// BenchmarkCores tells what a task costs among about as many as there are cores.
func BenchmarkCores(b *testing.B) {
	rates, err := cpu.Law{}.Rates(16)
	if err != nil {
		b.Fatal(err)
	}
	for _, x := range []struct {
		name    string
		classes cpu.Classes
		plain   bool
	}{{name: "shared", plain: true}, {name: "one class", classes: cpu.Classes{{}}},
		{name: "five classes", classes: everyKind}} {
		b.Run(x.name, func(b *testing.B) {
			c := cpu.Shared(rates)
			if !x.plain {
				m, err := x.classes.Machine(cpu.Law{}, 16)
				if err != nil {
					b.Fatal(err)
				}
				c = cpu.Classed(m)
			}
			r := rand.New(rand.NewPCG(1, 1))
			tasks := poisson(r, 10_000, 13, func() float64 { return 0.01 * r.ExpFloat64() })
			n := uint8(max(len(x.classes), 1))
			b.ReportAllocs()
			base := sim.Time(0)
			for i := range b.N {
				k := &tasks[i%len(tasks)]
				if i%len(tasks) == 0 && i > 0 {
					base += tasks[len(tasks)-1].comes
				}
				now := base + k.comes/100
				for at, some := c.Next(); some && at <= now; at, some = c.Next() {
					for _, ok := c.Finish(at); ok; _, ok = c.Finish(at) {
					}
				}
				c.Start(uint32(i%len(tasks)), uint8(i)%n, k.work, max(now, base))
			}
		})
	}
}
