package papers

import (
	"io/fs"
	"testing"

	"thaw/experiments"
)

// Both files of a paper: whatever they say, an error or a paper whose cells have what
// a reproduction needs.
func FuzzPaper(f *testing.F) {
	f.Add([]byte(tinyExperiment), []byte("claims: []\n"))
	for _, name := range []string{"sophon", "particle"} {
		experiment, err := fs.ReadFile(embedded, name+"/"+experimentName)
		if err != nil {
			f.Fatal(err)
		}
		expected, err := fs.ReadFile(embedded, name+"/"+expectedName)
		if err != nil {
			f.Fatal(err)
		}
		const bytes = 1500 // each execution resolves all cells: as many as fit
		f.Add(experiment[:min(bytes, len(experiment))], expected[:min(bytes, len(expected))])
	}
	f.Fuzz(func(t *testing.T, experiment, expected []byte) {
		p := &Paper{program: experiments.Thaw()}
		if p.parse("e.yaml", experiment, "c.yaml", expected) != nil {
			return
		}
		for i := range p.Cells {
			if c := &p.Cells[i]; c.Kind != StudyCell && c.spec == nil {
				t.Errorf("cell %q has no settings", c.Name)
			}
		}
		_ = p.checkRuns(p.neededCells(Options{}), Options{})
	})
}
