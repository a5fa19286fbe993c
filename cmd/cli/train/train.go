// Package train trains an agent that tunes processors, and keeps it in a file.
//
//	settings of the study cpu-control, --seed ──▶ tuning.Learn ──▶ table of the training, agent.json
package train

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/experiments/strictyaml"
	"thaw/experiments/studies/tuning"
	"thaw/experiments/textfile"
	"thaw/models/numbers"
	"thaw/models/tuner"
	"thaw/models/wholefile"
)

// flags are those of the command.
type flags struct {
	command.Texts
	out   string
	seed  int
	set   []string
	force bool
}

// New returns the command train.
func New() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "train [SETTINGS.yaml] [flags]",
		Short: "Train an agent that tunes processors, and keep it in a file",
		Long: `Train the agent of the study cpu-control (FaaSCTRL's) and write it to a file. A
cell of that study judges it under any load, beside fixed rules and the best static
knobs, where its settings name the file, which is sought beside the experiment.yaml
that they stand in: {agent: agent.json}. The agent belongs to the version of the
model and to the node, the functions and the pace that it was trained with; another
one refuses it and names every difference. Rates of arrivals may differ.

SETTINGS.yaml has settings of the study, such as {episodes: 200, train: {share: 0.7}};
without it they are at their defaults. The table has means over tenths of the
training. A training of the default length takes about ten seconds.`,
		Example: "  thaw train --out agent.json\n" +
			"  echo '{episodes: 10, train: {share: 0.7}}' | thaw train - --seed 7 --out agent.json",
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd, args, &f) },
	}
	own := cmd.Flags()
	own.SortFlags = false
	own.StringVar(&f.out, "out", "agent.json", "write the agent to `FILE`")
	f.Integer(own, &f.seed, "seed", 1, 0, 1<<31-1, "`N` of the agent, its trials and the load")
	own.StringArrayVar(&f.set, "set", nil,
		"`PATH=VALUE` changes a number of the platform, by its path in thaw params; repeat for more")
	own.BoolVar(&f.force, "force", false, "replace a file that is there")
	return cmd
}

// read reads the settings and the flags, and reports all that is wrong with them.
func read(args []string, f *flags) (*tuning.Settings, *numbers.Book, error) {
	s := tuning.Defaults()
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	name := "settings"
	if len(args) == 1 {
		name = textfile.Name(args[0])
		text, err := textfile.ReadGiven(args[0], textfile.Written)
		switch {
		case err != nil:
			bad("%s: cannot read: %w", name, err)
		default:
			if err := strictyaml.Decode(name, text, &s); err != nil {
				errs = append(errs, err)
			}
		}
	}
	if errs == nil { // values that could be read
		s.Check(func(key, format string, args ...any) { bad("%s: %s: %s", name, key, fmt.Sprintf(format, args...)) })
		if s.Episodes == 0 {
			bad("%s: episodes: 0: nothing would be learned, and the agent would be that of the variant untrained; "+
				"expected 1 to %d", name, tuner.MaxEpisodes)
		}
		if s.Agent != "" {
			bad("%s: agent: %s is trained already, expected none", name, s.Agent)
		}
	}
	if err := f.Err(); err != nil {
		errs = append(errs, err)
	}
	book, err := numbers.New(f.set...)
	if err != nil {
		bad("--set: %w", err)
	}
	switch info, err := os.Lstat(f.out); {
	case f.out == "":
		bad("--out: \"\": expected a file")
	case err == nil && !info.Mode().IsRegular():
		bad("--out: %s is no regular file", f.out)
	case err == nil && !f.force:
		bad("--out: %s exists already; --force replaces it", f.out)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		bad("--out: cannot write %s: %w", f.out, errors.Unwrap(err))
	}
	if info, err := os.Stat(filepath.Dir(f.out)); f.out != "" && (err != nil || !info.IsDir()) {
		bad("--out: %s is no folder", filepath.Dir(f.out))
	}
	return &s, book, exit.Usage(errors.Join(errs...))
}

func run(cmd *cobra.Command, args []string, f *flags) error {
	s, book, err := read(args, f)
	if err != nil {
		return err
	}
	var course []tuner.Episode
	_, file, err := s.Learn(cmd.Context(), book, uint64(f.seed), func(e tuner.Episode) { course = append(course, e) })
	if err != nil {
		if cmd.Context().Err() == nil {
			err = exit.Usage(err) // numbers of --set that a node cannot have
		}
		return err
	}
	if err := wholefile.Write(f.out, file); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\nREWARD, FAIRNESS and PERFORMANCE: means over windows and "+
		"latency-sensitive functions.\n\nwrote %s\n", tenths(course), f.out)
	return err
}

// tenths tells of a training in ten parts.
func tenths(course []tuner.Episode) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "EPISODES"}, table.Cell{Text: "REWARD"}, table.Cell{Text: "FAIRNESS"},
		table.Cell{Text: "PERFORMANCE"}, table.Cell{Text: "REFUSED"})
	for k := range 10 {
		from, to := len(course)*k/10, len(course)*(k+1)/10
		if from == to {
			continue
		}
		var sum tuner.Episode
		for _, e := range course[from:to] {
			sum.Reward += e.Reward / float64(to-from)
			sum.Fairness += e.Fairness / float64(to-from)
			sum.Performance += e.Performance / float64(to-from)
			sum.Refused += e.Refused
		}
		cell := func(x float64) table.Cell { return table.Cell{Text: fmt.Sprintf("%.3f", x)} }
		t.Row(table.Cell{Text: fmt.Sprintf("%d to %d", from+1, to)}, cell(sum.Reward), cell(sum.Fairness),
			cell(sum.Performance), table.Cell{Text: fmt.Sprint(sum.Refused)})
	}
	return t.String()
}
