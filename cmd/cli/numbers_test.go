package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments"
	"thaw/experiments/exit"
)

// Every flag of every command that takes a number is given far too large ones. Is each
// refused at once by name, with what was expected, and before there is a folder? The
// flags are those that the commands have, so that a new one is tried by itself.
func TestNumbersHaveBounds(t *testing.T) {
	t.Parallel()
	// of these any 64-bit number is good, or more than there is means all there is
	free := map[string][]string{"seed": {"9223372036854775807", "18446744073709551615"}}
	arguments := map[string][]string{"reproduce": {"deverlay"}, "restore": {"image"}, "compare": {"r"},
		"check": {"b.yaml", "r"}, "bench": {"B1"}, "convert": {"t", "--out", "o"}, "sample": {"--out", "o"},
		"stats": {"t"}, "validate": {"t"}, "generate": {"--out", "o"}, "plot": {"r"}}
	root, err := newRoot("thaw", experiments.Thaw())
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains([]string{"int", "int64", "uint64", "N"}, f.Value.Type()) || f.Hidden {
				return
			}
			for _, text := range []string{"1000000000", "9223372036854775807", "18446744073709551615", "1e30",
				"99999999999999999999999999", "-1", "-9223372036854775808"} {
				if text == "1000000000" && slices.Contains([]string{"functions", "tenants", "max-expand", "seed"}, f.Name) ||
					text == "9223372036854775807" && f.Name == "max-expand" ||
					slices.Contains(free[f.Name], text) && cmd.Name() == "restore" {
					continue
				}
				tried++
				folder := t.TempDir()
				given := arguments[cmd.Name()]
				if cmd.Parent().Name() == "workflow" {
					given = []string{"w.yaml"}
				}
				args := append(strings.Fields(cmd.CommandPath())[1:], given...)
				c := thawInLittle(t, folder, append(args, "--"+f.Name+"="+text)...)
				left, _ := filepath.Glob(filepath.Join(folder, "*"))
				if c.code != exit.CodeUsage || !strings.Contains(c.stderr, f.Name) ||
					!strings.Contains(c.stderr, "expected") || c.took.Seconds() > 20 || len(left) > 0 {
					t.Errorf("thaw %s --%s=%s: exit %d after %v, %v left\n%s", strings.Join(args, " "), f.Name, text, c.code,
						c.took, left, c.stderr)
				}
			}
		})
	}
	walk(root)
	if tried < 100 {
		t.Errorf("%d numbers were tried", tried)
	}
}

// A horizon of years with a timeline has more rows than any disk wants. Is it refused
// with their number, wherever the setting stands, and is the summary alone still made?
func TestTimelineHasABound(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	fileTo(t, folder, "e.yaml", []byte("horizon: 438000h\nlength: 1m\n"))
	for _, c := range []struct {
		args []string
		rows string
	}{
		{[]string{"--horizon", "438000h"}, "17344800000"},
		{[]string{"e.yaml"}, "17344800000"},
		{[]string{"--horizon", "30h", "--invokers", "1000000"}, "108000108000"},
		{[]string{"--horizon", "438000h", "--detail", "invocations"}, "17344800000"},
		{[]string{"--horizon", "1000h"}, ""},
		{[]string{"--horizon", "10000h", "--detail", "summary", "--invokers", "1000"}, ""},
	} {
		c.args = append([]string{"run", "--length", "1m", "-q", "--no-figures", "--out", "r"}, c.args...)
		got := thawIn(t, folder, c.args...)
		want := exit.CodeDone
		if c.rows != "" {
			want = exit.CodeUsage
		}
		if got.code != want || c.rows != "" && !strings.Contains(got.stderr, fmt.Sprintf("has %s rows: ", c.rows)) {
			t.Errorf("%q: exit %d\n%s", c.args, got.code, got.stderr)
		}
		if c.rows == "" {
			if err := os.RemoveAll(filepath.Join(folder, "r")); err != nil {
				t.Fatal(err)
			}
		} else if left, _ := filepath.Glob(filepath.Join(folder, "r")); len(left) > 0 {
			t.Errorf("%q: a folder is left", c.args)
		}
	}
}
