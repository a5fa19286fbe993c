package papers

import (
	"fmt"
	"math"
	"testing"

	"thaw/models/memory"
)

// The reclaims of Squeezy's figures 5 and 6 in closed form. The pages of all containers
// are mixed evenly over the blocks of a VM, so the n blocks that go are occupied as the
// whole VM is, once the container has left. Of k containers that fill the VM and go one
// after the other, with their memory, (k−i)/(k−i+1) of it is occupied at the i-th reclaim,
// 1 − H_k/k of it on average, where H_k is the k-th harmonic number. virtio-mem migrates
// that, zeroes all n blocks and isolates them; Squeezy does neither, since its blocks are
// empty; a balloon goes page by page.
//
// The models share the costs of a block, which are inputs, and nothing else: no pages, no
// blocks, no tenants. Both agree but for the rounding of pages to blocks, at most one page
// a container and block. It fails for a model that takes back the emptiest blocks, that
// does not shrink the VM between reclaims, that counts the container that has left, or
// that migrates before it has left.
func TestOracleOfSqueezysReclaims(t *testing.T) {
	p := openPaper(t, "squeezy")
	c := memory.DefaultCosts()
	ms := func(d interface{ Seconds() float64 }) float64 { return d.Seconds() * 1000 }
	request, isolate, remove := ms(c.Request.Value), ms(c.Isolate.Value), ms(c.Remove.Value)
	migrate, zero, exits := ms(c.Migrate.Value), ms(c.Zero.Value), ms(c.Exit.Value)
	page := ms(c.Inflate.Value) + ms(c.InflateExit.Value)

	const k = 32
	harmonic := 0.0
	for i := 1; i <= k; i++ {
		harmonic += 1 / float64(i)
	}
	occupied := 1 - harmonic/k
	near := func(what string, got, want, rounding float64) {
		t.Helper()
		t.Logf("%s: %.6g, closed form %.6g", what, got, want)
		if math.Abs(got-want) > rounding+1e-6*want {
			t.Errorf("%s: %.6g, closed form %.6g ± %.2g", what, got, want, rounding)
		}
	}
	for _, mib := range []int{128, 256, 512, 1024, 2048} {
		r := p.runCell(t, fmt.Sprintf("sizes@%d", mib))
		n := float64((mib + 127) / 128)
		rounding := n * migrate * k / (128 * 1024 / 4)
		whole := request + n*(isolate+remove+exits+zero) + n*migrate*occupied
		what := func(s string) string { return fmt.Sprintf("%s of %d MiB", s, mib) }
		near(what("virtio-mem"), valueOf(t, r, "reclaim_ms", "virtio-mem"), whole, rounding)
		near(what("squeezy"), valueOf(t, r, "reclaim_ms", "squeezy"), request+n*(remove+exits), 0)
		near(what("balloon"), valueOf(t, r, "reclaim_ms", "balloon"), request+n*128*1024/4*page, 0)
		near(what("share of migration"), valueOf(t, r, "migrate_share", "virtio-mem"), n*migrate*occupied/whole,
			rounding/whole)
		near(what("share of zeroing"), valueOf(t, r, "zero_share", "virtio-mem"), n*zero/whole, rounding/whole)
	}
	// figure 6: one of 32 containers of 2 GiB goes, in a VM that they fill to so many percent
	for _, fill := range []int{10, 20, 30, 40, 50, 60, 70, 80, 90, 100} {
		r := p.runCell(t, fmt.Sprintf("usage@%d", fill))
		n := 16.0
		blocks := math.Round(n * k * 100 / float64(fill))
		what := fmt.Sprintf("a VM filled to %d%%", fill)
		near(what, valueOf(t, r, "reclaim_ms", "virtio-mem,zero=false"),
			request+n*(isolate+remove+exits)+n*migrate*n*(k-1)/blocks, n*migrate*k/(128*1024/4))
		near(what+", Squeezy", valueOf(t, r, "reclaim_ms", "squeezy"), request+n*(remove+exits), 0)
	}
}
