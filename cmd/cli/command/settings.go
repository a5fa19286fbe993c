package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/textfile"
)

// setting is a flag that is a setting of an experiment: a list of texts, which
// the experiments package reads.
type setting struct {
	kind  string
	all   bool // every text counts
	texts []string
}

var _ pflag.Value = (*setting)(nil)

func (s *setting) String() string { return strings.Join(s.texts, " ") }
func (s *setting) Type() string   { return s.kind }
func (s *setting) Set(text string) error {
	if !s.all {
		s.texts = s.texts[:0] // the last of several counts
	}
	s.texts = append(s.texts, text)
	return nil
}

// AddSettings adds the settings of these names to the flags of a command.
func AddSettings(flags *pflag.FlagSet, names ...string) {
	for _, f := range experiments.Fields() {
		if slices.Contains(names, f.Name) {
			AddSetting(flags, f)
		}
	}
}

// AddSetting adds a setting of an experiment to the flags of a command.
func AddSetting(flags *pflag.FlagSet, f experiments.Field) {
	s := &setting{kind: f.Value, all: f.List || f.Once}
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

// Execution holds the flags of a command that executes experiments.
type Execution struct {
	Texts
	Resume, Force bool
	Jobs          int
	jobs          string // what they are, in the plural
}

// mostJobs bounds what is done at a time: each has files open and a replay in memory.
const mostJobs = 1024

// AddExecution adds the flags; jobs says what the command has of them at a time.
func AddExecution(flags *pflag.FlagSet, e *Execution, jobs string) {
	e.jobs = jobs
	flags.BoolVar(&e.Resume, "resume", false, "go on with an existing result folder, keeping its finished "+jobs)
	flags.BoolVar(&e.Force, "force", false, "replace an existing result folder")
	e.Integer(flags, &e.Jobs, "jobs", 0, 0, mostJobs,
		fmt.Sprintf("`N` %s at a time, at most %d; 0: one a core (results do not depend on it)", jobs, mostJobs))
}

// Mistakes reads the flags and returns what is wrong with them.
func (e *Execution) Mistakes() error {
	var both error
	if e.Resume && e.Force {
		both = exit.Usage(fmt.Errorf("--resume keeps finished %s and --force removes them: expected one of the two",
			e.jobs))
	}
	return errors.Join(e.Err(), both)
}

// Resolve settles the experiment that the command line, the environment and the
// file describe, and reports the mistakes of all of them at once, behind those of the
// command's own flags. An interruption ends it while it reads.
func Resolve(
	program experiments.Program, cmd *cobra.Command, args []string, own ...error,
) (*experiments.Spec, error) {
	return Abandon(cmd.Context(), func() (*experiments.Spec, error) { return resolve(program, cmd, args, own) })
}

// Given returns what flags and environment say of settings.
func Given(cmd *cobra.Command) (flags, env experiments.Layer, err error) {
	set := map[string][]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if s, ok := f.Value.(*setting); ok {
			set[f.Name] = s.texts
		}
	})
	flags, wrong := experiments.FromFlags(set)
	env, err = experiments.FromEnvironment(os.Environ())
	return flags, env, errors.Join(wrong, err)
}

func resolve(
	program experiments.Program, cmd *cobra.Command, args []string, own []error,
) (*experiments.Spec, error) {
	flags, env, err := Given(cmd)
	mistakes := errors.Join(append(own, err)...)
	layers := []experiments.Layer{flags, env}
	if len(args) == 1 {
		file, err := experiments.ReadFile(args[0])
		mistakes = errors.Join(mistakes, err)
		layers = append(layers, file)
	}
	spec, err := experiments.Resolve(program, layers...)
	if err := errors.Join(mistakes, err); err != nil {
		return nil, err
	}
	return spec, nil
}

// NoteImputed says which policies decide from values that are filled in.
func NoteImputed(cmd *cobra.Command, plan *experiments.Plan) {
	for _, line := range plan.Imputed {
		Note(cmd)(line)
	}
}

// Note returns a function that tells the user what was noticed and handled.
func Note(cmd *cobra.Command) func(line string) {
	return func(line string) { fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", cmd.Root().Name(), line) }
}

// ResultFolder names the result folder after the experiment file.
func ResultFolder(args []string) string {
	name := "run"
	if len(args) == 1 && args[0] != textfile.Stdin {
		name = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
	}
	return filepath.Join("results", name)
}
