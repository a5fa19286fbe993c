package forms

import (
	"math"
	"strings"

	"thaw/experiments/paired"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawTradeOff draws the second metric against the first, a point a policy of the cells, means over
// windows and seeds. Settings of one policy are a curve.
func drawTradeOff(d *drawing, cells []Cell) error {
	var fig kinds.TradeOff
	var scales [2]float64
	fig.XLabel, fig.XUnit, scales[0] = d.axis(cells[0], d.Metrics[0])
	fig.YLabel, fig.YUnit, scales[1] = d.axis(cells[0], d.Metrics[1])
	at := map[string]int{}
	for _, r := range cells {
		for _, policy := range d.shown(r) {
			var mean [2]float64
			for i, metric := range d.Metrics {
				values, err := r.Values(metric, policy)
				if err != nil {
					return err
				}
				mean[i] = paired.Mean(measured(values)) * scales[i]
			}
			if math.IsNaN(mean[0]) || math.IsNaN(mean[1]) {
				continue
			}
			family, _, _ := strings.Cut(policy, ",")
			k, known := at[family]
			if !known {
				k = len(fig.Series)
				at[family] = k
				name, look := d.show(family)
				fig.Series = append(fig.Series, kinds.Trade{Name: name, Look: look})
			}
			point := kinds.TradePoint{X: mean[0], Y: mean[1]}
			point.Name, point.Look = d.show(policy) // in the legend where points are few
			fig.Series[k].Points = append(fig.Series[k].Points, point)
		}
	}
	tellApart(fig.Series)
	if len(fig.Series) > 0 {
		d.add("", fig)
	}
	return nil
}

// tellApart gives the points of a figure looks of which no two are the same.
func tellApart(series []kinds.Trade) {
	var points []*kinds.TradePoint
	var given []plots.Look
	for i := range series {
		for k := range series[i].Points {
			points = append(points, &series[i].Points[k])
			given = append(given, series[i].Points[k].Look)
		}
	}
	for i, look := range plots.Looks(given) {
		points[i].Look = look
	}
}
