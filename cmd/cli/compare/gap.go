package compare

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/compare"
)

// compareGap shows how far the policies of one result are from an oracle.
func compareGap(cmd *cobra.Command, folder string, f *compareFlags) error {
	g, err := command.Abandon(cmd.Context(), func() (*compare.Gap, error) {
		return compare.FindGap(folder, f.oracle, f.opt.Confidence)
	})
	if err != nil {
		return err
	}
	return f.show(cmd, g, g.Notes, g.Write, func() string { return gapTable(g) + gapLegend(g) })
}

// gapTable has a line for every policy set.
func gapTable(g *compare.Gap) string {
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "POLICY"}, table.Cell{Text: "COLD"}, table.Cell{Text: "IDLE"}, table.Cell{Text: "COST"},
		table.Cell{Text: "LOSS"}, table.Cell{Text: "GAP CLOSED"}, table.Cell{Text: "OF COLD STARTS"})
	t.Row(table.Cell{}, table.Cell{Text: "%"}, table.Cell{Text: "GiB·s"}, table.Cell{Text: "GiB·s"})
	for i := range g.Rows {
		r := &g.Rows[i]
		t.Row(table.Cell{Text: r.Label}, table.Cell{Text: table.Short(100 * r.ColdStartRatio)},
			table.Cell{Text: table.Grouped(r.Idle, 0)}, table.Cell{Text: table.Grouped(r.Cost, 0)},
			withInterval(compare.LossText(r.Loss)), withInterval(compare.ShareText(r.Closed)),
			withInterval(compare.ShareText(r.ColdClosed)))
	}
	return t.String() + "\n"
}

// gapLegend says what the columns are, and why some have no number.
func gapLegend(g *compare.Gap) string {
	var b strings.Builder
	var reasons []string
	of := map[string][]string{}
	for i := range g.Rows {
		r := &g.Rows[i]
		if why := r.Reason(); why != "" {
			if of[why] == nil {
				reasons = append(reasons, why)
			}
			of[why] = append(of[why], r.Label)
		}
	}
	for _, why := range reasons {
		fmt.Fprintf(&b, "Without a number (–): %s (%s).\n", why, strings.Join(of[why], ", "))
	}
	for i := range g.Rows {
		if r := &g.Rows[i]; !math.IsNaN(r.Worth) {
			fmt.Fprintf(&b, "COST: idle memory, and %v GiB·s for each second that a start in a new container took: "+
				"what it is worth to %s. LOSS: over the cost of that.\n", r.Worth, r.Oracle.KeepAlive)
			break
		}
	}
	b.WriteString("GAP CLOSED: the share of the way from none to the oracle, in cost and in cold starts alone. " +
		"An oracle is the best in its own cost, where memory is no limit and nothing is loaded ahead.\n")
	fmt.Fprintf(&b, "Ratios of means, paired by seed; intervals of %.4g%%. Methods: docs/statistics.md.\n",
		100*g.Confidence)
	return b.String()
}
