package papers

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/papers/record"
	"thaw/experiments/papers/shelf"
	"thaw/experiments/papers/window"
	"thaw/experiments/results"
	"thaw/experiments/studies"
	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/plots"
)

// Redraw draws the figures of a reproduction's folder again, from its cells alone: no
// trace is read and nothing is run. It draws the named figures of the paper, or all.
// Without formats it writes all formats, and without a width that of the reproduction. The
// paper is looked for in the folder of papers, too, and has to be the one that was
// reproduced. It returns the paths of the files.
func Redraw(program experiments.Program, at, papers string, wanted []string, out plots.Output) (
	[]string, error) {
	if _, err := record.Read(at); err != nil {
		return nil, err
	}
	lock, err := folder.Lock(at)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	m, err := record.Read(at) // as it is now
	if err != nil {
		return nil, err
	}
	p, err := Open(program, m.Paper, papers)
	if err != nil {
		return nil, err
	}
	again := fmt.Sprintf("`thaw reproduce %s --out %s --force` makes it again", m.Paper, at)
	if m.Revision != p.digest {
		return nil, exit.NotComparable(fmt.Errorf("%s: made from another revision of the paper %s than this one; %s",
			filepath.Join(at, reproductionName), m.Paper, again))
	}
	if wanted, err = p.drawn(wanted, m.Figure); err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: %w", at, err))
	}
	r, err := p.reread(at, m)
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%w; %s", err, again))
	}
	if out.Width == 0 {
		out.Width = m.Width
	}
	return r.redraw(m, wanted, out)
}

// drawn returns the names of the figures that are wanted, as the paper has them: of one
// figure alone, where the folder holds only that.
func (p *Paper) drawn(wanted []string, only string) ([]string, error) {
	known, _ := p.FigureNames()
	if only != "" {
		known = []string{only}
	}
	var out []string
	var mistakes []error
	for _, typed := range wanted {
		name, ok := shelf.Figure(typed, known)
		switch {
		case !ok:
			mistakes = append(mistakes, fmt.Errorf("unknown figure %q%s", typed, names.Hint(typed, known)))
		case p.figure(name).Draws == "":
			mistakes = append(mistakes, fmt.Errorf("figure %q is not drawn", name))
		default:
			out = append(out, name)
		}
	}
	return out, errors.Join(mistakes...)
}

// reread reads the cells of a folder, and judges its claims.
func (p *Paper) reread(at string, m *record.Manifest) (*Reproduction, error) {
	r := &Reproduction{Paper: p, Folder: at, Validation: m.Validate, byCell: map[*Cell]*cellResult{}}
	var err error
	if r.Book, err = numbers.New(m.Changes...); err != nil {
		return nil, err
	}
	if p.replays() {
		if err := json.Unmarshal(m.Workload, &r.Workload); err != nil {
			return nil, &results.DamagedError{Path: filepath.Join(at, reproductionName), Why: err.Error()}
		}
	}
	if i := slices.IndexFunc(p.Workloads, func(w TraceChoice) bool { return w.Name == r.Workload.Name }); i >= 0 {
		r.Workload.settings = p.Workloads[i].Settings
	} else if p.replays() { // a trace that was given
		r.Workload.settings = p.Workloads[0].Settings
	}
	opt := Options{Figure: m.Figure, Command: m.Command}
	var damaged exit.Mistakes
	for _, c := range p.neededCells(opt) {
		if r.byCell[c], err = r.rereadCell(c, opt); err != nil {
			damaged.Add("", err)
		}
	}
	if err := damaged.Err(); err != nil {
		return nil, err
	}
	return r, r.judge(opt)
}

func (r *Reproduction) rereadCell(c *Cell, opt Options) (out *cellResult, err error) {
	out = &cellResult{cell: c}
	if study, settings := c.model(); study != nil {
		out.study, err = studies.Read(study, settings, c.Name, filepath.Join(r.Folder, cellsName, c.Name),
			c.Series, r.Book)
		return out, err
	}
	for i := range r.windowsOf(c) {
		spec, err := r.spec(c, i, opt)
		if err != nil {
			return nil, err
		}
		w, err := window.Read(spec)
		if err != nil {
			return nil, err
		}
		out.windows = append(out.windows, w)
	}
	return out, nil
}

// redraw writes figures, all where none is wanted, and their digests into the manifest.
func (r *Reproduction) redraw(m *record.Manifest, wanted []string, out plots.Output) ([]string, error) {
	sheet, err := r.sheet(m.Figure, m.Command)
	if err != nil {
		return nil, err
	}
	written, err := sheet.Draw(r.Folder, wanted, out, func(files []string) error {
		m.Drawing = append(m.Drawing, files...)
		return m.Write(r.Folder)
	})
	if err != nil {
		return nil, err
	}
	return written, m.Refresh(r.Folder, written)
}
