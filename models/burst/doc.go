// Package burst models jobs that ask for hundreds of containers at once and run
// in stages, each stage on an invoker of its own.
//
//	        invoker 0                      invoker 1                     invoker 2
//	piece 0 ─start─work─┐ ask ─▶ start ─fetch─work─┐ ask ─▶ start ─fetch─work─▶ done
//	piece 1 ─start─work─┘        ...               └──▶ ...
//
// A piece (a second of video, say) passes the stages one after the other, each in
// a container of its own. The container of the first stage is asked for when the
// job comes, that of a later one when its piece has left the stage before. The framework
// of the job makes these requests one after the other. A container is then
// connected to the network, created, fetches what the stage before made of the
// piece, and works on it. There is no barrier between stages.
//
// Machines are what runs this: invokers that start containers (models/network, then
// a sandbox, so many side by side), move data over their network cards, and share
// their cores. They know nothing of stages: whoever has another order of work,
// a graph of functions, say, drives them by itself as Run does.
//
// Not modelled: reading the input and writing the result, programs that use more
// than one core, memory, and what a scheduler would do with several jobs.
package burst
