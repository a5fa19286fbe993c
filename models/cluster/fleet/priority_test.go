package fleet

import (
	"cmp"
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

// number is a priority in arithmetic of any width.
func number(p Priority) *big.Int {
	x, _ := new(big.Int).SetString(p.String(), 10)
	return x
}

// anyPriority draws a priority of any width, often next to a power of two.
func anyPriority(r *rand.Rand) Priority {
	p := Priority{r.Uint64(), r.Uint64()}
	if r.IntN(2) == 0 {
		p = Priority{lo: uint64(r.IntN(3))}.Plus(Priority{hi: 1}.Times(uint64(r.IntN(2))))
		if bit := r.IntN(PriorityBits); bit < 64 {
			p.lo += 1<<bit - 1
		} else {
			p = Priority{hi: 1<<(bit-64) - 1, lo: p.lo - 1}
		}
	}
	if width := r.IntN(PriorityBits) + 1; width <= 64 {
		p.hi, p.lo = 0, p.lo>>(64-width)
	} else {
		p.hi &= 1<<(width-64) - 1
	}
	return p
}

// Are priorities whole numbers, in sums, products and order, of whatever width, and do
// the two keys of the heap order them as they are?
func TestPrioritiesAreWholeNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	equal := 0
	for range 200_000 {
		p, q := anyPriority(r), anyPriority(r)
		if r.IntN(4) == 0 { // next to each other
			if q = p; p.lo > 0 {
				q.lo -= uint64(r.IntN(2))
			}
		}
		order := number(p).Cmp(number(q))
		a, b := p.key()
		c, d := q.key()
		if got := cmp.Or(cmp.Compare(a, c), cmp.Compare(b, d)); got != order || p.Less(q) != (order < 0) {
			t.Fatalf("%v and %v: keys %x %x and %x %x compare as %d, the numbers as %d", p, q, a, b, c, d, got, order)
		}
		if priorityOf(a, b) != p {
			t.Fatalf("%v has keys %x %x, which are %v", p, a, b, priorityOf(a, b))
		}
		if order == 0 {
			equal++
		}
		n := r.Uint64() >> r.IntN(64)
		agree(t, "sum", new(big.Int).Add(number(p), number(q)), func() Priority { return p.Plus(q) })
		agree(t, "product", new(big.Int).Mul(number(p), new(big.Int).SetUint64(n)),
			func() Priority { return p.Times(n) })
	}
	if equal < 1000 {
		t.Errorf("only %d pairs were equal", equal)
	}
}

// agree compares a number with one of any width, which is refused where it is too wide.
func agree(t *testing.T, what string, want *big.Int, f func() Priority) {
	t.Helper()
	defer func() {
		var limit LimitError
		if err, _ := recover().(error); err != nil && (!errors.As(err, &limit) || want.BitLen() <= PriorityBits) {
			t.Fatalf("%s %v: %v", what, want, err)
		}
	}()
	if got := f(); number(got).Cmp(want) != 0 {
		t.Fatalf("%s: %v, expected %v", what, got, want)
	}
}
