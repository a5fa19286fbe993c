// Command thaw replays invocation traces of serverless platforms against
// modelled platforms and compares policies.
//
//	thaw run ──▶ result folder ──▶ thaw plot
//	thaw trace stats | validate | sample | convert | generate
//	thaw policies, thaw params: what there is, and where it comes from
package main

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

	"thaw/experiments/exit"
	"thaw/models/names"
)

func main() { os.Exit(thaw()) }

// thaw runs the command line of the process and returns its exit code.
func thaw() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() { // a second signal ends the process at once
		<-ctx.Done()
		stop()
	}()
	return execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// execute runs one command line; errors go to stderr, results to stdout.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root, err := newRoot()
	if err != nil {
		panic(err) // a flag that is completed twice: a mistake in the program
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err = root.ExecuteContext(ctx); err == nil {
		return exit.CodeDone
	}
	if ctx.Err() != nil && !errors.As(err, new(*exit.InterruptedError)) {
		fmt.Fprintln(stderr, "thaw: interrupted")
		return exit.CodeInterrupted
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintf(stderr, "thaw: %s\n", line)
	}
	return exit.Code(err)
}

// newRoot builds the tree of commands.
func newRoot() (*cobra.Command, error) {
	root := &cobra.Command{
		Use:   "thaw",
		Short: "Replay serverless invocation traces against modelled platforms",
		Long: `thaw replays an invocation trace of a serverless platform against a modelled
platform under one or several policies, and tells which is better, by how much
and why. Without --trace it replays an embedded sample.

Exit codes: 0 done, 1 a check or some runs failed, 2 usage, configuration or
input error, 3 not comparable, 75 interrupted (resumable).`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usageArgs(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return exit.Usage(flagError(cmd, err))
	})
	root.AddCommand(
		newRunCommand(),
		newPlotCommand(),
		newCompareCommand(),
		newReproduceCommand(),
		newRestoreCommand(),
		newSaturateCommand(),
		newCheckCommand(),
		newTraceCommand(),
		newPoliciesCommand(),
		newParamsCommand(),
		newVersionCommand(),
		newCompletionCommand(),
		newBenchCommand(),
	)
	root.SetHelpCommand(newHelpCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	return root, addCompletions(root)
}

// usageArgs makes a mistake in a command's arguments a usage error that
// suggests the command that was meant.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) == nil {
			return nil
		}
		if len(args) > 0 && cmd.HasSubCommands() {
			return unknownCommand(cmd, args[0])
		}
		return exit.Usage(fmt.Errorf("%d arguments, expected %q (see %s --help)", len(args), cmd.UseLine(), cmd.CommandPath()))
	}
}

// unknownCommand is the error about a name that is no command below cmd.
func unknownCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	return exit.Usage(fmt.Errorf("unknown command %q for %q%s (see %s --help)", name, cmd.CommandPath(), names.Suggest(name, known), cmd.CommandPath()))
}

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Print the help of a command",
		Example: "  thaw help\n  thaw help trace convert",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(about, append(rest, args...)[0])
			}
			return about.Help()
		},
	}
}
