package storage_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/models/storage"
	"thaw/sim"
)

// dumb is a page cache as one would write it down: a list of what is in it, the
// least recently used first. Files of layers are named by layer and place, devices
// by their container.
type dumb struct {
	room          int64
	list          []piece
	disk, hits    int64
	evicted, most int64
}

type piece struct {
	name  string
	bytes int64
	whole bool // goes as a whole
}

func (d *dumb) sum() (shared, private int64) {
	for _, p := range d.list {
		if p.whole {
			shared += p.bytes
		} else {
			private += p.bytes
		}
	}
	return shared, private
}

// take removes a piece from the list and returns it.
func (d *dumb) take(name string) (piece, bool) {
	for i, p := range d.list {
		if p.name == name {
			d.list = append(append([]piece(nil), d.list[:i]...), d.list[i+1:]...)
			return p, true
		}
	}
	return piece{}, false
}

// trim lets bytes go one by one from the oldest piece, or the piece.
func (d *dumb) trim() {
	for i := 0; d.room > 0; {
		shared, private := d.sum()
		if shared+private <= d.room {
			break
		}
		p := &d.list[i]
		if p.whole {
			d.evicted += p.bytes
			d.list = append(append([]piece(nil), d.list[:i]...), d.list[i+1:]...)
			continue
		}
		gone := min(p.bytes, shared+private-d.room)
		p.bytes -= gone
		d.evicted += gone
		i++
	}
	shared, private := d.sum()
	d.most = max(d.most, shared+private)
}

// file reads a file of a layer.
func (d *dumb) file(name string, bytes int64) {
	if p, some := d.take(name); some {
		d.hits += bytes
		d.list = append(d.list, p)
		return
	}
	d.disk += bytes
	if d.room > 0 && bytes > d.room {
		return
	}
	d.list = append(d.list, piece{name, bytes, true})
	d.trim()
}

// own reads bytes of a container's device.
func (d *dumb) own(name string, bytes int64, kept bool) {
	d.disk += bytes
	if !kept {
		return
	}
	p, _ := d.take(name)
	if d.room > 0 {
		bytes = min(bytes, d.room)
	}
	p.bytes += bytes
	d.list = append(d.list, piece{name, p.bytes, false})
	d.trim()
}

// start reads all that a container of an image reads.
func (d *dumb) start(h *storage.Hosts, c *storage.Catalog, image, group int, meta int64, name string) (guest int64) {
	l := h.Layout(image)
	kept := !l.Uncached && (!l.Shared || l.Private > 0)
	if kept {
		d.list = append(d.list, piece{name: name})
	}
	if l.Private > 0 {
		d.own(name, l.Private, kept)
	} else if kept {
		d.own(name, 0, kept)
	}
	guest = l.Private
	read := func(file string, bytes int64) {
		if l.Shared {
			d.file(file, bytes)
		} else {
			d.own(name, bytes, kept)
		}
		guest += bytes
	}
	for _, at := range c.Images[image].Layers {
		x := c.Layers[at]
		if l.LayerMeta {
			read(fmt.Sprint(at, "/meta"), meta)
		}
		if x.Files == 0 {
			continue
		}
		per := int64(group)
		if group == 0 {
			per = int64(x.Files)
		}
		groups := (int64(x.Files) + per - 1) / per
		read1, n := int64(0), int64(x.Files)
		for g := range groups { // files of one size, but for bytes that do not come out even
			upTo := x.Read * (n * (g + 1) / groups) / n
			read(fmt.Sprint(at, "/", g), upTo-read1)
			read1 = upTo
		}
	}
	if !l.GuestCopy {
		return 0
	}
	return guest
}

// drawCatalog draws layers and images that share some of them.
func drawCatalog(t *rapid.T) *storage.Catalog {
	c := &storage.Catalog{}
	for i := range rapid.IntRange(1, 6).Draw(t, "layers") {
		files := rapid.IntRange(0, 7).Draw(t, "files")
		read := int64(0)
		if files > 0 {
			read = rapid.Int64Range(int64(files), 3<<20).Draw(t, "read")
		}
		c.Layers = append(c.Layers, storage.Layer{Name: fmt.Sprint(i), Size: read + 5, Files: files, Read: read})
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "images") {
		im := storage.Image{Name: fmt.Sprint(i)}
		for l := range c.Layers {
			if rapid.Bool().Draw(t, "in") || l == len(c.Layers)-1 && len(im.Layers) == 0 {
				im.Layers = append(im.Layers, l)
			}
		}
		c.Images = append(c.Images, im)
	}
	return c
}

var everyStrategy = []string{"overlay-host", "virtiofs", "virtiofs,dax=true", "devmapper", "devmapper,direct=true",
	"deverlay", "deverlay,plug=hot"}

// settle runs hosts until nothing is left to happen.
func settle(h *storage.Hosts, q *sim.Queue, now sim.Time) (sim.Time, []storage.Done) {
	var done []storage.Done
	for {
		for _, w := range h.Wakes() {
			q.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
		}
		done = append(done, h.Ended()...)
		ev, some := q.Next(sim.Event{At: sim.Never})
		if !some {
			return now, done
		}
		now = ev.At
		h.Advance(ev.Ord.Subject(), now)
	}
}

// Does the page cache hold, hit and let go what a list of files would, when
// containers of several images start one after the other, go, and memory grows
// short?
func TestPageCacheAgreesWithAList(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := drawCatalog(r)
		group := rapid.SampledFrom([]int{0, 1, 3}).Draw(r, "group")
		room := rapid.SampledFrom([]int64{0, 1, 100_000, 2 << 20, 8 << 20}).Draw(r, "room")
		costs := storage.DefaultCosts()
		h, err := storage.New(storage.Config{Disk: nvme(), Group: group, Room: room, Costs: costs}, c,
			strategy(t, rapid.SampledFrom(everyStrategy).Draw(r, "strategy")), 1)
		if err != nil {
			r.Fatal(err)
		}
		d := &dumb{room: room}
		guests := map[sim.JobID]int64{}
		var ids []sim.JobID
		var q sim.Queue
		q.Reset()
		now := sim.Time(0)
		for n := range rapid.IntRange(1, 25).Draw(r, "steps") {
			switch {
			case len(ids) > 0 && rapid.IntRange(0, 3).Draw(r, "go") == 0:
				k := rapid.IntRange(0, len(ids)-1).Draw(r, "who")
				h.Unmount(ids[k])
				d.take(fmt.Sprint("device ", ids[k]))
				delete(guests, ids[k])
				ids = append(ids[:k], ids[k+1:]...)
			case rapid.IntRange(0, 7).Draw(r, "memory") == 0:
				d.room = rapid.Int64Range(1, 9<<20).Draw(r, "new room")
				h.Resize(0, d.room)
				d.trim()
			default:
				image := rapid.IntRange(0, len(c.Images)-1).Draw(r, "image")
				id := h.Mount(int64(n), 0, int32(image), 0, now)
				guests[id] = d.start(h, c, image, group, costs.MetaBytes.Value, fmt.Sprint("device ", id))
				before := d.disk
				var done []storage.Done
				now, done = settle(h, &q, now)
				if len(done) != 1 || done[0].Job != id || before != d.disk {
					r.Fatalf("%d containers ended, expected one", len(done))
				}
				ids = append(ids, id)
			}
			shared, private := d.sum()
			guest := int64(0)
			for _, g := range guests { // any order: a sum
				guest += g
			}
			s := h.Stats(0)
			want := storage.Stats{DiskBytes: d.disk, DiskRequests: s.DiskRequests, HitBytes: d.hits, Shared: shared,
				Private: private,
				Peak:    d.most, Evicted: d.evicted, Guest: guest, Mounted: len(ids)}
			if s != want {
				r.Fatalf("step %d: %+v, expected %+v", n, s, want)
			}
		}
	})
}

// Whatever starts together: does everybody get ready, after the boot and the
// preparations before it; does the disk read no less than one start-up set and no
// more than one for each; is what is not read hit; and is the disk no faster than
// its bandwidth?
func TestConcurrentStartsConserveBytes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := drawCatalog(r)
		n := rapid.IntRange(1, 30).Draw(r, "containers")
		name := rapid.SampledFrom(everyStrategy).Draw(r, "strategy")
		cfg := storage.BootConfig{VMs: n, Boot: 10 * time.Millisecond,
			Every: rapid.SampledFrom([]time.Duration{0, time.Microsecond, 7 * time.Millisecond}).Draw(r, "every"),
			Config: storage.Config{Disk: nvme(), Group: rapid.SampledFrom([]int{0, 1, 3}).Draw(r, "group"),
				Cores: rapid.IntRange(0, 3).Draw(r, "cores"), Costs: storage.DefaultCosts()}}
		res := boot(t, cfg, c, name)
		one := cfg
		one.VMs = 1
		alone := boot(t, one, c, name)
		lone, all := alone.Stats.DiskBytes, res.Stats.DiskBytes
		if all < lone || all > int64(n)*lone {
			r.Errorf("the disk read %d bytes for %d containers, %d for one", all, n, lone)
		}
		if all+res.Stats.HitBytes != int64(n)*lone {
			r.Errorf("%d bytes of the disk and %d of the page cache are not %d times %d", all, res.Stats.HitBytes, n,
				lone)
		}
		if took := res.All(); float64(all)/1.589e9 > took.Seconds() {
			r.Errorf("%d bytes in %v", all, took)
		}
		var sum int64
		for i, d := range res.Done {
			sum += d.Disk
			if d.Owner != int64(i) || d.Boot+d.Prepare+d.Mount+d.Read != res.Ready[i]-time.Duration(d.Began) {
				r.Errorf("container %d: %+v do not add up to %v", i, d, res.Ready[i])
			}
		}
		if sum != all {
			r.Errorf("%d bytes were read for containers, %d in all", sum, all)
		}
		if again := boot(t, cfg, c, name); again.All() != res.All() || again.Stats != res.Stats {
			r.Error("the same starts came to something else")
		}
	})
}
