package beside

import (
	"regexp"
	"strings"
	"testing"

	"thaw/experiments/papers/rows"
	"thaw/experiments/papers/stated"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// hostile is a text that means something to LaTeX and to HTML.
const hostile = `50% of a_b & c#d $x^2$ ~{y} \input{z} <script>"µ"</script> ≥ 3`

func hostileSheet() *Sheet {
	row := rows.Row{Claim: hostile, Source: hostile, Published: hostile, SimulatedText: "1%", Interval: "[1%, 2%]",
		VerdictText: "not reproduced", Note: hostile, Failure: hostile}
	return &Sheet{Paper: "p", Title: hostile, Command: hostile, Run: hostile, Figures: []Figure{{Name: "1", After: "figure 1",
		About: hostile, Caption: hostile, Rows: []rows.Row{row},
		Drawn: []plots.Figure{kinds.Bars{Frame: plots.Frame{File: "figure-1"}}}}}}
}

// Does LaTeX print every text of a caption as it is, with nothing left that it would run,
// and are all groups closed?
func TestCaptionIsEscaped(t *testing.T) {
	s := hostileSheet()
	text := string(s.Caption(&s.Figures[0], s.Figures[0].Drawn[0]))
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 4 || lines[1] != `\includegraphics{figure-1.pdf}` || lines[3] != `\label{fig:thaw-p-1}` ||
		!strings.Contains(text, "published ") || !strings.Contains(text, "Brackets are 95\\% intervals") {
		t.Fatalf("\n%s", text)
	}
	bare := regexp.MustCompile(`\\[a-zA-Z]+|\\.|\$-\$|\$\\geq\$`).ReplaceAllStringFunc(lines[2], func(m string) string {
		if m == `\input` {
			t.Error("a command of the text is left")
		}
		return ""
	})
	if i := strings.IndexAny(bare, `%&#$_^~<>|"\`); i >= 0 {
		t.Errorf("%q is left in %s", bare[i], bare)
	}
	if strings.Count(bare, "{") != strings.Count(bare, "}") {
		t.Errorf("groups are not closed: %s", bare)
	}
}

// Is a page of hostile texts without markup of theirs, and without anything to load but
// pictures?
func TestPageIsEscaped(t *testing.T) {
	s := hostileSheet()
	text := string(s.Page(func(name string) string { return "plots/" + name + ".svg" }))
	if strings.Contains(text, "<script") || strings.Contains(text, `"µ"`) || strings.Contains(text, "http") ||
		!strings.Contains(text, `<img src="plots/figure-1.svg"`) || strings.Count(text, "&lt;script&gt;") < 8 {
		t.Errorf("\n%s", text)
	}
	if text := string(s.Page(func(string) string { return "" })); strings.Contains(text, "<img") ||
		!strings.Contains(text, "figure-1 is not there: thaw plot draws it") {
		t.Error("a picture that is not there is shown")
	}
}

// Does a caption say whose verdicts it counts, and on what? Inputs that are in line are no success of a model.
func TestCaptionSaysWhoseVerdicts(t *testing.T) {
	row := func(prediction bool, text string) rows.Row {
		return rows.Row{Claim: "c", Published: "1", SimulatedText: "2", Prediction: prediction, VerdictText: text}
	}
	all := []rows.Row{row(true, "reproduced"), row(false, "input"), row(true, "not reproduced"), row(true, "reproduced"),
		row(false, "in line"), row(false, "input")}
	for _, c := range []struct {
		rows []rows.Row
		want string
	}{
		{all, "Of 6 published statements about it: thaw's verdicts on 3 predictions: 2 reproduced, 1 not reproduced; 3 are " +
			"no prediction: 2 input, 1 in line."},
		{append(all[:1:1], all[1], all[4], all[5]), "Of 4 published statements about it: thaw's verdicts on 1 prediction: 1 " +
			"reproduced; 3 are no prediction"},
		{all[:2], "published 1, simulated 2, thaw's verdict: reproduced; c: published 1, simulated 2, no prediction: input."},
	} {
		s := hostileSheet()
		s.Figures[0].Rows = c.rows
		if text := string(s.Caption(&s.Figures[0], s.Figures[0].Drawn[0])); !strings.Contains(text, c.want) {
			t.Errorf("%q is missing in\n%s", c.want, text)
		}
	}
}

// Does a caption name what the publication has, with what differs in words? It has no "figure 3.4 as meant", and
// whoever looks for one does not find it.
func TestCaptionNamesWhatIsPublished(t *testing.T) {
	for _, c := range []struct{ after, variant, want string }{
		{"figure 3.4", "by the formula of the text", "after figure 3.4 (by the formula of the text) of T."},
		{"section 4.5.3", "", "after section 4.5.3 of T."}, {"", "", "Simulated with thaw; compared with T."},
	} {
		s := hostileSheet()
		s.Title = "T."
		f := &s.Figures[0]
		f.Name, f.After, f.Variant = "3.4 as meant", c.after, c.variant
		text := string(s.Caption(f, f.Drawn[0]))
		if !strings.Contains(text, c.want) || strings.Contains(text, "as meant") {
			t.Errorf("%+v: \n%s", c, text)
		}
	}
}

// Does a caption tell remembered statements and our own expectations from published ones?
func TestCaptionSaysWhatIsNotPublished(t *testing.T) {
	row := func(g stated.Ground, ordered bool) rows.Row {
		return rows.Row{Claim: "c", Published: "1", SimulatedText: "2", VerdictText: "in line", Ground: g, Ordered: ordered}
	}
	for _, c := range []struct {
		rows []rows.Row
		want string
	}{
		{[]rows.Row{row(stated.Published, false), row(stated.Published, true), row(stated.Published, true),
			row(stated.Published, true)}, "Of 4 published statements about it"},
		{[]rows.Row{row(stated.Published, false), row(stated.Recalled, true), row(stated.Expected, true),
			row(stated.Recalled, false)}, "Of 4 statements (1 published, 2 remembered or second-hand, 1 our own expectation) about it"},
		{[]rows.Row{row(stated.Recalled, false)}, "c: remembered 1, simulated 2"},
		{[]rows.Row{row(stated.Expected, true)}, "c (expected): no prediction"},
		{[]rows.Row{row(stated.Published, false)}, "c: published 1, simulated 2"},
	} {
		s := hostileSheet()
		f := &s.Figures[0]
		f.Rows = c.rows
		text := string(s.Caption(f, f.Drawn[0]))
		if !strings.Contains(text, c.want) {
			t.Errorf("%q is missing in\n%s", c.want, text)
		}
	}
}
