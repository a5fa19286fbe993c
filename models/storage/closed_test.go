package storage_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/storage"
	"thaw/sim"
)

// near reports whether two times agree but for the rounding of each request.
func near(a, b time.Duration) bool { return (a - b).Abs() <= 2*time.Microsecond }

// How long does one container take? Boot, lock and mounts, then every request its
// latency and its bytes at the disk's bandwidth, then what opening, asking and
// copying take; with everything in the page cache only the latter.
func TestOneContainerByFormula(t *testing.T) {
	const layers, files, each = 3, 20, 200 << 10 // two requests of at most 128 KiB a file
	const bandwidth, latency = 400e6, 150 * time.Microsecond
	c := image(layers, files, files*each)
	k := storage.DefaultCosts()
	set := float64(layers * files * each)
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	opens, requests := time.Duration(layers*files), time.Duration(2*layers*files)
	own := float64(k.OwnBytes.Value)
	ownReads := 7*latency + seconds(own/bandwidth)
	copies := func(bytes float64) time.Duration { return seconds(bytes / 10e9) }
	transaction, share := k.Transaction.Value, k.ShareRequest.Value
	metaRequests := time.Duration(2) // 152 KiB
	for _, x := range []struct {
		name              string
		before, use, read time.Duration // always; reading what is there; from the disk
	}{
		{"overlay-host", transaction + time.Millisecond, opens*10*time.Microsecond + requests*time.Microsecond,
			requests*latency + seconds(set/bandwidth)},
		{"virtiofs", 50*time.Millisecond + transaction + 21*time.Millisecond, opens*(10*time.Microsecond+3*share) +
			requests*share + copies(set), requests*latency + seconds(set/bandwidth)},
		// never there
		{"devmapper", 50*time.Millisecond + transaction + 116*time.Millisecond + 4*time.Millisecond + ownReads,
			opens*10*time.Microsecond + requests*20*time.Microsecond + copies(set) +
				requests*latency + seconds(set/bandwidth), 0},
		{"deverlay", 50*time.Millisecond + transaction + 4*4*time.Millisecond + time.Millisecond + ownReads,
			opens*10*time.Microsecond + (requests+layers*metaRequests)*20*time.Microsecond + copies(set+layers*own),
			(requests+layers*metaRequests)*latency + seconds((set+layers*own)/bandwidth)},
	} {
		for _, group := range []int{0, 1} {
			cfg := storage.BootConfig{VMs: 1, Boot: 50 * time.Millisecond, Config: storage.Config{
				Disk: sim.LinkConfig{Capacity: bandwidth, Latency: latency}, Group: group, Costs: k}}
			if got, want := boot(t, cfg, c, x.name).All(), x.before+x.use+x.read; !near(got, want) {
				t.Errorf("%s, groups of %d, cold: %v, expected %v", x.name, group, got, want)
			}
			if name, s := x.name, boot(t, cfg, c, x.name).Stats; name == "devmapper" &&
				s.DiskRequests != int64(requests)+7 || name == "virtiofs" && s.DiskRequests != int64(requests) {
				t.Errorf("%s: %d requests of the disk for %d of the start-up set", name, s.DiskRequests, requests)
			}
			cfg.Warm = true
			if got, want := boot(t, cfg, c, x.name).All(), x.before+x.use; !near(got, want) {
				t.Errorf("%s, groups of %d, warm: %v, expected %v", x.name, group, got, want)
			}
		}
	}
}

// Does everybody who waits for a file get it from one fetch, even where the page
// cache has no room for it afterwards?
func TestOneFetchServesAllWhoWait(t *testing.T) {
	k := storage.DefaultCosts()
	k.Transaction.Value = 0 // so that they ask at the same instant
	cfg := storage.BootConfig{VMs: 50, Config: storage.Config{Disk: nvme(), Group: 1, Room: 1, Costs: k}}
	for _, name := range []string{"overlay-host", "virtiofs"} {
		s := boot(t, cfg, image(3, 10, 1<<20), name).Stats
		if s.DiskBytes != 3<<20 || s.HitBytes != 49*3<<20 || s.Peak > 1 {
			t.Errorf("%s: the disk read %d bytes, %d were hit, up to %d cached; expected %d, %d and none", name,
				s.DiskBytes, s.HitBytes, s.Peak, 3<<20, 49*3<<20)
		}
	}
}

// Do preparations take turns, in the order in which they are asked for?
func TestPreparationsTakeTurns(t *testing.T) {
	cfg := storage.BootConfig{VMs: 20, Config: storage.Config{Disk: nvme(), Costs: storage.DefaultCosts()}}
	r := boot(t, cfg, image(1, 1, 1<<20), "devmapper")
	for i, d := range r.Done {
		if want := time.Duration(i+1) * 121 * time.Millisecond; d.Prepare != want {
			t.Errorf("container %d was prepared after %v, expected %v", i, d.Prepare, want)
		}
	}
	if r.Waiting != 19*121*time.Millisecond {
		t.Errorf("the longest wait was %v", r.Waiting)
	}
}

// Do boots share the cores: 30 of 100 ms on 4 cores end after 750 ms, 3 after 100?
func TestBootsShareCores(t *testing.T) {
	for n, want := range map[int]time.Duration{30: 750 * time.Millisecond, 3: 100 * time.Millisecond} { // any order
		cfg := storage.BootConfig{VMs: n, Boot: 100 * time.Millisecond,
			Config: storage.Config{Disk: nvme(), Cores: 4, Costs: storage.DefaultCosts()}}
		for i, d := range boot(t, cfg, image(1, 1, 1<<20), "devmapper").Done {
			if !near(d.Boot, want) {
				t.Errorf("%d boots: container %d booted for %v, expected %v", n, i, d.Boot, want)
			}
		}
	}
}

// Which limit does a disk meet: with small files the number of its requests, with
// large ones its bandwidth?
func TestLimitsOfTheDisk(t *testing.T) {
	k := storage.DefaultCosts()
	k.Transaction.Value, k.Overlay.Value, k.Open.Value, k.HostRequest.Value = 0, 0, 0, 0
	disk := sim.LinkConfig{Capacity: 100e6, IOPS: 1000}
	for _, group := range []int{0, 1, 7} {
		for _, x := range []struct {
			files int
			each  int64
			want  time.Duration
		}{
			{1000, 4000, time.Second},                // 1000 requests of 40 us of bandwidth
			{1000, 131_000, 1310 * time.Millisecond}, // 131 MB at 100 MB/s
		} {
			cfg := storage.BootConfig{VMs: 1, Config: storage.Config{Disk: disk, Group: group, Costs: k}}
			got := boot(t, cfg, image(1, x.files, int64(x.files)*x.each), "overlay-host").All()
			if math.Abs(got.Seconds()/x.want.Seconds()-1) > 0.002 {
				t.Errorf("%d files of %d bytes, groups of %d: %v, expected %v", x.files, x.each, group, got, x.want)
			}
		}
	}
}

// Is everything that is wrong said at once?
func TestBadInput(t *testing.T) {
	k := storage.DefaultCosts()
	k.Open.Value, k.ReadAhead.Value, k.OwnSeeks.Value = -1, 0, 0
	c := &storage.Catalog{
		Layers: []storage.Layer{{Name: "a", Size: 5, Read: 6, Files: 1}, {Name: "b", Size: 10, Read: 3, Files: 4},
			{Name: "c", Size: 10, Read: 3}},
		Images: []storage.Image{{Name: "none"}, {Name: "twice", Layers: []int{1, 1}}, {Name: "far", Layers: []int{3}}},
	}
	_, err := storage.New(storage.Config{Cores: -1, Room: -1, Group: -1, Costs: k}, c, strategy(t, "deverlay"), 0)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"disk of an invoker: link: capacity of 0", "cores of an invoker is -1", "page cache of an invoker is -1 bytes",
		"files fetched together is -1",
		"storage.open is -1ns", "storage.read_ahead is 0 bytes", "storage.own_seeks is 0",
		`layer "a": 6 bytes are read at start-up, expected 0 to its size of 5`, `layer "b": 4 files`,
		`layer "c": 0 files`,
		`image "none" has no layers`, `image "twice": layer "b" occurs twice`,
		`image "far": layer 3, expected 0 to 2`, "0 invokers, expected 1 or more",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	good := storage.Config{Disk: nvme(), Costs: storage.DefaultCosts()}
	for _, x := range []struct {
		layout storage.Layout
		want   string
	}{
		{storage.Layout{Prepare: -1, RequestBytes: 1}, "a negative time"},
		{storage.Layout{RequestBytes: 1, Private: 5}, "5 bytes of its own in 0 requests"},
		{storage.Layout{}, "requests of at most 0 bytes"},
		{storage.Layout{RequestBytes: 1, Shared: true, Uncached: true}, "so reads cannot pass it by"},
	} {
		if _, err := storage.New(good, image(1, 1, 1), fixed(x.layout), 1); err == nil ||
			!strings.Contains(err.Error(), x.want) {
			t.Errorf("%q expected, not %v", x.want, err)
		}
	}
	for _, x := range []struct {
		cfg   storage.BootConfig
		image int
		want  string
	}{
		{storage.BootConfig{Config: good}, 0, "0 containers to boot"},
		{storage.BootConfig{Config: good, VMs: 1, Boot: -1}, 0, "expected 0s or more"},
		{storage.BootConfig{Config: good, VMs: 1}, 1, "image 1, expected 0 to 0"},
	} {
		if _, err := storage.Boot(x.cfg, image(1, 1, 1), x.image, strategy(t, "deverlay")); err == nil ||
			!strings.Contains(err.Error(), x.want) {
			t.Errorf("%q expected, not %v", x.want, err)
		}
	}
}

// fixed is a strategy that answers the same for every image.
type fixed storage.Layout

func (f fixed) Layout(storage.Spec, *storage.Costs) storage.Layout { return storage.Layout(f) }
