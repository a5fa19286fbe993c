package policies_test

import (
	"fmt"
	"time"

	"thaw/policies"
)

// params are the parameters of a policy.
type params struct {
	Keep time.Duration `param:"keep" min:"0s" help:"how long an idle container stays"`
}

// Declare a policy, and settle its parameters from what a user typed. Its name
// has the parameters that differ from their defaults.
func ExampleDefine() {
	ttl := policies.Define("ttl", "every container stays equally long", "assumed: an example",
		params{Keep: 10 * time.Minute}, func(p params) time.Duration { return p.Keep })
	list := []policies.Entry[time.Duration]{ttl}
	for _, text := range []string{"ttl", "ttl,keep=90s", "ttl,keep=-1s", "tll"} {
		p, err := policies.Parse(list, text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(p.Name, p.Policy)
	}
	// Output:
	// ttl 10m0s
	// ttl,keep=1m30s 1m30s
	// policy ttl: keep=-1s: a duration such as 90s, 10m or 1h30m, at least 0s was expected
	// unknown policy "tll" (did you mean "ttl"?)
}
