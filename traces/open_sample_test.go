package traces

import (
	"strings"
	"testing"
	"time"

	"thaw/traces/input"
)

// Where no trace is named, the sample is replayed; it takes no path.
func TestOpenSampleWithoutPath(t *testing.T) {
	trace, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if trace.Format() != "sample" || len(trace.Table().Functions) < 200 || len(trace.Files()) != 0 {
		t.Errorf("format %s, %d functions, %d files", trace.Format(), len(trace.Table().Functions), len(trace.Files()))
	}
	if _, err := Open("day.csv", Options{Format: "sample"}); err == nil || !strings.Contains(err.Error(),
		"day.csv: the format sample") {
		t.Errorf("a path: %v", err)
	}
	if _, err := Validate("day.csv", "sample", input.Limits{}); err == nil {
		t.Error("validation of a path as sample succeeds")
	}
	if _, err := Open("", Options{Format: "azure2019"}); err == nil || !strings.Contains(err.Error(), "no path") {
		t.Errorf("no path for azure2019: %v", err)
	}
}

// How long a replay takes is known beforehand, in the window that is replayed.
func TestSpan(t *testing.T) {
	for _, c := range []struct {
		path string
		opt  Options
		want time.Duration
	}{
		{"", Options{}, time.Hour},
		{"", Options{Start: 20 * time.Minute}, 40 * time.Minute},
		{"", Options{Start: 20 * time.Minute, Length: 5 * time.Minute}, 5 * time.Minute},
		{"synthetic,functions=5,invocations=500,duration=2h", Options{}, 2 * time.Hour},
		{"synthetic,functions=5,invocations=500,duration=2h", Options{Start: 90 * time.Minute}, 30 * time.Minute},
		{"synthetic,functions=5,invocations=500,duration=2h", Options{Length: 10 * time.Minute}, 10 * time.Minute},
	} {
		trace, err := Open(c.path, c.opt)
		if err != nil {
			t.Fatal(err)
		}
		if got := trace.Span(); got < c.want-time.Minute || got > c.want {
			t.Errorf("%q %+v: span %v, want %v", c.path, c.opt, got, c.want)
		}
	}
}
