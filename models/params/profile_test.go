package params

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// What does a contributor see whose new profile states a number without a source?
func TestProfileWithoutASourceIsAnError(t *testing.T) {
	text, err := fs.ReadFile(profiles, "profiles/constant.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	broken := 0
	for i, line := range lines {
		if at := strings.Index(line, ", source:"); at >= 0 {
			lines[i], broken = line[:at]+"}", i+1
			break
		}
	}
	if broken == 0 {
		t.Fatal("no line of the profile has a source behind its value")
	}
	folder := fstest.MapFS{
		"profiles/constant.yaml": {Data: text},
		"profiles/mine.yaml":     {Data: []byte(strings.Join(lines, "\n"))},
	}
	numbers, err := allOf(folder)
	if err == nil || !strings.Contains(err.Error(), "profiles/mine.yaml:") ||
		!strings.Contains(err.Error(), "source") {
		t.Errorf("got %v, expected an error that names file, line and the missing source", err)
	}
	if len(numbers) == 0 {
		t.Error("the numbers of the sound profile are gone, too")
	}
}
