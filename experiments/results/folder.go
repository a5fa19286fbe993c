package results

import (
	"fmt"
	"path"
	"strings"
)

// The files of a result folder, and of the folder of each of its runs.
const (
	ManifestName    = "manifest.json"
	SummaryName     = "summary.parquet"
	InvocationsName = "invocations.parquet"
	TimelineName    = "timeline.parquet"
	LatencyName     = "latency.parquet"
)

// RunFolder returns the folder of a run's files, relative to the result folder and
// with slashes.
func RunFolder(policy string, seed int64) string {
	return path.Join("runs", "policy="+escape(policy), fmt.Sprintf("seed=%d", seed))
}

// escape makes a text safe as the value of a Hive partition in a path: bytes
// other than letters, digits and "-_.,+~" become %XX. Readers of partitioned
// folders decode that; url.PathUnescape does, too.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			strings.IndexByte("-_.,+~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
