//go:build torture

package torture

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// run is a run of a result folder as it is read back.
type run struct {
	name        string
	row         row
	line        map[string]string // its row of summary.csv
	platform    map[string]string
	billed      bool
	invocations *table // nil without --detail invocations
	timeline    *table
	latency     *table
}

// books holds every number of a result folder against every other that it follows from.
func books(c *hurt, folder string) broken {
	runs, err := readRuns(folder)
	if err != nil {
		return broken{"results cannot be read", err.Error()}
	}
	c.variety(runs)
	for i := range runs {
		r := &runs[i]
		for _, check := range []func(*run) (string, string){
			conservation, csvAgrees, rowsAgree, containersAreApart, timelineStates, timelineSums, timelineLatency,
			queueAtEnd, latencyAgrees, stagesSum, metricsHaveSamples,
		} {
			if kind, text := check(r); kind != "" {
				return broken{kind, r.name + ": " + text}
			}
		}
	}
	if kind, text := sameWork(folder, runs); kind != "" {
		return broken{kind, text}
	}
	return warned(folder, runs)
}

// variety counts the command lines by what happened in their runs: an attack under which
// nothing is evicted says nothing of evictions.
func (c *hurt) variety(runs []run) {
	any := func(what string, happened func(r *run) bool) {
		if slices.ContainsFunc(runs, func(r run) bool { return happened(&r) }) {
			c.tally("with " + what)
		}
	}
	for _, name := range []string{"warm_starts", "prewarm_starts", "restore_starts", "evictions", "expiries", "queued",
		"rejected", "unfinished", "failed", "stale_decisions", "removing_mib_mean"} {
		any(name, func(r *run) bool { return r.row.num(name) > 0 })
	}
	any("waits for a core", func(r *run) bool {
		return r.invocations != nil && slices.ContainsFunc(r.invocations.ints["core_wait_ns"],
			func(v int64) bool { return v > 0 })
	})
}

func readRuns(folder string) (runs []run, err error) {
	var rows []row
	if err := readJSON(filepath.Join(folder, "summary.json"), &rows); err != nil {
		return nil, err
	}
	lines, err := readCSV(filepath.Join(folder, "summary.csv"))
	if err != nil {
		return nil, err
	}
	whole, err := readTable(filepath.Join(folder, "summary.parquet"))
	if err != nil {
		return nil, err
	}
	if len(rows) != len(lines) || len(rows) != whole.rows || len(rows) == 0 {
		return nil, fmt.Errorf("summary: %d rows in JSON, %d in CSV, %d in Parquet", len(rows), len(lines), whole.rows)
	}
	runFolders, err := filepath.Glob(filepath.Join(folder, "runs", "policy=*", "seed=*"))
	if err != nil || len(runFolders) != len(rows) {
		return nil, fmt.Errorf("%d runs and %d rows of the summary: %v", len(runFolders), len(rows), err)
	}
	for _, f := range runFolders {
		r := run{name: filepath.Join(filepath.Base(filepath.Dir(f)), filepath.Base(f))}
		var record struct {
			Inputs struct {
				Platform map[string]string
				Billing  string
			}
			Row row
		}
		if err := readJSON(filepath.Join(f, "run.json"), &record); err != nil {
			return nil, err
		}
		r.row, r.platform, r.billed = record.Row, record.Inputs.Platform, record.Inputs.Billing != ""
		seed := strings.TrimPrefix(filepath.Base(f), "seed=")
		for i, line := range lines {
			if line["policy"] == r.row.text("policy") && line["seed"] == seed {
				r.line = line
				if d := rowsDiffer(rows[i], r.row, whole, i); d != "" {
					return nil, fmt.Errorf("%s: %s", r.name, d)
				}
			}
		}
		if r.line == nil {
			return nil, fmt.Errorf("%s: no row of the summary", r.name)
		}
		for _, part := range []struct {
			name string
			into **table
		}{{"invocations", &r.invocations}, {"timeline", &r.timeline}, {"latency", &r.latency}} {
			path := filepath.Join(f, part.name+".parquet")
			if part.name == "invocations" && !there(path) {
				continue
			}
			if *part.into, err = readTable(path); err != nil {
				return nil, err
			}
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// rowsDiffer compares a row of summary.json with run.json and with summary.parquet.
func rowsDiffer(summary, own row, whole *table, i int) string {
	for name, v := range summary {
		// the column queue stands in the whole where any run has a queue, and in the record of those that have one
		unsaid := (name == "queue" || name == "client") && v == "none" && own[name] == nil
		if fmt.Sprint(v) != fmt.Sprint(own[name]) && !unsaid {
			return fmt.Sprintf("%s is %v in summary.json and %v in run.json", name, v, own[name])
		}
		column := whole.num(name)
		if len(column) == 0 {
			continue
		}
		if f, ok := v.(float64); ok != !math.IsNaN(column[i]) || ok && math.Abs(f-column[i]) > 1e-9*math.Abs(f) {
			return fmt.Sprintf("%s is %v in summary.json and %v in summary.parquet", name, v, column[i])
		}
	}
	return ""
}

// conservation: no invocation is lost or counted twice.
func conservation(r *run) (string, string) {
	n := r.row.num
	kinds := n("cold_starts") + n("warm_starts") + n("prewarm_starts") + n("restore_starts")
	switch {
	case n("completed")+n("failed")+n("timed_out")+n("rejected")+n("unfinished") != n("invocations"):
		return "completed + failed + timed_out + rejected + unfinished is not invocations", fmt.Sprint(r.row)
	case kinds < n("completed") || kinds > n("invocations")+n("retries")-n("rejected"):
		return "starts by kind are not completed and placed", fmt.Sprint(r.row)
	case n("used_mib_mean")*(1+1e-9) < n("active_mib_mean"):
		return "mean active memory above mean used memory", fmt.Sprint(r.row)
	}
	return "", ""
}

// sampled are metrics and what they need a sample of.
func sampled(r *run) map[string]float64 {
	n := r.row.num
	starts := n("cold_starts") + n("warm_starts") + n("prewarm_starts") + n("restore_starts")
	out := map[string]float64{"cold_start_ratio": starts, "function_cold_ratio_p50": starts,
		"function_cold_ratio_p75": starts, "app_cold_ratio_p50": starts, "app_cold_ratio_p75": starts,
		"app_cold_ratio_p90": starts}
	for _, m := range []string{"mean", "p50", "p90", "p95", "p99", "p999", "max"} {
		out["latency_ms_"+m] = n("completed")
	}
	if n("completed") == 0 {
		out["slowdown_mean"], out["slowdown_p50"], out["slowdown_p99"] = 0, 0, 0
	}
	if n("cold_starts") == 0 {
		out["cold_latency_ms_mean"] = 0
	}
	if n("restore_starts") == 0 {
		out["restore_latency_ms_mean"] = 0
	}
	if !r.billed { // which of the two is counted otherwise, and whether it ends in time, is not told
		out["cost_usd"], out["carbon_g"] = 0, 0
	}
	out["cost"] = 0
	for path, text := range r.platform {
		if strings.HasSuffix(path, ".price") {
			if out["cost"] = 1; text == "none" {
				out["cost"] = 0
				break
			}
		}
	}
	for _, name := range []string{"throughput_per_s", "used_mib_mean", "active_mib_mean", "removing_mib_mean",
		"members_mean"} {
		out[name] = n("end_s")
	}
	for _, name := range []string{"used_mib_stddev_invokers", "active_mib_stddev_invokers"} {
		out[name] = math.Ceil(n("end_s")) - 1 // the whole seconds before the end
	}
	return out
}

// metricsHaveSamples: what was not measured is null, and empty in CSV; what was is a number.
func metricsHaveSamples(r *run) (string, string) {
	for name, samples := range sampled(r) {
		v, present := r.row[name]
		_, number := v.(float64)
		text := r.line[name]
		switch {
		case !present:
			return "a metric is missing: " + name, fmt.Sprint(r.row)
		case samples <= 0 && (number || text != ""):
			return "a number where nothing was measured", fmt.Sprintf("%s is %v in JSON and %q in CSV", name, v, text)
		case samples > 0 && (!number || text == ""):
			return "no number where something was measured", fmt.Sprintf("%s is %v in JSON and %q in CSV", name, v, text)
		}
	}
	return "", ""
}

func csvAgrees(r *run) (string, string) {
	for name, text := range r.line {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			v = math.NaN()
		}
		if number, ok := r.row[name].(float64); ok && math.Abs(v-number) > 1e-9*math.Abs(number) {
			return "CSV and JSON disagree", fmt.Sprintf("%s is %v in JSON and %q in CSV", name, number, text)
		}
	}
	return "", ""
}

// sameWork: all policy sets of a seed get the same invocations, unless those of a closed loop,
// whose users invoke when they have been answered.
func sameWork(folder string, runs []run) (string, string) {
	var manifest struct{ Trace struct{ Path string } }
	if err := readJSON(filepath.Join(folder, "manifest.json"), &manifest); err != nil {
		return "results cannot be read", err.Error()
	}
	if strings.Contains(manifest.Trace.Path, "model=users") {
		return "", ""
	}
	first := map[string]*run{}
	for i := range runs {
		r := &runs[i]
		if r.invocations == nil {
			continue
		}
		seed := filepath.Base(r.name)
		if first[seed] == nil {
			first[seed] = r
			continue
		}
		a, b := first[seed], r
		arrivals := map[int64]int64{}
		for k, number := range a.invocations.ints["invocation"] {
			arrivals[number] = a.invocations.ints["arrival_ns"][k]
		}
		for k, number := range b.invocations.ints["invocation"] {
			at, ok := arrivals[number]
			if !ok || at != b.invocations.ints["arrival_ns"][k] {
				return "policies of one seed see other arrivals", fmt.Sprintf("invocation %d of %s and %s", number,
					a.name, b.name)
			}
		}
	}
	return "", ""
}

// warned: where more than one in a hundred of a run was not served, a warning of the
// manifest says so for its policy set, with the numbers; elsewhere none does.
func warned(folder string, runs []run) broken {
	var manifest struct{ Warnings []string }
	if err := readJSON(filepath.Join(folder, "manifest.json"), &manifest); err != nil {
		return broken{"results cannot be read", err.Error()}
	}
	type sum struct{ all, rejected, unfinished, failed, timedOut, most float64 }
	sets := map[string]sum{}
	for _, r := range runs {
		n := r.row.num
		s := sets[r.row.text("policy")]
		sets[r.row.text("policy")] = sum{s.all + n("invocations"), s.rejected + n("rejected"), s.unfinished +
			n("unfinished"), s.failed + n("failed"), s.timedOut + n("timed_out"),
			max(s.most, (n("invocations")-n("completed"))/n("invocations"))}
	}
	for set, s := range sets {
		numbers := fmt.Sprintf("of %.0f invocations were not served (%.0f rejected, %.0f unfinished", s.all, s.rejected,
			s.unfinished)
		if s.failed+s.timedOut > 0 {
			numbers += fmt.Sprintf(", %.0f failed, %.0f timed out", s.failed, s.timedOut)
		}
		numbers += ")"
		said := slices.ContainsFunc(manifest.Warnings, func(w string) bool {
			return strings.Contains(w, set) && strings.Contains(w, numbers)
		})
		switch {
		case said && s.most <= 0.01:
			return broken{"a warning of what was not served where all but one in a hundred were", fmt.Sprint(set, ": ",
				manifest.Warnings)}
		case !said && s.most > 0.01:
			return broken{"much was not served, and no warning of the manifest says so",
				fmt.Sprintf("%s: %s: %q", set, numbers, manifest.Warnings)}
		}
	}
	return broken{}
}
