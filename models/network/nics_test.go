package network

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

// cards runs network cards.
type cards struct {
	n     *Nics
	queue sim.Queue
	now   sim.Time
	ends  map[int64]sim.Time
}

func newCards(t testing.TB, cfg Config, tunnel bool, invokers int) *cards {
	t.Helper()
	n, err := NewNics(cfg, tunnel, invokers)
	if err != nil {
		t.Fatal(err)
	}
	c := &cards{n: n, ends: map[int64]sim.Time{}}
	c.queue.Reset()
	return c
}

func (c *cards) send(owner int64, from, to int32, data uint64) {
	c.n.Send(owner, from, to, data, c.now)
	c.take()
}

func (c *cards) take() {
	for _, w := range c.n.Wakes() {
		c.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
	}
	for _, a := range c.n.Arrivals() {
		c.ends[a.Owner] = c.now
	}
}

func (c *cards) until(at sim.Time) {
	for {
		ev, ok := c.queue.Next(sim.Event{At: at})
		if !ok {
			c.now = at
			return
		}
		c.now = ev.At
		c.n.Advance(ev.Ord.Subject(), c.now)
		c.take()
	}
}

// How long does data take? Alone as the slower of card and flow limit allows; n
// flows of one sender, or to one receiver, n times as long as a full card; within
// an invoker no time; both directions of a card at once as one alone.
func TestTransfers(t *testing.T) {
	gb := Config{NIC: 1_000_000_000}
	capped := Config{NIC: 1_000_000_000, Flow: 400_000_000}
	type flow struct {
		from, to int32
		bytes    uint64
		seconds  float64
	}
	for name, c := range map[string]struct {
		cfg   Config
		flows []flow
	}{
		"alone":          {gb, []flow{{0, 1, 500_000_000, 0.5}}},
		"alone, limited": {capped, []flow{{0, 1, 500_000_000, 1.25}}},
		"one sender":     {gb, []flow{{0, 1, 500_000_000, 1}, {0, 2, 500_000_000, 1}}},
		"one receiver":   {gb, []flow{{0, 2, 500_000_000, 1}, {1, 2, 500_000_000, 1}}},
		"two of a limit": {capped, []flow{{0, 1, 400_000_000, 1}, {0, 2, 400_000_000, 1}}},
		"five of a limit": {capped,
			[]flow{{0, 1, 2e8, 1}, {0, 2, 2e8, 1}, {0, 3, 2e8, 1}, {0, 4, 2e8, 1}, {0, 5, 2e8, 1}}},
		"both directions":   {gb, []flow{{0, 1, 500_000_000, 0.5}, {1, 0, 500_000_000, 0.5}}},
		"disjoint pairs":    {gb, []flow{{0, 1, 500_000_000, 0.5}, {2, 3, 300_000_000, 0.3}}},
		"inside an invoker": {gb, []flow{{4, 4, 500_000_000, 0}}},
		"nothing":           {gb, []flow{{0, 1, 0, 0}}},
		"a short and long":  {gb, []flow{{0, 1, 100_000_000, 0.2}, {0, 1, 500_000_000, 0.6}}},
	} {
		x := newCards(t, c.cfg, false, 6)
		for i, f := range c.flows {
			x.send(int64(i), f.from, f.to, f.bytes)
		}
		x.until(forever)
		for i, f := range c.flows {
			got, ok := x.ends[int64(i)]
			if !ok || math.Abs(got.Seconds()-f.seconds) > 1e-7 {
				t.Errorf("%s: flow %d ends at %v (%v), expected %v", name, i, got.Seconds(), ok, f.seconds)
			}
		}
	}
}

// Does a tunnel carry its header with each packet, and does it not overflow?
func TestCarried(t *testing.T) {
	n := newCards(t, Config{NIC: 1, Header: 50, Packet: 1500}, true, 1).n
	for data, want := range map[uint64]uint64{0: 0, 1450: 1500, 2900: 3000, 1_450_000_000: 1_500_000_000,
		math.MaxUint64: sim.MaxAmount} {
		if got := n.Carried(data); got != want {
			t.Errorf("%d bytes are %d on the card, expected %d", data, got, want)
		}
	}
	if got := newCards(t, Config{NIC: 1, Header: 50, Packet: 1500}, false, 1).n.Carried(1450); got != 1450 {
		t.Errorf("without a tunnel 1450 bytes are %d", got)
	}
	if _, err := NewNics(Config{}, false, 1); err == nil ||
		!strings.Contains(err.Error(), "network card of invoker 0: link: capacity of 0") {
		t.Errorf("a card of no bandwidth: %v", err)
	}
}

// In random traffic: does every transfer end, none sooner than alone, does no card
// carry more than it can, and do the bytes add up?
func TestRandomTraffic(t *testing.T) {
	cfg := Config{NIC: 1_000_000, Flow: 700_000}
	for seed := range uint64(10) {
		s := sim.NewStream(seed, "test/traffic")
		x := newCards(t, cfg, false, 4)
		type sent struct {
			at    sim.Time
			bytes uint64
		}
		var all []sent
		total := uint64(0)
		var out, in [4]uint64
		for k := range uint64(300) {
			x.until(x.now.Add(time.Duration(s.At(k, 0) % uint64(200*time.Millisecond))))
			from, to, bytes := int32(s.At(k, 1)%4), int32(s.At(k, 2)%4), s.At(k, 3)%200_000
			all = append(all, sent{x.now, bytes})
			x.send(int64(k), from, to, bytes)
			total += bytes
			if from != to {
				out[from] += bytes
				in[to] += bytes
			}
		}
		x.until(x.now + 10_000*sim.Second)
		last := sim.Time(0)
		for k, a := range all {
			end, ok := x.ends[int64(k)]
			if !ok {
				t.Fatalf("seed %d: transfer %d never ends", seed, k)
			}
			last = max(last, end)
			if took := end.Sub(a.at).Seconds(); took > 0 && took < float64(a.bytes)/float64(cfg.Flow)-1e-6 {
				t.Fatalf("seed %d: %d bytes took %v s, less than alone", seed, a.bytes, took)
			}
		}
		if x.n.Bytes() != total {
			t.Errorf("seed %d: %d bytes were sent, expected %d", seed, x.n.Bytes(), total)
		}
		for i := range int32(4) {
			o, n := x.n.Out(i, last), x.n.In(i, last)
			if o.Utilisation > 1.000001 || n.Utilisation > 1.000001 ||
				math.Abs(o.Utilisation*last.Seconds()*1e6-float64(out[i])) > 1 ||
				math.Abs(n.Utilisation*last.Seconds()*1e6-float64(in[i])) > 1 {
				t.Errorf("seed %d: invoker %d: %+v out and %+v in of %d and %d bytes", seed, i, o, n, out[i], in[i])
			}
		}
	}
}

func TestCardsDoNotAllocate(t *testing.T) {
	x := newCards(t, Config{NIC: 1_000_000}, false, 2)
	round := func() {
		for k := range int64(20) {
			x.send(k, 0, 1, 1000)
		}
		x.until(x.now + 10*sim.Second)
	}
	round()
	if n := testing.AllocsPerRun(20, round); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// Out returns the statistics of the sending side of an invoker's card.
func (n *Nics) Out(invoker int32, now sim.Time) sim.Usage { return n.out[invoker].Usage(now) }

// In returns those of the receiving side.
func (n *Nics) In(invoker int32, now sim.Time) sim.Usage { return n.in[invoker].Usage(now) }

// Bytes returns how many bytes of data were sent.
func (n *Nics) Bytes() uint64 { return n.bytes }

// Is what data takes alone what it takes when it is sent alone, at the slower of the
// card and the limit of a flow, with the header of every packet?
func TestAloneIsWhatItTakesAlone(t *testing.T) {
	for _, c := range []struct {
		card, flow uint64
		tunnel     bool
		want       time.Duration
	}{
		{1000, 0, false, 10 * time.Second}, {1000, 100, false, 100 * time.Second},
		{100, 1000, false, 100 * time.Second},
		{1000, 0, true, 12500 * time.Millisecond},
	} {
		d := newCards(t, Config{NIC: c.card, Flow: c.flow, Packet: 100, Header: 20}, c.tunnel, 2)
		if got := d.n.UncontendedTime(10_000); got != c.want {
			t.Errorf("%+v: alone %v, expected %v", c, got, c.want)
		}
		d.send(0, 0, 1, 10_000)
		d.until(1000 * sim.Second)
		if off := time.Duration(d.ends[0]) - c.want; off < 0 || off > 2 {
			t.Errorf("%+v: sent alone it took %v, expected %v", c, time.Duration(d.ends[0]), c.want)
		}
	}
}
