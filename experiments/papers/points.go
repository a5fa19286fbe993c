package papers

import (
	"fmt"
	"slices"
	"strconv"

	"thaw/experiments/paired"
	"thaw/experiments/strictyaml"
	"thaw/plots"
)

// Point is one point of a cell that is run at several: X says where it
// stands on the axis of a sensitivity figure, Settings what is other there.
type Point struct {
	Place    strictyaml.Place
	X        float64      `yaml:"x,required"`
	Settings cellSettings `yaml:"settings,required"`
}

// expandPoints replaces every cell with points by one cell a point, NAME@X, and
// the names of such cells in figures by those of their points.
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
				report(fmt.Errorf("%s: cell %q: x of %v: expected numbers above zero that ascend", point.Place, c.Name, point.X))
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

// drawSensitivity draws by how much the metrics of the figure's first policy
// differ from those of its second, over the points of its cells: one figure a
// metric, one curve a cell. Where there is no ratio the curve has no point.
func drawSensitivity(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	if len(f.Policies) != 2 {
		return nil, fmt.Errorf("sensitivity: %d policies, expected one and the one that it is compared with", len(f.Policies))
	}
	var out []plots.Figure
	for _, metric := range f.Metrics {
		fig := plots.Lines{XLabel: "relative to the set-up of the publication", YLabel: cells[0].labelOf(metric) + ", change", YUnit: plots.Share, XLog: true, Dots: true}
		fig.File = f.file(metric)
		for _, r := range cells {
			x, err := r.values(metric, f.Policies[0])
			if err != nil {
				return nil, err
			}
			base, err := r.values(metric, f.Policies[1])
			if err != nil {
				return nil, err
			}
			e, ok := paired.Ratio(x, base, confidence)
			if !ok {
				continue
			}
			at := slices.IndexFunc(fig.Series, func(l plots.Line) bool { return l.Name == r.cell.family })
			if at < 0 {
				at = len(fig.Series)
				fig.Series = append(fig.Series, plots.Line{Name: r.cell.family})
			}
			line := &fig.Series[at]
			low, high := e.Value, e.Value
			if e.HasInterval() {
				low, high = e.Low, e.High
			}
			line.X, line.Y = append(line.X, r.cell.at.X), append(line.Y, e.Value)
			line.Low, line.High = append(line.Low, low), append(line.High, high)
		}
		if len(fig.Series) > 0 {
			out = append(out, fig)
		}
	}
	return out, nil
}
