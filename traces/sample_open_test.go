package traces

import (
	"strings"
	"testing"
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
	if _, err := Open("day.csv", Options{Format: "sample"}); err == nil || !strings.Contains(err.Error(), "day.csv: the format sample") {
		t.Errorf("a path: %v", err)
	}
	if _, err := Validate("day.csv", "sample"); err == nil {
		t.Error("validation of a path as sample succeeds")
	}
	if _, err := Open("", Options{Format: "azure2019"}); err == nil || !strings.Contains(err.Error(), "no path") {
		t.Errorf("no path for azure2019: %v", err)
	}
}
