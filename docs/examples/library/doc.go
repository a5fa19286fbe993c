// Package library tests that docs/library.md quotes the programs below it, and
// that they do what it says.
package library
