package studies

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/experiments/studies/tuning"
)

// Do variants of cpu-control tell what they have, and nothing else? A search is the best
// static setting's, a course of training the agent's, knobs are of those that have some.
func TestCPUControlTellsWhatThereIs(t *testing.T) {
	study := cpuControlStudy()
	s := study.Defaults().(*tuning.Settings)
	s.Cores, s.Settle, s.Window = 4, 2*time.Second, 5*time.Second
	s.Episodes, s.Steps, s.Judged, s.Rounds, s.Draws = 2, 3, 4, 0, 1
	for variant, want := range map[string][]int{ // rows of training and knobs
		"cfs": {0, 0}, "fifo-then-cfs": {0, 0}, "static": {0, 20}, "untrained": {0, 20}, "faasctrl": {2, 20}} {
		keep := &recorder{map[string][][]float64{"training": nil, "functions": nil, "knobs": nil, "windows": nil}}
		v, err := study.run(context.Background(), s, Run{Variant: variant, Seed: 1}, nil, keep)
		if err == nil {
			err = study.checkValues(v)
		}
		if err == nil {
			err = study.checkSeries(keep.rows)
		}
		if err != nil {
			t.Fatalf("%s: %v", variant, err)
		}
		if _, some := v["tried"]; some != (variant == "static") {
			t.Errorf("%s: settings tried: %t", variant, some)
		}
		got := []int{len(keep.rows["training"]), len(keep.rows["knobs"])}
		if !slices.Equal(got, want) || len(keep.rows["windows"]) != 4 {
			t.Errorf("%s: %v rows of training and knobs and %d windows, expected %v and 4", variant, got,
				len(keep.rows["windows"]), want)
		}
		for _, row := range keep.rows["functions"] {
			if best := row[0] > 5; math.IsNaN(row[8]) != best || row[1] < 1 {
				t.Errorf("%s: a row %v", variant, row)
			}
		}
	}
}
