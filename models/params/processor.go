package params

import (
	"fmt"
	"strconv"
	"time"
)

// Processor is how executions that run on one invoker at the same time slow each other
// down beyond their shares of its cores.
type Processor struct {
	Stretch Sourced[int] // millionths by which all cores busy make an execution longer
	Power   Sourced[int] // with which that grows with the share of the cores that are busy
	Threads Sourced[int] // hardware threads of a core
	Gain    Sourced[int] // millionths by which a core does more with two of them busy
	Switch  Sourced[time.Duration]
	Slice   Sourced[time.Duration] // for which an execution runs between two switches
	Waiting Sourced[int]           // millionths of its time for which an execution needs no processor
}

// fields lists the numbers of the section processor.
func (p *Processor) fields() []Field {
	return []Field{
		bind("processor.stretch", "", "by what share an execution takes longer when all cores are busy, with cpu "+
			"stretch", &p.Stretch, parseMillionths(100), formatMillionths),
		bind("processor.stretch_power", "", "power with which that grows with the share of busy cores", &p.Power,
			parseCount(0, 16), strconv.Itoa),
		bind("processor.threads", "threads", "hardware threads of a core, with cpu shared or stretch", &p.Threads,
			parseCount(1, 2), strconv.Itoa),
		bind("processor.thread_gain", "", "by what share a core does more with both threads busy than with one",
			&p.Gain, parseMillionths(1), formatMillionths),
		bind("processor.switch", "", "cost of a switch between executions, where more run than there are threads",
			&p.Switch, parseDelay, formatDelay),
		bind("processor.slice", "", "for which an execution runs between two switches", &p.Slice, parseSlice,
			formatDelay),
		bind("processor.waiting", "", "share of its time for which an execution waits for other things than a "+
			"processor, with cpu shared", &p.Waiting, parseMillionths(1), formatMillionths),
	}
}

// parseSlice reads a time that is not nothing.
func parseSlice(text string) (time.Duration, error) {
	d, err := parseDelay(text)
	if err == nil && d == 0 {
		return 0, fmt.Errorf("%q: expected a duration above 0s, such as 3ms", text)
	}
	return d, err
}

// Reads reports whether a replay of the platform reads number n. It reads no number of
// a CPU model that it does not use, nor of what processors do not do, nor a choice that
// is none.
func (p *Platform) Reads(n Number) bool {
	k, stretch := &p.Processor, p.CPU.Value == "stretch"
	shares := stretch || p.CPU.Value == "shared"
	switch n.Path[len(p.Name)+1:] {
	case "wait":
		return p.Wait.Value != "never"
	case sandboxPath, "launch.backend", "launch.crun", "launch.containerd", "launch.docker":
		return p.readsLaunch(n.Path[len(p.Name)+1:])
	case "processor.stretch", "processor.stretch_power":
		return stretch
	case "processor.threads", "processor.thread_gain":
		return shares && k.Threads.Value > 1
	case "processor.switch", "processor.slice":
		return shares && k.Switch.Value > 0
	case "processor.waiting":
		return shares && k.Waiting.Value > 0
	case "daemon.work_threads":
		return p.Daemon.CreateWork.Value+p.Daemon.RemoveWork.Value > 0 && p.Daemon.WorkThreads.Value > 1
	case "pause.grace", "pause.resume":
		return p.Pause.Resume.Value > 0
	case "daemon.create_work", "daemon.remove_work":
		return p.Daemon.CreateWork.Value+p.Daemon.RemoveWork.Value > 0
	case "daemon.work_lock":
		return p.Daemon.CreateWork.Value+p.Daemon.RemoveWork.Value > 0 && p.Daemon.WorkLock.Value != "none"
	case "daemon.removal":
		return p.Daemon.Removal.Value != "waited"
	}
	return n.Modelled
}
