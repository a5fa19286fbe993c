package studies

import (
	"context"
	"math"

	"thaw/experiments/studies/resources"
	"thaw/models/numbers"
)

// resourcesStudy lets resource managers give the functions of workflows cores and memory.
func resourcesStudy() Study {
	return definition[resources.Settings]{
		name:     "resources",
		about:    "cores and memory of the functions of workflows, chosen by a resource manager from noisy evaluations",
		defaults: resources.Defaults(),
		metrics: []Metric{
			{"qos_violations", "share", "executions that miss the QoS"},
			{"met", "share", "runs in which no more executions miss it than may"},
			{"cost_usd_per_million", "", "cost of a million executions (USD)"},
			{"oracle_ratio", "", "cost, times the oracle's"},
			{"met_oracle_ratio", "", "cost, times the oracle's, of runs that keep the QoS"},
			{"latency_of_qos", "", "latency that the QoS is about, times the QoS"},
			{"evaluations", "", "sizes that were tried"},
			{"found_oracle_ratio", "", "cost of the best sizes that were tried and keep the QoS, times the oracle's"},
		},
		check:    func(s *resources.Settings, report Report) { s.Check(report) },
		variants: func(s *resources.Settings) []string { return s.Managers },
		items:    (*resources.Settings).Items,
		series: []Series{
			{Name: "course", About: "a row an evaluation: what was measured, and the best so far", AllSeeds: true,
				ByItem: true,
				Columns: []Metric{
					{"evaluation", "", "evaluation"},
					{"latency_of_qos", "", "measured latency, times the QoS"},
					{"measured_ratio", "", "measured cost, times the oracle's"},
					{"met", "", "whether the sizes keep the QoS"},
					{"best_ratio", "", "best so far, times the oracle's cost"},
				}},
		},
		runSeries: runResources,
	}.study()
}

// runResources runs one manager on one workflow.
func runResources(ctx context.Context, s *resources.Settings, at Run, _ *numbers.Book, keep *recorder) (Values, error) {
	out, err := s.Run(ctx, at.Variant, at.Item, at.Seed, true)
	if err != nil {
		return nil, err
	}
	v := Values{
		"qos_violations": out.Violations, "cost_usd_per_million": out.Cost * resources.PerMillion,
		"oracle_ratio": out.Cost / out.Oracle.Cost, "latency_of_qos": out.Latency / out.QoS,
		"evaluations": float64(out.Evaluations), "met": 0,
	}
	if out.Meets {
		v["met"], v["met_oracle_ratio"] = 1, out.Cost/out.Oracle.Cost
	}
	for i, c := range out.Course {
		met := 0.0
		if c.Meets {
			met = 1
		}
		keep.add("course", float64(i+1), c.Latency/out.QoS, c.Cost/out.Oracle.Cost, met, c.Best/out.Oracle.Cost)
	}
	if n := len(out.Course); n > 0 && !math.IsNaN(out.Course[n-1].Best) {
		v["found_oracle_ratio"] = out.Course[n-1].Best / out.Oracle.Cost
	}
	return v, nil
}
