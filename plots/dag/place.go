package dag

import (
	"cmp"
	"slices"
)

// lane is the distance of edges that run around.
const lane = 3

// wrap gives each layer its breadth and its row: as many layers stand in a row as fit.
func (d *drawing) wrap() {
	s, n := d.style, len(d.layers)
	d.rowOf, d.left, d.broad, d.zone = make([]int, n), make([]float64, n), make([]float64, n), make([]float64, n)
	links := make([]int, n)
	for l, parts := range d.layers {
		for _, p := range parts {
			if k := d.parts[p].node; k >= 0 {
				d.broad[l] = max(d.broad[l], d.nodes[k].Width)
			}
			for _, k := range d.parts[p].out {
				links[l]++
				if label := d.links[k].label; label > 0 {
					d.zone[l] = max(d.zone[l], label+2*s.Pad)
				}
			}
		}
	}
	x := 0.0
	for l := range n {
		right := d.broad[l]
		if links[l] > 0 { // also where the next layer stands in the next row
			right += d.zone[l] + lane*float64(links[l]+1)
		}
		if first := len(d.rows) == 0; first || x+right > s.Width {
			x = 0
			if !first {
				x = lane*float64(links[l-1]+1) + s.Slope/2
			}
			d.rows = append(d.rows, row{first: l})
		}
		at := len(d.rows) - 1
		d.rowOf[l], d.left[l] = at, x
		d.rows[at].last, d.rows[at].right = l, x+d.broad[l]+d.zone[l]
		x += d.broad[l] + d.zone[l] + s.Slope
	}
}

// rounds is how often parts move to their neighbours.
const rounds = 24

// place gives each part its height in its row, and each row its height.
func (d *drawing) place() {
	for _, l := range d.layers {
		y := 0.0
		for _, p := range l {
			d.parts[p].y = y + d.parts[p].height/2
			y += d.parts[p].height + d.style.Gap
		}
	}
	d.ports()
	for k := range rounds {
		for i := range d.layers {
			l := i
			if k%2 == 1 {
				l = len(d.layers) - 1 - i
			}
			d.settle(l, k%2 == 0)
		}
	}
	top := 0.0
	for i := range d.rows {
		r := &d.rows[i]
		low, high := d.extent(r)
		for l := r.first; l <= r.last; l++ {
			for _, p := range d.layers[l] {
				d.parts[p].y += top - low
			}
		}
		r.top, r.bottom = top, top+high-low
		if i+1 < len(d.rows) {
			for _, p := range d.layers[r.last] {
				r.around = append(r.around, d.parts[p].out...)
			}
		}
		top = r.bottom + lane*float64(len(r.around)+2) + d.style.Line
	}
	d.ports()
}

// extent returns the least and the greatest height of a row.
func (d *drawing) extent(r *row) (low, high float64) {
	low, high = 1e300, -1e300
	for l := r.first; l <= r.last; l++ {
		for _, p := range d.layers[l] {
			low = min(low, d.parts[p].y-d.parts[p].height/2)
			high = max(high, d.parts[p].y+d.parts[p].height/2)
		}
	}
	return low - d.style.Line/2, high
}

// settle moves the parts of a layer as near to their neighbours in the row as their order and the gaps
// between them allow: pools of those that push each other move as one, which is the least sum of squares.
func (d *drawing) settle(l int, before bool) {
	type pool struct {
		sum float64
		n   int
	}
	var pools []pool
	offset := 0.0
	offsets := make([]float64, len(d.layers[l]))
	for i, p := range d.layers[l] {
		if i > 0 {
			above := &d.parts[d.layers[l][i-1]]
			offset += above.height/2 + d.style.Gap + d.parts[p].height/2
		}
		offsets[i] = offset
		pools = append(pools, pool{d.wanted(p, before) - offset, 1})
		for len(pools) > 1 {
			a, b := &pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/float64(a.n) <= b.sum/float64(b.n) {
				break
			}
			a.sum, a.n = a.sum+b.sum, a.n+b.n
			pools = pools[:len(pools)-1]
		}
	}
	i := 0
	for _, q := range pools {
		for range q.n {
			d.parts[d.layers[l][i]].y = q.sum/float64(q.n) + offsets[i]
			i++
		}
	}
}

// wanted is where the edges of a part on one side would be straight.
func (d *drawing) wanted(p int, before bool) float64 {
	x, sum, n := &d.parts[p], 0.0, 0
	links := x.in
	if !before {
		links = x.out
	}
	for _, k := range links {
		q := &d.links[k]
		if d.rowOf[d.parts[q.from].layer] != d.rowOf[d.parts[q.to].layer] {
			continue
		}
		other, own, there := q.from, q.toY, q.fromY
		if !before {
			other, own, there = q.to, q.fromY, q.toY
		}
		sum += d.parts[other].y + there - own
		n++
	}
	if n == 0 {
		return x.y
	}
	return sum / float64(n)
}

// ports gives the links at each part their heights, from its middle, in the order of their other ends.
func (d *drawing) ports() {
	at := d.at
	for i := range d.parts {
		x := &d.parts[i]
		slices.SortStableFunc(x.in, func(a, b int) int { return cmp.Compare(at[d.links[a].from], at[d.links[b].from]) })
		slices.SortStableFunc(x.out, func(a, b int) int { return cmp.Compare(at[d.links[a].to], at[d.links[b].to]) })
		for k, q := range x.in {
			d.links[q].toY = d.style.Line * (float64(k) - float64(len(x.in)-1)/2)
		}
		for k, q := range x.out {
			d.links[q].fromY = d.style.Line * (float64(k) - float64(len(x.out)-1)/2)
		}
	}
}
