package params

import "testing"

// Sizes: an error, or an amount that is written again as it was read.
func FuzzMiB(f *testing.F) {
	for _, text := range []string{"512MiB", "20GiB", "0.5TiB", "2147483647MiB", "2147483648MiB", "1e9GiB", "0MiB",
		"99999999999999999999TiB", "1.0000000001GiB", "1mb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseMiB(text)
		if err != nil {
			return
		}
		if again, err := ParseMiB(formatMiB(n)); n < 1 || err != nil || again != n {
			t.Errorf("%q is %d MiB, and %q is %d, %v", text, n, formatMiB(n), again, err)
		}
	})
}
