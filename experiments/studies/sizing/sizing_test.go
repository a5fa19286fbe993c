package sizing

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"thaw/models/workload"
	"thaw/traces/synthetic"
)

// Does the memory that says what a MB is have its published hit ratio, and is each hit ratio
// that of a cache that keeps what was used last? The oracle walks back from each use.
func TestHitRatios(t *testing.T) {
	s := Settings{Trace: "synthetic,functions=12,invocations=3000,duration=2h", Sizes: []int{500, 1000, 2000},
		AnchorS: 1000, AnchorR: 0.7}
	at := map[string]float64{}
	for _, item := range s.Items()[:3] {
		v, err := s.Run(t.Context(), item, 4)
		if err != nil {
			t.Fatal(err)
		}
		at[item] = v[HitRatio]
	}
	trace, err := synthetic.Open(s.Trace, synthetic.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var used []int32
	var needs []int64
	table := trace.Table().Functions
	sizes := make([]int64, len(table))
	for f := range table {
		sizes[f] = int64(table[f].Memory)
	}
	src, err := trace.Source(4)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range functionsOf(t, src) {
		need, seen := int64(-1), map[int32]bool{}
		for i := len(used) - 1; i >= 0; i-- {
			if used[i] == int32(v) {
				need = sizes[v]
				for f := range seen { // any order: a sum
					need += sizes[f]
				}
				break
			}
			seen[used[i]] = true
		}
		used, needs = append(used, int32(v)), append(needs, need)
	}
	hits := func(mib int64) float64 {
		n := 0
		for _, need := range needs {
			if need >= 0 && need <= mib {
				n++
			}
		}
		return float64(n) / float64(len(needs))
	}
	mib := int64(0)
	for hits(mib) < 0.7 {
		mib++
	}
	for size, share := range map[int]float64{500: 0.5, 1000: 1, 2000: 2} {
		want := hits(int64(float64(mib)*share + 0.5))
		if got := at[fmt.Sprint(size)]; got != want {
			t.Errorf("%d MB: %v, want %v", size, got, want)
		}
	}
}

// functionsOf lists the functions of all invocations in their order.
func functionsOf(t *testing.T, src workload.Source) (out []workload.FuncID) {
	batch := make([]workload.Invocation, 100)
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range batch[:n] {
			out = append(out, v.Function)
		}
	}
}

// Does the controller's course come in the published unit, whatever a MB is here?
func TestController(t *testing.T) {
	s := Settings{Trace: "synthetic,functions=300,invocations=300000,duration=24h,peak-to-trough=20,ranks=0.01-0.6", Sizes: []int{7649},
		AnchorS: 7649, AnchorR: 0.9}
	v, err := s.Run(t.Context(), Controller, 1)
	if err != nil {
		t.Fatal(err)
	}
	if v[Most] < 4990 || v[Mean] > v[Most] || v[Changes] < 1 || v[Within] < 0 || v[Within] > 1 {
		t.Errorf("course %v", v)
	}
	again, err := s.Run(t.Context(), Controller, 1)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(v) {
		t.Errorf("again %v, %v; before %v", again, err, v)
	}
}

func TestMistakes(t *testing.T) {
	s := Settings{Trace: "day.csv", Sizes: []int{5}, AnchorS: 6, AnchorR: 1}
	var told []string
	s.Check(func(key, format string, args ...any) { told = append(told, key+": "+fmt.Sprintf(format, args...)) })
	for _, want := range []string{"trace: trace spec", "anchor: 6 is none", "anchored: 1"} {
		if !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("%q is missing in %q", want, told)
		}
	}
	never := Settings{Trace: "synthetic,functions=3,invocations=5,duration=1h", Sizes: []int{5}, AnchorS: 5, AnchorR: 0.99}
	if _, err := never.Run(t.Context(), "5", 1); err == nil || !strings.Contains(err.Error(), "no memory has") {
		t.Errorf("a hit ratio that no memory has: %v", err)
	}
}
