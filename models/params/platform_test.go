package params_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/models/params"
)

func profile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("profiles", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryProfileLoads(t *testing.T) {
	for _, name := range params.Platforms() {
		p, err := params.Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Name != name || p.Summary == "" {
			t.Errorf("%s: name %q, summary %q", name, p.Name, p.Summary)
		}
		if p.Invokers.Value < 1 || p.MemoryMiB.Value < 1 || p.Cores.Value < 1 || p.Concurrency.Value < 1 {
			t.Errorf("%s: %+v: expected at least one of everything", name, p)
		}
	}
	if _, err := params.Load("openwisk"); err == nil || !strings.Contains(err.Error(), `did you mean "openwhisk"`) {
		t.Errorf("Load(openwisk): %v, expected a suggestion", err)
	}
}

// Does the constant profile state what the help of --warm-start and
// --cold-start promises?
func TestConstantProfile(t *testing.T) {
	p, err := params.Load("constant")
	if err != nil {
		t.Fatal(err)
	}
	s := p.Stages
	if p.WarmStart.Value.Mean() != time.Millisecond || s.Sandbox.Value.Mean() != 500*time.Millisecond {
		t.Errorf("warm %v, cold %v; expected 1 ms and 500 ms", p.WarmStart.Value.Mean(), s.Sandbox.Value.Mean())
	}
	for _, d := range []params.Sourced[string]{p.Sandbox, p.CPU} {
		if d.Value != "function" && d.Value != "ignored" {
			t.Errorf("%q: expected function scope and no CPU model", d.Value)
		}
	}
}

// Do the profiles predict the cold starts that their papers measured end to
// end? ao2022, section 4.6.1: 500 to 700 ms; fuerst2023iluvatar, figure 6:
// 1.2 s for hello.
func TestColdStartsAddUp(t *testing.T) {
	for name, want := range map[string][2]time.Duration{
		"openwhisk":        {500 * time.Millisecond, 700 * time.Millisecond},
		"openwhisk-sophon": {500 * time.Millisecond, 700 * time.Millisecond},

		"iluvatar": {1150 * time.Millisecond, 1250 * time.Millisecond},
	} {
		p, err := params.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		s := p.Stages
		var mean time.Duration
		for _, d := range []time.Duration{
			s.Image.Value.Mean(), s.Storage.Value.Mean(), s.Network.Value.Mean(), p.SandboxTime().Mean(),
			s.Restore.Value.Mean(), s.Init.Value.Mean(), s.Fault.Value.Mean(),
		} {
			mean += d
		}
		if p.Daemon != nil { // on an idle machine
			mean += p.Daemon.CreateWork.Value / time.Duration(p.Daemon.WorkThreads.Value)
		}
		if mean < want[0] || mean > want[1] {
			t.Errorf("%s: mean cold start %v, expected %v to %v", name, mean, want[0], want[1])
		}
	}
}

// Is every mistake of a profile found, with its place? Each case spoils one
// line of a good profile.
func TestDecodeIsStrict(t *testing.T) {
	good := profile(t, "openwhisk")
	for _, c := range []struct{ old, new, want string }{
		{"invokers: {value: 10,", "invokerz: {value: 10,", `unknown key "invokerz" (did you mean "invokers"?)`},
		{"invokers: {value: 10,", "invokers: {value: 1.5,", `"1.5": expected a whole number`},
		{"invokers: {value: 10,", "invokers: {value: 010,", `"010": expected a whole number`},
		{"invokers: {value: 10,", "invokers: {value: 0,", `"0": expected a whole number`},
		{"invokers: {value: 10,", "invokers: {value: ,", "invokers: expected a value"},
		{"invokers: {value: 10,", "invokers: {value: 10, value: 11,", `key "value" stands here a second time`},
		{"invokers: {value: 10,", "invokers: {valu: 10,", `unknown key "valu" (did you mean "value"?)`},
		{"memory: {value: 20GiB,", "memory: {value: 20GB,", "expected a memory size"},
		{"memory: {value: 20GiB,", "memory: {value: 0MiB,", "expected a whole number of MiB"},
		{"memory: {value: 20GiB,", "memory: {value: 0.3MiB,", "expected a whole number of MiB"},
		{"memory: {value: 20GiB,", "memory: {value: 3000TiB,", "expected a whole number of MiB"},
		{"sandbox: {value: function,", "sandbox: {value: functoin,",
			`expected one of function, app (did you mean "function"?)`},
		{"cpu: {value: ignored,", "cpu: {value: isolate,", `did you mean "isolated"`},
		{"schedule: {value: sticky-random,", "schedule: {value: Sticky Random,", "expected a policy"},
		{"schedule_latency: {value: 500us,", "schedule_latency: {value: 500,", "schedule_latency: "},
		{"schedule_latency: {value: 500us,", "schedule_latency: {value: 500h,", "expected a mean from 0s to 24h"},
		{"schedule_latency: {value: 500us,", "schedule_latency: {value: -1ms,", "schedule_latency: "},
		{"pause_grace: {value", "image: {value", `expected a new name`},
		{"pause_grace: {value", "parallel_creations: {value", `key "parallel_creations" stands here a second time`},
		{"stage:\n  image", "stage:\n  imgae", `"image" is missing`},
		{`source: "ao2022, section 4.6.2"`, `source: "ao2202, section 4.6.2"`, `did you mean "ao2022"`},
		{`, source: "ao2022, section 4.6.2"`, ``, `"source" is missing`},
		{"stage:\n", "stage: 5\nother:\n", "stage: expected a mapping"},
		{"\nrecorded:", "\n---\nrecorded:", "a second document"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%q does not occur in the profile", c.old)
		}
		// The spoilt line, or the mapping that lacks a key, or the next document.
		_, err := params.Decode("p.yaml", []byte(bad))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "p.yaml:") {
			t.Errorf("%q for %q: %v\nexpected %q with its place", c.new, c.old, err, c.want)
		}
	}
	for _, text := range []string{"", "# nothing\n", "[1, 2]", "name", "a: [", "? [x]\n: y\n", "stage: *none\n"} {
		if _, err := params.Decode("p.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), "p.yaml:") {
			t.Errorf("Decode(%q) = %v, expected an error that names the file", text, err)
		}
	}
}

// Are two mistakes both reported, each at its own line and column?
func TestDecodeReportsAllMistakes(t *testing.T) {
	bad := profile(t, "openwhisk")
	bad = strings.Replace(bad, "value: 36,", "value: many,", 1)
	bad = strings.Replace(bad, "value: 500us,", "value: soon,", 1)
	_, err := params.Decode("p.yaml", []byte(bad))
	if err == nil {
		t.Fatal("a profile with two mistakes decodes")
	}
	for _, spoilt := range []string{"many", "soon"} {
		before := bad[:strings.Index(bad, spoilt)]
		line := strings.Count(before, "\n") + 1
		column := len(before) - strings.LastIndex(before, "\n")
		if place := fmt.Sprintf("p.yaml:%d:%d: ", line, column); !strings.Contains(err.Error(), place) {
			t.Errorf("%v\nexpected a mistake at %s", err, place)
		}
	}
}

func TestSet(t *testing.T) {
	p, err := params.Load("openwhisk")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetAll([]string{"stage.sandbox=150ms", "openwhisk.invokers=3", "stage.sandbox=160ms"}); err != nil {
		t.Fatal(err)
	}
	if p.Stages.Sandbox.Value.Mean() != 160*time.Millisecond || p.Invokers.Value != 3 {
		t.Errorf("sandbox %v, invokers %d; expected 160 ms and 3", p.Stages.Sandbox.Value.Mean(), p.Invokers.Value)
	}
	over := p.Overrides()
	if len(over) != 2 || over[0].Path != "openwhisk.stage.sandbox" || over[0].Value != "160ms" ||
		over[0].Was != "300ms" || !strings.Contains(over[0].Source, "ao2022") || over[1].Path != "openwhisk.invokers" {
		t.Errorf("overrides %+v", over)
	}
	for _, n := range p.Numbers() {
		if n.Path == "openwhisk.stage.sandbox" && n.Source != params.SourceOverride {
			t.Errorf("%s still claims the source %q", n.Path, n.Source)
		}
	}
	fresh, err := params.Load("openwhisk")
	if err != nil || fresh.Invokers.Value == 3 || len(fresh.Overrides()) != 0 {
		t.Errorf("an override leaked into a fresh copy: %+v, %v", fresh.Invokers, err)
	}
}

// Is everything that Numbers prints accepted by Set, with the same meaning?
func TestSetTakesWhatNumbersPrints(t *testing.T) {
	for _, name := range params.Platforms() {
		p, err := params.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range p.Numbers() {
			if !n.Modelled {
				continue
			}
			if err := p.Set(n.Path, n.Value); err != nil {
				t.Errorf("Set(%s, %s): %v", n.Path, n.Value, err)
			}
		}
		again := p.Numbers()
		for i, n := range func() []params.Number { q, _ := params.Load(name); return q.Numbers() }() {
			if again[i].Value != n.Value {
				t.Errorf("%s: %s after setting what was printed, %s before", n.Path, again[i].Value, n.Value)
			}
		}
	}
}

func TestSetRefuses(t *testing.T) {
	p, err := params.Load("openwhisk")
	if err != nil {
		t.Fatal(err)
	}
	err = p.SetAll([]string{"stage.sandbx=1ms", "invokers=-1", "pause_grace=1ms", "iluvatar.cores=4", "cores"})
	if err == nil {
		t.Fatal("five wrong overrides are taken")
	}
	for _, want := range []string{
		`did you mean "stage.sandbox"`, `invokers: "-1": `,
		"no replay reads it", "models openwhisk, not iluvatar", "expected path=value",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	if len(p.Overrides()) != 0 {
		t.Errorf("refused overrides are remembered: %+v", p.Overrides())
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range params.Platforms() {
		text, err := os.ReadFile(filepath.Join("profiles", name+".yaml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := params.Decode("p.yaml", text)
		if (p == nil) == (err == nil) {
			t.Errorf("platform %v and error %v", p, err)
		}
		if p != nil && p.MemoryMiB.Value < 1 {
			t.Errorf("decoded a platform of %d MiB", p.MemoryMiB.Value)
		}
	})
}

// Are the sections that a profile may leave out whole where they are there, and
// is a number of one that is not there refused with the platforms that have it?
func TestOptionalSections(t *testing.T) {
	p, err := params.Load("openwhisk-sophon")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetAll([]string{"daemon.network=bridge", "daemon.parallel=0", "control.message=2ms",
		"openwhisk-sophon.control.look=0s"}); err != nil {
		t.Error(err)
	}
	if !p.Daemon.Bridge() || p.Daemon.Parallel.Value != 0 || p.Control.Message.Value != 2*time.Millisecond ||
		len(p.Overrides()) != 4 {
		t.Errorf("%+v %+v", p.Daemon, p.Control)
	}
	for setting, want := range map[string]string{
		"daemon.network=brigde": `did you mean "bridge"`,
		"daemon.parallel=-1":    "expected a whole number from 0", "control.message=5": "expected a duration",
		"control.message=-1ms": "expected a duration", "control.massage=1ms": `did you mean "control.message"`,
	} {
		if err := p.SetAll([]string{setting}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, expected %q", setting, err, want)
		}
	}
	plain, err := params.Load("openwhisk")
	if err != nil {
		t.Fatal(err)
	}
	if plain.Daemon != nil || plain.Control != nil {
		t.Errorf("openwhisk models %+v and %+v", plain.Daemon, plain.Control)
	}
	if err := plain.Set("daemon.network", "bridge"); err == nil ||
		!strings.Contains(err.Error(), "openwhisk has no section daemon, expected one of edge, iluvatar, openwhisk-sophon") {
		t.Errorf("a section that is not there: %v", err)
	}
	good := profile(t, "openwhisk-sophon")
	for _, c := range []struct{ old, new, want string }{
		{"  update: {value", "  udpate: {value", `control: unknown key "udpate" (did you mean "update"?)`},
		{"  update: {value", "  updates: {value", `control: key "update" is missing`},
		{"\ndaemon:\n", "\ndeamon:\n", `unknown key "deamon" (did you mean "daemon"?)`},
		{"remove: {value: 3.3ms", "remove: {value: 3.3", "daemon.remove: "},
		{"name: openwhisk-sophon", "name: OpenWhisk", "lower-case letters"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if _, err := params.Decode("p.yaml", []byte(bad)); bad == good || err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, expected %q", c.new, c.old, err, c.want)
		}
	}
}
