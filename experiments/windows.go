package experiments

import (
	"slices"
	"time"

	"thaw/sim"
)

// DrawWindows draws count windows at whole minutes, without overlap, and
// returns their starts in ascending order.
func DrawWindows(count int, length, within time.Duration, seed int64) []time.Duration {
	stream := sim.NewStream(uint64(seed), "experiments: windows of a reproduction")
	places := int64((within-length)/time.Minute) + 1
	var out []time.Duration
	for i := uint64(0); len(out) < count; i++ {
		start := time.Duration(int64(stream.Float(i, 0)*float64(places))) * time.Minute
		free := !slices.ContainsFunc(out, func(o time.Duration) bool { return start < o+length && o < start+length })
		if free {
			out = append(out, start)
		} else if i > 1000*uint64(count) { // too little room to draw from: put the windows side by side
			out = out[:0]
			for k := range count {
				out = append(out, time.Duration(k)*length)
			}
		}
	}
	slices.Sort(out)
	return out
}
