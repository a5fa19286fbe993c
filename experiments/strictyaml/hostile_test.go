package strictyaml

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Do files of a megabyte end in a short message, and soon? The limit is generous, for
// machines with other things to do: what is quadratic takes minutes.
func TestHostileFiles(t *testing.T) {
	type item struct {
		Name  string        `yaml:"name,required"`
		Value float64       `yaml:"value"`
		After time.Duration `yaml:"after"`
	}
	type file struct {
		Items  []item         `yaml:"items"`
		Limits map[string]int `yaml:"limits"`
		Text   string         `yaml:"text"`
	}
	const size = 1 << 20
	lines := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	fill := func(text string) string { return strings.Repeat(text, size/len(text)) }
	for name, text := range map[string]string{
		"unknown keys":          lines("key%d: 1\n", 200_000),
		"a key again and again": fill("text: x\n"),
		"named again and again": "limits:\n" + fill("  a: 1\n"),
		"names":                 "limits:\n" + lines("  a%d: 1\n", 200_000),
		"wrong names":           "limits:\n" + lines("  a%d: x\n", 200_000),
		"items without names":   "items:\n" + fill("- {}\n"),
		"items of wrong kinds":  "items: [" + fill("1,") + "1]",
		"items with mistakes":   "items:\n" + lines("- {nam: a, value: x%d, after: 5}\n", 80_000),
		"a long key":            fill("k") + ": 1",
		"a long text":           "items: " + fill("v"),
		"a long number":         "items: [{name: a, value: " + fill("9") + "}]",
		"lists in lists":        fill("["),
		"mappings in mappings":  fill("{a: "),
		"items in items":        fill("- "),
		"keys in keys":          fill("? "),
		"blank lines":           fill("\n"),
		"comments":              fill("# c\n"),
		"comments between":      fill("# c\ntext: x\n"),
		"a long comment":        "# " + fill("c"),
		"anchors":               "items:\n" + lines("- &a%d x\n", 150_000),
		"aliases":               "text: &a x\nitems:\n" + fill("- *a\n"),
		"documents":             fill("---\n"),
		"tags":                  fill("!t "),
		"quotes":                "text: '" + fill("''"),
		"tabs":                  fill("\t"),
		"zeros":                 fill("\x00"),
		"spaces":                fill(" ") + "a: 1",
		"indented ever deeper": func() string {
			var b strings.Builder
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, "%*sa:\n", i, "")
			}
			return b.String()
		}(),
	} {
		began := time.Now()
		var into file
		err := Decode("f.yaml", []byte(text), &into)
		took := time.Since(began)
		if said := fmt.Sprint(err); len(said) > 40_000 {
			t.Errorf("%s: a message of %d bytes", name, len(said))
		}
		if took > 30*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		t.Logf("%-22s %8d bytes %7.0f ms", name, len(text), float64(took.Microseconds())/1000)
		if name == "unknown keys" && !strings.Contains(fmt.Sprint(err), "(and 199990 more errors)") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
