package studies

import (
	"math"
	"slices"
	"time"

	"thaw/models/snapshot"
)

// faultSeries are the page faults of a restore by their service time.
func faultSeries() Series {
	return Series{
		Name: "faults", ByItem: true,
		About: "a row a bin of service times, eight to a doubling, from the first that has a fault to the last",
		Columns: []Metric{
			{"from_us", "", "service of a page fault, µs"},
			{"to_us", "", "end of the bin, µs"},
			{"faults", "", "page faults of all microVMs"},
			{"faults_major", "", "of these, that wait for the disk"},
		},
	}
}

// faultEdge is the lower end of bin k, 2^(k/8) µs to the nearest nanosecond; an eighth bin is
// at a power of two. Times are whole nanoseconds.
func faultEdge(k int) time.Duration {
	return time.Duration(math.Round(1000 * math.Exp2(float64(k)/8)))
}

// The bins of faultSeries, from 2^-4 µs to 2^24 µs. What is beyond is in the outermost.
const (
	firstFaultBin = -32
	faultBinCount = 28 * 8
)

// keepFaults counts the faults of all microVMs, which noted each.
func keepFaults(r *snapshot.Result, keep *recorder) {
	edges := make([]time.Duration, faultBinCount)
	for i := range edges {
		edges[i] = faultEdge(firstFaultBin + i)
	}
	var all, major [faultBinCount]float64
	first, last := faultBinCount, -1
	for i := range r.VMs {
		for _, f := range r.VMs[i].Happened {
			bin, at := slices.BinarySearch(edges, f.Took)
			if !at {
				bin = max(0, bin-1)
			}
			all[bin]++
			switch f.Kind {
			case snapshot.FaultMajor, snapshot.FaultShared, snapshot.FaultUserMajor:
				major[bin]++
			}
			first, last = min(first, bin), max(last, bin)
		}
	}
	for bin := first; bin <= last; bin++ {
		from, to := faultEdge(firstFaultBin+bin), faultEdge(firstFaultBin+bin+1)
		keep.add("faults", float64(from)/1000, float64(to)/1000, all[bin], major[bin])
	}
}
