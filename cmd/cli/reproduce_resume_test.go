package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// resumedPaper has two studies, a figure each.
const resumedPaper = `paper: Nobody, On Daemons
about: a test
cells:
  - {name: alone, kind: study, study: daemon, about: one, settings: {network: bridge, settle: 10s, length: 100s}}
  - {name: other, kind: study, study: daemon, about: two, settings: {network: host, settle: 10s, length: 100s}}
figures:
  - {name: "1", draws: bars, cells: [alone], metrics: [creations_per_s], about: rate}
  - {name: "2", draws: bars, cells: [other], metrics: [creations_per_s], about: rate}
`

// The folder of a reproduction is resumed with other inputs. Is it refused as that of a
// run is, with what differs, and is nothing in it changed? Does it go on where the inputs
// are the same, or more of the paper is wanted?
func TestResumedReproductionOfOtherInputs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	papersIn(t, folder, "studies", resumedPaper)
	papersIn(t, folder, "replays", strings.NewReplacer("CELLS", "replay, search", "METRICS",
		"replay/cold_start_ratio, search/sustained_per_s").Replace(exchangedPaper))
	generated := []string{"--trace", "synthetic,functions=20,invocations=40000,duration=1h,max-share=0.2"}
	for _, c := range []struct {
		name, what    string
		first, second []string
		other         string // the paper that is resumed; empty: the same
		code          int
		says          string
	}{
		{"same", "studies", nil, nil, "", exit.CodeDone, ""},
		{"more figures", "studies/1", nil, nil, "studies", exit.CodeDone, ""},
		{"another figure", "studies/1", nil, nil, "studies/2", exit.CodeNotComparable, `figure was "1" and is "2"`},
		{"fewer figures", "studies", nil, nil, "studies/1", exit.CodeNotComparable,
			"cells/other: a part that this reproduction does not have"},
		{"seeds of studies", "studies", nil, []string{"--seeds", "4"}, "", exit.CodeNotComparable,
			"cells/alone: made from other inputs: seeds was 3 and is 4"},
		{"settings", "studies", nil, nil, "changed", exit.CodeNotComparable, `settings.Length was`},
		{"fewer windows", "replays", generated, append(generated[:2:2], "--windows", "1"), "", exit.CodeNotComparable,
			"cells/replay/window=2: a part that this reproduction does not have"},
		{"another trace", "replays", generated, []string{"--trace", generated[1] + ",shape=1"}, "",
			exit.CodeNotComparable, "workload.trace was"},
	} {
		out := strings.ReplaceAll(c.name, " ", "-")
		args := func(what string, more []string) []string {
			return append([]string{"reproduce", what, "--papers", "papers", "--quiet", "--out", out}, more...)
		}
		if got := thawIn(t, folder, args(c.what, c.first)...); got.code != exit.CodeDone {
			t.Fatalf("%s: exit %d\n%s", c.name, got.code, got.stderr)
		}
		if c.other == "changed" {
			papersIn(t, folder, "studies", strings.ReplaceAll(resumedPaper, "length: 100s", "length: 50s"))
			c.other = ""
			defer papersIn(t, folder, "studies", resumedPaper)
		}
		if c.other == "" {
			c.other = c.what
		}
		before := allFiles(t, folder, out)
		got := thawIn(t, folder, append(args(c.other, c.second), "--resume")...)
		if got.code != c.code || !strings.Contains(got.stderr, c.says) {
			t.Errorf("%s: exit %d, expected %d and %q\n%s", c.name, got.code, c.code, c.says, got.stderr)
		}
		if c.code != exit.CodeDone && !bytes.Equal(before, allFiles(t, folder, out)) {
			t.Errorf("%s: it was refused, and files have changed", c.name)
		}
	}
}

// Damage in a study's own manifest is no other input: is the study made again, and said?
func TestResumedStudyIsDamaged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	papersIn(t, folder, "studies", resumedPaper)
	args := []string{"reproduce", "studies", "--papers", "papers", "--quiet", "--out", "r", "--resume"}
	if got := thawIn(t, folder, args...); got.code != exit.CodeDone {
		t.Fatal(got.stderr)
	}
	before := allFiles(t, folder, "r")
	for name, text := range map[string]string{"study.json": "{", "study.csv": "x"} {
		fileTo(t, folder, "r/cells/alone/"+name, []byte(text))
		got := thawIn(t, folder, args...)
		if got.code != exit.CodeDone || !strings.Contains(got.stderr, "cells/alone/"+name+": damaged: ") ||
			!strings.Contains(got.stderr, "the study is made again") {
			t.Errorf("%s: exit %d\n%s", name, got.code, got.stderr)
		}
		if !bytes.Equal(before, allFiles(t, folder, "r")) {
			t.Errorf("%s: other files than before", name)
		}
	}
}

// allFiles is a text of the names and contents of all files below a folder, but for the
// command lines in manifests.
func allFiles(t *testing.T, at ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	root := filepath.Join(at...)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if i, j := bytes.Index(data, []byte(`"command": [`)), bytes.Index(data, []byte("],")); i >= 0 && j > i {
			data = append(data[:i:i], data[j:]...)
		}
		fmt.Fprintf(&out, "%s\n%s\n", path, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
