package caption

import (
	"regexp"
	"strings"
	"testing"
)

// Does a command say what was drawn, and not where results went?
func TestCommand(t *testing.T) {
	got := Command([]string{"/bin/thaw", "reproduce", "table 5.3", "--out", "/tmp/x", "--seeds=2", "--resume", "-q",
		"--jobs=3", "--set", "a=b"})
	if want := "thaw reproduce 'table 5.3' --seeds=2 --set a=b"; got != want {
		t.Errorf("%s, expected %s", got, want)
	}
}

// Does LaTeX print names of policies, traces and platforms as they are, whatever is in them? A caption
// with a bare sign of LaTeX stops the document that has it.
func TestTextsAreEscaped(t *testing.T) {
	const hostile = `50% of a_b & c#d $x^2$ ~{y} \input{z} <"|> --x`
	text := string(File("latency-cdf", hostile, TeX(Sentence(hostile)), "run-latency-cdf"))
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, `\caption`) {
			continue
		}
		if strings.Contains(line, `\input`) {
			t.Errorf("a command of the text is left: %s", line)
		}
		bare := regexp.MustCompile(`\\[a-zA-Z]+|\\.`).ReplaceAllString(line, "")
		if i := strings.IndexAny(bare, `%&#$_^~<>|"`); i >= 0 || strings.Count(bare, "{") != strings.Count(bare, "}") {
			t.Errorf("%q is left, or groups are not closed: %s", bare, line)
		}
	}
}
