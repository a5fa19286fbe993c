package control

import "thaw/models/params"

// FromPlatform returns the control plane that a platform's profile states.
func FromPlatform(p *params.Platform) (c Config) {
	if k := p.Control; k != nil {
		c = Config{Message: k.Message.Value, Update: k.Update.Value, Decision: k.Decision.Value, Look: k.Look.Value}
	}
	if x := p.Path; x != nil {
		c.Path = []Station{
			{Name: "controller", Servers: x.ControllerServers.Value, Service: x.Controller.Value},
			{Name: "database", Servers: x.DatabaseServers.Value, Service: x.Database.Value, After: x.Record.Value},
			{Name: "queue", Servers: x.QueueServers.Value, Batch: x.Batch.Value, Service: x.Queue.Value},
			{Name: "invoker", Servers: x.InvokerServers.Value, Service: x.Invoker.Value},
		}
	}
	return c
}
