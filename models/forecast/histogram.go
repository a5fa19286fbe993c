package forecast

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Histogram forecasts the distribution of earlier counts as it is (the mean method of
// Hyndman & Athanasopoulos 2021, section 5.2, with the whole distribution in place of
// a normal one): of the latest Recent minutes, or of all minutes of the training window
// that lie in the same part of the day. The mean forecast is their mean.
type Histogram struct {
	Recent int // minutes; 0: by time of day
	Bin    int // minutes of a part of the day, a divisor of MinutesADay
}

// Train implements Predictor. It needs a day of training by time of day, and else
// Recent minutes.
func (h Histogram) Train(ctx context.Context, t Training) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if h.Recent == 0 {
		return h.byTimeOfDay(ctx, t)
	}
	if h.Recent < 1 {
		return nil, fmt.Errorf("a histogram of the latest %d minutes, expected at least 1", h.Recent)
	}
	if err := t.needs(h.Recent, fmt.Sprintf("a histogram of the latest %d", h.Recent)); err != nil {
		return nil, err
	}
	m := &recentModel{window: h.Recent, tails: make([][]float64, len(t.Series)), imputed: make([]int, len(t.Series))}
	for fn, s := range t.Series {
		x, imputed := filled(s)
		m.tails[fn], m.imputed[fn] = slices.Clone(x[len(x)-h.Recent:]), imputed
	}
	return m, nil
}

func (h Histogram) byTimeOfDay(ctx context.Context, t Training) (Model, error) {
	if h.Bin < 1 || MinutesADay%h.Bin != 0 {
		return nil, fmt.Errorf("parts of the day of %d minutes: expected a divisor of %d", h.Bin, MinutesADay)
	}
	if err := t.needs(MinutesADay, "a day, so that every part of it is known"); err != nil {
		return nil, err
	}
	m := &dayModel{bin: h.Bin, next: t.First + len(t.Series[0]) - 1 + t.ahead(), days: make([]dayCounts, len(t.Series))}
	return m, t.each(ctx, func(fn int) error {
		x, imputed := filled(t.Series[fn])
		d := dayCounts{parts: make([][]float64, MinutesADay/h.Bin), imputed: imputed}
		for i, v := range x {
			part := m.part(t.First + i)
			d.parts[part] = append(d.parts[part], v)
		}
		for _, part := range d.parts {
			slices.Sort(part)
			mean, stddev := momentsOf(part)
			d.mean, d.stddev = append(d.mean, mean), append(d.stddev, stddev)
		}
		m.days[fn] = d
		return nil
	})
}

// momentsOf returns the mean and the standard deviation of values.
func momentsOf(x []float64) (mean, stddev float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		stddev += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(stddev / float64(len(x)))
}

// dayModel has the counts of each part of the day.
type dayModel struct {
	bin  int
	next int // minute that is forecast first
	days []dayCounts
}

type dayCounts struct {
	parts        [][]float64 // ascending
	mean, stddev []float64
	imputed      int
}

func (m *dayModel) part(minute int) int { return minute % MinutesADay / m.bin }

// Forecaster implements Model.
func (m *dayModel) Forecaster(fn int) (Forecaster, error) {
	if fn < 0 || fn >= len(m.days) {
		return nil, unseen(fn, len(m.days))
	}
	return &dayForecaster{dayModel: m, counts: &m.days[fn], minute: m.next}, nil
}

// Imputed implements Model.
func (m *dayModel) Imputed(fn int) int { return m.days[fn].imputed }

type dayForecaster struct {
	*dayModel
	counts *dayCounts
	minute int // the forecast is of this one
}

// Observe implements Forecaster. The method does not learn from it.
func (f *dayForecaster) Observe(float64) { f.minute++ }

// Forecast implements Forecaster.
func (f *dayForecaster) Forecast(out *Forecast) {
	part := f.part(f.minute)
	*out = Forecast{Mean: f.counts.mean[part], StdDev: f.counts.stddev[part], table: f.counts.parts[part]}
}

// recentModel has the counts before the end of training.
type recentModel struct {
	window  int
	tails   [][]float64
	imputed []int
}

// Forecaster implements Model.
func (m *recentModel) Forecaster(fn int) (Forecaster, error) {
	if fn < 0 || fn >= len(m.tails) {
		return nil, unseen(fn, len(m.tails))
	}
	f := &recentForecaster{past: newHistory(m.window), sorted: slices.Clone(m.tails[fn])}
	for _, x := range m.tails[fn] {
		f.past.push(x)
	}
	slices.Sort(f.sorted)
	return f, nil
}

// Imputed implements Model.
func (m *recentModel) Imputed(fn int) int { return m.imputed[fn] }

type recentForecaster struct {
	past   history
	sorted []float64 // the same values, ascending
}

// Observe implements Forecaster. It moves the values between the one that leaves and
// the place of the one that comes.
func (f *recentForecaster) Observe(count float64) {
	leaves := f.past.last()[0]
	f.past.push(count)
	last := f.past.last()
	count = last[len(last)-1]
	from, _ := slices.BinarySearch(f.sorted, leaves)
	to, _ := slices.BinarySearch(f.sorted, count)
	if to > from {
		copy(f.sorted[from:], f.sorted[from+1:to])
		f.sorted[to-1] = count
		return
	}
	copy(f.sorted[to+1:], f.sorted[to:from])
	f.sorted[to] = count
}

// Forecast implements Forecaster.
func (f *recentForecaster) Forecast(out *Forecast) {
	mean, stddev := momentsOf(f.sorted)
	*out = Forecast{Mean: mean, StdDev: stddev, table: f.sorted}
}
