package experiments

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/results"
)

// count returns the number of finished rows.
func count(rows []*results.Row) (n int) {
	for _, r := range rows {
		if r != nil {
			n++
		}
	}
	return n
}

// Prepared is a result folder in use for a plan.
type Prepared struct {
	*folder.Folder
	Rows []*results.Row // of finished runs; nil for the others
}

// Prepare takes the result folder at a path into use for the plan's runs. It says in
// opt.Note which runs are made again because a file of theirs is damaged.
func (p *Plan) Prepare(ctx context.Context, at string, opt Options) (*Prepared, error) {
	f, err := folder.Take(at, folder.Result, opt.Resume, opt.Force)
	if err != nil {
		return nil, err
	}
	out := &Prepared{Folder: f, Rows: make([]*results.Row, len(p.Runs))}
	if opt.Resume {
		err = p.resume(ctx, at, out, opt.Note)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return out, nil
}

// resume fills in the rows of finished runs and removes the files of the others. It
// refuses runs with other inputs before it removes a file.
func (p *Plan) resume(ctx context.Context, at string, out *Prepared, note func(string)) error {
	var refused []error
	var again, notes []string
	planned := map[string]bool{}
	for i := range p.Runs {
		planned[p.Runs[i].Folder] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		r := &p.Runs[i]
		run := filepath.Join(at, filepath.FromSlash(r.Folder))
		rec, row, err := results.ReadRecord(run)
		var damaged *results.DamagedError
		switch stamp := p.RunStamp(r); {
		case err != nil && !errors.As(err, &damaged):
			refused = append(refused, err)
		case rec != nil && rec.SHA256 != stamp.SHA256:
			refused = append(refused, otherInputs(run, rec, stamp))
		case err != nil:
			notes = append(notes, fmt.Sprintf("%v; the run is made again", err))
			again = append(again, r.Folder)
		case rec == nil:
			again = append(again, r.Folder)
		default:
			out.Rows[i] = row
		}
	}
	found, err := out.Runs()
	if err != nil {
		return err
	}
	for _, run := range found {
		if !planned[run] {
			refused = append(refused, unplanned(at, run))
		}
	}
	if err := folder.Refuse(at, refused); err != nil {
		return err
	}
	if n := len(notes); n > exit.Told {
		notes = append(notes[:exit.Told], fmt.Sprintf("%s: %d more runs are damaged and made again", at, n-exit.Told))
	}
	for _, line := range notes {
		if note != nil {
			note(line)
		}
	}
	for _, run := range again {
		if err := out.RemoveRun(run); err != nil {
			return err
		}
	}
	return nil
}

func otherInputs(run string, rec *results.Record, stamp results.Stamp) error {
	return fmt.Errorf("%s: made from other inputs: %s", run,
		strings.Join(folder.Differences(rec.Inputs, []byte(stamp.Manifest)), "; "))
}

func unplanned(at, run string) error {
	return fmt.Errorf("%s: a run that this experiment does not have", filepath.Join(at, filepath.FromSlash(run)))
}

// RefuseResume returns what forbids to go on with the result folder at a path: runs from other
// inputs, and runs that the plan does not have. It changes nothing and reads no table.
func (p *Plan) RefuseResume(at string) (refused []error) {
	planned := map[string]bool{}
	for i := range p.Runs {
		r := &p.Runs[i]
		planned[r.Folder] = true
		run := filepath.Join(at, filepath.FromSlash(r.Folder))
		stamp := p.RunStamp(r)
		if rec := results.RecordOf(run); rec != nil && rec.SHA256 != stamp.SHA256 {
			refused = append(refused, otherInputs(run, rec, stamp))
		}
	}
	found, _ := fs.Glob(os.DirFS(at), results.RunsName+"/*/*") // of a pattern that is well formed
	for _, run := range found {
		if !planned[run] {
			refused = append(refused, unplanned(at, run))
		}
	}
	return refused
}

// RunStamp returns the stamp of one run's files.
func (p *Plan) RunStamp(r *Run) results.Stamp {
	return p.Stamp([]results.PolicyID{r.id()}, []int64{r.Seed})
}
