package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"thaw/experiments/exit"
	"thaw/models/names"
)

// Args turns mistakes in a command's arguments into usage errors that suggest the
// likely command.
func Args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) == nil {
			return nil
		}
		if len(args) > 0 && cmd.HasSubCommands() {
			return UnknownCommand(cmd, args[0])
		}
		return exit.Usage(fmt.Errorf("%d arguments, expected %q (see %s --help)", len(args), cmd.UseLine(),
			cmd.CommandPath()))
	}
}

// UnknownCommand returns the error about a name that is no command below cmd.
func UnknownCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	return exit.Usage(fmt.Errorf("unknown command %q for %q%s (see %s --help)", name, cmd.CommandPath(),
		names.Suggest(name, known), cmd.CommandPath()))
}

// UnknownName returns the error about a name that is not among the known ones.
func UnknownName(what, got string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", what, got, names.Hint(got, known))
}
