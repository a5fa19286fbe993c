package numbers

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/params"
	"thaw/sim"
)

// Every number that thaw params lists is doubled. Is it accepted, listed with the new
// value, and alone in that? Is what is not changed a word, nothing, or read by no model?
func TestWhatIsListedCanBeSet(t *testing.T) {
	t.Parallel()
	before, err := (*Book)(nil).Numbers()
	if err != nil {
		t.Fatal(err)
	}
	var prefixes []string
	for _, n := range before {
		prefixes = append(prefixes, n.Path[:strings.IndexByte(n.Path, '.')+1])
	}
	list, err := new(Book).Doublings(prefixes)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(before) || len(list) < 500 {
		t.Fatalf("%d doublings of %d numbers", len(list), len(before))
	}
	how := map[string]int{}
	for i, d := range list {
		how[d.How]++
		if d.Path != before[i].Path {
			t.Fatalf("%s comes at the place of %s", d.Path, before[i].Path)
		}
		if d.To == "" {
			if _, err := New(d.Path + "=" + d.Value); d.Modelled && d.How != "a word" && err != nil {
				t.Errorf("%s: its own value is refused: %v", d.Path, err)
			}
			continue
		}
		b, err := New(d.Change())
		if err != nil {
			t.Errorf("%s: %v", d.Change(), err)
			continue
		}
		after, err := b.Numbers()
		if err != nil {
			t.Fatal(err)
		}
		for k := range after {
			if changed := after[k] != before[k]; changed != (k == i) {
				t.Errorf("%s: changed %v of %s", d.Change(), changed, before[k].Path)
			}
		}
		want := map[string]float64{"twice": 2, "half: twice is not allowed": 0.5}[d.How]
		was, is := size(t, d.Value), size(t, d.To)
		if want > 0 && math.Abs(is/was-want) > 1e-3 { // lists round, and so do means
			t.Errorf("%s from %s to %s: %g times", d.Path, d.Value, d.To, is/was)
		}
	}
	for reason, least := range map[string]int{"twice": 300, "the greatest that it may be": 1,
		"half: twice is not allowed": 1, "a word": 20, "twice nothing is nothing": 10,
		"recorded, no model reads it": 5} {
		if how[reason] < least {
			t.Errorf("%s: %d numbers, expected %d or more", reason, how[reason], least)
		}
	}
}

// size reads a number, with or without a unit, by itself.
func size(t *testing.T, text string) float64 {
	t.Helper()
	if d, err := sim.ParseDist(text); err == nil {
		return float64(d.Mean())
	}
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/")
	factor := map[string]float64{"GiB": 1024, "Gb/s": 1000}[text[len(digits):]]
	x := 0.0
	for i, part := range strings.SplitN(digits, ".", 2) {
		for k, c := range part {
			if c < '0' || c > '9' {
				t.Fatalf("%q is no number", text)
			}
			x += float64(c-'0') * math.Pow10(map[int]int{0: len(part) - 1 - k, 1: -1 - k}[i])
		}
	}
	return x * max(factor, 1)
}

// A changed number has to reach what a run computes with, and no other one has to change.
func TestTaken(t *testing.T) {
	t.Parallel()
	b, err := New("storage.open=20us", "memory.threads=3", "devices.layers=7", "snapshots.write_rate=9",
		"restore.host.reap.fault.user=8us", "restore.disk.nvme.iops=5", "restore.function.json.warm=3ms",
		"particle.network.pair=4ms", "openwhisk.cores=9", "restore.disk.sata-ssd.request=64KiB")
	if err != nil {
		t.Fatal(err)
	}
	f := b.Fresh()
	costs, resizes, devices, restores := f.StorageCosts(), f.MemoryCosts(), f.Devices(), f.Restores(nil, 0)
	host, disk := f.Host("reap")
	other, _ := f.Host("faasnap")
	nvme, err1 := f.Disk("nvme")
	fn, err2 := f.Function("json")
	p, err3 := f.Platform("openwhisk")
	net, err4 := f.Network(p) // of the reference
	if err := slices.IndexFunc([]error{err1, err2, err3, err4}, func(err error) bool { return err != nil }); err >= 0 {
		t.Fatal(err1, err2, err3, err4)
	}
	for _, c := range []struct {
		what    string
		is, was any
	}{
		{"open", costs.Open.Value, 20 * time.Microsecond}, {"overlay", costs.Overlay.Value, time.Millisecond},
		{"threads", resizes.Threads.Value, 3}, {"layers", devices.Layers.Value, 7},
		{"write_rate", restores.WriteMBPS.Value, 9}, {"user", host.User.Value.Mean(), 8 * time.Microsecond},
		{"user of the other host", other.User.Value.String(), "lognormal,median=11.5µs,sigma=0.3"},
		{"iops", nvme.IOPS.Value, uint64(5)}, {"request", disk.RequestKiB.Value, 64},
		{"warm", fn.Warm.Value, 3 * time.Millisecond}, {"cores", p.Cores.Value, 9},
		{"pair", net.Costs[1], 4 * time.Millisecond}, {"source", costs.Open.Source, params.SourceOverride},
	} {
		if c.is != c.was {
			t.Errorf("%s is %v, expected %v", c.what, c.is, c.was)
		}
	}
	want := []string{"devices.", "memory.", "openwhisk.", "particle.", "restore.disk.nvme.", "restore.disk.sata-ssd.",
		"restore.function.json.", "restore.host.c5d.metal.", "restore.host.reap.", "snapshots.", "storage."}
	if got := f.Reads(); !slices.Equal(got, want) {
		t.Errorf("read %v, expected %v", got, want)
	}
	if len(b.Reads()) > 0 || f.Changed([]string{"restore.function.json2."}) || !f.Changed([]string{"memory."}) {
		t.Error("a book knows what another has read, or what it changes")
	}
}

// Every mistake is told at once, with what was expected.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"storage.open":                      "expected path=value",
		"storge.open=1ms":                   `did you mean "storage.open"?`,
		"stage.sandbox=1ms":                 `did you mean "constant.stage.sandbox"?`,
		"openwhisk.stage.sandbx=1s":         `did you mean "stage.sandbox"?`,
		"storage.open=1":                    "expected a duration from 0s to 24h0m0s",
		"storage.lookups=0":                 "expected a whole number of requests from 1 to",
		"storage.lookups=3.5":               "expected a whole number of requests",
		"restore.disk.nvme.iops=0":          "expected a whole number of requests/s from 1 to 1000000000",
		"restore.disk.nvme.request=1MB":     "expected a size from 4KiB to",
		"restore.function.json.holes=1.1":   "expected a share from 0 to 1",
		"restore.function.json.warm=NaN":    "expected a duration",
		"restore.function.json.ratio_b=NaN": "expected a decimal number",
		"restore.host.reap.fault.user=8":    "is not a duration such as 500ms",
		"restore.function.json.guest=10":    "is larger than the guest",
		"devices.common=9":                  "9 common layers of 6",
		"iluvatar.namespace_pool=3":         "no replay reads it",
	} {
		if _, err := New(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, expected %q", text, err, want)
		}
	}
	if _, err := New("storage.open=x", "memory.boot=y", "nothing=1"); strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("%v: expected three mistakes", err)
	}
	// what goes together is judged together
	if _, err := New("devices.common=9", "devices.layers=9"); err != nil {
		t.Error(err)
	}
}
