package schedule_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// Does each scheduler do what its paper says? Its story is to be read.
func TestStories(t *testing.T) {
	for _, e := range all.Schedulers() {
		t.Run(e.Name, func(t *testing.T) {
			file := filepath.Join("testdata", e.Name+".story")
			story.Check(t, file, story.Policies{Schedulers: all.Schedulers(), KeepAlives: all.KeepAlives()}, *update)
		})
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.story"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".story")
		known := false
		for _, e := range all.Schedulers() {
			known = known || e.Name == name
		}
		if !known {
			t.Errorf("%s tells of no scheduler", file)
		}
	}
}
