package storage_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/models/storage"
	"thaw/sim"
)

// naive is a second simulator of containers that start on one machine, written
// for being read: every process says what it does next, and time passes in steps
// to whatever ends first, at rates that are computed anew for each step. It has no
// queue of events, no virtual time and no lists of waiters; its page cache is
// unbounded.
type naive struct {
	cfg     storage.BootConfig
	layout  storage.Layout
	groups  []naiveGroup
	now     float64
	lock    int          // who holds it, or −1
	asked   []int        // who waits for it
	there   map[int]bool // groups in the page cache
	coming  map[int]bool
	disk    int64
	process []*naiveProcess
}

type naiveGroup struct {
	bytes        int64
	disk, caller int64 // requests to the disk; of the caller
	files        int64
}

type naiveProcess struct {
	step  int     // into its program
	doing string  // sleep, cores, disk, lock, group: what it waits for
	left  float64 // seconds or bytes of it
	group int     // it reads, or waits for
	work  float64 // gathered
	ready float64
}

// begin lets process p do something for so long.
func (p *naiveProcess) begin(doing string, left float64) bool {
	p.doing, p.left = doing, left
	return left > 0
}

// next takes process i on until it has to wait for something.
func (n *naive) next(i int) {
	p, l := n.process[i], &n.layout
	latency := n.cfg.Disk.Latency.Seconds()
	for waits := false; !waits; {
		p.step++
		switch p.step {
		case 1:
			waits = l.VM && p.begin("cores", n.cfg.Boot.Seconds())
		case 2:
			if l.Prepare > 0 && n.lock >= 0 {
				n.asked = append(n.asked, i)
				p.doing, waits = "lock", true
			} else if l.Prepare > 0 {
				n.lock = i
			}
		case 3:
			waits = p.begin("sleep", l.Prepare.Seconds())
		case 4:
			if n.lock == i {
				n.lock = -1
				if len(n.asked) > 0 {
					n.lock = n.asked[0]
					n.asked = n.asked[1:]
					n.next(n.lock)
				}
			}
			waits = p.begin("cores", l.Mount.Seconds())
		case 5:
			waits = p.begin("sleep", l.Wait.Seconds())
		case 6:
			if l.Private > 0 {
				waits = p.begin("sleep", float64(l.Seeks)*latency)
			}
		case 7:
			n.disk += l.Private
			waits = p.begin("disk", float64(l.Private))
		case 8:
			waits = n.read(i)
			if waits && p.doing == "fetch" {
				p.begin("sleep", float64(n.groups[p.group].disk)*latency)
			} else if waits {
				p.step-- // it looks again
			}
		case 9:
			if p.group < len(n.groups) {
				n.disk += n.groups[p.group].bytes
				waits = p.begin("disk", float64(n.groups[p.group].bytes))
			}
		case 10:
			if p.group < len(n.groups) {
				n.there[p.group], n.coming[p.group] = true, false
				n.consume(p)
				p.step = 7
			}
		default:
			p.doing, p.ready, waits = "over", n.now, true
		}
	}
}

// consume goes on to the next group, with the work of the one before.
func (n *naive) consume(p *naiveProcess) {
	l, g := &n.layout, &n.groups[p.group]
	p.work += float64(g.files)*l.Open.Seconds() + float64(g.caller)*l.Request.Seconds()
	if l.GuestCopy {
		p.work += float64(g.bytes) / float64(n.cfg.Costs.CopyRate.Value)
	}
	p.group++
}

// read goes through groups that are there. It reports whether the process waits:
// for its work, for others, or to fetch.
func (n *naive) read(i int) bool {
	p := n.process[i]
	for p.group < len(n.groups) && n.layout.Shared && n.there[p.group] {
		n.consume(p)
	}
	if p.work > 0 {
		work := p.work
		p.work = 0
		return p.begin("cores", work)
	}
	if p.group == len(n.groups) {
		return false
	}
	if n.layout.Shared && n.coming[p.group] {
		p.doing = "group"
		return true
	}
	n.coming[p.group] = true
	p.doing = "fetch"
	return true
}

// rates returns how fast a process on the cores and one at the disk go on.
func (n *naive) rates() (core, disk float64) {
	working, sharing := 0, 0
	for _, p := range n.process {
		working += map[bool]int{true: 1}[p.doing == "cores"]
		sharing += map[bool]int{true: 1}[p.doing == "disk"]
	}
	core, disk = 1, float64(n.cfg.Disk.Capacity)/math.Max(float64(sharing), 1)
	if n.cfg.Cores > 0 && working > n.cfg.Cores {
		core = float64(n.cfg.Cores) / float64(working)
	}
	return core, disk
}

// run lets time pass until all are ready.
func (n *naive) run() {
	for {
		core, disk := n.rates()
		rate := map[string]float64{"sleep": 1, "cores": core, "disk": disk}
		step := math.Inf(1)
		for _, p := range n.process {
			if r := rate[p.doing]; r > 0 {
				step = math.Min(step, p.left/r)
			}
		}
		if math.IsInf(step, 1) {
			return
		}
		n.now += step
		var ended []int
		for i, p := range n.process {
			if r := rate[p.doing]; r > 0 {
				if p.left -= step * r; p.left/r < 1e-10 {
					ended = append(ended, i)
				}
			}
		}
		for _, i := range ended {
			n.next(i)
		}
		for i, p := range n.process { // somebody else's fetch has ended
			if p.doing == "group" && n.there[p.group] {
				n.consume(p)
				n.next(i)
			}
		}
	}
}

// Do two simulators that have nothing in common but the rules agree on when each
// container is ready, and on the bytes that the disk reads?
func TestStartsAgreeWithANaiveSimulator(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := drawCatalog(r)
		draw := func(most int, what string) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(r, what)) * 10 * time.Microsecond
		}
		costs := storage.DefaultCosts()
		l := storage.Layout{
			VM: rapid.Bool().Draw(r, "vm"), Prepare: draw(500, "prepare"), Mount: draw(300, "mount"), Wait: draw(300,
				"wait"),
			Shared: rapid.Bool().Draw(r, "shared"), LayerMeta: rapid.Bool().Draw(r,
				"meta"), GuestCopy: rapid.Bool().Draw(r, "copy"),
			Open: draw(10, "open"), Request: draw(10, "request"), RequestBytes: 64 << 10,
		}
		if rapid.Bool().Draw(r, "own") {
			l.Private, l.Seeks = rapid.Int64Range(1, 1<<20).Draw(r, "private"), rapid.IntRange(1, 9).Draw(r, "seeks")
		}
		cfg := storage.BootConfig{VMs: rapid.IntRange(1, 8).Draw(r, "containers"), Boot: draw(2000, "boot"),
			Config: storage.Config{
				Disk: sim.LinkConfig{Capacity: rapid.Uint64Range(1e6, 1e10).Draw(r, "bandwidth"),
					Latency: draw(20, "latency")},
				Cores: rapid.IntRange(0, 3).Draw(r, "cores"), Group: rapid.SampledFrom([]int{0, 1, 3}).Draw(r,
					"group"), Costs: costs,
			}}
		got, err := storage.Boot(cfg, c, 0, fixed(l))
		if err != nil {
			r.Fatal(err)
		}
		n := &naive{cfg: cfg, layout: l, lock: -1, there: map[int]bool{}, coming: map[int]bool{},
			groups: naiveGroups(cfg, c, &l)}
		for range cfg.VMs {
			n.process = append(n.process, &naiveProcess{})
		}
		for i := range n.process {
			n.next(i)
		}
		n.run()
		if n.disk != got.Stats.DiskBytes {
			r.Errorf("the disk read %d bytes, expected %d", got.Stats.DiskBytes, n.disk)
		}
		for i, p := range n.process {
			// instants that are a rounding apart may be one
			if math.Abs(p.ready-got.Ready[i].Seconds()) > 1e-4+1e-4*p.ready {
				r.Errorf("container %d of %d was ready after %v, expected %v (%s)", i, cfg.VMs, got.Ready[i],
					time.Duration(p.ready*1e9), fmt.Sprintf("%+v", l))
			}
		}
	})
}

// naiveGroups lists what a container of the first image reads.
func naiveGroups(cfg storage.BootConfig, c *storage.Catalog, l *storage.Layout) []naiveGroup {
	var out []naiveGroup
	add := func(bytes, files int64) {
		times := func(most int64) int64 {
			k := max(files, 1)
			each := math.Ceil(float64(bytes) / float64(k))
			return k * int64(math.Ceil(each/float64(most)))
		}
		out = append(out, naiveGroup{bytes: bytes, files: files, disk: times(cfg.Costs.ReadAhead.Value),
			caller: times(l.RequestBytes)})
	}
	for _, at := range c.Images[0].Layers {
		x := c.Layers[at]
		if l.LayerMeta {
			add(cfg.Costs.MetaBytes.Value, 0)
		}
		files := int64(x.Files)
		if files == 0 {
			continue
		}
		groups := int64(1)
		if g := int64(cfg.Group); g > 0 {
			groups = (files + g - 1) / g
		}
		for k := range groups {
			from, to := files*k/groups, files*(k+1)/groups
			add(x.Read*to/files-x.Read*from/files, to-from)
		}
	}
	return out
}
