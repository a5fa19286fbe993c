package compare

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/results/policyset"
	"thaw/models/names"
)

// sample is one policy set of one result folder, one row per seed.
type sample struct {
	folder int // index in the list of folders
	id     results.PolicyID
	rows   []*results.Row // in ascending order of seeds
}

// readSamples reads the policy sets of result folders in the order of their
// manifests. It refuses folders of different workloads. Warnings list differing
// numbers of the platforms, and policy sets under which many invocations never ran.
func readSamples(folders []string) (samples []sample, warnings []string, err error) {
	var first Identity
	var madeBy string
	var mistakes, different []error
	for i, folder := range folders {
		if k := slices.IndexFunc(folders[:i],
			func(f string) bool { return filepath.Clean(f) == filepath.Clean(folder) }); k >= 0 {
			mistakes = append(mistakes, fmt.Errorf("%s: is given twice", folder))
			continue
		}
		m, rows, err := results.Read(folder)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		id, err := identify(folder, m)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		if i == 0 {
			first, madeBy = id, nameOfBuild(m.Thaw)
		}
		if by := nameOfBuild(m.Thaw); by != madeBy {
			warnings = append(warnings, fmt.Sprintf("%s: made by another program than %s: %s, against %s", folder,
				folders[0], by, madeBy))
		}
		for _, d := range first.workloadDifferences(id) {
			different = append(different, fmt.Errorf("%s: is not comparable with %s: %s", folder, folders[0], d))
		}
		if d := first.platformDifferences(id); len(d) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s: another platform than %s: %s", folder, folders[0],
				strings.Join(d, "; ")))
		}
		of, err := samplesOf(folder, i, m, rows)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		samples, warnings = append(samples, of...), append(warnings, notServed(folder, m, of)...)
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, nil, exit.Usage(err)
	}
	if err := errors.Join(different...); err != nil {
		return nil, nil, exit.NotComparable(err)
	}
	return samples, warnings, nil
}

// notServed warns of the policy sets of a folder whose latencies are of some of their
// invocations, or of none.
func notServed(folder string, m *results.Manifest, samples []sample) []string {
	of := results.NotServed
	if m.Search != nil {
		of = results.NotServedBySearch
	}
	var out []string
	for _, s := range samples {
		if text := of(s.rows); text != "" {
			out = append(out, fmt.Sprintf("%s: %s: %s", folder, s.id.Policy, text))
		}
	}
	return out
}

// samplesOf groups the rows of a folder by policy set. Each sample has a row for
// every seed. index is the folder's place in the list.
func samplesOf(folder string, index int, m *results.Manifest, rows []results.Row) ([]sample, error) {
	var out []sample
	for _, id := range m.Policies {
		s := sample{folder: index, id: id}
		for i := range rows {
			if rows[i].Policy == id.Policy {
				s.rows = append(s.rows, &rows[i])
			}
		}
		slices.SortFunc(s.rows, func(a, b *results.Row) int { return cmp.Compare(a.Seed, b.Seed) })
		seeds := slices.Sorted(slices.Values(m.Seeds))
		if len(seeds) == 0 || !slices.EqualFunc(s.rows, seeds,
			func(r *results.Row, seed int64) bool { return r.Seed == seed }) {
			return nil, exit.Usage(fmt.Errorf("%s: damaged: the summary has %s of policy set %s for the seeds %v",
				folder, plural(len(s.rows), "row"), id.Policy, m.Seeds))
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, exit.Usage(fmt.Errorf("%s: damaged: %s names no policy set", folder, results.ManifestName))
	}
	return out, nil
}

// pairs are the values of a metric in two samples.
type pairs struct {
	x, base []float64
	paired  bool // by seed
	absent  int  // seeds, or values of unpaired samples, without a sample of the metric
}

// pairUp returns the values of a metric under the seeds that both samples share,
// or all values of both if they share none. It leaves out what is missing.
func pairUp(a, b sample, m results.Metric) pairs {
	var p pairs
	for _, r := range a.rows {
		k, ok := slices.BinarySearchFunc(b.rows, r.Seed,
			func(o *results.Row, seed int64) int { return cmp.Compare(o.Seed, seed) })
		if !ok {
			continue
		}
		p.paired = true
		x, base := valueOf(r, m), valueOf(b.rows[k], m)
		if results.IsMissing(x) || results.IsMissing(base) {
			p.absent++
			continue
		}
		p.x, p.base = append(p.x, x), append(p.base, base)
	}
	if p.paired {
		return p
	}
	x, base := a.values(m), b.values(m)
	p.x, p.base = present(x), present(base)
	p.absent = len(x) + len(base) - len(p.x) - len(p.base)
	return p
}

// present returns the values that are not missing.
func present(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), results.IsMissing)
}

func (s sample) values(m results.Metric) []float64 {
	out := make([]float64, len(s.rows))
	for i, r := range s.rows {
		out[i] = valueOf(r, m)
	}
	return out
}

// valueOf returns a metric of a row; the list of metrics holds columns only.
func valueOf(r *results.Row, m results.Metric) float64 {
	v, err := r.Value(m.Column)
	if err != nil {
		panic(err) // a listed metric is no column of the summary
	}
	return v
}

// findPolicy returns the sample with a name: a policy set, or a part that is
// unique to one policy set. The first folder with the policy set counts.
func findPolicy(samples []sample, name string) (int, error) {
	parts := []func(results.PolicyID) string{
		func(p results.PolicyID) string { return p.Policy },
		func(p results.PolicyID) string { return p.Schedule },
		func(p results.PolicyID) string { return p.KeepAlive },
		func(p results.PolicyID) string { return p.Prefetch },
		func(p results.PolicyID) string { return p.Network },
		func(p results.PolicyID) string { return p.Storage },
		func(p results.PolicyID) string { return p.Elasticity },
		func(p results.PolicyID) string { return p.Layout },
		func(p results.PolicyID) string { return string(p.Queue) },
		func(p results.PolicyID) string { return string(p.Client) },
		func(p results.PolicyID) string { return string(p.Autoscale) },
		func(p results.PolicyID) string { s, _, _ := strings.Cut(p.Schedule, ","); return s },
		func(p results.PolicyID) string { s, _, _ := strings.Cut(p.KeepAlive, ","); return s },
	}
	for _, part := range parts {
		var found []int
		for i, s := range samples {
			if part(s.id) == name && !slices.ContainsFunc(found, func(k int) bool { return samples[k].id == s.id }) {
				found = append(found, i)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return 0, exit.Usage(fmt.Errorf("baseline %q may be any of %s", name,
				strings.Join(policiesOf(samples), ", ")))
		}
	}
	return 0, exit.Usage(fmt.Errorf("unknown baseline %q%s", name, names.Hint(name, policiesOf(samples))))
}

// policiesOf lists the policy sets of samples, each once.
func policiesOf(samples []sample) []string {
	var out []string
	for _, s := range samples {
		if !slices.Contains(out, s.id.Policy) {
			out = append(out, s.id.Policy)
		}
	}
	return out
}

// labels names samples by the differing parts of their policy sets. It adds the
// folder if a policy set is in several folders.
func labels(samples []sample, folders []string) []string {
	schedules, keepAlives, count := map[string]bool{}, map[string]bool{}, map[string]int{}
	for _, s := range samples {
		schedules[s.id.Schedule], keepAlives[s.id.KeepAlive] = true, true
		count[s.id.Policy]++
	}
	ids := make([]results.PolicyID, len(samples))
	for i, s := range samples {
		ids[i] = s.id
	}
	out := make([]string, len(samples))
	parts := policyset.DistinctParts(ids)
	for i, s := range samples {
		switch {
		case parts != nil:
			out[i] = parts[i]
		case len(keepAlives) == 1:
			out[i] = s.id.Schedule
		case len(schedules) == 1:
			out[i] = s.id.KeepAlive
		default:
			out[i] = s.id.Policy
		}
		if count[s.id.Policy] > 1 {
			out[i] = folders[s.folder] + ": " + out[i]
		}
	}
	return out
}
