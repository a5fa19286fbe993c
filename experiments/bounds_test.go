package experiments

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
)

// Is a grid without bound refused with its number, before any run is made, also where
// the number of runs overflows? Are 100,000 runs allowed?
func TestRunCount(t *testing.T) {
	for _, c := range []struct{ settings, want string }{
		{"seeds: 100000", ""},
		{"seeds: 100001", "1 schedule × 1 keepalive × 100001 seeds are 100001 runs, expected at most 100000"},
		{"seeds: 1000000\nschedule: [random, first-fit, max-available]\nkeepalive: [ttl, greedy-dual]\nnetwork: [none, host]",
			"3 schedule × 2 keepalive × 2 network × 1000000 seeds are 12000000 runs, expected at most 100000"},
	} {
		layer, err := ParseFile("f.yaml", []byte(c.settings))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err := Resolve(Thaw(), layer); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s, expected %s", c.settings, got, c.want)
		}
	}
	spec := Spec{Seeds: 1 << 40, Schedulers: make([]policies.Instance[cluster.NewScheduler], 1<<20),
		KeepAlives: make([]policies.Instance[cluster.NewKeepAlive], 1<<20)}
	if n, err := spec.RunCount(); err == nil || !strings.Contains(err.Error(), "are more than 9223372036854775807 runs") {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := NewPlan(&spec, nil, spec.Build); err == nil {
		t.Error("a plan was made of it")
	}
}

// Are hundreds of thousands of wrong policies, numbers of the platform and settings a
// short message, and soon?
func TestManyWrongSettings(t *testing.T) {
	for _, text := range []string{
		"schedule: [" + strings.Repeat("x,", 100_000) + "x]",
		"schedule: [" + strings.Repeat("random,", 100_000) + "random]",
		"prefetch: [" + strings.Repeat("none,", 100_000) + "reap]",
		"schedule: [\"" + strings.Repeat("x", 1<<20) + "\"]",
		"length: " + strings.Repeat("9", 1<<20),
		"trace: x\nset: {" + strings.Repeat("a: 1, ", 100_000) + "}",
		"set: {" + strings.Repeat("invokers: 1, ", 100_000) + "}",
	} {
		began := time.Now()
		layer, err := ParseFile("f.yaml", []byte(text))
		_, err2 := Resolve(Thaw(), layer)
		if err = errors.Join(err, err2); err == nil || len(err.Error()) > 30_000 {
			t.Errorf("%.30s...: a message of %d bytes", text, len(fmt.Sprint(err)))
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%.30s...: took %v", text, took)
		}
	}
}
