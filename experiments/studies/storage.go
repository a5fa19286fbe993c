package studies

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"thaw/models/numbers"
	"thaw/models/startup"
	"thaw/models/storage"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// storageSettings are the settings of the study storage.
type storageSettings struct {
	Strategies []string `yaml:"strategies"` // with their parameters: the variants

	VMs   int           `yaml:"vms"`    // containers of one image that start on one invoker
	Every time.Duration `yaml:"every"`  // between two starts; 0: at once
	Boot  time.Duration `yaml:"boot"`   // work of a core before a VM mounts anything
	Cores int           `yaml:"cores"`  // 0: one per container
	Warm  bool          `yaml:"warm"`   // another container of the image was there before
	OneVM bool          `yaml:"one_vm"` // they share a VM, which runs already

	Layers  int     `yaml:"layers"`
	SizeMiB float64 `yaml:"size_mib"` // of the image
	ReadMiB float64 `yaml:"read_mib"` // of it at start-up
	Files   int     `yaml:"files"`    // of it at start-up

	DiskMBPerS int           `yaml:"disk_mb_per_s"` // 10⁶ bytes a second
	DiskIOPS   int           `yaml:"disk_iops"`     // 0: no limit
	Latency    time.Duration `yaml:"latency"`       // of a disk request
	CacheMiB   int           `yaml:"cache_mib"`     // page cache of the invoker; 0: unbounded

	OwnKiB float64 `yaml:"own_kib"` // read of a container's own file system; 0: the model's
	Serial bool    `yaml:"serial"`  // false: root file systems are prepared side by side

	given []string // keys of the file
}

// storageStudy measures starts of many containers of one image on one invoker.
func storageStudy() Study {
	d := startup.DefaultDevices()
	return definition[storageSettings]{
		name:  "storage",
		about: "containers of one image that start on one invoker, by how they get their root file systems",
		exact: true,
		defaults: storageSettings{
			Strategies: []string{"devmapper", "deverlay", "virtiofs", "overlay-host"},
			VMs:        1, Boot: 125 * time.Millisecond, Cores: 20,
			Serial: true,
		}.on(&d),
		metrics: []Metric{
			{"ready_ms", "ms", "last container ready"},
			{"ready_ms_mean", "ms", "container ready, mean"},
			{"spread_ms", "ms", "from the first container ready to the last"},
			{"boot_ms", "ms", "boot, mean"},
			{"prepare_ms", "ms", "prepare (one at a time), mean"},
			{"mount_ms", "ms", "mount, mean"},
			{"read_ms", "ms", "read start-up set, mean"},
			{"disk_mib", "MiB", "read from disk"},
			{"host_cache_mib", "MiB", "page cache of the host"},
			{"guest_cache_mib", "MiB", "page caches of guests"},
			{"cache_mib", "MiB", "page caches of host and guests"},
		},
		check:    (*storageSettings).check,
		given:    func(s *storageSettings, keys []string) { s.given = slices.Concat(s.given, keys) },
		variants: func(s *storageSettings) []string { return s.Strategies },
		run:      runStorage,
	}.study()
}

func (s *storageSettings) check(report Report) {
	checkStrategies(all.Storages(), s.Strategies, report)
	whole := wholeBetween(report)
	whole("vms", s.VMs, 1, 100_000)
	whole("cores", s.Cores, 0, 65_536)
	whole("layers", s.Layers, 1, 128)
	whole("files", s.Files, s.Layers, 1_000_000)
	whole("disk_mb_per_s", s.DiskMBPerS, 1, 1_000_000)
	whole("disk_iops", s.DiskIOPS, 0, 1_000_000_000)
	whole("cache_mib", s.CacheMiB, 0, 1<<30)
	span := func(key string, d time.Duration) {
		if d < 0 || d > time.Hour {
			report(key, "%v, expected 0s to 1h", d)
		}
	}
	span("every", s.Every)
	span("boot", s.Boot)
	span("latency", s.Latency)
	if s.ReadMiB < 1 || s.ReadMiB > s.SizeMiB || s.SizeMiB > 1<<20 {
		report("read_mib", "%v of the image's %v MiB, expected at least 1 and at most all of it", s.ReadMiB, s.SizeMiB)
	}
	if s.OwnKiB < 0 || s.OwnKiB > 1<<20 {
		report("own_kib", "%v, expected 0 (the model's) to 1 GiB", s.OwnKiB)
	}
}

// wrong returns what the numbers of the devices and what the file gives do not allow together.
func (s *storageSettings) wrong() error {
	var errs []error
	s.check(func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	})
	return errors.Join(errs...)
}

// on returns the settings where an invoker has the devices, but for what the file gives.
func (s storageSettings) on(d *startup.Devices) storageSettings {
	unless := func(key string, set func()) {
		if !slices.Contains(s.given, key) {
			set()
		}
	}
	unless("layers", func() { s.Layers = d.Layers.Value })
	unless("size_mib", func() { s.SizeMiB = float64(d.ImageMiB.Value) })
	unless("read_mib", func() { s.ReadMiB = float64(d.ReadKiB.Value) / 1024 })
	unless("files", func() { s.Files = d.ReadFiles.Value })
	unless("disk_mb_per_s", func() { s.DiskMBPerS = d.DiskBytesPerS.Value / 1e6 })
	unless("disk_iops", func() { s.DiskIOPS = d.DiskIOPS.Value })
	unless("latency", func() { s.Latency = d.DiskLatency.Value })
	return s
}

// catalog returns the image: equal layers.
func (s *storageSettings) catalog() *storage.Catalog {
	const mib = 1 << 20
	c := &storage.Catalog{}
	im := storage.Image{Name: "image"}
	n := int64(s.Layers)
	size, read := int64(s.SizeMiB*mib), int64(s.ReadMiB*mib)
	for i := range n {
		c.Layers = append(c.Layers, storage.Layer{
			Name: fmt.Sprintf("layer %d", i), Size: size*(i+1)/n - size*i/n + 1, Read: read*(i+1)/n - read*i/n,
			Files: int(int64(s.Files)*(i+1)/n - int64(s.Files)*i/n),
		})
		im.Layers = append(im.Layers, int(i))
	}
	c.Images = append(c.Images, im)
	return c
}

// unprepared is a strategy whose preparations run side by side.
type unprepared struct{ storage.Strategy }

func (u unprepared) Layout(spec storage.Spec, c *storage.Costs) storage.Layout {
	l := u.Strategy.Layout(spec, c)
	l.Wait, l.Prepare = l.Wait+l.Prepare, 0
	return l
}

// runStorage starts the containers under one strategy.
func runStorage(ctx context.Context, given *storageSettings, at Run, book *numbers.Book) (Values, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	devices := book.Devices()
	s := given.on(&devices)
	if err := s.wrong(); err != nil {
		return nil, err
	}
	p, err := policies.Parse(all.Storages(), at.Variant)
	if err != nil {
		return nil, err
	}
	strategy := p.Policy
	if !s.Serial {
		strategy = unprepared{strategy}
	}
	costs := book.StorageCosts()
	if s.OwnKiB > 0 {
		costs.OwnBytes.Value = int64(s.OwnKiB * 1024)
	}
	r, err := storage.Boot(storage.BootConfig{
		VMs: s.VMs, Every: s.Every, Boot: s.Boot, Warm: s.Warm, OneVM: s.OneVM,
		Config: storage.Config{
			Disk: sim.LinkConfig{Capacity: uint64(s.DiskMBPerS) * 1_000_000, IOPS: uint64(s.DiskIOPS),
				Latency: s.Latency},
			Cores: s.Cores, Room: int64(s.CacheMiB) << 20, Group: 1, Costs: costs,
		},
	}, s.catalog(), 0, strategy)
	if err != nil {
		return nil, err
	}
	const mib = 1 << 20
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	mean := func(of func(d *storage.Done) time.Duration) float64 {
		sum := time.Duration(0)
		for i := range r.Done {
			sum += of(&r.Done[i])
		}
		return ms(sum) / float64(len(r.Done))
	}
	host, guests := float64(r.Stats.Shared+r.Stats.Private)/mib, float64(r.Stats.Guest)/mib
	return Values{
		"ready_ms":        ms(r.All()),
		"ready_ms_mean":   ms(r.Mean()),
		"spread_ms":       ms(r.All() - slices.Min(r.Ready)),
		"boot_ms":         mean(func(d *storage.Done) time.Duration { return d.Boot }),
		"prepare_ms":      mean(func(d *storage.Done) time.Duration { return d.Prepare }),
		"mount_ms":        mean(func(d *storage.Done) time.Duration { return d.Mount }),
		"read_ms":         mean(func(d *storage.Done) time.Duration { return d.Read }),
		"disk_mib":        float64(r.Stats.DiskBytes) / mib,
		"host_cache_mib":  host,
		"guest_cache_mib": guests,
		"cache_mib":       host + guests,
	}, nil
}
