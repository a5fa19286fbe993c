package exit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

type place string

func (p place) String() string { return string(p) }

// Are the first ten mistakes of a class told, the others counted, and rare ones not lost
// among many of another class?
func TestMistakesAreCapped(t *testing.T) {
	var m Mistakes
	if m.Err() != nil {
		t.Error("no mistake is an error")
	}
	inner := errors.New("inner")
	m.Add("none", nil)
	for i := range 100_000 {
		m.Addf("frequent", place("f:1"), "frequent %d", i)
	}
	m.Add("rare", fmt.Errorf("rare: %w", inner))
	if m.Count() != 100_001 || !m.Full() {
		t.Errorf("%d mistakes", m.Count())
	}
	err := m.Err()
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 12 || lines[0] != "f:1: frequent 0" || lines[9] != "f:1: frequent 9" || lines[10] != "rare: inner" ||
		lines[11] != "(and 99990 more errors)" {
		t.Errorf("%d lines:\n%v", len(lines), err)
	}
	if !errors.Is(err, inner) {
		t.Error("what was wrapped is gone")
	}
	for i := range 100_000 { // every one a class of its own
		m.Addf(fmt.Sprint(i), place("g"), "%d", i)
	}
	if lines := strings.Split(m.Err().Error(), "\n"); len(lines) != 101 || lines[100] != "(and 199901 more errors)" {
		t.Errorf("%d lines", len(lines))
	}
}

// Does an error that quotes a text of megabytes keep its place and what was expected?
func TestShortened(t *testing.T) {
	var m Mistakes
	m.Addf("", place("f.yaml:3:4"), "%q: expected a number", strings.Repeat("é", 1<<20))
	got := m.Err().Error()
	if len(got) > 900 || !strings.HasPrefix(got, `f.yaml:3:4: "éé`) || !strings.HasSuffix(got, `é": expected a number`) ||
		!utf8.ValidString(got) {
		t.Errorf("%d bytes: %s", len(got), got)
	}
	for _, text := range []string{"", "short", strings.Repeat("x", 20), "two\nlines of some length"} {
		if got := Shorten(text, 20); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
