package figures

import (
	"slices"
	"strings"

	"thaw/plots"
	"thaw/plots/figures"
)

// payment is what a figure draws cold starts against.
type payment struct {
	file, column, label string
	unit                plots.Unit
	per                 string  // a column to divide by, or empty
	scale               float64 // from the column to the unit
}

// mostInColumn is how many names stand whole in the legend of a column.
const mostInColumn = 9

// tradeOff draws cold starts against the memory that waits for them.
func tradeOff(d *resultData) ([]plots.Figure, error) {
	return d.against(payment{"trade-off", "idle_gib_s", "mean idle memory", plots.MiB, "end_s", 1024})
}

// tradeOffCost draws them against the bill, where there is a price list.
func tradeOffCost(d *resultData) ([]plots.Figure, error) {
	return d.against(payment{"trade-off-cost", "cost_usd", "cost in USD", plots.Plain, "", 1})
}

// against draws the share of cold starts against a payment, if two settings have one: means over
// seeds. Settings of one policy set that differ in parameters alone are one curve.
func (d *resultData) against(pay payment) ([]plots.Figure, error) {
	fig := figures.TradeOff{XLabel: pay.label, XUnit: pay.unit, YLabel: "cold starts", YUnit: plots.Share}
	fig.File = pay.file
	at := map[string]int{}
	for _, p := range d.policies {
		q, some, err := d.trade(p.Policy, pay)
		if err != nil {
			return nil, err
		}
		if !some {
			continue
		}
		shown := d.show(p)
		q.Name, q.Look = shown.Name, shown.Look
		family := familyOf(p.Policy)
		k, known := at[family]
		if !known {
			k = len(fig.Series)
			at[family] = k
			fig.Series = append(fig.Series, figures.Trade{Name: shown.Name, Look: shown.Look,
				Bound: isOracle(p.KeepAlive)})
		} else {
			fig.Series[k].Name = common(fig.Series[k].Name, shown.Name)
		}
		fig.Series[k].Points = append(fig.Series[k].Points, q)
	}
	points := 0
	for _, s := range fig.Series {
		points += len(s.Points)
	}
	if len(fig.Series) > mostInColumn {
		fig.Width = plots.Page
	}
	if points < 2 {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}

// trade returns the means over seeds of cold starts and of a payment.
func (d *resultData) trade(policy string, pay payment) (q figures.TradePoint, some bool, err error) {
	n := 0
	for i := range d.rows {
		r := &d.rows[i]
		if r.Policy != policy {
			continue
		}
		paid, err := r.Value(pay.column)
		if err != nil {
			return q, false, err
		}
		over := 1.
		if pay.per != "" {
			if over, err = r.Value(pay.per); err != nil {
				return q, false, err
			}
		}
		if x := paid * pay.scale / over; x == x && r.ColdStartRatio == r.ColdStartRatio && over > 0 {
			q.X, q.Y = q.X+x, q.Y+r.ColdStartRatio
			n++
		}
	}
	if n == 0 {
		return q, false, nil
	}
	q.X, q.Y = q.X/float64(n), q.Y/float64(n)
	return q, true, nil
}

// isOracle reports whether a keep-alive policy knows the future.
func isOracle(keepAlive string) bool {
	name, _, _ := strings.Cut(keepAlive, ",")
	return slices.Contains([]string{"belady-size", "clairvoyant"}, name)
}

// familyOf returns a policy set without parameters.
func familyOf(policy string) string {
	parts := strings.Split(policy, "+")
	for i := range parts {
		parts[i], _, _ = strings.Cut(parts[i], ",")
	}
	return strings.Join(parts, "+")
}

// common returns what two names of one family have in common, before its parameters.
func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	text := a[:n]
	if k := strings.LastIndex(text, ","); k > 0 {
		text = text[:k]
	}
	return strings.TrimRight(text, ", ")
}
