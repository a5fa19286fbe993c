// Package saturate searches for the highest rate that each policy set sustains.
//
//	settings, --from --to ──▶ probes ──▶ bracket a policy set ──▶ table or JSON
package saturate

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/progress"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/saturate"
	"thaw/experiments/units"
)

// flags change how a search is executed or shown, not what comes out.
type flags struct {
	command.Execution
	json, quiet bool
}

// New returns the command saturate.
func New(program experiments.Program) *cobra.Command {
	var f flags
	search := saturate.DefaultSearch()
	cmd := &cobra.Command{
		Use:   "saturate [EXPERIMENT.yaml] [flags]",
		Short: "Find the highest rate that each policy set sustains",
		Long: `Search, for every policy set and seed, for the highest rate of invocations that
is sustained. A probe replays the window of the trace at one constant rate, after
a rise over half of --settle, and is measured for --hold. The rate is sustained
when, while it is measured, at least --served of the number of invocations that
arrive begin to run, so that what waits does not grow. Rates rise from --from by
the factor --growth until one is not sustained; the bracket is then narrowed to
--precision. Rates above the trace's own are superposed copies of the window.

The settings are those of thaw run, but for those that the search chooses: rate,
ramp, copies, length, horizon and detail.`,
		Example: `  thaw saturate --platform openwhisk --invokers 2 --memory 2GiB --from 5 --to 35 --settle 1m ` +
			`--hold 1m --out results/most
  thaw saturate --trace synthetic,model=poisson,functions=20,duration=10m --schedule random --schedule ` +
			`max-available --memory 4GiB --invokers 2 --to 400 --precision 5 --out results/two-most`,
		Args: command.Args(cobra.MaximumNArgs(1)),
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	for _, field := range experiments.Fields() {
		if !isOfSearch(field.Name) {
			command.AddSetting(flags, field)
		}
	}
	f.addSearch(flags, &search)
	command.AddExecution(flags, &f.Execution, "searches")
	flags.BoolVar(&f.json, "json", false, "print the probes and brackets as JSON instead of a table")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return searchLoad(program, cmd, args, &f, &search)
	}
	return cmd
}

// isOfSearch tells whether a load search chooses the setting itself.
func isOfSearch(name string) bool {
	switch name {
	case "rate", "ramp", "copies", "length", "horizon", "detail":
		return true
	case "price", "carbon": // it bills nothing
		return true
	}
	return false
}

// addSearch adds the flags of the search, with its values as defaults.
func (f *flags) addSearch(flags *pflag.FlagSet, s *saturate.Search) {
	quantity := func(name, kind string, to *float64, standard float64, usage string,
		parse func(string) (float64, error)) {
		f.Add(flags, name, kind, fmt.Sprint(standard), usage, func(text string) (err error) {
			*to, err = parse(text)
			return err
		})
	}
	duration := func(name string, to *time.Duration, usage string) {
		f.Add(flags, name, "duration", to.String(), usage, func(text string) (err error) {
			*to, err = units.ParseDuration(text)
			return err
		})
	}
	quantity("from", "rate", &s.From, s.From, "first `RATE` that is probed, per second or such as 6000/min", rate)
	quantity("to", "rate", &s.To, s.To, "highest `RATE` that is probed, likewise", rate)
	quantity("growth", "float64", &s.Growth, s.Growth, "`FACTOR` between rising rates", units.ParseNumber)
	quantity("precision", "percent", &s.Precision, 100*s.Precision, "width of the bracket at the end, in `PERCENT`",
		percent)
	duration("settle", &s.Settle, "`DURATION` of a probe before it is measured")
	duration("hold", &s.Hold, "`DURATION` of the measurement, a multiple of 10s")
	quantity("served", "percent", &s.Served, 100*s.Served, "`PERCENT` of the arrivals that must begin to run", percent)
}

// rate reads 100 and 100/s.
func rate(text string) (float64, error) {
	if x, err := units.ParseNumber(text); err == nil {
		return x, nil // whether it makes sense is for the search to say
	}
	x, err := units.ParseRate(text)
	if err != nil {
		return 0, fmt.Errorf("%q: expected a rate such as 100 (per second), 100/s, 6000/min or 50/h", text)
	}
	return x, nil
}

// percent reads 2 and 2%.
func percent(text string) (float64, error) {
	x, err := units.ParsePercent(strings.TrimSuffix(text, "%") + "%")
	if err != nil {
		return 0, fmt.Errorf("%q: expected a percentage such as 2 or 2%%", text)
	}
	return x, nil
}

// readSearch reads the flags of the search and returns all mistakes in them, also
// those that only their values show.
func (f *flags) readSearch(s *saturate.Search) error {
	err := f.Mistakes()
	unread := f.Read()
	checked, standard := *s, saturate.DefaultSearch()
	for _, x := range []struct {
		name     string
		to       *float64
		standard float64
	}{
		{"from", &checked.From, min(s.To, standard.From)}, {"growth", &checked.Growth, standard.Growth},
		{"precision", &checked.Precision, standard.Precision}, {"served", &checked.Served, standard.Served},
		{"to", &checked.To, max(s.From, standard.To)},
	} {
		if unread[x.name] != nil {
			*x.to = x.standard // one complaint is enough
		}
	}
	if unread["settle"] != nil {
		checked.Settle = standard.Settle
	}
	if unread["hold"] != nil {
		checked.Hold = standard.Hold
	}
	return errors.Join(err, exit.Usage(checked.Check()))
}

func searchLoad(
	program experiments.Program, cmd *cobra.Command, args []string, f *flags, search *saturate.Search,
) error {
	spec, err := command.Resolve(program, cmd, args, f.readSearch(search))
	if err != nil {
		return err
	}
	if spec.Out == "" {
		spec.Out = filepath.Join("results", "saturate")
		if len(args) == 1 {
			spec.Out = command.ResultFolder(args) + "-saturate"
		}
	}
	plan, err := command.Abandon(cmd.Context(), func() (*saturate.Plan, error) { return saturate.Open(spec, *search) })
	if err != nil {
		return err
	}
	command.NoteImputed(cmd, plan.Plan)
	opt := experiments.Options{
		Jobs: f.Jobs, Resume: f.Resume, Force: f.Force, Note: command.Note(cmd),
		Command: append([]string{cmd.Root().Name()}, os.Args[1:]...),
	}
	if !f.quiet {
		p := progress.New(cmd.ErrOrStderr())
		defer p.Clear()
		opt.Progress = p.Show
	}
	rows, err := plan.Execute(cmd.Context(), opt)
	if err != nil {
		return err
	}
	warnings := slices.DeleteFunc(plan.Warnings(rows), func(text string) bool { // said at the start
		return slices.Contains(plan.Imputed, text)
	})
	if f.json {
		for _, text := range warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: %s\n", cmd.Root().Name(), text)
		}
		return table.WriteJSON(cmd.OutOrStdout(), saturationsOf(rows))
	}
	var b strings.Builder
	b.WriteString(saturationTable(rows, *search))
	for _, text := range warnings {
		fmt.Fprintf(&b, "Warning: %s.\n", text)
	}
	fmt.Fprintf(&b, "\nwrote %s\n", filepath.Join(spec.Out, "summary.csv"))
	_, err = io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

// saturationOf is a search as JSON prints it.
type saturationOf struct {
	Policy string `json:"policy"`
	Seed   int64  `json:"seed"`
	saturate.Finding
}

func saturationsOf(rows []saturate.Row) []saturationOf {
	out := make([]saturationOf, len(rows))
	for i, r := range rows {
		out[i] = saturationOf{r.Policy, r.Seed, r.Finding}
	}
	return out
}

// saturationTable has a row a policy set, with means over seeds.
func saturationTable(rows []saturate.Row, search saturate.Search) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "POLICY"}, table.Cell{Text: "SUSTAINED/S"}, table.Cell{Text: "NOT"},
		table.Cell{Text: "BEST 10 S"}, table.Cell{Text: "PROBES"})
	for i := 0; i < len(rows); {
		var sustained, not, peak []float64
		probes, open, first := 0, false, rows[i].Policy
		for ; i < len(rows) && rows[i].Policy == first; i++ {
			r := &rows[i]
			if r.SustainedPerS.Found() {
				sustained = append(sustained, float64(r.SustainedPerS))
			}
			not, peak = append(not, float64(r.UnsustainedPerS)), append(peak, r.PeakPerS)
			probes += len(r.Probes)
			open = open || !r.UnsustainedPerS.Found()
		}
		text, tail := "–", ""
		if len(sustained) > 0 {
			text = table.Short(paired.Mean(sustained))
		}
		if n := len(sustained); n > 1 {
			e := paired.Difference(sustained, make([]float64, n), 0.95)
			tail = fmt.Sprintf(" [%s, %s]", table.Short(e.Low), table.Short(e.High))
		}
		above := table.Short(paired.Mean(not))
		if open {
			above = "none found"
		}
		t.Row(table.Cell{Text: first}, table.Cell{Text: text, Tail: tail}, table.Cell{Text: above},
			table.Cell{Text: table.Short(paired.Mean(peak))}, table.Cell{Text: fmt.Sprint(probes)})
	}
	legend := fmt.Sprintf("\nSUSTAINED: at least %.4g%% of the arrivals begin to run during %v, after %v; "+
		"NOT: lowest rate found that is not sustained;\n"+
		"BEST 10 S: completions per second in the best window of %v of all probes. Means over seeds; intervals of "+
		"95%%.\n",
		100*search.Served, search.Hold, search.Settle, search.Window)
	best := bestWindow(search.Window)
	return strings.Replace(t.String(), "BEST 10 S", best, 1) + strings.Replace(legend, "BEST 10 S", best, 1)
}

func bestWindow(window time.Duration) string {
	return fmt.Sprintf("BEST %.0f S", window.Seconds())
}
