package experiments

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments/results"
	"thaw/models/membership"
	"thaw/policies/all"
)

// settled resolves flags.
func settled(t *testing.T, flags map[string][]string) (*Spec, error) {
	t.Helper()
	layer, err := FromFlags(flags)
	if err != nil {
		t.Fatal(err)
	}
	return Resolve(Program{Policies: all.Builtin()}, layer)
}

// Are all mistakes of classes and events told at once, with their places, before anything
// is written?
func TestInvokersThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.csv")
	if err := os.WriteFile(file, []byte("at,invoker,event,factor\n1m,0,crash,\n2m,9,join\n3m,1,slow-down,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := settled(t, map[string][]string{
		"invokers": {"5"}, "invoker-event": {file, "5m,3,crush", "nowhere.csv"}, "invoker-failures": {"mtbf=1h"},
		"invoker-class": {"big,count=3,memory=2GiB", "small,share=30%,speeed=2", "big,count=1", "wide,count=1,share=1"},
	})
	for _, want := range []string{
		file + ":3:4: invoker: \"9\": there is no such invoker, expected 0 to 4",
		file + ":4:16: factor: \"x\": expected how many times longer",
		"--invoker-event: event: \"crush\" is no event (did you mean \"crash\"?)",
		"nowhere.csv: neither an event such as 10m,3,crash nor a file of events",
		"--invoker-failures: \"mtbf=1h\": expected both",
		"class small: share: 30% of 5 invokers are 1.5, expected a whole number",
		"class small: \"speeed\" is unknown (did you mean \"speed\"?)",
		"class big is given twice", "class wide: expected either count or share",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nexpected %q", err, want)
		}
	}
	for classes, want := range map[string]string{
		"big,count=3;small,count=3":        "3 of big, 3 of small, 6 invokers together, and the platform has 5",
		"big,share=40%;small,share=40%":    "2 of big, 2 of small, 4 invokers together, and the platform has 5",
		"big,count=5,memory=20GB":          "memory: \"20GB\": expected a memory size",
		"big,count=5,speed=0":              "speed: \"0\": expected a decimal number from 0.001",
		"big,count=5,price=-1":             "price: \"-1\": expected a decimal number",
		"count=5":                          "expected the name of a class first",
		"big,count=5,cores=2,cores=3":      "cores is given twice",
		"big,share=0.0000001;rest,count=1": "share: \"0.0000001\": expected a share above 0",
	} {
		_, err := settled(t, map[string][]string{"invokers": {"5"}, "invoker-class": strings.Split(classes, ";")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nexpected %q", classes, err, want)
		}
	}
}

// Do classes come to what their flags say, with the platform's numbers where they say
// nothing, and as many invokers as they have where nobody says how many?
func TestClassesOfFlags(t *testing.T) {
	s, err := settled(t, map[string][]string{"cores": {"4"}, "invoker-class": {
		"big,count=2,memory=64GiB,speed=1.25,price=0.50,arch=arm64", "small,count=1"}})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Platform.Invokers.Value; n != 3 {
		t.Errorf("%d invokers", n)
	}
	got := classes(s.Platform)
	big, small := got[0], got[1]
	if big.Memory != 65536 || big.Cores != 4 || big.Speed != 1_250_000 || big.Price != 0.5 || big.Arch != "arm64" ||
		big.Count != 2 || small.Memory != 20480 && int32(small.Memory) != s.Platform.MemoryMiB.Value ||
		small.Speed != membership.Million || small.Price == small.Price {
		t.Errorf("%+v", got)
	}
	s, err = settled(t, map[string][]string{"invokers": {"10"}, "invoker-class": {"a,share=30%", "b,share=0.7"}})
	if err != nil || s.Platform.Classes[0].Count.Value != 3 || s.Platform.Classes[1].Count.Value != 7 {
		t.Errorf("%+v, %v", s, err)
	}
}

// Do results tell other classes, events and failures apart, so that --resume does not mix
// them, also where a file of events has changed and its name has not?
func TestMembershipIsAnInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.csv")
	stamp := func(events string, flags map[string][]string) string {
		if err := os.WriteFile(file, []byte("at,invoker,event\n"+events), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := settled(t, flags)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Open(s)
		if err != nil {
			t.Fatal(err)
		}
		return p.Stamp(p.policies()).SHA256
	}
	seen := []string{
		stamp("", nil),
		stamp("1s,0,crash\n", map[string][]string{"invoker-event": {file}}),
		stamp("2s,0,crash\n", map[string][]string{"invoker-event": {file}}),
		stamp("", map[string][]string{"invoker-failures": {"mtbf=1h,mttr=1m"}}),
		stamp("", map[string][]string{"invoker-class": {"a,share=1,speed=2"}}),
		stamp("", map[string][]string{"invoker-class": {"a,share=1"}}),
	}
	if slices.Sort(seen); len(slices.Compact(seen)) != 6 {
		t.Errorf("the same inputs: %q", seen)
	}
	once := stamp("1s,0,crash\n", map[string][]string{"invoker-event": {file}})
	if inline := stamp("", map[string][]string{"invoker-event": {"1s,0,crash"}}); inline != once {
		t.Error("the same event is another input in a file")
	}
}

// Does a run cost what its invokers cost while they are there, and nothing that is known
// where one of them has no price?
func TestRunsHaveACost(t *testing.T) {
	for _, c := range []struct {
		classes, events []string
		want            float64
	}{
		{[]string{"a,count=2,price=0.5", "b,count=1,price=2"}, nil, 0.5},                                 // 3 · 10 min
		{[]string{"a,count=2,price=0.5", "b,count=1,price=2"}, []string{"4m,2,crash", "7m,2,join"}, 0.4}, // b for 7 min
		{[]string{"a,count=2,price=0.5", "b,count=1"}, nil, math.NaN()},
	} {
		row := firstRow(t, map[string][]string{"trace": {"synthetic,model=poisson,functions=1,rate=1/s,duration=10m," +
			"median=10ms,memory=1"}, "horizon": {"10m"}, "invoker-class": c.classes, "invoker-event": c.events,
			"out": {filepath.Join(t.TempDir(), "out")}})
		if got := row.Cost; math.Abs(got-c.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%v, %v: %v, expected %v", c.classes, c.events, got, c.want)
		}
	}
}

// Does a run of twice the speed take the executions and initialisations in half their time,
// and one whose invokers crash count what is lost?
func TestRunsWithMembers(t *testing.T) {
	row := func(flags map[string][]string) (completed, failed int64, members, p50 float64) {
		for name, text := range map[string]string{"trace": "synthetic,model=poisson,functions=4,rate=2/s,duration=10m," +
			"median=3s,memory=128", "horizon": "10m", "invokers": "3", "out": filepath.Join(t.TempDir(), "out"),
			"detail": "invocations", "schedule": "consistent-hash-bounded"} {
			if flags[name] == nil {
				flags[name] = []string{text}
			}
		}
		r := firstRow(t, flags)
		return r.Completed, r.Failed, r.MembersMean, r.SlowdownP50
	}
	_, failed, members, slow := row(map[string][]string{})
	_, _, _, fast := row(map[string][]string{"invoker-class": {"fast,share=100%,speed=2"}})
	if failed != 0 || members != 3 || fast > slow*0.55 {
		t.Errorf("%d failed, %v members, slowdown %v at speed 1 and %v at speed 2", failed, members, slow, fast)
	}
	_, failed, members, _ = row(map[string][]string{"invoker-failures": {"mtbf=2m,mttr=1m"}})
	if failed < 20 || members < 1.5 || members > 2.5 {
		t.Errorf("%d failed, %v members of three that are up two thirds of the time", failed, members)
	}
	completed, failed, members, _ := row(map[string][]string{"invoker-event": {"0s,0,drain", "0s,1,drain", "0s,2,drain"},
		"horizon": {"0s"}})
	if completed != 0 || failed != 0 || members != 0 {
		t.Errorf("%d completed and %d failed on %v members", completed, failed, members)
	}
}

// firstRow runs the settings and returns the first row of the summary.
func firstRow(t *testing.T, flags map[string][]string) *results.Row {
	t.Helper()
	res, err := openPlan(t, flags).Execute(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &res.Rows[0]
}
