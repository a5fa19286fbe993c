package studies

import (
	"context"
	"math"
	"slices"
	"time"

	"thaw/models/daemon"
	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/models/params"
	"thaw/sim"
)

// daemonSettings are the settings of the study daemon.
type daemonSettings struct {
	Platform string        `yaml:"platform"` // of the container daemon
	Network  string        `yaml:"network"`  // bridge or host, in place of the platform's
	Waiting  int           `yaml:"waiting"`  // creations in the queue at all times
	Sandbox  time.Duration `yaml:"sandbox"`  // of a creation, behind the namespace
	Remove   time.Duration `yaml:"remove"`   // of a removal, behind the namespace
	Settle   time.Duration `yaml:"settle"`
	Length   time.Duration `yaml:"length"` // measured after settle
}

// The variants of the study daemon.
const (
	createAlone     = "create"        // nothing is removed
	createAndRemove = "create-remove" // each container is removed as soon as it exists
)

// daemonStudy measures the maximum rate at which one invoker creates containers. It
// is the worked example of a study.
func daemonStudy() Study {
	return definition[daemonSettings]{
		name:  "daemon",
		about: "containers that one invoker creates in a second, with and without removals",
		exact: true,
		defaults: daemonSettings{Platform: "openwhisk-sophon", Network: "bridge", Waiting: 20,
			Sandbox: 300 * time.Millisecond, Remove: 300 * time.Millisecond, Settle: 100 * time.Second,
			Length: 1000 * time.Second},
		metrics: []Metric{
			{"creations_per_s", "", "containers created in a second"},
			{"namespace_busy_share", "share", "share of the time in which the namespace lock is held"},
			{"namespace_wait_ms", "ms", "mean time of a creation at the namespace lock, its hold included"},
		},
		check:    (*daemonSettings).check,
		variants: func(*daemonSettings) []string { return []string{createAlone, createAndRemove} },
		run:      runDaemon,
	}.study()
}

func (s *daemonSettings) check(report Report) {
	if p, err := params.Load(s.Platform); err != nil {
		report("platform", "%v", err)
	} else if p.Daemon == nil {
		report("platform", "%s has no container daemon", s.Platform)
	}
	if known := []string{"bridge", "host"}; !slices.Contains(known, s.Network) {
		report("network", "unknown network %q%s", s.Network, names.Hint(s.Network, known))
	}
	if s.Waiting < 1 {
		report("waiting", "%d creations, expected at least 1", s.Waiting)
	}
	if s.Length <= 0 {
		report("length", "%v, expected more than none", s.Length)
	}
}

// runDaemon keeps the daemon of one invoker busy, without a limit of memory.
func runDaemon(ctx context.Context, s *daemonSettings, at Run, book *numbers.Book) (Values, error) {
	p, err := book.Platform(s.Platform)
	if err != nil {
		return nil, err
	}
	p.Daemon.Network.Value = s.Network
	cfg := daemon.FromPlatform(p)
	cfg.RemoveWork = 0 // there are no cores
	d := daemon.New(cfg, 1, func(int) int32 { return math.MaxInt32 })
	var queue sim.Queue
	queue.Reset()
	pushed := uint64(0)
	ask := func(now sim.Time) { d.Create(0, 0, 0, 1, 0, s.Sandbox, 0, now) }
	take := func() {
		for _, w := range d.Wakes() {
			pushed++
			queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, pushed, w.Subject)})
		}
	}
	for range s.Waiting {
		ask(0)
	}
	take()
	from := sim.Time(0).Add(s.Settle)
	to := from.Add(s.Length)
	created, network := 0, time.Duration(0)
	for n := 0; ; n++ {
		ev, ok := queue.Next(sim.Event{At: to})
		if !ok {
			break
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		done, ended := d.Advance(ev.Ord.Subject(), ev.At)
		if ended && !done.Removal {
			if ev.At >= from {
				created, network = created+1, network+done.Network
			}
			if at.Variant == createAndRemove {
				d.Remove(0, 0, 0, 1, s.Remove, ev.At)
			}
			ask(ev.At)
		}
		take()
	}
	return Values{
		"creations_per_s":      float64(created) / s.Length.Seconds(),
		"namespace_busy_share": d.Namespaces(0, to).Utilisation,
		"namespace_wait_ms":    network.Seconds() * 1000 / float64(max(created, 1)),
	}, nil
}
