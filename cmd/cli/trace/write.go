package trace

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/traces"
	"thaw/traces/flows"
	"thaw/traces/native"
	"thaw/traces/stats"
	"thaw/traces/synthetic"
)

func newConvert(program experiments.Program) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "convert TRACE --out FILE.thaw",
		Short: "Write a trace in thaw's own binary form, to be replayed many times",
		Long: `Write a trace, or the part of it that the flags choose, in thaw's own checksummed
binary form. Arrivals and durations are drawn once, with --seed: a converted
trace is the same under every seed. A trace of workflows becomes a table, a row a
task, whose work stays a distribution.`,
		Example: `  thaw trace convert synthetic,functions=50,invocations=1000,duration=10m --out day.thaw
  thaw trace convert flows,model=chain,length=2-5,work=100ms,rate=1/s,duration=10m --out chains.csv`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return write(program, cmd, args[0], out, force)
		},
	}
	addFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func addOutFlags(cmd *cobra.Command, out *string, force *bool) {
	cmd.Flags().StringVar(out, "out", "", "`FILE` to write (required)")
	cmd.Flags().BoolVar(force, "force", false, "replace an existing file")
}

// write writes the trace at path in the binary form.
func write(program experiments.Program, cmd *cobra.Command, path, out string, force bool) error {
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
	if n, err := countFlows(program, cmd, []string{path}); err != nil {
		return err
	} else if n > 0 {
		return writeFlows(program, cmd, path, out)
	}
	t, seed, err := open(program, cmd, path)
	if err != nil {
		return err
	}
	if err := notEmpty(t, seed); err != nil {
		return exit.Usage(err)
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
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of %s\n",
		out, table.Many(n, "invocation"), table.Many(int64(len(t.Table().Functions)), "function"))
	return err
}

// notEmpty refuses a part of a trace without invocations, which nobody could replay.
func notEmpty(t *traces.Trace, seed uint64) error {
	src, err := t.Source(seed)
	if err != nil {
		return err
	}
	defer traces.Close(src)
	first, err := stats.Of(traces.Limit(src, 1))
	if err == nil && first.Invocations == 0 {
		return fmt.Errorf("%s: no invocation in the window; see --start, --epoch, --length and --rate", t.Path())
	}
	return err
}

func newSample(program experiments.Program) *cobra.Command {
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
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return write(program, cmd, path, out, force)
		},
	}
	addFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func newGenerate(program experiments.Program) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "generate [flows] [KEY=VALUE...] --out FILE.thaw",
		Short: "Generate a synthetic trace from published distributions",
		Long: "Generate a trace and write it in thaw's own form. The keys:\n\n" + syntheticKeys() +
			"\nBehind the word flows: a trace of workflows, written as a table. The keys:\n\n" + flowsKeys(),
		Example: `  thaw trace generate functions=100 invocations=20000 duration=1h --out made.thaw
  thaw trace generate model=poisson functions=30 rate=10/s duration=10m --out poisson.thaw
  thaw trace generate flows model=published workflow=dataflower-video rate=1/s duration=10m --out video.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			spec := "synthetic"
			if len(args) > 0 && args[0] == flows.GeneratedFormat {
				spec, args = args[0], args[1:]
			}
			for _, a := range args {
				spec += "," + a
			}
			return write(program, cmd, spec, out, force)
		},
	}
	addFlags(cmd)
	addOutFlags(cmd, &out, &force)
	return cmd
}

func syntheticKeys() string {
	var b table.Text
	for _, k := range synthetic.Keys() {
		b.Row("  "+k.Name, k.Default, k.Help)
	}
	return b.String()
}
