package daemon

import "thaw/models/params"

// FromPlatform returns the daemons that a platform's profile states.
func FromPlatform(p *params.Platform) Config {
	d := p.Daemon
	if d == nil {
		return Config{}
	}
	c := Config{Parallel: d.Parallel.Value, Remove: d.Remove.Value}
	if d.Bridge() {
		c.NamespaceCreate, c.NamespaceDelete = d.NamespaceCreate.Value, d.NamespaceDelete.Value
	}
	return c
}
