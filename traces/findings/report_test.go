package findings

import (
	"strings"
	"testing"
)

// Does a report count all of a class and keep the first of each?
func TestReport(t *testing.T) {
	var r Report
	if r.Err() != nil || !r.Usable() || r.String() != "" {
		t.Fatalf("an empty report is %q, %v", &r, r.Err())
	}
	for i := range 25 {
		r.Warnf("odd", "f.csv", i+1, 2, "is %d", i)
	}
	if !r.Usable() {
		t.Error("warnings alone make it unusable")
	}
	r.Errorf("bad", "g.csv", 7, 0, "is bad")
	r.Errorf("bad", "", 0, 0, "is worse")
	if n := len(r.Problems()); n != reportKeep+2 || r.Count("odd") != 25 || r.Count("bad") != 2 ||
		r.Count("other") != 0 {
		t.Errorf("%d kept, %d odd, %d bad", n, r.Count("odd"), r.Count("bad"))
	}
	if got := r.Problems()[9].String(); got != "f.csv:10:2: is 9" {
		t.Errorf("problem is %q", got)
	}
	if got := r.Err(); got == nil || got.Error() != "g.csv:7: is bad\nis worse" {
		t.Errorf("error is %q", got)
	}
	if !strings.Contains(r.String(), "odd: 25 in all, the first 10 are listed") {
		t.Errorf("report is %q", &r)
	}
}

// Is nothing lost when reports are merged?
func TestReportMerge(t *testing.T) {
	var a, b Report
	for i := range 15 {
		a.Errorf("bad", "a", i, 0, "x")
		b.Errorf("bad", "b", i, 0, "x")
		b.Warnf("odd", "b", i, 0, "y")
	}
	a.Merge(&b)
	if a.Count("bad") != 30 || a.Count("odd") != 15 || a.Usable() {
		t.Errorf("merged: %d bad, %d odd, usable %v", a.Count("bad"), a.Count("odd"), a.Usable())
	}
	if err := a.Err(); !strings.Contains(err.Error(), "(and 20 more errors)") {
		t.Errorf("error is %v, expected 10 listed of 30", err)
	}
}
