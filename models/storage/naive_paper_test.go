package storage_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"thaw/models/startup"
	"thaw/models/storage"
	"thaw/sim"
)

// The 80 containers of Deverlay's abstract, in the naive simulator: does it agree with
// the model on when each is ready (under a lock, 20 cores and a disk that they share) and
// on what the disk reads? And does what the disk reads follow from arithmetic? Without
// sharing each container reads the start-up set S and its own file system r; with shared
// layers one reads S and the layers' metadata m, and each its own r. So Deverlay saves
// 1 − (S + L·m + 80r) ÷ 80(S + r).
func TestOracleOfDeverlaysAbstract(t *testing.T) {
	const containers = 80
	d := startup.DefaultDevices()
	costs := storage.DefaultCosts()
	layers, files, read := d.Layers.Value, d.ReadFiles.Value, int64(d.ReadKiB.Value)<<10
	c := &storage.Catalog{Images: []storage.Image{{Name: "image"}}}
	for i := range layers {
		n, k := int64(layers), int64(i)
		c.Layers = append(c.Layers, storage.Layer{Name: fmt.Sprint("layer ", i), Size: 1 << 30,
			Read:  read*(k+1)/n - read*k/n,
			Files: files*(i+1)/layers - files*i/layers})
		c.Images[0].Layers = append(c.Images[0].Layers, i)
	}
	cfg := storage.BootConfig{VMs: containers, Boot: 125 * time.Millisecond, Config: storage.Config{
		Disk: sim.LinkConfig{Capacity: uint64(d.DiskBytesPerS.Value), Latency: d.DiskLatency.Value},
		// the naive disk has no limit of requests: 80 readers of this latency stay below the real one's
		Cores: 20, Group: 1, Costs: costs,
	}}
	disk := map[string]int64{}
	for _, name := range []string{"devmapper", "deverlay"} {
		got := boot(t, cfg, c, name)
		h, err := storage.New(cfg.Config, c, strategy(t, name), 1)
		if err != nil {
			t.Fatal(err)
		}
		l := h.Layout(0)
		n := &naive{cfg: cfg, layout: l, lock: -1, there: map[int]bool{}, coming: map[int]bool{},
			groups: naiveGroups(cfg, c, &l)}
		for range containers {
			n.process = append(n.process, &naiveProcess{})
		}
		for i := range n.process {
			n.next(i)
		}
		n.run()
		worst := 0.0
		for i, p := range n.process {
			worst = max(worst, math.Abs(p.ready-got.Ready[i].Seconds()))
		}
		t.Logf("%s: the last is ready after %v, the naive simulator differs by at most %.3g ms; disk %d bytes", name,
			got.All(), 1000*worst, got.Stats.DiskBytes)
		if worst > 1e-4*got.All().Seconds() {
			t.Errorf("%s: containers are ready up to %.3g s from where the naive simulator has them", name, worst)
		}
		if n.disk != got.Stats.DiskBytes {
			t.Errorf("%s: the disk reads %d bytes, the naive simulator's %d", name, got.Stats.DiskBytes, n.disk)
		}
		disk[name] = got.Stats.DiskBytes
	}
	own, meta := float64(costs.OwnBytes.Value), float64(costs.MetaBytes.Value)
	set := float64(read)
	want := 1 - (set+float64(layers)*meta+containers*own)/(containers*(set+own))
	got := 1 - float64(disk["deverlay"])/float64(disk["devmapper"])
	if t.Logf("saved %.4f%%, by arithmetic %.4f%%", 100*got, 100*want); math.Abs(got-want) > 1e-9 {
		t.Errorf("Deverlay saves %.4f%% of the disk's reads, by arithmetic %.4f%%", 100*got, 100*want)
	}
}
