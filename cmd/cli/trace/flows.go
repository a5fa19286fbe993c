package trace

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/traces/findings"
	"thaw/traces/flows"
	"thaw/traces/input"
)

// isFlows tells whether a trace is one of workflows. A format that was given belongs to
// another kind.
func isFlows(path, format string, limits input.Limits) bool {
	if path == "" || format != "" {
		return false
	}
	_, ok := flows.Recognise(path, limits)
	return ok
}

// countFlows returns how many of the traces are of workflows: all or none, or it is an error.
func countFlows(program experiments.Program, cmd *cobra.Command, paths []string) (int, error) {
	s, err := command.Resolve(program, cmd, nil)
	if err != nil {
		return 0, err
	}
	n, last := 0, ""
	for _, path := range paths {
		if isFlows(path, s.Format, input.Limits{MaxExpand: s.MaxExpand}) {
			n, last = n+1, path
		}
	}
	if n > 0 && n < len(paths) {
		return 0, exit.Usage(fmt.Errorf("%s is a trace of workflows and others are not, expected one kind", last))
	}
	return n, nil
}

// openFlows opens a trace of workflows as the flags of a command say.
func openFlows(program experiments.Program, cmd *cobra.Command, path string) (*flows.Trace, error) {
	s, err := command.Resolve(program, cmd, nil)
	if err != nil {
		return nil, err
	}
	for _, name := range settingNames {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && name != "seed" && name != "max-expand" {
			return nil, exit.Usage(fmt.Errorf("--%s: %s is a trace of workflows, which takes no such flag", name, path))
		}
	}
	t, err := command.Abandon(cmd.Context(), func() (*flows.Trace, error) {
		return flows.Open(path, uint64(s.Seed), flows.Options{Limits: input.Limits{MaxExpand: s.MaxExpand}})
	})
	return t, exit.Usage(err)
}

// flowsStats prints the statistics of traces of workflows.
func flowsStats(program experiments.Program, cmd *cobra.Command, paths []string, asJSON bool) error {
	var all []flows.Stats
	for _, path := range paths {
		t, err := openFlows(program, cmd, path)
		if err != nil {
			return err
		}
		all = append(all, t.Stats())
	}
	out := cmd.OutOrStdout()
	if asJSON {
		return table.WriteJSON(out, all)
	}
	for i := range all {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if _, err := fmt.Fprint(out, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// validateFlows reads a trace of workflows and returns what it found. The error is for one
// that cannot be read at all.
func validateFlows(path string, limits input.Limits) (*findings.Report, error) {
	const seed = 1 // of a run where none is set
	t, err := flows.Open(path, seed, flows.Options{Limits: limits})
	if t == nil {
		return nil, err
	}
	return &t.Report, nil
}

// writeFlows writes a trace of workflows as a table.
func writeFlows(program experiments.Program, cmd *cobra.Command, path, out string) error {
	t, err := openFlows(program, cmd, path)
	if err != nil {
		return err
	}
	if st, err := os.Stat(out); err == nil && st.IsDir() {
		return exit.Usage(fmt.Errorf("%s is a folder, expected the name of a file", out))
	}
	if err := flows.WriteFile(out, t); err != nil {
		return exit.Usage(err)
	}
	for _, c := range t.Report.Classes() {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s, %d times\n", c.Severity, c.Class, c.Count)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of %s\n", out, table.Many(int64(len(t.Jobs)), "job"),
		table.Many(int64(len(t.Graphs)), "workflow"))
	return err
}

func flowsKeys() string {
	var b table.Text
	for _, k := range flows.Keys() {
		b.Row("  "+k.Name, k.Default, k.Help)
	}
	return b.String()
}
