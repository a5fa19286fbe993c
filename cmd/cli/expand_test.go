package cli

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// A compressed trace expands more than it may. Does reproduce take the bound from the
// flag before the environment, and from there before the paper, as run does, and does it
// refuse a bound that is none?
func TestReproduceBoundsExpansion(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	name := strings.Repeat("a", 10_000) // 70 MB of rows, of which 64 MiB are free
	fmt.Fprintf(z, "app,func,end_timestamp,duration\n")
	for i := range 7000 {
		fmt.Fprintf(z, "%s,f,%d.5,0.1\n", name, i/10)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	fileTo(t, folder, "t.csv.gz", b.Bytes())
	paper := strings.NewReplacer("CELLS", "replay", "METRICS", "replay/cold_start_ratio", "{memory", "{BOUND memory",
		"length: 10m", "length: 2m").Replace(exchangedPaper)
	papersIn(t, folder, "free", strings.Replace(paper, "BOUND ", "", 1))
	papersIn(t, folder, "bound", strings.Replace(paper, "BOUND ", "max-expand: 20, ", 1))
	for i, c := range []struct {
		paper, env string
		flags      []string
		code       int
		says       string
	}{
		{"free", "", []string{"--max-expand", "20"}, exit.CodeUsage, "20 times"},
		{"free", "20", nil, exit.CodeUsage, "20 times"},
		{"bound", "", nil, exit.CodeUsage, "20 times"},
		{"bound", "", []string{"--max-expand", "5000"}, exit.CodeDone, ""},
		{"bound", "5000", nil, exit.CodeDone, ""},
		{"free", "20", []string{"--max-expand", "5000"}, exit.CodeDone, ""},
		{"free", "", []string{"--max-expand", "0"}, exit.CodeUsage, `--max-expand: "0": expected`},
		{"free", "many", nil, exit.CodeUsage, `THAW_MAX_EXPAND: max-expand: "many": expected`},
	} {
		args := []string{"env"}
		if c.env != "" {
			args = append(args, "THAW_MAX_EXPAND="+c.env)
		}
		out := fmt.Sprintf("r%d", i)
		args = append(args, "thaw", "reproduce", c.paper, "--papers", "papers", "--trace", "t.csv.gz", "--quiet", "--out", out)
		got := runIn(t, folder, append(args, c.flags...))
		if got.code != c.code || !strings.Contains(got.stderr, c.says) {
			t.Errorf("%s %q %q: exit %d\n%s", c.paper, c.env, c.flags, got.code, got.stderr)
		}
	}
}
