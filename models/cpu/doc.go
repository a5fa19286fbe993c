// Package cpu models the cores of one invoker: whatever uses them is a task that needs
// an amount of work, in nanoseconds of a core that does nothing else.
//
//	                 ┌ isolated: a core each, or the queue     ○ ● ● ○
//	Start(id, work) ─┤
//	                 └ shared, stretch: all at once, each at the rate of the law
//
// With isolated cores a task waits for a core of its own, first come first served, and
// has it until it leaves: its end is known when it begins. With shared ones the n tasks
// on c cores proceed side by side, each at the rate of a Law. A rate changes whenever a
// task comes or goes, so ends are known one at a time.
//
// Classes tell tasks apart. Some have cores that nobody else runs on. On the same cores
// a real-time class comes before those of lower priority and before all fair ones, and
// takes their cores away; they go on where they were. Fair classes share what is left by
// weight, no task has more than a thread. A quota lets a task use so much of a core's
// time in each period; then it waits for the next. Periods begin at the multiples of
// their length, for all tasks together, as under Linux kernels whose period timers have
// no offset of their own (kernel/sched/fair.c, init_cfs_bandwidth; later ones draw one
// for each group, "so that timers interleave"). A task that has just come has its whole
// quota. It stops at the first nanosecond at which the quota is used up; the rest of
// that nanosecond is not held against it.
//
// A class that roams has what all others leave idle, on cores of their own, too.
//
//	own cores ──▶ class           left over ──▶ real-time 99 ▶ … ▶ real-time 1 ▶ fair, by weight
//
// Not modelled: tasks of more than one thread, the 5 ms slices in which Linux gives out
// quotas, its limit of 95 % on real-time tasks, the cost of moving between cores, and
// switches between real-time tasks, which run for 100 ms at a time.
//
// The cores hold IDs and call nobody. The user posts what Next says and calls Finish at
// that instant.
//
//	shared   min(1, c/n)
//	stretch  min(1, c/n) / s(u), s(u) = 1 + a·u^k at the load u = min(1, n/c)
//
// Cores may have two hardware threads each, and switches between tasks may cost time.
//
// Rates are fractions of whole numbers, computed once for all invokers; what is done is
// counted in 64.64-bit numbers. So results are the same on every machine.
package cpu
