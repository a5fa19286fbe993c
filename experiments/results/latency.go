package results

import (
	"thaw/models/outcome"
	"thaw/sim"
)

// LatencyFile holds the distribution of latency as the cells of a histogram. Its
// few thousand rows give every quantile to 0.1 % and can be added over seeds. It
// covers completed invocations, as the summary does. The cells occur twice: for
// all starts and for cold starts.
type LatencyFile struct {
	path  string
	stamp Stamp
	outcome.Latency
}

func newLatency(path string, stamp Stamp) *LatencyFile {
	return &LatencyFile{path: path, stamp: stamp}
}

// The values of the column starts.
const (
	AllStarts  = "all"
	ColdStarts = "cold"
)

// Finish writes the file, or nothing if keep is false. A run without completed
// invocations has a file without rows.
func (l *LatencyFile) Finish(keep bool) (FileInfo, error) {
	if !keep {
		return FileInfo{}, nil
	}
	starts := newTexts("starts", newVocabulary([]string{AllStarts, ColdStarts}))
	low, high, count := newInts("low_ns"), newInts("high_ns"), newInts("count")
	for k, h := range []*sim.Histogram{&l.All, &l.Cold} {
		h.Each(func(least, greatest int64, n uint64) {
			starts.add(int32(k))
			low.values = append(low.values, max(least, h.Min()))
			high.values = append(high.values, min(greatest, h.Max()))
			count.values = append(count.values, int64(n))
		})
	}
	columns := []column{starts, low, high, count}
	file, err := createTable(l.path, columns, l.stamp)
	if err != nil {
		return FileInfo{}, err
	}
	if err := file.writeGroup(columns, len(count.values)); err != nil {
		file.abort()
		return FileInfo{}, err
	}
	return file.commit()
}
