package memory

import (
	"fmt"

	"thaw/sim"
)

// A block is what Linux on x86 plugs and unplugs at once; a page is what it
// allocates (lagkas2026squeezy, section 2.2).
const (
	BlockMiB   = 128
	PageKiB    = 4
	BlockPages = BlockMiB * 1024 / PageKiB
)

// Blocks returns in how many blocks so many MiB fit.
func Blocks(mib int32) int { return (int(mib) + BlockMiB - 1) / BlockMiB }

// Pages returns the pages of so many MiB.
func Pages(mib int32) int { return int(mib) * 1024 / PageKiB }

// balloon is the tenant that stands for the pages in a balloon.
const balloon = 0

// VM is the memory of a guest that can be plugged: which blocks are, and how many
// pages of each every tenant has. Tenants are containers, by slot, and the balloon.
type VM struct {
	plugged []bool
	free    []int32                 // by block: pages that nobody has
	backed  []int32                 // by block: pages that the host has given it
	owner   []int32                 // by block: the container whose partition it is in, or 0
	pages   []int32                 // by tenant and block
	used    sim.Arena[int32, int32] // by tenant: its pages
	blocks  int                     // plugged
	spare   int                     // pages that nobody has
	touched int                     // pages that the host has given it
	most    int                     // blocks that can be plugged
}

// NewVM returns a VM of at most so many blocks, none of them plugged.
func NewVM(most int) *VM {
	v := &VM{most: most}
	v.used.Alloc(0) // the balloon
	return v
}

// reach makes room for n more plugged blocks.
func (v *VM) reach(n int) error {
	if v.blocks+n > v.most {
		return fmt.Errorf("plug of %d blocks: %d of %d are plugged", n, v.blocks, v.most)
	}
	old := len(v.plugged)
	if v.blocks+n <= old {
		return nil
	}
	size := min(v.most, max(v.blocks+n, 2*old))
	tenants := v.used.Slots()
	pages := make([]int32, tenants*size, 2*tenants*size)
	for s := range tenants {
		copy(pages[s*size:], v.row(int32(s)))
	}
	v.pages = pages
	v.plugged = append(v.plugged, make([]bool, size-old)...)
	v.free = append(v.free, make([]int32, size-old)...)
	v.backed = append(v.backed, make([]int32, size-old)...)
	v.owner = append(v.owner, make([]int32, size-old)...)
	return nil
}

// Plugged returns how many blocks are plugged.
func (v *VM) Plugged() int { return v.blocks }

// Free returns how many pages of plugged blocks nobody has, in all.
func (v *VM) Free() int { return v.spare }

// Occupied returns how many pages containers have.
func (v *VM) Occupied() int { return v.blocks*BlockPages - v.spare - int(*v.used.At(balloon)) }

// Touched returns how many pages of the host the VM has: those that somebody has had
// since their block was plugged, and that are not in the balloon. A page that is free
// again is taken before one that nobody has had yet.
func (v *VM) Touched() int { return v.touched }

// back gives a block the pages of the host that it needs, and takes those in the balloon.
func (v *VM) back(b int) {
	most := BlockPages - v.pages[b] // the row of the balloon is the first
	now := min(max(v.backed[b], most-v.free[b]), most)
	v.touched += int(now - v.backed[b])
	v.backed[b] = now
}

// residents returns how many containers there are.
func (v *VM) residents() int { return v.used.Len() - 1 }

// Ballooned returns how many pages are in the balloon.
func (v *VM) Ballooned() int { return int(*v.used.At(balloon)) }

// Plug plugs the n lowest blocks that are not.
func (v *VM) Plug(n int) error {
	if err := v.reach(n); err != nil {
		return err
	}
	for b := 0; n > 0; b++ {
		if !v.plugged[b] {
			v.plugged[b], v.free[b] = true, BlockPages
			v.blocks++
			v.spare += BlockPages
			n--
		}
	}
	return nil
}

// Enter gives a container a slot, without pages.
func (v *VM) Enter() int32 {
	tenants := v.used.Slots()
	slot := v.used.Alloc(0)
	if v.used.Slots() > tenants {
		for range v.plugged {
			v.pages = append(v.pages, 0)
		}
	}
	return slot
}

// Leave frees the pages of a container, and its slot. Its partition is nobody's.
func (v *VM) Leave(slot int32) {
	v.give(slot, int(*v.used.At(slot)))
	for b, s := range v.owner {
		if s == slot {
			v.owner[b] = 0
		}
	}
	v.used.Free(slot)
}

// Take gives a tenant pages of plugged blocks, of each in proportion to what it has
// free.
func (v *VM) Take(slot int32, pages int) error {
	if pages > v.spare {
		return fmt.Errorf("%d pages wanted of a VM that has %d free", pages, v.spare)
	}
	row := v.row(slot)
	seen, given, all := 0, 0, v.spare
	for b, f := range v.free {
		if f == 0 {
			continue
		}
		seen += int(f)
		part := pages*seen/all - given
		given += part
		row[b] += int32(part)
		v.free[b] -= int32(part)
		v.back(b)
	}
	*v.used.At(slot) += int32(pages)
	v.spare -= pages
	return nil
}

// give frees pages of a tenant, of each block in proportion to what it has there.
func (v *VM) give(slot int32, pages int) {
	row := v.row(slot)
	seen, gone, all := 0, 0, int(*v.used.At(slot))
	for b, has := range row {
		if has == 0 {
			continue
		}
		seen += int(has)
		part := pages*seen/all - gone
		gone += part
		row[b] -= int32(part)
		v.free[b] += int32(part)
	}
	*v.used.At(slot) -= int32(pages)
	v.spare += pages
}

// Mix spreads the pages of all tenants evenly over the plugged blocks, as programs that
// allocate and free all the time do.
func (v *VM) Mix() {
	tenants := int32(v.used.Slots())
	for s := range tenants {
		row := v.row(s)
		for b := range row {
			v.free[b] += row[b]
			row[b] = 0
		}
		v.spare += int(*v.used.At(s))
	}
	for s := range tenants {
		n := *v.used.At(s)
		*v.used.At(s) = 0
		_ = v.Take(s, int(n)) // they had room before
	}
}

// row is the pages of a tenant, by block.
func (v *VM) row(slot int32) []int32 {
	n := len(v.plugged)
	return v.pages[int(slot)*n : (int(slot)+1)*n]
}

// Unplug unplugs the n highest blocks, after moving what is occupied there to free
// pages of the others, the lowest first. It returns how many pages moved. Blocks
// that are empty need none.
func (v *VM) Unplug(n int) (moved int, err error) {
	if n > v.blocks || n*BlockPages > v.spare {
		return 0, fmt.Errorf("unplug of %d blocks: %d are plugged and %d pages free", n, v.blocks, v.spare)
	}
	for b := len(v.plugged) - 1; n > 0; b-- {
		if v.plugged[b] {
			moved += v.empty(b)
			n--
		}
	}
	return moved, nil
}

// UnplugEmpty unplugs n blocks that nobody has pages of and that are in nobody's
// partition, the highest first.
func (v *VM) UnplugEmpty(n int) error {
	for b := len(v.plugged) - 1; n > 0; b-- {
		if b < 0 {
			return fmt.Errorf("unplug without migration: %d more empty blocks wanted", n)
		}
		if v.plugged[b] && v.owner[b] == 0 && v.free[b] == BlockPages {
			v.empty(b)
			n--
		}
	}
	return nil
}

// empty unplugs block b, and returns how many of its pages moved elsewhere.
func (v *VM) empty(b int) (moved int) {
	v.plugged[b] = false
	v.blocks--
	v.spare -= BlockPages // with what is occupied: it takes as much elsewhere
	v.free[b] = 0
	v.touched -= int(v.backed[b])
	v.backed[b], v.owner[b] = 0, 0
	to := 0
	for s := range int32(v.used.Slots()) {
		row := v.row(s)
		for row[b] > 0 {
			for v.free[to] == 0 {
				to++
			}
			n := min(row[b], v.free[to])
			row[b] -= n
			row[to] += n
			v.free[to] -= n
			v.back(to)
			moved += int(n)
		}
	}
	return moved
}

// Own plugs n blocks as the partition of one container and gives it pages of them.
func (v *VM) Own(slot int32, n, pages int) error {
	if pages > n*BlockPages {
		return fmt.Errorf("%d pages of a partition of %d blocks", pages, n)
	}
	if err := v.reach(n); err != nil {
		return err
	}
	row := v.row(slot)
	v.blocks += n
	v.spare += n*BlockPages - pages
	*v.used.At(slot) += int32(pages)
	for b := 0; n > 0; b++ {
		if v.plugged[b] {
			continue
		}
		took := min(pages, BlockPages)
		v.plugged[b], v.free[b], row[b] = true, int32(BlockPages-took), int32(took)
		v.owner[b] = slot
		v.back(b)
		pages -= took
		n--
	}
	return nil
}
