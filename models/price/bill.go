package price

import (
	"fmt"
	"math/big"
	"math/bits"
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Server is a class of invokers that a bill may price.
type Server struct {
	Count  int
	Cores  int // what is priced
	Needed int // cores that a machine must have; 0: cores are not modelled
	Memory workload.MiB
}

// Offer is a price list with how it bills, checked.
type Offer struct {
	list *List
	by   By
}

// Offer returns the list as it bills in one way; "" is its first section's. A way that the
// list has no price for is an error that names the file, the line and the unit.
func (l *List) Offer(by By) (*Offer, error) {
	if by == "" {
		by = ByOnDemand
		if l.OnDemand == nil {
			by = ByServers
		}
	}
	missing := func(section, unit, what string) error {
		return fmt.Errorf("%v: list %s has no section %s: %s, the price of %s, is missing", l.At, l.Name, section,
			unit, what)
	}
	switch {
	case by == ByOnDemand && l.OnDemand == nil:
		return nil, missing("on_demand", "memory_usd_per_gb_s", "executions (USD/GB·s)")
	case by == ByProvisioned && l.Provisioned == nil:
		return nil, missing("provisioned", "kept_usd_per_gb_s", "memory that is kept (USD/GB·s)")
	case by == ByServers && l.Servers == nil:
		return nil, missing("servers", "usd_per_h", "invokers (USD/h)")
	}
	return &Offer{list: l, by: by}, nil
}

// List returns the price list.
func (o *Offer) List() *List { return o.list }

// By returns how it bills.
func (o *Offer) By() By { return o.by }

// NeedsStages reports whether the bill needs the stages of starts.
func (o *Offer) NeedsStages() bool { return o.by != ByServers && bool(o.list.OnDemand.Init.Value) }

// NeedsMemory reports whether the bill depends on the memory of functions.
func (o *Offer) NeedsMemory() bool { return o.by != ByServers }

// sold returns the size of memory that is billed for a size, and its MHz.
func (d *OnDemand) sold(memory workload.MiB) (billed workload.MiB, mhz int, ok bool) {
	if len(d.Sizes) > 0 {
		for _, s := range d.Sizes {
			if workload.MiB(s.Memory) >= memory {
				return workload.MiB(s.Memory), s.MHz, true
			}
		}
		return 0, 0, false
	}
	step := workload.MiB(d.MemoryStep.Value)
	billed = max(workload.MiB(d.MemoryLeast.Value), (memory+step-1)/step*step)
	return billed, 0, billed <= workload.MiB(d.MemoryMost.Value)
}

// Check returns what the list cannot bill: functions larger than any size that is sold,
// invokers larger than any machine.
func (o *Offer) Check(t *workload.Table, servers []Server) error {
	if o.by == ByServers {
		for _, s := range servers {
			if _, err := o.rate(s); err != nil {
				return err
			}
		}
		return nil
	}
	d, large, most := o.list.OnDemand, 0, -1
	for f := range t.Functions {
		if _, _, ok := d.sold(t.Functions[f].Memory); !ok {
			if large++; most < 0 || t.Functions[f].Memory > t.Functions[most].Memory {
				most = f
			}
		}
	}
	if large == 0 {
		return nil
	}
	largest, at := d.MemoryMost.Value, d.MemoryMost.At
	if n := len(d.Sizes); n > 0 {
		largest, at = d.Sizes[n-1].Memory, d.Sizes[n-1].At
	}
	return fmt.Errorf("%v: list %s prices memory up to %v, and %d of %d functions have more, %s most (%v): another "+
		"list, or --function-memory", at, o.list.Name, largest, large, len(t.Functions), t.Functions[most].Name,
		t.Functions[most].Memory)
}

// rate returns what an hour of a server costs.
func (o *Offer) rate(s Server) (*big.Rat, error) {
	p := o.list.Servers
	if p.Core != nil {
		cores := new(big.Rat).Mul(p.Core.Value.rat, big.NewRat(int64(s.Cores), 1))
		memory := new(big.Rat).Mul(p.Memory.Value.rat, big.NewRat(int64(s.Memory), 1024))
		return cores.Add(cores, memory), nil
	}
	var best *big.Rat
	for _, m := range p.Machines {
		if workload.MiB(m.Memory) >= s.Memory && m.Cores >= s.Needed &&
			(best == nil || m.Hour.Value.rat.Cmp(best) < 0) {
			best = m.Hour.Value.rat
		}
	}
	if best == nil {
		return nil, fmt.Errorf("%v: list %s has no machine for an invoker of %v%s", p.At, o.list.Name, s.Memory,
			map[bool]string{true: fmt.Sprintf(" and %d cores", s.Needed)}[s.Needed > 0])
	}
	return best, nil
}

// Bill is the bill of one replay. Books tell it of invocations, memory and invokers.
type Bill struct {
	*Offer
	memory, mhz []int64 // by function: what is billed
	steps       []uint64
	requests    int64
	kept        area // MiB·ns
	rates       []*big.Rat
	servers     []area // by class: invokers·ns
	counts      []Server
}

// NewBill returns an empty bill of a replay whose functions and invokers are Checked.
func (o *Offer) NewBill(t *workload.Table, servers []Server) *Bill {
	b := &Bill{Offer: o, counts: servers, servers: make([]area, len(servers))}
	if o.by == ByServers {
		for _, s := range servers {
			rate, err := o.rate(s)
			if err != nil {
				panic("price: a bill that was not checked: " + err.Error())
			}
			b.rates = append(b.rates, rate)
		}
		return b
	}
	n := len(t.Functions)
	b.memory, b.mhz, b.steps = make([]int64, n), make([]int64, n), make([]uint64, n)
	for f := range t.Functions {
		memory, mhz, _ := o.list.OnDemand.sold(t.Functions[f].Memory)
		b.memory[f], b.mhz[f] = int64(memory), int64(mhz)
	}
	return b
}

// Take bills the invocations of a batch that completed.
func (b *Bill) Take(batch *outcome.Batch) error {
	if b.by == ByServers {
		return nil
	}
	d := b.list.OnDemand
	for i := range batch.Outcomes {
		x := &batch.Outcomes[i]
		if x.Status != outcome.Completed {
			continue
		}
		time := x.End.Sub(x.Start)
		if bool(d.Init.Value) && x.StagesAt >= 0 {
			time += batch.Stages[x.StagesAt][outcome.Init]
		}
		b.steps[x.Function] += d.steps(time)
		b.requests++
	}
	return nil
}

// steps returns how many steps of time are billed for an execution.
func (d *OnDemand) steps(t time.Duration) uint64 {
	t = max(t, d.Minimum.Value)
	n := t / d.Granularity.Value
	if n*d.Granularity.Value < t {
		n++
	}
	return uint64(n)
}

// Booked bills memory that containers book from now on.
func (b *Bill) Booked(now sim.Time, delta workload.MiB) {
	if b.by != ByProvisioned {
		return
	}
	size, sign := delta, int64(1)
	if delta < 0 {
		size, sign = -delta, -1
	}
	sold, _, ok := b.list.OnDemand.sold(size)
	if !ok { // the container of a whole app is larger than what is sold: as it is
		sold = size
	}
	b.kept.add(now, sign*int64(sold))
}

// Invokers bills the invokers that are there from now on.
func (b *Bill) Invokers(now sim.Time, there func(outcome.InvokerID) bool) {
	if b.by != ByServers {
		return
	}
	i := outcome.InvokerID(0)
	for k := range b.counts {
		n := int64(0)
		for range b.counts[k].Count {
			if there(i) {
				n++
			}
			i++
		}
		b.servers[k].add(now, n-b.servers[k].level)
	}
}

// Closed ends the bill.
func (b *Bill) Closed(end sim.Time) {
	b.kept.add(end, 0)
	for k := range b.servers {
		b.servers[k].add(end, 0)
	}
}

// USD returns the sum of the bill.
func (b *Bill) USD() float64 {
	sum := new(big.Rat)
	if b.by == ByServers {
		for k, rate := range b.rates {
			sum.Add(sum, product(rate, b.servers[k].sum(), int64(time.Hour)))
		}
		usd, _ := sum.Float64()
		return usd
	}
	d := b.list.OnDemand
	memory, cycles := new(big.Int), new(big.Int) // MiB·steps, MHz·steps
	for f, n := range b.steps {
		steps := new(big.Int).SetUint64(n)
		memory.Add(memory, new(big.Int).Mul(steps, big.NewInt(b.memory[f])))
		cycles.Add(cycles, steps.Mul(steps, big.NewInt(b.mhz[f])))
	}
	step := big.NewInt(int64(d.Granularity.Value))
	price := d.Memory.Value.rat
	if b.by == ByProvisioned {
		price = b.list.Provisioned.Run.Value.rat
		sum.Add(sum, product(b.list.Provisioned.Kept.Value.rat, b.kept.sum(), 1024*int64(time.Second)))
	}
	sum.Add(sum, product(price, memory.Mul(memory, step), 1024*int64(time.Second)))
	if d.CPU != nil {
		sum.Add(sum, product(d.CPU.Value.rat, cycles.Mul(cycles, step), 1000*int64(time.Second)))
	}
	sum.Add(sum, product(d.Requests.Value.rat, big.NewInt(b.requests), 1_000_000))
	usd, _ := sum.Float64()
	return usd
}

// product returns price × amount / by.
func product(price *big.Rat, amount *big.Int, by int64) *big.Rat {
	units := new(big.Rat).SetFrac(amount, big.NewInt(by))
	return units.Mul(units, price)
}

// area is the exact integral of a level over time.
type area struct {
	level  int64
	since  sim.Time
	hi, lo uint64
}

func (a *area) add(now sim.Time, delta int64) {
	if now > a.since && a.level > 0 {
		hi, lo := bits.Mul64(uint64(a.level), uint64(now-a.since))
		var carry uint64
		a.lo, carry = bits.Add64(a.lo, lo, 0)
		a.hi, _ = bits.Add64(a.hi, hi, carry)
	}
	a.since, a.level = max(a.since, now), a.level+delta
}

func (a *area) sum() *big.Int {
	n := new(big.Int).SetUint64(a.hi)
	return n.Add(n.Lsh(n, 64), new(big.Int).SetUint64(a.lo))
}
