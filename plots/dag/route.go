package dag

import (
	"cmp"
	"slices"
)

// route turns the places into boxes, paths and labels.
func (d *drawing) route() *Layout {
	out := &Layout{Boxes: make([]Box, len(d.nodes)), Paths: make([][]Point, len(d.edges)),
		Labels: make([]Point, len(d.edges)), Rows: len(d.rows)}
	for _, p := range d.parts {
		if p.node >= 0 {
			x, half := d.left[p.layer], p.height/2
			out.Boxes[p.node] = Box{Point{x, p.y - half}, Point{x + d.broad[p.layer], p.y + half}}
			out.Width = max(out.Width, x+d.broad[p.layer])
		}
	}
	for i := range d.rows {
		r := &d.rows[i]
		slices.SortStableFunc(r.around, func(a, b int) int { return cmp.Compare(d.begin(b).Y, d.begin(a).Y) })
		out.Height = r.bottom
	}
	for i := range d.links {
		q := &d.links[i]
		path := d.link(i)
		if len(out.Paths[q.edge]) == 0 {
			out.Labels[q.edge] = Point{path[0].X + d.style.Pad, path[0].Y}
		}
		out.Paths[q.edge] = append(out.Paths[q.edge], path...)
		for _, at := range path {
			out.Width = max(out.Width, at.X)
		}
	}
	for i, path := range out.Paths {
		out.Paths[i] = slices.Compact(path)
	}
	return out
}

// begin is where a link leaves its part.
func (d *drawing) begin(i int) Point {
	q := &d.links[i]
	p := &d.parts[q.from]
	return Point{d.left[p.layer] + d.broad[p.layer], p.y + q.fromY}
}

// link is the path of a link: level as far as labels reach, then to its end; around where that stands in
// the next row. What begins lowest runs innermost, and ends lowest.
func (d *drawing) link(i int) []Point {
	q := &d.links[i]
	from, to := &d.parts[q.from], &d.parts[q.to]
	a := d.begin(i)
	if from.node < 0 { // it passes on
		a.X = d.left[from.layer]
	}
	b := Point{d.left[to.layer], to.y + q.toY}
	level := d.left[from.layer] + d.broad[from.layer] + d.zone[from.layer]
	r := &d.rows[d.rowOf[from.layer]]
	k := slices.Index(r.around, i)
	if k < 0 {
		return []Point{a, {level, a.Y}, b}
	}
	right := r.right + lane*float64(k+1)
	between := r.bottom + lane*float64(k+1)
	left := lane * float64(k)
	return []Point{a, {right, a.Y}, {right, between}, {left, between}, {left, b.Y}, b}
}
