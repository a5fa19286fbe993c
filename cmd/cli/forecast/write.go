package forecast

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments"
	"thaw/experiments/forecasts"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	"thaw/traces"
)

// The tables of a folder, beside the figures.
const (
	scoresName  = "forecast-scores"
	summaryName = "forecast-summary"
)

// files are those of forecasts.
var files = command.OwnFiles{
	Table: scoresName + ".csv", FirstColumns: "predictor,function,trained_invocations,", By: "thaw forecast",
	Ours: func(name string) bool { return strings.HasPrefix(name, "forecast-") },
}

// stampOf returns the inputs of the tables.
func stampOf(spec *experiments.Spec, t *traces.Trace, f *flags, plan *forecasts.Plan) results.Stamp {
	in := struct {
		Version    string             `json:"thaw_version"`
		Revision   string             `json:"thaw_revision"`
		Modified   bool               `json:"thaw_modified"`
		Trace      []results.FileInfo `json:"trace"`
		Generated  string             `json:"trace_generated,omitempty"`
		Epoch      string             `json:"epoch"`
		Start      int64              `json:"start_ns"`
		Length     int64              `json:"length_ns"`
		Train      int64              `json:"train_ns"`
		Choose     string             `json:"choose"`
		Functions  int                `json:"functions"`
		Least      int64              `json:"least"`
		Ahead      int                `json:"ahead_minutes"`
		Every      int                `json:"every_minutes"`
		Predictors []string           `json:"predictors"`
		Seed       uint64             `json:"seed"`
	}{
		Version: spec.Build.Version, Revision: spec.Build.Revision, Modified: spec.Build.Modified,
		Trace: []results.FileInfo{}, Epoch: spec.Epoch.String(), Start: int64(spec.Start), Length: int64(spec.Length),
		Train: int64(f.train), Choose: f.choice.How, Functions: f.choice.Functions, Least: f.choice.Least,
		Ahead: f.ahead, Every: f.every, Seed: plan.Seed,
	}
	for _, file := range t.Files() {
		in.Trace = append(in.Trace,
			results.FileInfo{Path: filepath.Base(file.Path), Size: file.Size, SHA256: file.SHA256})
	}
	if len(in.Trace) == 0 {
		in.Generated = t.Path()
	}
	for _, p := range plan.Predictors {
		in.Predictors = append(in.Predictors, p.Name)
	}
	text, err := json.Marshal(in)
	if err != nil {
		panic(err) // texts and whole numbers
	}
	sum := sha256.Sum256(text)
	return results.Stamp{Version: in.Version, Revision: in.Revision, Manifest: string(text),
		SHA256: hex.EncodeToString(sum[:])}
}

// write puts tables and figures into the folder and returns their paths.
func write(
	ctx context.Context, f *flags,
	scores []forecasts.Score, samples []forecasts.Sample, summaries []forecasts.Summary, stamp results.Stamp,
) ([]string, error) {
	if _, err := results.WriteTables(f.out, scoresName, forecasts.ScoreColumns(), scores, stamp); err != nil {
		return nil, err
	}
	if _, err := results.WriteTables(f.out, summaryName, forecasts.SummaryColumns(), summaries, stamp); err != nil {
		return nil, err
	}
	written := []string{filepath.Join(f.out, scoresName+".csv"), filepath.Join(f.out, summaryName+".csv")}
	if f.noFigures {
		return written, ctx.Err()
	}
	for _, fig := range forecasts.Figures(samples, summaries, f.yardstick) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		paths, err := plots.Save(f.out, fig, plots.Output{})
		if err != nil {
			return nil, err
		}
		written = append(written, paths[0])
	}
	return written, ctx.Err()
}

// show prints the summary.
func show(
	w io.Writer, f *flags, plan *forecasts.Plan, path string, summaries []forecasts.Summary, written []string,
) error {
	if f.json {
		return results.WriteJSON(w, forecasts.SummaryColumns(), summaries)
	}
	c := plan.Counts
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%s), trained on %v, judged on %v, %s\n\n", path,
		table.Many(int64(len(c.Names)), "function"), f.choice.How, f.train,
		minutes(c.Minutes()-c.Train), table.Many(int64(summaries[0].Forecasts/len(c.Names)), "forecast")+" each")
	b.WriteString(summaryTable(summaries))
	b.WriteString("\nLOSS: mean over functions of the pinball loss (quantiles 0.1, 0.5, 0.9) by the mean count in " +
		"training;\nAGAINST YARDSTICK: its difference from the yardstick's, paired over functions; COVERS: share of " +
		"counts in the\nband of 80%. Intervals of 95% over functions.\n\n")
	fmt.Fprintf(&b, "Yardstick: %s.\n", f.yardstick)
	for i := range summaries {
		fmt.Fprintf(&b, "%s: %s\n", summaries[i].Predictor, summaries[i].Verdict())
	}
	b.WriteByte('\n')
	for _, name := range written {
		fmt.Fprintf(&b, "wrote %s\n", name)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// minutes writes a length of time in hours and minutes.
func minutes(n int) string {
	if n%60 == 0 {
		return fmt.Sprintf("%dh", n/60)
	}
	return fmt.Sprintf("%dh%dm", n/60, n%60)
}

func summaryTable(list []forecasts.Summary) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "PREDICTOR"}, table.Cell{Text: "LOSS"}, table.Cell{Text: "AGAINST YARDSTICK"},
		table.Cell{Text: "COVERS"}, table.Cell{Text: "MEAN ERROR"}, table.Cell{Text: "FILLED IN"})
	for i := range list {
		s := &list[i]
		against := table.Cell{Text: "–"}
		if !s.Yardstick {
			against = interval(s.Difference, "%+.4f", 1)
		}
		t.Row(table.Cell{Text: s.Predictor}, table.Cell{Text: fmt.Sprintf("%.4f", s.Loss.Value)}, against,
			interval(s.Coverage, "%.1f%%", 100), table.Cell{Text: fmt.Sprintf("%+.4f", s.MeanError)},
			table.Cell{Text: table.Short(float64(s.Imputed))})
	}
	return t.String()
}

// interval writes an estimate and its interval, times a factor.
func interval(e paired.Estimate, format string, times float64) table.Cell {
	c := table.Cell{Text: fmt.Sprintf(format, times*e.Value)}
	if e.HasInterval() {
		c.Tail = fmt.Sprintf(" ["+format+", "+format+"]", times*e.Low, times*e.High)
	}
	return c
}
