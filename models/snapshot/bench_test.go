package snapshot_test

import (
	"testing"

	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
)

// How many page accesses a second are simulated, record phase and test phase
// together? A 2 GiB guest with 230 MB of working set, and one of 526 MB.
func BenchmarkAccesses(b *testing.B) {
	for _, name := range []string{"recognition", "read-list", "mmap"} {
		for _, strategy := range []string{"cached", "on-demand", "reap", "faasnap"} {
			b.Run(name+"/"+strategy, func(b *testing.B) {
				f, err := snapshot.FindFunction(name)
				if err != nil {
					b.Fatal(err)
				}
				s, err := policies.Parse(all.Prefetches(), strategy)
				if err != nil {
					b.Fatal(err)
				}
				c, err := snapshot.DefaultCase(f, s.Policy)
				if err != nil {
					b.Fatal(err)
				}
				w, err := snapshot.NewWorld(f, c.Record, c.Test, 1)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				var accesses int64
				for b.Loop() {
					r, err := snapshot.RunWorld(c, w)
					if err != nil {
						b.Fatal(err)
					}
					accesses += r.Recorded.Accesses + r.VMs[0].Accesses
				}
				b.ReportMetric(float64(accesses)/b.Elapsed().Seconds()/1e6, "M_accesses/s")
			})
		}
	}
}
