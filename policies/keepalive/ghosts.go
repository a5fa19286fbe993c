package keepalive

import (
	"thaw/models/cluster"
	"thaw/models/workload"
)

// ghosts remember units whose containers were evicted from an invoker, in the order in
// which that happened, up to an amount of memory that the containers had. They are in an
// arena, in a list for each invoker, and in the chains of a hash table.
type ghosts struct {
	list   []ghost // slot 0 is nobody
	vacant int32
	chains []int32     // a power of two
	books  []ghostBook // by invoker
}

type ghost struct {
	unit         cluster.UnitID
	invoker      cluster.InvokerID
	memory       workload.MiB
	chain        int32 // the next in the chain, or the next vacant slot
	older, newer int32
}

type ghostBook struct {
	oldest, newest int32
	memory         workload.MiB
}

func (g *ghosts) init(invokers int) {
	g.list, g.chains, g.books = make([]ghost, 1), make([]int32, 64), make([]ghostBook, invokers)
}

// link returns where the chain names the ghost of u on i, or ends.
func (g *ghosts) link(u cluster.UnitID, i cluster.InvokerID) *int32 {
	hash := (uint64(uint32(u))<<32 | uint64(uint32(i))) * 0x9e3779b97f4a7c15
	at := &g.chains[hash>>32&uint64(len(g.chains)-1)]
	for *at != 0 && (g.list[*at].unit != u || g.list[*at].invoker != i) {
		at = &g.list[*at].chain
	}
	return at
}

// take reports whether unit u is remembered on invoker i, and forgets it.
func (g *ghosts) take(u cluster.UnitID, i cluster.InvokerID) bool {
	at := g.link(u, i)
	k := *at
	if k == 0 {
		return false
	}
	x, book := &g.list[k], &g.books[i]
	*at = x.chain
	if x.older != 0 {
		g.list[x.older].newer = x.newer
	} else {
		book.oldest = x.newer
	}
	if x.newer != 0 {
		g.list[x.newer].older = x.older
	} else {
		book.newest = x.older
	}
	book.memory -= x.memory
	*x = ghost{chain: g.vacant}
	g.vacant = k
	return true
}

// put remembers unit u on invoker i, newest, and forgets the oldest beyond most MiB.
func (g *ghosts) put(u cluster.UnitID, i cluster.InvokerID, memory, most workload.MiB) {
	g.take(u, i)
	k := g.vacant
	if k != 0 {
		g.vacant = g.list[k].chain
	} else {
		k = int32(len(g.list))
		g.list = append(g.list, ghost{})
		if len(g.list) > len(g.chains) {
			g.rehash()
		}
	}
	book := &g.books[i]
	g.list[k] = ghost{unit: u, invoker: i, memory: memory, older: book.newest}
	*g.link(u, i) = k
	if book.newest != 0 {
		g.list[book.newest].newer = k
	} else {
		book.oldest = k
	}
	book.newest = k
	for book.memory += memory; book.memory > most && book.oldest != 0; {
		g.take(g.list[book.oldest].unit, i)
	}
}

// rehash doubles the chains. The last ghost of the list is in none yet.
func (g *ghosts) rehash() {
	g.chains = make([]int32, 2*len(g.chains))
	for k := 1; k < len(g.list)-1; k++ {
		x := &g.list[k] // no slot is vacant when the list grows
		x.chain = 0
		*g.link(x.unit, x.invoker) = int32(k)
	}
}
