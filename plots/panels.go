package plots

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Panelled is a figure that can be a panel of another one.
type Panelled interface {
	Figure
	// Panel checks the input and composes one panel. It adds a section of rows and legend entries to
	// the sheet.
	Panel(s *Sheet, title string) (*Panel, error)
}

// Lies is a figure of bars, which can lie.
type Lies interface{ Lying() Panelled }

// Alone composes a figure of one panel.
func Alone(f Panelled, w Width) (*Sheet, error) {
	s := NewSheet(w)
	p, err := f.Panel(s, "")
	if err != nil {
		return nil, err
	}
	s.AddRow(p)
	return s.LayOut(), nil
}

// Panels draws figures as panels of one file, with one legend. The panels stand in reading order, as
// many side by side as Columns says and the width holds.
type Panels struct {
	Frame
	Columns int  // at most; 0: one
	Same    bool // one scale for the values of all panels
	Tiles   []Tile
	Strip   Strip    // what is published and has no mark in a panel; nil: nothing
	Notes   []string // sentences for the caption: what whiskers are, what was left out
}

// Strip is what stands below the panels of a figure.
type Strip interface {
	// AddTo adds it below the other rows.
	AddTo(s *Sheet)
}

// Tile is a panel of Panels.
type Tile struct {
	Title  string
	Figure Panelled
}

func (f Panels) Name() string { return f.NameOr("panels") }

// Description is what the caption says about the drawing.
func (f Panels) Description() string { return strings.Join(f.Notes, " ") }

// Compose checks the input and lays it out.
func (f Panels) Compose(at Width) (*Sheet, error) {
	f.Width = f.At(at)
	problems := NewProblems(f.Name())
	problems.Frame(f.Frame)
	if len(f.Tiles) == 0 && f.Strip == nil {
		problems.Addf("no panels, expected at least one")
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	s := NewSheet(f.Width)
	columns := max(min(s.Columns(len(f.Tiles), 0, leastTile), f.Columns), 1)
	if n := vg.Length(columns); columns > 1 {
		s.room = (s.width - 2*edge - panelGap*(n-1)) / n
	}
	rows := vg.Length((len(f.Tiles) + columns - 1) / max(columns, 1))
	s.tallest = max(sheetHeight/max(rows, 1)-besidePanel, leastTall)
	panels, err := f.panels(s)
	if err != nil {
		return nil, err
	}
	f.share(panels, columns)
	for i := 0; i < len(panels); i += columns {
		s.AddRow(panels[i:min(i+columns, len(panels))]...)
	}
	s.room = 0
	if f.Strip != nil {
		f.Strip.AddTo(s)
	}
	return s.LayOut(), nil
}

// panels composes the panels. Where some bars have to lie, all do.
func (f Panels) panels(s *Sheet) ([]*Panel, error) {
	tiles, lying, bars := slices.Clone(f.Tiles), 0, 0
	for pass := range 2 {
		into := &Sheet{width: s.width, room: s.room, tallest: s.tallest, faces: s.faces}
		if pass == 1 {
			into = s
		}
		var out []*Panel
		for i, tile := range tiles {
			p, err := tile.Figure.Panel(into, f.section(i))
			if err != nil {
				return nil, fmt.Errorf("panel %d of %s: %w", i+1, f.Name(), err)
			}
			p.Title = tile.Title
			if _, ok := tile.Figure.(Lies); ok {
				bars++
				if p.Y.names != nil {
					lying++
				}
			}
			out = append(out, p)
		}
		if pass == 1 {
			return out, nil
		}
		for i := range tiles {
			if b, ok := tiles[i].Figure.(Lies); ok && lying > 0 && lying < bars {
				tiles[i].Figure = b.Lying()
			}
		}
	}
	return nil, nil
}

// Sizes of many panels below each other: they are less high, so that the figure fits on a page with
// its caption. besidePanel is the height of title and labels of a panel.
const (
	sheetHeight = 6 * vg.Inch
	besidePanel = vg.Length(36)
	leastTall   = vg.Length(52)
)

// leastTile is the least width of a panel beside another.
const leastTile = vg.Length(105)

// section names the rows of a panel in the table; nothing where there is one panel.
func (f Panels) section(i int) string {
	switch title := f.Tiles[i].Title; {
	case title != "":
		return title
	case len(f.Tiles) == 1:
		return ""
	}
	return fmt.Sprint(i + 1)
}

// values is the axis of a panel's values, that of its bars or the vertical one.
func (p *Panel) values() *Axis {
	if p.Y.names != nil {
		return &p.X
	}
	return &p.Y
}

// share gives all panels one scale where that is asked for, and writes a label that panels have in
// common once for each row or column.
func (f Panels) share(panels []*Panel, columns int) {
	if len(panels) == 0 {
		return
	}
	one, oneX := *panels[0].values(), panels[0].X.Label
	low, high, sameLabels, sameX := one.Min, one.Max, true, true
	for _, p := range panels {
		v := p.values()
		low, high = min(low, v.Min), max(high, v.Max)
		sameLabels = sameLabels && v.Label == one.Label && p.Y.names == nil
		sameX = sameX && p.X.Label == oneX && p.X.names == nil
	}
	for i, p := range panels {
		if f.Same {
			p.values().Min, p.values().Max = low, high
		}
		if sameLabels && i%columns > 0 {
			p.Y.Label, p.Y.Remark = "", ""
			p.Y.Hidden = f.Same
			p.Y.untitled = true
		}
		if sameX && i+columns < len(panels) {
			p.X.Label, p.X.Remark = "", ""
		}
	}
}
