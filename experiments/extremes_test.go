package experiments

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/experiments/exit"
	"thaw/policies"
	"thaw/policies/all"
)

// extremes are values at and beyond the limits of numbers, sizes and durations.
var extremes = []string{"0", "1", "-1", "0.5", "2147483647", "2147483648", "9223372036854775807",
	"9223372036854775808", "-9223372036854775808", "1e25", "1e308", "-1e25", "1e-308", "NaN", "Inf", "-Inf", "1ns",
	"-1ns", "0s", "2562047h47m16s", "2562048h", "1e25h", "0MiB", "1MiB", "2147483647MiB", "2147483648MiB", "2097152GiB",
	"9223372036854775807GiB", "true"}

// paramsOf lists the policies of a role that have parameters.
func paramsOf[T any](entries []policies.Entry[T]) map[string][]policies.Param {
	out := map[string][]policies.Param{}
	for _, e := range entries {
		if len(e.Params) > 0 {
			out[e.Name] = e.Params
		}
	}
	return out
}

// Every parameter of every policy is given numbers at and beyond all limits. Is each
// refused with its name, the value and what was expected, or does a small replay end
// without a panic, in time, with all invocations counted? The parameters are those that
// there are, so that a new one is tried by itself.
func TestExtremeParametersOfPolicies(t *testing.T) {
	t.Chdir(t.TempDir())
	p := all.Builtin()
	tried, taken := 0, 0
	for role, entries := range map[string]map[string][]policies.Param{
		"schedule": paramsOf(p.Schedulers), "keepalive": paramsOf(p.KeepAlives), "prefetch": paramsOf(p.Prefetches),
		"network": paramsOf(p.Networks), "storage": paramsOf(p.Storages), "memory-elasticity": paramsOf(p.Elasticities),
		"vm-layout": paramsOf(p.Layouts), "queue": paramsOf(p.Queues), "client": paramsOf(p.Clients),
		"autoscale": paramsOf(p.Autoscalers),
	} {
		for name, params := range entries {
			for _, param := range params {
				for _, value := range extremes {
					tried++
					text := fmt.Sprintf("%s,%s=%s", name, param.Name, value)
					if tryPolicy(t, role, text, param.Name+"="+value, fmt.Sprintf("r%d", tried)) {
						taken++
					}
				}
			}
		}
	}
	if tried < 100 || taken < 20 {
		t.Errorf("%d values were tried and %d of them taken", tried, taken)
	}
}

// tryPolicy replays a little under a policy, and reports whether it was not refused.
func tryPolicy(t *testing.T, role, text, given, out string) bool {
	t.Helper()
	defer func() {
		if x := recover(); x != nil {
			t.Errorf("--%s %s: panic: %v", role, text, x)
		}
	}()
	flags := map[string][]string{role: {text}, "out": {out}, "memory": {"2GiB"}, "invokers": {"3"}, "impute": {"true"},
		"detail": {"timeline"}}
	if role == "memory-elasticity" {
		flags["vm-layout"] = []string{"n-to-one"}
	}
	if role == "queue" {
		flags["cpu"], flags["cores"] = []string{"shared"}, []string{"4"}
	}
	if role == "vm-layout" {
		flags["memory-elasticity"] = []string{"squeezy"}
	}
	layer, err := FromFlags(flags)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Resolve(Thaw(), layer)
	if err == nil {
		var plan *Plan
		if plan, err = NewPlan(spec, newFakeTrace(300), spec.Build); err == nil {
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			var res *Result
			if res, err = plan.Execute(ctx, Options{}); err == nil {
				if r := res.Rows[0]; r.Completed+r.Rejected+r.TimedOut+r.Unfinished != 300 {
					t.Errorf("--%s %s: %d, %d and %d of 300", role, text, r.Completed, r.Rejected, r.Unfinished)
				}
				return true
			}
		}
	}
	if exit.Code(err) != exit.CodeUsage {
		t.Errorf("--%s %s: exit %d: %v", role, text, exit.Code(err), err)
	}
	_, value, _ := strings.Cut(given, "=")
	beyond := strings.Contains(value, "e25") || strings.Contains(value, "N") || strings.HasPrefix(value, "-")
	if beyond && !(strings.Contains(err.Error(), given) && strings.Contains(err.Error(), " was expected")) {
		t.Errorf("--%s %s: %v says not that %s is wrong, and what was expected", role, text, err, given)
	}
	return false
}
