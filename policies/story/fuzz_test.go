package story_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/policies/story"
)

// A story file is an error or a story, and what is told of a story is a story that
// tells the same again.
func FuzzStory(f *testing.F) {
	files, err := filepath.Glob("../*/testdata/*.story")
	if err != nil || len(files) == 0 {
		f.Fatalf("%d stories, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if first, _, many := strings.Cut(string(text), "\n\nscenario"); many {
			f.Add(first + "\n") // one scenario is enough, and quick
		}
		f.Add(string(text[:min(400, len(text))]))
	}
	f.Add(">")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return // long stories take long
		}
		told, err := story.Tell("f.story", text, lists)
		if err != nil {
			return
		}
		again, err := story.Tell("f.story", told, lists)
		if err != nil || again != told {
			t.Errorf("told again: %v\n%q\n%q", err, told, again)
		}
	})
}
