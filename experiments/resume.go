package experiments

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
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

// Prepare prepares folder for the plan's runs. It returns the rows of finished
// runs, nil for the others.
func (p *Plan) Prepare(folder string, resume, force bool) ([]*results.Row, error) {
	done := make([]*results.Row, len(p.Runs))
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, exit.Usage(fmt.Errorf("results: cannot make %s: %w", folder, results.Cause(err)))
		}
		return done, nil
	case err != nil:
		return nil, exit.Usage(fmt.Errorf("results: cannot use %s as result folder: %w", folder, results.Cause(err)))
	case len(entries) == 0:
		return done, nil
	case !resume && !force:
		return nil, exit.Usage(fmt.Errorf("results: %s exists already; --resume goes on with it, --force replaces it",
			folder))
	}
	if _, err := os.Stat(filepath.Join(folder, results.ManifestName)); err != nil {
		return nil, exit.Usage(fmt.Errorf("results: %s has no %s: it is not a result folder and is left alone",
			folder, results.ManifestName))
	}
	if force && !resume {
		return done, clearFolder(folder)
	}
	return done, p.resume(folder, done)
}

// clearFolder removes thaw's files from a result folder, the manifest last.
func clearFolder(folder string) error {
	for _, name := range []string{results.SummaryName, "summary.csv", "summary.json", "runs", "plots",
		results.ManifestName} {
		if err := os.RemoveAll(filepath.Join(folder, name)); err != nil {
			return fmt.Errorf("results: cannot replace %s: %w", folder, err)
		}
	}
	return nil
}

// resume fills in the rows of finished runs and removes the files of unfinished
// runs. It refuses runs with other inputs.
func (p *Plan) resume(folder string, done []*results.Row) error {
	var refused []error
	planned := map[string]bool{}
	for i := range p.Runs {
		r := &p.Runs[i]
		at := filepath.Join(folder, filepath.FromSlash(r.Folder))
		planned[at] = true
		rec, row, err := results.ReadRecord(at)
		switch stamp := p.RunStamp(r); {
		case err != nil:
			refused = append(refused, err)
		case rec == nil:
			if err := os.RemoveAll(at); err != nil {
				return fmt.Errorf("results: cannot resume %s: %w", folder, err)
			}
		case rec.SHA256 != stamp.SHA256:
			refused = append(refused, fmt.Errorf("%s: made from other inputs: %s", at,
				strings.Join(differences(compactJSON(rec.Inputs), []byte(stamp.Manifest)), "; ")))
		default:
			done[i] = row
		}
	}
	others, err := filepath.Glob(filepath.Join(folder, "runs", "*", "*"))
	if err != nil {
		return err
	}
	for _, at := range others {
		if !planned[at] {
			refused = append(refused, fmt.Errorf("%s: a run that this experiment does not have", at))
		}
	}
	if len(refused) > 0 {
		return exit.NotComparable(fmt.Errorf("results: cannot resume %s; --force replaces it, another --out leaves "+
			"it:\n%w", folder, errors.Join(refused...)))
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
