// Package workflow models applications of many stages that run on short-lived workers,
// as Sprocket runs video pipelines: tasks come into being while the workflow runs.
//
//	input ══chunks══▶ buffer ─▶ delivery ─▶ ready ─▶ scheduler ─▶ waiting ─▶ worker
//	                            function    units     every tick   tasks      fetch
//	                                                                │         compute
//	   next stage's buffer ◀══ events ═════════════════════════════╪════════ emit
//	                                                     launcher ──┘         quit
//
// An event is a piece of data in the store with its place in the content: the lineage
// (chunk), the number of a frame in it, whether it is the last of its chunk (EOF), and
// whether a scene ends with it. Streams carry events from one stage to the buffer of
// another. The delivery function of a stage turns events of its buffers into units of
// work. The scheduler decides at the ticks of the coordinator which units become tasks.
// Each task asks the launcher for a worker of its function. A worker that has started
// takes the next waiting task of its function, whichever task it was asked for (late
// binding); a surplus worker quits. A task fetches its events from the store, computes,
// and emits what the next stages get.
//
// The coordinator's loop is a tick: units wait for the next multiple of Tick, and no
// tick happens unless something changed. Its messages to workers take no time.
//
// A run depends on the specification and the seed alone. State is slices by index; after
// warm-up nothing is allocated for an event or a task.
//
// Not modelled: failures of workers and of the store, memory, processors that several
// tasks share, messages that take time, the cost of the coordinator itself.
package workflow
