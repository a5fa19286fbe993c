package stated

import "testing"

// Is a row whose number was only remembered, was told by others, or is our own, told from what stands in the
// publication? And is a source that says so in words which nobody reads refused, in place of passing for published?
func TestGroundOf(t *testing.T) {
	for source, want := range map[string]Ground{
		"section 4.6.1, System throughput (74 to 76%)": Published, "read off the figure": Published,
		"section 3.4, our reading": Published, `abstract ("in contrast to"), our reading`: Published,
		"figure 10; that the label is virtio-mem's follows from the stated 42.5%":                       Published,
		`design ("we expect and remember")`:                                                             Published,
		"evaluation of the trade-off, remembered":                                                       Recalled,
		"experiment with OpenWhisk, remembered; 33% in a reader's summary":                              Recalled,
		"evaluation of the time series, second-hand (as FaasCache's text has it)":                       Recalled,
		"abstract; 10 and 20 minutes as the practice of AWS, from the introduction by a reader's notes": Recalled,
		`abstract and a reader's summary of the evaluation ("at the same cost"), our reading`:           Recalled,
		"figure 4, recalled":          Recalled,
		"our expectation":             Expected,
		"our question":                Expected,
		"remembered; our expectation": Expected,
		"our expectation, remembered": Expected,
		`abstract ("significantly outperforms prior systems"); our expectation`: Expected,
	} {
		if got, err := GroundOf(source); got != want || err != nil {
			t.Errorf("%q: %v, %v; expected %v", source, got, err, want)
		}
	}
	for _, source := range []string{"as we remember it", "figure 4 from memory", "what we expected", "table 3, hearsay",
		"REMEMBERED, somehow recalled", "figure 3, a second hand account", "a reader of the paper"} {
		if _, err := GroundOf(source); err == nil {
			t.Errorf("%q passes for published", source)
		}
	}
}
