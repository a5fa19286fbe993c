// Command thaw replays invocation traces of serverless platforms against
// modelled platforms and compares policies.
//
//	thaw run ──▶ result folder ──▶ thaw plot
//	thaw trace stats | validate | sample | convert | generate
//	thaw policies, thaw params: what there is, and where it comes from
package main

import (
	"os"

	"thaw/cmd/cli"
)

func main() { os.Exit(cli.Run(cli.Program{})) }
