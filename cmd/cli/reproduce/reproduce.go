// Package reproduce runs the experiments of papers and prints their claims.
//
//	PAPER/FIGURE ──▶ Reproduce ──▶ table of published, simulated, verdict ──▶ exit code
package reproduce

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/progress"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers"
	"thaw/experiments/papers/rows"
)

// flags are the flags of `thaw reproduce`.
type flags struct {
	papers.Options
	execution               command.Execution
	papers                  string
	json, quiet, asMarkdown bool
	sensitivity             bool
}

// about is the help of the command.
const about = `Run the experiment of a published system, print a table that puts what was
published beside what is simulated, claim by claim, with an interval and a
verdict, and draw the figures in the form of the publication. With a figure, run
only what it needs; its paper need not be named where no other one has such a
figure. "table 5.3", "table-5.3" and "5.3" are one name. Without a paper, list the
papers and their figures.

The first workload of the paper that is present is replayed; --workload chooses
another of them and --trace any other trace. The table says which it was. A
paper whose cells are all studies (models that are run on their own) replays none.

The table is as wide as the terminal, or as COLUMNS says, from 80 to 120 columns, and
100 in a file. Each note stands once, below the figures, and rows refer to it by number.
NO_COLOR switches the colours of a terminal off.

With --validate, run the part that the paper's section validate states: one
workload and fewer windows and seeds. That is what make validate compares, table
against table; where it leaves out windows or seeds, verdicts set no exit code.

With --sensitivity, run that part again and again, each time with one number that it
reads at twice its value, and tell how many enforced rows fail: a number that no row
notices is untested. What is finished is kept in the result folder, so that the same
command goes on after it was stopped. --document puts the report into a file.

Exit code 1 when an enforced row is not reproduced or cannot be compared, when the
run is out of line with an input (status calibration), or when a known gap is
closed and has to be promoted; 3 when an enforced row cannot be told, for lack of
windows and seeds.`

// New returns the command reproduce.
func New(program experiments.Program) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "reproduce [PAPER[/FIGURE] | FIGURE]",
		Short: "Run a paper's experiment; published beside simulated, with verdicts",
		Long:  about,
		Example: `  thaw reproduce
  thaw reproduce 5.6
  thaw reproduce sophon/4.4 --workload generated --out results/sophon-4.4
  thaw reproduce reap --set restore.host.reap.fault.user=8us --out results/reap-8us`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listPapers(program, cmd.OutOrStdout(), f.papers)
			}
			return reproduce(program, cmd, args[0], &f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.Workload, "workload", "", "replay this workload of the paper, by `NAME`")
	flags.StringVar(&f.Trace, "trace", "", "replay the trace at this `PATH` instead")
	flags.StringVar(&f.Format, "format", "", "`FORMAT` of that trace; guessed from the path where it can be")
	command.AddSettings(flags, givenSettings...)
	flags.StringArrayVar(&f.Set, "set", nil, "`PATH=VALUE` changes a number of the models for this run, by its "+
		"path in thaw params; repeat for more. What a cell of the paper says itself stays")
	read := &f.execution.Texts
	read.Integer(flags, &f.Windows, "windows", 0, 0, papers.MaxWindows,
		fmt.Sprintf("`N` windows instead of the paper's number, at most %d; 0: the paper's", papers.MaxWindows))
	read.Integer(flags, &f.Seeds, "seeds", 0, 0, experiments.MaxRuns,
		fmt.Sprintf("`N` seeds instead of each cell's number, at most %d; 0: the cell's", experiments.MaxRuns))
	flags.BoolVar(&f.Validate, "validate", false,
		"run the shorter part that make validate compares: the paper's section validate")
	flags.BoolVar(&f.sensitivity, "sensitivity", false,
		"change each number that the run reads, one by one, and tell which rows notice")
	flags.StringVar(&f.Out, "out", "", "result folder to make, a `DIR` (default results/reproduce-PAPER; with "+
		"--sensitivity results/sensitivity-PAPER)")
	command.AddExecution(flags, &f.execution, "runs")
	f.execution.Texts.Width(flags, &f.Width)
	flags.StringVar(&f.papers, "papers", "",
		"`DIR` with further papers, each a folder; they come before those inside thaw")
	flags.BoolVar(&f.json, "json", false, "print the claims as JSON instead of a table")
	flags.BoolVar(&f.asMarkdown, "markdown", false, "print the table as Markdown")
	flags.StringVar(&f.Document, "document", "",
		"also put the table between the marks of this paper and workload, or of --validate, in a Markdown `FILE`")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	return cmd
}

// givenSettings are the settings of an experiment that come from flags and environment,
// before what a paper says.
var givenSettings = []string{"max-expand"}

// settings returns the layers of givenSettings.
func settings(program experiments.Program, cmd *cobra.Command) ([]experiments.Layer, error) {
	flags, env, err := command.Given(cmd)
	layers := []experiments.Layer{flags, env.Only(givenSettings...)}
	_, wrong := experiments.Resolve(program, layers...)
	return layers, exit.Usage(errors.Join(err, wrong))
}

// listPapers prints what can be reproduced.
func listPapers(program experiments.Program, w io.Writer, folder string) error {
	all, err := papers.Names(folder)
	if err != nil {
		return err
	}
	t := &table.Text{}
	t.Row("PAPER/FIGURE", "SHOWS")
	for _, name := range all {
		p, err := papers.Open(program, name, folder)
		if err != nil {
			return err
		}
		t.Row(name, fmt.Sprintf("%s; %d claims", p.Title, len(p.Claims)))
		figures, abouts := p.FigureNames()
		for i := range figures {
			t.Row(name+"/"+figures[i], abouts[i])
		}
	}
	_, err = io.WriteString(w, t.String())
	return err
}

// mistakes returns what is wrong with the flags, all of it, for a paper or one figure.
func (f *flags) mistakes(what string, one bool) error {
	errs := []error{f.execution.Mistakes()}
	report := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	report(strings.HasSuffix(what, "/"), "%q: a figure is missing behind the slash", what)
	report(f.json && f.asMarkdown, "--json and --markdown: expected one of them")
	report(f.Document != "" && len(f.Set) > 0, "--document with --set: a run with other numbers is not "+
		"the published one")
	report(f.Document != "" && (one || f.Windows > 0 || f.Seeds > 0 || f.Trace != ""),
		"--document: expected a whole paper with its own workload, windows and seeds")
	errs = append(errs, f.sensitivityMistakes(one))
	return exit.Usage(errors.Join(errs...))
}

func reproduce(program experiments.Program, cmd *cobra.Command, what string, f *flags) error {
	given, err := settings(program, cmd)
	if err := errors.Join(f.mistakes(what, strings.Contains(what, "/")), err); err != nil {
		return err
	}
	paper, figure, err := find(program, what, f.papers)
	if err == nil {
		err = f.mistakes(what, figure != "")
	}
	if err != nil {
		return err
	}
	if figure != "" && what != paper.Name+"/"+figure {
		command.Note(cmd)(fmt.Sprintf("%s is %s of %s: %s reproduce %q", what, rows.Title(figure), paper.Name,
			cmd.Root().Name(), paper.Name+"/"+figure))
	}
	opt := f.Options
	opt.Resume, opt.Force, opt.Jobs = f.execution.Resume, f.execution.Force, f.execution.Jobs
	opt.Figure, opt.Given = figure, given
	opt.Command = append([]string{cmd.Root().Name()}, os.Args[1:]...)
	if f.sensitivity {
		return searchSensitivity(cmd, paper, opt, f.quiet)
	}
	if opt.Out == "" {
		opt.Out = filepath.Join("results", "reproduce-"+paper.Name)
	}
	opt.Note = command.Note(cmd)
	if !f.quiet {
		p := progress.New(cmd.ErrOrStderr())
		defer p.Clear()
		opt.Progress = p.Show
		opt.Note = func(line string) {
			p.Clear()
			command.Note(cmd)(line)
		}
	}
	r, err := paper.Reproduce(cmd.Context(), opt)
	if err != nil {
		return err
	}
	if err := printReproduction(cmd, r, f); err != nil {
		return err
	}
	if f.Document != "" {
		if err := r.WriteDocument(f.Document); err != nil {
			return err
		}
	}
	return verdictError(r)
}

// verdictError is the error that a reproduction ends with: rows that fail, or
// enforced rows of which nothing can be said.
func verdictError(r *papers.Reproduction) error {
	var lines []string
	for _, c := range r.Failures() {
		lines = append(lines, fmt.Sprintf("%s: figure %s: %q %s", c.Claim.Place, c.Claim.Figure, c.Claim.Claim,
			c.Failure))
	}
	if len(lines) > 0 {
		return fmt.Errorf("%s", strings.Join(lines, "\n"))
	}
	if n := len(r.Undecided()); n > 0 {
		return &exit.NotComparableError{Err: fmt.Errorf("%d enforced claims cannot be told from one window under "+
			"one seed; more --windows or --seeds are needed", n)}
	}
	return nil
}
