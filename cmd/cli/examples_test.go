package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/policies/all"
)

// Every example of every --help does what it says: each is run by a shell in a
// folder of its own and ends with exit code 0.
func TestHelpExamples(t *testing.T) {
	t.Parallel()
	for _, cmd := range commands(t) {
		path := cmd.CommandPath()
		if cmd.Example == "" {
			if !cmd.HasSubCommands() {
				t.Errorf("%s --help has no example", path)
			}
			continue
		}
		if path == "thaw bench" {
			continue // its exit code is a verdict on the machine; see its own test
		}
		for _, example := range strings.Split(cmd.Example, "\n") {
			example = strings.TrimSpace(example)
			t.Run(example, func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				if strings.Contains(example, "thaw plot results/first") {
					shell(t, folder, "thaw run --out results/first --no-figures")
				}
				if strings.Contains(example, "thaw plot results/two") {
					shell(t, folder, "thaw run --schedule sticky-random --schedule random --out results/two --no-figures")
				}
				if strings.Contains(example, "thaw plot results/reproduce-") {
					t.Skip("a reproduction takes minutes; TestRedrawnReproduction draws a small one")
				}
				if strings.Contains(example, "docs/examples/") {
					source := os.DirFS(filepath.Join("..", "..", "docs", "examples"))
					if err := os.CopyFS(filepath.Join(folder, "docs", "examples"), source); err != nil {
						t.Fatal(err)
					}
				}
				out := shell(t, folder, example)
				if !strings.Contains(example, ">") && len(out) == 0 {
					t.Errorf("%s prints nothing", example)
				}
				if left := partialFiles(folder); len(left) > 0 {
					t.Errorf("%s leaves %v", example, left)
				}
			})
		}
	}
}

// shell runs a line in a folder; it must succeed.
func shell(t *testing.T, folder, line string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}

// commands lists the visible commands.
func commands(t *testing.T) []*cobra.Command {
	t.Helper()
	root, err := newRoot("thaw", experiments.Thaw())
	if err != nil {
		t.Fatal(err)
	}
	var list []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		list = append(list, cmd)
		for _, sub := range cmd.Commands() {
			if !sub.Hidden {
				walk(sub)
			}
		}
	}
	walk(root)
	return list
}

// Every command and flag says what it is; a flag that takes a value names it.
func TestHelpIsComplete(t *testing.T) {
	for _, cmd := range commands(t) {
		path := cmd.CommandPath()
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") || cmd.Short[:1] != strings.ToUpper(cmd.Short[:1]) &&
			path != "thaw" {
			t.Errorf("%s: the short text %q, expected a capital and no full stop", path, cmd.Short)
		}
		for _, line := range strings.Split(cmd.Long, "\n") {
			if len([]rune(line)) > 100 && !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: a line of its help has %d letters: %s", path, len([]rune(line)), line)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			value, usage := pflag.UnquoteUsage(f)
			if usage == "" {
				t.Errorf("%s --%s has no help", path, f.Name)
			}
			if value == "string" || value == "int" || value == "stringArray" {
				t.Errorf("%s --%s VALUE: its value is called %q", path, f.Name, value)
			}
		})
	}
}

// What completion offers is what the settings take.
func TestCompletionsAreAccepted(t *testing.T) {
	for _, f := range experiments.Fields() {
		complete := completerOf(all.Builtin(), f.Name)
		if complete == nil {
			continue
		}
		offered, _ := complete(nil, nil, "")
		if values := valuesOf[f.Name]; values != nil && len(offered) != len(values) {
			t.Errorf("%s: offered %v of %v", f.Name, offered, values)
		}
		for _, value := range offered {
			layer, err := experiments.FromFlags(map[string][]string{f.Name: {value}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := experiments.Resolve(experiments.Thaw(), layer); err != nil {
				t.Errorf("%s is completed with %q, which is refused: %v", f.Name, value, err)
			}
		}
	}
	for name := range valuesOf {
		layer, err := experiments.FromFlags(map[string][]string{name: {"nonsense"}})
		if err != nil {
			t.Fatalf("%s is no setting: %v", name, err)
		}
		if _, err := experiments.Resolve(experiments.Thaw(), layer); err == nil {
			t.Errorf("%s takes any text, but completion offers names", name)
		}
	}
}

// A benchmark can be run; whether it meets its target is a matter of the machine.
func TestBenchMeasures(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	t.Parallel()
	out, err := exec.Command("thaw", "bench", "B1", "--runs", "1").CombinedOutput()
	if code := exitCode(err); code != exit.CodeDone && code != exit.CodeFailed {
		t.Fatalf("exit code %d: %s", code, out)
	}
	if !strings.Contains(string(out), "M invocations per CPU second") {
		t.Errorf("no figure:\n%s", out)
	}
}

// exitCode of a command that was run; -1 when it could not be.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return -1
}
