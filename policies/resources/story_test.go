package resources_test

import (
	"context"
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/allocation"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands below it
// behind ">":
//
//	scenario two functions
//	  resources  random
//	  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
//	  flow       cut > join
//	  qos        4s in 95%
//	  noise      0.1, 2% disturbed
//
// Sizes are 0.5 to 4 cores by 0.5 and 128 to 1024 MiB by 64. A disturbed execution takes three
// times as long, as does a function below its working set. Costs are USD for a million executions, at
// 0.173 USD for a core and hour and 0.0123 for a GB.
var (
	functionLine = regexp.MustCompile(`^function +(\w+): works (\S+), waits (\S+), on up to (\S+) cores, in (\d+) MiB$`)
	qosLine      = regexp.MustCompile(`^qos +(\S+) in (\d+)%$`)
	noiseLine    = regexp.MustCompile(`^noise +(\S+), (\d+)% disturbed$`)
)

// Does each manager do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "resources", policies.Names(all.Resources()), *update, tell)
}

func tell(t *testing.T, scenario []string) string {
	t.Helper()
	w := &allocation.Workflow{Name: "story", World: allocation.World{Outlying: 3, Starved: 3},
		Space: allocation.Space{Cores: allocation.Range{Least: 0.5, Most: 4, Step: 0.5},
			MiB: allocation.Range{Least: 128, Most: 1024, Step: 64}},
		Prices: allocation.Prices{Core: 0.173, GB: 0.0123}}
	manager, flow := "", ""
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	duration := func(text string) time.Duration {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, line := range scenario {
		word, rest, _ := strings.Cut(line, " ")
		f, q, n := functionLine.FindStringSubmatch(line), qosLine.FindStringSubmatch(line), noiseLine.FindStringSubmatch(line)
		switch {
		case word == "resources":
			manager = strings.TrimSpace(rest)
		case word == "flow":
			flow = strings.TrimSpace(rest)
		case f != nil:
			w.Functions = append(w.Functions, allocation.Function{Name: f[1], Work: duration(f[2]), Waiting: duration(f[3]),
				Parallel: number(f[4]), MiB: number(f[5])})
		case q != nil:
			w.QoS, w.Share = duration(q[1]), number(q[2])/100
		case n != nil:
			w.World.Noise, w.World.Outliers = number(n[1]), number(n[2])/100
		default:
			t.Fatalf("%q is no line of a scenario", line)
		}
	}
	var err error
	if w.Flow, err = allocation.ParseFlow(flow, allocation.Names(w.Functions)); err != nil {
		t.Fatal(err)
	}
	if errs := w.Check(); errs != nil {
		t.Fatal(errs)
	}
	p, err := policies.Parse(all.Resources(), manager)
	if err != nil {
		t.Fatal(err)
	}
	b := allocation.NewBench(w, 1, 20, 1000)
	sizes, err := p.Policy.Choose(context.Background(), b)
	if err != nil {
		return "> " + err.Error() + "\n"
	}
	return told(b, sizes)
}

// told tells of the first and the last evaluations, and of what was chosen.
func told(b *allocation.Bench, sizes []allocation.Size) string {
	var out strings.Builder
	text := func(sizes []allocation.Size) string {
		var list []string
		for f, z := range sizes {
			list = append(list, fmt.Sprintf("%s %v cores %v MiB", b.Functions[f].Name, z.Cores, z.MiB))
		}
		return strings.Join(list, ", ")
	}
	for i, o := range b.Tried {
		switch left := len(b.Tried) - 7; {
		case left > 1 && i == 5:
			fmt.Fprintf(&out, "> and %d more\n", left)
			continue
		case left > 1 && i > 5 && i < len(b.Tried)-2:
			continue
		}
		fmt.Fprintf(&out, "> %d: %s: takes %.2fs, costs %.0f\n", i+1, text(o.Sizes), o.Latency, o.Cost*1e6)
	}
	j := b.Judge(sizes)
	fmt.Fprintf(&out, "> runs with %s: takes %.2fs, %.1f%% are late, costs %.0f\n", text(sizes), j.Latency, 100*j.Violations,
		j.Cost*1e6)
	return out.String()
}
