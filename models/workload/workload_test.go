package workload_test

import (
	"testing"

	"thaw/models/workload"
)

// Of how many functions does a run say that something was assumed? Of each one once,
// whether its duration was, its memory or both.
func TestImputedFunctionsAreCountedOnce(t *testing.T) {
	table := workload.Table{Functions: []workload.Function{
		{Name: "a"}, {Name: "b", ImputedDuration: true}, {Name: "c", ImputedMemory: true},
		{Name: "d", ImputedDuration: true, ImputedMemory: true},
	}}
	if n := table.Imputed(); n != 3 {
		t.Errorf("%d functions, expected 3", n)
	}
}
