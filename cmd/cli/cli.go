// Package cli is thaw's command line: the tree of commands, their completion and
// their exit codes.
//
//	arguments ──▶ Run ──▶ run, plot, compare, check, trace, ... ──▶ exit code
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/bench"
	"thaw/cmd/cli/command"
	"thaw/cmd/cli/compare"
	"thaw/cmd/cli/forecast"
	"thaw/cmd/cli/provision"
	"thaw/cmd/cli/reproduce"
	"thaw/cmd/cli/restore"
	"thaw/cmd/cli/run"
	"thaw/cmd/cli/saturate"
	"thaw/cmd/cli/trace"
	"thaw/cmd/cli/train"
	flow "thaw/cmd/cli/workflow"
	"thaw/experiments"
	"thaw/experiments/exit"
)

// Run runs the command line of the process for a program and returns its exit code.
func Run(program Program) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() { // a second signal ends the process at once
		<-ctx.Done()
		stop()
	}()
	return execute(ctx, program, os.Args[1:], os.Stdout, os.Stderr)
}

// execute runs one command line; errors go to stderr, results to stdout.
func execute(ctx context.Context, program Program, args []string, stdout, stderr io.Writer) int {
	complete, err := program.complete()
	if err != nil {
		return printError(stderr, program.name(), exit.Usage(err))
	}
	root, err := newRoot(program.name(), complete)
	if err != nil {
		panic(err) // a flag that is completed twice: a mistake in the program
	}
	out := &printer{w: stdout}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	if err = out.judge(root.ExecuteContext(ctx)); err == nil {
		return exit.CodeDone
	}
	if ctx.Err() != nil && !errors.As(err, new(*exit.InterruptedError)) {
		fmt.Fprintf(stderr, "%s: interrupted\n", root.Name())
		return exit.CodeInterrupted
	}
	return printError(stderr, root.Name(), err)
}

// Bounds on what is said of an error, whatever it quotes.
const (
	errorLines = 200
	errorBytes = 4000 // of a line
)

// printError prints the lines of an error and returns its exit code.
func printError(stderr io.Writer, name string, err error) int {
	lines := strings.Split(exit.Shorten(err.Error(), errorBytes), "\n")
	for _, line := range lines[:min(len(lines), errorLines)] {
		fmt.Fprintf(stderr, "%s: %s\n", name, line)
	}
	if n := len(lines) - errorLines; n > 0 {
		fmt.Fprintf(stderr, "%s: (and %d more lines)\n", name, n)
	}
	return exit.Code(err)
}

// newRoot builds the tree of commands of the program, whose name is name.
func newRoot(name string, program experiments.Program) (*cobra.Command, error) {
	root := &cobra.Command{
		Use:   name,
		Short: "Replay serverless invocation traces against modelled platforms",
		Long: `thaw replays an invocation trace of a serverless platform against a modelled
platform under one or several policies, and tells which is better, by how much
and why. Without --trace it replays an embedded sample.

Exit codes: 0 done, 1 a check or some runs failed, 2 usage, configuration or
input error, 3 not comparable, 75 interrupted (resumable).`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          command.Args(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return exit.Usage(flagError(cmd, err))
	})
	root.AddCommand(
		run.New(program),
		newPlotCommand(program),
		compare.New(),
		reproduce.New(program),
		restore.New(program.Policies),
		saturate.New(program),
		forecast.New(program),
		train.New(),
		compare.NewCheck(),
		trace.New(program),
		flow.New(program),
		newPoliciesCommand(program.Policies),
		newParamsCommand(),
		newPricesCommand(),
		provision.New(program),
		newVersionCommand(program.Build),
		newCompletionCommand(),
		bench.New(program),
	)
	root.SetHelpCommand(newHelpCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	renameExamples(root)
	return root, addCompletions(root, program)
}

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Print the help of a command",
		Example: "  thaw help\n  thaw help trace convert",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return command.UnknownCommand(about, append(rest, args...)[0])
			}
			return about.Help()
		},
	}
}
