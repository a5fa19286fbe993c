// Command mythaw is thaw with one policy more.
package main

import (
	"os"

	"example.org/library/mine"

	"thaw/cmd/cli"
	"thaw/models/cluster"
	"thaw/policies"
	"thaw/policies/all"
)

func main() {
	os.Exit(cli.Run(cli.Program{Name: "mythaw", Version: "0.1", Policies: all.Policies{
		Schedulers: []policies.Entry[cluster.NewScheduler]{mine.Policy},
	}}))
}
