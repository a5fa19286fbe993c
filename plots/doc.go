// Package plots turns columns of numbers into figures fit for a paper.
//
//	columns ──▶ Figure ──Compose──▶ Sheet ──Save──▶ name.png  300 dpi
//	(slices)    (typed input,       (laid out,     name.svg  text stays text
//	             checked)            thinned)      name.pdf  fonts embedded
//	                                               name.csv  the data as drawn
//
// The package knows columns, not simulations: its inputs are structs of slices,
// and it imports nothing else of thaw. It draws bars, stacked bars and lines;
// plots/figures composes its axes, marks and legends into all other kinds and
// lists them.
//
// # House style
//
//   - Width: one column of a two-column page, 3.33 in, the whole page, 7.0 in, or any other from
//     60 to 400 mm. Heights follow from the content, and so does the place of panels, bars and names:
//     a narrow figure is set anew, not shrunk.
//   - Type: Liberation Sans, which comes with the module and has the widths of Arial and
//     Helvetica. Axis labels have 8 pt, all else 7 pt; nothing is smaller.
//   - Colour: the palette of Okabe and Ito (Color Universal Design, 2008), which
//     colour-blind readers can tell apart. Every curve also has its own dash
//     pattern and every bar its own hatching, for grey prints.
//   - Legends stand in a strip above the data, never over it. Figures have no title; the
//     caption takes its place.
//   - Logarithmic axes have labels with units, such as 1, 10, 100 ms, 1 s, and small ticks
//     between. Linear axes step by 1, 2 or 5, or for time by 1, 2, 5, 10, 15, 30 s or min
//     and 1, 2, 3, 6, 12 h. Their unit is in the label.
//   - A curve has at most 800 points, and thinning is not seen. A distribution moves on paper by at
//     most 0.06 pt, a quarter of a pixel of 300 dpi, where 800 points are enough for that. Where they
//     are not, they are used up, and it moves by less than a pixel (0.24 pt, a minute of arc at a
//     distance of 30 cm). The worst that can be contrived is 0.33 pt in a column, 0.48 pt on a page.
//   - Any other curve moves by at most 0.12 pt where 800 points are enough for that. Where
//     they are not, as in noise, the minimum and maximum of every slice of half a point's width
//     stay (a curve's line is 1 pt wide).
//   - Intervals are asymmetric and absolute (Low, High), drawn as whiskers or bands.
//   - The CSV holds the data as drawn, after thinning, in long form with units in the
//     column names.
//   - The same input gives the same bytes: no dates, no map order. A file gets its name when it
//     is complete.
//
// Bad input, such as no data, NaN, a zero on a logarithmic axis, columns of unequal length or a
// name twice, is an error that lists every mistake. It never panics.
package plots
