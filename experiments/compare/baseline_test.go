package compare

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

const relativeBudgets = `budgets:
  - metric: latency_ms_mean
    max_increase: 5%
  - metric: queued
    where: {schedule: random}
    max_decrease: 3
`

// writeBaseline makes the baseline of a result for the budgets above.
func writeBaseline(t *testing.T, folder string) (b *Budgets, path string) {
	t.Helper()
	b, err := ParseBudgets("b.yaml", []byte(relativeBudgets))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "baseline.json")
	if _, err := UpdateBaseline(b, folder, path); err != nil {
		t.Fatal(err)
	}
	return b, path
}

// Is a baseline read back as it was written, and is it the same text every time?
func TestBaselineRoundTrip(t *testing.T) {
	flags := map[string][]string{"seeds": {"3"}}
	folder := resultOf(t, newSteadyTrace(40), flags, nil)
	b, path := writeBaseline(t, folder)
	read, err := ReadBaseline(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := read.encode(); err != nil || !bytes.Equal(again, text) {
		t.Errorf("%v: written again:\n%s\nfirst:\n%s", err, again, text)
	}
	// in another folder, of the same inputs
	if _, other := writeBaseline(t, resultOf(t, newSteadyTrace(40), flags, nil)); true {
		same, err := os.ReadFile(other)
		if err != nil || !bytes.Equal(same, text) {
			t.Errorf("%v: of another folder:\n%s", err, same)
		}
	}
	_, rows, err := results.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		id := results.PolicyID{Policy: r.Policy, Schedule: r.Schedule, KeepAlive: r.KeepAlive, Prefetch: r.Prefetch,
			MechanismPolicies: r.MechanismPolicies}
		latency, ok := read.values(id, mustMetric(t, "latency_ms_mean"))
		if !ok || float64(latency[r.Seed-1]) != r.LatencyMsMean {
			t.Errorf("%s, seed %d: %v, expected %v", r.Policy, r.Seed, latency, r.LatencyMsMean)
		}
		if _, ok := read.values(id, mustMetric(t, "queued")); ok != (r.Schedule == "random") {
			t.Errorf("%s: queued is kept: %v", r.Policy, ok)
		}
	}
	report, err := Check(b, folder, path)
	if err != nil || report.Failed() > 0 || len(report.Rows) != 3 {
		t.Errorf("its own result: %v, %+v", err, report)
	}
}

func mustMetric(t *testing.T, column string) results.Metric {
	t.Helper()
	m, err := results.FindMetric(column)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Does a baseline that is missing, damaged or of something else ever pass?
func TestCheckWithoutItsBaseline(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(40), map[string][]string{"seeds": {"3"}}, nil)
	b, path := writeBaseline(t, folder)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change := func(from, to string) string {
		if !bytes.Contains(good, []byte(from)) {
			t.Fatalf("no %q in\n%s", from, good)
		}
		return strings.Replace(string(good), from, to, 1)
	}
	for _, c := range []struct {
		name, text string
		code       int
		says       []string
	}{
		{"other trace", change(`"sha256":"ab"`, `"sha256":"cd"`), exit.CodeNotComparable,
			[]string{"trace: sha256 ab… (1 bytes), against sha256 cd… (1 bytes) in the baseline",
				"--update-baseline"}},
		{"other window and platform", strings.Replace(change(`"length_ns": 0`, `"length_ns": 1000000000`),
			`"invokers": "2"`, `"invokers": "3"`, 1), exit.CodeNotComparable,
			[]string{"length: 0s, against 1s in the baseline", "platform: invokers: 2, against 3 in the baseline"}},
		{"other seeds", change(`"seeds": [1,2,3]`, `"seeds": [4,5,6]`), exit.CodeNotComparable,
			[]string{"no seed in common: [1 2 3], against [4 5 6]"}},
		{"no such metric", change(`"queued"`, `"evictions"`), exit.CodeNotComparable,
			[]string{"it has no queued of policy set random+ttl"}},
		{"a policy that is gone", change(`"policy": "random+ttl",
      "schedule": "random"`, `"policy": "fast+ttl",
      "schedule": "fast"`), exit.CodeNotComparable,
			[]string{"it has no latency_ms_mean of policy set random+ttl",
				"the result has no policy set fast+ttl"}},
		{"a value too few", change(`"seeds": [1,2,3]`, `"seeds": [1,2,3,4]`), exit.CodeUsage,
			[]string{"has 3 values for 4 seeds"}},
		{"seeds twice", change(`"seeds": [1,2,3]`, `"seeds": [1,1,3]`), exit.CodeUsage, []string{"seeds are [1 1 3]"}},
		{"another version", change(`"thaw_baseline": 1`, `"thaw_baseline": 2`), exit.CodeUsage,
			[]string{"thaw_baseline is 2, expected 1"}},
		{"an unknown key", change(`"seeds"`, `"seedz"`), exit.CodeUsage,
			[]string{"baseline.json:", `unknown field "seedz"`}},
		{"not JSON", change(`"seeds": [1`, `"seeds": [x`), exit.CodeUsage,
			[]string{"baseline.json:", "invalid character 'x'"}},
		{"two of them", string(good) + string(good), exit.CodeUsage, []string{"something follows"}},
		{"nothing", "", exit.CodeUsage, []string{"baseline.json:1:1: no baseline that thaw wrote"}},
		{"an empty object", "{}", exit.CodeUsage, []string{"thaw_baseline is 0"}},
	} {
		bad := filepath.Join(t.TempDir(), "baseline.json")
		if err := os.WriteFile(bad, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Check(b, folder, bad)
		if exit.Code(err) != c.code {
			t.Errorf("%s: exit code %d, expected %d: %v", c.name, exit.Code(err), c.code, err)
			continue
		}
		for _, want := range c.says {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\nexpected it to say %q", c.name, err, want)
			}
		}
	}
	for _, none := range []string{"", filepath.Join(t.TempDir(), "missing.json")} {
		if _, err := Check(b, folder, none); exit.Code(err) != exit.CodeNotComparable ||
			!strings.Contains(err.Error(), "--update-baseline") {
			t.Errorf("baseline %q: %v", none, err)
		}
	}
}

// Is any part of a baseline taken for a whole one?
func TestTornBaseline(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"2"}}, nil)
	_, path := writeBaseline(t, folder)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(t.TempDir(), "torn.json")
	for n := 0; n < len(good)-2; n += 3 { // without the last brace and the line's end
		if err := os.WriteFile(torn, good[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadBaseline(torn); exit.Code(err) != exit.CodeUsage {
			t.Fatalf("the first %d bytes are read as a baseline: %v", n, err)
		}
	}
}

// Is a budget that chooses nothing, or a baseline of nothing, a mistake?
func TestBudgetsThatChooseNothing(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(20), nil, nil)
	b, err := ParseBudgets("b.yaml", []byte("budgets:\n  - metric: queued\n    where: {policy: randon*}\n    "+
		"max: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := "b.yaml:2:5: budgets[0]: where: no policy set of " + folder +
		" matches, expected one of least-loaded+ttl, random+ttl"
	if _, err := Check(b, folder, ""); exit.Code(err) != exit.CodeUsage || err.Error() != want {
		t.Errorf("%v, expected %s", err, want)
	}
	b.Budgets[0].Where = Where{}
	if _, err := UpdateBaseline(b, folder, filepath.Join(t.TempDir(), "b.json")); exit.Code(err) != exit.CodeUsage {
		t.Errorf("a baseline of absolute budgets: %v", err)
	}
	if _, err := UpdateBaseline(b, folder, ""); exit.Code(err) != exit.CodeUsage {
		t.Errorf("a baseline without a file: %v", err)
	}
	if r, err := Check(b, folder, ""); err != nil || len(r.Rows) != 2 { // absolute budgets need none
		t.Errorf("%v, %v", r, err)
	}
}

// Which policy sets does where choose?
func TestWhere(t *testing.T) {
	id := results.PolicyID{Policy: "sophon-ma-mc,sample=10+ttl,keep=5m", Schedule: "sophon-ma-mc,sample=10",
		KeepAlive: "ttl,keep=5m", Prefetch: results.None,
		MechanismPolicies: results.MechanismPolicies{Network: results.None, Storage: results.None,
			Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
			Autoscale: results.None}}
	got := map[string]bool{}
	want := map[string]bool{"": true, "sophon-*": true, "sophon-??-mc*": true, "sophon": false, "*+ttl*": true,
		"[a-r]*": false}
	for glob := range want {
		got[glob] = Where{Policy: Glob(glob)}.Matches(id)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if (Where{Schedule: "sophon-*", KeepAlive: "lru"}).Matches(id) ||
		!(Where{Schedule: "sophon-*", KeepAlive: "ttl*", Prefetch: results.None}).Matches(id) {
		t.Error("every part that is given must match, and no other")
	}
}
