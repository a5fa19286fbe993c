package plots

import (
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Width is the width of a figure on paper in millimetres. Text has 7 to 8 pt at every width: a
// narrow figure sets its panels below each other and breaks long names.
type Width float64

// The two widths of a two-column page, and the limits of any other.
const (
	Column Width = 3.33 * millimetresPerInch // one column
	Page   Width = 7.0 * millimetresPerInch  // both columns

	Narrowest Width = 60
	Widest    Width = 400

	millimetresPerInch = 25.4
)

// expectedWidths is what an error says that a width may be.
const expectedWidths = "expected column (3.33 in), page (7.0 in) or millimetres from 60 to 400"

// ParseWidth reads column, page or a number of millimetres, with or without its unit.
func ParseWidth(text string) (Width, error) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "column":
		return Column, nil
	case "page":
		return Page, nil
	}
	mm, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(word, "mm")), 64)
	if w := Width(mm); err == nil && w.Known() {
		return w, nil
	}
	return 0, fmt.Errorf("%q: %s", text, expectedWidths)
}

// Known tells whether a figure can have the width. NaN is none.
func (w Width) Known() bool { return w >= Narrowest && w <= Widest }

func (w Width) length() vg.Length { return vg.Length(w) / millimetresPerInch * vg.Inch }

// Tall is the height of a panel that stands alone. It grows with the width, but more slowly.
func (w Width) Tall() vg.Length {
	share := vg.Length((w - Column) / (Page - Column))
	return min(max(1.45+0.65*share, 1.3), 2.6) * vg.Inch
}

// Tall is the height of a panel that stands alone in its row, and less of one beside others.
func (s *Sheet) Tall() vg.Length {
	tall := Width(s.width / vg.Millimeter).Tall()
	if s.room > 0 {
		tall = min(tall, s.room*0.75)
	}
	if s.tallest > 0 {
		tall = min(tall, s.tallest)
	}
	return tall
}
