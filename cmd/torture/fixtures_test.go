//go:build torture

package torture

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fixtures are made once, with the binary under attack, and only read afterwards.
type fixtures struct {
	native   []byte // a trace in the binary form
	result   string // a result folder of two policy sets and two seeds, with invocations
	baseline []byte
	sound    map[string]ended // what the readers of a result folder say of that one
	plotted  string           // that folder with figures
	policies []policy
	flags    map[string]bool // of thaw run
}

// policy is what `thaw policies --json` says of one.
type policy struct {
	Role, Name string
	Params     []struct{ Name, Default, Expects string }
}

// resultArgs make the result folder of the fixtures, named r.
var resultArgs = []string{"run", "--length", "30s", "--seeds", "2", "--schedule", "first-fit", "--schedule", "random",
	"--detail", "invocations", "--no-figures", "--quiet", "--memory", "2GiB", "--out", "r"}

// budgetsText has an absolute and a relative budget.
const budgetsText = `confidence: 0.95
budgets:
  - name: cold starts
    metric: cold_start_ratio
    max: 0.99
  - metric: latency_ms_p99
    where: {schedule: "first-*"}
    statistic: worst
    max: 60000
    level: warn
  - metric: latency_ms_mean
    max_increase: 3%
`

func makeFixtures(t *testing.T, s *session) *fixtures {
	t.Helper()
	c := &hurt{session: s, attack: "fixtures", folder: filepath.Join(s.folder, "fixtures")}
	if err := (trial{files: []file{{name: "b.yaml", data: []byte(budgetsText)}}}).write(c.folder); err != nil {
		t.Fatal(err)
	}
	must := func(args ...string) []byte {
		e := c.thaw(c.folder, args...)
		if e.code != codeDone {
			t.Fatalf("the fixtures cannot be made: thaw %s: %v", strings.Join(args, " "), e)
		}
		return e.stdout
	}
	f := &fixtures{result: filepath.Join(c.folder, "r"), flags: map[string]bool{}}
	must(resultArgs...)
	must("trace", "convert", "synthetic,functions=20,invocations=3000,duration=5m", "--out", "t.thaw")
	must("check", "b.yaml", "r", "--baseline", "base.json", "--update-baseline")
	var err error
	if f.native, err = os.ReadFile(filepath.Join(c.folder, "t.thaw")); err != nil {
		t.Fatal(err)
	}
	if f.baseline, err = os.ReadFile(filepath.Join(c.folder, "base.json")); err != nil {
		t.Fatal(err)
	}
	f.sound, f.plotted = map[string]ended{}, filepath.Join(c.folder, "plotted", "r")
	if err := copyTree(c.folder, filepath.Dir(f.plotted)); err != nil {
		t.Fatal(err)
	}
	for _, args := range readers {
		e := c.thaw(filepath.Dir(f.plotted), args...)
		if w := e.wrong(codeDone); w != "" {
			t.Fatalf("%v: %s: %v", args, w, e)
		}
		f.sound[args[0]] = e
	}
	if err := json.Unmarshal(must("policies", "--json"), &f.policies); err != nil || len(f.policies) < 10 {
		t.Fatalf("%d policies: %v", len(f.policies), err)
	}
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`).FindAllStringSubmatch(
		string(must("run", "--help")), -1) {
		f.flags[m[1]] = true
	}
	if len(f.flags) < 30 {
		t.Fatalf("%d flags of run: the help is not understood", len(f.flags))
	}
	return f
}

// copyTree copies a folder of the fixtures.
func copyTree(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == to {
			return cmp.Or(err, error(fs.SkipDir))
		}
		name, err := filepath.Rel(from, path)
		if err != nil || d.IsDir() {
			return cmp.Or(err, os.MkdirAll(filepath.Join(to, name), 0o755))
		}
		text, err := os.ReadFile(path)
		return cmp.Or(err, os.WriteFile(filepath.Join(to, name), text, 0o666))
	})
}

// files returns the files of the fixtures' result folder, below r.
func (f *fixtures) files() (out []file, err error) {
	for _, name := range finals(f.result) {
		data, err := os.ReadFile(filepath.Join(f.result, name))
		if err != nil {
			return nil, err
		}
		out = append(out, file{name: "r/" + name, data: data})
	}
	if len(out) < 10 {
		return nil, fmt.Errorf("%s has %d files", f.result, len(out))
	}
	return out, nil
}
