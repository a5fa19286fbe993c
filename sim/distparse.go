package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// distForms are the spellings that ParseDist knows: a name and its parameters,
// each a duration or (marked with #) a plain number.
var distForms = []struct {
	name   string
	params []string
	build  func(v []float64) Dist
}{
	{"const", []string{"value"}, func(v []float64) Dist { return Const(time.Duration(v[0])) }},
	{"uniform", []string{"min", "max"},
		func(v []float64) Dist { return Uniform(time.Duration(v[0]), time.Duration(v[1])) }},
	{"exponential", []string{"mean"}, func(v []float64) Dist { return Exponential(time.Duration(v[0])) }},
	{"lognormal", []string{"median", "#sigma"},
		func(v []float64) Dist { return LogNormal(time.Duration(v[0]), v[1]) }},
	{"lognormal", []string{"mean", "stddev"},
		func(v []float64) Dist { return LogNormalMean(time.Duration(v[0]), time.Duration(v[1])) }},
	{"weibull", []string{"scale", "#shape"}, func(v []float64) Dist { return Weibull(time.Duration(v[0]), v[1]) }},
}

// ParseDist reads a distribution: a duration such as "500ms", or a name with
// its parameters behind it.
//
//	const,value=500ms                  uniform,min=1ms,max=3ms
//	exponential,mean=2s                weibull,scale=1s,shape=0.8
//	lognormal,median=1s,sigma=0.7      lognormal,mean=3.24s,stddev=7.1s
//	quantiles,p0=10ms,p50=20ms,p99.9=1s,p100=2s
//
// The error names every mistake of the text at once.
func ParseDist(text string) (Dist, error) {
	name, rest, more := strings.Cut(strings.TrimSpace(text), ",")
	name = strings.TrimSpace(name)
	if !more && name != "" && strings.ContainsRune("0123456789+-.", rune(name[0])) {
		d, err := parseDrawDuration(name)
		if err != nil {
			return Dist{}, fmt.Errorf("distribution %q: %w", text, err)
		}
		return Const(d), nil
	}
	names := []string{"quantiles"}
	for _, f := range distForms {
		names = append(names, f.name)
	}
	if !slices.Contains(names, name) {
		slices.Sort(names)
		return Dist{}, fmt.Errorf("distribution %q: unknown name %q, expected a duration or one of %s%s",
			text, name, strings.Join(slices.Compact(names), ", "), didYouMean(name, names))
	}
	pairs, errs := parsePairs(rest, more)
	var d Dist
	if name == "quantiles" {
		d, errs = buildQuantiles(pairs, errs)
	} else {
		d, errs = buildForm(name, pairs, errs)
	}
	if len(errs) > 0 {
		return Dist{}, fmt.Errorf("distribution %q: %w", text, errors.Join(errs...))
	}
	return d, nil
}

type pair struct{ key, value string }

func parsePairs(rest string, more bool) (pairs []pair, errs []error) {
	if !more {
		return nil, nil
	}
	for _, field := range strings.Split(rest, ",") {
		key, value, ok := strings.Cut(field, "=")
		p := pair{strings.TrimSpace(key), strings.TrimSpace(value)}
		switch {
		case !ok || p.key == "":
			errs = append(errs, fmt.Errorf("%q is not of the form key=value", field))
		case slices.ContainsFunc(pairs, func(q pair) bool { return q.key == p.key }):
			errs = append(errs, fmt.Errorf("%s is given twice", p.key))
		default:
			pairs = append(pairs, p)
		}
	}
	return pairs, errs
}

// buildForm takes the form of that name which shares most keys with pairs.
func buildForm(name string, pairs []pair, errs []error) (Dist, []error) {
	best, shared := -1, -1
	var known []string
	for i, f := range distForms {
		if f.name != name {
			continue
		}
		n := 0
		for _, p := range f.params {
			key := strings.TrimPrefix(p, "#")
			known = append(known, key)
			if slices.ContainsFunc(pairs, func(q pair) bool { return q.key == key }) {
				n++
			}
		}
		if n > shared {
			best, shared = i, n
		}
	}
	form := distForms[best]
	values := make([]float64, len(form.params))
	used := 0
	for i, p := range form.params {
		key := strings.TrimPrefix(p, "#")
		at := slices.IndexFunc(pairs, func(q pair) bool { return q.key == key })
		if at < 0 {
			errs = append(errs, fmt.Errorf("%s is missing: %s takes %s", key, name, paramNames(form.params)))
			continue
		}
		used++
		v, err := parseParam(p, pairs[at].value)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
		values[i] = v
	}
	for _, p := range pairs {
		switch {
		case slices.ContainsFunc(form.params, func(k string) bool { return strings.TrimPrefix(k, "#") == p.key }):
		case slices.Contains(known, p.key):
			errs = append(errs, fmt.Errorf("%s does not go with %s", p.key, paramNames(form.params)))
		default:
			errs = append(errs,
				fmt.Errorf("unknown parameter %q, expected %s%s", p.key, paramNames(known), didYouMean(p.key, known)))
		}
	}
	if name == "uniform" && used == 2 && values[1] < values[0] {
		errs = append(errs, errors.New("max is less than min"))
	}
	if form.params[0] == "mean" && len(form.params) == 2 && used == 2 && values[0] == 0 && values[1] > 0 {
		errs = append(errs, errors.New("a mean of 0 goes only with a stddev of 0"))
	}
	if len(errs) > 0 {
		return Dist{}, errs
	}
	return form.build(values), nil
}

func buildQuantiles(pairs []pair, errs []error) (Dist, []error) {
	var points []QuantilePoint
	for _, p := range pairs {
		percent, err := strconv.ParseFloat(strings.TrimPrefix(p.key, "p"), 64)
		if err != nil || !strings.HasPrefix(p.key, "p") || !(percent >= 0 && percent <= 100) {
			errs = append(errs, fmt.Errorf("unknown parameter %q, expected percentiles such as p50 or p99.9", p.key))
			continue
		}
		d, err := parseDrawDuration(p.value)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.key, err))
		}
		points = append(points, QuantilePoint{percent / 100, d})
	}
	if len(errs) > 0 {
		return Dist{}, errs
	}
	d, err := Quantiles(points...)
	if err != nil {
		return Dist{}, []error{err}
	}
	return d, nil
}

func paramNames(params []string) string {
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = strings.TrimPrefix(p, "#")
	}
	return strings.Join(names, ", ")
}

// parseParam reads a duration, or a number greater than zero where the name
// starts with # (sigma may be zero).
func parseParam(param, text string) (float64, error) {
	if !strings.HasPrefix(param, "#") {
		d, err := parseDrawDuration(text)
		return float64(d), err
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	if v < 0 || v == 0 && param == "#shape" {
		return 0, fmt.Errorf("%v must be greater than 0", v)
	}
	return v, nil
}

func parseDrawDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a duration such as 500ms or 1.5s", text)
	case d < 0:
		return 0, fmt.Errorf("%v is negative", d)
	case d > MaxDraw:
		return 0, fmt.Errorf("%v is longer than the greatest draw, %v", d, MaxDraw)
	}
	return d, nil
}

// String returns the distribution in the form that ParseDist reads.
func (d Dist) String() string {
	a, b := time.Duration(d.a), time.Duration(d.b)
	switch d.kind {
	case uniform:
		return fmt.Sprintf("uniform,min=%v,max=%v", a, b)
	case exponential:
		return fmt.Sprintf("exponential,mean=%v", a)
	case logNormal:
		return fmt.Sprintf("lognormal,median=%v,sigma=%v", a, d.b)
	case logNormalMean:
		return fmt.Sprintf("lognormal,mean=%v,stddev=%v", a, b)
	case weibull:
		return fmt.Sprintf("weibull,scale=%v,shape=%v", a, d.b)
	case quantiles:
		var s strings.Builder
		s.WriteString("quantiles")
		for _, p := range d.table.points {
			// Rounded so that 0.999 × 100 prints as 99.9.
			percent := math.Round(p.P*100*1e9) / 1e9
			fmt.Fprintf(&s, ",p%s=%v", strconv.FormatFloat(percent, 'f', -1, 64), p.Value)
		}
		return s.String()
	}
	return a.String()
}

// MarshalText writes the distribution as String does.
func (d Dist) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the distribution as ParseDist does.
func (d *Dist) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDist(string(text))
	return err
}

// didYouMean returns a suggestion, or nothing when no name is close.
func didYouMean(name string, known []string) string {
	best, least := "", 1+max(1, len(name)/3)
	for _, k := range known {
		if d := editDistance(name, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// editDistance counts the insertions, deletions and replacements of bytes that
// turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
