package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/models/names"
)

// flagError says in thaw's words what is wrong with a flag, and suggests another one
// in place of an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return fmt.Errorf("--%s: %q: expected %s (see %s --help)", invalid.GetFlag().Name, invalid.GetValue(),
			expectedOf(invalid.GetFlag().Value.Type()), cmd.CommandPath())
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())
	}
	name := unknown.GetSpecifiedName()
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	near := names.Nearest(name, known)
	if near != "" {
		near = fmt.Sprintf(" (did you mean --%s?)", near)
	}
	return fmt.Errorf("unknown flag --%s for %q%s", name, cmd.CommandPath(), near)
}

// expectedOf says what a flag of a type takes.
func expectedOf(kind string) string {
	switch kind {
	case "bool":
		return "true or false"
	case "int", "int64":
		return "an integer"
	case "uint64":
		return "an integer from 0"
	case "float64":
		return "a number"
	case "duration":
		return "a duration such as 10m, 1h30m or 500ms"
	}
	return "another value"
}
