package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Do runs with clients, a gate and users give the same bytes on one core and on two, and
// again? Their retries are drawn, their users think, and policy sets share nothing.
func TestClientsGiveTheSameBytes(t *testing.T) {
	for _, trace := range []string{"synthetic,model=users,users=40,think=exp/500ms,within=0.8,menu=5x300MiB/400ms,duration=40s",
		"synthetic,model=poisson,functions=20,rate=60/s,duration=20s"} {
		run := func(jobs string) map[string]string {
			folder := filepath.Join(t.TempDir(), "r")
			var stdout, stderr bytes.Buffer
			if code := execute(t.Context(), Program{}, []string{"run", "-q", "--no-figures", "--detail", "invocations", "--trace",
				trace, "--memory", "4GiB", "--seeds", "2", "--client", "none", "--client", "retry,timeout=1s,budget=0.5",
				"--client", "async,timeout=2s,backoff=1s", "--throttle", "concurrency=25", "--invoker-event", "9s,0,crash",
				"--jobs", jobs, "--out", folder}, &stdout, &stderr); code != 0 {
				t.Fatalf("exit code %d: %s", code, stderr.String())
			}
			files := map[string]string{}
			err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || d.Name() == "manifest.json" { // which has the folder's name
					return err
				}
				text, err := os.ReadFile(path)
				name, _ := filepath.Rel(folder, path)
				files[name] = string(text)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return files
		}
		want := run("1")
		for _, jobs := range []string{"2", "1"} {
			got := run(jobs)
			if len(got) != len(want) || len(got) < 20 {
				t.Fatalf("%d files, and %d with %s jobs", len(want), len(got), jobs)
			}
			for name, text := range want {
				if got[name] != text {
					t.Errorf("%s differs with %s jobs", name, jobs)
				}
			}
		}
	}
}
