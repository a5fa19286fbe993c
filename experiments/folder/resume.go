package folder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// Refuse returns the error of a folder that is not resumed, for reasons that name its
// parts; nil without one.
func Refuse(at string, reasons []error) error {
	var told exit.Mistakes
	for _, r := range reasons {
		told.Add("", r)
	}
	if told.Count() == 0 {
		return nil
	}
	return exit.NotComparable(fmt.Errorf("results: cannot resume %s; --force replaces it, another --out leaves it:\n%w",
		at, told.Err()))
}

// RefuseReproduction returns why the folder of a reproduction that is resumed is not that
// of the present one: other inputs than its manifest names, or parts that are not among
// the present parts, which are paths below the folder. A reproduction may add figures and
// windows to those of before, as a run may add seeds. A folder without parts is anyone's.
func (f *Folder) RefuseReproduction(manifest []byte, parts []string) ([]error, error) {
	found, err := f.parts()
	if err != nil || len(found) == 0 {
		return nil, err
	}
	before, err := readRegular(f.root, ReproductionName)
	if err != nil {
		return nil, fmt.Errorf("results: cannot resume %s: %s: %w", f.path, ReproductionName, results.Cause(err))
	}
	var refused []error
	then, now := inputsOf(before), inputsOf(manifest)
	then.extendedBy(now)
	if d := Differences(then.text(), now.text()); len(d) > 0 {
		refused = append(refused, fmt.Errorf("%s: made from other inputs: %s", filepath.Join(f.path, ReproductionName),
			strings.Join(d, "; ")))
	}
	for _, part := range found {
		if !slices.Contains(parts, part) {
			refused = append(refused, fmt.Errorf("%s: a part that this reproduction does not have",
				filepath.Join(f.path, filepath.FromSlash(part))))
		}
	}
	return refused, nil
}

// parts lists the studies of a reproduction's folder, and the windows of other cells.
func (f *Folder) parts() ([]string, error) {
	var out []string
	for _, pattern := range []string{path.Join(CellsName, "*", StudyName), path.Join(CellsName, "*", "*",
		results.ManifestName)} {
		found, err := fs.Glob(f.root.FS(), pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			out = append(out, path.Dir(name))
		}
	}
	return out, nil
}

// reproductionInputs are the parts of a reproduction's manifest that its results follow
// from, beside the cells, which have inputs of their own.
type reproductionInputs struct {
	Thaw     build.Info `json:"thaw"`
	Figure   string     `json:"figure"`
	Rule     string     `json:"windows_rule"`
	Workload struct {
		Trace   string             `json:"trace"` // of a generated trace; others have files
		Format  string             `json:"format"`
		Files   []results.FileInfo `json:"files"` // paths without folders
		Windows []json.RawMessage  `json:"windows"`
	} `json:"workload"`
}

// inputsOf reads a manifest; it was checked.
func inputsOf(manifest []byte) *reproductionInputs {
	in := &reproductionInputs{}
	_ = json.Unmarshal(manifest, in) // what is not there differs
	w := &in.Workload
	if len(w.Files) > 0 {
		w.Trace = ""
	}
	for i := range w.Files {
		w.Files[i].Path = filepath.Base(filepath.FromSlash(w.Files[i].Path))
	}
	for i := range w.Windows {
		w.Windows[i] = results.Compact(w.Windows[i])
	}
	return in
}

func (in *reproductionInputs) text() []byte {
	text, err := json.Marshal(in)
	if err != nil {
		panic("folder: " + err.Error()) // texts and what was JSON
	}
	return text
}

// extendedBy makes equal what the present inputs only add to.
func (in *reproductionInputs) extendedBy(now *reproductionInputs) {
	if now.Figure == "" {
		in.Figure = ""
	}
	lost := slices.ContainsFunc(in.Workload.Files, func(f results.FileInfo) bool {
		return !slices.Contains(now.Workload.Files, f)
	})
	if !lost {
		in.Workload.Files = now.Workload.Files
	}
	was, is := in.Workload.Windows, now.Workload.Windows
	same := func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
	if len(was) <= len(is) && slices.EqualFunc(was, is[:len(was)], same) {
		in.Workload.Windows = is
	}
}

// Differences lists the differing inputs that two JSON texts name, with both values.
func Differences(then, now []byte) []string {
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
