// Package verdict has the rules by which the rows of a paper count, and gives verdicts.
//
//	measure, published, tolerance ─▶ Band ─┐
//	values of each (window, seed) ─▶ interval ─▶ Outcome ─▶ reproduced, shape only, …
//	status ─▶ counted or not
//
// A band includes neither no effect nor another policy's published value; an order has a
// minimum effect. docs/validation.md explains both.
package verdict
