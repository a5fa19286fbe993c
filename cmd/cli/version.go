package cli

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/experiments/build"
)

func newVersionCommand(b build.Info) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of thaw",
		Example: "  thaw version\n  thaw version --json",
		Args:    command.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(b)
			}
			if p := b.Program; p != nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", p.Name, p.Version)
			}
			modified := ""
			if b.Modified {
				modified = " (modified)"
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "thaw %s, revision %s%s, %s, %s/%s\n",
				b.Version, b.Revision, modified, b.Go, runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}
