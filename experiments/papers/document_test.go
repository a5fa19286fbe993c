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
	begin, end := r.place().Begin, r.place().End
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
			"enforced | reproduced [1] |\n", "\n1. a \\| b\n", "1 of 1 reproduced (census), 0 shape only"} {
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
	begin, end := r.place().Begin, r.place().End
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

// Does a table end up on the page of another paper, after a run of hours? A document is
// looked at before the run: a page of the paper itself, a page without tables and a new
// one will do.
func TestDocumentIsCheckedFirst(t *testing.T) {
	r := &Reproduction{Paper: &Paper{Name: "tiny"}, Workload: Workload{Name: "present"}}
	begin, end := r.place().Begin, r.place().End
	folder := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"own.md":    {"a\n" + begin + "b\n" + end, ""},
		"second.md": {"<!-- thaw reproduce tiny --validate: begin -->\n<!-- thaw reproduce tiny --validate: end -->\n", ""},
		"prose.md":  {"# Title\n", ""},
		"empty.md":  {"", ""},
		"both.md":   {"<!-- thaw reproduce reap: begin -->\n<!-- thaw reproduce reap: end -->\n" + begin + end, ""},
		"turned.md": {end + begin, "has no place for this table"},
		"other.md":  {"<!-- thaw reproduce reap: begin -->\n<!-- thaw reproduce reap: end -->\n", "is the page of paper reap"},
		"like.md":   {"<!-- thaw reproduce tiny-2 --validate: begin -->\n", "is the page of paper tiny-2"},
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		err := r.place().Check(path)
		if (err == nil) != (c.want == "") || err != nil && (exit.Code(err) != exit.CodeUsage ||
			!strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, expected %q", name, err, c.want)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != c.text {
			t.Errorf("%s was changed", name)
		}
	}
	if err := r.place().Check(filepath.Join(folder, "new.md")); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 8 {
		t.Errorf("the check leaves files: %v", entries)
	}
	if err := r.place().Check(folder); exit.Code(err) != exit.CodeUsage {
		t.Errorf("a folder: %v", err)
	}
}
