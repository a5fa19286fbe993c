// Package restore tells one restore of a microVM in detail.
//
//	function, inputs, strategies ──▶ snapshot.Run ──▶ table, faults, timelines, figures
package restore

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/models/numbers"
	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
)

// flags are the flags of thaw restore.
type flags struct {
	command.Texts
	strategies    []string
	record, input string
	disk          string
	parallel      int
	different     bool
	cached        float64
	streams       int
	set           []string
	seed          uint64
	out, format   string
	force, json   bool
}

// New returns the command restore.
func New(known all.Policies) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "restore FUNCTION [flags]",
		Short: "Tell one restore of a microVM in detail, page by page",
		Long: `Simulate the first invocation of a function from a clean snapshot, recorded as
each strategy wants it, and then one invocation (or several at once) restored from
what it left: every page fault by kind, what was read from disk and by whom, and
the time line. With --out also two figures: how long faults took, and where in the
guest's memory they were.

Inputs are A and B of the function's table, or a multiple of A with another content,
such as 0.25x or 4x. A strategy is typed with its parameters: faasnap,merge=0.
Machine and disk are those on which the function was measured, unless --disk says
another.

` + functionList(),
		Example: `  thaw restore image
  thaw restore image --strategy on-demand --strategy faasnap,file=false --out results/image
  thaw restore json --strategy reap --input 4x --disk ebs-io2 --parallel 16 --different --json`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restore(cmd.OutOrStdout(), known.Prefetches, args[0], &f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVar(&f.strategies, "strategy", nil,
		"`NAME[,k=v...]` of a strategy; repeat to compare; all without it")
	flags.StringVar(&f.record, "record", "A", "`INPUT` of the invocation that is recorded")
	flags.StringVar(&f.input, "input", "B", "`INPUT` of the invocation that is restored")
	flags.StringVar(&f.disk, "disk", "", "`DISK` that holds the snapshot: "+strings.Join(DiskNames(), ", "))
	f.Integer(flags, &f.parallel, "parallel", 1, 1, snapshot.MostAtOnce,
		fmt.Sprintf("`N` invocations that are restored at the same time, at most %d", snapshot.MostAtOnce))
	flags.BoolVar(&f.different, "different", false, "each of them from a snapshot of its own")
	flags.Float64Var(&f.cached, "cached", 0,
		"`SHARE` of the snapshot's files that is in the page cache beforehand, from 0 to 1")
	f.Integer(flags, &f.streams, "streams", 0, 0, snapshot.MostAtOnce,
		fmt.Sprintf("`N` others that read from the disk all along, at most %d", snapshot.MostAtOnce))
	flags.StringArrayVar(&f.set, "set", nil,
		"`PATH=VALUE` changes a number below restore, by its path in thaw params; repeat for more")
	flags.Uint64Var(&f.seed, "seed", 1, "`SEED` of the guest's layout and of fault times")
	flags.StringVar(&f.out, "out", "", "write figures and tables into a new `DIR`")
	flags.StringVar(&f.format, "format", "png,svg,csv",
		"`FORMATS` of the figures, separated by commas: png, svg, pdf, csv")
	flags.BoolVar(&f.force, "force", false, "write into a folder that is there")
	flags.BoolVar(&f.json, "json", false, "print as JSON, one object a strategy and VM")
	return cmd
}

// FunctionNames lists the functions of which restores can be told.
func FunctionNames() []string {
	var out []string
	for _, f := range snapshot.Functions() {
		out = append(out, f.Name)
	}
	return out
}

// DiskNames lists the disks that snapshots may lie on.
func DiskNames() []string {
	var out []string
	for _, d := range snapshot.Disks() {
		out = append(out, d.Name)
	}
	return out
}

func functionList() string {
	var t table.Text
	for _, f := range snapshot.Functions() {
		t.Row("  "+f.Name, f.About, fmt.Sprintf("working sets of %g and %g MB", f.WorkingA.Value, f.WorkingB.Value))
	}
	return "Functions:\n" + t.String()
}

// restored is a strategy and its result.
type restored struct {
	name   string
	result snapshot.Result
}

// restore simulates and prints.
func restore(w io.Writer, known []policies.Entry[snapshot.Strategy], function string, f *flags) error {
	cases, names, err := f.cases(known, function)
	if err != nil {
		return exit.Usage(err)
	}
	formats, err := restoreFormats(f)
	if err != nil {
		return exit.Usage(err)
	}
	list := make([]restored, len(cases))
	for i, c := range cases {
		r, err := snapshot.Run(c)
		if err != nil {
			return exit.Usage(err)
		}
		list[i] = restored{names[i], r}
	}
	var written []string
	if f.out != "" {
		if err := files.Open(f.out, f.force); err != nil {
			return err
		}
		if written, err = writeRestores(f.out, list, f.set, formats); err != nil {
			return err
		}
	}
	if f.json {
		return table.WriteJSON(w, restoreRows(list, f.set))
	}
	text := restoreHeading(&cases[0], f.set) + restoreTable(list) + "\n" + restoreFaults(list) + "\n" +
		restoreTimelines(list)
	for _, path := range written {
		text += fmt.Sprintf("wrote %s\n", path)
	}
	_, err = io.WriteString(w, text)
	return err
}

// cases settles what is to be simulated and reports all that is wrong with it.
func (f *flags) cases(known []policies.Entry[snapshot.Strategy], function string) ([]snapshot.Case, []string, error) {
	own := f.Err() // first, because it reads the numbers
	texts := f.strategies
	if len(texts) == 0 {
		texts = policies.Names(known)
	}
	book, err := f.book()
	mistakes := []error{err}
	fn, err := book.Function(function)
	mistakes = append(mistakes, err)
	strategies, err := policies.ParseAll(known, texts)
	mistakes = append(mistakes, err)
	base := snapshot.Case{
		Parallel: f.parallel, Different: f.different, CachedShare: f.cached, OtherStreams: f.streams,
		Seed: f.seed, Detail: true,
	}
	if fn != nil {
		base.Function = fn
		base.Host, base.Disk = book.Host(fn.Suite)
		base.Record, err = fn.Input(f.record)
		mistakes = append(mistakes, at("--record", err))
		base.Test, err = fn.Input(f.input)
		mistakes = append(mistakes, at("--input", err))
	}
	if f.disk != "" {
		base.Disk, err = book.Disk(f.disk)
		mistakes = append(mistakes, at("--disk", err))
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, nil, errors.Join(own, err)
	}
	cases := make([]snapshot.Case, len(strategies))
	names := make([]string, len(strategies))
	for i, s := range strategies {
		cases[i], names[i] = base, s.Name
		cases[i].Strategy = s.Policy
	}
	return cases, names, errors.Join(own, cases[0].Check())
}

// book returns the numbers of the run.
func (f *flags) book() (*numbers.Book, error) {
	book, err := numbers.New(f.set...)
	mistakes := []error{at("--set", err)}
	for _, c := range book.Changes() {
		if !strings.HasPrefix(c.Path, "restore.") {
			mistakes = append(mistakes, fmt.Errorf("--set: %s: thaw restore reads numbers below restore alone",
				c.Path))
		}
	}
	return book, errors.Join(mistakes...)
}

// at says which flag a mistake is about.
func at(flag string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", flag, err)
}
