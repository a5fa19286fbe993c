package synthetic

import (
	"hash/fnv"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
)

// Is a burst read as it is written, and written as it is read?
func TestBurstIsRead(t *testing.T) {
	const text = "synthetic,model=users,users=2,menu=3x64MiB/10ms@40+64MiB/10ms,duration=5m,burst="
	for burst, want := range map[string]workload.Burst{
		"30s/2x100@16": {Every: 30 * time.Second, Count: 2, Weight: 100, From: 16},
		"1m/7.5@0":     {Every: time.Minute, Count: 1, Weight: 7.5},
	} {
		s, err := Parse(text + burst)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(s.String())
		if err != nil || s.Burst != want || again.Burst != want || s.users().Burst != want {
			t.Errorf("%s is %+v and then %+v (%v)", burst, s.Burst, again.Burst, err)
		}
	}
	for burst, want := range map[string]string{
		"30s":          "expected EVERY/[Nx]WEIGHT@FROM",
		"30s/2x100":    "expected EVERY/[Nx]WEIGHT@FROM",
		"0s/2x100@16":  "expected EVERY/[Nx]WEIGHT@FROM",
		"30s/2x@16":    "expected EVERY/[Nx]WEIGHT@FROM",
		"30s/100@NaN":  "expected EVERY/[Nx]WEIGHT@FROM",
		"30s/5x100@16": "5 functions in a burst, expected 1 to 4",
		"30s/2x0@16":   "the weight in a burst is 0, expected more than 0",
		"30s/2x100@41": "no function weighs 41",
	} {
		if _, err := Parse(text + burst); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, expected %q", burst, err, want)
		}
	}
	if _, err := Parse("synthetic,burst=30s/2x100@16"); err == nil || !strings.Contains(err.Error(), "users model") {
		t.Errorf("an azure trace with bursts: %v", err)
	}
}

// Do weights in a row make a group of each?
func TestWeightsInARow(t *testing.T) {
	s, err := Parse("synthetic,model=users,menu=2x64MiB/10ms/20ms@1:1.5:40+64MiB/1s,duration=5m")
	if err != nil {
		t.Fatal(err)
	}
	want := "2x64MiB/10ms/20ms@1+2x64MiB/10ms/20ms@1.5+2x64MiB/10ms/20ms@40+1x64MiB/1s@1"
	if text := s.String(); !strings.Contains(text, "menu="+want+",") || s.Functions != 7 {
		t.Errorf("%d functions, %s", s.Functions, text)
	}
	if _, err := Parse("synthetic,model=users,menu=64MiB/10ms@1::2,duration=5m"); err == nil ||
		!strings.Contains(err.Error(), `weight of ""`) {
		t.Errorf("an empty weight: %v", err)
	}
}

// Are homes by a hash of names spread over eight invokers? Each is that of 50 to 75 of 500.
func TestHomesOfUsersFunctions(t *testing.T) {
	s := mustOpen(t, "synthetic,model=users,menu=500x64MiB/10ms,duration=5m")
	var homes [8]int
	for _, f := range s.Table().Functions {
		h := fnv.New64a()
		h.Write([]byte(f.Name))
		homes[h.Sum64()%8]++
	}
	for i, n := range homes {
		if n < 50 || n > 75 {
			t.Errorf("invoker %d is home of %d functions, of %v", i, n, homes)
		}
	}
}
