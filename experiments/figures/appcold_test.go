package figures

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"thaw/experiments/results"
	"thaw/plots"
)

// Do the curves pass through the quantiles over apps that the summary has? An app of several
// functions is one app, and a policy that keeps nothing has every app at 1.
func TestAppColdCDFIsOverApps(t *testing.T) {
	t.Chdir(t.TempDir())
	p, res := resultIn(t, "r", 2000, map[string][]string{"schedule": {"first-fit"},
		"keepalive": {"ttl,keep=150ms", "none"}, "seeds": {"1"}})
	if _, err := Draw("r", Choice{Figures: []string{"app-cold-cdf"},
		Output: plots.Output{Formats: []plots.Format{plots.CSV}}}); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join("r", "plots", "app-cold-cdf.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	curves := map[string][][2]float64{}
	for _, row := range rows[1:] {
		x, _ := strconv.ParseFloat(row[1], 64)
		y, _ := strconv.ParseFloat(row[2], 64)
		curves[row[0]] = append(curves[row[0]], [2]float64{x, y})
	}
	if got := curves["no keep-alive"]; !slices.Equal(got, [][2]float64{{1, 1}}) {
		t.Errorf("without keep-alive %v, expected every app at 1: %v", got, curves)
	}
	kept := curves["TTL, keep 150ms"]
	if len(kept) != 2 || kept[0][1] != 0.5 {
		t.Fatalf("%v in %v, expected two apps that differ", kept, curves)
	}
	ratios, err := AppRatios(filepath.Join("r", p.Runs[0].Folder, results.FunctionsName))
	slices.Sort(ratios)
	row := res.Rows[0]
	if want := []float64{row.AppColdRatioP50, row.AppColdRatioP90}; err != nil || !slices.Equal(ratios, want) ||
		kept[0][0] != want[0] || kept[1][0] != want[1] || row.FunctionColdRatioP50 == row.AppColdRatioP50 {
		t.Errorf("%v and %v (%v), expected %v and another median function than %v", ratios, kept, err, want,
			row.FunctionColdRatioP50)
	}
}
