package experiments

import (
	"strings"
	"testing"

	"thaw/experiments/build"
	"thaw/experiments/results"
)

// Is a worker queue refused, before anything is written, that could not do what it says?
func TestQueuesThatCannotBeAreRefused(t *testing.T) {
	for _, x := range []struct{ queue, platform, set, cpu, wait, want string }{
		{queue: "fcfs", want: "give their number (fixed=N)"},
		{queue: "fcfs,fixed=2"},
		{queue: "queueless"},
		{queue: "scale", want: "aimd measures the load of cores"},
		{queue: "scale", cpu: "shared"},
		{queue: "sjf", cpu: "isolated"},
		{queue: "fcfs,fixed=2", platform: "openwhisk-sophon", want: "delays between scheduler and invokers"},
		{queue: "fcfs,fixed=2", wait: "start"},
		{queue: "sjf,fixed=2", set: "no durations", want: "policy sjf,fixed=2 needs durations"},
		{queue: "fcfs,fixed=2,bypass=1s", set: "no durations", want: "policy fcfs,fixed=2,bypass=1s needs durations"},
		{queue: "fcfs,fixed=2", set: "no durations"},
		{queue: "rare,fixed=2", set: "no durations"},
	} {
		flags := map[string][]string{"out": {t.TempDir() + "/r"}, "queue": {x.queue}}
		for name, value := range map[string]string{"platform": x.platform, "cpu": x.cpu, "wait": x.wait} {
			if value != "" {
				flags[name] = []string{value}
			}
		}
		layer, err := FromFlags(flags)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := Resolve(Thaw(), layer)
		if err != nil {
			t.Fatal(err)
		}
		trace := newFakeTrace(10)
		for i := range trace.table.Functions {
			trace.table.Functions[i].ImputedDuration = x.set != ""
		}
		_, err = NewPlan(spec, trace, build.Info{})
		if (err != nil) != (x.want != "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Are worker queues a part of policy sets, compared with the central queue and with each
// other, and is there no trace of them in a folder without one?
func TestQueuesAreCompared(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := flagsFor("with")
	flags["schedule"], flags["keepalive"] = []string{"first-fit"}, []string{"ttl"}
	flags["queue"] = []string{"none", "eedf,fixed=1", "fcfs,fixed=1,bypass=1s"}
	res := execute(t, newPlan(t, newFakeTrace(200), flags), Options{})
	rows, err := results.ReadSummary("with/summary.parquet")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"first-fit+ttl none", "first-fit+ttl+eedf,fixed=1 eedf,fixed=1",
		"first-fit+ttl+fcfs,fixed=1,bypass=1s fcfs,fixed=1,bypass=1s"}
	for i, row := range rows {
		if got := row.Policy + " " + string(row.Queue); got != want[i/2] {
			t.Errorf("row %d is of %s, expected %s", i, got, want[i/2])
		}
		if row.Queue != results.None && row.Queued == 0 {
			t.Errorf("nobody waits for one token under %s", row.Policy)
		}
	}
	if id := res.Manifest.Policies[1]; id.Queue != "eedf,fixed=1" {
		t.Errorf("the manifest names %+v", id)
	}
	delete(flags, "queue")
	flags["out"] = []string{"without"}
	execute(t, newPlan(t, newFakeTrace(200), flags), Options{})
	for name, text := range folderBytes(t, "without") {
		if strings.Contains(string(text), `"queue"`) || strings.HasSuffix(name, ".csv") &&
			strings.Contains(string(text), "queue,") {
			t.Errorf("%s speaks of worker queues", name)
		}
	}
}
