package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments"
)

// setting is the flag of an experiment's setting. It is a list of texts, which
// package experiments parses.
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
		s.texts = s.texts[:0] // as usual for flags, the last value counts
	}
	s.texts = append(s.texts, text)
	return nil
}

// AddSetting adds a setting of an experiment to the flags of a command.
func AddSetting(flags *pflag.FlagSet, f experiments.Field) {
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

// Resolve combines command line, environment and file into an experiment. Its error
// lists the mistakes of all three.
func Resolve(program experiments.Program, cmd *cobra.Command, args []string) (*experiments.Spec, error) {
	texts := map[string][]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if s, ok := f.Value.(*setting); ok {
			texts[f.Name] = s.texts
		}
	})
	flags, mistakes := experiments.FromFlags(texts)
	env, err := experiments.FromEnvironment(os.Environ())
	mistakes = errors.Join(mistakes, err)
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

// NoteImputed names the policies that decide from imputed values.
func NoteImputed(cmd *cobra.Command, plan *experiments.Plan) {
	for _, line := range plan.Imputed {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", cmd.Root().Name(), line)
	}
}

// ResultFolder names the result folder after the experiment file.
func ResultFolder(args []string) string {
	name := "run"
	if len(args) == 1 {
		name = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
	}
	return filepath.Join("results", name)
}
