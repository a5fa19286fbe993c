package cpu_test

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// Closed forms. Each test runs independent replications with fixed seeds and expects
// the exact value inside the 99.9 % confidence interval of their mean (Student's t, 19
// degrees of freedom), which may be no wider than 4 % of the value.

const (
	replications = 20
	t999         = 3.883
	served       = 40_000 // tasks of a replication
	warmup       = served / 10
)

// meets compares the mean of what a replication returns with its closed form.
func meets(t *testing.T, what string, want float64, f func(r *rand.Rand) float64) {
	t.Helper()
	meetAll(t, what, []float64{want}, func(r *rand.Rand) []float64 { return []float64{f(r)} })
}

// meetAll does it for several measures of the same replications.
func meetAll(t *testing.T, what string, wants []float64, f func(r *rand.Rand) []float64) {
	t.Helper()
	sum, squares := make([]float64, len(wants)), make([]float64, len(wants))
	for seed := range uint64(replications) {
		for i, x := range f(rand.New(rand.NewPCG(seed, 5))) {
			sum[i], squares[i] = sum[i]+x, squares[i]+x*x
		}
	}
	for i, want := range wants {
		mean := sum[i] / replications
		half := t999 * math.Sqrt(max(squares[i]/replications-mean*mean, 0)/(replications-1))
		if half > 0.04*want {
			t.Errorf("%s, %d: interval ±%.4g is too wide to tell anything about %.4g", what, i, half, want)
		}
		if math.Abs(mean-want) > half {
			t.Errorf("%s, %d: simulated %.5g ± %.2g, closed form %.5g", what, i, mean, half, want)
		}
	}
}

// task is one of a run, with what became of it.
type task struct {
	comes, begins, ends sim.Time
	work                time.Duration
	class               uint8
}

// ends are the tasks that have cores of their own, by their end.
type ends []*task

func (e ends) Len() int           { return len(e) }
func (e ends) Less(i, j int) bool { return e[i].ends < e[j].ends }
func (e ends) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *ends) Push(x any)        { *e = append(*e, x.(*task)) }
func (e *ends) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// serve lets cores work tasks off, which are sorted by when they come.
func serve(c cpu.Cores, isolated bool, tasks []task) {
	var own ends
	begin := func(id uint32, now sim.Time) {
		k := &tasks[id]
		k.begins = now
		if isolated {
			k.ends = now.Add(k.work)
			heap.Push(&own, k)
		}
	}
	to := func(limit sim.Time) {
		for {
			if isolated {
				if len(own) == 0 || own[0].ends > limit {
					return
				}
				k := heap.Pop(&own).(*task)
				if next, ok := c.Leave(k.ends); ok {
					begin(next, k.ends)
				}
				continue
			}
			at, some := c.Next()
			if !some || at > limit {
				return
			}
			for id, ok := c.Finish(at); ok; id, ok = c.Finish(at) {
				tasks[id].ends = at
			}
		}
	}
	for id := range tasks {
		to(tasks[id].comes)
		if c.Start(uint32(id), tasks[id].class, tasks[id].work, tasks[id].comes) {
			begin(uint32(id), tasks[id].comes)
		}
	}
	to(sim.Never - 1)
}

// poisson draws n tasks of mean work 1 s that come at a rate a second.
func poisson(r *rand.Rand, n int, rate float64, draw func() float64) []task {
	tasks := make([]task, n)
	now := 0.0
	for i := range tasks {
		now += r.ExpFloat64() / rate
		tasks[i] = task{comes: sim.Time(now * 1e9), work: time.Duration(draw() * 1e9)}
	}
	return tasks
}

// mean returns the mean of a measure over the tasks after the warm-up.
func mean(tasks []task, of func(k *task) float64) float64 {
	sum := 0.0
	for i := range tasks[warmup:] {
		sum += of(&tasks[warmup+i])
	}
	return sum / float64(len(tasks)-warmup)
}

func response(k *task) float64 { return k.ends.Sub(k.comes).Seconds() }

// works are distributions of work with a mean of 1 s.
var works = map[string]func(r *rand.Rand) func() float64{
	"constant":    func(*rand.Rand) func() float64 { return func() float64 { return 1 } },
	"exponential": func(r *rand.Rand) func() float64 { return r.ExpFloat64 },
	"mixture": func(r *rand.Rand) func() float64 { // squared coefficient of variation 3.5
		return func() float64 {
			if r.IntN(6) == 0 {
				return 3.5 * r.ExpFloat64()
			}
			return 0.5 * r.ExpFloat64()
		}
	},
}

func shared(t *testing.T, cores int, law cpu.Law) cpu.Cores {
	t.Helper()
	rates, err := law.Rates(cores)
	if err != nil {
		t.Fatal(err)
	}
	return cpu.Shared(rates)
}

// How long does a task wait for a core of its own? By Erlang's C formula.
func TestIsolatedIsErlangC(t *testing.T) {
	for _, q := range []struct {
		c   int
		rho float64
	}{{1, 0.5}, {2, 0.6}, {8, 0.8}} {
		load := q.rho * float64(q.c)
		b := 1.0 // Erlang B by its recursion
		for k := 1; k <= q.c; k++ {
			b = load * b / (float64(k) + load*b)
		}
		want := b / (1 - q.rho + q.rho*b) / (float64(q.c) * (1 - q.rho))
		meets(t, fmt.Sprintf("M/M/%d at %v: mean wait", q.c, q.rho), want, func(r *rand.Rand) float64 {
			tasks := poisson(r, max(served, served/2*q.c), load, r.ExpFloat64)
			serve(cpu.Isolated(q.c), true, tasks)
			return mean(tasks, func(k *task) float64 { return k.begins.Sub(k.comes).Seconds() })
		})
	}
}

// Does a shared core slow tasks down by 1/(1−ρ) on average, whatever their
// distribution is, and do large ones suffer no more than small ones?
func TestSharedSlowdownIsThatOfProcessorSharing(t *testing.T) {
	const rho = 0.6
	for _, name := range []string{"constant", "exponential", "mixture"} {
		for what, of := range map[string]func(k *task) float64{
			"mean response": response,
			"slowdown of tasks above half a second": func(k *task) float64 {
				return k.ends.Sub(k.begins).Seconds() / k.work.Seconds()
			},
		} {
			meets(t, "M/G/1-PS, "+name+": "+what, 1/(1-rho), func(r *rand.Rand) float64 {
				tasks := poisson(r, served, rho, works[name](r))
				serve(shared(t, 1, cpu.Law{}), false, tasks)
				if what == "mean response" {
					return mean(tasks, of)
				}
				var large []task
				for _, k := range tasks {
					if k.work >= time.Second/2 {
						large = append(large, k)
					}
				}
				sum := 0.0
				for i := range large[len(large)/10:] {
					sum += of(&large[len(large)/10+i])
				}
				return sum / float64(len(large)-len(large)/10)
			})
		}
	}
}

// stationary returns the mean number of a birth-death chain with births at a rate and
// deaths at n times what each of n tasks gets.
func stationary(rate float64, each func(n int) float64) float64 {
	weight, sum, first := 1.0, 1.0, 0.0
	for n := 1; n < 5000; n++ {
		weight *= rate / (float64(n) * each(n))
		sum, first = sum+weight, first+float64(n)*weight
	}
	return first / sum
}

// law is the closed form of a rate.
func law(c, n int, a float64, k int) float64 {
	u := min(1, float64(n)/float64(c))
	return min(1, float64(c)/float64(n)) / (1 + a*math.Pow(u, float64(k)))
}

// Do two hardware threads of a core, and switches where there are more tasks than
// threads, give the mean response of the chain with their rates?
func TestThreadsAndSwitchesAreABirthDeathChain(t *testing.T) {
	const load, gain, overhead = 4.2, 0.3, 0.05 // 4 cores with a second thread each: 5.2 at most
	want := stationary(load, func(n int) float64 {
		switch {
		case n <= 4:
			return 1
		case n <= 8:
			return (4 + gain*float64(n-4)) / float64(n)
		}
		return 4 * (1 + gain) / float64(n) / (1 + overhead)
	})
	l := cpu.Law{Threads: 2, Gain: gain * 1e6, Switch: 150 * time.Microsecond, Slice: 3 * time.Millisecond}
	for _, name := range []string{"constant", "exponential"} {
		meets(t, "threads and switches, "+name+" work: mean response", want/load, func(r *rand.Rand) float64 {
			tasks := poisson(r, served, load, works[name](r))
			serve(shared(t, 4, l), false, tasks)
			return mean(tasks, response)
		})
	}
}

// How many tasks are on cores that slow down under load? A birth-death chain tells it
// for exponential work; rates that depend on the number alone leave it the same for any
// other distribution.
func TestStretchIsABirthDeathChain(t *testing.T) {
	for _, q := range []struct {
		c       int
		load, a float64
		k       int
	}{{1, 0.5, 0.36, 4}, {4, 2.2, 0.36, 4}, {4, 2, 0.5, 1}, {16, 9, 0.36, 0}, {8, 6, 0, 4}} {
		want := stationary(q.load, func(n int) float64 { return law(q.c, n, q.a, q.k) })
		l := cpu.Law{Stretch: int(math.Round(q.a * 1e6)), Power: q.k}
		for _, name := range []string{"exponential", "mixture"} {
			what := fmt.Sprintf("%d cores, %v erlangs, a = %v, k = %d, %s work: mean response", q.c, q.load, q.a, q.k, name)
			meets(t, what, want/q.load, func(r *rand.Rand) float64 {
				tasks := poisson(r, served, q.load, works[name](r))
				serve(shared(t, q.c, l), false, tasks)
				return mean(tasks, response)
			})
		}
	}
}
