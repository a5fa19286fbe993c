// Package run replays a trace under policies, and prints their comparison.
//
//	flags, THAW_*, file ──▶ experiments.Open ──▶ Execute ──▶ comparison, conclusion, files
package run

import (
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"syscall"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/progress"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
	"thaw/plots"
)

// flags are the flags of `thaw run` that are no settings of an experiment:
// they change how it is executed or shown, not what comes out.
type flags struct {
	command.Execution
	json, quiet, noFigures bool
	width                  plots.Width
	cpuProfile             string
}

// New returns the command run.
func New(program experiments.Program) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "run [EXPERIMENT.yaml] [flags]",
		Short: "Replay a trace under one or several policies and write a result folder",
		Long: `Replay a trace under every combination of the given schedulers and keep-alive
policies, once a seed, print a table that compares them, and write a result
folder: manifest, summaries, Parquet files of each run, figures.

Every setting is a flag, a variable THAW_NAME and a key of the experiment file;
flags come before variables, variables before the file, the file before defaults.
Policies take parameters behind their names: ttl,keep=5m.`,
		Example: `  thaw run
  thaw run --out results/first
  thaw run --schedule sticky-random --schedule max-available --seeds 3 --out results/two
  thaw run --schedule least-loaded --keepalive ttl,keep=1m --keepalive greedy-dual --memory 2GiB --out ` +
			`results/keepalive
  thaw run --trace synthetic,functions=100,invocations=100000,duration=1h --platform openwhisk --out ` +
			`results/synthetic`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return run(program, cmd, args, &f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	for _, field := range experiments.Fields() {
		command.AddSetting(flags, field)
	}
	command.AddExecution(flags, &f.Execution, "runs")
	flags.BoolVar(&f.noFigures, "no-figures", false, "write no plots/")
	f.Texts.Width(flags, &f.width)
	flags.BoolVar(&f.json, "json", false, "print the summary as JSON instead of a table")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	flags.StringVar(&f.cpuProfile, "cpuprofile", "", "write a CPU profile to this `FILE`")
	return cmd
}

func run(program experiments.Program, cmd *cobra.Command, args []string, f *flags) error {
	spec, err := command.Resolve(program, cmd, args, f.mistakes())
	if err != nil {
		return err
	}
	if spec.Out == "" {
		spec.Out = command.ResultFolder(args)
	}
	plan, err := command.Abandon(cmd.Context(), func() (*experiments.Plan, error) { return experiments.Open(spec) })
	if err != nil {
		return err
	}
	command.NoteImputed(cmd, plan)
	stop, err := profile(f.cpuProfile)
	if err != nil {
		return exit.Usage(err)
	}
	defer stop()
	result, err := executePlan(cmd, plan, f)
	if err != nil {
		return err
	}
	if f.json {
		if err := warn(cmd, result); err != nil {
			return err
		}
		return results.WriteSummaryJSON(cmd.OutOrStdout(), result.Rows, true)
	}
	return printResult(cmd.OutOrStdout(), plan, result)
}

// mistakes reads the flags and returns what is wrong with them.
func (f *flags) mistakes() error {
	var both error
	read := f.Mistakes()
	if f.noFigures && f.width != 0 {
		both = exit.Usage(errors.New("--width is of figures and --no-figures writes none: expected one of the two"))
	}
	return errors.Join(read, both)
}

// warn says where JSON goes to standard output what the table says otherwise.
func warn(cmd *cobra.Command, r *experiments.Result) error {
	lines, err := resultLines(r.Rows)
	for _, l := range lines {
		if text := results.NotServed(l.rows); text != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s: %s\n", cmd.Root().Name(), l.policy, text)
		}
	}
	for _, text := range r.Idle {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s\n", cmd.Root().Name(), text)
	}
	return err
}

func executePlan(cmd *cobra.Command, plan *experiments.Plan, f *flags) (*experiments.Result, error) {
	opt := experiments.Options{
		Jobs: f.Jobs, Resume: f.Resume, Force: f.Force, Note: command.Note(cmd),
		Command: append([]string{cmd.Root().Name()}, os.Args[1:]...),
	}
	if !f.noFigures {
		opt.Draw = figures.DrawAll(plots.Output{Width: f.width})
	}
	if !f.quiet {
		p := progress.New(cmd.ErrOrStderr())
		defer p.Clear()
		opt.Progress = p.Show
	}
	return plan.Execute(cmd.Context(), opt)
}

// profile starts a CPU profile when a file is named; call stop at the end.
func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	// Without waiting for somebody who reads, where it is a pipe.
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NONBLOCK, 0o666)
	if err != nil {
		return nil, fmt.Errorf("cannot write the CPU profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, fmt.Errorf("cannot start the CPU profile: %w", err)
	}
	return func() {
		pprof.StopCPUProfile()
		file.Close()
	}, nil
}
