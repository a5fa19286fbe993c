package reproduce

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/table"
	"thaw/experiments/papers"
)

func printReproduction(cmd *cobra.Command, r *papers.Reproduction, f *flags) error {
	w := cmd.OutOrStdout()
	if f.json || f.asMarkdown {
		for _, line := range strings.Split(strings.TrimSpace(r.Describe()), "\n") {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", cmd.Root().Name(), line)
		}
		if f.json {
			return r.WriteJSON(w)
		}
		return r.WriteMarkdown(w)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", r.Paper.Title, r.Describe())
	b.WriteString(claimTable(r))
	var left int
	for _, path := range r.Written {
		if filepath.Ext(path) == ".png" || filepath.Dir(path) == filepath.Clean(r.Folder) {
			fmt.Fprintf(&b, "wrote %s\n", path)
		} else {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "and %d files of the same figures as SVG, PDF and CSV\n", left)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// claimTable is the table of claims, a block a figure, with what there is to say
// about a row below it.
func claimTable(r *papers.Reproduction) string {
	t := &table.Text{}
	t.Row("FIGURE", "PUBLISHED", "SIMULATED", "INTERVAL", "TOLERANCE", "STATUS", "VERDICT")
	var b strings.Builder
	rows := make([]string, len(r.Claims))
	for i := range r.Claims {
		c := &r.Claims[i]
		t.Row(c.Claim.Figure, shorten(c.Published()), c.SimulatedText(), c.IntervalText(),
			c.Claim.Tolerance.Text, c.Status.String(), c.VerdictText())
		rows[i] = c.Claim.Claim
	}
	lines := strings.Split(strings.TrimRight(t.String(), "\n"), "\n")
	b.WriteString(lines[0] + "\n")
	for i, line := range lines[1:] {
		c := &r.Claims[i]
		fmt.Fprintf(&b, "%s\n%s\n", rows[i], strings.TrimRight("  "+line, " "))
		if c.Note != "" {
			fmt.Fprintf(&b, "      %s\n", strings.Join(strings.Fields(c.Note), " "))
		}
		if c.Failure != "" {
			fmt.Fprintf(&b, "  !!  %s\n", c.Failure)
		}
	}
	fmt.Fprintf(&b, "\n%s; intervals of 95%% over windows and seeds\n\n", r.Counts())
	return b.String()
}

// shorten cuts a long text; the claim above it says it all.
func shorten(text string) string {
	if letters := []rune(text); len(letters) > 44 {
		return string(letters[:43]) + "…"
	}
	return text
}
