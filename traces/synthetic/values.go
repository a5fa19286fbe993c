package synthetic

import (
	"math"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/workload"
)

// The values of keys, each with its mistake at its column.

func (p *parser) number(key, value string) float64 {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
		p.fail(key+"="+value, "%s is %q, expected a number of 0 or more", key, value)
		return 0
	}
	return v
}

func (p *parser) integer(key, value string) uint64 {
	v, err := strconv.ParseUint(value, 10, 63)
	if err != nil {
		p.fail(key+"="+value, "%s is %q, expected a whole number of 0 or more", key, value)
	}
	return v
}

func (p *parser) duration(key, value string) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 {
		p.fail(key+"="+value, "%s is %q, expected a duration such as 24h or 300ms", key, value)
		return 0
	}
	return d
}

func (p *parser) weekday(value string) time.Weekday {
	var days []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		days = append(days, strings.ToLower(d.String()))
		if strings.EqualFold(value, d.String()) {
			return d
		}
	}
	p.fail("weekday="+value, "weekday is %q, expected a day of the week%s", value, names.Suggest(value, days))
	return time.Monday
}

// ranks reads a part of the popularity, such as 0.25-0.75.
func (p *parser) ranks(value string) [2]float64 {
	low, high, ok := strings.Cut(value, "-")
	if !ok {
		p.fail("ranks="+value, "ranks is %q, expected two shares such as 0.25-0.75", value)
		return [2]float64{0, 1}
	}
	return [2]float64{p.number("ranks", low), p.number("ranks", high)}
}

func (p *parser) memory(s *Spec, value string) {
	if s.Model == azureModel {
		if value != splitMemory && value != wholeMemory {
			p.fail("memory="+value, "memory is %q, expected split or whole%s", value,
				names.Suggest(value, []string{splitMemory, wholeMemory}))
		}
		s.AppMemory = value
		return
	}
	s.Memory = nil
	for _, m := range strings.Split(value, "/") {
		v, err := strconv.ParseInt(m, 10, 32)
		if err != nil || v < 1 {
			p.fail("memory="+value, "memory has %q, expected MiB such as 128/256/384/512", m)
			return
		}
		s.Memory = append(s.Memory, workload.MiB(v))
	}
}
