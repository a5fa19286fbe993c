package compare

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/compare"
	"thaw/experiments/exit"
	"thaw/experiments/textfile"
)

// checkFlags say what a check is compared with and how it is written.
type checkFlags struct {
	baseline, junit        string
	update, json, markdown bool
}

// NewCheck returns the command check.
func NewCheck() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check BUDGETS.yaml RESULT",
		Short: "Pass or fail a result by budgets, for CI",
		Long: `Check a result folder against a budget file. Absolute budgets bound a metric with
min and max; relative ones bound by how much it may move from a committed
baseline, with max_increase and max_decrease. A relative budget fails only when
the paired interval of the change lies beyond its tolerance and the test of that,
adjusted over all budgets, says so, too; when the interval straddles the
tolerance it is inconclusive, which warns unless the budget says otherwise. A
metric without a sample, such as the latency where every invocation is rejected,
is "no data", which fails unless the budget says allow_no_data: true; the seeds
that have a sample then decide.

Exit codes: 0 all pass, 1 a budget fails, 2 bad input, 3 the baseline is missing
or of another trace, window, platform or other seeds. docs/statistics.md explains
the methods, docs/examples/ci has a workflow to copy.`,
		Example: `  thaw run -q --seeds 3 --out r && ` +
			`printf 'budgets: [{metric: cold_start_ratio, max: 0.5}]' > b.yaml && thaw check b.yaml r
  thaw run -q --seeds 3 --out r && ` +
			`printf 'budgets: [{metric: latency_ms_p99, max_increase: 5%%}]' > b.yaml && ` +
			`thaw check b.yaml r --baseline base.json --update-baseline && ` +
			`thaw check b.yaml r --baseline base.json --junit check.xml`,
		Args: command.Args(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error { return check(cmd, args[0], args[1], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.baseline, "baseline", "", "baseline `FILE` of relative budgets")
	flags.BoolVar(&f.update, "update-baseline", false, "write the baseline from RESULT, and check nothing")
	flags.StringVar(&f.junit, "junit", "", "write JUnit XML to this `FILE`")
	flags.BoolVar(&f.json, "json", false, "print as JSON")
	flags.BoolVar(&f.markdown, "markdown", false, "print as Markdown, for the summary of a CI job")
	return cmd
}

// mistakes returns what is wrong with the flags, all of it.
func (f *checkFlags) mistakes(budgets string) error {
	var errs []error
	report := func(wrong bool, text string) {
		if wrong {
			errs = append(errs, errors.New(text))
		}
	}
	report(f.json && f.markdown, "--json and --markdown: expected one of them")
	report(budgets == textfile.Stdin && f.baseline == textfile.Stdin,
		"the budgets and --baseline are both standard input (-): expected one of them")
	report(f.update && f.baseline == textfile.Stdin, "--update-baseline writes --baseline: expected a file, not -")
	report(f.update && (f.junit != "" || f.json || f.markdown),
		"--update-baseline checks nothing: there is nothing to write as JUnit, JSON or Markdown")
	return exit.Usage(errors.Join(errs...))
}

func check(cmd *cobra.Command, file, folder string, f checkFlags) error {
	if err := f.mistakes(file); err != nil {
		return err
	}
	if f.junit != "" {
		if err := compare.JUnitMayReplace(f.junit); err != nil {
			return err
		}
	}
	budgets, err := command.Abandon(cmd.Context(),
		func() (*compare.Budgets, error) { return compare.ReadBudgets(file) })
	if err != nil {
		return err
	}
	if f.update {
		return updateBaseline(cmd, budgets, folder, f)
	}
	report, err := command.Abandon(cmd.Context(),
		func() (*compare.Report, error) { return compare.Check(budgets, folder, f.baseline) })
	if err != nil {
		return err
	}
	for _, text := range report.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s\n", cmd.Root().Name(), text)
	}
	if f.junit != "" {
		if err := report.WriteJUnit(f.junit); err != nil {
			return err
		}
	}
	w := cmd.OutOrStdout()
	switch {
	case f.json:
		err = report.WriteJSON(w)
	case f.markdown:
		err = report.WriteMarkdown(w)
	default:
		_, err = io.WriteString(w, checkTable(report))
	}
	if err != nil {
		return err
	}
	if n := report.Failed(); n > 0 {
		return fmt.Errorf("%d of %d checks failed", n, len(report.Rows))
	}
	return nil
}

func updateBaseline(cmd *cobra.Command, budgets *compare.Budgets, folder string, f checkFlags) error {
	base, err := compare.UpdateBaseline(budgets, folder, f.baseline)
	if err != nil {
		return err
	}
	for _, text := range base.Absent() {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s: %s: budgets on it will be \"no data\"\n", cmd.Root().Name(),
			f.baseline, text)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "wrote %s: %d policy sets under %d seeds; nothing was checked\n",
		f.baseline, len(base.Policies), len(base.Seeds))
	return err
}

// checkTable has a line for every check, in the order of the budgets.
func checkTable(r *compare.Report) string {
	var t table.Text
	t.Row("STATUS", "BUDGET", "POLICY", "FOUND", "ALLOWED", "ABOUT")
	for i := range r.Rows {
		row := &r.Rows[i]
		t.Row(row.StatusText(), row.Title(), row.Policy.Policy, row.ValueText(), row.LimitText(), row.About())
	}
	var b strings.Builder
	b.WriteString(t.String())
	fmt.Fprintf(&b, "\n%s.\n", r.Counts())
	if r.Tests > 0 {
		fmt.Fprintf(&b, "Changes with intervals of %.4g%%; p one-sided, adjusted by Holm's procedure over %d tests.\n",
			100*r.Confidence, r.Tests)
	}
	for _, n := range r.Notes {
		b.WriteString(n + ".\n")
	}
	return b.String()
}
