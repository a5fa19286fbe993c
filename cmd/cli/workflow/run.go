package workflow

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/results"
	"thaw/experiments/workflows"
)

// runFlags are the flags of thaw workflow run beside the settings.
type runFlags struct{ force, json bool }

func newRun(program experiments.Program) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run FILE [flags]",
		Short: "Run one workflow alone and write a folder of results",
		Long: `Run one workflow on the launcher and the store that it states, once a seed, and
write a folder: the runs, their stages and their tasks as tables, and the workflow as
it was read. thaw plot draws the graph and the tasks of the first seed from it.

A workflow that stalls, or a task that is never done within its timeout, ends with
exit code 1 and leaves no folder.`,
		Example: `  thaw workflow run docs/examples/workflow-grayscale.yaml
  thaw workflow run docs/examples/workflow-scenes.yaml --seeds 5 --out results/scenes && thaw plot results/scenes`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return run(program, cmd, args, &f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	command.AddSettings(flags, "seed", "seeds", "out")
	flags.BoolVar(&f.force, "force", false, "replace an existing folder of a workflow")
	flags.BoolVar(&f.json, "json", false, "print the summary as JSON instead of tables")
	return cmd
}

func run(program experiments.Program, cmd *cobra.Command, args []string, f *runFlags) error {
	file, mistakes := command.Abandon(cmd.Context(), func() (*workflows.File, error) { return workflows.Open(args[0]) })
	settings, err := command.Resolve(program, cmd, nil, mistakes)
	if err != nil {
		return err
	}
	p := workflows.Plan{File: file, Seed: settings.Seed, Seeds: settings.Seeds, Out: settings.Out, Force: f.force,
		Build: experiments.Identify(program.Build), Command: append([]string{cmd.Root().Name()}, os.Args[1:]...)}
	if p.Out == "" {
		p.Out = command.ResultFolder(args)
	}
	out, err := p.Execute(cmd.Context())
	if err != nil {
		return err
	}
	if f.json {
		return results.WriteJSON(cmd.OutOrStdout(), workflows.Columns(), out.Rows)
	}
	text := runsTable(out.Rows) + "\n" + stagesTable(file, out) + "\n" + pathText(out.Path)
	for _, path := range out.Files {
		text += fmt.Sprintf("wrote %s\n", path)
	}
	_, err = io.WriteString(cmd.OutOrStdout(), text)
	return err
}

// row adds a row of texts.
func row(t *table.Numbers, cells ...string) {
	list := make([]table.Cell, len(cells))
	for i, c := range cells {
		list[i].Text = c
	}
	t.Row(list...)
}

// runsTable has a row a run.
func runsTable(rows []workflows.Row) string {
	t := &table.Numbers{}
	row(t, "SEED", "DONE S", "FIRST S", "CHUNKS", "LATE", "LEAD S", "TASKS", "STOPPED", "WARM", "COLD", "SURPLUS",
		"WORKERS", "WORKER S", "STORE MB", "REQUESTS")
	for i := range rows {
		r := &rows[i]
		row(t, fmt.Sprint(r.Seed), short(r.Done), short(r.First), short(float64(r.Chunks)), short(r.Late),
			short(r.Lead), short(float64(r.Tasks)),
			short(float64(r.Stopped)), short(float64(r.Warm)), short(float64(r.Cold)),
			short(float64(r.Surplus)), short(float64(r.Peak)), short(r.Worker), short(float64(r.Bytes)/1e6),
			short(float64(r.Requests)))
	}
	return t.String() + "LATE: chunks after their deadlines; LEAD: the least; WORKERS: at once, most; " +
		"WARM, COLD: launches.\n"
}

func short(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return table.Short(x)
}

// stagesTable has a row a stage, means over the runs.
func stagesTable(f *workflows.File, out *workflows.Outcome) string {
	t := &table.Numbers{}
	row(t, "STAGE", "UNITS", "TASKS", "STOPPED", "STOLEN", "RESCUED", "WAIT S", "FETCH S", "WORK S", "EMIT S",
		"WORKER S")
	n := float64(len(out.Rows))
	for i := range f.Spec.Stages {
		var sum [10]float64
		for k := i; k < len(out.Stages); k += len(f.Spec.Stages) {
			s := &out.Stages[k]
			for j, v := range []float64{float64(s.Units), float64(s.Tasks), float64(s.Stopped), float64(s.Stolen),
				float64(s.Rescued), s.Wait, s.Fetch, s.Work, s.Emit, s.Busy} {
				sum[j] += v / n
			}
		}
		cells := []string{f.Spec.Stages[i].Name}
		for _, v := range sum {
			cells = append(cells, short(v))
		}
		row(t, cells...)
	}
	return t.String() + "Times are sums over the tasks of a stage that were not stopped, WORKER over all; means " +
		"over seeds.\n"
}

// mostSteps is how many tasks of a critical path are named.
const mostSteps = 12

// pathText tells the critical path of the first seed, and where its time goes.
func pathText(path []workflows.Task) string {
	if len(path) == 0 {
		return ""
	}
	var steps []string
	for i := range path {
		x := &path[i]
		if i < mostSteps/2 || i >= len(path)-mostSteps/2 {
			steps = append(steps, fmt.Sprintf("%s %d", x.Stage, x.Chunk))
		} else if i == mostSteps/2 {
			steps = append(steps, "…")
		}
	}
	between, took := workflows.Spent(path)
	return fmt.Sprintf("Critical path of seed %d, %s: %s.\nIt is %s s of input, ticks and limits, %s s of waiting for "+
		"workers, %s s of fetching, %s s of work, %s s of emitting.\n", path[0].Seed,
		table.Many(int64(len(path)), "task"), strings.Join(steps, " → "), short(between.Seconds()),
		short(took[0].Seconds()), short(took[1].Seconds()), short(took[2].Seconds()), short(took[3].Seconds()))
}
