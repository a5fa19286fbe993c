// Package provision sizes the memory of a server from the distances at which a trace uses
// its functions again.
//
//	trace ──▶ hit-ratio curve, exact and sampled ──▶ sizes for hit ratios, the knee
//	      └─▶ proportional controller ──▶ memory and misses over time
package provision

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/units"
	"thaw/models/params"
	"thaw/models/reuse"
	"thaw/models/workload"
	"thaw/plots"
	"thaw/policies"
	"thaw/traces"
)

// flags are those of the command beside the settings of traces.
type flags struct {
	targets    []string
	sample     float64
	samples    int
	measure    string
	controller string
	out        string
	format     string
	force      bool
	json       bool
}

// New returns the command provision.
func New(program experiments.Program) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "provision [TRACE] [flags]",
		Short: "Size the memory of a server by the hit-ratio curve of a trace",
		Long: `Read a trace once and say what share of its invocations finds its container in
memory of each size, where the least recently used container goes first and each
function has one: exactly, and from samples of its functions (SHARDS), with their
error. The table has the least memory for the hit ratios asked for, and the knee of
the curve. Then read the trace again and let FaasCache's proportional controller
change the memory over time. docs/provisioning.md has the definitions.

Without a trace: the embedded sample.`,
		Example: `  thaw provision
  thaw provision synthetic,functions=200,invocations=50000,duration=2h --hit-ratio 90% --hit-ratio 95% ` +
			`--controller start=2GiB,window=1000,gap=1000 --out results/provision`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return provision(program, cmd, args, &f) },
	}
	own := cmd.Flags()
	own.SortFlags = false
	own.StringArrayVar(&f.targets, "hit-ratio", []string{"80%", "90%", "95%", "99%"},
		"`PERCENT` of invocations that have to hit; repeat for more")
	own.Float64Var(&f.sample, "sample", 0.1, "`SHARE` of the functions that a sample follows, above 0 and up to 1")
	own.IntVar(&f.samples, "samples", 10, "`N` samples, each of other functions; 0: none")
	own.StringVar(&f.measure, "distance", "unique", "`HOW` distances are measured: unique (functions in between, "+
		"each once) or bytes (all uses in between, as in FaasCache's notebook; without samples and controller)")
	own.StringVar(&f.controller, "controller", "", "`PARAMETERS` of the controller: start, target (misses/s), "+
		"share (of the mean rate, in place of target), band, window, gap, change (default "+
		controlText(reuse.FaasCacheControl())+")")
	command.AddSettings(own, "format", "spread", "app-memory", "epoch", "start", "length", "rate", "functions", "ramp",
		"function-memory", "max-expand", "impute", "seed")
	own.StringVar(&f.out, "out", "", "write tables and figures into a new `DIR`")
	own.StringVar(&f.format, "figures", "png,svg,csv",
		"`FORMATS` of the figures, separated by commas: png, svg, pdf, csv")
	own.BoolVar(&f.force, "force", false, "write into a folder of provision that is there")
	own.BoolVar(&f.json, "json", false, "print as JSON")
	return cmd
}

// controlText writes parameters as a user does.
func controlText(c reuse.Control) string {
	return fmt.Sprintf("start=%v,share=%v,band=%v,window=%d,gap=%d,change=%v", c.Start, c.Share, c.Band, c.Window,
		c.Gap, c.Change)
}

// parseControl reads the parameters of the controller.
func parseControl(text string) (reuse.Control, error) {
	c := reuse.FaasCacheControl()
	if text == "" {
		return c, nil
	}
	var mistakes []error
	given := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		var err error
		if before, again := given[key]; again {
			mistakes = append(mistakes, fmt.Errorf("--controller: %s is there twice: %q and %q", key, before, value))
		}
		given[key] = value
		number := func(to *float64) { *to, err = units.ParseNumber(value) }
		size := func(to *workload.MiB) {
			var mib int32
			mib, err = params.ParseMiB(value)
			*to = workload.MiB(mib)
		}
		count := func(to *int) {
			var n int64
			n, err = units.ParseInteger(value, 0, 10_000_000)
			*to = int(n)
		}
		switch key {
		case "start":
			size(&c.Start)
		case "change":
			size(&c.Change)
		case "target":
			c.Target, err = units.ParseRate(value)
		case "share":
			number(&c.Share)
		case "band":
			number(&c.Band)
		case "window":
			count(&c.Window)
		case "gap":
			count(&c.Gap)
		default:
			err = command.UnknownName("parameter", key,
				[]string{"start", "target", "share", "band", "window", "gap", "change"})
		}
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("--controller: %s: %w", key, err))
		}
	}
	if mistakes == nil {
		if err := c.Check(); err != nil {
			mistakes = append(mistakes, fmt.Errorf("--controller: %w", err))
		}
	}
	return c, errors.Join(mistakes...)
}

// plan is what the flags come to.
type plan struct {
	*flags
	control reuse.Control
	targets []float64
	formats []plots.Format
}

// settle reads the flags and reports all that is wrong with them.
func (f *flags) settle(given *pflag.FlagSet) (*plan, error) {
	p := &plan{flags: f}
	mistakes := []error{command.Empty(given, map[string]string{
		"controller": "parameters such as " + controlText(reuse.FaasCacheControl()),
		"figures":    "formats such as png,csv", "format": "a format of traces", "out": "a folder",
	})}
	for _, text := range f.targets {
		x, err := units.ParsePercent(text)
		if err == nil && !(x > 0 && x <= 1) {
			err = fmt.Errorf("%q: expected a percentage above 0%% and up to 100%%", text)
		}
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("--hit-ratio: %w", err))
		}
		p.targets = append(p.targets, x)
	}
	if !(f.sample > 0 && f.sample <= 1) {
		mistakes = append(mistakes, fmt.Errorf("--sample: %v: expected a share above 0 and up to 1", f.sample))
	}
	if f.samples < 0 || f.samples > 100 {
		mistakes = append(mistakes, fmt.Errorf("--samples: %d: expected 0 to 100", f.samples))
	}
	if f.measure != "unique" && f.measure != "bytes" {
		mistakes = append(mistakes, fmt.Errorf("--distance: %w",
			command.UnknownName("measure", f.measure, []string{"unique", "bytes"})))
	}
	var err error
	if p.control, err = parseControl(f.controller); err != nil {
		mistakes = append(mistakes, err)
	}
	for _, name := range []string{"controller", "sample", "samples"} {
		if f.measure == "bytes" && given.Changed(name) {
			mistakes = append(mistakes, fmt.Errorf("--%s: samples and controller are of unique distances, leave out "+
				"--distance bytes", name))
		}
	}
	if p.formats, err = plots.ParseFormats(f.format); err != nil && f.format != "" {
		mistakes = append(mistakes, fmt.Errorf("--figures: %w", err))
	}
	return p, exit.Usage(errors.Join(mistakes...))
}

// provision reads the trace and writes what comes out.
func provision(program experiments.Program, cmd *cobra.Command, args []string, f *flags) error {
	p, err := f.settle(cmd.Flags())
	if err != nil {
		return err
	}
	s, err := command.Resolve(program, cmd, nil)
	if err != nil {
		return err
	}
	path, name := "", "Embedded sample"
	if len(args) == 1 {
		path, name = args[0], args[0]
	}
	t, err := traces.Open(path, s.TraceOptions())
	if err != nil {
		return exit.Usage(err)
	}
	note := ""
	if !policies.NeedMemory.Met(t.Table()) {
		if !s.Impute {
			return exit.Usage(fmt.Errorf("distances need %s, which trace %s does not tell; --impute takes the values "+
				"that are filled in", policies.NeedMemory, name))
		}
		note = fmt.Sprintf("Sizes are values that are filled in: trace %s tells no %s.\n", name, policies.NeedMemory)
	}
	if f.out != "" {
		if err := openFolder(f.out, f.force); err != nil {
			return err
		}
	}
	r, err := command.Abandon(cmd.Context(), func() (*result, error) { return p.measureTrace(t, uint64(s.Seed)) })
	if err != nil {
		return err
	}
	r.name, r.imputed = name, t.Table().Imputed()
	var written []string
	if f.out != "" {
		if written, err = p.write(cmd.Context(), r); err != nil {
			return err
		}
	}
	out := cmd.OutOrStdout()
	if f.json {
		return table.WriteJSON(out, p.summary(r))
	}
	text := p.text(r) + note
	for _, path := range written {
		text += fmt.Sprintf("wrote %s\n", path)
	}
	_, err = io.WriteString(out, text)
	return err
}
