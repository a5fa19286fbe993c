package experiments

import (
	"thaw/models/cluster"
)

// latencyFile is a cluster.Sink that keeps the distribution of latency and
// writes it as quantiles, from which the latency figures are drawn: a file of
// fixed size in place of a row an invocation. Latency is that of completed
// invocations, as in the summary.
type latencyFile struct {
	path  string
	stamp Stamp
	all   tmpHist
	cold  tmpHist
}

func newLatency(path string, stamp Stamp) *latencyFile {
	return &latencyFile{path: path, stamp: stamp}
}

// Take implements cluster.Sink.
func (l *latencyFile) Take(b *cluster.Batch) error {
	for i := range b.Outcomes {
		o := &b.Outcomes[i]
		if o.Status != cluster.Completed {
			continue
		}
		l.all.Record(int64(o.Start - o.Arrival))
		if o.Kind == cluster.Cold {
			l.cold.Record(int64(o.Start - o.Arrival))
		}
	}
	return nil
}

// latencyQuantiles are the quantiles that are kept: steps of 0.0025, and of a
// fifth of a decade in the tail down to one in a million.
func latencyQuantiles() []float64 {
	var q []float64
	for i := range 400 {
		q = append(q, float64(i)/400)
	}
	for tail := 2e-3; tail > 1e-6; tail /= 1.58489319246 { // 10^(1/5)
		q = append(q, 1-tail)
	}
	return append(q, 1)
}

// finish writes the file, or nothing. A run without completed invocations has
// a file without rows.
func (l *latencyFile) finish(keep bool) (FileInfo, error) {
	if !keep {
		return FileInfo{}, nil
	}
	kinds := newVocabulary([]string{"all", "cold"})
	kind, quantile, latency := newTexts("starts", kinds), &float64s{name: "quantile"}, &int64s{name: "latency_ns"}
	for k, h := range []*tmpHist{&l.all, &l.cold} {
		if h.Count() == 0 {
			continue
		}
		for _, q := range latencyQuantiles() {
			kind.add(int32(k))
			quantile.values = append(quantile.values, q)
			latency.values = append(latency.values, h.Quantile(q))
		}
	}
	columns := []column{kind, quantile, latency}
	file, err := createTable(l.path, columns, l.stamp)
	if err != nil {
		return FileInfo{}, err
	}
	if err := file.writeGroup(columns, len(quantile.values)); err != nil {
		file.abort()
		return FileInfo{}, err
	}
	return file.commit()
}
