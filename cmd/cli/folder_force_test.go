package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// quick are the arguments of a run of a fraction of a second, without --out.
func quick(more ...string) []string {
	return append([]string{"run", "-q", "--trace", "synthetic,functions=10,invocations=300,duration=10m",
		"--schedule", "random", "--seeds", "2", "--no-figures"}, more...)
}

// put writes files below a folder, by path.
func put(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// demand runs thaw in a folder and demands an exit code and texts on stderr.
func demand(t *testing.T, folder string, code int, args []string, texts ...string) child {
	t.Helper()
	c := thawIn(t, folder, args...)
	if c.code != code {
		t.Errorf("thaw %s: exit %d, want %d\n%s", strings.Join(args, " "), c.code, code, c.stderr)
	}
	for _, text := range texts {
		if !strings.Contains(c.stderr, text) {
			t.Errorf("thaw %s: %q is not in\n%s", strings.Join(args, " "), text, c.stderr)
		}
	}
	return c
}

// sameTree demands that nothing below a folder has changed.
func sameTree(t *testing.T, folder string, before map[string][]byte) {
	t.Helper()
	after := filesBelow(folder)
	for name := range before {
		if string(after[name]) != string(before[name]) {
			t.Errorf("%s was changed or removed", name)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			t.Errorf("%s was made", name)
		}
	}
}

// Does --force, with a mistyped --out, delete a folder that is somebody else's? A
// manifest.json alone does not make it thaw's.
func TestForceLeavesOtherFolders(t *testing.T) {
	t.Parallel()
	for name, manifest := range map[string]string{
		"a web application": `{"name": "app", "icons": [], "start_url": "/"}`,
		"an empty object":   `{}`,
		"no JSON":           `it is a ship's`,
		"likeness": `{"thaw": {"version": "v1"}, "complete": true, "files": [{"path": "plots/a.svg"}, ` +
			`{"path": "runs/b.txt"}]}`,
	} {
		folder := t.TempDir()
		put(t, folder, map[string]string{"r/manifest.json": manifest, "r/plots/a.svg": "a", "r/runs/b.txt": "b",
			"r/summary.csv": "c", "r/index.html": "d"})
		before := filesBelow(folder)
		demand(t, folder, exit.CodeUsage, quick("--out", "r", "--force"), "not a result folder", "plots/a.svg",
			"runs/b.txt", "index.html")
		demand(t, folder, exit.CodeUsage, quick("--out", "r", "--resume"), "not a result folder")
		demand(t, folder, exit.CodeUsage, []string{"saturate", "-q", "--out", "r", "--force", "--platform", "openwhisk",
			"--from", "5", "--to", "10", "--settle", "1m", "--hold", "1m"}, "plots/a.svg")
		if t.Failed() {
			t.Fatal(name)
		}
		sameTree(t, folder, before)
	}
}

// Does restore --force replace what an earlier restore wrote, and a file of somebody else
// that has the name of one of ours never?
func TestForceOfRestores(t *testing.T) {
	t.Parallel()
	args := []string{"restore", "hello-world", "--strategy", "reap", "--out", "o", "--force"}
	for _, name := range []string{"restore.csv", "restore.json", "page-map.svg", "fault-histogram.png"} {
		folder := t.TempDir()
		put(t, folder, map[string]string{"o/" + name: "mine", "o/notes.txt": "mine"})
		before := filesBelow(folder)
		demand(t, folder, exit.CodeUsage, args, filepath.Join("o", name)+" is there")
		sameTree(t, folder, before)
	}
	folder := t.TempDir()
	put(t, folder, map[string]string{"o/notes.txt": "mine", "file": "mine", "p/page-map.csv/x": "mine"})
	before := filesBelow(folder)
	demand(t, folder, exit.CodeUsage, []string{"restore", "hello-world", "--out", "file", "--force"}, "file is no folder")
	demand(t, folder, exit.CodeUsage, []string{"restore", "hello-world", "--out", "p", "--force"},
		filepath.Join("p", "page-map.csv")+" is in the place of a file")
	sameTree(t, folder, before)
	demand(t, folder, 0, args)
	demand(t, folder, 0, append(args, "--parallel", "2"))
	after := filesBelow(folder)
	if string(after["o/notes.txt"]) != "mine" || bytes.Count(after["o/restore.csv"], []byte("\n")) != 3 {
		t.Errorf("notes %q, table %q", after["o/notes.txt"], after["o/restore.csv"])
	}
}

// Are a user's own files among thaw's kept, and named? Also where they have the place of
// a folder of thaw, or are links that lead out of it.
func TestForceKeepsUsersFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	demand(t, folder, 0, quick("--out", "r", "--no-figures=false"))
	run := "r/runs/policy=random+ttl/seed=1/"
	for _, own := range []string{"r/plots/mine.svg", "r/runs/b.txt", run + "notes.txt",
		"r/runs/policy=mine/seed=1/run.json", "r/plots/below/x.png"} {
		put(t, folder, map[string]string{own: "mine"})
		before := filesBelow(folder)
		demand(t, folder, exit.CodeUsage, quick("--out", "r", "--force"), strings.TrimPrefix(own, "r/"))
		sameTree(t, folder, before)
		if err := os.Remove(filepath.Join(folder, own)); err != nil {
			t.Fatal(err)
		}
		for dir := filepath.Dir(own); os.Remove(filepath.Join(folder, dir)) == nil; { // what is empty
			dir = filepath.Dir(dir)
		}
	}

	precious := filepath.Join(folder, "precious")
	put(t, precious, map[string]string{"policy=random+ttl/seed=1/run.json": "years of work"})
	for _, link := range []string{"r/runs", "r/plots"} {
		at := filepath.Join(folder, link)
		if err := os.Rename(at, at+".aside"); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(precious, at); err != nil {
			t.Fatal(err)
		}
		demand(t, folder, exit.CodeUsage, quick("--out", "r", "--force"), filepath.Base(link))
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(at+".aside", at); err != nil {
			t.Fatal(err)
		}
	}
	sameTree(t, precious, map[string][]byte{"policy=random+ttl/seed=1/run.json": []byte("years of work")})

	put(t, folder, map[string]string{"r/notes.txt": "mine"}) // beside thaw's files, not among them
	demand(t, folder, 0, quick("--out", "r", "--force", "--no-figures"))
	after := filesBelow(filepath.Join(folder, "r"))
	if string(after["notes.txt"]) != "mine" {
		t.Error("a file beside thaw's was removed")
	}
	for name := range after {
		if strings.HasPrefix(name, "plots") {
			t.Errorf("%s of the replaced experiment is left", name)
		}
	}
}

// Does a kill at any moment leave a folder that run, --resume or --force goes on with?
func TestFolderOfKilledProcess(t *testing.T) {
	t.Parallel()
	whole := t.TempDir()
	demand(t, whole, 0, quick("--out", "r"))
	runs := "r/runs/policy=random+ttl/"
	for name, files := range map[string]map[string]string{
		"nothing":                       {},
		"the first manifest, in part":   {"r/manifest.json.partial": "{"},
		"the first manifest, unwritten": {"r/manifest.json.partial": ""},
	} {
		for _, flag := range []string{"", "--resume", "--force"} {
			folder := t.TempDir()
			put(t, folder, files)
			if err := os.MkdirAll(filepath.Join(folder, "r"), 0o755); err != nil {
				t.Fatal(err)
			}
			args := quick("--out", "r")
			if flag != "" {
				args = append(args, flag)
			}
			demand(t, folder, 0, args)
			if d := differentFiles(filepath.Join(folder, "r"), filepath.Join(whole, "r")); len(d) > 0 {
				t.Errorf("%s, %s: files differ: %v", name, flag, d)
			}
		}
	}
	// a kill while tables, records, figures or the last manifest are written
	text := strings.Replace(string(filesBelow(whole)["r/manifest.json"]), `"complete": true`, `"complete": false`, 1)
	begin, _, _ := strings.Cut(text, `  "files": [`)
	begin += `  "files": null`
	for _, c := range []struct{ manifest, file string }{
		{begin + "\n}\n", runs + "seed=2/timeline.parquet.partial"},
		{begin + "\n}\n", runs + "seed=2/run.json.partial"},
		{begin + "\n}\n", "r/summary.csv.partial"},
		{begin + `, "drawing": ["plots/latency-cdf.svg"]` + "\n}\n", "r/plots/latency-cdf.svg.partial"},
		{begin + `, "drawing": ["plots/latency-cdf.svg"]` + "\n}\n", "r/plots/latency-cdf.svg"},
		{text, "r/manifest.json.partial"},
	} {
		for _, flag := range []string{"--resume", "--force"} {
			folder := t.TempDir()
			demand(t, folder, 0, quick("--out", "r"))
			put(t, folder, map[string]string{"r/manifest.json": c.manifest, c.file: "half"})
			if err := os.Remove(filepath.Join(folder, runs, "seed=2", "run.json")); err != nil {
				t.Fatal(err)
			}
			demand(t, folder, 0, quick("--out", "r", flag))
			if d := differentFiles(filepath.Join(folder, "r"), filepath.Join(whole, "r")); len(d) > 0 {
				t.Errorf("%s, %s: files differ: %v", c.file, flag, d)
			}
		}
	}
}
