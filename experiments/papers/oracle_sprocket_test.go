package papers

import (
	"math"
	"testing"
	"time"

	"thaw/sim"
)

// Table 2.2 of Sprocket as sums over its 34 chunks. Workers start 0.5 ms apart after 0.1 s. Each
// fetches a chunk (f), decodes it (d, which the seed draws for each attempt) and writes 24 frames in
// six rounds (w).
//
//	none       f + d + w, and 30 s for chunk 10
//	cloning    both until the first has decoded, then w of that one
//	GOP pairs  1.25 f + d + w; worker 9 decodes chunk 10 as well, then writes that, and 10 ends with it
//
// Shared with the engine are the settings and the draws. It fails for a clone that writes, a half
// that is told to stop before its output is there, or one that decodes what is decoded.
func TestOracleOfSprocketsStragglers(t *testing.T) {
	p := openPaper(t, "sprocket")
	const chunks, late = 34, 10
	rate := 2.537e6
	fetch := func(more float64) float64 { return 0.03 + 0.6e6*more/rate }
	write := 6 * (0.03 + 1.2e6/rate)
	work := sim.LogNormal(2044*time.Millisecond, 0.05)
	for point, delay := range map[string]float64{"decode@1": 0, "decode@2": 30} {
		r := p.runCell(t, point)
		for _, variant := range []string{"none", "cloning", "gop-pairs"} {
			got, err := r.Values("watched_worker_s", variant)
			if err != nil {
				t.Fatal(err)
			}
			for i, simulated := range got {
				noise := sim.NewStream(uint64(i+1), "workflow/work/decode")
				decode := func(chunk, attempt uint64) float64 {
					d := work.Draw(noise, chunk<<32|1, 3*attempt).Seconds()
					if chunk == late && attempt == 0 {
						d += delay
					}
					return d
				}
				start := func(launch uint64) float64 { return 0.1 + 0.0005*float64(launch) }
				sum := 0.0
				for c := uint64(1); c <= chunks; c++ {
					a, b := start(2*c-2), start(2*c-1)
					first := math.Min(a+fetch(1)+decode(c, 0), b+fetch(1)+decode(c, 1))
					switch variant {
					case "none":
						sum += fetch(1) + decode(c, 0) + write
					case "cloning":
						sum += first - a + first - b + write
					default:
						if delay > 0 && (c == late || c == late-1) {
							continue
						}
						sum += fetch(1.25) + decode(c, 0) + write
					}
				}
				if delay > 0 && variant == "gop-pairs" {
					end := start(late-2) + fetch(1.25) + decode(late-1, 0) + decode(late, 1) + write
					sum += end - start(late-2) + end - start(late-1)
				}
				if math.Abs(simulated-sum) > 1e-4*sum/100 {
					t.Errorf("%s, %s, seed %d: workers of %.6f s, by sums %.6f", point, variant, i+1, simulated, sum)
				}
			}
		}
	}
}
