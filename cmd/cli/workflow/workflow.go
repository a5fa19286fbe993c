// Package workflow checks workflows, runs them alone, and imports those of Sprocket.
//
//	FILE.yaml ──▶ validate: every mistake with its place, or what is known before a run
//	          ──▶ run: a folder of tables ──▶ thaw plot
//	SPEC.json ──▶ import ──▶ FILE.yaml, with what the specification does not say as assumptions
package workflow

import (
	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/experiments"
)

// New returns the command workflow and the commands below it.
func New(program experiments.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "workflow",
		Short: "Check workflows of many stages, run them alone and import them",
		Long: `Workflows are applications of many stages on short-lived workers, such as
pipelines of video. docs/workflows.md describes their YAML form.`,
		Args: command.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newValidate(), newRun(program), newImport())
	return cmd
}
