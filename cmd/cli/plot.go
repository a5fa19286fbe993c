package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/plots"
)

func newPlotCommand() *cobra.Command {
	var f plotFlags
	cmd := &cobra.Command{
		Use:   "plot RESULT",
		Short: "Draw the figures of a result folder again, or in another format",
		Long: `Draw figures from a result folder, which holds all their data, into its plots/:
each as PNG (300 dpi), SVG and PDF, and the data drawn as CSV. The figures:

` + figureList(),
		Example: `  thaw plot results/first
  thaw plot results/first --figure latency-cdf --format svg,csv
  thaw plot results/first --figure start-kinds --width page
  thaw plot results/two --policy sticky-random --figure latency-tail`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			// a figure has its name when it is complete, and the manifest knows the others
			written, err := command.Abandon(cmd.Context(), func() ([]string, error) {
				f.Note = command.Note(cmd)
				return f.draw(args[0])
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
	flags.StringVar(&f.formats, "format", "png,svg,pdf,csv", "`FORMATS`, separated by commas: png, svg, pdf, csv")
	return cmd
}

// plotFlags are the flags of thaw plot.
type plotFlags struct {
	figures.Choice
	command.Texts
	formats string
}

// draw draws the named figures of a result folder, or all.
func (f *plotFlags) draw(folder string) ([]string, error) {
	mistakes := append(figures.UnknownFigures(f.Figures), f.Texts.Err())
	var err error
	f.Formats, err = plots.ParseFormats(f.formats)
	if err := errors.Join(append(mistakes, err)...); err != nil {
		return nil, exit.Usage(err)
	}
	return figures.Draw(folder, f.Choice)
}

func figureList() string {
	var t table.Text
	names, abouts := figures.Names()
	for i, name := range names {
		t.Row("  "+name, abouts[i])
	}
	return t.String()
}
