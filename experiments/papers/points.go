package papers

import (
	"fmt"
	"strconv"

	"thaw/experiments/strictyaml"
)

// Point is one of several points of a cell: X is its place on the axis of a sensitivity
// figure, Settings are those that differ there.
type Point struct {
	Place    strictyaml.Place
	X        float64      `yaml:"x,required"`
	Settings cellSettings `yaml:"settings,required"`
}

// expandPoints replaces every cell with points by one cell a point, NAME@X. In figures
// it replaces the names of such cells by those of their points.
func (p *Paper) expandPoints(report func(error)) {
	var cells []Cell
	of := map[string][]string{}
	for _, c := range p.Cells {
		if len(c.Points) == 0 {
			cells = append(cells, c)
			continue
		}
		last := 0.0
		for _, point := range c.Points {
			if point.X <= last {
				report(fmt.Errorf("%s: cell %q: x of %v: expected numbers above zero that ascend", point.Place,
					c.Name, point.X))
			}
			last = point.X
			own := c
			own.Name = c.Name + "@" + strconv.FormatFloat(point.X, 'g', -1, 64)
			own.family, own.at, own.Points = c.Name, point, nil
			cells = append(cells, own)
			of[c.Name] = append(of[c.Name], own.Name)
		}
	}
	p.Cells = cells
	for i := range p.Figures {
		var names []string
		for _, name := range p.Figures[i].Cells {
			if points := of[name]; len(points) > 0 {
				names = append(names, points...)
			} else {
				names = append(names, name)
			}
		}
		p.Figures[i].Cells = names
	}
}
