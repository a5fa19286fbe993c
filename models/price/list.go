package price

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thaw/experiments/strictyaml"
	"thaw/models/workload"
)

// List is a price list. At least one of its sections is there.
type List struct {
	At          strictyaml.Place
	Name        string       `yaml:"name,required"`
	Summary     string       `yaml:"summary,required"`
	Region      string       `yaml:"region,required"`
	Since       Day          `yaml:"since,required"` // the prices hold from then on, or were read then
	OnDemand    *OnDemand    `yaml:"on_demand"`
	Provisioned *Provisioned `yaml:"provisioned"`
	Servers     *Servers     `yaml:"servers"`
}

// OnDemand prices executions.
type OnDemand struct {
	At          strictyaml.Place
	Requests    Stated[Decimal]       `yaml:"requests_usd_per_million,required"`
	Memory      Stated[Decimal]       `yaml:"memory_usd_per_gb_s,required"` // GB of 1024 MiB
	CPU         *Stated[Decimal]      `yaml:"cpu_usd_per_ghz_s"`            // of lists with sizes
	Granularity Stated[time.Duration] `yaml:"granularity,required"`         // durations are rounded up to it
	Minimum     Stated[time.Duration] `yaml:"minimum,required"`             // of an execution
	MemoryStep  Stated[Size]          `yaml:"memory_step,required"`         // memory is rounded up to it
	MemoryLeast Stated[Size]          `yaml:"memory_least,required"`
	MemoryMost  Stated[Size]          `yaml:"memory_most,required"`
	Init        Stated[Init]          `yaml:"init,required"` // whether the stage init of a start is billed
	Sizes       []SoldSize            `yaml:"sizes"`         // the sizes that are sold, where steps do not tell
}

// SoldSize is a size of memory with the processor that comes with it.
type SoldSize struct {
	At     strictyaml.Place
	Memory Size   `yaml:"memory,required"`
	MHz    int    `yaml:"mhz,required"`
	Source Source `yaml:"source,required"`
	Date   Day    `yaml:"date,required"`
}

// Provisioned prices memory that is kept, used or not, and executions in it. Requests,
// granularity and sizes are those of OnDemand.
type Provisioned struct {
	At   strictyaml.Place
	Kept Stated[Decimal] `yaml:"kept_usd_per_gb_s,required"`
	Run  Stated[Decimal] `yaml:"run_usd_per_gb_s,required"`
}

// Servers prices invokers, used or not: by their cores and memory, or as the cheapest
// machine that is large enough.
type Servers struct {
	At       strictyaml.Place
	Core     *Stated[Decimal] `yaml:"core_usd_per_h"`
	Memory   *Stated[Decimal] `yaml:"memory_usd_per_gb_h"`
	Machines []Machine        `yaml:"machines"`
}

// Machine is a virtual machine that is sold by the hour.
type Machine struct {
	At     strictyaml.Place
	Name   string          `yaml:"name,required"`
	Cores  int             `yaml:"cores,required"`
	Memory Size            `yaml:"memory,required"`
	Hour   Stated[Decimal] `yaml:"usd_per_h,required"`
}

// Stated is a value with who states it and when. A reported one was recalled, or is told
// by a third party alone: whoever uses the list is told so.
type Stated[T any] struct {
	At       strictyaml.Place
	Value    T      `yaml:"value,required"`
	Source   Source `yaml:"source,required"`
	Date     Day    `yaml:"date,required"`
	Reported bool   `yaml:"reported"`
}

// Source says who states a number.
type Source string

// UnmarshalText refuses nothing: no number is without a source.
func (s *Source) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "" {
		return fmt.Errorf("%q: expected who states it, and where; what is guessed says so", text)
	}
	*s = Source(text)
	return nil
}

// Decimal is a number as a list writes it.
type Decimal struct {
	Text string
	rat  *big.Rat
}

var decimalText = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(\.[0-9]{1,15})?$`)

// UnmarshalText reads a decimal number from 0 on, exactly.
func (d *Decimal) UnmarshalText(text []byte) error {
	if !decimalText.Match(text) {
		return fmt.Errorf("%q: expected a decimal number from 0 on, such as 0.0000166667", text)
	}
	d.Text = string(text)
	d.rat, _ = new(big.Rat).SetString(d.Text)
	return nil
}

// Size is an amount of memory in MiB.
type Size workload.MiB

var sizeText = regexp.MustCompile(`^([1-9][0-9]{0,6})(MiB|GiB)$`)

// UnmarshalText reads whole MiB or GiB.
func (s *Size) UnmarshalText(text []byte) error {
	m := sizeText.FindSubmatch(text)
	if m == nil {
		return fmt.Errorf("%q: expected a memory size such as 128MiB or 10GiB", text)
	}
	n, _ := strconv.Atoi(string(m[1]))
	if string(m[2]) == "GiB" {
		n *= 1024
	}
	if n > 1<<30 {
		return fmt.Errorf("%q: expected at most 1048576GiB", text)
	}
	*s = Size(n)
	return nil
}

// String writes it as a list does.
func (s Size) String() string { return workload.MiB(s).String() }

// Day is the day or the month of a statement.
type Day string

var dayText = regexp.MustCompile(`^20[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$`)

// UnmarshalText reads 2025-08-01 or 2025-08.
func (d *Day) UnmarshalText(text []byte) error {
	if !dayText.Match(text) {
		return fmt.Errorf("%q: expected a day or a month, such as 2025-08-01 or 2025-08", text)
	}
	*d = Day(text)
	return nil
}

// Init tells whether initialisation is billed.
type Init bool

// UnmarshalText reads billed or free.
func (i *Init) UnmarshalText(text []byte) error {
	if string(text) != "billed" && string(text) != "free" {
		return fmt.Errorf("%q: expected billed or free", text)
	}
	*i = string(text) == "billed"
	return nil
}

// String writes it as a list does.
func (i Init) String() string {
	if i {
		return "billed"
	}
	return "free"
}

// Decode reads a price list strictly and reports all mistakes with their places.
func Decode(file string, text []byte) (*List, error) {
	l := &List{}
	if err := strictyaml.Decode(file, text, l); err != nil {
		return nil, err
	}
	return l, l.check()
}

// check reports what the form alone does not show.
func (l *List) check() error {
	var m mistakes
	if l.OnDemand == nil && l.Servers == nil {
		m.add(l.At, "no section prices anything, expected on_demand or servers")
	}
	if p := l.Provisioned; p != nil && l.OnDemand == nil {
		m.add(p.At, "provisioned: section on_demand is missing, which has the price of requests and the granularity")
	}
	if o := l.OnDemand; o != nil {
		o.check(&m)
	}
	if s := l.Servers; s != nil {
		s.check(&m)
	}
	return m.err()
}

func (o *OnDemand) check(m *mistakes) {
	if o.Granularity.Value < time.Microsecond {
		m.add(o.Granularity.At, "granularity: %v: expected at least 1us", o.Granularity.Value)
	}
	if o.Minimum.Value < 0 {
		m.add(o.Minimum.At, "minimum: %v: expected 0s or more", o.Minimum.Value)
	}
	if o.MemoryStep.Value > o.MemoryMost.Value {
		m.add(o.MemoryStep.At, "memory_step: %v is above memory_most, %v", o.MemoryStep.Value, o.MemoryMost.Value)
	}
	if o.MemoryLeast.Value > o.MemoryMost.Value {
		m.add(o.MemoryLeast.At, "memory_least: %v is above memory_most, %v", o.MemoryLeast.Value, o.MemoryMost.Value)
	}
	if (o.CPU != nil) != (len(o.Sizes) > 0) {
		m.add(o.At, "on_demand: sizes and cpu_usd_per_ghz_s need each other: sizes tell the GHz of a function")
	}
	for i, s := range o.Sizes {
		if i > 0 && s.Memory <= o.Sizes[i-1].Memory {
			m.add(s.At, "sizes: %v after %v: expected ascending sizes", s.Memory, o.Sizes[i-1].Memory)
		}
		if s.MHz < 1 {
			m.add(s.At, "sizes: %d MHz: expected at least 1", s.MHz)
		}
	}
}

func (s *Servers) check(m *mistakes) {
	switch parts := s.Core != nil && s.Memory != nil; {
	case (s.Core != nil) != (s.Memory != nil):
		missing := "core_usd_per_h"
		if s.Core != nil {
			missing = "memory_usd_per_gb_h"
		}
		m.add(s.At, "servers: key %q is missing: cores and memory are priced together", missing)
	case parts == (len(s.Machines) > 0):
		m.add(s.At, "servers: expected either core_usd_per_h and memory_usd_per_gb_h, or machines")
	}
	for _, x := range s.Machines {
		if x.Cores < 1 {
			m.add(x.At, "machines: %s has %d cores, expected at least 1", x.Name, x.Cores)
		}
	}
}

// Number is one number of a list, for those who print it.
type Number struct {
	Path, Value string
	Source      string
	Date        Day
	Reported    bool
}

// Numbers lists the numbers of the list in its order.
func (l *List) Numbers() []Number {
	var out []Number
	if o := l.OnDemand; o != nil {
		out = append(out, numberOf("on_demand.requests_usd_per_million", &o.Requests),
			numberOf("on_demand.memory_usd_per_gb_s", &o.Memory))
		if o.CPU != nil {
			out = append(out, numberOf("on_demand.cpu_usd_per_ghz_s", o.CPU))
		}
		out = append(out, numberOf("on_demand.granularity", &o.Granularity),
			numberOf("on_demand.minimum", &o.Minimum), numberOf("on_demand.memory_step", &o.MemoryStep),
			numberOf("on_demand.memory_least", &o.MemoryLeast), numberOf("on_demand.memory_most", &o.MemoryMost),
			numberOf("on_demand.init", &o.Init))
		for _, s := range o.Sizes {
			out = append(out, Number{"on_demand.sizes." + s.Memory.String(), fmt.Sprintf("%d MHz", s.MHz),
				string(s.Source), s.Date, false})
		}
	}
	if p := l.Provisioned; p != nil {
		out = append(out, numberOf("provisioned.kept_usd_per_gb_s", &p.Kept),
			numberOf("provisioned.run_usd_per_gb_s", &p.Run))
	}
	if s := l.Servers; s != nil {
		if s.Core != nil {
			out = append(out, numberOf("servers.core_usd_per_h", s.Core),
				numberOf("servers.memory_usd_per_gb_h", s.Memory))
		}
		for i := range s.Machines {
			x := &s.Machines[i]
			n := numberOf("servers.machines."+x.Name, &x.Hour)
			n.Value += fmt.Sprintf(" USD/h (%d cores, %v)", x.Cores, x.Memory)
			out = append(out, n)
		}
	}
	return out
}

func numberOf[T any](path string, s *Stated[T]) Number {
	value := fmt.Sprint(s.Value)
	if d, ok := any(s.Value).(Decimal); ok {
		value = d.Text
	}
	return Number{path, value, string(s.Source), s.Date, s.Reported}
}

// mistakes gathers what is wrong, each with its place.
type mistakes []string

func (m *mistakes) add(at strictyaml.Place, format string, args ...any) {
	*m = append(*m, at.String()+": "+fmt.Sprintf(format, args...))
}

func (m mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return fmt.Errorf("%s", strings.Join(m, "\n"))
}
