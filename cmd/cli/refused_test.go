package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thaw/experiments/exit"
)

// Is everything that thaw refuses refused before anything is written? Random command
// lines over flags and values, possible and impossible ones together: each ends with
// 0 and a folder, or with 2 and none.
func TestWhatIsRefusedLeavesNoFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	values := map[string][]string{
		"--platform":          {"constant", "openwhisk", "openwhisk-sophon", "openwhisk-iluvatar", "iluvatar", "edge", "particle"},
		"--schedule":          {"random", "first-fit", "sticky-random", "max-available", "sophon-ma-ma", "least-loaded"},
		"--keepalive":         {"ttl", "ttl,keep=2562047h47m16s", "greedy-dual", "lru", "none"},
		"--concurrency":       {"1", "2", "65535", "65536"},
		"--invokers":          {"1", "2", "70", "1000000"},
		"--memory":            {"4GiB", "300MiB", "1MiB", "2147483647MiB", "2147483648MiB"},
		"--cores":             {"1", "64", "65536", "0"},
		"--cpu":               {"ignored", "isolated", "shared", "stretch"},
		"--sandbox":           {"function", "app"},
		"--network":           {"none", "host", "overlay", "pooled", "particle", "shared-namespace"},
		"--storage":           {"none", "overlay-host", "virtiofs", "devmapper"},
		"--prefetch":          {"none", "reap", "faasnap"},
		"--memory-elasticity": {"none", "balloon", "squeezy", "virtio-mem"},
		"--vm-layout":         {"none", "n-to-one", "one-to-one"},
		"--queue":             {"none", "fcfs", "sjf,fixed=3", "scale", "queueless"},
		"--autoscale":         {"none", "pid", "pid,max=2", "pid,min=3,dead=1ms,every=1ms"},
		"--tenants":           {"1", "2", "2147483647"},
		"--cold-start":        {"0s", "24h", "25h", "lognormal,median=1h,sigma=9"},
		"--warm-start":        {"0s", "1ms", "-1ms"},
		"--start":             {"0s", "30s", "500h", "438000h"},
		"--length":            {"0s", "20s", "1ns", "438000h", "2562047h"},
		"--horizon":           {"0s", "10s", "1ns", "438000h"},
		"--ramp":              {"0s", "30s", "438000h"},
		"--rate":              {"1e12/s", "20/s", "1e-8/s", "1e12/s", "1e13/s", "0/s"},
		"--functions":         {"0", "1", "2147483647"},
		"--copies":            {"1", "3", "10000"},
		"--function-memory":   {"1MiB", "2GiB", "2147483647MiB"},
		"--snapshot-storage":  {"1MiB", "100GiB"},
		"--durations":         {"drawn", "mean"},
		"--init":              {"platform", "longest"},
		"--restore-inputs":    {"drawn", "same", "duration"},
		"--restore-disk":      {"nvme", "ebs-io2"},
		"--seed":              {"0", "1", "9223372036853775807", "9223372036854775807"},
		"--seeds":             {"1", "2", "100001"},
		"--set":               {"control.message=1ms", "daemon.network=bridge", "daemon.parallel=3", "stage.init=24h"},
		"--jobs":              {"0", "1", "-1"},
		"--detail":            {"summary", "summary", "invocations", "timeline"},
		"--trace":             {"synthetic,functions=3,invocations=2000,duration=2m", filepath.Join(folder, "sample.csv")},
		"--impute":            {""},
	}
	var names []string
	for name := range values {
		names = append(names, name)
	}
	rows := "app,func,end_timestamp,duration\na,f,10,1\na,g,20,2\nb,f,30,0.5\n"
	if err := os.WriteFile(filepath.Join(folder, "sample.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	refused, run := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		out := filepath.Join(folder, fmt.Sprintf("r%d", refused+run))
		args := []string{"run", "--quiet", "--no-figures", "--out", out, "--length", "1m",
			"--detail", "summary"} // a timeline of a million invokers over a day takes hours
		given := false
		for range rapid.IntRange(1, 6).Draw(t, "flags") {
			name := rapid.SampledFrom(slices.Sorted(slices.Values(names))).Draw(t, "flag")
			some := values[name]
			if rapid.IntRange(0, 7).Draw(t, "wild") > 0 { // most command lines run
				some = some[:min(2, len(some))]
			}
			value := rapid.SampledFrom(some).Draw(t, "value")
			given = given || name == "--trace"
			if value == "" {
				args = append(args, name)
			} else {
				args = append(args, name, value)
			}
		}
		if !given {
			args = append(args, "--trace", values["--trace"][0])
		}
		var stdout, stderr bytes.Buffer
		code := execute(t.Context(), Program{}, args, &stdout, &stderr)
		_, err := os.Stat(out)
		switch {
		case code == exit.CodeDone && err == nil:
			run++
		case code == exit.CodeUsage && os.IsNotExist(err) && stderr.Len() > 0:
			refused++
		default:
			t.Fatalf("thaw %s: exit %d, folder: %v\n%s", strings.Join(args, " "), code, err, stderr.String())
		}
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	})
	if run == 0 || refused == 0 {
		t.Errorf("%d run, %d refused: expected some of each", run, refused)
	}
}
