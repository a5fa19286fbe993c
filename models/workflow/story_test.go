package workflow_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/models/workflow"
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is a question, a workflow, and what happens, which a reader checks by hand:
//
//	# a question
//	workflow:
//	  inputs: ...
//	outcome:
//	  stage   unit   ready  worker  fetched  computed  end
//
// A file may tell several, one after the other.
func TestStories(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.story")
	if len(files) < 11 {
		t.Errorf("%d stories, expected one for each delivery function and each scheduler at least", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			for i, chapter := range strings.Split(string(text), "\nworkflow:\n") {
				if i == 0 {
					out.WriteString(chapter)
					continue
				}
				body, rest, _ := strings.Cut(chapter, "\noutcome:\n")
				after := ""
				if k := strings.Index("\n"+rest, "\n#"); k >= 0 {
					after = "\n" + rest[k:]
				}
				out.WriteString("\nworkflow:\n" + body + "\noutcome:\n" + tell(t, file, body) + after)
			}
			if *update {
				if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if out.String() != string(text) {
				t.Errorf("what happens is another story:\n%s", out.String())
			}
		})
	}
}

// tell runs a workflow and writes what happened.
func tell(t *testing.T, file, body string) string {
	spec, err := read(file, strings.ReplaceAll("\n"+body, "\n  ", "\n"))
	if err != nil {
		return "  " + strings.ReplaceAll(err.Error(), "\n", "\n  ") + "\n"
	}
	var e workflow.Engine
	r, err := e.Run(context.Background(), spec, 1, true)
	if err != nil {
		return "  " + strings.ReplaceAll(err.Error(), "\n", "\n  ") + "\n"
	}
	return outcome(spec, r)
}

func outcome(spec *workflow.Spec, r *workflow.Result) string {
	var b strings.Builder
	at := func(t sim.Time) string {
		if t == sim.Never {
			return "-"
		}
		return fmt.Sprintf("%.2f", t.Seconds())
	}
	records := slices.Clone(r.Records)
	slices.SortStableFunc(records, func(x, y workflow.Record) int {
		return cmp.Or(cmp.Compare(x.Asked, y.Asked), cmp.Compare(x.Stage, y.Stage), cmp.Compare(x.Chunk, y.Chunk),
			cmp.Compare(x.Frame, y.Frame), cmp.Compare(x.Attempt, y.Attempt))
	})
	passes := slices.ContainsFunc(spec.Stages, func(st workflow.Stage) bool {
		return st.Passing.Mode != workflow.Direct || st.Memory > 0
	})
	if passes {
		return b.String() + passed(spec, r, records, at)
	}
	fmt.Fprintf(&b, "  %-9s %5s %5s %7s %6s %7s %8s %9s %6s\n", "stage", "chunk", "frame", "attempt", "ready", "worker",
		"fetched", "computed", "end")
	for _, x := range records {
		how := ""
		if x.Killed {
			how = "  stopped"
		}
		fmt.Fprintf(&b, "  %-9s %5d %5d %7d %6s %7s %8s %9s %6s%s\n", spec.Stages[x.Stage].Name, x.Chunk, x.Frame,
			x.Attempt+1, at(x.Ready), at(x.Started), at(x.Fetched), at(x.Worked), at(x.Ended), how)
	}
	var done []string
	for _, t := range r.Chunks[min(1, len(r.Chunks)):] {
		done = append(done, at(t))
	}
	fmt.Fprintf(&b, "  chunks in the output: %s\n  end %s, workers at once %d, launches %d warm %d cold, surplus %d\n",
		strings.Join(done, " "), at(r.End), r.PeakWorkers, r.Warm, r.Cold, r.Surplus)
	if late, lead, some := r.Late(spec); some {
		fmt.Fprintf(&b, "  chunks after their deadlines: %d, least lead %.2f s; asleep for %.2f s\n", late,
			lead.Seconds(), r.Slept.Seconds())
	}
	return b.String()
}

// passed tells how data come and go: from when a task's fetch runs, and when its output is downstream.
func passed(spec *workflow.Spec, r *workflow.Result, records []workflow.Record, at func(sim.Time) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %-9s %5s %5s %6s %6s %6s %7s %7s %9s %6s %6s\n", "stage", "chunk", "frame", "asked", "fetch", "there",
		"worker", "begins", "computed", "free", "out")
	memory := 0.0
	for _, x := range records {
		fmt.Fprintf(&b, "  %-9s %5d %5d %6s %6s %6s %7s %7s %9s %6s %6s\n", spec.Stages[x.Stage].Name, x.Chunk, x.Frame,
			at(x.Asked), at(x.Sought), at(x.There), at(x.Started), at(x.Fetched), at(x.Worked), at(x.Ended), at(x.Out))
	}
	var done []string
	for _, t := range r.Chunks[min(1, len(r.Chunks)):] {
		done = append(done, at(t))
	}
	for i := range r.Stages {
		memory += r.Stages[i].Busy.Seconds() * float64(spec.Stages[i].Memory)
	}
	fmt.Fprintf(&b, "  chunks in the output: %s\n  memory of workers %.2f GB·s; hosts hold %.1f MB at most, %.3f GB·s\n",
		strings.Join(done, " "), memory/1e9, float64(r.BufferPeak)/1e6, r.BufferSeconds/1e9)
	return b.String()
}
