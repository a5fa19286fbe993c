package run

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"thaw/cmd/cli/table"
	"thaw/experiments"
	drawn "thaw/experiments/figures"
)

// printFigures counts the figures, and says what they leave out.
func printFigures(b io.Writer, r *experiments.Result) {
	var figures int64
	for _, f := range r.Manifest.Files {
		if strings.HasPrefix(f.Path, "plots/") && path.Ext(f.Path) == ".png" {
			figures++
		}
	}
	if figures > 0 {
		fmt.Fprintf(b, "wrote %s (%s as png, svg, pdf and csv, captions as tex)\n",
			filepath.Join(r.Folder, "plots"), table.Many(figures, "figure"))
		if text := drawn.LeftOut(r.Manifest.Policies); text != "" {
			fmt.Fprintf(b, "%s\n", text)
		}
	}
}
