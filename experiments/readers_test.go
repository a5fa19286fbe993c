package experiments

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// python is the interpreter of the virtual environment that `make test` makes.
const python = "../.venv/bin/python"

// Do DuckDB, pyarrow, polars and pandas read every file, and do they read what
// summary.json says?
func TestOutsideReaders(t *testing.T) {
	interpreter, err := filepath.Abs(python)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(interpreter); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: `make test` makes it where python3 is present, and CI needs it", python)
		}
		t.Skipf("%s is missing: run `make test` where python3 is present", python)
	}
	script, err := filepath.Abs("testdata/readers/check.py")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	flags := flagsFor("r")
	flags["schedule"] = []string{"sticky-random"}
	flags["memory"] = []string{"600MiB"} // so that some queue and some are evicted
	flags["invokers"] = []string{"2"}
	flags["cold-start"] = []string{"lognormal,mean=500ms,stddev=300ms"}
	flags["horizon"] = []string{"100s"} // so that some do not finish
	res := execute(t, newPlan(t, newFakeTrace(3000), flags), Options{})
	var evictions, rejected int64
	for _, r := range res.Rows {
		evictions, rejected = evictions+r.Evictions, rejected+r.Rejected
	}
	if evictions == 0 {
		t.Errorf("the experiment has no evictions: it checks less than it should")
	}
	runReaders(t, interpreter, script, "r")

	// A run in which nothing starts has files without rows.
	flags = flagsFor("none")
	flags["schedule"], flags["keepalive"], flags["seeds"] = []string{"first-fit"}, []string{"lru"}, []string{"1"}
	flags["function-memory"], flags["memory"] = []string{"4GiB"}, []string{"1GiB"}
	trace := newFakeTrace(50)
	for i := range trace.table.Functions {
		trace.table.Functions[i].Memory = 4096
	}
	res = execute(t, newPlan(t, trace, flags), Options{})
	if res.Rows[0].Rejected != 50 {
		t.Errorf("%d of 50 invocations were rejected, each needs more memory than an invoker has",
			res.Rows[0].Rejected)
	}
	runReaders(t, interpreter, script, "none")
}

// runReaders runs the checks on a result folder and fails with those that do.
func runReaders(t *testing.T, interpreter, script, folder string) {
	t.Helper()
	out, err := exec.Command(interpreter, script, folder).CombinedOutput()
	if err != nil {
		var wrong []string
		for _, line := range strings.Split(string(out), "\n") {
			if !strings.HasPrefix(line, "ok ") {
				wrong = append(wrong, line)
			}
		}
		t.Fatalf("%s: %v\n%s", folder, err, strings.Join(wrong, "\n"))
	}
	t.Logf("%s: %d checks", folder, strings.Count(string(out), "\nok"))
}
