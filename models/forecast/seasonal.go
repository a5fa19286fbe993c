package forecast

import (
	"context"
	"fmt"
)

// Seasonal forecasts the count of the same minute one season ago (the seasonal naive
// method of Hyndman & Athanasopoulos 2021, section 5.2). Its band has the quantiles
// of its errors in training (section 5.5). It is the yardstick of the others.
type Seasonal struct {
	Season int // minutes; a day is MinutesADay
}

// Train implements Predictor. It needs a season and Ahead minutes at least.
func (s Seasonal) Train(ctx context.Context, t Training) (Model, error) {
	if s.Season < t.ahead() {
		return nil, fmt.Errorf("a season of %d minutes: expected at least the %d minutes ahead", s.Season, t.ahead())
	}
	skip := s.Season - t.ahead() // the value for the next minute lies season − ahead before the latest
	return trainLinear(ctx, t, s.Season+1, fmt.Sprintf("a season of %d and one to compare with it", s.Season),
		func([]float64) (linear, error) { return linear{weights: []float64{1}, skip: skip}, nil })
}
