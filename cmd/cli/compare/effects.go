package compare

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/compare"
)

// compareEffects shows main effects and interactions of one result.
func compareEffects(cmd *cobra.Command, folder string, f *compareFlags) error {
	e, err := command.Abandon(cmd.Context(), func() (*compare.Effects, error) {
		return compare.FindEffects(folder, f.opt)
	})
	if err != nil {
		return err
	}
	write := func(folder string) ([]string, error) { return e.Write(folder) }
	return f.show(cmd, e, e.Notes, write, func() string { return effectsTable(e) + effectsLegend(e) })
}

// effectsTable is a table with a block for every metric.
func effectsTable(e *compare.Effects) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "EFFECT"}, table.Cell{Text: "RATIO − 1"}, table.Cell{Text: "FROM THE FIRST"},
		table.Cell{Text: "P (HOLM)"}, table.Cell{Tail: "LEVELS"})
	metric := ""
	for i := range e.Rows {
		r := &e.Rows[i]
		if r.Metric.Column != metric {
			metric = r.Metric.Column
			t.Row(table.Cell{Text: metric})
		}
		p := compare.PText(r.Holm)
		if r.Shown {
			p += " *"
		}
		t.Row(table.Cell{Text: "  " + e.Name(r)},
			withInterval(compare.EffectText(r.Effect)), withInterval(compare.EffectText(r.FromFirst)),
			table.Cell{Text: p}, table.Cell{Tail: e.Levels(r)})
	}
	return t.String() + "\n"
}

// withInterval keeps numbers in line, whatever the length of their intervals.
func withInterval(text string) table.Cell {
	number, interval, found := strings.Cut(text, " [")
	if !found {
		return table.Cell{Text: number}
	}
	return table.Cell{Text: number, Tail: " [" + interval}
}

func effectsLegend(e *compare.Effects) string {
	var b strings.Builder
	b.WriteString("RATIO − 1: of a role, its second level to its first, over all levels of the others; " +
		"of two (×), what both come to beyond the product of each; of all together, the product of the main " +
		"effects.\n" +
		"FROM THE FIRST: only these roles at their second level, to all at the first.\n")
	fmt.Fprintf(&b, "Geometric means; intervals of %.4g%% over %d seeds; ", 100*e.Confidence, e.Seeds)
	if e.Tests > 0 {
		fmt.Fprintf(&b, "p adjusted by Holm's procedure over %d tests, * shown. ", e.Tests)
	} else {
		fmt.Fprintf(&b, "too few seeds for tests of this table: %d are needed. ", e.SeedsLeast)
	}
	b.WriteString("Methods: docs/statistics.md.\n")
	return b.String()
}
