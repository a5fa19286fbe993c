package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
)

// DamagedError says that a file of a result folder is not as thaw wrote it.
type DamagedError struct{ Path, Why string }

func (e *DamagedError) Error() string { return e.Path + ": damaged: " + e.Why }

// Verify compares the file at a path with its entry. It returns a DamagedError if the
// file is not there, or has another size or content.
func (f FileInfo) Verify(at string) error {
	st, err := os.Stat(at)
	if errors.Is(err, fs.ErrNotExist) {
		return &DamagedError{at, "it is missing"}
	}
	if err != nil {
		return fileError("cannot read %s: %w", at, Cause(err))
	}
	if st.Mode().IsRegular() && st.Size() != f.Size {
		return &DamagedError{at, fmt.Sprintf("it has %d bytes, expected %d", st.Size(), f.Size)}
	}
	found, err := HashFile(at)
	if err != nil {
		return err
	}
	if found.SHA256 != f.SHA256 {
		return &DamagedError{at, fmt.Sprintf("its SHA-256 is %s, expected %s", found.SHA256, f.SHA256)}
	}
	return nil
}

// Read reads the manifest and the rows of a complete result folder. It refuses a folder
// whose files are not those of the manifest, and one whose manifest, summary and runs
// do not agree. Figures are not looked at: they can be drawn again.
func Read(folder string) (*Manifest, []Row, error) {
	m, err := ReadManifest(folder)
	if err != nil {
		return nil, nil, err
	}
	if !m.Complete {
		return nil, nil, exit.Usage(fmt.Errorf("%s: the experiment is not complete; `thaw run --resume` goes on "+
			"with it", folder))
	}
	if mistakes := m.mistakes(); len(mistakes) > 0 {
		return nil, nil, exit.Usage(&DamagedError{filepath.Join(folder, ManifestName), strings.Join(mistakes, "; ")})
	}
	if err := m.verify(folder); err != nil {
		return nil, nil, exit.Usage(err)
	}
	summary := filepath.Join(folder, SummaryName)
	rows, err := ReadSummary(summary)
	if err != nil {
		return nil, nil, exit.Usage(err)
	}
	if err := errors.Join(m.checkStamp(summary), m.checkRows(summary, rows)); err != nil {
		return nil, nil, exit.Usage(err)
	}
	return m, rows, nil
}

// mistakes lists what cannot be in the manifest of a complete folder.
func (m *Manifest) mistakes() []string {
	var out []string
	if len(m.Policies) == 0 {
		out = append(out, "it names no policy set")
	}
	if len(m.Seeds) == 0 {
		out = append(out, "it names no seed")
	}
	policies, seeds := map[string]bool{}, map[int64]bool{}
	for _, p := range m.Policies {
		if policies[p.Policy] {
			out = append(out, fmt.Sprintf("policy set %q stands there a second time", p.Policy))
		}
		policies[p.Policy] = true
	}
	for _, s := range m.Seeds {
		if seeds[s] {
			out = append(out, fmt.Sprintf("seed %d stands there a second time", s))
		}
		seeds[s] = true
	}
	if len(out) > 0 {
		return out
	}
	listed := map[string]bool{}
	for _, f := range m.Files {
		if !IsResultFile(f.Path) {
			out = append(out, fmt.Sprintf("%q is no path of a result folder", f.Path))
		} else if listed[f.Path] {
			out = append(out, fmt.Sprintf("%s stands there a second time", f.Path))
		}
		listed[f.Path] = true
	}
	wanted := SummaryNames()
	for _, p := range m.Policies {
		for _, s := range m.Seeds {
			wanted = append(wanted, path.Join(RunFolder(p.Policy, s), recordName))
		}
	}
	for _, name := range wanted {
		if !listed[name] {
			out = append(out, fmt.Sprintf("it does not list %s", name))
		}
	}
	if len(out) > exit.Told {
		out = append(out[:exit.Told], fmt.Sprintf("%d more", len(out)-exit.Told))
	}
	return out
}

// verify compares the files of the folder with the manifest, and names all that differ.
func (m *Manifest) verify(folder string) error {
	var damaged []error
	for _, f := range m.Files {
		if strings.HasPrefix(f.Path, PlotsName+"/") {
			continue
		}
		if err := f.Verify(filepath.Join(folder, filepath.FromSlash(f.Path))); err != nil {
			damaged = append(damaged, err)
		}
	}
	if n := len(damaged); n > exit.Told {
		damaged = append(damaged[:exit.Told], fmt.Errorf("%s: %d more files are damaged", folder, n-exit.Told))
	}
	return errors.Join(damaged...)
}

// checkStamp compares the manifest with the inputs that the summary is stamped with.
func (m *Manifest) checkStamp(summary string) error {
	stamp, err := ReadStamp(summary)
	if err != nil {
		return err
	}
	if stamp.SHA256 != m.Inputs || stamp.digest() != m.Inputs {
		return fmt.Errorf("%s: is not of the experiment that %s describes; run it again", summary, ManifestName)
	}
	var in struct {
		Policies []PolicyID `json:"policies"`
		Seeds    []int64    `json:"seeds"`
		Trace    []FileInfo `json:"trace"`
	}
	if err := json.Unmarshal([]byte(stamp.Manifest), &in); err != nil {
		return &DamagedError{summary, "it does not say what its values follow from"}
	}
	for i := range in.Policies {
		in.Policies[i].Settle()
	}
	if !slices.Equal(in.Policies, m.Policies) || !slices.Equal(in.Seeds, m.Seeds) {
		return fmt.Errorf("%s: has other policy sets or seeds than %s names; run it again", summary, ManifestName)
	}
	sameFile := func(a, b FileInfo) bool { return a.Size == b.Size && a.SHA256 == b.SHA256 }
	if !slices.EqualFunc(in.Trace, m.Trace.Files, sameFile) {
		return fmt.Errorf("%s: is of another trace than %s names; run it again", summary, ManifestName)
	}
	return nil
}

// checkRows demands one row for every policy set and seed, and no other.
func (m *Manifest) checkRows(summary string, rows []Row) error {
	type run struct {
		id   PolicyID
		seed int64
	}
	count := map[run]int{}
	for i := range rows {
		count[run{rows[i].id(), rows[i].Seed}]++
	}
	var out []error
	for _, p := range m.Policies {
		for _, s := range m.Seeds {
			if n := count[run{p, s}]; n != 1 && len(out) < exit.Told {
				out = append(out, &DamagedError{summary, fmt.Sprintf("it has %d rows of policy set %s under seed %d, "+
					"expected 1", n, p.Policy, s)})
			}
		}
	}
	if want := len(m.Policies) * len(m.Seeds); len(out) == 0 && len(rows) != want {
		out = append(out, &DamagedError{summary, fmt.Sprintf("it has %d rows, expected %d: one a policy set and seed",
			len(rows), want)})
	}
	return errors.Join(out...)
}

// id returns the policy set of the row.
func (r *Row) id() PolicyID {
	id := PolicyID{Policy: r.Policy, Schedule: r.Schedule, KeepAlive: r.KeepAlive, Prefetch: r.Prefetch,
		MechanismPolicies: r.MechanismPolicies}
	id.Settle()
	return id
}
