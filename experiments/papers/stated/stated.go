// Package stated holds numbers as publications state them, with the tolerances that
// claims about them have.
//
//	"0.5 to 0.7", "at least 2" ──▶ Value ─┐
//	"relative 10%"         ──▶ Tolerance ─┴▶ Accepts ──▶ range of simulated values
package stated

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/units"
)

// Value is a published number, range or bound.
type Value struct {
	Low, High float64 // equal for a number; infinite on the open side of a bound
	Text      string  // as written; empty where nothing is given
}

// UnmarshalText reads "868", "0.5 to 0.7", "+74% to +76%", "at least 2" or "at
// most 10%".
func (p *Value) UnmarshalText(text []byte) error {
	p.Text = string(text)
	rest, least := strings.CutPrefix(p.Text, "at least ")
	rest, most := strings.CutPrefix(rest, "at most ")
	low, high, isRange := strings.Cut(rest, " to ")
	if !isRange {
		high = low
	}
	var err1, err2 error
	p.Low, err1 = parseShareOrNumber(low)
	p.High, err2 = parseShareOrNumber(high)
	if err1 != nil || err2 != nil || (least || most) && isRange || least && most || p.Low > p.High {
		return fmt.Errorf("%q: expected a number, a percentage, \"LOW to HIGH\", \"at least X\" or \"at most X\"",
			text)
	}
	if least {
		p.High = math.Inf(1)
	}
	if most {
		p.Low = math.Inf(-1)
	}
	return nil
}

// parseShareOrNumber reads 74% as 0.74, and 868 as it is.
func parseShareOrNumber(text string) (float64, error) {
	text = strings.TrimPrefix(text, "+")
	if strings.HasSuffix(text, "%") {
		return units.ParsePercent(text)
	}
	return units.ParseNumber(text)
}

// Number returns the published number where it is one.
func (p Value) Number() (float64, bool) { return p.Low, p.Text != "" && p.Low == p.High }

// Tolerance is the accepted distance of a simulated value from the published one.
type Tolerance struct {
	Relative bool
	Amount   float64
	Text     string // as written; empty where none is given
}

// UnmarshalText reads "relative 10%", "absolute 5%" (points of a percentage) or
// "absolute 20".
func (t *Tolerance) UnmarshalText(text []byte) error {
	t.Text = string(text)
	kind, amount, _ := strings.Cut(t.Text, " ")
	var err error
	t.Amount, err = parseShareOrNumber(amount)
	t.Relative = kind == "relative"
	if err != nil || !t.Relative && kind != "absolute" || t.Amount < 0 || t.Relative &&
		!strings.HasSuffix(amount, "%") {
		return fmt.Errorf("%q: expected \"relative X%%\", \"absolute X%%\" or \"absolute X\"", text)
	}
	return nil
}

// Accepts returns the range in which a simulated interval must lie.
func (t Tolerance) Accepts(p Value) (low, high float64) {
	if t.Relative {
		return p.Low - t.Amount*math.Abs(p.Low), p.High + t.Amount*math.Abs(p.High)
	}
	return p.Low - t.Amount, p.High + t.Amount
}

// Share is a percentage above zero; 0 where none is given.
type Share float64

// UnmarshalText reads "5%".
func (s *Share) UnmarshalText(text []byte) error {
	x, err := units.ParsePercent(string(text))
	if err != nil || x <= 0 || x > 1 {
		return fmt.Errorf("%q: expected a percentage above 0%%, at most 100%%", text)
	}
	*s = Share(x)
	return nil
}

// String writes the percentage.
func (s Share) String() string { return strconv.FormatFloat(100*float64(s), 'f', -1, 64) + "%" }

// Ends are the finite ends of a published value.
func (v Value) Ends() []float64 {
	var out []float64
	for _, x := range []float64{v.Low, v.High} {
		if !math.IsInf(x, 0) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
