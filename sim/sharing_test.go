package sim

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Do flows finish in the order of their finish, then of their coming, few or many?
func TestFinishesInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for _, most := range []int{1, 5, nearMost, nearMost + 1, 40, 300} {
		var f finishes
		f.far = NewHeap[uint64, uint64](startedBefore, nil)
		var all []finish
		for seq := uint64(0); seq < 3000; seq++ {
			end := Service{r.Uint64N(uint64(most)), r.Uint64N(2)}
			v := flow{seq: seq, amount: seq + 1, id: uint32(seq)}
			f.push(end, v)
			all = append(all, finish{end, v})
			for n := r.IntN(3); len(all) > 0 && (n > 0 || len(all) > most); n-- {
				first := slices.MinFunc(all, func(a, b finish) int {
					return cmp.Or(cmp.Compare(a.end.Whole, b.end.Whole), cmp.Compare(a.end.Part, b.end.Part),
						cmp.Compare(a.seq, b.seq))
				})
				end, next := f.next()
				if end != first.end || *next != first.flow || f.len() != len(all) {
					t.Fatalf("next of %d: %+v at %v, expected %+v at %v", len(all), *next, end, first.flow, first.end)
				}
				if got := f.pop(); got != first.flow {
					t.Fatalf("popped %+v, expected %+v", got, first.flow)
				}
				all = slices.DeleteFunc(all, func(x finish) bool { return x.seq == first.seq })
			}
		}
	}
}
