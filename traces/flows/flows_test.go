package flows

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/workflow"
	"thaw/sim"
)

// file writes a file of a test.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func generate(t testing.TB, text string, seed uint64) *Trace {
	t.Helper()
	tr, err := Generate(text, seed)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// What does a job of Alibaba's trace look like? The names of its tasks tell, worked out by
// hand: job j_1 takes 50 s from 100, of which task 5 waits 5 s to be registered.
func TestLayoutAlibaba(t *testing.T) {
	tr, err := Open("testdata/small.csv", 1, Options{Memory: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, j := range tr.Jobs {
		g := &tr.Graphs[j.Graph]
		fmt.Fprintf(&got, "%v %s critical %v\n", j.Arrival.Sub(0), g.Name, g.CriticalPath())
		for i := range g.Tasks {
			x := &g.Tasks[i]
			fmt.Fprintf(&got, "  %s %s after %v works %v, %.0f MiB, %d\n", x.Name, x.Function, x.After, x.Work, x.MemoryMiB,
				x.Instances)
		}
	}
	const want = `0s j_2 critical 7s
  task_Nzg3ODA= j_2/task_Nzg3ODA= after [] works 7s, 4 MiB, 1
10s j_1 critical 45s
  M1 j_1/M1 after [] works 10s, 5 MiB, 5
  M2_1 j_1/M2 after [0] works 20s, 5 MiB, 1
  M3_1 j_1/M3 after [0] works 10s, 0 MiB, 1
  R4_2 j_1/R4 after [1] works 10s, 0 MiB, 2
  J5_3_4_Stg2 j_1/J5 after [2 3] works 5s, 4 MiB, 1
1m50s j_9 critical 500ms
  MergeTask j_9/MergeTask after [] works 500ms, 4 MiB, 1
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
	for class, n := range map[string]int64{classStatus: 2, classCycle: 1, classMissing: 1, classTimes: 1, classTwice: 1,
		classStage: 1, classUnnamed: 1, classMemory: 3, classEarly: 1} {
		if got := tr.Report.Count(class); got != n {
			t.Errorf("%s: %d, expected %d", class, got, n)
		}
	}
}

// Do jobs that did not terminate come when asked for?
func TestUnfinishedJobs(t *testing.T) {
	path := file(t, "M1,1,a,1,Failed,0,5,50,1\nM1,1,b,1,Terminated,3,5,50,1\n")
	for unfinished, want := range map[bool]int{false: 1, true: 2} {
		tr, err := Open(path, 1, Options{Unfinished: unfinished})
		if err != nil || len(tr.Jobs) != want {
			t.Errorf("unfinished=%v: %d jobs, %v; expected %d", unfinished, len(tr.Jobs), err, want)
		}
	}
}

// Does every mistake of a file have its place, and what was expected?
func TestMalformedAlibaba(t *testing.T) {
	const good = "M1,1,a,1,Terminated,0,5,50,1\n"
	for text, want := range map[string]string{
		"M1,1,a\n":                                ":2:1: 3 columns, expected 9",
		"M1_x,1,b,1,Terminated,0,5,50,1\n":        `:2:1: task_name "M1_x": "x" is no number of a task`,
		"7_1,1,b,1,Terminated,0,5,50,1\n":         `:2:1: task_name "7_1": it does not begin with letters`,
		"M_1,1,b,1,Terminated,0,5,50,1\n":         "it waits for tasks and has no number",
		"M1,0,b,1,Terminated,0,5,50,1\n":          `:2:4: instance_num is "0", expected 1 to`,
		"M1,1.5,b,1,Terminated,0,5,50,1\n":        ":2:4: instance_num is \"1.5\", expected a whole number",
		"M1,1,,1,Terminated,0,5,50,1\n":           ":2:6: job_name is empty",
		"M1,1,b,1,,0,5,50,1\n":                    ":2:10: status is empty",
		"M1,1,b,1,Terminated,NaN,5,50,1\n":        `:2:21: start_time is "NaN", expected a number of seconds`,
		"M1,1,b,1,Terminated,-1,5,50,1\n":         `start_time is "-1"`,
		"M1,1,b,1,Terminated,,5,50,1\n":           `start_time is ""`,
		"M1,1,b,1,Terminated,0,inf,50,1\n":        `:2:23: end_time is "inf"`,
		"M1,1,b,1,Terminated,0,5,x,1\n":           `:2:25: plan_cpu is "x"`,
		"M1,1,b,1,Terminated,0,5,50,102\n":        `:2:28: plan_mem is "102", expected 0 to 100`,
		"M1,1,\"b,1,Terminated,0,5,50,1\n":        "not closed on its line",
		"M1,1.5,,1,,0,5,50,1\n":                   ":2:8: job_name is empty",
		"M9999999999,1,b,1,Terminated,0,5,50,1\n": "its number is not 1 to 999999999",
	} {
		_, err := Open(file(t, good+text), 1, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nexpected %s", text, err, want)
		}
	}
	if _, err := Open(file(t, "M1_1,1,a,1,Terminated,0,5,50,1\n"), 1, Options{}); err == nil ||
		!strings.Contains(err.Error(), "no job is left") {
		t.Errorf("nothing but a task that waits for itself: %v", err)
	}
}

// Does a trace that is written come back as it was?
func TestOwnFormIsReadAsItWasWritten(t *testing.T) {
	for _, text := range []string{
		"flows,model=mixed,mix=chain:1/fan-out:1/diamond:1,graphs=9,length=1-4,width=1:3/5:1,rate=1/s,duration=1m," +
			"work=lognormal/median=1s/sigma=0.7,memory=128.5,output=1000,instances=1-9",
		"flows,model=published,workflow=" + strings.Join(publishedNames()[:4], "/") + ",minutes=3/0/20",
	} {
		want := generate(t, text, 3)
		path := filepath.Join(t.TempDir(), "own.csv")
		if err := WriteFile(path, want); err != nil {
			t.Fatal(err)
		}
		got, err := Open(path, 1, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Jobs) != len(want.Jobs) {
			t.Fatalf("%d jobs, expected %d", len(got.Jobs), len(want.Jobs))
		}
		for i, j := range got.Jobs {
			w := want.Jobs[i]
			if !got.Graphs[j.Graph].equal(&want.Graphs[w.Graph]) || j.Arrival != w.Arrival {
				t.Fatalf("job %d differs", i+1)
			}
		}
		var again strings.Builder
		first, _ := os.ReadFile(path)
		if err := Write(&again, got); err != nil || again.String() != string(first) {
			t.Errorf("written again it differs: %v", err)
		}
	}
}

// Does every mistake of thaw's own form have its place?
func TestMalformedOwn(t *testing.T) {
	head := strings.Join(ownColumns[:], ",") + "\n"
	for text, want := range map[string]string{
		"1,g,a,f,,0,1s,0,0\n":                        ":2:1: 9 columns, expected 10",
		"1,g,a,f,b,0,1s,0,0,1\n":                     `:2:9: after: task "b" is not one of the tasks of the job above`,
		"1,g,a,f,,0,1s,0,0,1\n1,g,a,f,,0,1s,0,0,1\n": `:3:5: task "a" stands twice`,
		"1,g,a,f,,0,1s,0,0,1\n1,h,b,f,,0,1s,0,0,1\n": `:3:3: graph is "h", expected that of the other tasks`,
		"1,g,a,f,,0,1s,0,0,1\n1,g,b,f,,5,1s,0,0,1\n": ":3:10: arrival_ns is 5, expected that of the other tasks of its job, 0",
		"1,g,a,f,,0,1s,0,0,1\n2,g,b,f,,0,1s,0,0,1\n": `:3:1: graph "g" of job 2 differs`,
		"1,g,a,f,,0,soon,0,0,1\n":                    ":2:12: work:",
		"1,g,a,f,,0,1s,NaN,0,1\n":                    `:2:15: memory_mib is "NaN"`,
		"1,g,a,f,,0,1s,0,-1,1\n":                     `:2:17: output_bytes is "-1"`,
		"1,g,a,f,,0,1s,0,0,0\n":                      ":2:19: instances is 0",
		"1,g,,f,,0,1s,0,0,1\n":                       "graph, task or function is empty",
		"":                                           "no jobs, expected at least one",
		"1,g,a,f,,0,1s,0,0,1\n2,g,a,f,,0,1s,0,0,1\n1,g,a,f,,0,1s,0,0,1\n": ":4:1: job \"1\" is empty, or has rows elsewhere",
	} {
		if _, err := Open(file(t, head+text), 1, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nexpected %s", text, err, want)
		}
	}
	if _, err := Open(file(t, "job,graph,x\n"), 1, Options{}); err == nil || !strings.Contains(err.Error(), "lacks task in column 3") {
		t.Errorf("a wrong header: %v", err)
	}
}

// Are the published graphs those of their publications? The oracle is the critical paths
// of compute that were derived from DataFlower's artifact by hand: 3.59, 2.73, 0.19 and
// 3.64 s.
func TestPublishedCriticalPaths(t *testing.T) {
	tr := generate(t, "flows,model=published,workflow="+strings.Join(publishedNames()[:4], "/")+",minutes=1", 1)
	for i, want := range []float64{3.59, 2.73, 0.19, 3.64} {
		if got := tr.Graphs[i].CriticalPath().Seconds(); math.Abs(got-want) > 0.011 {
			t.Errorf("%s: critical path of %.3f s, expected %.2f", tr.Graphs[i].Name, got, want)
		}
	}
	shapes := map[string]Shape{
		"dataflower-svd":   {Tasks: 18, Edges: 32, Depth: 3, Width: 16, Fan: 16, Connected: true},
		"dataflower-video": {Tasks: 7, Edges: 9, Depth: 4, Width: 4, Fan: 4, Connected: true},
	}
	for i := range tr.Graphs[:2] {
		if got, want := tr.Graphs[i].Shape(), shapes[tr.Graphs[i].Name]; got != want {
			t.Errorf("%s: %+v, expected %+v", tr.Graphs[i].Name, got, want)
		}
	}
}

// Is a shape what its picture shows?
func TestShape(t *testing.T) {
	after := func(all ...[]int) *Graph {
		g := &Graph{Name: "g"}
		for i, a := range all {
			g.Tasks = append(g.Tasks, Task{Name: fmt.Sprint(i), Function: "f", After: a, Instances: 1})
		}
		return g
	}
	for name, c := range map[string]struct {
		g    *Graph
		want Shape
	}{
		"one":        {after(nil), Shape{1, 0, 1, 1, 0, true, true, true}},
		"chain":      {after(nil, []int{0}, []int{1}), Shape{3, 2, 3, 1, 1, true, true, true}},
		"scatter":    {after(nil, []int{0}, []int{0}), Shape{3, 2, 2, 2, 1, true, false, true}},
		"gather":     {after(nil, nil, []int{0, 1}), Shape{3, 2, 2, 2, 2, true, true, false}},
		"diamond":    {after(nil, []int{0}, []int{0}, []int{1, 2}), Shape{4, 4, 3, 2, 2, true, false, false}},
		"two pieces": {after(nil, nil), Shape{2, 0, 1, 2, 0, false, false, false}},
		"shortcut":   {after(nil, []int{0}, []int{0, 1}), Shape{3, 3, 3, 1, 2, true, false, false}},
	} {
		if got := c.g.Shape(); got != c.want {
			t.Errorf("%s: %+v, expected %+v", name, got, c.want)
		}
	}
}

// Does the engine take exactly as long as the longest path where nothing is contended and
// nothing starts up, and longer otherwise? The oracle is the path, over what tasks drew.
func TestAloneTakesTheCriticalPath(t *testing.T) {
	const text = "flows,model=mixed,mix=chain:1/diamond:1,graphs=40,length=1-6,width=1-2,rate=1/s,duration=2m," +
		"work=lognormal/median=1s/sigma=1,output=1000"
	tr := generate(t, text, 5)
	slow := Idle()
	slow.Launcher.Warm, slow.Launcher.ColdLatency = 0, sim.Const(100*time.Millisecond)
	seen := map[time.Duration]bool{}
	run := func(platform workflow.Spec, check func(job int, c Completion)) {
		t.Helper()
		jobs := 0
		err := Alone(context.Background(), tr, platform, 9, func(job int, c Completion) { jobs++; check(job, c) })
		if err != nil || jobs != len(tr.Jobs) {
			t.Fatalf("%d of %d jobs: %v", jobs, len(tr.Jobs), err)
		}
	}
	free := generate(t, strings.Replace(text, ",output=1000", "", 1), 5)
	if !reflect.DeepEqual(free.Jobs, tr.Jobs) {
		t.Fatal("the output of tasks changes when jobs arrive")
	}
	run(Idle(), func(job int, c Completion) {
		if c.Took <= c.CriticalPath {
			t.Errorf("job %d took %v with data to move, its critical path of work is %v", job, c.Took, c.CriticalPath)
		}
	})
	tr = free
	run(Idle(), func(job int, c Completion) {
		seen[c.Took] = true
		if c.Took != c.CriticalPath || c.Took <= 0 {
			t.Errorf("job %d took %v, its critical path %v", job, c.Took, c.CriticalPath)
		}
	})
	if len(seen) < len(tr.Jobs)/2 {
		t.Errorf("%d different times of %d jobs: do they draw alike?", len(seen), len(tr.Jobs))
	}
	run(slow, func(job int, c Completion) {
		depth := time.Duration(tr.Graphs[tr.Jobs[job].Graph].Shape().Depth)
		if c.Took < c.CriticalPath+100*time.Millisecond || c.Took > c.CriticalPath+depth*100*time.Millisecond {
			t.Errorf("job %d of depth %d took %v with cold starts of 100ms, its critical path is %v", job, depth, c.Took,
				c.CriticalPath)
		}
	})
	tight := Idle()
	tight.Launcher.Limit = 1
	run(tight, func(job int, c Completion) {
		if c.Took < c.CriticalPath {
			t.Errorf("job %d on one worker took %v, less than its critical path of %v", job, c.Took, c.CriticalPath)
		}
	})
}

// What does the engine get of a task with instances, and of a task that waits for many?
func TestSpec(t *testing.T) {
	g := Graph{Name: "g", Tasks: []Task{
		{Name: "a", Function: "f", Work: sim.Const(time.Second), Instances: 1},
		{Name: "b", Function: "f", After: []int{0}, Work: sim.Const(time.Second), Instances: 2},
		{Name: "c", Function: "h", After: []int{1}, Work: sim.Const(time.Second), Instances: 1},
	}}
	for instances, want := range map[Instances]string{OneStage: "a b c", EachStage: "a b/1 b/2 c"} {
		s, err := g.Spec(Idle(), instances)
		if err != nil || len(s.Check()) > 0 {
			t.Fatal(err, s.Check())
		}
		var stages []string
		for _, st := range s.Stages {
			stages = append(stages, st.Name)
		}
		if got := strings.Join(stages, " "); got != want {
			t.Errorf("stages %s, expected %s", got, want)
		}
		var e workflow.Engine
		if r, err := e.Run(context.Background(), &s, 1, false); err != nil || r.End.Sub(0) != 3*time.Second {
			t.Errorf("it ends at %v, %v; expected 3s", r, err)
		}
	}
	g.Tasks[1].Instances = 64
	if s, err := g.Spec(Idle(), EachStage); err != nil || len(s.Check()) > 0 || s.Stages[65].Delivery != workflow.Join {
		t.Errorf("64 instances before one task: %v, %v; expected that it joins them", err, s.Check())
	}
	g.Tasks[1].Instances = 65
	if _, err := g.Spec(Idle(), EachStage); err == nil || !strings.Contains(err.Error(), "task c waits for 65 streams") {
		t.Errorf("65 instances before one task: %v", err)
	}
	if _, err := (&Trace{Graphs: []Graph{{Name: "x"}, {Name: "y"}}}).Specs(Idle(), OneStage); err == nil ||
		!strings.Contains(err.Error(), "graph x") || !strings.Contains(err.Error(), "1 more of 2 graphs") {
		t.Errorf("two empty graphs: %v", err)
	}
}

// Do jobs arrive as often as was asked for, and as Azure's shares say?
func TestGeneratedRates(t *testing.T) {
	const base = "flows,model=chain,length=3,work=1s,duration=10h,"
	for text, want := range map[string]float64{
		base + "rate=1/s":                        36000,
		base + "azure-rate=100/s":                36000 * 2.3,
		base + "azure-rate=100/s,azure=released": 36000 * 1.4,
	} {
		tr := generate(t, text, 7)
		if got := float64(len(tr.Jobs)); math.Abs(got-want) > 4*math.Sqrt(want) {
			t.Errorf("%s: %.0f jobs, expected %.0f within four standard deviations", text, got, want)
		}
		if !slices.IsSortedFunc(tr.Jobs, func(a, b Job) int { return int(a.Arrival.Sub(b.Arrival)) }) {
			t.Errorf("%s: jobs are out of order", text)
		}
	}
	if n := len(generate(t, base+"azure-functions=1000,azure-rate=1/s", 7).Graphs); n != 69 {
		t.Errorf("%d orchestrations of 1000 functions, expected 69", n)
	}
	counts := map[sim.Time]int{}
	c := generate(t, "flows,model=chain,length=3,work=1s,minutes=3/0/5", 7).Cursor()
	for at, graph, ok := c.Next(); ok; at, graph, ok = c.Next() {
		counts[at/(60*sim.Second)]++
		if graph != 0 {
			t.Errorf("graph %d of one", graph)
		}
	}
	if !reflect.DeepEqual(counts, map[sim.Time]int{0: 3, 2: 5}) {
		t.Errorf("jobs by minute %v, expected 3, 0, 5", counts)
	}
}

// Are lengths and shares of models those that were asked for?
func TestGeneratedShapes(t *testing.T) {
	tr := generate(t, "flows,model=mixed,mix=chain:3/fan-out:1,graphs=4000,length=2:0.25/5:0.75,width=4,work=1s,minutes=1", 1)
	chains, long := 0.0, 0.0
	for i := range tr.Graphs {
		s := tr.Graphs[i].Shape()
		switch {
		case s.Chain() && s.Depth == 5:
			long++
			chains++
		case s.Chain() && s.Depth == 2:
			chains++
		case s.Tasks != 6 || s.Width != 4 || s.Fan != 4 || s.Depth != 3:
			t.Fatalf("graph %d: %+v", i, s)
		}
	}
	if math.Abs(chains/4000-0.75) > 0.03 || math.Abs(long/chains-0.75) > 0.03 {
		t.Errorf("%.3f chains, %.3f of them long; expected 0.75 both", chains/4000, long/chains)
	}
	again := generate(t, tr.Path, 2)
	if !reflect.DeepEqual(again.Graphs, tr.Graphs) || reflect.DeepEqual(again.Jobs, tr.Jobs) {
		t.Error("another seed changes the workflows, or not the arrivals")
	}
	d := generate(t, "flows,model=diamond,length=3,width=2,work=1s,minutes=1", 1).Graphs[0].Shape()
	if want := (Shape{Tasks: 10, Edges: 12, Depth: 7, Width: 2, Fan: 2, Connected: true}); d != want {
		t.Errorf("three diamonds: %+v, expected %+v", d, want)
	}
}

// Does a description say all that is wrong with it, and nothing invented?
func TestDescriptionsNameEveryMistake(t *testing.T) {
	for text, want := range map[string][]string{
		"flows,model=chain":                                            {"chain needs length", "chain needs work", "expected one of rate", "expected duration"},
		"flows,model=chian,rate=1/s,duration=1h":                       {`column 7: unknown model "chian" (did you mean "chain"?)`},
		"flows,model=chain,lenght=3":                                   {`unknown key "lenght" (did you mean "length"?)`},
		"flows,model=chain,length=5-2,work=1s":                         {"a range that ascends"},
		"flows,model=chain,length=0,work=1x":                           {"a whole number from 1", "work: "},
		"flows,model=published,minutes=1":                              {"published needs workflow"},
		"flows,model=published,workflow=svd,minutes=1":                 {`unknown workflow "svd"`},
		"flows,model=published,workflow=aquatope-ml,minutes=1":         {"needs work"},
		"flows,model=chain,length=1,width=2":                           {"width does not go with model=chain"},
		"flows,model=mixed,mix=ring:1,minutes=1,work=1s":               {`mix has "ring:1"`},
		"flows,model=chain,length=1,work=1s,rate=1e6/s,duration=8000h": {"jobs on average, expected at most"},
		"flows,length=NaN":                                             {"model is missing", `length is "NaN"`},
		"flows,model=chain,model=chain,x":                              {"model is given twice", "expected key=value"},
	} {
		_, err := Generate(text, 1)
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v\nexpected %s", text, err, w)
			}
		}
	}
}

// Can no file make the readers panic, or give a trace that the engine's form refuses?
func FuzzRead(f *testing.F) {
	small, err := os.ReadFile("testdata/small.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(small))
	f.Add(strings.Join(ownColumns[:], ",") + "\n1,g,a,f,,0,\"exponential,mean=1s\",0,0,1\n1,g,b,f,a,0,1s,0,0,1\n")
	f.Add("M1_2,1,a,1,Terminated,0,5,50,1\nM2_1,1,a,1,Terminated,0,5,50,1\n")
	f.Fuzz(func(t *testing.T, text string) {
		tr, err := Open(file(t, text), 1, Options{})
		if err != nil {
			return
		}
		for i := range tr.Graphs {
			if err := tr.Graphs[i].Check(); err != nil {
				t.Fatal(err)
			}
		}
		for i, j := range tr.Jobs {
			if j.Arrival < 0 || i > 0 && j.Arrival < tr.Jobs[i-1].Arrival {
				t.Fatalf("job %d arrives at %v", i, j.Arrival)
			}
		}
	})
}

// Can no description make the generator panic?
func FuzzDescription(f *testing.F) {
	f.Add("flows,model=mixed,mix=chain:1/fan-out:1,graphs=9,length=1-4,width=1:3/5:1,rate=1/s,duration=1m,work=1s")
	f.Add("flows,model=published,workflow=aquatope-ml,work=exponential/mean=1s,minutes=3/0")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parse(text)
		if err == nil && (d.graphs > 1000 || len(d.minutes) > 0 && slices.Max(d.minutes) > 1000 ||
			d.rate*d.duration.Seconds() > 1000) {
			return
		}
		Generate(text, 1)
	})
}
