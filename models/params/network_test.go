package params_test

import (
	"strings"
	"testing"

	"thaw/models/params"
)

// Are bandwidths read in bits and bytes, written so that they are read again, and
// refused with a suggestion?
func TestBandwidth(t *testing.T) {
	for text, want := range map[string]uint64{"10Gb/s": 1_250_000_000, "25 Gb/s": 3_125_000_000, "0Gb/s": 0,
		"1.5Mb/s": 187_500, "800MB/s": 800_000_000, "2GB/s": 2_000_000_000} {
		got, err := params.ParseBandwidth(text)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v; expected %d", text, got, err, want)
		}
		if again, err := params.ParseBandwidth(params.FormatBandwidth(got)); err != nil || again != got {
			t.Errorf("%q is written as %q, which is %d (%v)", text, params.FormatBandwidth(got), again, err)
		}
	}
	for text, want := range map[string]string{
		"10Gbs": `did you mean "Gb/s"?`,
		"10":    "expected a bandwidth such as 10Gb/s", "-1Gb/s": "expected a bandwidth", "": "expected a bandwidth",
		"0.0000000001Gb/s": "expected a whole number of bytes", "99999999999GB/s": "at most 2^50",
	} {
		if _, err := params.ParseBandwidth(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, expected %q", text, err, want)
		}
	}
}

// Is what is written read again, and does nothing make it panic?
func FuzzBandwidth(f *testing.F) {
	for _, text := range []string{"10Gb/s", "1.5 Mb/s", "0.000001MB/s", "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := params.ParseBandwidth(text)
		if err != nil {
			return
		}
		if again, err := params.ParseBandwidth(params.FormatBandwidth(b)); err != nil || again != b {
			t.Errorf("%q is %d, written as %q, which is %d (%v)", text, b, params.FormatBandwidth(b), again, err)
		}
	})
}
