// Package neural has the parts of small recurrent networks: layers with their
// gradients, dropout whose mask stays over time, and Adam.
//
//	window ──LSTM──mask──▶ ... ──Dense──▶ output ──▶ error
//	   ◀──────────── Backward: gradients, last layer first
//
// A layer is a description: its numbers lie in one slice that all layers of a network
// share, the gradients in another of the same layout. So several goroutines compute
// the gradients of parts of a batch, each into its own slice, and the sum in the order
// of the parts does not depend on their number.
package neural
