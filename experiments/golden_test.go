package experiments

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
	"thaw/experiments/watch"
	"thaw/plots"
)

var update = flag.Bool("update", false, "write golden files")

var sizeAndSum = regexp.MustCompile(`"size": \d+,\s*"sha256": "[0-9a-f]{64}"`)

// What does a manifest hold? Sizes and sums of files are masked: they change
// with the compressor.
func TestManifestGolden(t *testing.T) {
	golden, err := filepath.Abs("testdata/manifest.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	flags := flagsFor("r")
	flags["schedule"], flags["keepalive"], flags["detail"] = []string{"sticky-random"}, []string{"ttl,keep=5s"},
		[]string{"timeline"}
	res := execute(t, newPlan(t, newFakeTrace(200), flags), Options{Command: []string{"thaw", "run", "--out", "r"}})
	text, err := os.ReadFile("r/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Manifest.Files {
		info, err := results.HashFile(filepath.Join("r", f.Path))
		if err != nil || info.SHA256 != f.SHA256 || info.Size != f.Size {
			t.Errorf("manifest is wrong about %s: %v", f.Path, err)
		}
	}
	got := sizeAndSum.ReplaceAll(text, []byte(`"size": 0, "sha256": "masked"`))
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("manifest (-golden +got); -update writes it:\n%s", d)
	}
}

// Does every Parquet file say what it follows from, in the words of the manifest?
func TestStamp(t *testing.T) {
	t.Chdir(t.TempDir())
	p := newPlan(t, newFakeTrace(200), flagsFor("r"))
	res := execute(t, p, Options{})
	stamp, err := results.ReadStamp("r/summary.parquet")
	if err != nil {
		t.Fatal(err)
	}
	if stamp.SHA256 != res.Manifest.Inputs || stamp.Version != "v1" || stamp.Revision != "abc" {
		t.Errorf("stamp of the summary is %+v, the manifest's inputs are %s", stamp, res.Manifest.Inputs)
	}
	for _, r := range p.Runs {
		for _, name := range []string{"timeline", "invocations", "latency"} {
			stamp, err := results.ReadStamp(filepath.Join("r", r.Folder, name+".parquet"))
			if err != nil {
				t.Fatal(err)
			}
			var in inputs
			if err := json.Unmarshal([]byte(stamp.Manifest), &in); err != nil {
				t.Fatal(err)
			}
			for i := range in.Policies {
				in.Policies[i].Settle() // as a reader does
			}
			if d := cmp.Diff(inputs{Policies: []results.PolicyID{r.id()}, Seeds: []int64{r.Seed}, Trace: in.Trace},
				inputs{Policies: in.Policies, Seeds: in.Seeds, Trace: in.Trace}); d != "" {
				t.Errorf("%s of %s (-run +stamp):\n%s", name, r.Folder, d)
			}
			if len(in.Trace) != 1 || in.Trace[0].Path != "fake.thaw" {
				t.Errorf("trace in the stamp is %v, expected its file without folders", in.Trace)
			}
		}
	}
}

// Are figures drawn again from the folder alone the same, and does the manifest
// follow?
func TestDrawFiguresAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := flagsFor("r")
	flags["keepalive"], flags["detail"] = []string{"ttl,keep=5s"}, []string{"timeline"}
	execute(t, newPlan(t, newFakeTrace(2000), flags), Options{Draw: figures.DrawAll(plots.Output{})})
	before := folderBytes(t, "r")
	if err := os.RemoveAll("r/plots"); err != nil {
		t.Fatal(err)
	}
	paths, err := figures.Draw("r", figures.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) != 8*5 {
		t.Errorf("%d files, expected 8 figures in 4 formats with captions: %v", len(paths), paths)
	}
	sameFiles(t, before, folderBytes(t, "r"))
	one := figures.Choice{Figures: []string{"start-kinds"}, Output: plots.Output{Formats: []plots.Format{plots.PNG}}}
	if paths, err = figures.Draw("r", one); err != nil || len(paths) != 5 {
		t.Errorf("one figure in one format, and in those that are there: %v, %v", paths, err)
	}
	if _, err = figures.Draw("r", figures.Choice{Figures: []string{"start-kind"}}); err == nil ||
		!strings.Contains(err.Error(), `did you mean "start-kinds"?`) {
		t.Errorf("an unknown figure: %v", err)
	}
	csv := string(before["plots/start-kinds.csv"])
	if !strings.Contains(csv, "\nFirst-Fit,cold,") {
		t.Errorf("with one keep-alive policy the figure is labelled by schedulers, but its data begin\n%.200s", csv)
	}
}

// Can a figure be drawn that the folder has no data for?
func TestFigureWithoutData(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := flagsFor("r")
	flags["detail"] = []string{"summary"}
	execute(t, newPlan(t, newFakeTrace(500), flags), Options{Draw: figures.DrawAll(plots.Output{})})
	_, err := figures.Draw("r", figures.Choice{Figures: []string{"four-panel"}})
	if exit.Code(err) != exit.CodeUsage ||
		!strings.Contains(err.Error(), "figure four-panel needs data that --detail summary does not write") {
		t.Errorf("error is %v", err)
	}
}

// Does progress rise to the whole, counting every invocation once?
func TestProgress(t *testing.T) {
	flags := flagsFor(filepath.Join(t.TempDir(), "r"))
	flags["detail"] = []string{"summary"}
	var last watch.Progress
	execute(t, newPlan(t, newFakeTrace(200_000), flags), Options{Jobs: 2, Progress: func(p watch.Progress) {
		if p.Invocations < last.Invocations || p.Finished < last.Finished {
			t.Errorf("progress went back: %+v after %+v", p, last)
		}
		last = p
	}})
	if last.Runs != 8 || last.Finished != 8 || last.Invocations != 8*200_000 || last.Expected != last.Invocations ||
		last.Fraction != 1 {
		t.Errorf("last progress is %+v, expected 8 runs of 200,000 invocations", last)
	}
}
