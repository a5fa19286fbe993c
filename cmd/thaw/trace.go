package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/traces"
	"thaw/traces/findings"
	"thaw/traces/native"
	"thaw/traces/stats"
	"thaw/traces/synthetic"
)

func newTraceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Look at traces, check them, convert and generate them",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newTraceStatsCommand(),
		newTraceValidateCommand(),
		newTraceSampleCommand(),
		newTraceConvertCommand(),
		newTraceGenerateCommand(),
		newTraceFormatsCommand(),
	)
	return cmd
}

// traceFlags are the settings of an experiment that say what a trace is and
// which part of it counts; they have the same names everywhere.
var traceFlags = []string{"format", "spread", "app-memory", "start", "length", "rate", "functions", "ramp", "function-memory", "seed"}

// addTraceFlags adds those flags to a command.
func addTraceFlags(cmd *cobra.Command) {
	for _, f := range experiments.Fields() {
		for _, name := range traceFlags {
			if f.Name == name {
				addSetting(cmd.Flags(), f)
			}
		}
	}
}

// openTrace opens a trace as the flags of the command say.
func openTrace(cmd *cobra.Command, path string) (*traces.Trace, uint64, error) {
	s, err := resolve(cmd, nil)
	if err != nil {
		return nil, 0, err
	}
	t, err := traces.Open(path, traces.Options{
		Format: s.Format, Spread: s.Spread, AppMemory: s.AppMemory, Start: s.Start, Length: s.Length,
		Functions: s.Functions, Rate: s.Rate, Ramp: s.Ramp, FunctionMemory: s.FunctionMemory,
	})
	return t, uint64(s.Seed), exit.Usage(err)
}

func newTraceStatsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats [TRACE...]",
		Short: "Show the statistics of traces beside the published ones",
		Long: `Show popularity, triggers, inter-arrival variation, durations and memory of each
trace, side by side with what was published about the Azure Functions traces.
Without a trace: the embedded sample.`,
		Example: `  thaw trace stats
  thaw trace stats synthetic,functions=200,invocations=50000,duration=2h
  thaw trace stats --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{""}
			}
			var columns []*stats.Summary
			for _, path := range args {
				s, err := abandon(cmd.Context(), func() (*stats.Summary, error) { return statsOf(cmd, path) })
				if err != nil {
					return err
				}
				columns = append(columns, s)
			}
			table := stats.Compare(columns...)
			if asJSON {
				return printJSON(cmd.OutOrStdout(), table)
			}
			_, err := fmt.Fprint(cmd.OutOrStdout(), table)
			return err
		},
	}
	addTraceFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func statsOf(cmd *cobra.Command, path string) (*stats.Summary, error) {
	t, seed, err := openTrace(cmd, path)
	if err != nil {
		return nil, err
	}
	src, err := t.Source(seed)
	if err != nil {
		return nil, exit.Usage(err)
	}
	defer traces.Close(src)
	s, err := stats.Of(src)
	if err != nil {
		return nil, exit.Usage(err)
	}
	s.Name = path
	if path == "" {
		s.Name = "embedded sample"
	}
	return s, nil
}

func newTraceValidateCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "validate TRACE...",
		Short: "Read traces and report every problem with its place",
		Long: `Read each trace wholly and report every problem with file, line and column: what
is unusable (error) and what is handled but odd (warning). The exit code is 2
when a trace is unusable.`,
		Example: "  thaw trace validate synthetic,functions=100",
		Args:    usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			unusable := 0
			for _, path := range args {
				report, err := abandon(cmd.Context(), func() (*findings.Report, error) { return traces.Validate(path, format) })
				if err != nil {
					return exit.Usage(err)
				}
				out := cmd.OutOrStdout()
				fmt.Fprint(out, report)
				verdict := "usable"
				if !report.Usable() {
					verdict = "unusable"
					unusable++
				}
				fmt.Fprintf(out, "%s: %s\n", path, verdict)
			}
			if unusable > 0 {
				return exit.Usage(fmt.Errorf("unusable: %d of %s", unusable, many(int64(len(args)), "trace")))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "`FORMAT` of the traces; guessed where it can be")
	return cmd
}

func newTraceConvertCommand() *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "convert TRACE --out FILE.thaw",
		Short: "Write a trace in thaw's own binary form, to be replayed many times",
		Long: `Write a trace, or the part of it that the flags choose, in thaw's own checksummed
binary form. Arrivals and durations are drawn once, with --seed: a converted
trace is the same under every seed.`,
		Example: `  thaw trace convert synthetic,functions=50,invocations=1000,duration=10m --out day.thaw`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeTrace(cmd, args[0], out, force)
		},
	}
	addTraceFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func addOutFlags(cmd *cobra.Command, out *string, force *bool) {
	cmd.Flags().StringVar(out, "out", "", "`FILE` to write (required)")
	cmd.Flags().BoolVar(force, "force", false, "replace an existing file")
}

// writeTrace writes the trace at path in the binary form.
func writeTrace(cmd *cobra.Command, path, out string, force bool) error {
	if out == "" {
		return exit.Usage(fmt.Errorf("--out is missing: the file to write (see %s --help)", cmd.CommandPath()))
	}
	switch st, err := os.Lstat(out); {
	case err != nil: // nothing is there, or writing will tell
	case !st.Mode().IsRegular(): // a device, say: the new file would take its place
		return exit.Usage(fmt.Errorf("%s is no regular file; expected the name of a file to make", out))
	case !force:
		return exit.Usage(fmt.Errorf("%s exists already; --force replaces it", out))
	}
	t, seed, err := openTrace(cmd, path)
	if err != nil {
		return err
	}
	src, err := t.Source(seed)
	if err != nil {
		return exit.Usage(err)
	}
	src = traces.Ahead(src, 8)
	defer traces.Close(src)
	n, err := native.Write(cmd.Context(), out, src)
	if err != nil {
		return exit.Usage(err)
	}
	fmt.Fprint(cmd.ErrOrStderr(), t.Describe())
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of %s\n", out, many(n, "invocation"), many(int64(len(t.Table().Functions)), "function"))
	return err
}

func newTraceSampleCommand() *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "sample [TRACE] --out FILE.thaw",
		Short: "Write a smaller trace: fewer functions, fewer invocations, a window",
		Long: `Write a part of a trace in thaw's own form: a window (--start, --length), some
functions (--functions keeps their invocations whole), or a share of all
invocations (--rate keeps the popularity of functions). Without a trace: the
embedded sample.`,
		Example: `  thaw trace sample --rate 10/s --out small.thaw
  thaw trace sample --functions 20 --start 10m --length 20m --out part.thaw`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return writeTrace(cmd, path, out, force)
		},
	}
	addTraceFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func newTraceGenerateCommand() *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "generate [KEY=VALUE...] --out FILE.thaw",
		Short: "Generate a synthetic trace from published distributions",
		Long:  "Generate a trace and write it in thaw's own form. The keys:\n\n" + syntheticKeys(),
		Example: `  thaw trace generate functions=100 invocations=20000 duration=1h --out made.thaw
  thaw trace generate model=poisson functions=30 rate=10/s duration=10m --out poisson.thaw`,
		RunE: func(cmd *cobra.Command, args []string) error {
			spec := "synthetic"
			for _, a := range args {
				spec += "," + a
			}
			return writeTrace(cmd, spec, out, force)
		},
	}
	addTraceFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func newTraceFormatsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "formats [NAME]",
		Short:   "List the trace formats and their layouts",
		Example: "  thaw trace formats\n  thaw trace formats azure2021",
		Args:    usageArgs(cobra.MaximumNArgs(1)),
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
		return exit.Usage(unknownName("trace format", args[0], known))
	}
	return t.Flush()
}

func syntheticKeys() string {
	var b tableText
	for _, k := range synthetic.Keys() {
		b.row("  "+k.Name, k.Default, k.Help)
	}
	return b.String()
}
