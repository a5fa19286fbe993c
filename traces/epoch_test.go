package traces

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/tracetest"
)

// lateRows is a trace whose first invocation arrives at 26 h 40 min 30.25 s of its
// own clock; the full minute before it is at 26 h 40 min.
const (
	lateRows = "app,func,end_timestamp,duration\na,f,96031.25,1\na,f,96100,0.5\na,g,97000,0.25\n"
	lateAt   = 26*time.Hour + 40*time.Minute
)

// lateDay is a trace of counts whose first minute is the 61st of day 3: 49 hours into
// its own clock.
func lateDay(t *testing.T) string {
	dir := t.TempDir()
	text := "HashOwner,HashApp,HashFunction,Trigger,61,62,63\no,a,f,http,3,0,2\no,a,g,http,0,4,1\n"
	err := os.WriteFile(filepath.Join(dir, "invocations_per_function_md.anon.d03.csv"), []byte(text), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Is a trace the same from either epoch, but for the shift that is told? So a policy
// that knows the time of day can be replayed at the time of the trace.
func TestEpochsShiftTheClock(t *testing.T) {
	rows := openWrite(t, "late.csv", []byte(lateRows))
	for _, c := range []struct {
		path  string
		shift time.Duration
	}{{rows, lateAt}, {lateDay(t), 49 * time.Hour}, {"synthetic,functions=5,invocations=2000,duration=10m", 0}} {
		first, own := mustRead(t, c.path, Options{}), mustRead(t, c.path, Options{Epoch: EpochTrace})
		if first.offset != c.shift || own.offset != 0 {
			t.Errorf("%s: the clocks begin at %v and %v, expected %v and 0s", c.path, first.offset, own.offset, c.shift)
		}
		for i := range first.inv {
			first.inv[i].Arrival += sim.Time(c.shift)
		}
		if len(own.inv) == 0 || !slices.Equal(first.inv, own.inv) {
			t.Errorf("%s: %v from the trace's own epoch, expected %v", c.path, own.inv, first.inv)
		}
	}
}

// Does --start refer to the clock of the epoch? The same window, said by either clock,
// is the same replay; a window may begin before the first minute.
func TestStartRefersToTheEpoch(t *testing.T) {
	rows := openWrite(t, "late.csv", []byte(lateRows))
	for _, c := range []struct {
		path  string
		shift time.Duration
	}{{rows, lateAt}, {lateDay(t), 49 * time.Hour}} {
		for _, w := range []struct{ start, length time.Duration }{
			{0, 0}, {70 * time.Second, 0}, {61 * time.Second, 50 * time.Second}, {0, 90 * time.Second},
		} {
			first := mustRead(t, c.path, Options{Start: w.start, Length: w.length})
			own := mustRead(t, c.path, Options{Epoch: EpochTrace, Start: c.shift + w.start, Length: w.length})
			if !slices.Equal(first.inv, own.inv) || first.offset != own.offset || own.offset != c.shift+w.start {
				t.Errorf("%s, window %v: %v at %v, expected %v at %v", c.path, w, own.inv, own.offset, first.inv,
					first.offset)
			}
		}
		early := mustRead(t, c.path, Options{Epoch: EpochTrace, Start: c.shift - time.Hour, Length: time.Hour + 90*time.Second})
		first := mustRead(t, c.path, Options{Length: 90 * time.Second})
		for i := range first.inv {
			first.inv[i].Arrival += sim.Time(time.Hour)
		}
		if len(early.inv) == 0 || !slices.Equal(early.inv, first.inv) {
			t.Errorf("%s, from an hour before the first minute: %v, expected %v", c.path, early.inv, first.inv)
		}
	}
}

// Is a replay that would idle for half a century refused, with what helps?
func TestTimestampsSince1970(t *testing.T) {
	path := openWrite(t, "unix.csv", []byte("app,func,start_timestamp,duration\na,f,1009843205,1\n"))
	if got := mustRead(t, path, Options{}); got.offset != 1009843200*time.Second || got.inv[0].Arrival != 5e9 {
		t.Errorf("%v at %v, expected 5 s at 280512h0m0s", got.inv, got.offset)
	}
	_, err := Open(path, Options{Epoch: EpochTrace})
	if err == nil || !strings.Contains(err.Error(), "--start 280512h0m0s, or --epoch first-minute") {
		t.Errorf("error %v, expected one with --start 280512h0m0s", err)
	}
	if got := mustRead(t, path, Options{Epoch: EpochTrace, Start: 280512 * time.Hour}); got.inv[0].Arrival != 5e9 {
		t.Errorf("%v, expected an arrival at 5 s", got.inv)
	}
	// A start beyond the greatest one that --start takes is no advice.
	late := openWrite(t, "late.csv", []byte("app,func,start_timestamp,duration\na,f,1609459205,1\n"))
	_, err = Open(late, Options{Epoch: EpochTrace})
	if err == nil || strings.Contains(err.Error(), "--start") || !strings.Contains(err.Error(), "--epoch first-minute") {
		t.Errorf("error %v, expected one with --epoch first-minute alone", err)
	}
}

func TestEpochNames(t *testing.T) {
	for _, e := range []Epoch{EpochFirstMinute, EpochTrace} {
		if got, err := ParseEpoch(e.String()); got != e || err != nil {
			t.Errorf("%v is parsed as %v, %v", e, got, err)
		}
	}
	if _, err := ParseEpoch("trase"); err == nil || !strings.Contains(err.Error(), `did you mean "trace"?`) {
		t.Errorf("error %v, expected a suggestion", err)
	}
}

type readTrace struct {
	inv    []workload.Invocation
	offset time.Duration
}

func mustRead(t *testing.T, path string, opt Options) readTrace {
	t.Helper()
	trace, err := Open(path, opt)
	if err != nil {
		t.Fatalf("%s %+v: %v", path, opt, err)
	}
	src := tracetest.Must[workload.Source](t)(trace.Source(1))
	return readTrace{tracetest.ReadAll(t, src, 3), trace.ClockOffset()}
}
