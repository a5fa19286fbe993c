package studies

import (
	"fmt"
	"math"
	"time"

	"thaw/experiments/paired"
	"thaw/models/snapshot"
	"thaw/plots"
)

// restoreMetric is a quantity of a result, the mean over microVMs if each has its
// own; NaN where there is nothing to take it of.
type restoreMetric struct {
	Metric
	of func(r *snapshot.Result) float64
}

func ofPhase(of func(p *snapshot.Phase) float64) func(r *snapshot.Result) float64 {
	return func(r *snapshot.Result) float64 {
		sum := 0.0
		for i := range r.VMs {
			sum += of(&r.VMs[i])
		}
		return sum / float64(len(r.VMs))
	}
}

func inMs(d time.Duration) float64 { return d.Seconds() * 1000 }

// counted are faults of the given kinds.
func counted(kinds ...snapshot.Kind) func(r *snapshot.Result) float64 {
	return ofPhase(func(p *snapshot.Phase) float64 {
		n := 0
		for _, k := range kinds {
			n += p.Faults[k].Count
		}
		return float64(n)
	})
}

// service is the time until the pages of all faults are in place.
func service(p *snapshot.Phase) time.Duration {
	d := time.Duration(0)
	for i := range p.Faults {
		d += p.Faults[i].Service
	}
	return d
}

// restoreQuantities lists the metrics of the study.
func restoreQuantities() []restoreMetric {
	m := func(name string, unit plots.Unit, about string, of func(r *snapshot.Result) float64) restoreMetric {
		return restoreMetric{Metric{name, unit, about}, of}
	}
	byGuest := func(p *snapshot.Phase) snapshot.ReadStat {
		g, h := p.Reads[snapshot.ByGuest], p.Reads[snapshot.ByHandler]
		return snapshot.ReadStat{Requests: g.Requests + h.Requests, Bytes: g.Bytes + h.Bytes}
	}
	list := []restoreMetric{
		m("total_ms", "ms", "execution time", ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.Total) })),
		m("total_ms_stddev", "ms", "standard deviation over microVMs", func(r *snapshot.Result) float64 {
			var x []float64
			for i := range r.VMs {
				x = append(x, inMs(r.VMs[i].Total))
			}
			if len(x) < 2 {
				return math.NaN()
			}
			return paired.StdDev(x)
		}),
		m("setup_ms", "ms", "set-up", ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.Total - p.Invoke) })),
		m("invocation_ms", "ms", "invocation", ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.Invoke) })),
		m("fetch_ms", "ms", "fetch", ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.Fetch) })),
		m("load_ms", "ms", "fetch and installation",
			ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.Fetch + p.Install) })),
		m("fetch_mb", "", "fetched, MB",
			ofPhase(func(p *snapshot.Phase) float64 { return float64(p.FetchPages) * snapshot.PageSize / 1e6 })),
		m("guest_fault_mb", "", "read for faults of the guest, MB",
			ofPhase(func(p *snapshot.Phase) float64 { return float64(byGuest(p).Bytes) / 1e6 })),
		m("guest_reads", "", "reads for faults of the guest",
			ofPhase(func(p *snapshot.Phase) float64 { return float64(byGuest(p).Requests) })),
		m("fault_wait_ms", "ms", "wait for page faults",
			ofPhase(func(p *snapshot.Phase) float64 { return inMs(p.FaultTime()) })),
		m("fault_ms", "ms", "service of page faults",
			ofPhase(func(p *snapshot.Phase) float64 { return inMs(service(p)) })),
		m("fault_us_mean", "", "mean service of a page fault, µs", ofPhase(func(p *snapshot.Phase) float64 {
			return service(p).Seconds() * 1e6 / float64(p.FaultCount())
		})),
		m("slow_fault_share", "share", "page faults above 32 µs", ofPhase(func(p *snapshot.Phase) float64 {
			return 1 - shareBelow(p, 32*time.Microsecond)
		})),
		m("below_4us_share", "share", "page faults below 4 µs",
			ofPhase(func(p *snapshot.Phase) float64 { return shareBelow(p, 4*time.Microsecond) })),
		m("below_8us_share", "share", "page faults below 8 µs",
			ofPhase(func(p *snapshot.Phase) float64 { return shareBelow(p, 8*time.Microsecond) })),
		m("faults", "", "page faults", ofPhase(func(p *snapshot.Phase) float64 { return float64(p.FaultCount()) })),
		m("faults_major", "", "page faults that wait for the disk",
			counted(snapshot.FaultMajor, snapshot.FaultShared, snapshot.FaultUserMajor)),
		m("faults_paged", "", "page faults on pages not in place", ofPhase(func(p *snapshot.Phase) float64 {
			return float64(p.FaultCount() - p.Faults[snapshot.FaultInPlace].Count)
		})),
		m("memory_mib", "MiB", "page cache and own pages",
			func(r *snapshot.Result) float64 { return float64(r.Footprint()) / (1 << 20) }),
		m("read_mib", "MiB", "read from disk",
			func(r *snapshot.Result) float64 { return float64(r.DiskBytes) / (1 << 20) }),
		m("regions", "", "regions of the loading set", func(r *snapshot.Result) float64 { return float64(r.Regions) }),
		m("mappings", "", "mapped regions", ofPhase(func(p *snapshot.Phase) float64 { return float64(p.Mappings) })),
		m("cold_mb", "", "not zero and not recorded, MB",
			func(r *snapshot.Result) float64 { return float64(r.ColdPages) * snapshot.PageSize / 1e6 }),
		m("record_ms", "ms", "invocation that is recorded",
			func(r *snapshot.Result) float64 { return inMs(r.Recorded.Total) }),
		m("record_work_ms", "ms", "work of the invocation that is recorded",
			func(r *snapshot.Result) float64 { return inMs(r.Recorded.Work) }),
	}
	return append(list, faultBins()...)
}

// shareBelow is the share of faults that take less than a power of two of microseconds;
// NaN without faults.
func shareBelow(p *snapshot.Phase, limit time.Duration) float64 {
	fast := 0
	for i := range p.Faults {
		for k, n := range p.Faults[i].Bins {
			if snapshot.BinBelow(k) <= limit {
				fast += n
			}
		}
	}
	return float64(fast) / float64(p.FaultCount())
}

// faultBins are the faults by their service time, doubling from 1 µs to 512 µs.
func faultBins() []restoreMetric {
	const classes = 11
	var out []restoreMetric
	for class := range classes {
		about, name := "< 1 µs", fmt.Sprintf("faults_below_%dus", 1<<class)
		switch {
		case class == classes-1:
			about, name = fmt.Sprintf("≥ %d µs", 1<<(class-1)), fmt.Sprintf("faults_from_%dus", 1<<(class-1))
		case class > 0:
			about = fmt.Sprintf("%d–%d µs", 1<<(class-1), 1<<class)
		}
		out = append(out, restoreMetric{Metric{name, "", about}, ofPhase(func(p *snapshot.Phase) float64 {
			n := 0
			for i := range p.Faults {
				for k, of := range p.Faults[i].Bins {
					if min(k, classes-1) == class {
						n += of
					}
				}
			}
			return float64(n)
		})})
	}
	return out
}

func restoreMetrics() []Metric {
	var out []Metric
	for _, q := range restoreQuantities() {
		out = append(out, q.Metric)
	}
	return out
}
