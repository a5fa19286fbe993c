package params

import (
	"strconv"
	"strings"
)

// Processor is how executions that run on one invoker at the same time slow each other
// down beyond their shares of its cores.
type Processor struct {
	Stretch Sourced[int] // millionths by which all cores busy make an execution longer
	Power   Sourced[int] // with which that grows with the share of the cores that are busy
}

// fields lists the numbers of the section processor.
func (p *Processor) fields() []field {
	return []field{
		bind("processor.stretch", "", "by what share an execution takes longer when all cores are busy, with cpu "+
			"stretch", &p.Stretch, parseMillionths(100), formatMillionths),
		bind("processor.stretch_power", "", "power with which that grows with the share of busy cores", &p.Power,
			parseCount(0, 16), strconv.Itoa),
	}
}

// Reads reports whether a replay of the platform reads number n. It reads no number of
// a CPU model that it does not use.
func (p *Platform) Reads(n Number) bool {
	return n.Modelled && (p.CPU.Value == "stretch" || !strings.HasPrefix(n.Path, p.Name+".processor."))
}
