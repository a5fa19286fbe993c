package compare

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/policies"
	"thaw/policies/all"
)

// keeps are the numbers that the tests of the gap put into results, by keep-alive policy, under
// the seeds 1 to 3: GiB·s of idle memory and cold starts, of a second each.
var keeps = map[string][3][2]float64{
	"none":                  {{0, 100}, {0, 110}, {0, 120}},
	"ttl":                   {{1000, 12}, {1100, 12}, {1300, 12}},
	"clairvoyant":           {{500, 10}, {600, 10}, {700, 10}},
	"clairvoyant,worth=200": {{900, 4}, {950, 4}, {1000, 5}},
	"belady-size":           {{2000, 8}, {2000, 9}, {2000, 7}},
}

// keptResult is a result of some keep-alive policies.
func keptResult(t *testing.T, flags map[string][]string, keepAlives ...string) string {
	t.Helper()
	all := map[string][]string{"seeds": {"3"}, "schedule": {"random"}, "keepalive": keepAlives, "impute": {"true"}}
	for k, v := range flags {
		all[k] = v
	}
	return resultOf(t, newSteadyTrace(20), all, func(r *results.Row) {
		v := keeps[r.KeepAlive][r.Seed-1]
		r.IdleGiBS, r.ColdStarts, r.ColdStartRatio, r.ColdLatencyMsMean = v[0], int64(v[1]), v[1]/1000, 1000
	})
}

func gapRow(t *testing.T, g *Gap, keepAlive string) *GapRow {
	t.Helper()
	k := slices.IndexFunc(g.Rows, func(r GapRow) bool { return r.Policy.KeepAlive == keepAlive })
	if k < 0 {
		t.Fatalf("no row of %s", keepAlive)
	}
	return &g.Rows[k]
}

// edges checks an interval of mean(x) ÷ mean(base) by what defines it: Student's t of x − R·base
// is at its quantile, of two degrees of freedom, where R is an end.
func edges(t *testing.T, what string, e paired.Estimate, plus float64, x, base [3]float64) {
	t.Helper()
	const quantile = 4.302652729911275
	for _, end := range []float64{e.Low + plus, e.High + plus} {
		mean, squares := 0.0, 0.0
		for i := range x {
			mean += (x[i] - end*base[i]) / 3
		}
		for i := range x {
			d := x[i] - end*base[i] - mean
			squares += d * d
		}
		if got := math.Abs(mean) / math.Sqrt(squares/2/3); math.Abs(got-quantile) > 1e-6 {
			t.Errorf("%s: t is %v at the end %v, expected %v", what, got, end, quantile)
		}
	}
}

// Are loss and gap those that a hand computes from the same numbers?
func TestGapByHand(t *testing.T) {
	g, err := FindGap(keptResult(t, nil, "none", "ttl", "clairvoyant"), "", 0.95)
	if err != nil {
		t.Fatal(err)
	}
	// idle + 99.69 × cold starts × 1 s
	none := [3]float64{9969, 10965.9, 11962.8}
	ttl := [3]float64{1000 + 1196.28, 1100 + 1196.28, 1300 + 1196.28}
	best := [3]float64{500 + 996.9, 600 + 996.9, 700 + 996.9}
	r := gapRow(t, g, "ttl")
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) < 1e-9*math.Abs(want)) {
			t.Errorf("%s is %v, expected %v", what, got, want)
		}
	}
	near("cost", r.Cost, (2196.28+2296.28+2496.28)/3)
	near("loss", r.Loss.Value, (2196.28+2296.28+2496.28)/(1496.9+1596.9+1696.9)-1)
	near("gap", r.Closed.Value, (7772.72+8669.62+9466.52)/(8472.1+9369+10265.9))
	near("gap of cold starts", r.ColdClosed.Value, (88+98+108)/(90.0+100+110))
	edges(t, "loss", r.Loss, 1, ttl, best)
	var toPolicy, toBest [3]float64
	for i := range none {
		toPolicy[i], toBest[i] = none[i]-ttl[i], none[i]-best[i]
	}
	edges(t, "gap", r.Closed, 0, toPolicy, toBest)
	if r.Reason() != "" || r.Worth != 99.69 || r.None.KeepAlive != "none" || r.Oracle.KeepAlive != "clairvoyant" {
		t.Errorf("%+v", r)
	}
	if x := gapRow(t, g, "none"); x.Closed.Value != 0 || x.ColdClosed.Value != 0 || !(x.Loss.Value > 5) {
		t.Errorf("none: %+v", x)
	}
	if x := gapRow(t, g, "clairvoyant"); x.Closed.Value != 1 || x.Loss.Value != 0 || x.Closed.Method != paired.Constant {
		t.Errorf("the oracle: %+v", x)
	}
	if g.Rows[0].Policy.KeepAlive != "clairvoyant" || g.Rows[2].Policy.KeepAlive != "none" {
		t.Errorf("not by cost: %v", g.Rows)
	}
}

// Is an oracle with another price taken at its own?
func TestGapTakesTheOraclesPrice(t *testing.T) {
	folder := keptResult(t, nil, "none", "ttl", "clairvoyant", "clairvoyant,worth=200")
	g, err := FindGap(folder, "clairvoyant,worth=200", 0.95)
	if err != nil {
		t.Fatal(err)
	}
	r := gapRow(t, g, "ttl")
	if want := 3400.0/3 + 12*200; math.Abs(r.Cost-want) > 1e-9 || r.Worth != 200 {
		t.Errorf("cost %v at a worth of %v, expected %v", r.Cost, r.Worth, want)
	}
}

// Is it null with the reason where there is nothing to hold a policy against?
func TestGapWithoutAnEnd(t *testing.T) {
	for _, c := range []struct {
		keepAlives []string
		oracle     string
		want       string // a reason of ttl
		loss, gap  bool   // that there are nevertheless
		cold       bool
	}{
		{[]string{"ttl", "clairvoyant"}, "", "no result of none, which keeps nothing", true, false, false},
		{[]string{"ttl", "none"}, "", "no result of an oracle", false, false, false},
		{[]string{"ttl", "none", "clairvoyant", "belady-size"}, "",
			"several oracles: clairvoyant; belady-size: --oracle chooses", false, false, false},
		{[]string{"ttl", "none", "clairvoyant", "belady-size"}, "clairvoyant", "", true, true, true},
		{[]string{"ttl", "none", "belady-size"}, "", "belady-size weighs no memory against cold starts: no cost",
			false, false, true},
	} {
		g, err := FindGap(keptResult(t, nil, c.keepAlives...), c.oracle, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		r := gapRow(t, g, "ttl")
		has := func(e paired.Estimate) bool { return !math.IsNaN(e.Value) }
		if r.Reason() != c.want || has(r.Loss) != c.loss || has(r.Closed) != c.gap || has(r.ColdClosed) != c.cold {
			t.Errorf("%v: %q, %+v", c.keepAlives, r.Reason(), r)
		}
		var b bytes.Buffer
		if err := g.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		var objects []map[string]any
		if err := json.Unmarshal(b.Bytes(), &objects); err != nil || len(objects) != len(c.keepAlives) {
			t.Fatalf("%v: %d objects", err, len(objects))
		}
		for _, o := range objects {
			if o["policy"] == "random+ttl" && (o["reason"] != c.want || (o["loss"] != nil) != c.loss ||
				(o["gap_closed_low"] != nil) != c.gap || (o["cold_gap_closed"] != nil) != c.cold) {
				t.Errorf("%v: JSON %v", c.keepAlives, o)
			}
		}
	}
	_, err := FindGap(keptResult(t, nil, "ttl", "clairvoyant"), "clairvoyent", 0.95)
	if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), `did you mean "clairvoyant"?`) {
		t.Errorf("%v", err)
	}
}

// Is each policy held against the ends under its own scheduler?
func TestGapBySchedulers(t *testing.T) {
	folder := keptResult(t, map[string][]string{"schedule": {"random", "first-fit"}}, "none", "ttl", "clairvoyant")
	g, err := FindGap(folder, "", 0.95)
	if err != nil || len(g.Rows) != 6 {
		t.Fatalf("%v: %d rows", err, len(g.Rows))
	}
	for _, r := range g.Rows {
		if r.None.Schedule != r.Policy.Schedule || r.Oracle.Schedule != r.Policy.Schedule || r.Reason() != "" {
			t.Errorf("%s against %s and %s: %s", r.Policy.Policy, r.None.Policy, r.Oracle.Policy, r.Reason())
		}
	}
}

// Are the oracles those that the policies declare, and is what a second of cold start is worth
// the default of clairvoyant?
func TestOraclesAreThoseOfThePolicies(t *testing.T) {
	for _, e := range all.KeepAlives() {
		p, err := policies.Parse(all.KeepAlives(), e.Name)
		if err != nil {
			t.Fatal(err)
		}
		id := results.PolicyID{KeepAlive: e.Name}
		if want := slices.Contains(p.Needs, policies.NeedFuture); id.Oracle() != want {
			t.Errorf("%s is an oracle: %v, and its policy says %v", e.Name, id.Oracle(), want)
		}
	}
	p, err := policies.Parse(all.KeepAlives(), "clairvoyant,worth=99.69")
	if worth, _ := worthOf("clairvoyant"); err != nil || p.Name != "clairvoyant" || worth != 99.69 {
		t.Errorf("%v: %s stands for a worth of %v", err, p.Name, worth)
	}
}
