// Command generate writes the trace that is embedded in thaw; see package
// sample. It is run by go generate.
package main

import (
	"bytes"
	"fmt"
	"os"

	"thaw/traces/sample"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate FILE")
		os.Exit(2)
	}
	var b bytes.Buffer
	err := sample.Encode(&b)
	if err == nil {
		err = os.WriteFile(os.Args[1], b.Bytes(), 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
	fmt.Printf("%s: %d bytes\n", os.Args[1], b.Len())
}
