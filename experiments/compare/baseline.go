package compare

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/strictyaml"
	"thaw/experiments/textfile"
)

// baselineVersion is the format version of baseline files.
const baselineVersion = 1

// Baseline holds the reference values of a check, seed by seed. The file belongs
// under version control: it is text with one line per metric and policy set, and
// depends on the result alone, so that a diff shows which values changed.
type Baseline struct {
	Version  int              `json:"thaw_baseline"`
	Thaw     string           `json:"thaw_version"` // version of the simulation; informs only
	Identity                  // trace, workload, platform
	Seeds    []int64          `json:"seeds"`
	Policies []BaselinePolicy `json:"policies"`
}

// BaselinePolicy holds the values of one policy set.
type BaselinePolicy struct {
	results.PolicyID
	// by metric, in the order of the seeds; nil where the metric has no sample
	Values map[string][]*float64 `json:"values"`
}

// storedOf returns values as a baseline keeps them.
func storedOf(values []float64) []*float64 {
	out := make([]*float64, len(values))
	for i := range values {
		if !results.IsMissing(values[i]) {
			out[i] = &values[i]
		}
	}
	return out
}

// newBaseline takes the given metrics of policy sets, by index, out of samples.
func newBaseline(thaw string, id Identity, samples []sample, wanted map[int][]results.Metric) *Baseline {
	b := &Baseline{Version: baselineVersion, Thaw: thaw, Identity: id, Seeds: []int64{}, Policies: []BaselinePolicy{}}
	for _, r := range samples[0].rows {
		b.Seeds = append(b.Seeds, r.Seed)
	}
	for i, s := range samples {
		if len(wanted[i]) == 0 {
			continue
		}
		p := BaselinePolicy{s.id, map[string][]*float64{}}
		for _, m := range wanted[i] {
			p.Values[m.Column] = storedOf(s.values(m))
		}
		b.Policies = append(b.Policies, p)
	}
	return b
}

// encode returns the file's text: indented JSON with each list on one line.
func (b *Baseline) encode() ([]byte, error) {
	var out bytes.Buffer
	var failure error
	put := func(indent int, key string, v any, end string) {
		text, err := results.CompactJSON(v)
		if err != nil {
			failure = err
		}
		fmt.Fprintf(&out, "%s%q: %s%s\n", strings.Repeat("  ", indent), key, text, end)
	}
	out.WriteString("{\n")
	put(1, "thaw_baseline", b.Version, ",")
	put(1, "thaw_version", b.Thaw, ",")
	put(1, "trace", b.Trace, ",")
	out.WriteString("  \"workload\": {\n")
	for i, k := range keysOf(b.Workload, nil) {
		put(2, k, b.Workload[k], comma(i, len(b.Workload)))
	}
	out.WriteString("  },\n  \"platform\": {\n")
	for i, k := range keysOf(b.Platform, nil) {
		put(2, k, b.Platform[k], comma(i, len(b.Platform)))
	}
	out.WriteString("  },\n")
	put(1, "seeds", b.Seeds, ",")
	out.WriteString("  \"policies\": [\n")
	for i, p := range b.Policies {
		out.WriteString("    {\n")
		for _, part := range [][2]string{{"policy", p.Policy}, {"schedule", p.Schedule}, {"keepalive", p.KeepAlive},
			{"prefetch", p.Prefetch}} {
			put(3, part[0], part[1], ",")
		}
		for _, part := range [][2]string{{"network", p.Network}, {"storage", p.Storage},
			{"memory_elasticity", p.Elasticity}, {"vm_layout", p.Layout}, {"queue", string(p.Queue)},
			{"client", string(p.Client)}, {"autoscale", string(p.Autoscale)}} {
			if part[1] != results.None { // as if the key were missing
				put(3, part[0], part[1], ",")
			}
		}
		out.WriteString("      \"values\": {\n")
		for k, metric := range keysOf(p.Values, nil) {
			put(4, metric, p.Values[metric], comma(k, len(p.Values)))
		}
		out.WriteString("      }\n    }" + comma(i, len(b.Policies)) + "\n")
	}
	out.WriteString("  ]\n}\n")
	return out.Bytes(), failure
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}

// ReadBaseline reads a baseline file, or standard input where path is -. A missing file is a NotComparableError,
// because a check without a baseline must not pass.
func ReadBaseline(path string) (*Baseline, error) {
	text, err := textfile.ReadGiven(path, textfile.Baseline)
	path = textfile.Name(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, exit.NotComparable(fmt.Errorf("%s: the baseline is missing; --update-baseline makes it from "+
			"a result", path))
	}
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: cannot read the baseline: %w", path, err))
	}
	b := &Baseline{}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(b); err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: no baseline that thaw wrote: %w", placeInJSON(path, text, dec, err),
			err))
	}
	for i := range b.Policies {
		b.Policies[i].Settle()
	}
	if dec.More() {
		return nil, exit.Usage(fmt.Errorf("%s: something follows the baseline", placeInJSON(path, text, dec, nil)))
	}
	return b, exit.Usage(b.mistakes(path))
}

// placeInJSON returns the line and column at which decoding stopped.
func placeInJSON(path string, text []byte, dec *json.Decoder, err error) strictyaml.Place {
	at := dec.InputOffset()
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	before := text[:min(max(at, 0), int64(len(text)))]
	return strictyaml.Place{File: path, Line: 1 + bytes.Count(before, []byte("\n")),
		Column: len(before) - bytes.LastIndexByte(before, '\n')}
}

// mistakes returns the mistakes in a file's contents as one error.
func (b *Baseline) mistakes(path string) error {
	var out exit.Mistakes
	bad := func(format string, args ...any) {
		out.Add(format, fmt.Errorf("%s: %w", path, fmt.Errorf(format, args...)))
	}
	if b.Version != baselineVersion {
		bad("thaw_baseline is %d, expected %d; --update-baseline writes it anew", b.Version, baselineVersion)
		return out.Err()
	}
	if len(b.Seeds) == 0 || !slices.IsSorted(b.Seeds) || len(slices.Compact(slices.Clone(b.Seeds))) < len(b.Seeds) {
		bad("seeds are %v, expected at least one, rising", b.Seeds)
	}
	if b.Workload == nil || b.Platform == nil {
		bad("workload or platform is missing: it cannot be told what the values are of")
	}
	if len(b.Policies) == 0 {
		bad("it has no policy set")
	}
	seen := map[results.PolicyID]bool{}
	for _, p := range b.Policies {
		if seen[p.PolicyID] {
			bad("policy set %q stands there a second time", p.Policy)
		}
		seen[p.PolicyID] = true
		for _, k := range keysOf(p.Values, nil) {
			if n := len(p.Values[k]); n != len(b.Seeds) {
				bad("policy set %q: %s has %d values for %d seeds", p.Policy, k, n, len(b.Seeds))
			}
		}
	}
	return out.Err()
}

// values returns the values of a metric, in the order of the seeds.
func (b *Baseline) values(id results.PolicyID, m results.Metric) (values []float64, ok bool) {
	for _, p := range b.Policies {
		if p.PolicyID != id {
			continue
		}
		stored, ok := p.Values[m.Column]
		for _, v := range stored {
			if v == nil {
				values = append(values, math.NaN())
			} else {
				values = append(values, *v)
			}
		}
		return values, ok
	}
	return nil, false
}

// Absent says which values a baseline keeps as null: a budget on them is "no data".
func (b *Baseline) Absent() []string {
	var out []string
	for _, p := range b.Policies {
		for _, k := range keysOf(p.Values, nil) {
			n := 0
			for _, v := range p.Values[k] {
				if v == nil {
					n++
				}
			}
			if n > 0 {
				out = append(out, fmt.Sprintf("%s of %s has no sample under %s", k, p.Policy, plural(n, "seed")))
			}
		}
	}
	return out
}
