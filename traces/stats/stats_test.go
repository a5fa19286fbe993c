package stats

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/azure2019"
	"thaw/traces/inmemory"
)

// tinyTrace is a trace that can be computed by hand: over 10 minutes, a timer
// every minute, and two other functions of one app.
func tinyTrace(t *testing.T) workload.Source {
	t.Helper()
	table := &workload.Table{
		Apps: []workload.App{{Name: "a", Memory: 96}, {Name: "b", Memory: 128}, {Name: "c", Memory: 512}},
		Functions: []workload.Function{
			{Name: "a/0", App: 0, Trigger: "timer", Memory: 96}, {Name: "b/1", App: 1, Trigger: "http", Memory: 64},
			{Name: "b/2", App: 1, Trigger: "queue", Memory: 64}, {Name: "c/3", App: 2, Trigger: "http", Memory: 512},
		},
	}
	var inv []workload.Invocation
	for m := range 10 {
		inv = append(inv, workload.Invocation{Arrival: sim.Time(m) * 60 * sim.Second, Duration: 50 * time.Millisecond,
			Function: 0})
	}
	// 16 of function 1: pairs 1 s apart, every minute from minute 1 to 8
	for m := 1; m <= 8; m++ {
		at := sim.Time(m)*60*sim.Second + 30*sim.Second
		inv = append(inv, workload.Invocation{Arrival: at, Duration: 2 * time.Second, Function: 1},
			workload.Invocation{Arrival: at + sim.Second, Duration: 4 * time.Second, Function: 1})
	}
	// 2 of function 2 at one instant, one of them 0 ns long
	inv = append(inv, workload.Invocation{Arrival: 10 * sim.Second, Function: 2},
		workload.Invocation{Arrival: 10 * sim.Second, Duration: 100 * time.Second, Function: 2})
	slices.SortStableFunc(inv, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	m, err := inmemory.New(table, inv)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOfATinyTrace(t *testing.T) {
	s, err := Of(tinyTrace(t))
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %v, expected %v", what, got, want)
		}
	}
	shares := func(what string, got []float64, want ...float64) {
		t.Helper()
		if !slices.EqualFunc(got, want, func(a, b float64) bool {
			return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12
		}) {
			t.Errorf("%s are %v, expected %v", what, got, want)
		}
	}
	same("invocations", float64(s.Invocations), 28)
	same("functions invoked", float64(s.ActiveFunctions), 3)
	same("apps invoked", float64(s.ActiveApps), 2)
	same("span in minutes", s.Span.Minutes(), 10)
	same("peak minute", float64(s.MinutePeak), 3)
	same("mean minute", s.MinuteMean, 2.8)
	same("same instant", float64(s.SameInstant), 1)
	same("zero durations", float64(s.ZeroDurations), 1)
	same("most popular", s.TopOne, 16.0/28)
	same("running", s.Concurrency, (10*0.05+16*3+100)/600)
	shares("top functions", s.TopFunctions, math.NaN(), math.NaN(), math.NaN())
	// counts of 10, 16, 2 and 0 in 10 minutes are 1440, 2304, 288 and 0 a day
	shares("daily functions", s.DailyFunctions, 0.25, 0.25, 0.5, 0.75)
	shares("app sizes", s.AppSizes, 2.0/3, 1.0/3, 0, 0, 0, 0)
	same("invocations of apps with one function", s.SingleAppShare, 10.0/28)
	shares("mean durations", s.Duration, 0, 1.0/3, 1.0/3, 2.0/3, 1, 1)
	shares("shortest durations", s.DurationLeast, 2.0/3, 2.0/3)
	shares("longest durations", s.DurationMost, 1.0/3, 2.0/3, 2.0/3)
	shares("memory", s.Memory, 0, 1.0/3, 2.0/3, 2.0/3, 2.0/3) // 100.7, 134.2 and 536.9 MB
	if len(s.Triggers) != 3 || s.Triggers[0] != (Trigger{"http", 0.5, 16.0 / 28}) {
		t.Errorf("triggers are %+v, expected http with half of the functions first", s.Triggers)
	}
	// Gaps of function 1: eight of 1 s and seven of 59 s.
	mean := (8 + 7*59.0) / 15
	cv := math.Sqrt((8*(1-mean)*(1-mean)+7*(59-mean)*(59-mean))/15) / mean
	if cv <= 1 || cv > 2 {
		t.Fatalf("the example's CV is %v", cv)
	}
	for _, c := range s.FunctionCV {
		switch c.Class {
		case "all":
			shares("CV of all", c.Shares, 0.5, 0.5, 1, 1)
		case "only timers":
			shares("CV of timers", c.Shares, 1, 1, 1, 1)
		case "no timer":
			shares("CV of others", c.Shares, 0, 0, 1, 1)
		}
	}
}

// unsoundTrace is a source of invocations that no trace may have.
func unsoundTrace(t *testing.T, table *workload.Table, inv []workload.Invocation) workload.Source {
	t.Helper()
	m, err := inmemory.New(table, make([]workload.Invocation, len(inv)))
	if err != nil {
		t.Fatal(err)
	}
	copy(m.Invocations(), inv)
	return m
}

func TestOfRefusesWhatIsNoTrace(t *testing.T) {
	table := &workload.Table{Functions: make([]workload.Function, 1), Apps: make([]workload.App, 1)}
	for want, inv := range map[string][]workload.Invocation{
		"in order":   {{Arrival: 5}, {Arrival: 4}},
		"function 7": {{Function: 7}},
	} {
		if _, err := Of(unsoundTrace(t, table, inv)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected it to say %q", err, want)
		}
	}
	s, err := Of(unsoundTrace(t, &workload.Table{}, nil))
	if err != nil || s.Invocations != 0 {
		t.Errorf("an empty trace gives %v, %v", s, err)
	}
	if text := Compare(s).String(); !strings.Contains(text, "invocations") {
		t.Errorf("the table of an empty trace is %q", text)
	}
	if _, err := json.Marshal(Compare(s)); err != nil {
		t.Errorf("the table of an empty trace as JSON: %v", err)
	}
}

// Does the table put traces and published values side by side, as text and JSON?
func TestCompare(t *testing.T) {
	a, err := Of(tinyTrace(t))
	if err != nil {
		t.Fatal(err)
	}
	a.Name = "tiny"
	b, _ := Of(unsoundTrace(t, &workload.Table{}, nil))
	table := Compare(a, b)
	text := table.String()
	for _, want := range []string{"tiny", "trace 2", "published", "top 1% of functions", "92.0%", "ATC'20, fig. 5b",
		"57.1%"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	data, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Statistic string
		Published *float64
		Source    string
		Values    []struct {
			Trace string
			Value *float64
		}
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if len(r.Values) != 2 || r.Values[0].Trace != "tiny" {
			t.Fatalf("row %+v, expected a value of each trace", r)
		}
		if (r.Published == nil) != (r.Source == "") {
			t.Errorf("row %s: a published value and its source go together", r.Statistic)
		}
	}
}

// Do the statistics of the real excerpt agree with a count of its files by
// other means?
func TestOfTheRealExcerpt(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "traces", "azure2019-d07-250")
	f, err := os.Open(filepath.Join(dir, "invocations_per_function_md.anon.d07.csv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the real traces are not here: ", dir)
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var counts []int
	timers, total := 0, 0
	for _, r := range rows[1:] {
		n := 0
		for _, c := range r[4:] {
			v, _ := strconv.Atoi(c)
			n += v
		}
		counts = append(counts, n)
		total += n
		if r[3] == "timer" {
			timers += n
		}
	}
	slices.Sort(counts)
	trace, err := azure2019.Open(dir, azure2019.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := trace.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	defer src.(io.Closer).Close()
	s, err := Of(src)
	if err != nil {
		t.Fatal(err)
	}
	if s.Invocations != int64(total) || s.Functions != len(counts) || s.Span != 8*time.Hour {
		t.Errorf("%d invocations of %d functions over %v, expected %d, %d, 8h", s.Invocations, s.Functions, s.Span,
			total, len(counts))
	}
	if want := float64(counts[len(counts)-1]) / float64(total); math.Abs(s.TopOne-want) > 1e-9 {
		t.Errorf("the most popular function has %v, expected %v", s.TopOne, want)
	}
	if _, v := s.trigger("timer"); math.Abs(v-float64(timers)/float64(total)) > 1e-9 {
		t.Errorf("timers have %v of the invocations, expected %v", v, float64(timers)/float64(total))
	}
}
