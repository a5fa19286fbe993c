// Package forecast judges predictors of invocations on a trace.
//
//	trace, --train, --predictor ──▶ forecasts.Judge ──▶ scores, verdicts, figures
package forecast

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/progress"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/forecasts"
	"thaw/experiments/units"
	"thaw/models/forecast"
	"thaw/policies"
	"thaw/policies/predictor"
	"thaw/traces"
)

// flags are those of the command beside the settings of a trace.
type flags struct {
	command.Texts
	train            time.Duration
	predictors       []string
	choice           forecasts.Choice
	least            int
	ahead, every     int
	shown, jobs      int
	out              string
	yardstick        string // the first seasonal predictor
	force, noFigures bool
	json, quiet      bool
}

// generated is the trace that is judged without one: three days of functions with a
// daily rhythm.
const generated = "synthetic,functions=40,rate=2/s,duration=72h"

// standard are the predictors without --predictor: those that train in seconds.
var standard = []string{predictor.Yardstick, "fourier", "ar", "histogram"}

// mostShown bounds the functions with a figure of their own.
const mostShown = 20

// New returns the command forecast.
func New(program experiments.Program) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "forecast [TRACE] [flags]",
		Short: "Judge predictors of invocations on the later days of a trace",
		Long: `Train predictors on the counts a minute of the first days of a trace (--train) and
judge them on the rest, which they have not seen. Forecasts of a minute are made
when the minutes before it have been counted. Every predictor is compared with the
first seasonal one, function by function, by its pinball loss at the quantiles 0.1,
0.5 and 0.9, divided by the function's mean count in training; and by the share of
counts within its band of 80 %, which passes from 75 to 85 %. What is not reached is
printed as a failure.

Without a trace: three generated days, two of them for training.

Predictors, with the parameters that --predictor takes as NAME,name=value:
` + predictorList(),
		Example: "  thaw forecast --functions 20 --out results/forecast\n" +
			"  thaw forecast synthetic,functions=10,rate=1/s,duration=60h --train 2d --predictor fourier " +
			"--predictor ar,order=3 --no-figures --out results/ar",
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return run(program, cmd, args, &f) },
	}
	own := cmd.Flags()
	own.SortFlags = false
	f.Add(own, "train", "duration", "", "`DURATION` of the training window, from the start of the trace, such as 7d "+
		"or 36h (default 7d, without a trace 2d)", func(text string) (err error) {
		f.train, err = days(text)
		return err
	})
	own.StringArrayVar(&f.predictors, "predictor", nil,
		"`NAME[,k=v...]` of a predictor; repeat to compare (default "+strings.Join(standard, ", ")+
			"; seasonal is always there)")
	f.addChoice(own)
	f.Integer(own, &f.ahead, "ahead", 1, 1, forecast.MinutesADay,
		"forecast the `N`th minute after the last one counted")
	f.Integer(own, &f.every, "every", 1, 1, forecast.MinutesADay,
		"judge a forecast every `N` minutes; a divisor of 60 meets the same minutes of every hour")
	command.AddSettings(own, "format", "spread", "epoch", "start", "length", "max-expand", "seed")
	own.StringVar(&f.out, "out", filepath.Join("results", "forecast"), "write tables and figures into a new `DIR`")
	own.BoolVar(&f.force, "force", false, "write into a folder that is there")
	f.Integer(own, &f.shown, "shown", 3, 0, mostShown,
		"draw the first hours of `N` functions, from the busiest to the least")
	own.BoolVar(&f.noFigures, "no-figures", false, "draw nothing")
	f.Integer(own, &f.jobs, "jobs", 0, 0, 1024, "`N` functions at a time; 0: one a core (results do not depend on it)")
	own.BoolVar(&f.json, "json", false, "print the summary as JSON instead of a table")
	own.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	return cmd
}

// addChoice adds the flags that choose functions.
func (f *flags) addChoice(own *pflag.FlagSet) {
	f.Integer(own, &f.choice.Functions, "functions", 100, 1, 1_000_000, "judge `N` functions at most")
	f.Add(own, "choose", "how", forecasts.Busiest, "`HOW` to choose them: busiest (most invocations in training) or "+
		"sample (by the seed, each with the same chance)", func(text string) error {
		if text != forecasts.Busiest && text != forecasts.Sampled {
			return command.UnknownName("choice of functions", text, []string{forecasts.Busiest, forecasts.Sampled})
		}
		f.choice.How = text
		return nil
	})
	f.Integer(own, &f.least, "least", 100, 1, 1<<30, "only functions with at least `N` invocations in training")
}

// days reads a duration that may be in days. Nothing is 0: the default.
func days(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil // not given
	}
	if number, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n <= 10_000 {
			return least(time.Duration(n) * 24 * time.Hour)
		}
	}
	d, err := units.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q: expected a number of days such as 7d, or a duration such as 36h", text)
	}
	return least(d)
}

// least refuses a training window that is empty or has a part of a minute.
func least(d time.Duration) (time.Duration, error) {
	if d < time.Minute || d%time.Minute != 0 {
		return 0, fmt.Errorf("a training window of %v: expected whole minutes, at least one", d)
	}
	return d, nil
}

func predictorList() string {
	var t table.Text
	for _, e := range predictor.All() {
		var params []string
		for _, p := range e.Params {
			params = append(params, p.Name+"="+p.Default)
		}
		t.Row("  "+e.Name, strings.Join(params, ","))
	}
	return t.String()
}

// parse reads predictors. Its error lists the mistakes of all.
func parse(texts []string) ([]policies.Instance[forecast.Predictor], error) {
	var list []policies.Instance[forecast.Predictor]
	var mistakes []error
	for _, text := range texts {
		name, _, _ := strings.Cut(text, ",")
		if known := policies.Names(predictor.All()); !slices.Contains(known, strings.TrimSpace(name)) {
			mistakes = append(mistakes, fmt.Errorf("--predictor: %w", command.UnknownName("predictor", name, known)))
			continue
		}
		p, err := policies.Parse(predictor.All(), text)
		if list = append(list, p); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return list, errors.Join(mistakes...)
}

// settle reads the flags and reports all that is wrong with them.
func (f *flags) settle(given bool) ([]policies.Instance[forecast.Predictor], error) {
	own := f.Err()
	f.choice.Least = int64(f.least)
	if f.train == 0 {
		f.train = 7 * 24 * time.Hour
		if !given {
			f.train = 2 * 24 * time.Hour
		}
	}
	if f.jobs == 0 {
		f.jobs = runtime.GOMAXPROCS(0)
	}
	texts := f.predictors
	if len(texts) == 0 {
		texts = standard
	}
	list, err := parse(texts)
	for i, p := range list {
		same := func(q policies.Instance[forecast.Predictor]) bool { return q.Name == p.Name }
		if slices.ContainsFunc(list[:i], same) {
			err = errors.Join(err, fmt.Errorf("--predictor: %s is there twice", p.Name))
		}
	}
	at := slices.IndexFunc(list, func(p policies.Instance[forecast.Predictor]) bool {
		name, _, _ := strings.Cut(p.Name, ",")
		return name == predictor.Yardstick
	})
	if at < 0 {
		yardstick, wrong := policies.Parse(predictor.All(), predictor.Yardstick)
		err = errors.Join(err, wrong)
		list, at = slices.Insert(list, 0, yardstick), 0
	}
	f.yardstick = list[at].Name
	return list, errors.Join(own, exit.Usage(err))
}

// run judges and writes.
func run(program experiments.Program, cmd *cobra.Command, args []string, f *flags) error {
	list, mistakes := f.settle(len(args) == 1)
	empty := command.Empty(cmd.Flags(), map[string]string{"train": "a duration such as 7d", "out": "a folder",
		"format": "a format of traces"})
	spec, err := command.Resolve(program, cmd, nil, exit.Usage(empty), mistakes, files.Check(f.out, f.force))
	if err != nil {
		return err
	}
	path := generated
	if len(args) == 1 {
		path = args[0]
	}
	ctx, seed := cmd.Context(), uint64(spec.Seed)
	type opened struct {
		trace  *traces.Trace
		counts *forecasts.Counts
	}
	read, err := command.Abandon(ctx, func() (opened, error) {
		t, err := traces.Open(path, spec.TraceOptions())
		if err != nil {
			return opened{}, err
		}
		counts, err := forecasts.Count(t, seed, f.train, f.choice)
		return opened{t, counts}, err
	})
	if err != nil {
		return exit.Usage(err)
	}
	if held := read.counts.Minutes() - read.counts.Train; f.ahead > held {
		return exit.Usage(fmt.Errorf("--ahead: %d minutes, and %d are held out: nothing can be judged, expected no "+
			"more than these", f.ahead, held))
	}
	plan := forecasts.Plan{Counts: read.counts, Predictors: list, Seed: seed, Ahead: f.ahead, Every: f.every,
		Jobs: f.jobs, Stretch: stretch}
	if !f.noFigures {
		plan.Shown = spaced(len(read.counts.Names), f.shown)
	}
	scores, samples, err := f.judge(ctx, cmd, &plan)
	if err != nil {
		return err
	}
	if err := files.Open(f.out, f.force); err != nil {
		return err
	}
	summaries := forecasts.Summarise(scores, len(read.counts.Names), f.yardstick)
	stamp := stampOf(spec, read.trace, f, &plan)
	written, err := write(ctx, f, scores, samples, summaries, stamp)
	if err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), f, &plan, path, summaries, written)
}

// judge shows progress, and makes what cannot be trained a mistake of the user's.
func (f *flags) judge(
	ctx context.Context, cmd *cobra.Command, plan *forecasts.Plan,
) ([]forecasts.Score, []forecasts.Sample, error) {
	if !f.quiet {
		p := progress.New(cmd.ErrOrStderr())
		defer p.Clear()
		plan.Progress = p.Show
	}
	scores, samples, err := plan.Judge(ctx)
	if ctx.Err() == nil {
		err = exit.Usage(err)
	}
	return scores, samples, err
}

// stretch is the number of minutes of a figure.
const stretch = 6 * 60

// spaced returns k of n places, from the first to the last, evenly.
func spaced(n, k int) []int {
	var out []int
	for i := range min(n, k) {
		at := 0
		if k := min(n, k); k > 1 {
			at = i * (n - 1) / (k - 1)
		}
		out = append(out, at)
	}
	return out
}
