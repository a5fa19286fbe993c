package experiments_test

import "math/big"

// The cores of the naive simulator of Sophon's platform: every task knows what it has left,
// and whenever one comes or goes all of its invoker's are brought up to date.

// whiskWork is what containers need of cores, and what a paused one takes longer.
type whiskWork struct {
	cores           int64
	threads         int64 // of the work of a container
	each            int64 // nanoseconds that each of them works
	computes        int64 // tenths of its time for which an execution needs a core
	sandbox, remove int64 // before the work of a creation and of a removal
	grace, resume   int64
}

// sophonsWork is that of the platform: 890 ms over three threads on 36 cores, and
// executions that compute for a tenth of their time.
func sophonsWork() *whiskWork {
	return &whiskWork{cores: 36, threads: 3, each: 296_666_667, computes: 1, sandbox: 3_300_000, remove: 3_300_000,
		grace: 50_000_000, resume: 15_000_000}
}

// whiskCores are those of an invoker.
type whiskCores struct {
	tasks []*whiskTask // in the order in which they came
	at    int64        // when what is left of them was so
	turn  int          // of the alarm that counts
}

// whiskTask is an execution, or the work of a container.
type whiskTask struct {
	left      *big.Float // nanoseconds, of an execution or of one thread
	execution bool
	done      func()
}

func exact(n int64) *big.Float { return new(big.Float).SetPrec(200).SetInt64(n) }

// paces are the rates of an execution and of work: what each needs while there are cores
// enough, or else what is left by those that need less than an equal part.
func (w *openWhisk) paces(o *whiskInvoker) (execution, work *big.Float) {
	n, threads := int64(0), int64(0)
	for _, x := range o.cores.tasks {
		if x.execution {
			n++
		} else {
			threads += w.work.threads
		}
	}
	cores, need := w.work.cores, w.work.computes // tenths
	switch {
	case n*need+10*threads <= 10*cores:
		return exact(1), exact(1)
	case 10*cores >= need*(n+threads): // an equal part is more than an execution needs
		w.slowed++
		return exact(1), new(big.Float).Quo(exact(10*cores-n*need), exact(10*threads))
	}
	w.slowed++
	return new(big.Float).Quo(exact(10*cores), exact(need*(n+threads))), new(big.Float).Quo(exact(cores), exact(n+threads))
}

// settle brings what is left up to date.
func (w *openWhisk) settle(o *whiskInvoker) {
	execution, work := w.paces(o)
	passed := exact(w.now - o.cores.at)
	o.cores.at = w.now
	for _, x := range o.cores.tasks {
		rate := work
		if x.execution {
			rate = execution
		}
		x.left.Sub(x.left, new(big.Float).Mul(rate, passed))
	}
}

// alarm makes the next end of a task on the cores due.
func (w *openWhisk) alarm(o *whiskInvoker) {
	o.cores.turn++
	if len(o.cores.tasks) == 0 {
		return
	}
	execution, work := w.paces(o)
	next := int64(-1)
	for _, x := range o.cores.tasks {
		rate := work
		if x.execution {
			rate = execution
		}
		takes := new(big.Float).Quo(x.left, rate)
		takes.Sub(takes, big.NewFloat(1e-9)) // less is nothing
		ns, how := takes.Int64()
		if how == big.Below { // rounded down
			ns++
		}
		if ns = max(ns, 0); next < 0 || ns < next {
			next = ns
		}
	}
	turn := o.cores.turn
	w.at(w.now+next, 0, func() {
		if turn == o.cores.turn {
			w.finish(o)
		}
	})
}

// finish ends the tasks that have nothing left.
func (w *openWhisk) finish(o *whiskInvoker) {
	w.settle(o)
	var left []*whiskTask
	for _, x := range o.cores.tasks {
		if x.left.Cmp(big.NewFloat(1e-9)) > 0 {
			left = append(left, x)
			continue
		}
		kind := 0
		if x.execution {
			kind = 1
		}
		w.at(w.now, kind, x.done)
	}
	o.cores.tasks = left
	w.alarm(o)
}

// begin brings a task to the cores of an invoker.
func (w *openWhisk) begin(o *whiskInvoker, x *whiskTask) {
	w.settle(o)
	o.cores.tasks = append(o.cores.tasks, x)
	w.alarm(o)
}

// execute runs an execution that takes so long where there are cores enough.
func (w *openWhisk) execute(o *whiskInvoker, duration int64, done func()) {
	w.begin(o, &whiskTask{exact(duration), true, done})
}

// toil does the work of a creation or of a removal.
func (w *openWhisk) toil(o *whiskInvoker, done func()) {
	w.begin(o, &whiskTask{exact(w.work.each), false, done})
}
