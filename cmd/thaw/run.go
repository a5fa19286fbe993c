package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
)

// runFlags are the flags of `thaw run` that are no settings of an experiment:
// they change how it is executed or shown, not what comes out.
type runFlags struct {
	resume, force, json, quiet, noFigures bool
	jobs                                  int
	cpuProfile                            string
}

func newRunCommand() *cobra.Command {
	var f runFlags
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
  thaw run --schedule least-loaded --keepalive ttl,keep=1m --keepalive greedy-dual --memory 2GiB --out results/keepalive
  thaw run --trace synthetic,functions=100,invocations=100000,duration=1h --platform openwhisk --out results/synthetic`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd, args, f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	for _, field := range experiments.Fields() {
		addSetting(flags, field)
	}
	flags.BoolVar(&f.resume, "resume", false, "go on with an existing result folder, keeping its finished runs")
	flags.BoolVar(&f.force, "force", false, "replace an existing result folder")
	flags.IntVar(&f.jobs, "jobs", 0, "`N` runs at a time; 0: one a core (results do not depend on it)")
	flags.BoolVar(&f.noFigures, "no-figures", false, "write no plots/")
	flags.BoolVar(&f.json, "json", false, "print the summary as JSON instead of a table")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	flags.StringVar(&f.cpuProfile, "cpuprofile", "", "write a CPU profile to this `FILE`")
	return cmd
}

// setting is a flag that is a setting of an experiment: a list of texts, which
// the experiments package reads.
type setting struct {
	kind  string
	list  bool
	texts []string
}

var _ pflag.Value = (*setting)(nil)

func (s *setting) String() string { return strings.Join(s.texts, " ") }
func (s *setting) Type() string   { return s.kind }
func (s *setting) Set(text string) error {
	if !s.list {
		s.texts = s.texts[:0] // as everywhere, the last of several counts
	}
	s.texts = append(s.texts, text)
	return nil
}

// addSetting adds a setting of an experiment to the flags of a command.
func addSetting(flags *pflag.FlagSet, f experiments.Field) {
	s := &setting{kind: f.Value, list: f.List}
	if f.Switch {
		s.kind = "bool"
	}
	flag := flags.VarPF(s, f.Name, "", helpOf(f))
	if f.Switch {
		flag.NoOptDefVal = "true"
	}
}

func helpOf(f experiments.Field) string {
	if f.Default != "" && !f.Switch {
		return fmt.Sprintf("%s (default %s)", f.Help, f.Default)
	}
	return f.Help
}

// resolve settles the experiment that the command line, the environment and the
// file describe, and reports the mistakes of all of them at once.
func resolve(cmd *cobra.Command, args []string) (*experiments.Spec, error) {
	given := map[string][]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if s, ok := f.Value.(*setting); ok {
			given[f.Name] = s.texts
		}
	})
	flags, mistakes := experiments.FromFlags(given)
	env, err := experiments.FromEnvironment(os.Environ())
	mistakes = errors.Join(mistakes, err)
	layers := []experiments.Layer{flags, env}
	if len(args) == 1 {
		file, err := experiments.ReadFile(args[0])
		mistakes = errors.Join(mistakes, err)
		layers = append(layers, file)
	}
	spec, err := experiments.Resolve(layers...)
	if err := errors.Join(mistakes, err); err != nil {
		return nil, err
	}
	return spec, nil
}

func run(cmd *cobra.Command, args []string, f runFlags) error {
	spec, err := resolve(cmd, args)
	if err != nil {
		return err
	}
	if spec.Out == "" {
		spec.Out = defaultOut(args)
	}
	if f.resume && f.force {
		return exit.Usage(errors.New("--resume keeps finished runs and --force removes them: expected one of the two"))
	}
	plan, err := abandon(cmd.Context(), func() (*experiments.Plan, error) { return experiments.Open(spec) })
	if err != nil {
		return err
	}
	noteImputed(cmd, plan)
	stop, err := profile(f.cpuProfile)
	if err != nil {
		return exit.Usage(err)
	}
	defer stop()
	result, err := executePlan(cmd.Context(), cmd, plan, f)
	if err != nil {
		return err
	}
	if f.json {
		return results.WriteSummaryJSON(cmd.OutOrStdout(), result.Rows, true)
	}
	return printResult(cmd.OutOrStdout(), plan, result)
}

// noteImputed says which policies decide from values that are filled in.
func noteImputed(cmd *cobra.Command, plan *experiments.Plan) {
	for _, line := range plan.Imputed {
		fmt.Fprintf(cmd.ErrOrStderr(), "thaw: %s\n", line)
	}
}

func executePlan(ctx context.Context, cmd *cobra.Command, plan *experiments.Plan, f runFlags) (*experiments.Result, error) {
	opt := experiments.Options{
		Jobs: f.jobs, Resume: f.resume, Force: f.force,
		Command: append([]string{"thaw"}, os.Args[1:]...),
	}
	if !f.noFigures {
		opt.Draw = figures.DrawAll
	}
	if !f.quiet {
		p := newProgress(cmd.ErrOrStderr())
		defer p.clear()
		opt.Progress = p.show
	}
	return plan.Execute(ctx, opt)
}

// defaultOut names the result folder after the experiment file.
func defaultOut(args []string) string {
	name := "run"
	if len(args) == 1 {
		name = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
	}
	return filepath.Join("results", name)
}

// profile starts a CPU profile when a file is named; call stop at the end.
func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
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
