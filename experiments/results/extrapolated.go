package results

import "fmt"

// extrapolatedShare is the share of a run's restores that may lie beyond the table of
// restores without a warning.
const extrapolatedShare = 0.01

// Extrapolated warns of a policy set of which too many restores, over its runs or in one of
// them, lie beyond the points of the table of restores: they took the time of the nearest
// point. It is empty where there is nothing to warn of. Rows that are nil are left out.
func Extrapolated(rows []*Row) string {
	var all, beyond int64
	var most float64
	var worst *Row
	for _, r := range rows {
		if r == nil || r.RestoreStarts == 0 {
			continue
		}
		all += r.RestoreStarts
		beyond += r.RestoresClamped
		if share := float64(r.RestoresClamped) / float64(r.RestoreStarts); share > most {
			most, worst = share, r
		}
	}
	if most <= extrapolatedShare { // the share over all is no greater
		return ""
	}
	text := fmt.Sprintf("extrapolated: %s of %d restores were outside of the table of restores (inputs of a quarter "+
		"to four times the recorded one, 1 to 64 restores at once on an invoker)", shareText(beyond, all), all)
	if most > float64(beyond)/float64(all) {
		text += fmt.Sprintf(", %s under seed %d", shareText(worst.RestoresClamped, worst.RestoreStarts), worst.Seed)
	}
	return text + ": they took the time of its nearest point"
}
