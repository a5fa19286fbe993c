package plots

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// display chooses the unit of the ticks of a linear axis for values up to the given size. The number
// on a tick is the value divided by scale.
func (u Unit) display(most float64) (scale float64, name string) {
	type step struct {
		from, scale float64
		name        string
	}
	var steps []step
	switch u {
	case Milliseconds:
		steps = []step{{0, 1e-3, "µs"}, {1, 1, "ms"}, {2000, 1000, "s"}}
	case Seconds:
		steps = []step{{0, 1, "s"}, {180, 60, "min"}, {3 * 3600, 3600, "h"}, {4 * 86400, 86400, "d"}}
	case MiB:
		steps = []step{{0, 1, "MiB"}, {2048, 1024, "GiB"}, {2048 * 1024, 1024 * 1024, "TiB"}}
	case WholeSeconds:
		return 1, "s"
	case Share:
		return 0.01, "" // the percent sign stands on the tick
	default:
		steps = []step{{0, 1, ""}, {10_000, 1e3, "thousands"}, {10_000_000, 1e6, "millions"}}
	}
	best := steps[0]
	for _, s := range steps[1:] {
		if most >= s.from {
			best = s
		}
	}
	if most == 0 && u == Milliseconds {
		best = steps[1]
	}
	return best.scale, best.name
}

// clockSteps are the steps between ticks of simulated time, in the unit of the ticks.
func clockSteps(unit string) []float64 {
	switch unit {
	case "s", "min":
		return []float64{1, 2, 5, 10, 15, 20, 30, 60}
	case "h":
		return []float64{1, 2, 3, 4, 6, 12, 24}
	}
	return nil
}

// niceStep is the least round step that cuts the axis from lo to hi into at most n parts. Round is 1,
// 2 or 5 times a power of ten in the unit of the ticks, and for simulated time a step of clocks.
func niceStep(lo, hi float64, n int, u Unit) float64 {
	scale, name := u.display(math.Max(math.Abs(lo), math.Abs(hi)))
	raw := (hi - lo) / scale / float64(n)
	if u == Seconds && raw > 0.5 {
		for _, s := range clockSteps(name) {
			if raw <= s*(1+1e-9) {
				return s * scale
			}
		}
	}
	return RoundUp(raw) * scale
}

// RoundUp rounds up to 1, 2 or 5 times a power of ten.
func RoundUp(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// roundDown is the greatest of 1, 2 and 5 times a power of ten that is not above v.
func roundDown(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	best := power
	for _, m := range []float64{2, 5, 10} {
		if v >= m*power*(1-1e-9) {
			best = m * power
		}
	}
	return best
}

// linearTicks labels the multiples of a round step within [lo, hi], at most about n.
func linearTicks(lo, hi float64, u Unit, n int) []tick {
	scale, _ := u.display(math.Max(math.Abs(lo), math.Abs(hi)))
	a, b := lo/scale, hi/scale
	step := niceStep(lo, hi, n, u) / scale
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var out []tick
	for k := math.Ceil(a/step - 1e-6); k*step <= b+step*1e-6; k++ {
		v := k * step
		if v == 0 {
			v = 0 // not -0
		}
		label := strconv.FormatFloat(v, 'f', min(decimals, 12), 64)
		if decimals > 4 || math.Abs(v) >= 1e6 {
			label = strconv.FormatFloat(v, 'g', 4, 64)
		}
		if u == Share {
			label += "%"
		}
		out = append(out, tick{at: v * scale, label: strings.Replace(label, "-", "−", 1)})
	}
	return out
}

// logTicks marks the powers of ten within [lo, hi], with small ticks between and at most n labels.
// Up to two powers of ten leave room to label 2 and 5 times these too, and one power all
// multiples, unless that is more than n. Memory has ticks at powers of two.
func logTicks(lo, hi float64, u Unit, n int) []tick {
	if u == MiB {
		return powerTicks(lo, hi, 2, u, n)
	}
	sets := [][]int{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 5}, {1}}
	most := []int{1, 2, math.MaxInt} // the most powers of ten for each set
	decades, _ := logLabels(lo, hi, u, sets[2])
	for i, multiples := range sets {
		if labels, ticks := logLabels(lo, hi, u, multiples); decades <= most[i] && labels <= n && labels > 0 {
			return ticks
		}
	}
	if decades == 0 { // too narrow for any of these
		return []tick{{at: lo, label: u.Text(lo)}, {at: hi, label: u.Text(hi)}}
	}
	return powerTicks(lo, hi, 10, u, n)
}

// logLabels puts a tick at every multiple of every power of ten within [lo, hi]. It labels some.
func logLabels(lo, hi float64, u Unit, labelled []int) (labels int, ticks []tick) {
	for k := int(math.Floor(math.Log10(lo) - 1e-9)); k <= int(math.Ceil(math.Log10(hi)+1e-9)); k++ {
		for m := 1; m <= 9; m++ {
			v := float64(m) * Pow10(k)
			switch {
			case v < lo*(1-1e-9) || v > hi*(1+1e-9):
			case slices.Contains(labelled, m):
				ticks = append(ticks, tick{at: v, label: u.Text(v)})
				labels++
			default:
				ticks = append(ticks, tick{at: v, minor: true})
			}
		}
	}
	return labels, ticks
}

// powerTicks puts a tick at every power of the base and labels at most about n of them, evenly.
func powerTicks(lo, hi, base float64, u Unit, n int) []tick {
	logBase := func(v float64) float64 { return math.Log(v) / math.Log(base) }
	first, last := int(math.Ceil(logBase(lo)-1e-9)), int(math.Floor(logBase(hi)+1e-9))
	every := max(1, (last-first)/n+1)
	if base == 10 && every > 1 {
		every = (every + 2) / 3 * 3 // whole prefixes: 1 µs, 1 ms, 1 s
	}
	var out []tick
	for k := first; k <= last; k++ {
		v := math.Pow(base, float64(k))
		if base == 10 {
			v = Pow10(k)
		}
		if ((k%every)+every)%every == 0 || last-first < 2 {
			out = append(out, tick{at: v, label: u.Text(v)})
		} else {
			out = append(out, tick{at: v, minor: true})
		}
	}
	return out
}

// Pow10 is the float64 nearest to a power of ten: 0.001, not 0.0010000000000000002.
func Pow10(k int) float64 {
	if k < 0 {
		return 1 / math.Pow10(-k)
	}
	return math.Pow10(k)
}

// Text writes a value with its unit, as on a logarithmic axis or behind a bar.
func (u Unit) Text(v float64) string {
	switch u {
	case Share:
		return Number(v*100) + "%"
	case Plain:
		return plain(v)
	case Milliseconds:
		switch {
		case v == 0:
			return "0 ms"
		case math.Abs(v) < 0.9995e-3:
			return Number(v*1e6) + " ns"
		case math.Abs(v) < 0.9995:
			return Number(v*1e3) + " µs"
		case math.Abs(v) < 999.5:
			return Number(v) + " ms"
		}
		return Number(v/1e3) + " s"
	}
	scale, name := u.display(math.Abs(v))
	if u == Seconds && v >= 60 && math.Mod(v, 60) == 0 && name == "s" {
		scale, name = 60, "min"
	}
	if u == Seconds && v >= 3600 && math.Mod(v, 3600) == 0 && name == "min" {
		scale, name = 3600, "h"
	}
	if u == MiB && math.Abs(v) >= 1024 && math.Abs(v) < 2048 {
		scale, name = 1024, "GiB"
	}
	return Number(v/scale) + " " + name
}

// plain writes a bare number, with k, M or G for thousands, millions and billions.
func plain(v float64) string {
	switch a := math.Abs(v); {
	case a >= 0.9995e9:
		return Number(v/1e9) + " G"
	case a >= 0.9995e6:
		return Number(v/1e6) + " M"
	case a >= 9999.5:
		return Number(v/1e3) + " k"
	}
	return Number(v)
}

// Number writes a value with three significant digits, and whole numbers up to a million in full.
func Number(v float64) string {
	var s string
	switch a := math.Abs(v); {
	case a == 0:
		return "0"
	case a >= 1e6 || a < 1e-4:
		s = strconv.FormatFloat(v, 'g', 3, 64)
	case a >= 99.95:
		s = strconv.FormatFloat(v, 'f', 0, 64)
	default:
		digits := 2 - int(math.Floor(math.Log10(a)))
		s = strconv.FormatFloat(v, 'f', digits, 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
	}
	return strings.Replace(s, "-", "−", 1)
}
