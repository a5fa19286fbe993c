// Package figures composes charts into figures of known kinds.
//
//	columns ──▶ LatencyCDF{...} ──Compose──▶ plots.Sheet ──plots.Save──▶ name.png, .svg, .pdf, .csv
//	(slices)    FourPanel{...}   (axes, marks and legend of plots)
//
// Every kind is one file with one typed input of plain slices and one line in
// Kinds. The package knows columns, not simulations. House style, thinning and
// formats are those of plots.
package figures
