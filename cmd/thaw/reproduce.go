package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"thaw/experiments/exit"
	"thaw/experiments/papers"
	"thaw/models/names"
)

// reproduceFlags are the flags of `thaw reproduce`.
type reproduceFlags struct {
	papers.Options
	papers, document        string
	json, quiet, asMarkdown bool
}

func newReproduceCommand() *cobra.Command {
	var f reproduceFlags
	cmd := &cobra.Command{
		Use:   "reproduce [PAPER[/FIGURE]]",
		Short: "Run a paper's experiment; published beside simulated, with verdicts",
		Long: `Run the experiment of a published system, print a table that puts what was
published beside what is simulated, claim by claim, with an interval and a
verdict, and draw the figures in the form of the publication. With a figure, run
only what it needs. Without a paper, list the papers and their figures.

The first workload of the paper that is present is replayed; --workload chooses
another of them and --trace any other trace. The table says which it was. A
paper whose cells are all studies (models that are run on their own) replays none.

Exit code 1 when an enforced row is not reproduced, or a known gap is closed and
has to be promoted; 3 when an enforced row cannot be told, for lack of windows
and seeds.`,
		Example: `  thaw reproduce
  thaw reproduce sophon/4.4 --workload generated --out results/sophon-4.4`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listPapers(cmd.OutOrStdout(), f.papers)
			}
			return reproduce(cmd, args[0], &f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.Workload, "workload", "", "replay this workload of the paper, by `NAME`")
	flags.StringVar(&f.Trace, "trace", "", "replay the trace at this `PATH` instead")
	flags.StringVar(&f.Format, "format", "", "`FORMAT` of that trace; guessed from the path where it can be")
	flags.IntVar(&f.Windows, "windows", 0, "`N` windows instead of the paper's number; 0: the paper's")
	flags.IntVar(&f.Seeds, "seeds", 0, "`N` seeds instead of each cell's number; 0: the cell's")
	flags.StringVar(&f.Out, "out", "", "result folder to make, a `DIR` (default results/reproduce-PAPER)")
	flags.BoolVar(&f.Resume, "resume", false, "go on with an existing result folder, keeping its finished runs")
	flags.BoolVar(&f.Force, "force", false, "replace an existing result folder")
	flags.IntVar(&f.Jobs, "jobs", 0, "`N` runs at a time; 0: one a core (results do not depend on it)")
	flags.StringVar(&f.papers, "papers", "", "`DIR` with further papers, each a folder; they come before those inside thaw")
	flags.BoolVar(&f.json, "json", false, "print the claims as JSON instead of a table")
	flags.BoolVar(&f.asMarkdown, "markdown", false, "print the table as Markdown")
	flags.StringVar(&f.document, "document", "", "also put the table between the marks of this paper and workload in a Markdown `FILE`")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	return cmd
}

// listPapers prints what can be reproduced.
func listPapers(w io.Writer, folder string) error {
	all, err := papers.Names(folder)
	if err != nil {
		return err
	}
	t := &tableText{}
	t.row("PAPER/FIGURE", "SHOWS")
	for _, name := range all {
		p, err := papers.Open(name, folder)
		if err != nil {
			return err
		}
		t.row(name, fmt.Sprintf("%s; %d claims", p.Title, len(p.Claims)))
		figures, abouts := p.FigureNames()
		for i := range figures {
			t.row(name+"/"+figures[i], abouts[i])
		}
	}
	_, err = io.WriteString(w, t.String())
	return err
}

func reproduce(cmd *cobra.Command, what string, f *reproduceFlags) error {
	switch {
	case f.json && f.asMarkdown:
		return exit.Usage(fmt.Errorf("--json and --markdown: expected one of them"))
	case f.Resume && f.Force:
		return exit.Usage(fmt.Errorf("--resume keeps finished runs and --force removes them: expected one of the two"))
	case f.document != "" && (strings.Contains(what, "/") || f.Windows > 0 || f.Seeds > 0 || f.Trace != ""):
		return exit.Usage(fmt.Errorf("--document: expected a whole paper with its own workload, windows and seeds"))
	case f.Windows < 0 || f.Seeds < 0:
		return exit.Usage(fmt.Errorf("--windows and --seeds: expected numbers that are not negative"))
	}
	name, figure, some := strings.Cut(what, "/")
	if some && figure == "" {
		return exit.Usage(fmt.Errorf("%q: a figure is missing behind the slash", what))
	}
	paper, err := papers.Open(name, f.papers)
	if err != nil {
		return err
	}
	opt := f.Options
	opt.Figure = figure
	if opt.Out == "" {
		opt.Out = filepath.Join("results", "reproduce-"+name)
	}
	opt.Command = append([]string{"thaw"}, os.Args[1:]...)
	if !f.quiet {
		p := newProgress(cmd.ErrOrStderr())
		defer p.clear()
		opt.Progress = p.show
	}
	r, err := paper.Reproduce(cmd.Context(), opt)
	if err != nil {
		return err
	}
	if err := printReproduction(cmd, r, f); err != nil {
		return err
	}
	if f.document != "" {
		if err := r.WriteDocument(f.document); err != nil {
			return err
		}
	}
	return verdictError(r)
}

func printReproduction(cmd *cobra.Command, r *papers.Reproduction, f *reproduceFlags) error {
	w := cmd.OutOrStdout()
	if f.json || f.asMarkdown {
		for _, line := range strings.Split(strings.TrimSpace(r.Workload.Describe()), "\n") {
			fmt.Fprintf(cmd.ErrOrStderr(), "thaw: %s\n", line)
		}
		if f.json {
			return r.WriteJSON(w)
		}
		return r.WriteMarkdown(w)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", r.Paper.Title, r.Workload.Describe())
	b.WriteString(claimTable(r))
	var left int
	for _, path := range r.Written {
		if filepath.Ext(path) == ".png" || filepath.Dir(path) == filepath.Clean(r.Folder) {
			fmt.Fprintf(&b, "wrote %s\n", path)
		} else {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "and %d files of the same figures as SVG, PDF and CSV\n", left)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// claimTable is the table of claims, a block a figure, with what there is to say
// about a row below it.
func claimTable(r *papers.Reproduction) string {
	t := &tableText{}
	t.row("FIGURE", "PUBLISHED", "SIMULATED", "INTERVAL", "TOLERANCE", "STATUS", "VERDICT")
	var b strings.Builder
	rows := make([]string, len(r.Claims))
	for i := range r.Claims {
		c := &r.Claims[i]
		t.row(c.Claim.Figure, shorten(c.Published()), c.SimulatedText(), c.IntervalText(), c.Claim.Tolerance.Text, c.Status.String(), c.VerdictText())
		rows[i] = c.Claim.Claim
	}
	lines := strings.Split(strings.TrimRight(t.String(), "\n"), "\n")
	b.WriteString(lines[0] + "\n")
	for i, line := range lines[1:] {
		c := &r.Claims[i]
		fmt.Fprintf(&b, "%s\n%s\n", rows[i], strings.TrimRight("  "+line, " "))
		if c.Note != "" {
			fmt.Fprintf(&b, "      %s\n", strings.Join(strings.Fields(c.Note), " "))
		}
		if c.Failure != "" {
			fmt.Fprintf(&b, "  !!  %s\n", c.Failure)
		}
	}
	fmt.Fprintf(&b, "\n%d reproduced, %d shape only, %d not reproduced, %d not comparable; intervals of 95%% over windows and seeds\n\n",
		r.Count(papers.Reproduced), r.Count(papers.ShapeOnly), r.Count(papers.NotReproduced), r.Count(papers.NotComparable))
	return b.String()
}

// shorten cuts a long text; the claim above it says it all.
func shorten(text string) string {
	if letters := []rune(text); len(letters) > 44 {
		return string(letters[:43]) + "…"
	}
	return text
}

// verdictError is the error that a reproduction ends with: rows that fail, or
// enforced rows of which nothing can be said.
func verdictError(r *papers.Reproduction) error {
	var lines []string
	for _, c := range r.Failures() {
		lines = append(lines, fmt.Sprintf("%s: figure %s: %q %s", c.Claim.Place, c.Claim.Figure, c.Claim.Claim, c.Failure))
	}
	if len(lines) > 0 {
		return fmt.Errorf("%s", strings.Join(lines, "\n"))
	}
	if n := len(r.Untold()); n > 0 {
		return &exit.NotComparableError{Err: fmt.Errorf("%d enforced claims cannot be told from one window under one seed; more --windows or --seeds are needed", n)}
	}
	return nil
}

// paperTexts completes a paper, and behind its slash a figure.
func paperTexts(typed string) ([]string, cobra.ShellCompDirective) {
	all, err := papers.Names("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	name, _, behind := strings.Cut(typed, "/")
	if !behind || names.Nearest(name, all) != name {
		return all, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := papers.Open(name, "")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	figures, _ := p.FigureNames()
	for i := range figures {
		figures[i] = name + "/" + figures[i]
	}
	return figures, cobra.ShellCompDirectiveNoFileComp
}
