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
