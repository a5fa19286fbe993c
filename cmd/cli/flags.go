package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/models/names"
)

// flagError adds a suggestion to the error about an unknown flag.
func flagError(cmd *cobra.Command, err error) error {
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
