package verdict

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"thaw/experiments/papers/stated"
)

// Text writes a value of a measure in the form of the published one: in percent, or with
// a sign for a ratio.
func Text(m Measure, published stated.Value, x float64) string {
	switch {
	case math.IsNaN(x):
		return "none"
	case m == Ratio || m == MeanRatio:
		return fmt.Sprintf("%+.1f%%", 100*x)
	case m == Difference && strings.HasSuffix(published.Text, "%"):
		return points(x)
	case strings.HasSuffix(published.Text, "%"):
		return fmt.Sprintf("%.3g%%", 100*x)
	case math.Abs(x) >= 1000:
		return strconv.FormatFloat(math.Round(x), 'f', -1, 64)
	}
	return fmt.Sprintf("%.3g", x)
}

// points writes a difference of shares in percentage points, to hundredths.
func points(x float64) string {
	x = math.Round(1e4*x) / 100
	if x == 0 {
		return "0 points" // not -0
	}
	return fmt.Sprintf("%+.3g points", x)
}
