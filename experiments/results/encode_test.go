package results

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"thaw/models/outcome"
)

// Do arrow's own decoders read every encoding back, over several row groups, of
// every width of index and with a dictionary that one group has and the next
// has not?
func TestTableRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.parquet")
	words := make([]string, 5000)
	for i := range words {
		words[i] = string(rune('a'+i%26)) + string(rune(0x100+i))
	}
	words[17] = "not utf-8: \xff"
	words[4999] = words[3] // an entry twice
	text, means := newTexts("text", newVocabulary(words)), floats{name: "mean"}
	ints, reals, some := newInts("int"), &floats{name: "float"}, &floats{name: "some"}
	columns := []column{ints, text, reals, &means, some}
	file, err := createTable(path, columns, Stamp{Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	var wantInts []int64
	var wantTexts []string
	var wantFloats, wantMeans, wantSome []float64
	r := rand.New(rand.NewPCG(1, 2))
	for _, group := range []struct{ rows, words, means int }{{1, 1, 1}, {9, 1, 2}, {1000, 2, 3}, {1001, 3, 900},
		{20_000, 5000, 20_000}, {7, 256, 7}, {3000, 257, 4095}} {
		for i := range group.rows {
			w := r.IntN(group.words)
			if group.words == len(words) && i%2 == 0 {
				w = 4999
			}
			ints.values = append(ints.values, int64(r.Uint64()>>r.IntN(64)))
			real, share, maybe := r.NormFloat64(), 0.0, 0.0
			text.add(int32(w))
			share, maybe = float64(r.IntN(group.means))/3, r.NormFloat64()
			if r.IntN(max(1, group.words)) < group.words/2 { // none, about half, or no value is missing
				maybe = math.NaN()
			}
			want := words[w]
			if w == 17 {
				want = "not utf-8: \ufffd"
			}
			reals.add(real)
			means.add(share)
			some.add(maybe)
			wantTexts, wantFloats = append(wantTexts, want), append(wantFloats, real)
			wantMeans, wantSome = append(wantMeans, share), append(wantSome, maybe)
		}
		wantInts = append(wantInts, ints.values...)
		if err := file.writeGroup(columns, group.rows); err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			c.clear()
		}
	}
	if _, err := file.commit(); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTable(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != len(wantInts) || !slices.Equal(got.Ints("int"), wantInts) {
		t.Error("integers differ")
	}
	if d := cmp.Diff(wantTexts, got.Texts("text")); d != "" {
		t.Errorf("texts (-want +got):\n%.2000s", d)
	}
	if !slices.Equal(got.Floats("float"), wantFloats) || !slices.Equal(got.Floats("mean"), wantMeans) {
		t.Error("numbers differ")
	}
	if d := cmp.Diff(wantSome, got.Floats("some"), cmpopts.EquateNaNs()); d != "" {
		t.Errorf("numbers of which some are missing (-want +got):\n%.2000s", d)
	}
}

// Does the timeline hold each second of each invoker once, in order of time for
// each, when the last row group is not full?
func TestTimelineRows(t *testing.T) {
	for _, c := range []struct{ series, seconds int }{{1, 1}, {3, 10}, {101, 3000}, {50_000, 5}, {rowGroup + 1, 2}} {
		path := filepath.Join(t.TempDir(), "timeline.parquet")
		w, err := CreateTimeline(path, Stamp{})
		if err != nil {
			t.Fatal(err)
		}
		// States change every seventh second, and something happens every fifth.
		state := func(second, series int) int64 { return int64(second/7*7+series*13) % 1000 }
		event := func(second, series int) int64 {
			if (second+series)%5 != 0 {
				return 0
			}
			return int64(second*3+series) % 100
		}
		rows := make([]outcome.Second, c.series)
		for s := range c.seconds {
			for i := range rows {
				id := outcome.InvokerID(i)
				if i == c.series-1 {
					id = outcome.None
				}
				v, e := state(s, i), event(s, i)
				rows[i] = outcome.Second{Second: int64(s), Invoker: id, Invocations: int32(e),
					ColdStarts: int32(2 * e), Evictions: int32(3 * e),
					Expiries: int32(4 * e), Begun: int32(5 * e), Running: int32(v), Idle: int32(v + 1), QueueLength: int32(v + 2),
					ActiveMiB: v + 3, UsedMiB: v + 4, RemovingMiB: v + 5, LatencyMsMean: float64(e) / 4}
			}
			if err := w.Seconds(rows); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Finish(true); err != nil {
			t.Fatal(err)
		}
		got, err := ReadTable(path)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rows != c.series*c.seconds {
			t.Fatalf("%d rows, expected %d × %d", got.Rows, c.series, c.seconds)
		}
		next := make([]int, c.series) // the second that each series is at
		for row, invoker := range got.Ints("invoker") {
			i := int(invoker)
			if i < 0 {
				i = c.series - 1
			}
			second := int(got.Ints("second")[row])
			if second != next[i] {
				t.Fatalf("row %d: second %d of series %d, expected %d", row, second, i, next[i])
			}
			next[i]++
			v, e := state(second, i), event(second, i)
			for k, name := range []string{"invocations", "cold_starts", "evictions", "expiries", "begun"} {
				if want := e * int64(k+1); got.Ints(name)[row] != want {
					t.Fatalf("row %d: %s is %d, expected %d", row, name, got.Ints(name)[row], want)
				}
			}
			for k, name := range []string{"running", "idle", "queue_length", "active_mib", "used_mib",
				"removing_mib"} {
				if want := v + int64(k); got.Ints(name)[row] != want {
					t.Fatalf("row %d: %s is %d, expected %d", row, name, got.Ints(name)[row], want)
				}
			}
			want := outcome.Missing() // nothing began to run
			if e > 0 {
				want = float64(e) / 4
			}
			if v := got.Floats("latency_ms_mean")[row]; v != want && !(IsMissing(v) && IsMissing(want)) {
				t.Fatalf("row %d: mean latency is %v, expected %v", row, v, want)
			}
		}
	}
}
