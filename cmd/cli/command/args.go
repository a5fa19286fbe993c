package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/experiments/exit"
	"thaw/models/names"
)

// Args makes a mistake in a command's arguments a usage error that
// suggests the command that was meant.
func Args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := strayValue(cmd, args); err != nil {
			return err
		}
		if check(cmd, args) == nil {
			return nil
		}
		if len(args) > 0 && cmd.HasSubCommands() {
			return UnknownCommand(cmd, args[0])
		}
		return exit.Usage(fmt.Errorf("%d arguments, expected %q (see %s --help)",
			len(args), cmd.UseLine(), cmd.CommandPath()))
	}
}

// strayValue says that a switch takes its value behind an equals sign: in
// "--impute false" the second word is an argument of the command.
func strayValue(cmd *cobra.Command, args []string) error {
	for _, word := range args {
		if word != "true" && word != "false" {
			continue
		}
		var given []string
		cmd.Flags().Visit(func(f *pflag.Flag) {
			if f.NoOptDefVal != "" {
				given = append(given, "--"+f.Name+"="+word)
			}
		})
		if len(given) > 0 {
			return exit.Usage(fmt.Errorf("%q is no value of a switch but an argument of its own: expected %s",
				word, strings.Join(given, " or ")))
		}
	}
	return nil
}

// UnknownCommand returns the error about a name that is no command below cmd.
func UnknownCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	return exit.Usage(fmt.Errorf("unknown command %q for %q%s (see %s --help)",
		name, cmd.CommandPath(), names.Suggest(name, known), cmd.CommandPath()))
}

// UnknownName returns the error about a name that is not among the known ones.
func UnknownName(what, got string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", what, got, names.Hint(got, known))
}
