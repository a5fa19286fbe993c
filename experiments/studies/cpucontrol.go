package studies

import (
	"context"
	"math"
	"slices"

	"thaw/experiments/studies/tuning"
	"thaw/models/numbers"
	"thaw/models/tuner"
)

// cpuControlStudy compares an agent that tunes priorities and cores with fixed rules.
func cpuControlStudy() Study {
	return definition[tuning.Settings]{
		name:     "cpu-control",
		about:    "latency-sensitive and best-effort functions on a node, whose cores an agent tunes or a rule shares",
		defaults: tuning.Defaults(),
		metrics: []Metric{
			{"ls_mean", "", "mean response of latency-sensitive functions, times their work alone"},
			{"ls_median", "", "median response of latency-sensitive functions, times their work alone"},
			{"ls_p95", "", "95th percentile of latency-sensitive functions, times their work alone"},
			{"ls_p99", "", "99th percentile of latency-sensitive functions, times their work alone"},
			{"ls_deviation", "", "standard deviation of latency-sensitive functions, times their work alone"},
			{"ls_variance", "", "variance of latency-sensitive functions, times the square of their work alone"},
			{"in_budget_share", "share", "latency-sensitive functions all of whose components keep their limits"},
			{"be_gain", "", "work over response, mean over best-effort functions"},
			{"be_fairness", "", "work over response, least over greatest of best-effort functions"},
			{"fairness", "", "work over response, least over greatest of all functions"},
			{"fair_windows_share", "share", "windows with a fairness above 0.5"},
			{"reward", "", "mean reward under the load of judgement"},
			{"reward_training", "", "mean reward under the load of training, other draws"},
			{"tried", "", "settings of knobs that the search tried"},
			{"drained_s", "s", "until the last invocation ended, from the end of arrivals"},
		},
		check:    func(s *tuning.Settings, report Report) { s.Check(report) },
		variants: func(s *tuning.Settings) []string { return s.Variants },
		series: []Series{
			{Name: "training", About: "a row an episode of training, means over its windows", AllSeeds: true,
				Columns: []Metric{
					{"episode", "", "episode of training"},
					{"reward", "", "mean reward"},
					{"fairness", "", "mean fairness"},
					{"performance", "", "mean performance"},
					{"refused", "", "illegal actions"},
					{"advantage", "", "mean size of the advantage"},
				}},
			{Name: "functions", About: "a row a function, in the order of the settings: its comprehensive latency",
				AllSeeds: true, Columns: []Metric{
					{"function", "", "function, by number"},
					{"invocations", "", "invocations"},
					{"alone_ms", "ms", "mean work"},
					{"mean_ms", "ms", "mean response"},
					{"median_ms", "ms", "median response"},
					{"p95_ms", "ms", "95th percentile of responses"},
					{"p99_ms", "ms", "99th percentile of responses"},
					{"deviation_ms", "ms", "standard deviation of responses"},
					{"in_budget", "", "components that keep their limits, of 5"},
				}},
			{Name: "knobs", About: "a row a window and latency-sensitive function: its knobs", AllSeeds: true,
				Columns: []Metric{
					{"window", "", "window of judgement"},
					{"function", "", "latency-sensitive function, by number"},
					{"priority", "", "real-time priority"},
					{"cores", "", "cores of its own"},
				}},
			{Name: "windows", About: "a row a window of judgement", Columns: []Metric{
				{"window", "", "window of judgement"},
				{"reward", "", "mean reward"},
				{"fairness", "", "fairness"},
				{"performance", "", "mean performance"},
			}},
		},
		runSeries: runCPUControl,
	}.study()
}

// runCPUControl trains or searches what the variant needs, and judges it.
func runCPUControl(ctx context.Context, s *tuning.Settings, at Run, book *numbers.Book, keep *recorder) (
	Values, error,
) {
	episode := 0.0
	out, err := s.Run(ctx, at.Variant, at.Seed, book, func(e tuner.Episode) {
		episode++
		keep.add("training", episode, e.Reward, e.Fairness, e.Performance, float64(e.Refused), e.Advantage)
	})
	if err != nil {
		return nil, err
	}
	keepControl(out, keep)
	v := Values{
		"be_gain": out.EffortGain, "be_fairness": out.EffortFairness, "fairness": out.Fairness,
		"fair_windows_share": out.Fair, "reward": out.Reward, "reward_training": out.Training,
		"drained_s": out.Drained,
	}
	if out.Tried > 0 {
		v["tried"] = float64(out.Tried)
	}
	if c, within, ok := out.Sensitive(); ok {
		v["ls_mean"], v["ls_median"], v["ls_p95"], v["ls_p99"] = c.Mean, c.Median, c.P95, c.P99
		v["ls_deviation"], v["ls_variance"], v["in_budget_share"] = c.Deviation, c.Variance, within
	}
	return v, nil
}

// keepControl keeps the series of a judgement.
func keepControl(out *tuning.Outcome, keep *recorder) {
	for i := range out.Latencies {
		l := &out.Latencies[i]
		if l.Count == 0 {
			continue
		}
		kept := math.NaN()
		if !l.BestEffort {
			within := out.Limits.Within(l)
			kept = float64(len(slices.DeleteFunc(within[:], func(k bool) bool { return !k })))
		}
		const ms = 1000
		keep.add("functions", float64(i+1), float64(l.Count), l.Alone*ms, l.Mean*ms, l.Median*ms, l.P95*ms, l.P99*ms,
			l.Deviation*ms, kept)
	}
	for w, step := range out.Steps {
		reward, performance := math.NaN(), math.NaN()
		if step.Scored {
			reward, performance = step.Reward, step.Performance
		}
		keep.add("windows", float64(w+1), reward, step.Fairness, performance)
		knobs := step.Knobs
		if knobs == nil {
			knobs = out.Knobs
		}
		for i, k := range knobs {
			cores := math.NaN()
			if k.Cores != tuner.Unpinned {
				cores = float64(k.Cores)
			}
			keep.add("knobs", float64(w+1), float64(i+1), float64(k.Priority), cores)
		}
	}
}
