package dag_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"thaw/plots/dag"
)

var style = dag.Style{Width: 400, Line: 9, Slope: 15, Pad: 2, Gap: 7}

// boxes are nodes of one size.
func boxes(n int) []dag.Node {
	out := make([]dag.Node, n)
	for i := range out {
		out[i] = dag.Node{Width: 50, Height: 20}
	}
	return out
}

func edges(pairs ...[2]int) (out []dag.Edge) {
	for _, p := range pairs {
		out = append(out, dag.Edge{From: p[0], To: p[1], Label: 25})
	}
	return out
}

// random is a graph without cycles.
func random(rng *rand.Rand, n int) ([]dag.Node, []dag.Edge) {
	nodes := boxes(n)
	var list []dag.Edge
	for i := range nodes {
		nodes[i] = dag.Node{Width: 20 + 60*rng.Float64(), Height: 10 + 30*rng.Float64()}
		for k := range rng.IntN(3) {
			if to := i + 1 + k + rng.IntN(4); to < n {
				list = append(list, dag.Edge{From: i, To: to, Label: 40 * rng.Float64()})
			}
		}
	}
	return nodes, list
}

// Do boxes never lie over each other, are all within the drawing, and does each edge begin and end at its boxes
// and run to the right inside a row, whatever the graph?
func TestNothingLiesOverAnother(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for k := range 300 {
		nodes, list := random(rng, 2+k%25)
		l, err := dag.Lay(nodes, list, style)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range l.Boxes {
			if a.Max.X-a.Min.X < nodes[i].Width-1e-9 || a.Max.Y-a.Min.Y < nodes[i].Height-1e-9 {
				t.Fatalf("graph %d: box %d is smaller than its node", k, i)
			}
			if a.Min.X < 0 || a.Min.Y < 0 || a.Max.X > l.Width || a.Max.Y > l.Height+1e-9 || l.Width > style.Width {
				t.Fatalf("graph %d: box %d is outside: %v of %v × %v", k, i, a, l.Width, l.Height)
			}
			for j, b := range l.Boxes[:i] {
				if a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y-1e-9 && b.Min.Y < a.Max.Y-1e-9 {
					t.Fatalf("graph %d: boxes %d and %d lie over each other: %v %v", k, i, j, a, b)
				}
			}
		}
		for i, path := range l.Paths {
			from, to := l.Boxes[list[i].From], l.Boxes[list[i].To]
			first, last := path[0], path[len(path)-1]
			if first.X != from.Max.X || last.X != to.Min.X || first.Y < from.Min.Y || first.Y > from.Max.Y ||
				last.Y < to.Min.Y || last.Y > to.Max.Y {
				t.Fatalf("graph %d: edge %d runs from %v to %v, and not from %v to %v", k, i, first, last, from, to)
			}
			if path[1].Y != first.Y || path[1].X-first.X < list[i].Label {
				t.Fatalf("graph %d: edge %d is not level for its label of %v: %v", k, i, list[i].Label, path)
			}
			if l.Rows == 1 && !slices.IsSortedFunc(path, func(a, b dag.Point) int { return int(a.X*1e6) - int(b.X*1e6) }) {
				t.Fatalf("graph %d: edge %d runs back: %v", k, i, path)
			}
		}
		for i, a := range l.Labels {
			for j, b := range l.Labels[:i] {
				if list[i].Label > 0 && list[j].Label > 0 && a.X < b.X+list[j].Label && b.X < a.X+list[i].Label &&
					max(a.Y-b.Y, b.Y-a.Y) < style.Line-1e-6 {
					t.Fatalf("graph %d: labels %d and %d lie over each other: %v %v", k, i, j, a, b)
				}
			}
		}
	}
}

// Is a chain a straight line, and a wide one as many rows as it needs?
func TestAChainIsStraightAndWraps(t *testing.T) {
	chain := edges([2]int{0, 1}, [2]int{1, 2}, [2]int{2, 3}, [2]int{3, 4}, [2]int{4, 5})
	for _, q := range []struct {
		width float64
		rows  int
	}{{1000, 1}, {400, 2}, {100, 6}} {
		s := style
		s.Width = q.width
		l, err := dag.Lay(boxes(6), chain, s)
		if err != nil {
			t.Fatal(err)
		}
		if l.Rows != q.rows {
			t.Errorf("%v wide: %d rows, expected %d", q.width, l.Rows, q.rows)
		}
		if q.rows > 1 {
			continue
		}
		for i, path := range l.Paths {
			for _, p := range path {
				if p.Y != path[0].Y {
					t.Errorf("edge %d is not straight: %v", i, path)
				}
			}
		}
	}
}

// Are crossings taken away where there need be none, and are they the fewest where there must be some?
func TestFewEdgesCross(t *testing.T) {
	for _, q := range []struct {
		name  string
		n     int
		edges []dag.Edge
		want  int
	}{
		{"two chains, named crosswise", 4, edges([2]int{0, 3}, [2]int{1, 2}), 0},
		{"a tree", 7, edges([2]int{0, 1}, [2]int{0, 2}, [2]int{1, 6}, [2]int{2, 5}, [2]int{1, 4}, [2]int{2, 3}), 0},
		{"two to two", 4, edges([2]int{0, 2}, [2]int{0, 3}, [2]int{1, 2}, [2]int{1, 3}), 1},
		{"an edge that passes", 5, edges([2]int{0, 1}, [2]int{1, 2}, [2]int{2, 3}, [2]int{0, 3}, [2]int{3, 4}), 0},
		{"three to three", 6, edges([2]int{0, 3}, [2]int{0, 4}, [2]int{0, 5}, [2]int{1, 3}, [2]int{1, 4}, [2]int{1, 5},
			[2]int{2, 3}, [2]int{2, 4}, [2]int{2, 5}), 9},
	} {
		s := style
		s.Width = 2000
		l, err := dag.Lay(boxes(q.n), q.edges, s)
		if err != nil {
			t.Fatal(err)
		}
		if got := crossings(l); got != q.want {
			t.Errorf("%s: %d crossings, expected %d", q.name, got, q.want)
		}
	}
}

// crossings counts pairs of pieces of edges that cross inside.
func crossings(l *dag.Layout) (n int) {
	type piece struct{ a, b dag.Point }
	var all [][]piece
	for _, path := range l.Paths {
		var of []piece
		for i := range path[1:] {
			of = append(of, piece{path[i], path[i+1]})
		}
		all = append(all, of)
	}
	side := func(p piece, q dag.Point) float64 {
		return (p.b.X-p.a.X)*(q.Y-p.a.Y) - (p.b.Y-p.a.Y)*(q.X-p.a.X)
	}
	for i := range all {
		for _, other := range all[:i] {
			for _, p := range all[i] {
				for _, q := range other {
					if side(p, q.a)*side(p, q.b) < -1e-9 && side(q, p.a)*side(q, p.b) < -1e-9 {
						n++
					}
				}
			}
		}
	}
	return n
}

// Is a graph without layers refused, and one whose edges lead nowhere?
func TestGraphsThatCannotBeDrawn(t *testing.T) {
	if _, err := dag.Lay(boxes(2), edges([2]int{0, 1}, [2]int{1, 0}), style); !errors.Is(err, dag.ErrCycle) {
		t.Errorf("a cycle: %v, expected %v", err, dag.ErrCycle)
	}
	if _, err := dag.Lay(boxes(2), edges([2]int{0, 2}), style); err == nil {
		t.Error("an edge to no node was drawn")
	}
	if l, err := dag.Lay(nil, nil, style); err != nil || l.Height != 0 {
		t.Errorf("nothing: %v, %v", l, err)
	}
}

// Is the same graph drawn in the same way each time?
func TestADrawingIsTheSameEachTime(t *testing.T) {
	nodes, list := random(rand.New(rand.NewPCG(3, 4)), 20)
	var first string
	for range 5 {
		l, err := dag.Lay(nodes, list, style)
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprint(l); first == "" {
			first = text
		} else if text != first {
			t.Fatalf("another drawing:\n%s\n%s", text, first)
		}
	}
}

// Is the largest graph that figures show laid out, with edges that pass hundreds of layers?
func TestALargeGraphIsLaidOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var list []dag.Edge
	for i := range 199 {
		list = append(list, dag.Edge{From: i, To: i + 1}, dag.Edge{From: i / 2, To: 1 + i/2 + rng.IntN(199-i/2)})
	}
	l, err := dag.Lay(boxes(200), list, style)
	if err != nil || l.Rows < 20 {
		t.Errorf("%v, expected more than 20 rows", err)
	}
}
