package synthetic

import (
	"io"
	"testing"

	"thaw/models/workload"
)

// How fast is an Azure-like day made, durations included? The B4 needs
// 20 million invocations a second on one core.
func BenchmarkTrace(b *testing.B) {
	for _, bm := range []struct{ name, spec string }{
		{"azure-day-50000", "synthetic,functions=50000,invocations=900000000,duration=24h"},
		{"azure-1000", "synthetic"},
		{"poisson-30", "synthetic,model=poisson,functions=30,rate=10/s,duration=24h"},
		{"poisson-50000", "synthetic,model=poisson,functions=50000,rate=10000/s,duration=24h"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			s, err := Open(bm.spec, Options{})
			if err != nil {
				b.Fatal(err)
			}
			src, _ := s.Source(1)
			batch := make([]workload.Invocation, 4096)
			b.ReportAllocs()
			b.ResetTimer()
			for left := b.N; left > 0; {
				n, err := src.Read(batch)
				if err == io.EOF {
					src, _ = s.Source(uint64(left))
				}
				left -= n
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
	}
}
