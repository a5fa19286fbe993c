package forms

import (
	"fmt"
	"slices"
	"strings"
)

// claimLabel says what a claim is about and what it compares, in the names of the figure. The other order of a
// contradiction stands behind the first. What no simulation decides is told in the words of the claim: the metric
// only stands near it.
func (d *drawing) claimLabel(k Claim) (about, what string) {
	about, show := d.claimNames(k)
	switch {
	case k.Words != "":
		return "", k.Words
	case len(k.OtherOrder) > 0:
		return about, tiers(k.Order, show) + "; or " + tiers(k.OtherOrder, show)
	case len(k.Order) > 0:
		return about, tiers(k.Order, show)
	case k.Kind == Subtracted:
		return about, show(k.Of) + " − " + show(k.To)
	case k.Kind == Counted:
		return about, "items with " + show(k.Of) + " < " + show(k.To)
	case k.To != "":
		return about, show(k.Of) + " ÷ " + show(k.To)
	}
	return about, show(k.Of)
}

// tiers writes an order.
func tiers(order [][]string, show func(text string) string) string {
	var out []string
	for _, tier := range order {
		var of []string
		for _, text := range tier {
			of = append(of, show(text))
		}
		out = append(out, strings.Join(of, ", "))
	}
	return strings.Join(out, " < ")
}

// reversed reports whether the other order of a contradiction turns a pair of the first around.
func (d *drawing) reversed(k Claim) bool {
	tierOf := func(text string) int {
		return slices.IndexFunc(k.OtherOrder, func(tier []string) bool { return slices.Contains(tier, text) })
	}
	return slices.ContainsFunc(k.PairsOf, func(p Pair) bool {
		less, more := tierOf(p.Less), tierOf(p.More)
		return more >= 0 && less > more
	})
}

// pairNames says what the simulated values of an order are: the greater of each pair where no two pairs have
// the same, or the smaller, or both.
func (d *drawing) pairNames(k Claim) []string {
	_, show := d.claimNames(k)
	switch {
	case len(k.PairsOf) == 0 || len(k.PairsOf) == 1 && pairsOf(k.Order) == 1:
		return nil
	case len(k.PairsOf) == 1: // others have no ratio
		p := k.PairsOf[0]
		return []string{strings.TrimSpace(show(p.More) + " ÷ " + show(p.Less) + " " + d.itemName(p.Item))}
	}
	count := map[[2]string]int{} // by side and reference
	for _, p := range k.PairsOf {
		count[[2]string{"more", p.More + "/" + p.Item}]++
		count[[2]string{"less", p.Less + "/" + p.Item}]++
	}
	tells := func(side string, of func(Pair) string) bool {
		return !slices.ContainsFunc(k.PairsOf, func(p Pair) bool {
			return count[[2]string{side, of(p) + "/" + p.Item}] > 1
		})
	}
	more, less := func(p Pair) string { return p.More }, func(p Pair) string { return p.Less }
	first := k.PairsOf[0]
	one := !slices.ContainsFunc(k.PairsOf, func(p Pair) bool { return p.Less != first.Less || p.More != first.More })
	out := make([]string, len(k.PairsOf))
	for i, p := range k.PairsOf {
		switch {
		case one: // items differ
		case tells("more", more):
			out[i] = show(p.More)
		case tells("less", less):
			out[i] = show(p.Less)
		default:
			out[i] = show(p.More) + " ÷ " + show(p.Less)
		}
		if p.Item != "" {
			out[i] = strings.TrimSpace(out[i] + " " + d.itemName(p.Item))
		}
	}
	return out
}

// pairsOf is the number of pairs of an order.
func pairsOf(tiers [][]string) (n int) {
	for i := range len(tiers) - 1 {
		n += len(tiers[i]) * len(tiers[i+1])
	}
	return n
}

// claimNames says what a claim is about, and how its references are shown.
func (d *drawing) claimNames(k Claim) (about string, show func(text string) string) {
	all := append(slices.Concat(k.Order...), k.Of, k.To)
	all = slices.DeleteFunc(all, func(text string) bool { return text == "" })
	first := cellOf(all[0])
	about = k.Metric
	if cells := d.Find(first); len(cells) > 0 {
		about, _, _ = d.axis(cells[0], k.Metric)
	}
	if k.Within != "" {
		about += " ≤ " + k.Within
	}
	one := !slices.ContainsFunc(all, func(text string) bool { return cellOf(text) != first })
	if one && d.severalCells() {
		about = d.cellName(first) + ", " + about
	}
	if text := d.covered(k, all); text != "" {
		about += ", " + text
	}
	other := func(text string) bool { return restOf(text) != restOf(all[0]) }
	if !one && !slices.ContainsFunc(all, other) {
		about += ", " + d.showReference(all[0], true) // the same in several cells
		return about, func(text string) string { return d.cellName(cellOf(text)) }
	}
	bare := one || !d.cellTells(all)
	return about, func(text string) string { return d.showReference(text, bare) }
}

// covered says which items a claim is about: nothing where its cell has one, or its references name
// theirs.
func (d *drawing) covered(k Claim, references []string) string {
	cells := d.Find(cellOf(references[0]))
	if len(cells) == 0 || slices.ContainsFunc(references, func(r string) bool { return strings.Count(r, "/") > 1 }) {
		return ""
	}
	all := cells[0].Items()
	if len(all) < 2 || k.Kind == Counted && len(k.Items) == 0 {
		return ""
	}
	name := func(items []string) string {
		shown := make([]string, len(items))
		for i, item := range items {
			shown[i] = d.itemName(item)
		}
		return strings.Join(shown, ", ")
	}
	text := name(k.Items)
	switch {
	case len(k.Items) == 0:
		text = fmt.Sprintf("all %d", len(all))
	case 2*len(k.Items) > len(all):
		text = "all but " + name(slices.DeleteFunc(slices.Clone(all), func(item string) bool {
			return slices.Contains(k.Items, item)
		}))
	}
	switch {
	case len(k.Items) == 1 || k.Kind == Counted:
		return text
	case k.Each && k.Kind == Ordered:
		return "each of " + text
	case k.Each:
		return "mean ratio of " + text
	}
	return "mean of " + text
}

// Tiers writes an order in the names of files: without cells where all are the same.
func Tiers(order [][]string) string {
	all := slices.Concat(order...)
	several := slices.ContainsFunc(all, func(text string) bool { return cellOf(text) != cellOf(all[0]) })
	tiers := make([]string, len(order))
	for i, tier := range order {
		of := slices.Clone(tier)
		for k, text := range tier {
			if !several {
				_, of[k], _ = strings.Cut(text, "/")
			}
		}
		tiers[i] = strings.Join(of, ", ")
	}
	return strings.Join(tiers, " < ")
}

// severalCells reports whether the claims of the figure are about more than one cell.
func (d *drawing) severalCells() bool {
	cells := map[string]bool{}
	for _, k := range d.Claims {
		for _, text := range append(slices.Concat(k.Order...), k.Of, k.To) {
			if text != "" {
				cells[cellOf(text)] = true
			}
		}
	}
	return len(cells) > 1
}

// cellTells reports whether a reference is of a policy that another cell of the figure has, too, so that its
// name alone does not say which is meant.
func (d *drawing) cellTells(references []string) bool {
	if d.cellsOf == nil {
		d.cellsOf = d.policyCells()
	}
	return slices.ContainsFunc(references, func(text string) bool {
		policy, _, _ := strings.Cut(restOf(text), "/")
		return slices.ContainsFunc(d.cellsOf[policy], func(cell string) bool { return cell != cellOf(text) })
	})
}

// policyCells are the cells of the figure, and of its claims, by the policies that they have.
func (d *drawing) policyCells() map[string][]string {
	names := slices.Clone(d.Cells)
	for _, k := range d.Claims {
		for _, text := range append(slices.Concat(k.Order...), k.Of, k.To) {
			if text != "" {
				names = append(names, cellOf(text))
			}
		}
	}
	slices.Sort(names)
	out := map[string][]string{}
	for _, name := range slices.Compact(names) {
		if cells := d.Find(name); len(cells) > 0 { // those of a family have the same policies
			for _, policy := range cells[0].Policies() {
				out[policy] = append(out[policy], name)
			}
		}
	}
	return out
}

// cellOf is the cell of CELL/POLICY.
func cellOf(text string) string {
	cell, _, _ := strings.Cut(text, "/")
	return cell
}

// restOf is the policy, with its item, of CELL/POLICY/ITEM.
func restOf(text string) string {
	_, rest, _ := strings.Cut(text, "/")
	return rest
}

// showReference writes CELL/POLICY/ITEM as figures name it; without the cell where all are of one.
func (d *drawing) showReference(text string, oneCell bool) string {
	cell, rest, _ := strings.Cut(text, "/")
	policy, item, _ := strings.Cut(rest, "/")
	out, _ := d.show(policy)
	if item != "" {
		out += " " + d.itemName(item)
	}
	if !oneCell {
		out += " (" + d.cellName(cell) + ")"
	}
	return out
}
