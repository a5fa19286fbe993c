package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

// Does every command say at the start what it cannot do with a closed loop, or with clients,
// and does it write nothing then?
func TestClosedLoopsAreRefused(t *testing.T) {
	const loop = "synthetic,model=users,users=3,think=1s,menu=128MiB/100ms,duration=1m"
	folder := t.TempDir()
	out := filepath.Join(folder, "r")
	for _, c := range []struct {
		line []string
		want []string
	}{
		{[]string{"run", "--trace", loop, "--rate", "1/s", "--ramp", "1s", "--start", "2s", "--functions", "1"},
			[]string{"a rate", "a ramp", "a start of the window", "a number of functions"}},
		{[]string{"run", "--trace", loop, "--copies", "2"}, []string{"no arrivals to superpose"}},
		{[]string{"run", "--trace", loop, "--keepalive", "clairvoyant"}, []string{"a clairvoyant keep-alive policy"}},
		{[]string{"run", "--client", "retry", "--keepalive", "belady-size"}, []string{"a clairvoyant keep-alive policy"}},
		{[]string{"run", "--client", "retry,timeout=1ms", "--warm-start", "20ms", "--throttle", "burst=1"},
			[]string{"go together"}},
		{[]string{"run", "--client", "retry,timeout=1ms", "--warm-start", "20ms"}, []string{"ever be answered"}},
		{[]string{"run", "--client", "retry,retries=-1"}, []string{"retries"}},
		{[]string{"saturate", "--trace", loop}, []string{"its load is its users"}},
		{[]string{"trace", "stats", loop}, []string{"no arrivals before a run"}},
		{[]string{"trace", "convert", loop}, []string{"no arrivals before a run"}},
		{[]string{"forecast", loop}, []string{"no arrivals before a run"}},
		{[]string{"provision", loop, "--hit-ratio", "90%"}, []string{"no arrivals before a run"}},
	} {
		line := c.line
		if line[1] != "stats" && line[0] != "provision" {
			line = append(line, "--out", out)
		}
		var stdout, stderr bytes.Buffer
		code := execute(t.Context(), Program{}, line, &stdout, &stderr)
		for _, want := range c.want {
			if code != 2 || !strings.Contains(stderr.String(), want) {
				t.Errorf("thaw %s: exit code %d, expected 2 and %q\n%s", strings.Join(line, " "), code, want, stderr.String())
			}
		}
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Fatalf("thaw %s: it wrote %v", strings.Join(line, " "), left[0].Name())
		}
	}
}

// Is it said of a closed loop that it has no arrivals to read, and of another trace not?
func TestClosedLoopIsValidatedAsOne(t *testing.T) {
	const loop = "synthetic,model=users,users=3,think=1s,menu=128MiB/100ms,duration=1m"
	var stdout, stderr bytes.Buffer
	code := execute(t.Context(), Program{}, []string{"trace", "validate", loop,
		"synthetic,model=poisson,functions=2,rate=1/s,duration=1m"}, &stdout, &stderr)
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	if code != 0 || len(lines) != 2 || lines[0] != loop+": usable: a closed loop, whose arrivals the replay decides; none "+
		"was read" || !strings.HasSuffix(lines[1], ": usable") {
		t.Errorf("exit code %d: %q %s", code, lines, stderr.String())
	}
}
