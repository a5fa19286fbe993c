package price

import (
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Emissions are carbon data with what a user chose of them.
type Emissions struct {
	Carbon    *Carbon
	Intensity Intensity
	From      int          // hour of the series at which the replay begins
	Servers   []*Machinery // by class of invokers
	Counts    []int        // of the classes
}

// rates are what a state of a container costs on a server.
type rates struct {
	cpu, dram           float64 // W; of the memory of the whole server
	cpuGrams, dramGrams float64 // embodied, g/s; likewise
}

// Footprint adds up what one replay emits. Books tell it of invocations and idle times.
type Footprint struct {
	of            *Emissions
	table         *workload.Table
	class         []int32   // by invoker
	run, up, kept []rates   // by class: executions, starts, containers kept warm
	joules        []float64 // by hour
	embodied      float64   // g
}

// New returns an empty footprint of a replay.
func (e *Emissions) New(t *workload.Table) *Footprint {
	f := &Footprint{of: e, table: t}
	life := e.Carbon.LifetimeDays.Value * 24 * 3600
	for k, s := range e.Servers {
		for range e.Counts[k] {
			f.class = append(f.class, int32(k))
		}
		core := 1 / float64(s.Cores)
		share := 1.0
		if e.Carbon.ExecutionCPU.Value == "core" {
			share = core
		}
		cpu, dram := s.CPUEmbodied*1000/life, s.DRAMEmbodied*1000/life
		f.run = append(f.run, rates{s.CPURun * share, s.DRAMRun, cpu * share, dram})
		f.up = append(f.up, rates{s.CPUStart * share, s.DRAMStart, cpu * share, dram})
		f.kept = append(f.kept, rates{s.CPUIdle * core, s.DRAMIdle, cpu * core, dram})
	}
	return f
}

// Take adds the starts and executions of a batch.
func (f *Footprint) Take(batch *outcome.Batch) error {
	for i := range batch.Outcomes {
		x := &batch.Outcomes[i]
		if x.Start < 0 || x.End <= x.Start || x.Invoker < 0 {
			continue
		}
		k, memory := f.class[x.Invoker], f.table.Functions[x.Function].Memory
		f.add(&f.run[k], f.of.Servers[k], memory, x.Start, x.End)
		if x.Kind == outcome.Cold || x.Kind == outcome.Restored {
			wait := x.Queued + x.Schedule + x.StartWait + x.Warming + x.CoreWait
			f.add(&f.up[k], f.of.Servers[k], memory, x.Arrival.Add(wait), x.Start)
		}
	}
	return nil
}

// Rested adds the idle time of a container.
func (f *Footprint) Rested(i outcome.InvokerID, memory workload.MiB, from, to sim.Time) {
	k := f.class[i]
	f.add(&f.kept[k], f.of.Servers[k], memory, from, to)
}

// add spreads a time over the hours that it lies in.
func (f *Footprint) add(r *rates, s *Machinery, memory workload.MiB, from, to sim.Time) {
	if to <= from {
		return
	}
	share := float64(memory) / float64(s.Memory)
	watts := r.cpu + r.dram*share
	f.embodied += (r.cpuGrams + r.dramGrams*share) * to.Sub(from).Seconds()
	for from < to {
		h := int(from / sim.Time(time.Hour))
		end := min(to, sim.Time(h+1)*sim.Time(time.Hour))
		for len(f.joules) <= h {
			f.joules = append(f.joules, 0)
		}
		f.joules[h] += watts * end.Sub(from).Seconds()
		from = end
	}
}

// joulesPerKWh is 1 kWh in J.
const joulesPerKWh = 3.6e6

// Grams returns the sum in g of CO2, missing where the series of intensities ends before
// the replay.
func (f *Footprint) Grams() float64 {
	sum := f.embodied
	for h, j := range f.joules {
		intensity, ok := f.of.Intensity.at(f.of.From + h)
		if !ok {
			return outcome.Missing()
		}
		sum += j * intensity / joulesPerKWh
	}
	return sum
}

// Books are what a replay is billed by; either part may be nil.
type Books struct {
	Bill      *Bill
	Footprint *Footprint
	Next      outcome.Sink // reads the outcomes, too; or nil
}

// Take is part of outcome.Sink.
func (b *Books) Take(batch *outcome.Batch) error {
	if b.Bill != nil {
		if err := b.Bill.Take(batch); err != nil {
			return err
		}
	}
	if b.Footprint != nil {
		if err := b.Footprint.Take(batch); err != nil {
			return err
		}
	}
	if b.Next == nil {
		return nil
	}
	return b.Next.Take(batch)
}

// Booked is part of outcome.Meter.
func (b *Books) Booked(now sim.Time, delta workload.MiB) {
	if b.Bill != nil {
		b.Bill.Booked(now, delta)
	}
}

// Rested is part of outcome.Meter.
func (b *Books) Rested(i outcome.InvokerID, memory workload.MiB, from, to sim.Time) {
	if b.Footprint != nil {
		b.Footprint.Rested(i, memory, from, to)
	}
}

// Invokers is part of outcome.Meter.
func (b *Books) Invokers(now sim.Time, there func(outcome.InvokerID) bool) {
	if b.Bill != nil {
		b.Bill.Invokers(now, there)
	}
}

// Closed is part of outcome.Meter.
func (b *Books) Closed(end sim.Time) {
	if b.Bill != nil {
		b.Bill.Closed(end)
	}
}

// Enter writes the sums into a summary. Without books it has none.
func (b *Books) Enter(s *outcome.Summary) {
	if b == nil {
		return
	}
	if b.Bill != nil {
		s.CostUSD = b.Bill.USD()
	}
	if b.Footprint != nil {
		s.CarbonG = b.Footprint.Grams()
	}
}
