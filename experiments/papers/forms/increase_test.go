package forms

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"thaw/experiments/results"
	"thaw/models/workload"
)

// Is the increase the mean over invocations of what a cold start adds ÷ an execution, and as
// released the other way round?
func TestIncrease(t *testing.T) {
	const ms = time.Millisecond
	table := &workload.Table{Apps: []workload.App{{Name: "a", Memory: 1}}, Functions: []workload.Function{
		{Name: "a/slow", Memory: 1, MeanDuration: 100 * ms, LongestDuration: 300 * ms}, // 2 and a half
		{Name: "a/even", Memory: 1, MeanDuration: 50 * ms, LongestDuration: 50 * ms},   // nothing
		{Name: "a/nil", Memory: 1}, // nothing
	}}
	for _, c := range []struct {
		starts, cold   []uint32
		meant, reverse float64
	}{
		{[]uint32{8, 5, 7}, []uint32{3, 5, 7}, 3 * 2 / 20.0, 3 * 0.5 / 20},
		{[]uint32{0, 0, 0}, []uint32{0, 0, 0}, math.NaN(), math.NaN()},
	} {
		folder := t.TempDir()
		files, err := results.CreateRun(folder, table, results.Stamp{}, false, false)
		if err != nil {
			t.Fatal(err)
		}
		files.Functions.Starts, files.Functions.Cold = c.starts, c.cold
		if _, err := files.Finish(true); err != nil {
			t.Fatal(err)
		}
		got, err := Increase(filepath.Join(folder, results.FunctionsName))
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"startup_increase": c.meant, "startup_increase_released": c.reverse} {
			if x := got[name]; math.Abs(x-want) > 1e-12 || math.IsNaN(x) != math.IsNaN(want) {
				t.Errorf("%s of %v is %v, want %v", name, c.cold, x, want)
			}
		}
	}
}
