// Package compare prints comparisons of results, and checks them by budgets.
//
//	result folders ──▶ compare: changes, intervals, verdicts; --effects role by role, --gap to an oracle
//	budgets, result ──▶ check: a line a budget, exit code, JUnit
package compare

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/compare"
	"thaw/experiments/exit"
)

// compareFlags say what is compared and how it is written.
type compareFlags struct {
	opt           compare.Options
	smallest, out string
	oracle        string
	json, csv     bool
	effects, gap  bool
}

// New returns the command compare.
func New() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare RESULT...",
		Short: "Policies side by side, paired by seed, with confidence intervals",
		Long: `Compare the policies of a result folder with one of them, or the policies of
several folders with the same ones of the first folder (before and after a
change). Runs of the same seed share arrivals, durations and noise, so they are
compared pair by pair: mean difference and ratio with an interval, Wilcoxon's
signed-rank test with Holm's adjustment over everything that is shown, a plain
sentence for each, and the number of seeds that would settle what is open.

Results of different traces or windows are refused (exit code 3). Results without
a seed in common are compared as independent samples, with a warning.

With --effects a result whose policy sets are all combinations of two policies
in each of several roles is told role by role: what each is worth over all
choices of the others (main effects), what two are worth beyond that
(interactions), and what switching comes to from the first policies on.

With --gap a result that holds the keep-alive policy none and an oracle, which
knows the future (clairvoyant, belady-size), shows how far each policy is from the
oracle: its loss, and the share of the way from none that it closes. Cost is idle
memory and cold starts, at what these are worth to clairvoyant.
docs/statistics.md explains the methods.`,
		Example: `  thaw run -q --schedule sticky-random --schedule max-available --seeds 3 --out two && thaw compare two
  thaw run -q --platform openwhisk --length 2m --seeds 12 --out before && ` +
			`thaw run -q --platform openwhisk --length 2m --seeds 12 --keepalive ttl,keep=1m --out after && ` +
			`thaw compare before after --baseline ttl --metric latency_ms_p99 --metric cold_start_ratio --out change
  thaw run -q --platform openwhisk --memory 1GiB --length 2m --seeds 5 --schedule max-available ` +
			`--schedule sticky-random --network overlay --network pooled --out layers && ` +
			`thaw compare layers --effects --metric latency_ms_p99
  thaw run -q --keepalive none --keepalive ttl --keepalive clairvoyant --seeds 3 --out kept && ` +
			`thaw compare kept --gap`,
		Args: command.Args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.settle(cmd.Flags(), args); err != nil {
				return err
			}
			switch {
			case f.effects:
				return compareEffects(cmd, args[0], &f)
			case f.gap:
				return compareGap(cmd, args[0], &f)
			}
			return compareFolders(cmd, args, &f)
		},
	}
	f.add(cmd.Flags())
	return cmd
}

// add adds the flags.
func (f *compareFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.opt.Baseline, "baseline", "",
		"`POLICY` that the others are compared with "+
			"(default: the first; of several results, the same policy in the first)")
	flags.StringArrayVar(&f.opt.Metrics, "metric", nil,
		"`COLUMN` of the summary to compare; repeat for several "+
			"(default "+strings.Join(compare.DefaultMetrics(), ", ")+")")
	flags.Float64Var(&f.opt.Confidence, "confidence", 0.95, "of intervals; tests are at 1 minus this")
	flags.StringVar(&f.smallest, "smallest", "",
		"smallest difference of interest, such as `2%`: tell how many seeds would settle it")
	flags.BoolVar(&f.effects, "effects", false,
		"main effects and interactions of a full factorial of two policies a role")
	flags.BoolVar(&f.gap, "gap", false, "loss against an oracle, and the share of the gap from none that is closed")
	flags.StringVar(&f.oracle, "oracle", "",
		"keep-alive `POLICY` that is the oracle of --gap (default: the only one that knows the future)")
	flags.StringVar(&f.out, "out", "",
		"write compare.csv, compare.json and a figure (effects.csv, ...; gap.csv, gap.json) into this `DIR`")
	flags.BoolVar(&f.json, "json", false, "print as JSON")
	flags.BoolVar(&f.csv, "csv", false, "print as CSV")
}

// settle reads the flags and reports all that is wrong with them.
func (f *compareFlags) settle(flags *pflag.FlagSet, args []string) error {
	errs := []error{command.Empty(flags, map[string]string{"oracle": "the name of a keep-alive policy"})}
	report := func(wrong bool, format string, values ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, values...))
		}
	}
	report(f.json && f.csv, "--json and --csv: expected one of them")
	var err error
	f.opt.Smallest, err = percentage(f.smallest)
	report(err != nil, "--smallest: %w", err)
	report(!(f.opt.Confidence >= 0.5 && f.opt.Confidence <= 0.9999),
		"--confidence: %v: expected a number from 0.5 to 0.9999", f.opt.Confidence)
	report(f.effects && f.gap, "--effects and --gap: expected one of them")
	report(f.effects && (len(args) != 1 || f.smallest != ""), "--effects: expected one result, and no --smallest")
	report(f.gap && (len(args) != 1 || f.smallest != "" || f.opt.Baseline != "" || len(f.opt.Metrics) > 0),
		"--gap: expected one result, and no --smallest, --baseline or --metric")
	report(f.oracle != "" && !f.gap, "--oracle: expected --gap beside it")
	return exit.Usage(errors.Join(errs...))
}

// percentage reads "2%" as 0.02, and nothing as 0.
func percentage(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	number, ok := strings.CutSuffix(text, "%")
	var x float64
	if n, err := fmt.Sscanf(number+"\n", "%g\n", &x); err != nil || n != 1 || !ok || !(x > 0 && x <= 1e6) {
		return 0, fmt.Errorf("%q: expected a percentage above zero, such as 2%%", text)
	}
	return x / 100, nil
}

// finding is what a comparison found, as it is printed for programs.
type finding interface {
	WriteJSON(w io.Writer) error
	WriteCSV(w io.Writer) error
}

// show warns, writes files where asked for, and prints what was found: as JSON, as CSV or for
// reading.
func (f *compareFlags) show(cmd *cobra.Command, found finding, warnings []string,
	write func(folder string) ([]string, error), text func() string) error {
	for _, w := range warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s\n", cmd.Root().Name(), w)
	}
	var written []string
	if f.out != "" {
		var err error
		if written, err = write(f.out); err != nil {
			return err
		}
	}
	w := cmd.OutOrStdout()
	switch {
	case f.json:
		return found.WriteJSON(w)
	case f.csv:
		return found.WriteCSV(w)
	}
	var b strings.Builder
	b.WriteString(text())
	for _, path := range written {
		fmt.Fprintf(&b, "wrote %s\n", path)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// compareFolders compares policies over results.
func compareFolders(cmd *cobra.Command, folders []string, f *compareFlags) error {
	c, err := command.Abandon(cmd.Context(), func() (*compare.Comparison, error) {
		return compare.Compare(folders, f.opt)
	})
	if err != nil {
		return err
	}
	warnings := c.Warnings
	if f.json || f.csv {
		warnings = slices.Concat(warnings, c.Notes)
	}
	write := func(folder string) ([]string, error) { return c.Write(folder) }
	return f.show(cmd, c, warnings, write, func() string {
		var b strings.Builder
		b.WriteString(compareTables(c))
		for i := range c.Rows {
			b.WriteString(c.Rows[i].Sentence() + ".\n")
		}
		b.WriteByte('\n')
		b.WriteString(compareLegend(c))
		return b.String()
	})
}

// compareTables is a table with a block for every metric.
func compareTables(c *compare.Comparison) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "POLICY"}, table.Cell{Text: "MEAN"}, table.Cell{Text: "BASELINE"},
		table.Cell{Text: "CHANGE"},
		table.Cell{Text: "SEEDS"}, table.Cell{Text: "P (HOLM)"}, table.Cell{Tail: "VERDICT"})
	metric := ""
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Metric.Column != metric {
			metric = r.Metric.Column
			t.Row(table.Cell{Text: metric})
		}
		number, interval, _ := strings.Cut(r.Change(), " [")
		if interval != "" {
			interval = " [" + interval
		}
		seeds := fmt.Sprint(r.Seeds)
		if !r.Paired {
			seeds = fmt.Sprintf("%d/%d", r.Seeds, r.BaselineSeeds)
		}
		t.Row(table.Cell{Text: "  " + r.Label},
			table.Cell{Text: table.Short(r.Mean)}, table.Cell{Text: table.Short(r.BaselineMean)},
			table.Cell{Text: number, Tail: interval}, table.Cell{Text: seeds}, table.Cell{Text: compare.PText(r.Holm)},
			table.Cell{Tail: verdictText(r)})
	}
	return t.String() + "\n"
}

func verdictText(r *compare.Row) string {
	switch effect := r.Effect(); {
	case effect != "":
		return effect
	case r.Verdict == compare.NotShown:
		return "no difference shown"
	case r.Verdict == compare.Untested:
		return "too few seeds"
	case r.Verdict == compare.NoData:
		return "no data"
	}
	return string(r.Verdict)
}

func compareLegend(c *compare.Comparison) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Intervals of %.4g%%", 100*c.Confidence)
	if c.Tests > 0 {
		fmt.Fprintf(&b, "; p adjusted by Holm's procedure over %d tests", c.Tests)
	}
	b.WriteString(". Methods: docs/statistics.md.\n")
	for _, n := range c.Notes {
		b.WriteString(n + ".\n")
	}
	return b.String()
}
