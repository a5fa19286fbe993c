package trace

import (
	"fmt"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/traces"
	"thaw/traces/stats"
)

func newStats(program experiments.Program) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats [TRACE...]",
		Short: "Show the statistics of traces beside the published ones",
		Long: `Show popularity, triggers, inter-arrival variation, durations and memory of each
trace, side by side with what was published about the Azure Functions traces.
Without a trace: the embedded sample. Of traces of workflows: jobs, tasks, depth,
width and shapes.`,
		Example: `  thaw trace stats
  thaw trace stats synthetic,functions=200,invocations=50000,duration=2h
  thaw trace stats flows,model=chain,length=2-5,work=100ms,rate=1/s,duration=10m
  thaw trace stats --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{""}
			}
			kinds, err := countFlows(program, cmd, args)
			if err != nil {
				return err
			}
			if kinds == len(args) {
				return flowsStats(program, cmd, args, asJSON)
			}
			var columns []*stats.Summary
			for _, path := range args {
				s, err := command.Abandon(cmd.Context(),
					func() (*stats.Summary, error) { return statsOf(program, cmd, path) })
				if err != nil {
					return err
				}
				columns = append(columns, s)
			}
			compared := stats.Compare(columns...)
			if asJSON {
				return table.WriteJSON(cmd.OutOrStdout(), compared)
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), compared)
			return err
		},
	}
	addFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func statsOf(program experiments.Program, cmd *cobra.Command, path string) (*stats.Summary, error) {
	t, seed, err := open(program, cmd, path)
	if err != nil {
		return nil, err
	}
	src, err := t.Source(seed)
	if err != nil {
		return nil, exit.Usage(err)
	}
	defer traces.Close(src)
	s, err := stats.Of(src)
	if err != nil {
		return nil, exit.Usage(err)
	}
	s.Name, s.ClockOffset = path, t.ClockOffset()
	if path == "" {
		s.Name = "embedded sample"
	}
	return s, nil
}
