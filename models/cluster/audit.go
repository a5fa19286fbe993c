package cluster

func (e *engine) audit() {}
