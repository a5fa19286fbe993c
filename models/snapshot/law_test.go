package snapshot_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// strategies are all of them, with the switches that change what is done.
var strategies = []string{"warm", "cold-boot", "on-demand", "cached", "reap", "reap,direct=false",
	"reap,file=false,direct=false,threads=3",
	"faasnap", "faasnap,merge=0", "faasnap,file=false", "faasnap,concurrent=false",
	"faasnap,host=false,group=3", "faasnap,regions=false,file=false,group=0"}

func strategyOf(t testing.TB, text string) snapshot.Strategy {
	s, err := policies.Parse(all.Prefetches(), text)
	if err != nil {
		t.Fatal(err)
	}
	return s.Policy
}

// smallWorld draws a guest of some hundred pages and two invocations.
func smallWorld(t *rapid.T) *snapshot.World {
	n := rapid.Int32Range(1, 300).Draw(t, "pages")
	w := &snapshot.World{Pages: n, NonZero: snapshot.NewBits(n)}
	spans := func(what string, most int) []snapshot.Span {
		var out []snapshot.Span
		for range rapid.IntRange(1, most).Draw(t, what) {
			first := rapid.Int32Range(0, n-1).Draw(t, "first")
			out = append(out, snapshot.Span{First: first, Pages: rapid.Int32Range(1, min(9, n-first)).Draw(t, "run")})
		}
		return out
	}
	track := func(what string) []snapshot.Access {
		var out []snapshot.Access
		for _, s := range spans(what, 40) {
			out = append(out, snapshot.Access{Span: s, Write: rapid.Bool().Draw(t, "write"),
				Think: time.Duration(rapid.IntRange(0, 20).Draw(t, "think")) * time.Microsecond})
		}
		return out
	}
	for _, s := range spans("not zero", 30) {
		w.NonZero.AddSpan(s)
	}
	w.Record, w.Test = track("recorded"), track("tested")
	w.RecordFreed = append(w.RecordFreed, w.Record[0].Span)
	return w
}

// In any small world, under any strategy: pages fault once at most, and all that
// are not in place; work is what the accesses say; time is what its parts say; what
// is read into the page cache is in it, page by page.
func TestConservation(t *testing.T) {
	f, err := snapshot.FindFunction("hello-world")
	if err != nil {
		t.Fatal(err)
	}
	host, disk := snapshot.HostOf("faasnap")
	rapid.Check(t, func(t *rapid.T) {
		w := smallWorld(t)
		name := rapid.SampledFrom(strategies).Draw(t, "strategy")
		s, _ := policies.Parse(all.Prefetches(), name)
		disk := disk
		disk.ReadAhead.Value = rapid.SampledFrom([]int{0, 1, 4, 32}).Draw(t, "read-ahead")
		c := snapshot.Case{Function: f, Strategy: s.Policy, Host: host, Disk: disk,
			Parallel: rapid.IntRange(1, 5).Draw(t, "vms"), Different: rapid.Bool().Draw(t, "different"),
			OtherStreams: rapid.IntRange(0, 2).Draw(t, "others"), Seed: 7, Detail: true,
			Record: snapshot.Input{Name: "r", Work: 1}, Test: snapshot.Input{Name: "t", Work: 1}}
		r, err := snapshot.RunWorld(c, w)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(w, &c, &r, name); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	})
}

// check compares a result with its world.
func check(w *snapshot.World, c *snapshot.Case, r *snapshot.Result, name string) error {
	touched := snapshot.NewBits(w.Pages)
	var work time.Duration
	var accesses int64
	for _, a := range w.Test {
		touched.AddSpan(a.Span)
		work += time.Duration(a.Pages) * a.Think
		accesses += int64(a.Pages)
	}
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	var disk, cacheReads int64
	for i := range r.VMs {
		p := &r.VMs[i]
		seen := snapshot.NewBits(w.Pages)
		for _, h := range p.Happened {
			if seen.Has(h.Page) {
				bad("page %d faults twice", h.Page)
			}
			if !touched.Has(h.Page) {
				bad("page %d faults and is not touched", h.Page)
			}
			seen.Add(h.Page)
		}
		if name != "warm" && name != "cold-boot" && seen.Count() != touched.Count() {
			bad("%d pages fault, %d are touched", seen.Count(), touched.Count())
		}
		if p.FaultCount() != len(p.Happened) || p.Accesses != accesses {
			bad("%d faults and %d accesses, expected %d and %d", p.FaultCount(), p.Accesses, len(p.Happened), accesses)
		}
		if p.Work != work {
			bad("work of %v, expected %v", p.Work, work)
		}
		if p.Invoke != p.Work+p.FaultTime() {
			bad("invocation of %v is not work of %v and faults of %v", p.Invoke, p.Work, p.FaultTime())
		}
		before := p.Setup + p.Install
		if strings.Contains(name, "reap") || strings.Contains(name, "concurrent=false") {
			before += p.Fetch
		}
		if p.Total != before+p.Invoke {
			bad("total of %v is not %v and %v", p.Total, before, p.Invoke)
		}
		binned := 0
		for k := range p.Faults {
			for _, n := range p.Faults[k].Bins {
				binned += n
			}
		}
		if binned != p.FaultCount() {
			bad("%d faults in bins of %d", binned, p.FaultCount())
		}
		for k := range p.Reads {
			disk += p.Reads[k].Bytes
			if name != "reap" || k != int(snapshot.ByFetch) { // reap's fetch goes past the cache
				cacheReads += p.Reads[k].Bytes
			}
		}
	}
	if disk != r.DiskBytes {
		bad("%d bytes read, %d by somebody", r.DiskBytes, disk)
	}
	cached := int64(r.CachePages) * snapshot.PageSize
	if name == "cached" {
		cached -= int64(w.Pages) * snapshot.PageSize * int64(files(c))
	}
	if cacheReads != cached {
		bad("%d bytes read into a page cache of %d", cacheReads, cached)
	}
	return errors.Join(errs...)
}

func files(c *snapshot.Case) int {
	if c.Different {
		return c.Parallel
	}
	return 1
}

// A guest of zero pages under FaaSnap takes anonymous faults only and reads nothing.
func TestZeroGuest(t *testing.T) {
	f, err := snapshot.FindFunction("hello-world")
	if err != nil {
		t.Fatal(err)
	}
	const n = 10_000
	w := &snapshot.World{Pages: n, NonZero: snapshot.NewBits(n)}
	w.Record = []snapshot.Access{{Span: snapshot.Span{First: 0, Pages: n}, Write: true}}
	w.Test = w.Record
	w.RecordFreed = []snapshot.Span{{First: 0, Pages: n}}
	host, disk := snapshot.HostOf("faasnap")
	host.Anonymous.Value = sim.Const(2 * time.Microsecond)
	in := snapshot.Input{Name: "x", Work: 1}
	r, err := snapshot.RunWorld(snapshot.Case{Function: f, Strategy: strategyOf(t, "faasnap"), Host: host, Disk: disk,
		Record: in, Test: in, Seed: 1}, w)
	if err != nil {
		t.Fatal(err)
	}
	p := &r.VMs[0]
	if p.Faults[snapshot.FaultAnonymous].Count != n || r.DiskBytes != 0 || p.Invoke != n*2*time.Microsecond {
		t.Errorf("%d anonymous faults of %d, %d bytes read, %v", p.Faults[snapshot.FaultAnonymous].Count,
			p.FaultCount(), r.DiskBytes, p.Invoke)
	}
}

// A large direct read takes the bytes over the bandwidth and one latency; the
// loading thread, which keeps two windows under way, comes within a few percent of it
// where the latency is below the transfer of a window.
func TestSequentialReadTime(t *testing.T) {
	direct := run(t, "read-list", "reap").VMs[0]
	_, disk := snapshot.HostOf("faasnap")
	want := time.Duration(float64(direct.FetchPages) * snapshot.PageSize / float64(disk.BytesPerS.Value) * 1e9)
	// its last requests are issued within 500 times 1/IOPS, and all but the first continue one
	if d := direct.Fetch - want - disk.Sequential.Value; d < 0 || d > 2*time.Millisecond {
		t.Errorf("%d pages are fetched in %v, expected %v and a latency", direct.FetchPages, direct.Fetch, want)
	}
	touch := run(t, "read-list", "faasnap,concurrent=false").VMs[0]
	want = time.Duration(float64(touch.FetchPages) * snapshot.PageSize / float64(disk.BytesPerS.Value) * 1e9)
	if touch.Fetch < want || float64(touch.Fetch) > 1.25*float64(want) {
		t.Errorf("%d pages are touched in %v, expected little more than %v", touch.FetchPages, touch.Fetch, want)
	}
}

// The same case gives the same result; another seed another one.
func TestDeterminism(t *testing.T) {
	for _, name := range strategies {
		detail := func(c *snapshot.Case) { c.Detail, c.Parallel = true, 3 }
		a, b := run(t, "json", name, detail), run(t, "json", name, detail)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: two runs differ", name)
		}
	}
	a, b := run(t, "json", "on-demand"), run(t, "json", "on-demand", func(c *snapshot.Case) { c.Seed = 2 })
	if a.VMs[0].Total == b.VMs[0].Total {
		t.Error("another seed gives the same time")
	}
}

// What is true of more and less: more of the files in the page cache means fewer
// bytes from disk; a faster disk no later answer, on demand and alone; many VMs from
// one snapshot read less than from as many.
func TestMonotony(t *testing.T) {
	last := int64(1 << 62)
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		r := run(t, "image", "on-demand", func(c *snapshot.Case) { c.CachedShare = share })
		if r.DiskBytes > last {
			t.Errorf("%v of the file cached: %d bytes read, more than %d", share, r.DiskBytes, last)
		}
		last = r.DiskBytes
	}
	if last != 0 {
		t.Errorf("all is cached and %d bytes are read", last)
	}
	var before time.Duration
	for _, name := range []string{"nvme", "sata-ssd", "hdd"} {
		total := run(t, "image", "on-demand",
			func(c *snapshot.Case) { c.Disk, _ = snapshot.FindDisk(name) }).VMs[0].Total
		if total < before {
			t.Errorf("%s answers after %v, a faster disk after %v", name, total, before)
		}
		before = total
	}
	for _, name := range []string{"on-demand", "faasnap"} {
		same := run(t, "json", name, func(c *snapshot.Case) { c.Parallel = 8 })
		other := run(t, "json", name, func(c *snapshot.Case) { c.Parallel, c.Different = 8, true })
		if 4*same.DiskBytes > other.DiskBytes || same.Makespan > other.Makespan {
			t.Errorf("%s: %d bytes in %v from one snapshot, %d in %v from eight", name, same.DiskBytes, same.Makespan,
				other.DiskBytes, other.Makespan)
		}
	}
}

// With more guests than cores, each takes its share of what cores and second
// threads do: work that never waits lasts as many times longer.
func TestCores(t *testing.T) {
	total := func(guests int) float64 {
		return float64(run(t, "matmul", "warm", func(c *snapshot.Case) {
			c.Host.Cores.Value, c.Host.ThreadGain.Value, c.Parallel = 2, 0.3, guests
		}).VMs[0].Total)
	}
	alone := total(1)
	for _, row := range []struct {
		guests int
		times  float64
	}{{2, 1}, {3, 3 / 2.3}, {4, 4 / 2.6}, {8, 8 / 2.6}} { // guests over 2 cores and 0.3 for each that has two
		if r := total(row.guests) / alone; r < 0.98*row.times || r > 1.02*row.times {
			t.Errorf("%d guests on two cores take %.3f times as long as one, expected %.3f", row.guests, r, row.times)
		}
	}
}

// Memory is not taken page by page: a guest with 44 times the faults allocates
// hardly more often.
func TestAllocations(t *testing.T) {
	count := func(name, strategy string) float64 {
		f, err := snapshot.FindFunction(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := snapshot.DefaultCase(f, strategyOf(t, strategy))
		if err != nil {
			t.Fatal(err)
		}
		w, err := snapshot.NewWorld(f, c.Record, c.Test, 1)
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(3, func() {
			if _, err := snapshot.RunWorld(c, w); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, strategy := range []string{"cached", "on-demand", "reap", "faasnap"} {
		small, large := count("hello-world", strategy), count("read-list", strategy)
		if large > small+60 {
			t.Errorf("%s: %v allocations for 2,881 faults and %v for 128,418", strategy, small, large)
		}
	}
}

// Are mistakes refused, all at once, with what was expected?
func TestMistakes(t *testing.T) {
	f, err := snapshot.FindFunction("image")
	if err != nil {
		t.Fatal(err)
	}
	small := *f
	small.GuestMiB.Value, small.HoleShare.Value, small.Contiguity.Value, small.WorkingA.Value = 20, 2, 0, 0
	c, err := snapshot.DefaultCase(f, strategyOf(t, "reap"))
	if err != nil {
		t.Fatal(err)
	}
	c.Function, c.Disk.BytesPerS.Value, c.Disk.IOPS.Value, c.Disk.Latency.Value = &small, 0, 0, -1
	c.CachedShare, c.Parallel, c.Test.Work, c.OtherStreams = 1.5, -1, 0, -1
	_, err = snapshot.Run(c)
	for _, want := range []string{"working set of 32.6 MB is larger than the guest of 20.97",
		"share of holes is 2, expected 0 to 1", "contiguity of the base is 0 pages",
		"working set A in MB is 0, expected more than 0", "disk nvme reads 0 bytes",
		"disk nvme answers 0 requests", "latency of -1ns", "share of 1.5", "-1 VMs",
		"0s of work", "-1 other streams"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in the report:\n%v", want, err)
		}
	}
	if _, err := snapshot.Run(snapshot.Case{}); err == nil || !strings.Contains(err.Error(), "no function") ||
		!strings.Contains(err.Error(), "no strategy") {
		t.Errorf("an empty case: %v", err)
	}
	if _, err := snapshot.FindFunction("reap-imagerotate"); err == nil ||
		!strings.Contains(err.Error(), `"reap-image_rotate"`) {
		t.Errorf("no suggestion: %v", err)
	}
	for _, in := range []string{"", "C", "x", "-1x", "0x", "NaNx", "Infx", "2"} {
		if got, err := f.Input(in); err == nil {
			t.Errorf("input %q is taken as %+v", in, got)
		}
	}
	broken, err := snapshot.DefaultCase(f, wrong{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Run(broken); err == nil || !strings.Contains(err.Error(), "plan: ") {
		t.Errorf("a plan outside the guest: %v", err)
	}
}

// wrong plans a mapping beyond the guest.
type wrong struct{}

func (wrong) Watch() snapshot.Watch { return snapshot.Watch{} }
func (wrong) Plan(r *snapshot.Record) snapshot.Plan {
	return snapshot.Plan{Mappings: []snapshot.Mapping{{Guest: snapshot.Span{First: 1, Pages: r.Pages}}}}
}

// Any text as an input is either refused or a number of pages and an amount of work
// that make sense.
func FuzzInput(f *testing.F) {
	for _, s := range []string{"A", "B", "0.25x", "4x", "1e3x", "1e-9x", "x", "0x", "NaNx", "-1x", "0x1p4x", "1_0x",
		" 2x"} {
		f.Add(s)
	}
	all := snapshot.Functions()
	f.Fuzz(func(t *testing.T, text string) {
		for _, fn := range all {
			in, err := fn.Input(text)
			if err == nil && (in.Pages < 0 || in.Work < 0 || in.Work > 100*time.Hour || in.Name != text) {
				t.Fatalf("%s: %q is %+v", fn.Name, text, in)
			}
			if err != nil && !strings.Contains(err.Error(), "expected") {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
