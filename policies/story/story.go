// Package story replays small hand-written scenarios on the real engine and writes
// a policy's decisions line by line. Stories are golden files: readers can check
// them against the policy's paper without knowing the code.
//
//	scenario a busy invoker is passed over     the events follow below
//	  schedule   first-fit                     > at 0s   f arrives → invoker 0, cold, ...
//	  keepalive  ttl,keep=10s                  > at 1s   f arrives → invoker 1, cold, ...
//	  invokers   2 of 256MiB                   > at 10s  container 0 of f expires ...
//	  function   f 256MiB            ──▶
//	  start      warm 0s, cold 500ms
//	  at 0s      f runs 5s, 2 times every 1s
//
// A line "invoker 5s,1,drain" is a change of the membership (membership.ParseEvent).
// Lines that begin with # are prose. Lines that begin with > are the story;
// they are compared, or written anew when a test runs with -update.
package story

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"thaw/models/autoscale"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/worker"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// Check replays every scenario of a story file and compares the events with the
// file. With update it writes the events into the file.
func Check(t *testing.T, file string, policy Policies, update bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	told, err := Tell(file, string(text), policy)
	if err != nil {
		t.Fatal(err)
	}
	if told == string(text) {
		return
	}
	if update {
		if err := os.WriteFile(file, []byte(told), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s\n(run the test with -update to accept)", firstDifference(file, string(text), told))
}

// Policies are the known policies of scenarios.
type Policies struct {
	Schedulers []policies.Entry[cluster.NewScheduler]
	KeepAlives []policies.Entry[cluster.NewKeepAlive]
	Queues     []policies.Entry[worker.Policy]

	Autoscalers []policies.Entry[autoscale.Policy]
}

// Tell returns the text of a story file with the events of its scenarios replaced
// by those of a replay. The name of the file is for errors.
func Tell(file, text string, policy Policies) (string, error) {
	var out bytes.Buffer
	scenarios, err := parse(file, text, policy)
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	at := 0
	for _, s := range scenarios {
		tale, err := s.replay()
		if err != nil {
			return "", fmt.Errorf("%s:%d: scenario %q: %w", file, s.first, s.title, err)
		}
		for ; at < s.last; at++ {
			if !strings.HasPrefix(lines[at], ">") {
				out.WriteString(lines[at] + "\n")
			}
		}
		for _, line := range tale {
			out.WriteString("> " + line + "\n")
		}
	}
	for ; at < len(lines); at++ {
		if !strings.HasPrefix(lines[at], ">") {
			out.WriteString(lines[at] + "\n")
		}
	}
	return out.String(), nil
}

// replay runs the scenario and returns its story.
func (s *scenario) replay() ([]string, error) {
	tale := &teller{show: s.show, drops: s.drops}
	cfg := cluster.Config{
		Invokers: s.invokers, Memory: s.memory, Scope: s.scope, Concurrency: s.concurrency,
		Startup: startup.Constant(s.warm, s.cold), Seed: s.seed, CPU: s.cpu, Cores: s.cores,
		Membership: s.members, Drop: s.drops,
	}
	if slices.Contains(s.keepAlive.Needs, policies.NeedFuture) {
		if err := cfg.Foresee(&source{table: &s.table, rest: s.arrivals}); err != nil {
			return nil, err
		}
	}
	cfg.Startup.Stages[outcome.Init] = sim.Const(s.init)
	if s.scaled {
		cfg.Autoscale = &s.autoscale.Policy
	}
	if s.queued {
		cfg.Queue, tale.workers = &s.queue.Policy, true
	}
	pol := cluster.Policies{
		Schedule:  func(v *cluster.View) cluster.Scheduler { return tale.schedule(v, s.schedule.Policy(v)) },
		KeepAlive: func(v *cluster.View) cluster.KeepAlive { return tale.keepAlive(s.keepAlive.Policy(v)) },
	}
	src := &source{table: &s.table, rest: s.arrivals}
	sum, err := cluster.Replay(context.Background(), cfg, src, pol, cluster.Output{Sink: tale})
	if err != nil {
		return nil, err
	}
	return tale.lines(&sum), nil
}

// source streams a scenario's arrivals.
type source struct {
	table *workload.Table
	rest  []workload.Invocation
}

func (s *source) Table() *workload.Table { return s.table }

func (s *source) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, s.rest)
	if s.rest = s.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// firstDifference shows the place where two texts part.
func firstDifference(file, want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; ; i++ {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("%s:%d: the story differs\n told: %s\n runs: %s", file, i+1, lineAt(a, i), lineAt(b, i))
		}
	}
}

func lineAt(lines []string, i int) string {
	if i >= len(lines) {
		return "(the end)"
	}
	return lines[i]
}

// join makes one error of many.
func join(mistakes []error) error { return errors.Join(mistakes...) }
