package papers

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Do windows have room only where their sum says so, also where it overflows?
func TestWindowsFit(t *testing.T) {
	for _, c := range []struct {
		windows        int
		length, within time.Duration
		want           bool
	}{
		{3, time.Hour, 3 * time.Hour, true},
		{4, time.Hour, 3 * time.Hour, false},
		{1 << 40, 1 << 40, time.Hour, false}, // their product is zero
		{math.MaxInt32, time.Hour, 24 * time.Hour, false},
		{1, 0, time.Hour, false},
	} {
		if got := fit(c.windows, c.length, c.within); got != c.want {
			t.Errorf("%d windows of %v within %v: %v", c.windows, c.length, c.within, got)
		}
	}
}

// Is a paper of too many parts refused before they are resolved, all of it?
func TestSizeOfPaper(t *testing.T) {
	p := Paper{Cells: []Cell{{Name: "a", Points: make([]Point, 1000)}, {Name: "b"}}, Claims: make([]Claim, 10_001),
		Windows: WindowRule{Count: 1001}}
	for range 101 {
		p.Figures = append(p.Figures, Figure{Cells: []string{"a", "b"}})
	}
	err := p.checkSize("f.yaml")
	for _, want := range []string{"1001 cells and points, expected at most 1000", "10001 claims", "1001 windows",
		"101101 cells and points in figures, expected at most 100000"} {
		if err == nil || !strings.Contains(err.Error(), "f.yaml: "+want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
