package papers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// Does the document keep what stands around a table, and is a file without a
// place for it left alone?
func TestWriteDocument(t *testing.T) {
	r := reproduceTiny(t, Options{}, claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced",
		"note: a | b"))
	begin, end := r.documentMarks()
	path := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(path, []byte("before\n"+begin+"old\n"+end+"after\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time changes nothing
		if err := r.WriteDocument(path); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := string(text)
		if !strings.HasPrefix(got, "before\n"+begin) || !strings.HasSuffix(got, end+"after\n") ||
			strings.Contains(got, "old") {
			t.Errorf("%s", got)
		}
		for _, want := range []string{"| 1 | a claim (nowhere) | 100% | 100% | [100%, 100%] | absolute 0% | " +
			"enforced | reproduced [1] |\n", "\n1. a \\| b\n", "1 reproduced, 0 shape only"} {
			if strings.Count(got, want) != 1 {
				t.Errorf("%q is not there once in\n%s", want, got)
			}
		}
	}
	if err := os.WriteFile(path, []byte(end+begin), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteDocument(path); exit.Code(err) != exit.CodeUsage ||
		!strings.Contains(err.Error(), "thaw reproduce tiny --workload present: begin") {
		t.Errorf("%v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != end+begin {
		t.Errorf("the file was changed: %s", text)
	}
}

// Does a document without a place for the table get one at its end, under the
// workload's name, and is one that is not there made?
func TestWriteDocumentAppends(t *testing.T) {
	r := reproduceTiny(t, Options{}, claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced",
		"note: why"),
		claim(allCold, "published: 100%", "tolerance: absolute 0%", "status: enforced", "note: why"))
	begin, end := r.documentMarks()
	path := filepath.Join(t.TempDir(), "doc.md")
	for _, before := range []string{"", "# Title\n\ntext\n"} {
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
				t.Fatal(err)
			}
			before += "\n"
		}
		if err := r.WriteDocument(path); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(text); !strings.HasPrefix(got, before+"## Workload present\n\n"+begin) ||
			!strings.HasSuffix(got, "\n1. why\n"+end) || strings.Count(got, "reproduced [1] |") != 2 {
			t.Errorf("%s", got)
		}
	}
}
