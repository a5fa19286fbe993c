package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// workflow is what the test reads of a GitHub Actions workflow.
type workflow struct {
	Jobs map[string]struct {
		Steps []struct {
			Name, Uses, Run string
			With            map[string]string
		}
	}
}

// Does the workflow of docs/examples/ci pass as it is committed: the commands of
// its steps, its budgets, and their baseline? When a change of the simulation is
// wanted, its README says how to write the baseline anew.
func TestExampleForCI(t *testing.T) {
	t.Parallel()
	source := filepath.Join("..", "..", "docs", "examples", "ci")
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "docs", "examples", "ci"), os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	thaw, err := exec.LookPath("thaw") // this test binary, as in the scripts
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(thaw, filepath.Join(folder, "thaw")); err != nil {
		t.Skipf("no symbolic links: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(source, "workflow.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, step := range w.Jobs["budgets"].Steps {
		if _, version, _ := strings.Cut(step.Uses, "@"); step.Uses != "" && !strings.HasPrefix(version, "v") {
			t.Errorf("action %s: expected a major version behind @", step.Uses)
		}
		if step.Run == "" || strings.HasPrefix(step.Run, "go build ") {
			continue
		}
		ran++
		cmd := exec.Command("sh", "-e", "-c", step.Run)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "GITHUB_STEP_SUMMARY="+filepath.Join(folder, "summary.md"))
		if out, err := cmd.CombinedOutput(); err != nil {
			check, _ := os.ReadFile(filepath.Join(folder, "check.md"))
			t.Fatalf("step %q: %v\n%s%s", step.Name, err, out, check)
		}
	}
	if ran != 2 || strings.Contains(string(text), "secrets.") {
		t.Errorf("%d steps run thaw, expected 2, and no secrets", ran)
	}
	for name, want := range map[string]string{
		"check.xml": `failures="0"`, "summary.md": "### thaw check: 14 checks: 14 pass",
		"results/ci/summary.csv": "cold_start_ratio",
	} {
		got, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s: %v, expected it to hold %q:\n%s", name, err, want, got)
		}
	}
}
