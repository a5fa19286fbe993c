package beside

import (
	"fmt"
	"html"
	"strings"

	"thaw/experiments/papers/rows"
)

// style is that of the page: for screens, light and dark, and for paper.
const style = `:root{color-scheme:light dark;--line:#bbb;--soft:#666;--good:#0a6b3d;--part:#8a5a00;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--line:#555;--soft:#aaa;--good:#6fcf97;--part:#f2c94c;--bad:#ff8a80}}
body{font:15px/1.45 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem;margin:0 0 .5rem}
h2{font-size:1.1rem;margin:2.5rem 0 .3rem;border-top:1px solid var(--line);padding-top:1rem}
blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line)}
.soft,.note{color:var(--soft)}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
figure{display:inline-block;margin:.6rem 1rem .6rem 0;vertical-align:top;max-width:100%}
figure img{background:#fff;padding:.5rem;max-width:100%;height:auto;box-sizing:border-box;border-radius:3px}
figcaption{font-size:.85rem;color:var(--soft)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.25rem .7rem .25rem 0}
th{border-bottom:1px solid var(--line);font-weight:600}
tbody tr.claim td{border-top:1px solid color-mix(in srgb,var(--line) 45%,transparent)}
td.note{padding:0 .7rem .35rem 1.2rem}
.reproduced{color:var(--good)}.shape-only{color:var(--part)}.not-reproduced,.fails{color:var(--bad)}
@media print{body{font-size:10px;margin:0;max-width:none}h2{break-after:avoid}figure,tr{break-inside:avoid}}
`

// Page is a page of HTML with every figure, in the order of the paper, and its claims. It
// needs no other file but the pictures, whose paths has gives: that of a drawn figure from
// the page, and empty where it is not there.
func (s *Sheet) Page(picture func(name string) string) []byte {
	var b strings.Builder
	p := func(format string, args ...any) {
		for i, a := range args {
			if text, ok := a.(string); ok {
				args[i] = html.EscapeString(strings.Join(strings.Fields(text), " "))
			}
		}
		fmt.Fprintf(&b, format+"\n", args...)
	}
	p("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")
	p("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
	p("<title>%s: published and simulated</title>", s.Paper)
	b.WriteString("<style>\n" + style + "</style>\n</head>\n<body>\n")
	p("<h1>%s</h1>", s.Title)
	for line := range strings.SplitSeq(strings.TrimSpace(s.Run), "\n") {
		p("<div>%s</div>", line)
	}
	p("<div>%s; intervals of 95%% over windows and seeds</div>\n<div><code>%s</code></div>", s.Counts, s.Command)
	for i := range s.Figures {
		f := &s.Figures[i]
		title := f.title()
		p("<section>\n<h2>%s: %s</h2>", strings.ToUpper(title[:1])+title[1:], f.About)
		if f.Caption != "" {
			p("<blockquote>%s</blockquote>", f.Caption)
		}
		for _, fig := range f.Drawn {
			at := picture(fig.Name())
			if at == "" {
				p("<p class=\"soft\">%s is not there: thaw plot draws it</p>", fig.Name())
				continue
			}
			p("<figure><img src=\"%s\" alt=\"%s\">", at, f.About)
			p("<figcaption>%s %s</figcaption></figure>", fig.Name(), description(fig))
		}
		if len(f.Rows) > 0 {
			b.WriteString("<div class=\"wide\"><table>\n<thead><tr><th>claim<th>published<th>simulated<th>interval" +
				"<th>tolerance<th>status<th>verdict</tr></thead>\n<tbody>\n")
			for k := range f.Rows {
				writeRow(p, &f.Rows[k])
			}
			b.WriteString("</tbody>\n</table></div>\n")
		}
		b.WriteString("</section>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return []byte(b.String())
}

// writeRow writes a claim, and below it what there is to say about it.
func writeRow(p func(string, ...any), r *rows.Row) {
	p("<tr class=\"claim\"><td>%s <span class=\"soft\">(%s)</span>", r.Claim, r.Source)
	p("<td>%s<td>%s<td>%s<td>%s<td>%s<td class=\"%s\">%s</tr>", r.Published, r.SimulatedText, r.Interval,
		r.Tolerance, r.Status,
		strings.ReplaceAll(r.VerdictText, " ", "-"), r.VerdictText)
	if r.Failure != "" {
		p("<tr><td class=\"note fails\" colspan=\"7\">%s</tr>", "fails: "+r.Failure)
	}
	if r.Note != "" {
		p("<tr><td class=\"note\" colspan=\"7\">%s</tr>", r.Note)
	}
}
