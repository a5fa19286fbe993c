// Package trace looks at traces, checks them, converts and generates them.
//
//	trace ──▶ stats: table beside the published numbers
//	      ──▶ validate: every problem with its place
//	      ──▶ sample, convert ──▶ FILE.thaw ◀── generate
package trace

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/traces"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// New returns the command trace and the commands below it.
func New(program experiments.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Look at traces, check them, convert and generate them",
		Args:  command.Args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newStats(program),
		newValidate(program),
		newSample(program),
		newConvert(program),
		newGenerate(program),
		newFormats(),
	)
	return cmd
}

// settingNames are the settings of an experiment that say what a trace is and
// which part of it counts; they have the same names everywhere.
var settingNames = []string{
	"format", "spread", "app-memory", "epoch", "start", "length", "rate", "functions", "ramp", "function-memory",
	"durations", "max-expand", "seed",
}

// addFlags adds those flags to a command.
func addFlags(cmd *cobra.Command) { command.AddSettings(cmd.Flags(), settingNames...) }

// open opens a trace as the flags of the command say.
func open(program experiments.Program, cmd *cobra.Command, path string) (*traces.Trace, uint64, error) {
	s, err := command.Resolve(program, cmd, nil)
	if err != nil {
		return nil, 0, err
	}
	t, err := traces.Open(path, s.TraceOptions())
	return t, uint64(s.Seed), exit.Usage(err)
}

func newValidate(program experiments.Program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "validate TRACE...",
		Short: "Read traces and report every problem with its place",
		Long: `Read each trace wholly and report every problem with file, line and column: what
is unusable (error) and what is handled but odd (warning). The exit code is 2
when a trace is unusable.`,
		Example: "  thaw trace validate synthetic,functions=100",
		Args:    command.Args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := command.Resolve(program, cmd, nil)
			if err != nil {
				return err
			}
			limits := input.Limits{MaxExpand: s.MaxExpand}
			unusable := 0
			for _, path := range args {
				validate := func() (*findings.Report, error) {
					if isFlows(path, format, limits) {
						return validateFlows(path, limits)
					}
					return traces.Validate(path, format, limits)
				}
				report, err := command.Abandon(cmd.Context(), validate)
				if err != nil {
					return exit.Usage(err)
				}
				out := cmd.OutOrStdout()
				fmt.Fprint(out, report)
				verdict := "usable"
				if report.Usable() && closedLoop(path, format, limits) {
					verdict = "usable: a closed loop, whose arrivals the replay decides; none was read"
				}
				if !report.Usable() {
					verdict = "unusable"
					unusable++
				}
				fmt.Fprintf(out, "%s: %s\n", path, verdict)
			}
			if unusable > 0 {
				return exit.Usage(fmt.Errorf("unusable: %d of %s", unusable, table.Many(int64(len(args)), "trace")))
			}
			return nil
		},
	}
	command.AddSettings(cmd.Flags(), "max-expand")
	cmd.Flags().StringVar(&format, "format", "", "`FORMAT` of the traces; guessed where it can be")
	return cmd
}

// closedLoop reports whether a usable trace has users in place of arrivals.
func closedLoop(path, format string, limits input.Limits) bool {
	if known, _, _ := strings.Cut(path, ","); known != "synthetic" {
		return false // what would have to be read again has arrivals
	}
	t, err := traces.Open(path, traces.Options{Format: format, MaxExpand: limits.MaxExpand, Loops: true})
	return err == nil && t.Table().Users != nil
}

func newFormats() *cobra.Command {
	return &cobra.Command{
		Use:     "formats [NAME]",
		Short:   "List the trace formats and their layouts",
		Example: "  thaw trace formats\n  thaw trace formats azure2021",
		Args:    command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return listFormats(cmd.OutOrStdout(), args)
		},
	}
}

func listFormats(w io.Writer, args []string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var known []string
	for _, f := range traces.Formats() {
		known = append(known, f.Name)
		if len(args) == 0 {
			fmt.Fprintf(t, "%s\t%s\n", f.Name, f.Summary)
		} else if args[0] == f.Name {
			_, err := fmt.Fprintf(w, "%s: %s\n\n%s\n", f.Name, f.Summary, f.Layout)
			return err
		}
	}
	if len(args) == 1 {
		return exit.Usage(command.UnknownName("trace format", args[0], known))
	}
	return t.Flush()
}
