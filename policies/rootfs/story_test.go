package rootfs_test

import (
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/storage"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands
// below it behind ">":
//
//	scenario two VMs at once
//	  storage deverlay
//	  layer   base: 2 files, 8 MiB
//	  layer   app: 1 file, 4 MiB
//	  cache   16 MiB
//	  start   2 at once
//
// Containers that start "in one VM" share it; it runs already. The disk reads 100 MiB a second and answers within 1 ms; a VM boots in 100 ms.
var (
	layerLine = regexp.MustCompile(`^layer   (\w+): (\d+) files?, (\d+) MiB$`)
	cacheLine = regexp.MustCompile(`^cache   (\d+) MiB$`)
	startLine = regexp.MustCompile(`^start   (\d+) (at once|every (\S+?))( in one VM)?$`)
)

// Does each strategy do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "storage", policies.Names(all.Storages()), *update, tell)
}

// tell returns what happens in a scenario.
func tell(t *testing.T, scenario []string) string {
	t.Helper()
	s := &scene{cfg: storage.BootConfig{Boot: 100 * time.Millisecond, Config: storage.Config{
		Disk: sim.LinkConfig{Capacity: 100 << 20, Latency: time.Millisecond}, Group: 1, Costs: storage.DefaultCosts(),
	}}}
	for _, line := range scenario {
		s.read(t, line)
	}
	return s.play(t)
}

type scene struct {
	cfg      storage.BootConfig
	catalog  storage.Catalog
	strategy storage.Strategy
}

func (s *scene) read(t *testing.T, line string) {
	t.Helper()
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if name, ok := strings.CutPrefix(line, "storage "); ok {
		p, err := policies.Parse(all.Storages(), name)
		if err != nil {
			t.Fatal(err)
		}
		s.strategy = p.Policy
	} else if m := layerLine.FindStringSubmatch(line); m != nil {
		mib := int64(number(m[3])) << 20
		s.catalog.Layers = append(s.catalog.Layers,
			storage.Layer{Name: m[1], Size: 10 * mib, Files: number(m[2]), Read: mib})
	} else if m := cacheLine.FindStringSubmatch(line); m != nil {
		s.cfg.Room = int64(number(m[1])) << 20
	} else if m := startLine.FindStringSubmatch(line); m != nil {
		s.cfg.VMs, s.cfg.OneVM = number(m[1]), m[4] != ""
		if m[3] != "" {
			var err error
			if s.cfg.Every, err = time.ParseDuration(m[3]); err != nil {
				t.Fatal(err)
			}
		}
	} else {
		t.Fatalf("%q: not understood", line)
	}
}

// play starts the containers and tells of each, and of what it came to.
func (s *scene) play(t *testing.T) string {
	t.Helper()
	im := storage.Image{Name: "image"}
	for i := range s.catalog.Layers {
		im.Layers = append(im.Layers, i)
	}
	s.catalog.Images = []storage.Image{im}
	r, err := storage.Boot(s.cfg, &s.catalog, 0, s.strategy)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	short := func(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
	for i, d := range r.Done {
		fmt.Fprintf(&out, "> container %d asks at %v: boots %v, is prepared %v, mounts %v, reads %v (%s from the "+
			"disk), ready at %v\n",
			i, time.Duration(d.Began), d.Boot, short(d.Prepare), short(d.Mount), short(d.Read), mib(d.Disk),
			short(r.Ready[i]))
	}
	x := r.Stats
	fmt.Fprintf(&out, "> the disk read %s; page cache: %s of layers, %s of devices, %s let go; guests: %s\n",
		mib(x.DiskBytes), mib(x.Shared), mib(x.Private), mib(x.Evicted), mib(x.Guest))
	return out.String()
}

func mib(bytes int64) string { return fmt.Sprintf("%.2f MiB", float64(bytes)/(1<<20)) }
