package papers

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"thaw/experiments"
	"thaw/traces"
	"thaw/traces/tracetest"
)

// arrivals are those of a load, by function, in seconds.
type arrivals map[string][]float64

// moments returns the mean of the times between arrivals and their coefficient of variation.
func moments(at []float64) (mean, cv float64) {
	sum, square := 0.0, 0.0
	for i := 1; i < len(at); i++ {
		sum, square = sum+at[i]-at[i-1], square+(at[i]-at[i-1])*(at[i]-at[i-1])
	}
	n := float64(len(at) - 1)
	return sum / n, math.Sqrt(max(0, square/n-sum/n*sum/n)) / (sum / n)
}

// bySecond returns the mean number of arrivals in a second and its standard deviation.
func (a arrivals) bySecond(seconds int) (mean, deviation float64) {
	count := make([]float64, seconds)
	for _, at := range a {
		for _, x := range at { // any order: whole numbers are added
			if s := int(x); s < seconds {
				count[s]++
			}
		}
	}
	sum, square := 0.0, 0.0
	for _, n := range count {
		sum, square = sum+n, square+n*n
	}
	mean = sum / float64(seconds)
	return mean, math.Sqrt(square/float64(seconds) - mean*mean)
}

// generated reads the first 300 s of the workload stationary, by function.
func generated(t *testing.T, seed uint64) (a arrivals, duration map[string]float64) {
	t.Helper()
	p, err := Open(experiments.Thaw(), "iluvatar", "")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := traces.Open(p.Workloads[0].Trace, traces.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := trace.Source(seed)
	if err != nil {
		t.Fatal(err)
	}
	a, duration = arrivals{}, map[string]float64{}
	table := src.Table()
	for _, in := range tracetest.ReadAll(t, src, 1000) {
		name := table.Functions[in.Function].Name[len("a00000/"):]
		if x := in.Arrival.Seconds() - 10; x < 300 {
			a[name] = append(a[name], x)
		}
		duration[name] = in.Duration.Seconds()
	}
	return a, duration
}

// Is the stationary load of Ilúvatar what its table says: 39.75 invocations a second of 21
// functions, which keep 10.52 cores busy?
func TestIluvatarsLoad(t *testing.T) {
	rate, cores := 0.0, 0.0
	const seeds = 8
	for seed := range uint64(seeds) {
		a, duration := generated(t, seed)
		if len(duration) != 21 {
			t.Fatalf("%d functions", len(duration))
		}
		for name, at := range a { // any order: the bounds are wide
			rate += float64(len(at)) / 300 / seeds
			cores += float64(len(at)) * duration[name] / 300 / seeds
		}
	}
	if math.Abs(rate/39.75-1) > 0.01 || math.Abs(cores/10.52-1) > 0.03 {
		t.Errorf("%.2f invocations a second and %.2f busy cores, want 39.75 and 10.52", rate, cores)
	}
}

// Is the generated load that of the released trace, function by function, and second by second?
// The trace is trace.csv of docs/examples/paper-repro/trace in COS-IN/iluvatar-faas, which the
// environment names.
func TestIluvatarsTraceIsRegenerated(t *testing.T) {
	path := os.Getenv("THAW_ILUVATAR_TRACE")
	if path == "" {
		t.Skip("THAW_ILUVATAR_TRACE names no trace.csv of the released code")
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	released := arrivals{}
	for _, row := range rows[1:] {
		ms, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		released[row[0]] = append(released[row[0]], ms/1000)
	}
	ours, duration := generated(t, 1)
	if len(rows)-1 != 11868 || len(released) != 21 {
		t.Fatalf("%d arrivals of %d functions are not those of the released trace", len(rows)-1, len(released))
	}
	cores := 0.0
	taken := map[string]bool{}
	for hash, at := range released { // any order: matches are by content, and each is taken once
		mean, cv := moments(at)
		best, least := "", math.Inf(1)
		for name, own := range ours {
			m, c := moments(own)
			if d := math.Abs(math.Log(m/mean)) + math.Abs(c-cv); d < least {
				best, least = name, d
			}
		}
		m, c := moments(ours[best])
		n := float64(len(at))
		if math.Abs(m/mean-1) > 0.005+4*cv*math.Sqrt(2/n) || math.Abs(c-cv) > 0.005+4*cv/math.Sqrt(n) || taken[best] {
			t.Errorf("%s: mean %.4f s and variation %.3f; %s has %.4f s and %.3f", hash, mean, cv, best, m, c)
		}
		taken[best] = true
		cores += n * duration[best] / 300
	}
	wantMean, wantDeviation := released.bySecond(300)
	mean, deviation := ours.bySecond(300)
	t.Logf("arrivals a second: released %.2f ± %.2f, generated %.2f ± %.2f; %.2f busy cores of the released trace",
		wantMean, wantDeviation, mean, deviation, cores)
	if math.Abs(mean/wantMean-1) > 0.02 || math.Abs(deviation/wantDeviation-1) > 0.15 || math.Abs(cores/10.52-1) > 0.02 {
		t.Error("the load is another one")
	}
}
