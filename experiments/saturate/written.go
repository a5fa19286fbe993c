package saturate

import (
	"time"

	"thaw/experiments/units"
)

// Written is a search as a YAML file has it. Zero fields take the values of DefaultSearch.
type Written struct {
	From      perSecond     `yaml:"from"`
	To        perSecond     `yaml:"to"`
	Growth    float64       `yaml:"growth"`
	Precision percent       `yaml:"precision"`
	Settle    time.Duration `yaml:"settle"`
	Hold      time.Duration `yaml:"hold"`
	Window    time.Duration `yaml:"window"`
	Served    percent       `yaml:"served"`
}

// Search returns the search.
func (w *Written) Search() Search {
	s := DefaultSearch()
	set := func(to *float64, v float64) {
		if v != 0 {
			*to = v
		}
	}
	set(&s.From, float64(w.From))
	set(&s.To, float64(w.To))
	set(&s.Growth, w.Growth)
	set(&s.Precision, float64(w.Precision))
	set(&s.Served, float64(w.Served))
	for _, t := range []struct{ to, v *time.Duration }{{&s.Settle, &w.Settle}, {&s.Hold, &w.Hold},
		{&s.Window, &w.Window}} {
		if *t.v != 0 {
			*t.to = *t.v
		}
	}
	return s
}

// perSecond is a rate as written, such as 100/s.
type perSecond float64

// UnmarshalText reads the rate.
func (r *perSecond) UnmarshalText(text []byte) error {
	x, err := units.ParseRate(string(text))
	*r = perSecond(x)
	return err
}

// percent is a share as written, such as 2%.
type percent float64

// UnmarshalText reads the share.
func (p *percent) UnmarshalText(text []byte) error {
	x, err := units.ParsePercent(string(text))
	*p = percent(x)
	return err
}
