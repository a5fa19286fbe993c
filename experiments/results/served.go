package results

import (
	"fmt"
	"strconv"
)

// notServedShare is the share of invocations that may be rejected or unfinished
// without a warning.
const notServedShare = 0.01

// NotServed warns of a policy set under which too many invocations were rejected or
// unfinished, over its runs or in one of them: its latencies are of the others alone.
// It is empty where there is nothing to warn of. Rows that are nil are left out.
func NotServed(rows []*Row) string { return notServed(rows, false) }

// NotServedBySearch is NotServed of the rows of a load search. Its probes end under
// load: what is unfinished then is no flaw, what is rejected is.
func NotServedBySearch(rows []*Row) string { return notServed(rows, true) }

func notServed(rows []*Row, search bool) string {
	var all, rejected, unfinished int64
	var most float64
	var worst *Row
	lost := func(r *Row) int64 {
		if search {
			return r.Rejected
		}
		return r.Rejected + r.Unfinished
	}
	for _, r := range rows {
		if r == nil || r.Invocations == 0 {
			continue
		}
		all, rejected, unfinished = all+r.Invocations, rejected+r.Rejected, unfinished+lost(r)-r.Rejected
		if share := float64(lost(r)) / float64(r.Invocations); share > most {
			most, worst = share, r
		}
	}
	if most <= notServedShare { // the share over all is no greater
		return ""
	}
	text := fmt.Sprintf("%s of %d invocations were not served (%d rejected, %d unfinished)",
		shareText(rejected+unfinished, all), all, rejected, unfinished)
	if most > float64(rejected+unfinished)/float64(all) {
		text += fmt.Sprintf(", %s under seed %d", shareText(lost(worst), worst.Invocations), worst.Seed)
	}
	if rejected+unfinished == all {
		return text + ": no latency was measured"
	}
	return text + ": latencies are of the others alone"
}

// shareText writes part of all in percent with three digits. Only all are 100%.
func shareText(part, all int64) string {
	text := strconv.FormatFloat(100*float64(part)/float64(all), 'g', 3, 64) + "%"
	if text == "100%" && part < all {
		return "over 99.9%"
	}
	return text
}
