// Package dag lays out directed graphs without cycles: layers from left to right, in as many rows as the
// width of the drawing asks for, as words stand in lines.
//
//	┌──┐ label ┌──┐        ┌──┐
//	│  ├──────▶│  ├───────▶│  ├─┐      layers: each edge runs to the right
//	└──┘  ╲    └──┘        └──┘ │      crossings: few, by medians of neighbours
//	  ┌─────╲───────────────────┘      rows: edges between them run around
//	  │┌──┐  ╲ ┌──┐                    labels: over the beginning of their edges,
//	  └▶  ├───▶│  │                    on a line of their own
//	   └──┘    └──┘
//
// Lengths are numbers of one unit; x runs to the right, y downwards. The same graph gives the same drawing.
// The phases are those of Sugiyama, Tagawa and Toda (IEEE Trans. SMC 11(2), 1981): layers, order, places.
package dag

import (
	"errors"
	"fmt"
)

// Node is a box.
type Node struct{ Width, Height float64 }

// Edge is an arrow between two nodes. Label is the width of the text over its beginning.
type Edge struct {
	From, To int
	Label    float64
}

// Style is what the drawing leaves free.
type Style struct {
	Width float64 // of the drawing, at most; a layer wider than it stands out
	Line  float64 // height of a line of text: the distance of edges at a box
	Slope float64 // length in which an edge goes up or down
	Pad   float64 // beside a label
	Gap   float64 // between boxes of a layer
}

// Point is a place.
type Point struct{ X, Y float64 }

// Box is where a node stands.
type Box struct{ Min, Max Point }

// Layout is a drawing.
type Layout struct {
	Width, Height float64
	Boxes         []Box
	Paths         [][]Point // of the edges, from box to box
	Labels        []Point   // where the text of each edge begins, on its line
	Rows          int
}

// ErrCycle is a graph that has no layers.
var ErrCycle = errors.New("dag: the graph has a cycle")

// Lay lays a graph out.
func Lay(nodes []Node, edges []Edge, style Style) (*Layout, error) {
	for i, e := range edges {
		if min(e.From, e.To) < 0 || max(e.From, e.To) >= len(nodes) {
			return nil, fmt.Errorf("dag: edge %d from node %d to %d of %d", i, e.From, e.To, len(nodes))
		}
	}
	d := &drawing{nodes: nodes, edges: edges, style: style}
	if !d.layer() {
		return nil, ErrCycle
	}
	d.split()
	d.order()
	d.wrap()
	d.place()
	return d.route(), nil
}

// drawing is the state of a layout. Parts are nodes, and the places where an edge passes a layer.
type drawing struct {
	nodes   []Node
	edges   []Edge
	style   Style
	parts   []part
	layers  [][]int // parts, from the top
	at      []int   // place of each part in its layer
	links   []link
	byLayer [][]int   // links, by the layer in which they begin
	rowOf   []int     // of each layer
	left    []float64 // of each layer
	broad   []float64
	zone    []float64 // behind each layer: room for the labels of its edges
	rows    []row
}

// part is a node, or where an edge passes a layer.
type part struct {
	node   int // -1: an edge passes
	layer  int
	height float64
	y      float64 // middle
	in     []int   // links, from the top
	out    []int
}

// link is a piece of an edge, between two layers that follow each other.
type link struct {
	edge, from, to int
	last           bool // it ends at the node
	fromY, toY     float64
	label          float64
}

// row is a row of layers.
type row struct {
	first, last int // layers
	top, bottom float64
	right       float64
	around      []int // links to the next row, by their begin from the bottom
}

// layer gives each node the layer behind those before it. A node without edges into it stands right
// before the first that it leads to.
func (d *drawing) layer() bool {
	n := len(d.nodes)
	waits, in := make([]int, n), make([]int, n)
	for _, e := range d.edges {
		waits[e.To]++
		in[e.To]++
	}
	var queue []int
	for i := range n {
		if waits[i] == 0 {
			queue = append(queue, i)
		}
	}
	of := make([]int, n)
	for k := 0; k < len(queue); k++ {
		for _, e := range d.edges {
			if e.From == queue[k] {
				of[e.To] = max(of[e.To], of[e.From]+1)
				if waits[e.To]--; waits[e.To] == 0 {
					queue = append(queue, e.To)
				}
			}
		}
	}
	if len(queue) < n {
		return false
	}
	for i := range n {
		least := -1
		for _, e := range d.edges {
			if e.From == i && (least < 0 || of[e.To] < least) {
				least = of[e.To]
			}
		}
		if in[i] == 0 && least > 0 {
			of[i] = least - 1
		}
	}
	for i, nd := range d.nodes {
		d.parts = append(d.parts, part{node: i, layer: of[i], height: nd.Height})
		for of[i] >= len(d.layers) {
			d.layers = append(d.layers, nil)
		}
		d.layers[of[i]] = append(d.layers[of[i]], i)
	}
	return true
}

// split cuts edges into links between layers that follow each other, with parts where they pass one.
func (d *drawing) split() {
	for i, e := range d.edges {
		at := e.From
		for l := d.parts[e.From].layer + 1; ; l++ {
			to := e.To
			if l < d.parts[e.To].layer {
				to = len(d.parts)
				d.parts = append(d.parts, part{node: -1, layer: l, height: d.style.Line})
				d.layers[l] = append(d.layers[l], to)
			}
			k := link{edge: i, from: at, to: to, last: to == e.To}
			if at == e.From {
				k.label = e.Label
			}
			d.parts[at].out = append(d.parts[at].out, len(d.links))
			d.parts[to].in = append(d.parts[to].in, len(d.links))
			d.links = append(d.links, k)
			if at = to; to == e.To {
				break
			}
		}
	}
	for i := range d.parts {
		p := &d.parts[i]
		p.height = max(p.height, d.style.Line*float64(max(len(p.in), len(p.out))))
	}
}
