package studies

import (
	"context"

	"thaw/experiments/studies/sizing"
	"thaw/models/numbers"
)

// provisionStudy sizes a server by a hit-ratio curve.
func provisionStudy() Study {
	return definition[sizing.Settings]{
		name: "provision", about: "memory of a server by the hit-ratio curve of a generated trace",
		metrics: []Metric{
			{sizing.HitRatio, "share", "invocations that find a container in so much memory"},
			{sizing.Changes, "", "changes of the memory by the controller"},
			{sizing.Mean, "", "mean memory over time, published MB"},
			{sizing.Most, "", "most memory, published MB"},
			{sizing.Within, "share", "share of the course at which misses are within the band"},
		},
		check:    func(s *sizing.Settings, report Report) { s.Check(report) },
		variants: func(*sizing.Settings) []string { return []string{"curve"} },
		items:    (*sizing.Settings).Items,
		run: func(ctx context.Context, s *sizing.Settings, at Run, _ *numbers.Book) (Values, error) {
			return s.Run(ctx, at.Item, at.Seed)
		},
	}.study()
}
