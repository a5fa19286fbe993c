package schedule

import (
	"fmt"
	"math"
)

// permille returns x in thousandths. Parameters of scores have at most three
// decimals, so that scores are whole numbers and ties are exact on every processor.
func permille(name string, x float64) (int64, error) {
	p := math.Round(x * 1000)
	if math.Abs(x*1000-p) > 1e-6 {
		return 0, fmt.Errorf("%s=%v: at most three decimals were expected", name, x)
	}
	return int64(p), nil
}
