package params_test

import (
	"strings"
	"testing"
	"time"

	"thaw/models/params"
)

func mustLoad(t *testing.T, name string) *params.Platform {
	t.Helper()
	p, err := params.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Are the rows of Ilúvatar's table 1 all there, and on the right side of the execution? Their sum
// is 2.068 ms; the rows behind the execution are download_result, return_container and
// return_results.
func TestStepsAreTableOne(t *testing.T) {
	p := mustLoad(t, "iluvatar")
	if got, want := p.Steps.Before(), 1753*time.Microsecond; got != want {
		t.Errorf("before the function runs: %v, want %v", got, want)
	}
	if got, want := p.Steps.After(), 315*time.Microsecond; got != want {
		t.Errorf("behind it: %v, want %v", got, want)
	}
	rows := 0
	for _, n := range p.Numbers() {
		if strings.HasPrefix(n.Path, "iluvatar.steps.") {
			rows++
		}
	}
	if rows != 13 {
		t.Errorf("%d rows, want the 13 of table 1", rows)
	}
	for _, step := range []string{"steps.invoke", "steps.call_container", "steps.return_results"} {
		before, after := p.Steps.Before(), p.Steps.After()
		if err := p.Set(step, "1s"); err != nil {
			t.Fatal(err)
		}
		if grew := p.Steps.Before() + p.Steps.After() - before - after; grew < 990*time.Millisecond {
			t.Errorf("%s: a second more makes %v more", step, grew)
		}
	}
}

// Does the chosen back end say how long a creation takes, and a time that the user sets in its
// place count?
func TestBackendSaysWhatACreationTakes(t *testing.T) {
	for _, c := range []struct {
		set    string
		want   time.Duration
		unread string // a number that no replay reads then
	}{
		{"", 300 * time.Millisecond, "stage.sandbox"},
		{"launch.backend=docker", 400 * time.Millisecond, "launch.containerd"},
		{"launch.backend=crun", 150 * time.Millisecond, "launch.docker"},
		{"launch.containerd=1s", time.Second, "launch.crun"},
		{"stage.sandbox=70ms", 70 * time.Millisecond, "launch.containerd"},
		{"stage.sandbox=70ms launch.backend=docker", 400 * time.Millisecond, "stage.sandbox"},
		{"launch.backend=none", 0, "launch.docker"},
	} {
		p := mustLoad(t, "iluvatar")
		if err := p.SetAll(strings.Fields(c.set)); err != nil {
			t.Fatal(err)
		}
		if got := p.SandboxTime().Mean(); got != c.want {
			t.Errorf("%q: a creation takes %v, want %v", c.set, got, c.want)
		}
		for _, n := range p.Numbers() {
			if n.Path == "iluvatar."+c.unread && p.Reads(n) {
				t.Errorf("%q: %s is read", c.set, n.Path)
			}
		}
	}
	p := mustLoad(t, "iluvatar")
	if err := p.Set("launch.backend", "dockre"); err == nil || !strings.Contains(err.Error(), `did you mean "docker"?`) {
		t.Errorf("a back end that there is not: %v", err)
	}
	if err := p.Set("stage.sandbox", "70ms"); err != nil {
		t.Fatal(err)
	}
	changed := p.Overrides()
	if len(changed) != 2 || changed[1].Path != "iluvatar.launch.backend" || changed[1].Was != "containerd" ||
		changed[1].Value != "none" {
		t.Errorf("what was changed is told as %+v", changed)
	}
	plain := mustLoad(t, "openwhisk")
	if got := plain.SandboxTime(); got != plain.Stages.Sandbox.Value {
		t.Errorf("without back ends a creation takes %v", got)
	}
	if err := plain.Set("launch.backend", "docker"); err == nil ||
		!strings.Contains(err.Error(), "openwhisk has no section launch, expected one of edge, iluvatar") {
		t.Errorf("back ends of a platform without: %v", err)
	}
}
