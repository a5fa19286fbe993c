// Package numbers holds the numbers of all models for one run: those that are published,
// and those that the run changes.
//
//	--set path=value ──Set──▶ Book ──Platform, Function, StorageCosts, ...──▶ models
//	                            └──Reads──▶ what the run may depend on
//
// A Book is a value that travels with a run; nothing is kept between runs. A run takes
// numbers from its Book alone, so that what is listed can be set, and what is read is known.
package numbers
