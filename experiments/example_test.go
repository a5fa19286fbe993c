package experiments_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"thaw/experiments"
)

// Run two policies on a generated trace. Settings are those of the command
// line; the result folder holds every table.
func ExampleResolve() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	settings, err := experiments.FromFlags(map[string][]string{
		"trace":     {"synthetic,model=poisson,functions=3,invocations=600,duration=10m"},
		"platform":  {"constant"},
		"keepalive": {"none", "ttl,keep=1h"},
		"out":       {filepath.Join(folder, "result")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	spec, err := experiments.Resolve(experiments.Thaw(), settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := experiments.Open(spec)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := plan.Execute(context.Background(), experiments.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range result.Rows {
		fmt.Println(row.KeepAlive, row.ColdStarts, "cold of", row.Invocations)
	}
	// Output:
	// none 639 cold of 639
	// ttl,keep=1h 9 cold of 639
}
