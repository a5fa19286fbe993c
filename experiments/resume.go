package experiments

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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

// differences lists the differing inputs of two runs, with both values.
func differences(then, now []byte) []string {
	var a, b map[string]any
	if json.Unmarshal(then, &a) != nil || json.Unmarshal(now, &b) != nil {
		return []string{"the record is damaged"}
	}
	return differing("", a, b)
}

func differing(prefix string, a, b map[string]any) []string {
	names := map[string]bool{}
	for k := range a {
		names[k] = true
	}
	for k := range b {
		names[k] = true
	}
	var out []string
	for k := range names {
		x, xMap := a[k].(map[string]any)
		y, yMap := b[k].(map[string]any)
		if xMap && yMap {
			out = append(out, differing(prefix+k+".", x, y)...)
			continue
		}
		then, err1 := json.Marshal(a[k])
		now, err2 := json.Marshal(b[k])
		if err1 != nil || err2 != nil || !bytes.Equal(then, now) {
			out = append(out, fmt.Sprintf("%s%s was %s and is %s", prefix, k, then, now))
		}
	}
	slices.Sort(out)
	return out
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

// maxNoted is the number of runs that an error or a note names.
const maxNoted = 10

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
			refused = append(refused, fmt.Errorf("%s: made from other inputs: %s", run,
				strings.Join(differences(compactJSON(rec.Inputs), []byte(stamp.Manifest)), "; ")))
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
			refused = append(refused, fmt.Errorf("%s: a run that this experiment does not have",
				filepath.Join(at, filepath.FromSlash(run))))
		}
	}
	if n := len(refused); n > maxNoted {
		refused = append(refused[:maxNoted], fmt.Errorf("%d more runs", n-maxNoted))
	}
	if len(refused) > 0 {
		return exit.NotComparable(fmt.Errorf("results: cannot resume %s; --force replaces it, another --out leaves "+
			"it:\n%w", at, errors.Join(refused...)))
	}
	if n := len(notes); n > maxNoted {
		notes = append(notes[:maxNoted], fmt.Sprintf("%s: %d more runs are damaged and made again", at, n-maxNoted))
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

func compactJSON(text []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text
	}
	return b.Bytes()
}

// RunStamp returns the stamp of one run's files.
func (p *Plan) RunStamp(r *Run) results.Stamp {
	return p.Stamp([]results.PolicyID{r.id()}, []int64{r.Seed})
}
