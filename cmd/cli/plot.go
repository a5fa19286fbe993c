package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/papers"
	"thaw/plots"
)

func newPlotCommand(program experiments.Program) *cobra.Command {
	var wanted []string
	var formats, own string
	cmd := &cobra.Command{
		Use:   "plot RESULT",
		Short: "Draw the figures of a result folder again, or in another format",
		Long: `Draw figures from a result folder, which holds all their data, into its plots/:
each as PNG (300 dpi), SVG and PDF, and the data drawn as CSV. No trace is read and
nothing is run. The figures of a run:

` + figureList() + `
Those of the folder of a reproduction are the figures of its paper, by their names in
thaw reproduce.
`,
		Example: `  thaw plot results/first
  thaw plot results/first --figure latency-cdf --format svg,csv
  thaw plot results/reproduce-sophon --figure 4.10 --format pdf`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			// a figure has its name when it is complete, and the manifest knows the others
			written, err := command.Abandon(cmd.Context(), func() ([]string, error) {
				return draw(program, args[0], own, wanted, formats)
			})
			for _, path := range written {
				fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", path)
			}
			return err
		},
	}
	cmd.Flags().StringArrayVar(&wanted, "figure", nil,
		"`NAME` of a figure to draw; repeat for several; all without it")
	cmd.Flags().StringVar(&own, "papers", "",
		"`DIR` with further papers, as of thaw reproduce, for the folder of a reproduction of one of them")
	cmd.Flags().StringVar(&formats, "format", "png,svg,pdf,csv", "`FORMATS`, separated by commas: png, svg, pdf, csv")
	return cmd
}

// draw draws the named figures of a result folder or a reproduction's, or all.
func draw(program experiments.Program, at, own string, wanted []string, formats string) ([]string, error) {
	if _, err := os.Lstat(filepath.Join(at, folder.ReproductionName)); err == nil {
		list, err := plots.ParseFormats(formats)
		if err != nil {
			return nil, exit.Usage(err)
		}
		return papers.Redraw(program, at, own, wanted, list...)
	}
	known, _ := figures.Names()
	var mistakes []error
	if own != "" {
		mistakes = append(mistakes, errors.New("--papers: is of the folders of reproductions"))
	}
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			mistakes = append(mistakes, command.UnknownName("figure", name, known))
		}
	}
	list, err := plots.ParseFormats(formats)
	if err := errors.Join(append(mistakes, err)...); err != nil {
		return nil, exit.Usage(err)
	}
	return figures.Draw(at, strings.Join(wanted, ","), list...)
}

func figureList() string {
	var t table.Text
	names, abouts := figures.Names()
	for i, name := range names {
		t.Row("  "+name, abouts[i])
	}
	return t.String()
}
