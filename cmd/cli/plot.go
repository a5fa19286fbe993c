package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/papers"
	"thaw/experiments/workflows"
	"thaw/plots"
)

func newPlotCommand(program experiments.Program) *cobra.Command {
	var f plotFlags
	cmd := &cobra.Command{
		Use:   "plot RESULT",
		Short: "Draw the figures of a result folder again, or in another format",
		Long: `Draw figures from a result folder, which holds all their data, into its plots/:
each as PNG (300 dpi), SVG and PDF, and the data drawn as CSV. No trace is read and
nothing is run. The figures of a run:

` + figureList() + `
Those of the folder of thaw workflow run:

` + workflowFigures() + `
Those of the folder of a reproduction are the figures of its paper, by their names in
thaw reproduce.
`,
		Example: `  thaw plot results/first
  thaw plot results/first --figure latency-cdf --format svg,csv
  thaw plot results/first --figure start-kinds --width page
  thaw plot results/two --policy sticky-random --figure latency-tail
  thaw plot results/reproduce-sophon --figure 4.10 --format pdf`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			// a figure has its name when it is complete, and the manifest knows the others
			written, err := command.Abandon(cmd.Context(), func() ([]string, error) {
				f.Note = command.Note(cmd)
				return f.draw(program, args[0])
			})
			for _, path := range written {
				fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", path)
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVar(&f.Figures, "figure", nil, "`NAME` of a figure to draw; repeat for several; all without it")
	flags.StringArrayVar(&f.Policies, "policy", nil, "`NAME` of a policy set, or of a policy that is a part of some: "+
		"draw only these; repeat for several")
	f.Texts.Width(flags, &f.Choice.Width)
	flags.StringVar(&f.own, "papers", "",
		"`DIR` with further papers, as of thaw reproduce, for the folder of a reproduction of one of them")
	flags.StringVar(&f.formats, "format", "png,svg,pdf,csv", "`FORMATS`, separated by commas: png, svg, pdf, csv; "+
		"a figure is drawn in those in which it stands there, too")
	return cmd
}

// plotFlags are the flags of thaw plot.
type plotFlags struct {
	figures.Choice
	command.Texts
	formats, own string
}

// draw draws the named figures of a result folder or a reproduction's, or all.
func (f *plotFlags) draw(program experiments.Program, at string) ([]string, error) {
	mistakes := []error{f.Texts.Err()}
	var err error
	f.Formats, err = plots.ParseFormats(f.formats)
	mistakes = append(mistakes, err)
	_, err = os.Lstat(filepath.Join(at, folder.ReproductionName))
	_, without := os.Lstat(filepath.Join(at, folder.WorkflowName))
	switch ofPaper := err == nil; {
	case without == nil:
		if len(f.Policies) > 0 || f.own != "" {
			mistakes = append(mistakes, errors.New("--policy and --papers: are of other folders than "+
				"that of a workflow"))
		}
		if err := errors.Join(mistakes...); err != nil {
			return nil, exit.Usage(err)
		}
		return workflows.Draw(at, f.Figures, f.Choice.Output)
	case ofPaper && len(f.Policies) > 0:
		mistakes = append(mistakes, errors.New("--policy: is of the folders of runs: a figure of a paper has the "+
			"policies of the publication"))
	case !ofPaper && f.own != "":
		mistakes = append(mistakes, errors.New("--papers: is of the folders of reproductions"))
	case ofPaper:
		if err := errors.Join(mistakes...); err != nil {
			return nil, exit.Usage(err)
		}
		return papers.Redraw(program, at, f.own, f.Figures, f.Choice.Output)
	}
	mistakes = append(mistakes, figures.UnknownFigures(f.Figures)...)
	if err := errors.Join(mistakes...); err != nil {
		return nil, exit.Usage(err)
	}
	return figures.Draw(at, f.Choice)
}

func figureList() string {
	var t table.Text
	names, abouts := figures.Names()
	for i, name := range names {
		t.Row("  "+name, abouts[i])
	}
	return t.String()
}

func workflowFigures() string {
	var t table.Text
	names, abouts := workflows.Figures()
	for i, name := range names {
		t.Row("  "+name, abouts[i])
	}
	return t.String()
}
