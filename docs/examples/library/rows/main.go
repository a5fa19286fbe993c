// Command rows prints the runs of a result folder, and a column of the first run.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"thaw/experiments/results"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: rows RESULT")
	}
	folder := os.Args[1]
	manifest, rows, err := results.Read(folder)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d functions, %d runs\n", manifest.Trace.Functions, len(rows))
	for _, r := range rows {
		fmt.Printf("%s, seed %d: %.1f%% cold\n", r.Policy, r.Seed, 100*r.ColdStartRatio)
	}
	run := filepath.Join(folder, results.RunFolder(rows[0].Policy, rows[0].Seed))
	timeline, err := results.ReadTable(filepath.Join(run, "timeline.parquet"), "second", "invoker", "used_mib")
	if err != nil {
		log.Fatal(err)
	}
	seconds, invokers, used := timeline.Ints("second"), timeline.Ints("invoker"), timeline.Ints("used_mib")
	for i := range timeline.Rows {
		if invokers[i] < 0 && seconds[i]%60 == 0 { // -1: the whole platform
			fmt.Printf("after %d s: %d MiB in use\n", seconds[i]+1, used[i])
		}
	}
}
