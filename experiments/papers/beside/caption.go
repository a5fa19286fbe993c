package beside

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/caption"
	"thaw/experiments/papers/rows"
	"thaw/experiments/papers/stated"
	"thaw/plots"
)

// mostRows is the number of claims that a caption tells one by one.
const mostRows = 3

// Caption is the text of a drawn figure for LaTeX: the picture, its caption and its label,
// to be read inside a figure environment.
//
//	\begin{figure}\centering\input{plots/figure-4.10}\end{figure}
//
// The picture is looked for in \graphicspath.
func (s *Sheet) Caption(f *Figure, fig plots.Figure) []byte {
	about := f.About
	if strings.HasSuffix(fig.Name(), "-claims") {
		about += ": statements"
	}
	return caption.File(fig.Name(), about, s.caption(f, fig), s.Paper+"-"+strings.TrimPrefix(fig.Name(), "figure-"))
}

// caption is the long caption.
func (s *Sheet) caption(f *Figure, fig plots.Figure) string {
	parts := []string{caption.TeX(caption.Sentence(f.About))}
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(caption.TeX(description(fig)))
	source := "Simulated with thaw; compared with " + strings.TrimSuffix(s.Title, ".")
	if f.After != "" {
		source = "Simulated with thaw after " + f.title() + " of " + strings.TrimSuffix(s.Title, ".")
	}
	add(caption.TeX(source) + ".")
	switch n := len(f.Rows); {
	case n > mostRows:
		add(caption.TeX(fmt.Sprintf("Of %s about it: %s%s.", statements(f.Rows), counts(f.Rows),
			tolerances(f.Rows))))
	case n > 0:
		told := make([]string, n)
		for i := range f.Rows {
			told[i] = caption.TeX(statement(&f.Rows[i]))
		}
		add("Statements: " + strings.Join(told, "; ") + ".")
		if slices.ContainsFunc(f.Rows, func(r rows.Row) bool { return r.Interval != "" }) {
			add(caption.TeX("Brackets are 95% intervals over windows and seeds."))
		}
	}
	add(caption.Made(s.Command))
	return strings.Join(parts, " ")
}

// statements counts rows, and those among them that stand in no publication.
func statements(list []rows.Row) string {
	n := map[stated.Ground]int{}
	for _, r := range list {
		n[r.Ground]++
	}
	if n[stated.Published] == len(list) {
		return many(len(list), "published statement")
	}
	var others []string
	if k := n[stated.Recalled]; k > 0 {
		others = append(others, fmt.Sprintf("%d remembered or second-hand", k))
	}
	if k := n[stated.Expected]; k > 0 {
		others = append(others, fmt.Sprintf("%d our own expectation", k))
	}
	return fmt.Sprintf("%s (%d published, %s)", many(len(list), "statement"), n[stated.Published],
		strings.Join(others, ", "))
}

// tolerances lists those of the rows, each once; empty where none has one.
func tolerances(list []rows.Row) string {
	var out []string
	for _, r := range list {
		if r.Tolerance != "" && !slices.Contains(out, r.Tolerance) {
			out = append(out, r.Tolerance)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; tolerances: " + strings.Join(out, ", ")
}

// statement is a claim with its verdict.
func statement(r *rows.Row) string {
	verdict := "thaw's verdict: " + r.VerdictText
	if !r.Prediction {
		verdict = "no prediction: " + r.VerdictText
	}
	if r.Ordered && r.Ground != stated.Published {
		return r.Claim + " (" + r.Ground.Word() + "): " + verdict
	}
	if r.Ordered {
		return r.Claim + ": " + verdict
	}
	published := r.Ground.Word() + " " + r.Published
	if r.Tolerance != "" {
		published += " (tolerance: " + r.Tolerance + ")"
	}
	simulated := strings.TrimSpace("simulated " + r.SimulatedText + " " + r.Interval)
	return fmt.Sprintf("%s: %s, %s, %s", r.Claim, published, simulated, verdict)
}
