package beside

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/papers/rows"
	"thaw/plots"
)

// mostRows is the number of claims that a caption tells one by one.
const mostRows = 6

// Caption is the text of a drawn figure for LaTeX: the picture, its caption and its label,
// to be read inside a figure environment.
//
//	\begin{figure}\centering\input{plots/figure-4.10}\end{figure}
//
// The picture is looked for in \graphicspath.
func (s *Sheet) Caption(f *Figure, fig plots.Figure) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%% \\graphicspath{{FOLDER/}} names the folder of this file and of the picture.\n")
	fmt.Fprintf(&b, "\\includegraphics{%s.pdf}\n", fig.Name())
	fmt.Fprintf(&b, "\\caption[{%s}]{%s}\n", TeX(strings.TrimSuffix(sentence(f.About), ".")), s.caption(f, fig))
	fmt.Fprintf(&b, "\\label{fig:thaw-%s-%s}\n", s.Paper, strings.TrimPrefix(fig.Name(), "figure-"))
	return []byte(b.String())
}

// caption is the long caption.
func (s *Sheet) caption(f *Figure, fig plots.Figure) string {
	parts := []string{TeX(sentence(f.About))}
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(TeX(description(fig)))
	source := "Simulated with thaw after " + rows.Title(f.Name) + " of " + strings.TrimSuffix(s.Title, ".")
	if f.Name == rows.Title(f.Name) {
		source = "Simulated with thaw; compared with " + strings.TrimSuffix(s.Title, ".")
	}
	source = TeX(source)
	if f.Caption != "" {
		source += " (``" + TeX(strings.TrimSuffix(strings.Join(strings.Fields(f.Caption), " "), ".")) + "'')"
	}
	add(source + ".")
	switch n := len(f.Rows); {
	case n > mostRows:
		add(TeX(fmt.Sprintf("Of %d published statements about it: %s.", n, counts(f.Rows))))
	case n > 0:
		told := make([]string, n)
		for i := range f.Rows {
			told[i] = TeX(statement(&f.Rows[i]))
		}
		add("Published statements: " + strings.Join(told, "; ") + ".")
		if slices.ContainsFunc(f.Rows, func(r rows.Row) bool { return r.Interval != "" }) {
			add(TeX("Brackets are 95% intervals over windows and seeds."))
		}
	}
	add("Made by \\texttt{" + TeX(s.Command) + "}.")
	return strings.Join(parts, " ")
}

// statement is a claim with its verdict.
func statement(r *rows.Row) string {
	published := "published " + r.Published
	if r.Tolerance != "" {
		published += " (tolerance: " + r.Tolerance + ")"
	}
	simulated := strings.TrimSpace("simulated " + r.SimulatedText + " " + r.Interval)
	return fmt.Sprintf("%s: %s, %s, %s", r.Claim, published, simulated, r.VerdictText)
}

// special are the characters that LaTeX reads as something else, or not at all in its
// usual encodings.
var special = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`,
	`%`, `\%`, `_`, `\_`, `^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`, `<`, `\textless{}`,
	`>`, `\textgreater{}`, `|`, `\textbar{}`, `"`, `''`, "`", `\textasciigrave{}`, `--`, `-{}-`,
	"µ", `\textmu{}`, "μ", `\textmu{}`, "×", `\texttimes{}`, "÷", `\textdiv{}`, "±", `\textpm{}`, "°", `\textdegree{}`,
	"·", `\textperiodcentered{}`, "–", `--`, "—", `---`, "“", "``", "”", `''`, "‘", "`", "’", `'`, "…", `\ldots{}`,
	"−", `$-$`, "≤", `$\leq$`, "≥", `$\geq$`, "≈", `$\approx$`, "→", `$\to$`, "σ", `$\sigma$`, "λ", `$\lambda$`,
	"α", `$\alpha$`, "β", `$\beta$`, "Δ", `$\Delta$`, "∞", `$\infty$`, "\u00a0", `~`, "\u202f", `\,`)

// TeX makes a text one that LaTeX prints as it is.
func TeX(text string) string { return special.Replace(strings.Join(strings.Fields(text), " ")) }
