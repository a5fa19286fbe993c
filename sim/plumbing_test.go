package sim

import (
	"cmp"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestArenaUsesTheSlotFreedLastFirst(t *testing.T) {
	var a Arena[int32, string]
	for i, v := range []string{"a", "b", "c"} {
		if h := a.Alloc(v); h != int32(i) {
			t.Fatalf("handle %d for value %d", h, i)
		}
	}
	a.Free(0)
	a.Free(2)
	if *a.At(2) != "c" {
		t.Fatalf("a freed slot lost its value: %q", *a.At(2))
	}
	if h := a.Alloc("d"); h != 2 || *a.At(2) != "d" {
		t.Fatalf("handle %d of %q, want 2 of d", h, *a.At(h))
	}
	if a.Len() != 2 || a.Slots() != 3 {
		t.Fatalf("%d of %d slots in use, want 2 of 3", a.Len(), a.Slots())
	}
}

func TestArenaAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Arena[uint32, int]
		model, most := map[uint32]int{}, 0
		for step := range rapid.IntRange(0, 200).Draw(t, "steps") {
			if len(model) > 0 && rapid.Bool().Draw(t, "free") {
				h := rapid.SampledFrom(sortedKeys(model)).Draw(t, "handle")
				if got := *a.At(h); got != model[h] {
					t.Fatalf("slot %d holds %d, want %d", h, got, model[h])
				}
				a.Free(h)
				delete(model, h)
				continue
			}
			h := a.Alloc(step)
			if _, taken := model[h]; taken {
				t.Fatalf("slot %d was given twice", h)
			}
			model[h] = step
			most = max(most, len(model))
			if a.Len() != len(model) || a.Slots() != most {
				t.Fatalf("%d of %d slots in use, want %d of %d", a.Len(), a.Slots(), len(model), most)
			}
		}
		for _, h := range sortedKeys(model) {
			if *a.At(h) != model[h] {
				t.Fatalf("slot %d holds %d, want %d", h, *a.At(h), model[h])
			}
		}
	})
}

func sortedKeys[V any](m map[uint32]V) []uint32 {
	var keys []uint32
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestRingAgreesWithASlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Ring[int]
		var model []int
		for step := range rapid.IntRange(0, 300).Draw(t, "steps") {
			if len(model) > 0 && rapid.IntRange(0, 2).Draw(t, "pop") == 0 {
				if front := *r.Front(); front != model[0] {
					t.Fatalf("front %d, want %d", front, model[0])
				}
				if v := r.Pop(); v != model[0] {
					t.Fatalf("popped %d, want %d", v, model[0])
				}
				model = model[1:]
			} else {
				r.Push(step)
				model = append(model, step)
			}
			if r.Len() != len(model) {
				t.Fatalf("length %d, want %d", r.Len(), len(model))
			}
		}
	})
}

func TestRingGivesMemoryOfALongQueueBack(t *testing.T) {
	var r Ring[int]
	for i := range ringKeep + 1 {
		r.Push(i)
	}
	for r.Len() > 0 {
		r.Pop()
	}
	if len(r.slots) != 0 {
		t.Fatalf("an emptied ring keeps %d slots", len(r.slots))
	}
	r.Push(7)
	if r.Pop() != 7 {
		t.Fatal("a ring that gave its memory back lost an element")
	}
}

func TestOutboxIsTakenInOrder(t *testing.T) {
	var o Outbox[Wake]
	for round := range 3 {
		for i := range round {
			o.Put(Wake{At: Time(i)})
		}
		for i, w := range o.Take() {
			if w.At != Time(i) {
				t.Fatalf("round %d: wake %d is at %d", round, i, w.At)
			}
		}
		if n := len(o.Take()); n != 0 {
			t.Fatalf("%d items are left after Take", n)
		}
	}
}

func TestLRUAgreesWithSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const lists, entries = 3, 12
		l := NewLRU(lists)
		var model [lists][]int32
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			i := rapid.Int32Range(0, entries-1).Draw(t, "entry")
			at := slices.IndexFunc(model[:], func(list []int32) bool { return slices.Contains(list, i) })
			switch {
			case at < 0:
				at = rapid.IntRange(0, lists-1).Draw(t, "list")
				l.Add(int32(at), i)
				model[at] = append(model[at], i)
			case rapid.Bool().Draw(t, "touch"):
				l.Touch(int32(at), i)
				model[at] = append(without(model[at], i), i)
			default:
				l.Remove(int32(at), i)
				model[at] = without(model[at], i)
			}
			for list := range model {
				var got []int32
				for i := l.Oldest(int32(list)); i != NoEntry; i = l.Newer(i) {
					got = append(got, i)
				}
				newest := NoEntry
				if n := len(model[list]); n > 0 {
					newest = model[list][n-1]
				}
				if !slices.Equal(got, model[list]) || l.Newest(int32(list)) != newest {
					t.Fatalf("list %d is %v, want %v", list, got, model[list])
				}
			}
		}
	})
}

func without(list []int32, i int32) []int32 {
	return slices.DeleteFunc(list, func(x int32) bool { return x == i })
}

// ranked is an element of a naive heap.
type ranked struct {
	first, then int
	id          int32
}

func compareRanked(a, b ranked) int {
	return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.then, b.then), cmp.Compare(a.id, b.id))
}

func TestHeapAgreesWithSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := map[int32]int{}
		h := NewHeap[int, int](func(a, b int32) bool { return a < b }, func(id int32, at int) { places[id] = at })
		var model []ranked
		key := rapid.IntRange(0, 4)
		check := func() {
			slices.SortFunc(model, compareRanked)
			if h.Len() != len(model) {
				t.Fatalf("length %d, want %d", h.Len(), len(model))
			}
			for _, x := range model {
				if at := h.At(places[x.id]); at.Value != x.id || at.First != x.first || at.Then != x.then {
					t.Fatalf("place of element %v holds %v", x, *at)
				}
			}
			if len(model) > 0 && h.Min().Value != model[0].id {
				t.Fatalf("least is %d, want %d", h.Min().Value, model[0].id)
			}
		}
		for i := range rapid.Int32Range(0, 20).Draw(t, "appended") {
			x := ranked{key.Draw(t, "first"), key.Draw(t, "then"), i}
			h.Append(x.first, x.then, x.id)
			model = append(model, x)
		}
		h.Init()
		check()
		for id := range rapid.Int32Range(0, 100).Draw(t, "steps") {
			x := ranked{key.Draw(t, "first"), key.Draw(t, "then"), 100 + id}
			op := rapid.IntRange(0, 4).Draw(t, "op")
			if len(model) == 0 {
				op = 0
			}
			k := 0
			if op >= 3 {
				k = rapid.IntRange(0, len(model)-1).Draw(t, "element")
			}
			switch op {
			case 0, 1:
				h.Push(x.first, x.then, x.id)
				model = append(model, x)
			case 2:
				if got := h.Pop(); got.Value != model[0].id {
					t.Fatalf("popped %d, want %d", got.Value, model[0].id)
				}
				model = model[1:]
			case 3:
				h.Remove(places[model[k].id])
				model = slices.Delete(model, k, k+1)
			case 4:
				h.Update(places[model[k].id], x.first, x.then)
				model[k].first, model[k].then = x.first, x.then
			}
			check()
		}
		for len(model) > 0 {
			if got := h.Pop(); got.Value != model[0].id {
				t.Fatalf("popped %d, want %d", got.Value, model[0].id)
			}
			model = model[1:]
		}
	})
}

func TestPlumbingDoesNotAllocate(t *testing.T) {
	var a Arena[uint32, [4]int64]
	var r Ring[Event]
	var o Outbox[Wake]
	l := NewLRU(2)
	places := make([]int, 64)
	plain := NewHeap[Time, Order, struct{}](nil, nil)
	tracked := NewHeap[float64, Time](func(a, b int32) bool { return a < b },
		func(id int32, at int) { places[id] = at })
	step := func() {
		for i := range uint32(64) {
			a.Alloc([4]int64{int64(i)})
			r.Push(Event{At: Time(i)})
			o.Put(Wake{At: Time(i)})
			l.Add(int32(i%2), int32(i))
			plain.Push(Time(i*37%64), Order(i), struct{}{})
			tracked.Push(float64(i*37%8), Time(i%2), int32(i))
		}
		for i := range uint32(64) {
			a.Free(i)
			r.Pop()
			l.Touch(int32(i%2), int32(i))
			plain.Pop()
			tracked.Update(places[i], float64(i*53%8), 0)
		}
		for i := range int32(64) {
			l.Remove(i%2, i)
			tracked.Remove(places[i])
		}
		o.Take()
	}
	step()
	if n := testing.AllocsPerRun(20, step); n != 0 {
		t.Fatalf("a round allocates %v times", n)
	}
}

// BenchmarkHeapHold pops one event and pushes one, with a fixed number pending.
func BenchmarkHeapHold(b *testing.B) {
	var delays [1 << 12]Time
	s := NewStream(1, "hold")
	for i := range delays {
		delays[i] = Time(s.At(0, uint64(i)) >> 34)
	}
	for _, pending := range []int{4, 10, 300, 10_000} {
		b.Run(strconv.Itoa(pending), func(b *testing.B) {
			var h EventHeap
			for i := range pending {
				h.Push(Event{delays[i%len(delays)], Order(i)})
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e, _ := h.Next(Event{At: Never})
				e.At += delays[i%len(delays)]
				h.Push(e)
			}
		})
	}
}
