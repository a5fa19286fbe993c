package startup

import "thaw/models/params"

// FromPlatform returns the pipeline that a platform's profile states.
func FromPlatform(p *params.Platform) Pipeline {
	s := &p.Stages
	pipe := Pipeline{Warm: p.WarmStart.Value, Schedule: p.ScheduleLatency.Value}
	pipe.Stages[Image] = s.Image.Value
	pipe.Stages[Storage] = s.Storage.Value
	pipe.Stages[Network] = s.Network.Value
	pipe.Stages[Sandbox] = s.Sandbox.Value
	pipe.Stages[Restore] = s.Restore.Value
	pipe.Stages[Init] = s.Init.Value
	pipe.Stages[Fault] = s.Fault.Value
	return pipe
}
