package synthetic

import (
	"io"
	"strings"
	"testing"

	"thaw/models/workload"
	"thaw/sim"
)

// extremes are values at and beyond the limits of numbers.
var extremes = []string{"0", "-1", "1e25", "-1e25", "1e308", "1e-308", "NaN", "Inf", "-Inf", "9223372036854775807",
	"9223372036854775808", "18446744073709551615", "2147483647", "2147483648", "4294967296", "1048576", "1048577", "0.5",
	"1e25/s", "0/s", "1e-25/s", "NaN/s", "2562047h47m16s", "2562048h", "8784h", "8784h0m1s", "1ns", "0s", "-1ns", "1e25h",
	"1/0", "2147483647/1", "2147483648/1", ""}

// Every key of a generated trace is given numbers at and beyond all limits, alone and
// with others whose product with it is large. Is each refused with the key, the value or
// what it comes to, and what was expected, or are its invocations in order, of its
// functions, and not negative? The keys are those that there are, so that a new one is
// tried by itself.
func TestExtremeValues(t *testing.T) {
	for _, model := range []string{azureModel, poissonModel} {
		for _, k := range Keys() {
			if k.Model != "" && k.Model != model || k.Name == "model" {
				continue
			}
			for _, value := range extremes {
				for _, others := range [][]string{
					{"functions=20", "invocations=2000", "duration=10m"},
					{"functions=1048576", "rate=1/s", "duration=1m"},
					{"functions=20", "invocations=1e25", "duration=8784h"},
					{"functions=20", "rate=1e25/s", "duration=8784h"},
					{"functions=20", "invocations=2000", "duration=8784h"},
					{"functions=20", "invocations=1e-300", "duration=1ns"},
				} {
					spec := "synthetic,model=" + model + "," + k.Name + "=" + value
					for _, o := range others {
						name, _, _ := strings.Cut(o, "=")
						if name != k.Name && !(k.Name == "rate" && name == "invocations") &&
							!(k.Name == "invocations" && name == "rate") {
							spec += "," + o
						}
					}
					// A million functions take seconds to lay out: one value of each key has them.
					if strings.Contains(spec, "functions=104857") && (testing.Short() || value != "1e25") {
						continue
					}
					tryExtreme(t, spec, k.Name)
				}
			}
		}
	}
}

// tryExtreme opens a trace and reads its beginning.
func tryExtreme(t *testing.T, spec, key string) {
	t.Helper()
	defer func() {
		if x := recover(); x != nil {
			t.Errorf("%s: panic: %v", spec, x)
		}
	}()
	trace, err := Open(spec, Options{})
	if err != nil {
		text := strings.TrimPrefix(err.Error(), `trace spec "`+spec+`": `)
		named := strings.Contains(text, key) || strings.Contains(text, "duration is ") ||
			strings.Contains(text, "invocations a minute is ") // what several keys come to
		if !named || !strings.Contains(text, "expected") {
			t.Errorf("%s: %v says not what was expected of what", spec, text)
		}
		return
	}
	src, err := trace.Source(1)
	if err != nil {
		t.Errorf("%s: %v", spec, err)
		return
	}
	batch := make([]workload.Invocation, 1024)
	last := sim.Time(0)
	for range 3 {
		n, err := src.Read(batch)
		for _, v := range batch[:n] {
			if v.Arrival < last || v.Duration < 0 || int(v.Function) >= len(trace.Table().Functions) || v.Function < 0 {
				t.Errorf("%s: %+v after %v", spec, v, last)
				return
			}
			last = v.Arrival
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", spec, err)
			return
		}
	}
}
