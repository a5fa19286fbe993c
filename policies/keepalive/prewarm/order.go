package prewarm

import (
	"thaw/models/cluster"
)

// order orders so many containers of unit u, but no more than the free memory of all members
// could hold, and one in any case: all beyond would be refused one by one, at every tick anew.
func order(v *cluster.View, h cluster.Hands, u cluster.UnitID, missing int) {
	if missing > 1 {
		memory, most := v.Memory(v.FunctionOf(u)), 1
		for k, n := 0, v.Members(); k < n && most < missing; k++ {
			if free := v.Free(v.Member(k)); free >= memory {
				most += int(free / memory)
			}
		}
		missing = min(missing, most)
	}
	for range missing {
		h.Load(u)
	}
}
