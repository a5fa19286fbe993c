package startup

import (
	"thaw/models/outcome"
	"thaw/models/params"
)

// FromPlatform returns the pipeline that a platform's profile states.
func FromPlatform(p *params.Platform) Pipeline {
	s := &p.Stages
	pipe := Pipeline{Warm: p.WarmStart.Value, Schedule: p.ScheduleLatency.Value}
	if p.Pause != nil {
		pipe.Grace, pipe.Resume = p.Pause.Grace.Value, p.Pause.Resume.Value
	}
	if p.Steps != nil {
		pipe.Steps, pipe.Answer = p.Steps.Before(), p.Steps.After()
	}
	pipe.Stages[outcome.Image] = s.Image.Value
	pipe.Stages[outcome.Storage] = s.Storage.Value
	pipe.Stages[outcome.Network] = s.Network.Value
	pipe.Stages[outcome.Sandbox] = p.SandboxTime()
	pipe.Stages[outcome.Restore] = s.Restore.Value
	pipe.Stages[outcome.Init] = s.Init.Value
	pipe.Stages[outcome.Fault] = s.Fault.Value
	return pipe
}
