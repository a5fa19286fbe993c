package table

import (
	"strings"
	"testing"
)

func TestGrouped(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1234567.891, 2, "1,234,567.89"},
		{-1234, 0, "-1,234"}, {-12, 1, "-12.0"}, {999.999, 1, "1,000.0"},
	} {
		if got := Grouped(c.x, c.decimals); got != c.want {
			t.Errorf("Grouped(%v, %d) = %q, want %q", c.x, c.decimals, got, c.want)
		}
	}
}

// Is a text wrapped between words, a word that is too long broken, and nothing lost?
func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{"", 10, ""}, {"one", 3, "one"}, {"one two  three", 7, "one two|three"}, {"one two", 6, "one|two"},
		{"a/very/long/path of it", 8, "a/very/|long/|path of|it"}, {"abcdefghij", 4, "abcd|efgh|ij"},
		{"µµµµ µµ", 4, "µµµµ|µµ"},
	} {
		if got := strings.Join(Wrap(c.text, c.columns), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.columns, got, c.want)
		}
	}
}

// Does a paragraph hang, and end where the screen does?
func TestHang(t *testing.T) {
	if got, want := strings.Join(Hang("one two three four", 1, 2, 8), "|"), " one two|   three|   four"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Do parts of several lines stand beside each other, each below its own beginning, with
// colours that move nothing?
func TestBeside(t *testing.T) {
	bold := func(text string) string { return "<b>" + text + "</b>" }
	got := strings.Join(Beside(2, Part{Text: "one two three", Columns: 7}, Part{Text: "x y", Columns: 1, Paint: bold},
		Part{Text: "end", Columns: 3}), "\n")
	if want := "  one two  <b>x</b>  end\n  three    <b>y</b>"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
