package plots_test

import (
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/plots"
	"thaw/plots/figures"
)

// How does every kind of figure look, with few and many series, small and great values, in a column
// and on a page? `make figures` sets THAW_FIGURES, writes them there with a page of all, and links
// the pages of reproductions that stand beside that folder.
func TestContactSheet(t *testing.T) {
	dir := os.Getenv("THAW_FIGURES")
	if dir == "" {
		t.Skip("THAW_FIGURES names no folder; see make figures")
	}
	abouts := map[string]string{}
	for _, k := range figures.Kinds() {
		abouts[k.Name] = k.About
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><meta charset=\"utf-8\"><title>Figures of thaw</title>\n<style>body{font-family:sans-serif;" +
		"margin:2em;max-width:75em}img{vertical-align:top;margin:0 1em 1em 0;border:1px solid #ccc;background:#fff}</style>\n" +
		"<h1>Every kind of figure, with made-up data</h1>\n<p>Each in a column and on a page. Does every label tell what it " +
		"stands for, and is every mark explained?</p>\n")
	reproductions, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), "*", "index.html"))
	for _, path := range reproductions {
		if name := filepath.Base(filepath.Dir(path)); name != filepath.Base(dir) {
			fmt.Fprintf(&b, "<p><a href=\"../%s/index.html\">%s</a></p>\n", name, html.EscapeString(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(demos())) {
		fmt.Fprintf(&b, "<h2>%s</h2>\n<p>%s</p>\n", html.EscapeString(name), html.EscapeString(abouts[name]))
		for _, width := range []plots.Width{plots.Column, plots.Page} {
			at := fmt.Sprintf("%.0fmm", float64(width))
			if err := os.MkdirAll(filepath.Join(dir, at), 0o755); err != nil {
				t.Fatal(err)
			}
			if _, err := plots.Save(filepath.Join(dir, at), demos()[name],
				plots.Output{Width: width, Formats: []plots.Format{plots.SVG, plots.CSV}}); err != nil {
				t.Errorf("%s at %s: %v", name, at, err)
			}
			fmt.Fprintf(&b, "<img src=\"%s/%s.svg\" alt=\"%s at %s\">\n", at, name, html.EscapeString(name), at)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
