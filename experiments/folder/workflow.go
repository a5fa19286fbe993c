package folder

import (
	"fmt"
	"os"

	"thaw/experiments/results"
)

// The files of the folder of a workflow.
const (
	WorkflowName = "workflow.json" // the manifest
	WorkflowText = "workflow.yaml" // the workflow as it was read
	TasksName    = "tasks.parquet"
	SummaryStem  = "summary" // .parquet, .csv and .json
	StagesStem   = "stages"  // likewise
)

// WorkflowNames lists the files of the folder of a workflow, beside its manifest.
func WorkflowNames() []string {
	names := []string{WorkflowText, TasksName}
	for _, stem := range []string{SummaryStem, StagesStem} {
		for _, ending := range []string{".parquet", ".csv", ".json"} {
			names = append(names, stem+ending)
		}
	}
	return names
}

// Discard removes the files that thaw made, and the folder if nothing else is in it.
func (f *Folder) Discard(kind Kind) error {
	s := survey{root: f.root}
	if err := s.folder(kind); err != nil {
		return err
	}
	if err := s.remove(); err != nil {
		return fmt.Errorf("results: cannot tidy %s: %w", f.path, results.Cause(err))
	}
	name, _ := kind.manifest()
	if err := f.root.Remove(name); err != nil {
		return fmt.Errorf("results: cannot tidy %s: %w", f.path, results.Cause(err))
	}
	_ = os.Remove(f.path) // fails where something else is there
	return nil
}
