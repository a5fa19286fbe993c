package workflows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"

	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/workflow"
	"thaw/sim"
)

// Done is a complete folder, as Read reads it.
type Done struct {
	Manifest *Manifest
	*File
	Tasks []Task // of the first seed, in the order in which they ended
	Last  int64  // the task that brought what came last into the output; workflow.NoTask: none did
}

// Read reads a folder, and refuses one that is unfinished or damaged.
func Read(at string) (*Done, error) {
	d := &Done{}
	var err error
	if d.Manifest, err = readManifest(at); err != nil {
		return nil, exit.Usage(err)
	}
	if d.File, err = Open(filepath.Join(at, folder.WorkflowText)); err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(d.Text); hex.EncodeToString(sum[:]) != d.Manifest.Workflow.SHA256 {
		return nil, exit.Usage(fmt.Errorf("%s: another workflow than that of %s", d.Path, folder.WorkflowName))
	}
	if err := d.readTasks(at); err != nil {
		return nil, exit.Usage(err)
	}
	return d, nil
}

// readManifest reads the manifest, and compares the tables with it.
func readManifest(at string) (*Manifest, error) {
	path := filepath.Join(at, folder.WorkflowName)
	text, err := textfile.Read(path, textfile.Made)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot read: %w", path, results.Cause(err))
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: damaged: %w", path, err)
	}
	switch {
	case m.Thaw.Version == "" || m.Workflow.SHA256 == "" || len(m.Seeds) == 0:
		return nil, fmt.Errorf("%s: no manifest of thaw: expected thaw's version, a workflow and its seeds", path)
	case !m.Complete:
		return nil, fmt.Errorf("%s: unfinished; thaw workflow run writes it anew with --force", at)
	}
	for _, f := range m.Files {
		if filepath.Dir(f.Path) != "." {
			continue // a figure
		}
		now, err := results.HashFile(filepath.Join(at, f.Path))
		if err != nil {
			return nil, err
		}
		if now.SHA256 != f.SHA256 {
			return nil, fmt.Errorf("%s: damaged: its SHA-256 is %s, expected %s as in %s", now.Path, now.SHA256,
				f.SHA256, folder.WorkflowName)
		}
	}
	return m, nil
}

// readTasks reads the tasks of the first seed, and which of them was the last.
func (d *Done) readTasks(at string) error {
	first := d.Manifest.Seeds[0]
	summary, err := results.ReadTable(filepath.Join(at, folder.SummaryStem+".parquet"), "seed", "last_task")
	if err != nil {
		return err
	}
	d.Last = workflow.NoTask
	for i, seed := range summary.Ints("seed") {
		if seed == first {
			d.Last = summary.Ints("last_task")[i]
		}
	}
	index := map[string]int{}
	for i := range d.Spec.Stages {
		index[d.Spec.Stages[i].Name] = i
	}
	path := filepath.Join(at, folder.TasksName)
	return results.ScanTable(path, nil, func(t *results.Table) error {
		for i, seed := range t.Ints("seed") {
			if seed != first {
				continue
			}
			stage := t.Texts("stage")[i]
			k, known := index[stage]
			if !known {
				return fmt.Errorf("%s: row %d: no stage is named %q", path, i, stage)
			}
			instant := func(column string) sim.Time {
				s := t.Floats(column)[i]
				if math.IsNaN(s) {
					return sim.Never
				}
				return sim.Time(math.Round(s * float64(sim.Second)))
			}
			d.Tasks = append(d.Tasks, Task{first, stage, workflow.Record{Task: t.Ints("task")[i],
				After: t.Ints("after_task")[i], Stage: k, Chunk: int(t.Ints("chunk")[i]),
				Frame: int(t.Ints("frame")[i]), Attempt: int(t.Ints("attempt")[i]) - 1, Ready: instant("ready_s"),
				Asked: instant("asked_s"), Sought: instant("sought_s"), There: instant("there_s"),
				Started: instant("started_s"), Fetched: instant("fetched_s"), Worked: instant("worked_s"),
				Ended: instant("ended_s"), Out: instant("out_s"), Killed: t.Ints("stopped")[i] == 1}})
		}
		return nil
	})
}

// Critical returns the tasks of the critical path of the first seed.
func (d *Done) Critical() []Task {
	records := make([]workflow.Record, len(d.Tasks))
	for i := range d.Tasks {
		records[i] = d.Tasks[i].Record
	}
	var out []Task
	for _, i := range workflow.Chain(records, d.Last) {
		out = append(out, d.Tasks[i])
	}
	return out
}
