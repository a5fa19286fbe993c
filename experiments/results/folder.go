package results

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The files of a result folder, and of the folder of each of its runs.
const (
	ManifestName    = "manifest.json"
	SummaryName     = "summary.parquet"
	InvocationsName = "invocations.parquet"
	TimelineName    = "timeline.parquet"
	LatencyName     = "latency.parquet"
	FunctionsName   = "functions.parquet"
	WorkflowsName   = "workflows.parquet"
	ProbesName      = "saturation.json" // of a load search
	PlotsName       = "plots"
	RunsName        = "runs"
)

// SummaryNames lists the files of the summary.
func SummaryNames() []string { return []string{SummaryName, "summary.csv", "summary.json"} }

// RunNames lists the files that a run may have. The record comes first: without it
// the others are those of an unfinished run.
func RunNames() []string {
	return []string{recordName, LatencyName, FunctionsName, WorkflowsName, TimelineName, InvocationsName, ProbesName}
}

// IsResultFile reports whether a path below a result folder, with slashes, is that of
// a file that thaw writes. The manifest is none of them.
func IsResultFile(at string) bool {
	if path.Clean(at) != at || !filepath.IsLocal(filepath.FromSlash(at)) {
		return false
	}
	switch parts := strings.Split(at, "/"); len(parts) {
	case 1:
		return slices.Contains(SummaryNames(), at)
	case 2:
		return parts[0] == PlotsName
	case 4:
		return parts[0] == RunsName && strings.HasPrefix(parts[1], "policy=") &&
			strings.HasPrefix(parts[2], "seed=") && slices.Contains(RunNames(), parts[3])
	}
	return false
}

// RunFolder returns the folder of a run's files, relative to the result folder and
// with slashes.
func RunFolder(policy string, seed int64) string {
	return path.Join(RunsName, "policy="+escape(policy), fmt.Sprintf("seed=%d", seed))
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
