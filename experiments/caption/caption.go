// Package caption writes captions of figures for LaTeX.
//
//	picture, texts ──File──▶ \includegraphics \caption \label, to be read inside a figure environment
package caption

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// File is the text of a figure for LaTeX: the picture of that name, its caption and its label. About
// is a sentence about it, for the list of figures; the long caption is LaTeX already.
//
//	\begin{figure}\centering\input{plots/latency-cdf}\end{figure}
//
// The picture is looked for in \graphicspath.
func File(name, about, long, label string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%% \\graphicspath{{FOLDER/}} names the folder of this file and of the picture.\n")
	fmt.Fprintf(&b, "\\includegraphics{%s.pdf}\n", name)
	fmt.Fprintf(&b, "\\caption[{%s}]{%s}\n", TeX(strings.TrimSuffix(Sentence(about), ".")), long)
	fmt.Fprintf(&b, "\\label{fig:thaw-%s}\n", label)
	return []byte(b.String())
}

// Made says with which command a figure was made, as LaTeX; empty where it is not known.
func Made(command string) string {
	if command == "" {
		return ""
	}
	return "Made by \\texttt{" + TeX(command) + "}."
}

// Sentence makes a text one that begins with a capital letter and ends with a stop.
func Sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		text += "."
	}
	return text
}

// Command is a command line without the flags that say where results go and how they are
// made: what is left decides what is drawn.
func Command(args []string) string {
	if len(args) == 0 {
		return ""
	}
	out := []string{filepath.Base(args[0])}
	for i := 1; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch {
		case slices.Contains([]string{"--out", "--jobs", "-j", "--document", "--papers"}, name):
			if !joined {
				i++
			}
		case slices.Contains([]string{"--resume", "--force", "--quiet", "-q", "--json", "--markdown"}, name):
		default:
			out = append(out, quoted(args[i]))
		}
	}
	return strings.Join(out, " ")
}

// quoted is an argument as a shell reads it.
func quoted(arg string) string {
	if arg != "" && !strings.ContainsAny(arg, " \t\n'\"\\$&|;<>()*?[]{}~`#!") {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
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
