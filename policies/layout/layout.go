// Package layout holds the ways in which containers share virtual machines, one
// file a layout.
//
//	one-to-one  [c] [c] [c]   a microVM boots with its container and goes with it
//	n-to-one    [c c c]       a VM of one function's containers, which grows and shrinks
package layout
