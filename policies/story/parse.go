package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/autoscale"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/worker"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// scenario is one platform with its arrivals.
type scenario struct {
	title       string
	first, last int // its lines in the file: [first, last), last after its final line of input
	schedule    policies.Instance[cluster.NewScheduler]
	keepAlive   policies.Instance[cluster.NewKeepAlive]
	queue       policies.Instance[worker.Policy]
	queued      bool // invokers have queues
	autoscale   policies.Instance[autoscale.Policy]
	scaled      bool // there is an autoscaler
	invokers    int
	memory      workload.MiB
	scope       cluster.Scope
	concurrency int
	cores       int
	cpu         cluster.CPUMode
	warm, cold  time.Duration
	init        time.Duration // after the sandbox of a cold start
	seed        uint64
	show        []string // quantities of each invoker shown at every decision
	table       workload.Table
	arrivals    []workload.Invocation
	members     membership.Config
	drops       bool // what finds no memory is rejected
}

// parse reads the scenarios of a file and reports every mistake in it.
func parse(file, text string, policy Policies) ([]*scenario, error) {
	var list []*scenario
	var mistakes []error
	for n, line := range strings.Split(text, "\n") {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		if key == "" || key[0] == '#' || key[0] == '>' {
			continue
		}
		if key == "scenario" {
			list = append(list, &scenario{title: rest, first: n + 1, concurrency: 1, seed: 1})
		} else if len(list) == 0 {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: a line \"scenario TITLE\" was expected first", file, n+1))
			continue
		} else if err := list[len(list)-1].set(key, rest, policy); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: %w", file, n+1, err))
		}
		list[len(list)-1].last = n + 1
	}
	if len(list) == 0 && len(mistakes) == 0 {
		mistakes = append(mistakes, fmt.Errorf("%s:1: a line \"scenario TITLE\" was expected, and there is none", file))
	}
	for _, s := range list {
		if s.schedule.Policy == nil || s.keepAlive.Policy == nil || s.invokers == 0 || len(s.arrivals) == 0 {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: scenario %q: schedule, keepalive, invokers and an "+
				"arrival were expected", file, s.first, s.title))
		}
		slices.SortStableFunc(s.arrivals, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	}
	return list, join(mistakes)
}

// set reads one line of a scenario.
func (s *scenario) set(key, rest string, policy Policies) (err error) {
	switch key {
	case "schedule":
		s.schedule, err = policies.Parse(policy.Schedulers, rest)
	case "keepalive":
		s.keepAlive, err = policies.Parse(policy.KeepAlives, rest)
	case "queue":
		s.queue, err = policies.Parse(policy.Queues, rest)
		s.queued = true
	case "autoscale":
		s.autoscale, err = policies.Parse(policy.Autoscalers, rest)
		s.scaled = true
	case "cores":
		s.cpu = cluster.CPUIsolated
		s.cores, err = strconv.Atoi(rest)
	case "invokers":
		count, each, _ := strings.Cut(rest, " of ")
		if s.invokers, err = strconv.Atoi(count); err == nil {
			s.memory, err = mib(each)
		}
	case "invoker":
		e, err := membership.ParseEvent(rest, s.invokers)
		if err != nil {
			return err
		}
		s.members.Events = append(s.members.Events, e)
	case "function":
		err = s.function(rest)
	case "start":
		err = s.start(rest)
	case "sandbox":
		i := slices.Index([]string{"function", "app"}, rest)
		if i < 0 {
			return fmt.Errorf("sandbox %q: function or app was expected", rest)
		}
		s.scope = cluster.Scope(i)
	case "concurrency":
		s.concurrency, err = strconv.Atoi(rest)
	case "overload":
		i := slices.Index([]string{"wait", "drop"}, rest)
		if i < 0 {
			return fmt.Errorf("overload %q: wait or drop was expected", rest)
		}
		s.drops = i == 1
	case "seed":
		s.seed, err = strconv.ParseUint(rest, 10, 64)
	case "show":
		s.show = strings.Split(rest, ", ")
		for _, what := range s.show {
			if _, known := shown[what]; !known && what != priority {
				return fmt.Errorf("show %q: running, queued, available, free or priority was expected", what)
			}
		}
	case "at":
		err = s.arrive(rest)
	default:
		err = fmt.Errorf("unknown line %q", key)
	}
	return err
}

// function reads "a/name 256MiB"; what stands before the slash is its app.
func (s *scenario) function(rest string) error {
	name, size, _ := strings.Cut(rest, " ")
	memory, err := mib(size)
	if err != nil {
		return err
	}
	app, _, _ := strings.Cut(name, "/")
	i := slices.IndexFunc(s.table.Apps, func(a workload.App) bool { return a.Name == app })
	if i < 0 {
		i = len(s.table.Apps)
		s.table.Apps = append(s.table.Apps, workload.App{Name: app})
	}
	s.table.Apps[i].Memory += memory
	s.table.Functions = append(s.table.Functions,
		workload.Function{Name: name, App: workload.AppID(i), Memory: memory})
	return nil
}

// start reads "warm 1ms, cold 500ms".
func (s *scenario) start(rest string) (err error) {
	w, c, some := strings.Cut(rest, ", ")
	c, init, parted := strings.Cut(c, ", init ")
	w, isWarm := strings.CutPrefix(w, "warm ")
	c, isCold := strings.CutPrefix(c, "cold ")
	if !some || !isWarm || !isCold {
		return fmt.Errorf("start %q: \"warm 1ms, cold 500ms\" was expected, or with \", init 300ms\" beside the "+
			"sandbox", rest)
	}
	if parted {
		if s.init, err = time.ParseDuration(init); err != nil {
			return err
		}
	}
	if s.warm, err = time.ParseDuration(w); err != nil {
		return err
	}
	s.cold, err = time.ParseDuration(c)
	return err
}

// arrive reads "1s f runs 5s" or "1s f runs 5s, 3 times every 1s".
func (s *scenario) arrive(rest string) error {
	head, repeat, repeated := strings.Cut(rest, ", ")
	f := strings.Fields(head)
	if len(f) != 4 || f[2] != "runs" {
		return fmt.Errorf("at %q: \"at 1s FUNCTION runs 5s\" was expected", rest)
	}
	at, err := time.ParseDuration(f[0])
	if err != nil {
		return err
	}
	runs, err := time.ParseDuration(f[3])
	if err != nil {
		return err
	}
	fn := slices.IndexFunc(s.table.Functions, func(x workload.Function) bool { return x.Name == f[1] })
	if fn < 0 {
		return fmt.Errorf("at %q: function %q is not declared above", rest, f[1])
	}
	times, every := 1, time.Duration(0)
	if r := strings.Fields(repeat); repeated && len(r) == 4 && r[1] == "times" && r[2] == "every" {
		if times, err = strconv.Atoi(r[0]); err != nil {
			return err
		}
		if every, err = time.ParseDuration(r[3]); err != nil {
			return err
		}
	} else if repeated {
		return fmt.Errorf("at %q: \"3 times every 1s\" was expected after the comma", rest)
	}
	for k := range times {
		s.arrivals = append(s.arrivals, workload.Invocation{
			Arrival: sim.Time(at) + sim.Time(k)*sim.Time(every), Duration: runs, Function: workload.FuncID(fn),
		})
	}
	return nil
}

// mib reads "256MiB".
func mib(text string) (workload.MiB, error) {
	digits, isMiB := strings.CutSuffix(strings.TrimSpace(text), "MiB")
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || !isMiB || n < 1 {
		return 0, fmt.Errorf("memory %q: an amount such as 256MiB was expected", text)
	}
	return workload.MiB(n), nil
}
