package figures

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/plots"
)

// Are the bars the stages that the platform states? Constants come out as they
// are, and storage as the difference between two storage strategies of which one
// is none. Without --detail invocations there is nothing to draw.
func TestWhereTimeGoes(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := map[string][]string{"platform": {"openwhisk"}}
	flags["set"] = []string{"stage.image=7ms", "stage.network=20ms", "stage.sandbox=100ms", "stage.init=250ms",
		"schedule_latency=0s"}
	flags["storage"] = []string{"none", "overlay-host"}
	flags["schedule"], flags["keepalive"] = []string{"first-fit"}, []string{"none"}
	p, res := resultIn(t, "r", 2000, flags)
	stages := Choice{Figures: []string{"where-time-goes"}, Output: plots.Output{Formats: []plots.Format{plots.CSV}}}
	if _, err := Draw("r", stages); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("r", "plots", "where-time-goes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"policy,stage,value_ms,low_ms,high_ms\nnone,image,7,,\nnone,storage,0,,\nnone,network,20,,\nnone,sandbox,100,,\nnone,init,250,,\nnone,total,377,377,377\n",
		"\nOverlayFS of the host,image,7,,\n", "\nOverlayFS of the host,network,20,,\n", "\nOverlayFS of the host,init,250,,\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for _, other := range []string{"restore", "fault", "core"} {
		if strings.Contains(string(text), other) {
			t.Errorf("%s is drawn, which no start has", other)
		}
	}
	for i, run := range p.Runs {
		x, err := spentIn(filepath.Join("r", run.Folder, "invocations.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		if row := res.Rows[i]; x.starts != row.ColdStarts || math.Abs(x.total-row.ColdLatencyMsMean) > 1e-6*x.total {
			t.Errorf("%s: %d starts of %v ms, expected %d of %v", run.Policy, x.starts, x.total, row.ColdStarts,
				row.ColdLatencyMsMean)
		}
	}

	flags["cpu"], flags["cores"], flags["invokers"] = []string{"isolated"}, []string{"1"}, []string{"1"}
	flags["set"][3] = "stage.init=uniform,min=0s,max=400ms" // starts end close to each other
	delete(flags, "storage")
	p, res = resultIn(t, "q", 500, flags)
	x, err := spentIn(filepath.Join("q", p.Runs[0].Folder, "invocations.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if want := res.Rows[0].ColdLatencyMsMean; math.Abs(x.total-want) > 1e-6*x.total || x.parts[startParts-1] == 0 {
		t.Errorf("with a core each: parts %v, expected %v ms with waits for cores", x.parts, want)
	}

	resultIn(t, "s", 100, map[string][]string{"detail": {"timeline"}})
	if _, err := Draw("s", stages); err == nil ||
		!strings.Contains(err.Error(), "needs data that --detail") {
		t.Errorf("without the invocations: %v", err)
	}
}
