package resources

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/allocation"
)

// quick are settings of one small workflow.
func quick() Settings {
	s := Defaults()
	s.Workflows, s.Judged = s.Workflows[:1], 200
	return s
}

func mistakes(s *Settings) (all []string) {
	s.Check(func(key, format string, args ...any) { all = append(all, key+": "+fmt.Sprintf(format, args...)) })
	return all
}

// Is each QoS of the workflows that come with thaw 1.3 times what two cores take, as is stated?
func TestQoSOfWorkflows(t *testing.T) {
	s := Defaults()
	if got := mistakes(&s); got != nil {
		t.Fatal(got)
	}
	for i := range s.Workflows {
		w, err := s.workflow(s.Workflows[i].Name)
		if err != nil {
			t.Fatal(err)
		}
		w.World.Noise, w.World.Outliers = 0, 0
		var sizes []allocation.Size
		for range w.Functions {
			sizes = append(sizes, allocation.Size{Cores: 2, MiB: 10240})
		}
		takes := allocation.NewBench(w, 1, 1, 20).Judge(sizes).Latency
		if got := w.QoS.Seconds(); math.Abs(got-1.3*takes) > 0.05 {
			t.Errorf("%s: a QoS of %v s, two cores take %v s", w.Name, got, takes)
		}
	}
}

// Is a manager judged by the executions that judge the oracle, never cheaper than it where the QoS
// is kept, and does its course end with what it tried best?
func TestRun(t *testing.T) {
	s := quick()
	for _, m := range []string{"autoscale", "random", "orion", "oracle"} {
		o, err := s.Run(context.Background(), m, "chain", 7, true)
		if err != nil {
			t.Fatal(err)
		}
		if !o.Oracle.Meets || o.Meets && o.Cost < o.Oracle.Cost || o.QoS != 3.5 {
			t.Errorf("%s: %+v", m, o)
		}
		if m == "oracle" && (o.Judgement != o.Oracle || o.Evaluations != 0) {
			t.Errorf("the oracle and its measure differ: %+v", o)
		}
		if len(o.Course) != o.Evaluations {
			t.Errorf("%s: a course of %d, %d evaluations", m, len(o.Course), o.Evaluations)
		}
		best := math.NaN()
		for _, c := range o.Course {
			if c.Best > best || !math.IsNaN(best) && math.IsNaN(c.Best) || c.Meets && math.IsNaN(c.Best) {
				t.Errorf("%s: best %v after %v", m, c.Best, best)
			}
			best = c.Best
		}
		if o.Evaluations > 0 && o.Meets && m != "orion" && best > o.Cost { // orion combines what it tried
			t.Errorf("%s runs with what costs %v, and has tried nothing better than %v", m, o.Cost, best)
		}
		again, err := s.Run(context.Background(), m, "chain", 7, false)
		if err != nil || again.Judgement != o.Judgement {
			t.Errorf("%s: %v, then %v, %v", m, o.Judgement, again.Judgement, err)
		}
	}
	if _, err := s.Run(context.Background(), "random", "chian", 1, false); err == nil {
		t.Error("an unknown workflow")
	}
}

// Are all mistakes told at once, at their keys, and those that workflows share once?
func TestMistakes(t *testing.T) {
	s := Defaults()
	s.Managers = []string{"aquatope", "orion,bins=1"}
	s.Executions, s.Judged, s.Noise = 0, 3, -1
	s.Workflows[1].Flow = "split > wrok*8 > merge"
	s.Workflows[2].QoS = time.Second
	got := strings.Join(mistakes(&s), "\n")
	for _, want := range []string{"executions: 0", "judged: 3", `managers: unknown policy "aquatope"`, "bins=1",
		"workflows: chain: noise of -1", `unknown function "wrok" (did you mean "work"?)`} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	if strings.Count(got, "noise of -1") != 1 {
		t.Errorf("one mistake is told several times:\n%s", got)
	}
	for want, change := range map[string]func(*Settings){
		"workflows: ml-pipeline: QoS of 1s":                                          func(s *Settings) { s.Workflows[2].QoS = time.Second },
		"prices: list aws-lambda-x86 has no prices of":                               func(s *Settings) { s.Prices = "aws-lambda-x86" },
		"prices: \"azure\" is unknown":                                               func(s *Settings) { s.Prices = "azure" },
		`only: "viedo" is no workflow or stands there twice (did you mean "video"?)`: func(s *Settings) { s.Only = []string{"chain", "viedo"} },
		"managers: none":  func(s *Settings) { s.Managers = nil },
		"workflows: none": func(s *Settings) { s.Workflows = nil },
		"workflows: ml-pipeline: function detect: a working set of 2048 MiB": func(s *Settings) { s.Memory.Most = 1900 },
	} {
		s := Defaults()
		change(&s)
		if got := mistakes(&s); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%s: %q", want, got)
		}
	}
}
