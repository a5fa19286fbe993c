// Command sample writes the trace that is embedded in thaw; see sample.go of
// package traces. It is run by go generate.
package main

import (
	"bytes"
	"fmt"
	"os"

	"thaw/traces"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sample FILE")
		os.Exit(2)
	}
	var b bytes.Buffer
	err := traces.EncodeSample(&b)
	if err == nil {
		err = os.WriteFile(os.Args[1], b.Bytes(), 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
	fmt.Printf("%s: %d bytes\n", os.Args[1], b.Len())
}
