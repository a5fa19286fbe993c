package form

import (
	"fmt"
	"slices"

	"thaw/models/names"
	"thaw/models/workflow"
)

// Change is a variant of a workflow: what it has in place of what the workflow states.
type Change struct {
	Name       string               `yaml:"name,required"`
	Input      *Input               `yaml:"input"` // in place of the input of its name
	Scheduler  *Scheduler           `yaml:"scheduler"`
	Launcher   *Launcher            `yaml:"launcher"`
	Passing    *Passing             `yaml:"passing"` // of stages that state none
	Stage      string               `yaml:"stage"`   // that the rest is about
	Mitigation *workflow.Mitigation `yaml:"mitigation"`
	Again      *Again               `yaml:"again"`
	Limit      int                  `yaml:"limit"` // of its tasks at once; 0: as it is
}

// Changed returns the workflow with a change.
func (w *Workflow) Changed(c *Change) (*Workflow, error) {
	out := *w
	out.Inputs, out.Stages = slices.Clone(w.Inputs), slices.Clone(w.Stages)
	if c.Input != nil {
		i := slices.IndexFunc(out.Inputs, func(in Input) bool { return in.Name == c.Input.Name })
		if i < 0 {
			return nil, fmt.Errorf("%s: no input is named %q", c.Name, c.Input.Name)
		}
		out.Inputs[i] = *c.Input
	}
	if c.Scheduler != nil {
		out.Scheduler = *c.Scheduler
	}
	if c.Launcher != nil {
		out.Launcher = *c.Launcher
	}
	if c.Passing != nil {
		out.Passing = *c.Passing
	}
	if c.Stage == "" && (c.Mitigation != nil || c.Again != nil || c.Limit != 0) {
		return nil, fmt.Errorf("%s: mitigation, again and limit are of a stage, expected its name under stage", c.Name)
	}
	if c.Stage == "" {
		return &out, nil
	}
	i, err := out.Stage(c.Stage)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	if c.Mitigation != nil {
		out.Stages[i].Mitigation = *c.Mitigation
	}
	if c.Again != nil {
		out.Stages[i].Again = *c.Again
	}
	if c.Limit != 0 {
		out.Stages[i].Limit = c.Limit
	}
	return &out, nil
}

// Stage finds a stage by its name.
func (w *Workflow) Stage(name string) (int, error) {
	var known []string
	for i := range w.Stages {
		if w.Stages[i].Name == name {
			return i, nil
		}
		known = append(known, w.Stages[i].Name)
	}
	return 0, fmt.Errorf("no stage is named %q%s", name, names.Hint(name, known))
}
