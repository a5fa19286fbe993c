package results_test

import (
	"fmt"
	"os"

	"thaw/experiments/results"
	"thaw/models/outcome"
)

// Write the summary of two runs, and read it and one of its columns back.
func ExampleReadTable() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	rows := []results.Row{
		{Policy: "random+ttl", Seed: 1, Summary: outcome.Summary{Invocations: 100, ColdStartRatio: 0.25}},
		{Policy: "random+ttl", Seed: 2, Summary: outcome.Summary{Invocations: 100, ColdStartRatio: 0.31}},
	}
	files, err := results.WriteSummary(folder, rows, results.Stamp{Version: "v1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range files[:1] {
		table, err := results.ReadTable(f.Path, "seed", "cold_start_ratio")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(table.Rows, "rows", table.Ints("seed"), table.Floats("cold_start_ratio"))
	}
	// Output: 2 rows [1 2] [0.25 0.31]
}
