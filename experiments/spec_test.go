package experiments

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments/exit"
)

func resolve(t *testing.T, file string, environ []string, flags map[string][]string) (*Spec, error) {
	t.Helper()
	f, err := FromFlags(flags)
	if err != nil {
		return nil, err
	}
	e, err := FromEnvironment(environ)
	if err != nil {
		return nil, err
	}
	l, err := ParseFile("exp.yaml", []byte(file))
	if err != nil {
		return nil, err
	}
	return Resolve(Thaw(), f, e, l)
}

// Which origin wins, and does the manifest say which?
func TestPrecedence(t *testing.T) {
	s, err := resolve(t, `
description: four origins of one kind of value
start: 1h
length: 2h
ramp: 3m
memory: 4GiB
cold-start: 250ms
schedule: [first-fit, "sticky-max-available,alpha=0.5"]
set:
  cores: 8
  warm_start: 2ms
`, []string{"THAW_LENGTH=20m", "THAW_RAMP=4m", "PATH=/bin", "THAW_KEEPALIVE=none;ttl,keep=5m"},
		map[string][]string{"ramp": {"5m"}, "cores": {"12"}})
	if err != nil {
		t.Fatal(err)
	}
	type values struct {
		Start, Length, Ramp time.Duration
		Memory              int32
		Cores, Seeds        int
		Warm, Sandbox, Init time.Duration
	}
	p := s.Platform
	got := values{s.Start, s.Length, s.Ramp, p.MemoryMiB.Value, p.Cores.Value, s.Seeds,
		p.WarmStart.Value.Mean(), p.Stages.Sandbox.Value.Mean(), p.Stages.Init.Value.Mean()}
	want := values{time.Hour, 20 * time.Minute, 5 * time.Minute, 4096, 12, 1, 2 * time.Millisecond,
		250 * time.Millisecond, 0}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("values (-want +got):\n%s", d)
	}
	var names []string
	for _, x := range s.Schedulers {
		names = append(names, x.Name)
	}
	for _, x := range s.KeepAlives {
		names = append(names, x.Name)
	}
	if d := cmp.Diff([]string{"first-fit", "sticky-max-available,alpha=0.5", "none", "ttl,keep=5m"}, names); d != "" {
		t.Errorf("policies (-want +got):\n%s", d)
	}
	origins := map[string]string{}
	for _, set := range s.Settings {
		origins[set.Name] = strings.Join(set.Origin, " ")
	}
	for name, want := range map[string]string{
		"start": "exp.yaml:3:8", "length": "THAW_LENGTH", "ramp": "--ramp", "seeds": "default", "cores": "--cores",
		"set": "exp.yaml:10:10 exp.yaml:11:15", "keepalive": "THAW_KEEPALIVE THAW_KEEPALIVE",
		"schedule": "exp.yaml:8:12 exp.yaml:8:23",
	} {
		if origins[name] != want {
			t.Errorf("origin of %s is %q, expected %q", name, origins[name], want)
		}
	}
}

// Does a mistake say where it is, what was expected, and what was meant?
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"all at once", "memory: 20GB\nkepalive: ttl\nseeds: 1.5\nlength: 10\n", []string{
			`exp.yaml:2:1: unknown key "kepalive" (did you mean "keepalive"?)`,
		}},
		{"values", "memory: 20GB\nseeds: 1.5\nlength: 10\nrate: 100\ninvokers: 0\n", []string{
			`exp.yaml:1:9: memory: "20GB": expected a memory size in MiB, GiB or TiB (did you mean "20GiB"?)`,
			`exp.yaml:2:8: seeds: "1.5": expected an integer from 1 to`,
			`exp.yaml:3:9: length: "10": expected a duration with its unit, such as 10m (did you mean "10s"?)`,
			`exp.yaml:4:7: rate: "100": expected a rate such as 100/s, 6000/min or 50/h (did you mean "100/s"?)`,
			`exp.yaml:5:11: invokers: "0": expected a whole number from 1 to`,
		}},
		{"octal", "seed: 010\n", []string{`exp.yaml:1:7: seed: "010": expected an integer`}},
		{"hexadecimal", "seed: 0x10\n", []string{`exp.yaml:1:7: seed: "0x10": expected an integer`}},
		{"second document", "seed: 1\n---\nseed: 2\n",
			[]string{`exp.yaml:2:1: a second document begins, expected one`}},
		{"repeated key", "seed: 1\nramp: 1m\nseed: 2\n",
			[]string{`exp.yaml:3:1: key "seed" stands here a second time`}},
		{"nothing", "seed:\n", []string{`exp.yaml:1:6: seed: expected one N, found nothing`}},
		{"list for one", "seed: [1, 2]\n", []string{`exp.yaml:1:7: seed: expected one N, found a list`}},
		{"alias", "ramp: &a 1m\nstart: *a\n",
			[]string{`exp.yaml:2:8: start: expected one DURATION, found an alias, which is not supported`}},
		{"merge", "<<: {seed: 1}\n", []string{`exp.yaml:1:1: expected a plain name as key, found a merge, which is not supported`}},
		{"no mapping", "- seed\n", []string{`exp.yaml:1:1: expected a mapping, found a list`}},
		{"empty", "", []string{`exp.yaml:1:1: the file is empty`}},
		{"empty list", "schedule: []\n", []string{`exp.yaml:1:11: schedule: the list is empty`}},
		{"syntax", "seed: 1\n  ramp: : 2\n", []string{`exp.yaml:2:1: not YAML: `}},
		{"policy", "schedule: [first-fut, \"ttl\"]\nkeepalive: \"ttl,kep=1m\"\n", []string{
			`exp.yaml:1:12: schedule: unknown policy "first-fut" (did you mean "first-fit"?)`,
			`exp.yaml:1:23: schedule: unknown policy "ttl"`,
			`exp.yaml:2:12: keepalive: `, `(did you mean "keep"?)`}},
		{"policy twice", "keepalive: [ttl, \"ttl,keep=10m\"]\n",
			[]string{`exp.yaml:1:18: keepalive: ttl is given twice`}},
		{"platform", "platform: openwisk\n",
			[]string{`exp.yaml:1:11: platform: no platform "openwisk" (did you mean "openwhisk"?)`}},
		{"set", "set: {stage.sandbx: 1s}\n",
			[]string{`exp.yaml:1:21: set: stage.sandbx: `, `(did you mean "stage.sandbox"?)`}},
		{"set value", "set: {stage.sandbox: [1s]}\n",
			[]string{`exp.yaml:1:22: set.stage.sandbox: expected a value, found a list`}},
		{"detail", "detail: timelines\n", []string{`exp.yaml:1:9: detail: "timelines" is unknown (did you mean "timeline"?)`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := resolve(t, c.file, nil, nil)
			if exit.Code(err) != exit.CodeUsage {
				t.Fatalf("exit code of %v is %d, expected %d", err, exit.Code(err), exit.CodeUsage)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say\n  %s\nbut\n  %v", want, err)
				}
			}
		})
	}
}

// Is a misspelt flag or variable refused?
func TestUnknownSettings(t *testing.T) {
	if _, err := FromEnvironment([]string{"THAW_MEMROY=1GiB"}); err == nil ||
		!strings.Contains(err.Error(), `THAW_MEMROY: no such setting (did you mean "MEMORY"?)`) {
		t.Errorf("misspelt variable: %v", err)
	}
	if _, err := FromEnvironment([]string{"THAW_JOBS=1"}, "JOBS"); err != nil {
		t.Errorf("a variable of the command: %v", err)
	}
	layer, err := FromEnvironment([]string{"THAW_INVOKER_EVENT=1s,0,crash; 9s,0,join;"})
	if err != nil {
		t.Errorf("a list that ends with a semicolon: %v", err)
	}
	if got := layer.values["invoker-event"]; len(got) != 2 || got[1].text != "9s,0,join" {
		t.Errorf("a list that ends with a semicolon: %v", got)
	}
	if _, err := FromFlags(map[string][]string{"memroy": {"1GiB"}}); err == nil ||
		!strings.Contains(err.Error(), `--memroy (did you mean "memory"?)`) {
		t.Errorf("misspelt flag: %v", err)
	}
	if _, err := resolve(t, "seed: 1", nil, map[string][]string{"memory": {"1GiB", "2GiB"}}); err == nil ||
		!strings.Contains(err.Error(), `--memory: "2GiB": already given as "1GiB"`) {
		t.Errorf("a flag given twice: %v", err)
	}
	for _, texts := range [][]string{{"cores=2", "cores=3"}, {"cores=2", "constant.cores=3"}} {
		if _, err := resolve(t, "seed: 1", nil, map[string][]string{"set": texts}); err == nil ||
			!strings.Contains(err.Error(), "already given as \"cores=2\"") {
			t.Errorf("a number set twice, %v: %v", texts, err)
		}
	}
}

// Where does a trace path in a file start from?
func TestTracePathOfFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "e.yaml")
	if err := os.WriteFile(path, []byte("trace: data/day.csv\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Resolve(Thaw(), l)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "data/day.csv"); s.Trace != want {
		t.Errorf("trace is %s, expected %s", s.Trace, want)
	}
	flag, err := FromFlags(map[string][]string{"trace": {"other.csv"}})
	if err != nil {
		t.Fatal(err)
	}
	if s, err = Resolve(Thaw(), flag, l); err != nil || s.Trace != "other.csv" {
		t.Errorf("trace of the flag is %s (%v), expected other.csv", s.Trace, err)
	}
}

// An experiment names a trace that cannot be opened. Does the error say which line names
// it, or which variable, and is it short where the command line does?
func TestTraceIsNamed(t *testing.T) {
	const file = "memory: 1GiB\ntrace: nowhere.csv\n"
	for _, c := range []struct {
		file    string
		environ []string
		flags   map[string][]string
		want    string
	}{
		{file, nil, nil, "exp.yaml:2:8: trace: open trace: nowhere.csv: no such file"},
		{file + "copies: 2\n", nil, nil, "exp.yaml:2:8: trace: open trace: nowhere.csv: no such file"},
		{"trace: \"synthetic,dur\"\n", nil, nil, `exp.yaml:1:8: trace: trace spec "synthetic,dur": column `},
		{file, []string{"THAW_TRACE=x.csv"}, nil, "THAW_TRACE: trace: open trace: x.csv: no such file"},
		{file, nil, map[string][]string{"trace": {"y.csv"}}, "open trace: y.csv: no such file"},
	} {
		s, err := resolve(t, c.file, c.environ, c.flags)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = OpenTrace(s); exit.Code(err) != exit.CodeUsage || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %v, expected %q", c.file, err, c.want)
		}
	}
}

// Arbitrary bytes give an error or an experiment, never a panic.
func FuzzParseFile(f *testing.F) {
	f.Add([]byte("memory: 20GiB\nschedule: [first-fit]\nset: {cores: 1}\n"))
	f.Add([]byte("a: &a [*a]\n<<: *a\n--- \n? {b: c}\n"))
	f.Add([]byte("seed: !!binary AA==\nramp: !!int \"1\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ParseFile("fuzz.yaml", text)
		if err != nil {
			if exit.Code(err) != exit.CodeUsage {
				t.Errorf("exit code %d of %v", exit.Code(err), err)
			}
			return
		}
		if _, err := Resolve(Thaw(), l); err != nil && exit.Code(err) != exit.CodeUsage {
			t.Errorf("exit code %d of %v", exit.Code(err), err)
		}
	})
}
