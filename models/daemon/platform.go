package daemon

import "thaw/models/params"

// FromPlatform returns the daemons that a platform's profile states.
func FromPlatform(p *params.Platform) Config {
	d := p.Daemon
	if d == nil || d.Parallel.Value == 0 {
		return Config{}
	}
	c := Config{Parallel: d.Parallel.Value, Remove: d.Remove.Value, CreateWork: d.CreateWork.Value,
		RemoveWork: d.RemoveWork.Value, WorkThreads: d.WorkThreads.Value, WorkLocked: d.WorkLock.Value == "namespace",
		Booked: d.Removal.Value == "booked"}
	if d.Bridge() {
		c.NamespaceCreate, c.NamespaceDelete = d.NamespaceCreate.Value, d.NamespaceDelete.Value
	}
	return c
}
