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
	d.at, d.byLayer = make([]int, len(d.parts)), make([][]int, len(d.layers))
	for i := range d.links {
		l := d.parts[d.links[i].from].layer
		d.byLayer[l] = append(d.byLayer[l], i)
	}
	d.places()
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
	d.places()
}

func (d *drawing) snapshot() [][]int {
	out := make([][]int, len(d.layers))
	for i, l := range d.layers {
		out[i] = slices.Clone(l)
	}
	return out
}

// places notes the place of each part in its layer.
func (d *drawing) places() {
	for _, l := range d.layers {
		for i, p := range l {
			d.at[p] = i
		}
	}
}

// byNeighbours sorts a layer by the means of the places of the neighbours on one side.
func (d *drawing) byNeighbours(l int, before bool) {
	type ranked struct {
		part int
		mean float64
	}
	list := make([]ranked, len(d.layers[l]))
	for i, p := range d.layers[l] {
		links, sum := d.parts[p].in, 0.0
		if !before {
			links = d.parts[p].out
		}
		for _, k := range links {
			other := d.links[k].from
			if !before {
				other = d.links[k].to
			}
			sum += float64(d.at[other])
		}
		list[i] = ranked{p, float64(i)}
		if len(links) > 0 {
			list[i].mean = sum / float64(len(links))
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(a.mean, b.mean) })
	for i, r := range list {
		d.layers[l][i], d.at[r.part] = r.part, i
	}
}

// mostExchanged is the number of links up to which parts are exchanged: a graph with more cannot be read.
const mostExchanged = 200

// exchange exchanges parts beside each other as long as that takes crossings away.
func (d *drawing) exchange() {
	if len(d.links) > mostExchanged {
		return
	}
	swap := func(l []int, i int) {
		l[i], l[i+1] = l[i+1], l[i]
		d.at[l[i]], d.at[l[i+1]] = i, i+1
	}
	fewest := d.crossings()
	for better := true; better; {
		better = false
		for _, l := range d.layers {
			for i := 0; i+1 < len(l); i++ {
				swap(l, i)
				if n := d.crossings(); n < fewest {
					better, fewest = true, n
				} else {
					swap(l, i)
				}
			}
		}
	}
}

// crossings counts the pairs of links that cross: between two layers, those pairs whose ends stand in the
// other order than their begins. A tree of counts holds the ends so far.
func (d *drawing) crossings() int {
	n := 0
	for l, links := range d.byLayer {
		if len(links) < 2 {
			continue
		}
		slices.SortFunc(links, func(a, b int) int {
			x, y := &d.links[a], &d.links[b]
			return cmp.Or(d.at[x.from]-d.at[y.from], d.at[x.to]-d.at[y.to], a-b)
		})
		tree := make([]int, len(d.layers[l+1])+1)
		for so, k := range links {
			end := d.at[d.links[k].to] + 1
			n += so
			for i := end; i > 0; i -= i & -i {
				n -= tree[i]
			}
			for i := end; i < len(tree); i += i & -i {
				tree[i]++
			}
		}
	}
	return n
}
