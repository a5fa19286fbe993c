package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
)

// File is a workflow in its YAML form.
type File struct {
	Path string // as errors name it
	Text []byte
	Form *form.Workflow
	Spec *workflow.Spec
}

// Open reads a file, or standard input, and reports everything that is wrong with it.
func Open(path string) (*File, error) {
	f := &File{Path: textfile.Name(path)}
	var err error
	if f.Text, err = textfile.ReadGiven(path, textfile.Written); err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: cannot read: %w", f.Path, err))
	}
	f.Form, f.Spec, err = form.Read(f.Path, f.Text)
	return f, err
}

// Plan is what is to be run.
type Plan struct {
	*File
	Seed    int64 // the first
	Seeds   int
	Out     string // folder
	Force   bool
	Build   build.Info
	Command []string
}

// Manifest describes the folder of a workflow.
type Manifest struct {
	Thaw     build.Info         `json:"thaw"`
	Complete bool               `json:"complete"`
	Command  []string           `json:"command"`
	Workflow results.FileInfo   `json:"workflow"`
	Seeds    []int64            `json:"seeds"`
	Inputs   string             `json:"inputs_sha256"`
	Files    []results.FileInfo `json:"files"`
	Drawing  []string           `json:"drawing,omitempty"` // files of figures that are being written
	// millimetres on paper by the name of the figure, as drawn last
	FigureWidths map[string]float64 `json:"figure_widths_mm,omitempty"`
}

// write puts the manifest into a folder.
func (m *Manifest) write(at string) error {
	text, err := results.IndentedJSON(m)
	if err == nil {
		_, err = results.WriteFile(filepath.Join(at, folder.WorkflowName), text)
	}
	return err
}

// inputs are what the bytes of the files follow from.
type inputs struct {
	Version  string         `json:"thaw_version"`
	Revision string         `json:"thaw_revision"`
	Modified bool           `json:"thaw_modified"`
	Main     string         `json:"thaw_main,omitempty"`
	Binary   string         `json:"thaw_binary,omitempty"`
	Program  *build.Program `json:"program,omitempty"`
	Workflow string         `json:"workflow_sha256"`
	Seeds    []int64        `json:"seeds"`
}

// manifest describes the plan, without files.
func (p *Plan) manifest() (*Manifest, results.Stamp) {
	sum := sha256.Sum256(p.Text)
	m := &Manifest{Thaw: p.Build, Command: p.Command, Workflow: results.FileInfo{Path: filepath.Base(p.Path),
		Size: int64(len(p.Text)), SHA256: hex.EncodeToString(sum[:])}}
	for i := range p.Seeds {
		m.Seeds = append(m.Seeds, p.Seed+int64(i))
	}
	b := p.Build
	text, err := json.Marshal(inputs{b.Version, b.Revision, b.Modified, b.Main, b.Binary, b.Program, m.Workflow.SHA256,
		m.Seeds})
	if err != nil {
		panic("workflows: " + err.Error()) // texts and numbers
	}
	sum = sha256.Sum256(text)
	m.Inputs = hex.EncodeToString(sum[:])
	return m, results.Stamp{Version: b.Version, Revision: b.Revision, Manifest: string(text), SHA256: m.Inputs}
}

// Outcome is what came of a plan.
type Outcome struct {
	Rows   []Row
	Stages []StageRow // in the order of the rows
	Path   []Task     // critical path of the first seed
	Files  []string
}

// Execute runs the plan and writes its folder. Of a run that fails nothing stays.
func (p *Plan) Execute(ctx context.Context) (*Outcome, error) {
	m, stamp := p.manifest()
	at, err := folder.Take(p.Out, folder.Workflow, false, p.Force)
	if err != nil {
		return nil, err
	}
	defer at.Close()
	m.Files, m.Drawing = at.Before.Files, at.Before.Drawing
	if err := m.write(p.Out); err != nil {
		return nil, err
	}
	out, files, err := p.run(ctx, stamp)
	if err != nil {
		return nil, errors.Join(err, at.Discard(folder.Workflow))
	}
	out.Files = []string{filepath.Join(p.Out, folder.WorkflowName)}
	m.Files, m.Drawing, m.Complete = nil, nil, true
	for _, f := range files {
		out.Files = append(out.Files, f.Path)
		f.Path = filepath.Base(f.Path)
		m.Files = append(m.Files, f)
	}
	return out, m.write(p.Out)
}

// run runs every seed and writes the tables.
func (p *Plan) run(ctx context.Context, stamp results.Stamp) (*Outcome, []results.FileInfo, error) {
	tasks, err := results.CreateRows(filepath.Join(p.Out, folder.TasksName), TaskColumns(), stamp)
	if err != nil {
		return nil, nil, err
	}
	out := &Outcome{}
	if err := p.seeds(ctx, tasks, out); err != nil {
		_, _ = tasks.Finish(false)
		return nil, nil, err
	}
	file, err := tasks.Finish(true)
	if err != nil {
		return nil, nil, err
	}
	files := []results.FileInfo{file}
	text, err := results.WriteFile(filepath.Join(p.Out, folder.WorkflowText), p.Text)
	if err != nil {
		return nil, nil, err
	}
	summary, err := results.WriteTables(p.Out, folder.SummaryStem, Columns(), out.Rows, stamp)
	if err != nil {
		return nil, nil, err
	}
	stages, err := results.WriteTables(p.Out, folder.StagesStem, StageColumns(), out.Stages, stamp)
	files = append(append(append(files, text), summary...), stages...)
	return out, files, err
}

// seeds runs every seed.
func (p *Plan) seeds(ctx context.Context, tasks *results.RowFile[Task], out *Outcome) error {
	var e workflow.Engine
	for i := range p.Seeds {
		seed := p.Seed + int64(i)
		r, err := e.Run(ctx, p.Spec, uint64(seed), true)
		if err != nil {
			if ctx.Err() == nil && p.Seeds > 1 {
				err = fmt.Errorf("seed %d: %w", seed, err)
			}
			return err
		}
		for k := range r.Records {
			if err := tasks.Add(Task{seed, p.Spec.Stages[r.Records[k].Stage].Name, r.Records[k]}); err != nil {
				return err
			}
		}
		out.Rows = append(out.Rows, rowOf(p.Spec, r, seed))
		out.Stages = append(out.Stages, stagesOf(p.Spec, r, seed)...)
		if i == 0 {
			for _, k := range workflow.Chain(r.Records, r.Last) {
				out.Path = append(out.Path, Task{seed, p.Spec.Stages[r.Records[k].Stage].Name, r.Records[k]})
			}
		}
	}
	return nil
}
