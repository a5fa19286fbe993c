package results

import (
	"fmt"
	"strconv"
)

// notServedShare is the share of invocations that may fail, time out, be rejected or be unfinished
// without a warning.
const notServedShare = 0.01

// NotServed warns of a policy set under which too many invocations were not served, over
// its runs or in one of them: its latencies are of the others alone. It is empty where
// there is nothing to warn of. Rows that are nil are left out.
func NotServed(rows []*Row) string { return notServed(rows, false) }

// NotServedBySearch is NotServed of the rows of a load search. Its probes end under
// load: what is unfinished then is no flaw, all else that is not served is.
func NotServedBySearch(rows []*Row) string { return notServed(rows, true) }

// Lost are invocations that were not served, by how they ended.
type Lost struct{ Rejected, Unfinished, Failed, TimedOut int64 }

// Add counts those of a run.
func (l *Lost) Add(r *Row) { l.add(r, false) }

func (l *Lost) add(r *Row, search bool) {
	l.Rejected += r.Rejected
	l.Failed += r.Failed
	l.TimedOut += r.TimedOut
	if !search {
		l.Unfinished += r.Unfinished
	}
}

// All returns their number.
func (l *Lost) All() int64 { return l.Rejected + l.Unfinished + l.Failed + l.TimedOut }

// Rest says how many failed and timed out, and nothing where none did.
func (l *Lost) Rest() string {
	if l.Failed+l.TimedOut == 0 {
		return ""
	}
	return fmt.Sprintf(", %d failed, %d timed out", l.Failed, l.TimedOut)
}

func notServed(rows []*Row, search bool) string {
	var all int64
	var lost Lost
	var most float64
	var worst *Row
	var loss int64 // of the worst
	for _, r := range rows {
		if r == nil || r.Invocations == 0 {
			continue
		}
		all += r.Invocations
		lost.add(r, search)
		var here Lost
		here.add(r, search)
		if share := float64(here.All()) / float64(r.Invocations); share > most {
			most, worst, loss = share, r, here.All()
		}
	}
	if most <= notServedShare { // the share over all is no greater
		return ""
	}
	text := fmt.Sprintf("%s of %d invocations were not served (%d rejected, %d unfinished%s)",
		shareText(lost.All(), all), all, lost.Rejected, lost.Unfinished, lost.Rest())
	if most > float64(lost.All())/float64(all) {
		text += fmt.Sprintf(", %s under seed %d", shareText(loss, worst.Invocations), worst.Seed)
	}
	if lost.All() == all {
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
