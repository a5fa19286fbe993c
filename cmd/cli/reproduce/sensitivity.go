package reproduce

import (
	"errors"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/experiments/exit"
	"thaw/experiments/papers"
	"thaw/experiments/papers/sensitivity"
)

// sensitivityMistakes returns which flags do not go with --sensitivity, nor does a figure.
func (f *flags) sensitivityMistakes(figure bool) error {
	if !f.sensitivity {
		return nil
	}
	if figure || f.Windows > 0 || f.Seeds > 0 || f.Trace != "" || f.Format != "" || f.Workload != "" || f.json ||
		len(f.Set) > 0 || f.Width != 0 {
		return errors.New("--sensitivity: it runs a whole paper as --validate does, and prints Markdown: expected no " +
			"figure, --windows, --seeds, --trace, --format, --workload, --json, --set and --width beside it")
	}
	return nil
}

// searchSensitivity changes each number that the paper's run reads and prints the report.
func searchSensitivity(cmd *cobra.Command, paper *papers.Paper, opt papers.Options, quiet bool) error {
	if opt.Out == "" {
		opt.Out = filepath.Join("results", "sensitivity-"+paper.Name)
	}
	own := sensitivity.Options{Out: opt.Out, Jobs: opt.Jobs, Given: opt.Given, Command: opt.Command}
	if !quiet {
		own.Note = command.Note(cmd)
	}
	if err := (&sensitivity.Report{Paper: paper.Name}).Place().Check(opt.Document); err != nil {
		return exit.Usage(err)
	}
	r, err := sensitivity.Run(cmd.Context(), paper, own)
	if err != nil {
		return err
	}
	if opt.Document != "" {
		if err := r.Place().Write(opt.Document, r.Markdown()); err != nil {
			return err
		}
		text, err := sensitivity.Summary(r.Markdown(), opt.Document)
		if err == nil {
			_, err = io.WriteString(cmd.OutOrStdout(), text)
		}
		return err
	}
	_, err = io.WriteString(cmd.OutOrStdout(), r.Markdown())
	return err
}
