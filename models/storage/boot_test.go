package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/params"
	"thaw/models/storage"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

func strategy(t testing.TB, text string) storage.Strategy {
	t.Helper()
	p, err := policies.Parse(all.Storages(), text)
	if err != nil {
		t.Fatal(err)
	}
	return p.Policy
}

// image returns a catalog of one image of equal layers.
func image(layers, files int, bytes int64) *storage.Catalog {
	c := &storage.Catalog{}
	im := storage.Image{Name: "image"}
	for i := range layers {
		c.Layers = append(c.Layers,
			storage.Layer{Name: fmt.Sprint("layer ", i), Size: 10 * bytes, Files: files, Read: bytes})
		im.Layers = append(im.Layers, i)
	}
	c.Images = append(c.Images, im)
	return c
}

// nvme is the disk of ao2022, section 5.
func nvme() sim.LinkConfig {
	return sim.LinkConfig{Capacity: 1_589_000_000, IOPS: 285_000, Latency: 82 * time.Microsecond}
}

func boot(t testing.TB, cfg storage.BootConfig, c *storage.Catalog, name string) *storage.BootResult {
	t.Helper()
	r, err := storage.Boot(cfg, c, 0, strategy(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// How many bytes does the disk read for N containers that start at once? A device
// of its own costs each the whole start-up set; of shared layers the first reads
// it and the others only what is theirs. So sharing saves 1 − (1 + N·r)/N of it,
// but for metadata, with r the part that is each container's own.
func TestDiskBytesOfSharingFollowTheIdentity(t *testing.T) {
	const layers, files, bytes = 5, 40, int64(4 << 20)
	costs := storage.DefaultCosts()
	own, meta := costs.OwnBytes.Value, costs.MetaBytes.Value
	for _, n := range []int{1, 2, 7, 80} {
		for _, group := range []int{0, 1, 9} {
			cfg := storage.BootConfig{VMs: n, Config: storage.Config{Disk: nvme(), Group: group, Costs: costs}}
			c := image(layers, files, bytes)
			set, vms := layers*bytes, int64(n)
			for _, x := range []struct {
				name string
				want int64
			}{
				{"devmapper", vms * (set + own)},
				{"devmapper,direct=true", vms * (set + own)},
				{"deverlay", set + layers*meta + vms*own},
				{"deverlay,plug=hot", set + layers*meta + vms*own},
				{"virtiofs", set}, {"virtiofs,dax=true", set}, {"overlay-host", set},
			} {
				if got := boot(t, cfg, c, x.name).Stats.DiskBytes; got != x.want {
					t.Errorf("%s, %d containers, groups of %d: the disk read %d bytes, expected %d", x.name, n, group,
						got, x.want)
				}
			}
		}
	}
}

// Where is what was read kept, and how often?
func TestCopiesInMemory(t *testing.T) {
	const n, bytes = 10, int64(8 << 20)
	costs := storage.DefaultCosts()
	own, meta := costs.OwnBytes.Value, costs.MetaBytes.Value
	for _, x := range []struct {
		name                   string
		shared, private, guest int64
	}{
		{"overlay-host", bytes, 0, 0},
		{"virtiofs", bytes, 0, n * bytes},
		{"virtiofs,dax=true", bytes, 0, 0},
		{"devmapper", 0, n * (bytes + own), n * (bytes + own)},
		{"devmapper,direct=true", 0, 0, n * (bytes + own)},
		{"deverlay", bytes + meta, n * own, n * (bytes + meta + own)},
	} {
		s := boot(t, storage.BootConfig{VMs: n, Config: storage.Config{Disk: nvme(), Costs: costs}},
			image(1, 10, bytes), x.name).Stats
		if s.Shared != x.shared || s.Private != x.private || s.Guest != x.guest {
			t.Errorf("%s: %d bytes of layers, %d of devices, %d in guests; expected %d, %d, %d",
				x.name, s.Shared, s.Private, s.Guest, x.shared, x.private, x.guest)
		}
	}
}

// Does every number have a source?
func TestCostsHaveSources(t *testing.T) {
	costs := storage.DefaultCosts()
	for _, n := range costs.Group().Numbers() {
		if err := params.CheckSource(n.Source); err != nil {
			t.Errorf("%s: %v", n.Path, err)
		}
		if n.What == "" || n.Value == "" || !strings.HasPrefix(n.Path, "storage.") {
			t.Errorf("incomplete: %+v", n)
		}
	}
	if len(costs.Group().Numbers()) < 20 {
		t.Errorf("%d costs are listed, expected all of them", len(costs.Group().Numbers()))
	}
}
