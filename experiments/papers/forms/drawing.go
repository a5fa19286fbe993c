package forms

import (
	"strings"

	"thaw/experiments/looks"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawing is the state while a figure is drawn.
type drawing struct {
	*Figure
	Input
	tiles  []plots.Tile
	whole  plots.Figure // in place of tiles: a figure with panels of its own
	apart  kinds.Claims // claims that stand in a figure of their own
	marked map[int]bool // claims with a mark, by index
	notes  []string
	looks  map[string]plots.Look // of what the paper shows

	cellsOf map[string][]string // cells of the figure by policy

	whiskers string // what they are, for the legend; empty while none is drawn
}

// figures returns the figure with its strip of claims, or the two apart; none where there is nothing
// to show.
func (d *drawing) figures() []plots.Figure {
	var out []plots.Figure
	frame := plots.Frame{File: d.file()}
	if d.Page {
		frame.Width = plots.Page
	}
	panels := plots.Panels{Frame: frame, Columns: d.Columns, Same: d.Same, Tiles: d.tiles}
	if d.whole != nil {
		out = append(out, described{d.whole, strings.Join(d.notes, " ")})
	} else {
		if rows := d.strip(); len(rows) > 0 {
			panels.Strip = rows
			d.noteStrip(rows)
		}
		panels.Notes = d.notes
		if len(panels.Tiles) > 0 || panels.Strip != nil {
			out = append(out, panels)
		}
	}
	if len(d.apart) > 0 {
		frame.File += apartSuffix
		out = append(out, plots.Panels{Frame: frame, Strip: d.apart, Notes: []string{meaning(d.apart)}})
	}
	return out
}

// apartSuffix is what the file of a figure's claims has behind its name.
const apartSuffix = "-claims"

// described is a figure with a sentence for its caption.
type described struct {
	plots.Figure
	text string
}

// Description is what the caption says about the drawing.
func (f described) Description() string { return f.text }

// add adds a panel.
func (d *drawing) add(title string, f plots.Panelled) {
	d.tiles = append(d.tiles, plots.Tile{Title: title, Figure: f})
}

// note adds a sentence to the caption, once.
func (d *drawing) note(text string) {
	for _, n := range d.notes {
		if n == text {
			return
		}
	}
	d.notes = append(d.notes, text)
}

// noteStrip adds to the caption what the rows of a strip show.
func (d *drawing) noteStrip(rows kinds.Claims) {
	if text := meaning(rows); text != "" {
		d.note(text)
	}
}

// show returns name and look of a policy or variant.
func (d *drawing) show(policy string) (string, plots.Look) {
	_, look := looks.Of(policy)
	if d.looks == nil {
		d.looks = looks.Variants(d.Shown, d.name)
	}
	if own, ok := d.looks[policy]; ok {
		look = own
	}
	return d.name(policy), look
}

// name is what figures call a policy or variant.
func (d *drawing) name(policy string) string {
	if own, ok := d.named(policy); ok {
		return own
	}
	base, parameters, _ := strings.Cut(policy, ",")
	if own, ok := d.named(base); ok && parameters != "" {
		return own + ", " + looks.Spoken(parameters)
	}
	name, _ := looks.Of(policy)
	return name
}

// named is the name that the figure or the paper gives to something.
func (d *drawing) named(thing string) (string, bool) {
	if own, ok := d.Figure.Names[thing]; ok {
		return own, true
	}
	own, ok := d.Input.Names[thing]
	return own, ok
}

// itemName is the name that the paper gives to an item.
func (d *drawing) itemName(item string) string {
	if own, ok := d.named(item); ok {
		return own
	}
	return item
}

// labelName is the name that the paper gives to what a metric measures.
func (d *drawing) labelName(label string) string {
	if own, ok := d.Labels[label]; ok {
		return own
	}
	return label
}

// cellName is the name that the paper gives to a cell.
func (d *drawing) cellName(cell string) string {
	if own, ok := d.named(cell); ok {
		return own
	}
	if name, x, ok := strings.Cut(cell, "@"); ok {
		return d.cellName(name) + " " + x
	}
	return cell
}

// axis is the label and the unit of a metric's values, and by what they are multiplied.
func (d *drawing) axis(c Cell, metric string) (label string, unit plots.Unit, scale float64) {
	label, unit = d.labelName(strings.TrimSuffix(c.Label(metric), ", mean")), c.Unit(metric)
	switch {
	case d.Unit == "s" && unit == plots.Milliseconds:
		return label, plots.WholeSeconds, 1e-3
	case d.Unit == "s" && unit == plots.Seconds:
		return label, plots.WholeSeconds, 1
	}
	return label, unit, 1
}

// scaled multiplies an interval.
func scaled(e plots.Interval, by float64) plots.Interval {
	return plots.Interval{Value: e.Value * by, Low: e.Low * by, High: e.High * by}
}

// drawClaims draws what is published in the text alone: a strip without panels.
func drawClaims(*drawing, []Cell) error { return nil }
