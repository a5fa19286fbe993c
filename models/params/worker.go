package params

import (
	"time"

	"thaw/sim"
)

// Steps are what the control plane of a worker does for each invocation, step by step, as
// Ilúvatar measured it. Those of the groups queue and container, and the call of the agent,
// come before the function runs, on every start; the others come after it.
type Steps struct {
	Invoke, SyncInvoke, Enqueue, AddItem, Spawn, Dequeue Sourced[time.Duration] // queue
	Acquire, TryLock, Prepare                            Sourced[time.Duration] // container
	Call, Download                                       Sourced[time.Duration] // agent
	ReturnContainer, ReturnResults                       Sourced[time.Duration] // returning
}

// Before returns what comes before the function runs: it is part of latency.
func (s *Steps) Before() (sum time.Duration) {
	for _, d := range []*Sourced[time.Duration]{&s.Invoke, &s.SyncInvoke, &s.Enqueue, &s.AddItem, &s.Spawn, &s.Dequeue,
		&s.Acquire, &s.TryLock, &s.Prepare, &s.Call} {
		sum += d.Value
	}
	return sum
}

// After returns what comes between the end of the function and the answer: it is part of the
// response, and of no latency.
func (s *Steps) After() time.Duration {
	return s.Download.Value + s.ReturnContainer.Value + s.ReturnResults.Value
}

// fields lists the numbers of the section steps.
func (s *Steps) fields() []Field {
	return []Field{
		delay("steps.invoke", "queue: take a request", &s.Invoke),
		delay("steps.sync_invoke", "queue: make an invocation of it", &s.SyncInvoke),
		delay("steps.enqueue", "queue: look whether it is to wait", &s.Enqueue),
		delay("steps.add_item_to_q", "queue: put it into the queue", &s.AddItem),
		delay("steps.spawn_worker", "queue: start the task that runs it", &s.Spawn),
		delay("steps.dequeue", "queue: take it out", &s.Dequeue),
		delay("steps.acquire_container", "container: find one that is free", &s.Acquire),
		delay("steps.try_lock", "container: lock it", &s.TryLock),
		delay("steps.prepare_invoke", "container: make the request to its agent", &s.Prepare),
		delay("steps.call_container", "agent: call it, the way back included", &s.Call),
		delay("steps.download_result", "agent, behind the execution: read the result", &s.Download),
		delay("steps.return_container", "behind the execution: give the container back", &s.ReturnContainer),
		delay("steps.return_results", "behind the execution: answer", &s.ReturnResults),
	}
}

// Launch is the container back end of the invokers: which one it is, and how long each takes to
// create a container, in place of the stage sandbox.
type Launch struct {
	Backend                  Sourced[string]
	Crun, Containerd, Docker Sourced[sim.Dist]
}

// ownSandbox is the back end of a platform whose creations take the stage sandbox.
const ownSandbox = "none"

// of returns what a back end takes, or nil for none.
func (l *Launch) of(backend string) *Sourced[sim.Dist] {
	switch backend {
	case "crun":
		return &l.Crun
	case "containerd":
		return &l.Containerd
	case "docker":
		return &l.Docker
	}
	return nil
}

// fields lists the numbers of the section launch.
func (l *Launch) fields() []Field {
	return []Field{
		bind("launch.backend", "", "what creates containers: crun, containerd or docker, or none: the stage sandbox "+
			"counts", &l.Backend, parseOneOf("crun", "containerd", "docker", ownSandbox), formatWord),
		latency("launch.crun", "creation of a container by crun alone", &l.Crun),
		latency("launch.containerd", "creation of a container by containerd", &l.Containerd),
		latency("launch.docker", "creation of a container by Docker", &l.Docker),
	}
}

// SandboxTime returns how long the creation of a container takes: that of the back end, or the
// stage sandbox.
func (p *Platform) SandboxTime() sim.Dist {
	if p.Launch != nil {
		if own := p.Launch.of(p.Launch.Backend.Value); own != nil {
			return own.Value
		}
	}
	return p.Stages.Sandbox.Value
}

// readsLaunch reports whether a replay reads a number of the section launch, or the stage that it
// takes the place of.
func (p *Platform) readsLaunch(path string) bool {
	if p.Launch == nil {
		return path == sandboxPath
	}
	chosen := p.Launch.Backend.Value
	if path == sandboxPath {
		return chosen == ownSandbox
	}
	return path == "launch.backend" || path == "launch."+chosen
}

// sandboxPath is the stage that a back end takes the place of.
const sandboxPath = "stage.sandbox"

// ownTime makes the stage sandbox count, which was set.
func (p *Platform) ownTime() {
	l := p.Launch
	if l == nil || l.Backend.Value == ownSandbox {
		return
	}
	was := Override{p.Name + ".launch.backend", "", l.Backend.Value, l.Backend.Source}
	l.Backend = Sourced[string]{ownSandbox, SourceOverride}
	p.remember(was, ownSandbox)
}
