package traces_test

import (
	"fmt"
	"io"
	"time"

	"thaw/models/workload"
	"thaw/traces"
)

// Open a generated trace and count the invocations of its second minute.
func ExampleOpen() {
	trace, err := traces.Open("synthetic,model=poisson,functions=3,invocations=6000,duration=10m",
		traces.Options{Start: time.Minute, Length: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	src, err := trace.Source(1) // of seed 1
	if err != nil {
		fmt.Println(err)
		return
	}
	defer traces.Close(src)
	batch, total := make([]workload.Invocation, 256), 0
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		total += n
	}
	fmt.Println(len(trace.Table().Functions), "functions,", total, "invocations")
	// Output: 3 functions, 565 invocations
}
