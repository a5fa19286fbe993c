package dag

import (
	"cmp"
	"slices"
)

// sweeps is how often the layers are put in order, down and up in turns.
const sweeps = 12

// order puts the parts of each layer into an order with few crossings: by the means of the places of
// their neighbours, and then by exchanging those that stand beside each other. The best order stays.
func (d *drawing) order() {
	best, fewest := d.snapshot(), d.crossings()
	for k := 0; k < sweeps && fewest > 0; k++ {
		for i := range d.layers {
			l := i
			if k%2 == 1 {
				l = len(d.layers) - 1 - i
			}
			d.byNeighbours(l, k%2 == 0)
		}
		d.exchange()
		if n := d.crossings(); n < fewest {
			best, fewest = d.snapshot(), n
		}
	}
	d.layers = best
}

func (d *drawing) snapshot() [][]int {
	out := make([][]int, len(d.layers))
	for i, l := range d.layers {
		out[i] = slices.Clone(l)
	}
	return out
}

// places returns the place of each part in its layer.
func (d *drawing) places() []int {
	at := make([]int, len(d.parts))
	for _, l := range d.layers {
		for i, p := range l {
			at[p] = i
		}
	}
	return at
}

// byNeighbours sorts a layer by the means of the places of the neighbours on one side.
func (d *drawing) byNeighbours(l int, before bool) {
	at := d.places()
	mean := make([]float64, len(d.parts))
	for _, p := range d.layers[l] {
		links, sum := d.parts[p].in, 0.0
		if !before {
			links = d.parts[p].out
		}
		for _, k := range links {
			other := d.links[k].from
			if !before {
				other = d.links[k].to
			}
			sum += float64(at[other])
		}
		if mean[p] = float64(at[p]); len(links) > 0 {
			mean[p] = sum / float64(len(links))
		}
	}
	slices.SortStableFunc(d.layers[l], func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
}

// exchange exchanges parts beside each other as long as that takes crossings away.
func (d *drawing) exchange() {
	for better := true; better; {
		better = false
		for _, l := range d.layers {
			for i := 0; i+1 < len(l); i++ {
				before := d.crossings()
				l[i], l[i+1] = l[i+1], l[i]
				if d.crossings() < before {
					better = true
				} else {
					l[i], l[i+1] = l[i+1], l[i]
				}
			}
		}
		if len(d.links) > 200 { // one pass is enough of a graph that nobody can read
			return
		}
	}
}

// crossings counts the pairs of links that cross.
func (d *drawing) crossings() int {
	at, n := d.places(), 0
	for i := range d.links {
		a := &d.links[i]
		for k := range d.links[:i] {
			b := &d.links[k]
			if d.parts[a.from].layer == d.parts[b.from].layer &&
				(at[a.from]-at[b.from])*(at[a.to]-at[b.to]) < 0 {
				n++
			}
		}
	}
	return n
}
