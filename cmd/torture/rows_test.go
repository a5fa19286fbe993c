//go:build torture

package torture

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// capacity is the memory of the largest invoker in MiB, by the numbers of the platform.
func (r *run) capacity() float64 {
	most := math.NaN()
	for path, text := range r.platform {
		if _, name, _ := strings.Cut(path, "."); name == "memory" || strings.HasPrefix(name, "classes.") &&
			strings.HasSuffix(name, ".memory") {
			for _, unit := range []struct {
				suffix string
				mib    float64
			}{{"GiB", 1024}, {"MiB", 1}, {"TiB", 1 << 20}} {
				if digits, ok := strings.CutSuffix(text, unit.suffix); ok {
					v, err := strconv.ParseFloat(digits, 64)
					if err == nil && !(v*unit.mib < most) {
						most = v * unit.mib
					}
				}
			}
		}
	}
	return most
}

func (r *run) number(name string) string {
	for path, text := range r.platform {
		if _, end, _ := strings.Cut(path, "."); end == name {
			return text
		}
	}
	return ""
}

// rowsAgree: the rows of the invocations are as many, of the same outcomes and kinds,
// and in the order that the summary and the documentation say.
func rowsAgree(r *run) (string, string) {
	t := r.invocations
	if t == nil {
		return "", ""
	}
	if float64(t.rows) != r.row.num("invocations") {
		return "rows of invocations are not those of the summary", fmt.Sprint(t.rows, " and ", r.row["invocations"])
	}
	counts, seen, last := map[string]float64{}, map[int64]bool{}, int64(math.MinInt64)
	for i := range t.rows {
		counts[t.texts["outcome"][i]]++
		kind := t.texts["start_kind"][i]
		counts[kind]++
		number := t.ints["invocation"][i]
		if seen[number] {
			return "an invocation has two rows", fmt.Sprint("invocation ", number)
		}
		seen[number] = true
		arrival, start, end := t.ints["arrival_ns"][i], t.ints["start_ns"][i], t.ints["end_ns"][i]
		if arrival < 0 || start >= 0 && start < arrival || end >= 0 && end < start {
			return "time runs backwards in a row", fmt.Sprint("invocation ", number, ": ", arrival, start, end)
		}
		if t.texts["outcome"][i] == "completed" {
			if end < last {
				return "rows are not in the order of their ends", fmt.Sprint("invocation ", number)
			}
			last = end
			if start < 0 || kind == "none" || t.ints["latency_ns"][i] != start-arrival {
				return "latency is not start − arrival", fmt.Sprint("invocation ", number)
			}
		}
	}
	for _, name := range []string{"completed", "failed", "timed_out", "rejected", "unfinished", "cold", "warm", "prewarm",
		"restore"} {
		column := name
		if slices.Contains([]string{"cold", "warm", "prewarm", "restore"}, name) {
			if column += "_starts"; ofAttempts(r) {
				continue // starts are of attempts, rows of invocations
			}
		}
		if counts[name] != r.row.num(column) {
			return "rows by " + column + " are not those of the summary",
				fmt.Sprintf("%v rows, %v in the summary", counts[name], r.row[column])
		}
	}
	return "", ""
}

// stagesSum: the columns of stages, the queue and the control plane sum to the latency of
// every invocation that began to run.
func stagesSum(r *run) (string, string) {
	t := r.invocations
	if t == nil {
		return "", ""
	}
	for i := range t.rows {
		latency := t.ints["latency_ns"][i]
		if latency < 0 {
			continue
		}
		sum := int64(0)
		for name, column := range t.ints {
			if strings.HasSuffix(name, "_ns") && name != "arrival_ns" && name != "start_ns" && name != "end_ns" &&
				name != "latency_ns" {
				sum += max(0, column[i])
				if column[i] < 0 {
					return "a stage is negative", fmt.Sprint(name, " of invocation ", t.ints["invocation"][i])
				}
			}
		}
		if sum != latency {
			return "stages do not sum to latency_ns of a start that is " + t.texts["start_kind"][i] + ", cpu " +
				r.number("cpu"), fmt.Sprintf("invocation %d: %d and %d ns", t.ints["invocation"][i], sum, latency)
		}
	}
	return "", ""
}

// containersAreApart: a container stays on its invoker, and without concurrency runs one
// invocation at a time.
func containersAreApart(r *run) (string, string) {
	t := r.invocations
	if t == nil || r.number("concurrency") != "1" {
		return "", ""
	}
	byContainer := map[int64][]int{}
	for i, container := range t.ints["container"] {
		if container >= 0 && t.ints["start_ns"][i] >= 0 {
			byContainer[container] = append(byContainer[container], i)
		}
	}
	for container, rows := range byContainer {
		slices.SortFunc(rows, func(a, b int) int {
			return cmp.Or(cmp.Compare(t.ints["start_ns"][a], t.ints["start_ns"][b]),
				cmp.Compare(t.ints["end_ns"][a], t.ints["end_ns"][b]))
		})
		for k := 1; k < len(rows); k++ {
			a, b := rows[k-1], rows[k]
			end := t.ints["end_ns"][a]
			if t.ints["invoker"][a] != t.ints["invoker"][b] {
				return "a container is on two invokers", fmt.Sprint("container ", container)
			}
			if end > t.ints["start_ns"][b] || end < 0 {
				return "a container runs two invocations at a time", fmt.Sprint("container ", container)
			}
		}
	}
	return "", ""
}

// latencyAgrees: the histogram, the rows and the summary tell one distribution.
func latencyAgrees(r *run) (string, string) {
	sums := map[string]float64{}
	for i, kind := range r.latency.texts["starts"] {
		sums[kind] += float64(r.latency.ints["count"][i])
	}
	if sums["all"] != r.row.num("completed") {
		return "the histogram of latency is not of the completed", fmt.Sprint(sums, r.row["completed"])
	}
	t := r.invocations
	if t == nil || r.row.num("completed") == 0 {
		return "", ""
	}
	var all []float64
	total := 0.0
	for i, outcome := range t.texts["outcome"] {
		if outcome == "completed" {
			ms := float64(t.ints["latency_ns"][i]) / 1e6
			all = append(all, ms)
			total += ms
		}
	}
	slices.Sort(all)
	near := func(a, b, by float64) bool { return math.Abs(a-b) <= by*math.Max(math.Abs(a), math.Abs(b))+1e-6 }
	if mean := total / float64(len(all)); !near(mean, r.row.num("latency_ms_mean"), 1e-9) {
		return "latency_ms_mean is not the mean of the rows", fmt.Sprint(mean, " and ", r.row["latency_ms_mean"])
	}
	if most := all[len(all)-1]; !near(most, r.row.num("latency_ms_max"), 1e-9) {
		return "latency_ms_max is not the greatest of the rows", fmt.Sprint(most, " and ", r.row["latency_ms_max"])
	}
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", .5}, {"p90", .9}, {"p95", .95}, {"p99", .99}, {"p999", .999}} {
		v := all[max(0, int(math.Ceil(q.at*float64(len(all))))-1)]
		if !near(v, r.row.num("latency_ms_"+q.name), 1.1e-3) {
			return "latency_ms_" + q.name + " is not that quantile of the rows",
				fmt.Sprint(v, " and ", r.row["latency_ms_"+q.name])
		}
	}
	return "", ""
}

// timelineSums: what happened in all seconds is what the summary counts, and what
// happened on all invokers is what the row of the whole counts.
func timelineSums(r *run) (string, string) {
	t := r.timeline
	whole := map[string]float64{}
	second, invoker, seconds := t.ints["second"], t.ints["invoker"], int64(0)
	for _, s := range second {
		seconds = max(seconds, s+1)
	}
	rows := make([]int, seconds)
	for _, s := range second {
		rows[s]++
	}
	for _, name := range []string{"invocations", "cold_starts", "begun", "evictions", "expiries", "running", "idle",
		"active_mib", "used_mib", "removing_mib", "failed", "members"} {
		parts, all := make([]int64, seconds), make([]int64, seconds)
		for i, v := range t.ints[name] {
			if invoker[i] == -1 {
				whole[name] += float64(v)
				all[second[i]] += v
			} else {
				parts[second[i]] += v
			}
		}
		for s, v := range all {
			if parts[s] != v {
				return "timeline: " + name + " of the whole is not the sum of invokers",
					fmt.Sprintf("second %d: %d and %d", s, v, parts[s])
			}
		}
	}
	starts := r.row.num("cold_starts") + r.row.num("warm_starts") + r.row.num("prewarm_starts") +
		r.row.num("restore_starts")
	for _, c := range []struct {
		name string
		want float64
	}{{"invocations", starts}, {"cold_starts", r.row.num("cold_starts")}, {"evictions", r.row.num("evictions")},
		{"expiries", r.row.num("expiries")}, {"failed", r.row.num("failed")}, {"begun", begun(r)}} {
		if ofAttempts(r) && (c.name == "failed" || c.name == "begun") {
			continue // of attempts, which the summary and the rows do not tell
		}
		if whole[c.name] != c.want {
			return "timeline: the sum of " + c.name + " is not the summary's",
				fmt.Sprintf("%v and %v", whole[c.name], c.want)
		}
	}
	invokers, _ := strconv.Atoi(r.number("invokers"))
	for s, n := range rows { // each once, as timelineStates tells
		if n != invokers+1 {
			return "timeline: seconds or invokers are missing", fmt.Sprintf("second %d of %d has %d rows", s, seconds, n)
		}
	}
	return "", ""
}

// begun counts the invocations whose execution began: by the rows, where there are any,
// and otherwise only where all else was rejected.
func begun(r *run) float64 {
	if t := r.invocations; t != nil {
		n := 0.0
		for _, start := range t.ints["start_ns"] {
			if start >= 0 {
				n++
			}
		}
		return n
	}
	if r.row.num("unfinished")+r.row.num("failed")+r.row.num("timed_out") == 0 {
		return r.row.num("completed")
	}
	n := 0.0
	for i, v := range r.timeline.ints["begun"] {
		if r.timeline.ints["invoker"][i] == -1 {
			n += float64(v)
		}
	}
	return n
}

// ofAttempts reports whether there are attempts beyond those that rows tell of.
func ofAttempts(r *run) bool { return r.row.num("retries")+r.row.num("timeouts") > 0 }

// timelineLatency: the latencies of all seconds are those of all that began.
func timelineLatency(r *run) (string, string) {
	t := r.invocations
	if t == nil || ofAttempts(r) {
		return "", ""
	}
	rows, seconds := 0.0, 0.0
	for _, v := range t.ints["latency_ns"] {
		rows += max(0, float64(v)/1e6)
	}
	mean := r.timeline.num("latency_ms_mean")
	for i, n := range r.timeline.ints["begun"] {
		switch {
		case n == 0 != math.IsNaN(mean[i]):
			return "timeline: a latency where nothing began, or none where something did",
				fmt.Sprintf("second %d: %d begun, %v ms", r.timeline.ints["second"][i], n, mean[i])
		case r.timeline.ints["invoker"][i] == -1 && n > 0:
			seconds += float64(n) * mean[i]
		}
	}
	if math.Abs(rows-seconds) > 1e-6*rows+1e-6*float64(t.rows) {
		return "timeline: latency of all seconds is not that of the rows", fmt.Sprint(seconds, " and ", rows, " ms")
	}
	return "", ""
}

// timelineStates: booked memory fits, on every invoker in every second.
func timelineStates(r *run) (string, string) {
	t, capacity := r.timeline, r.capacity()
	if math.IsNaN(capacity) {
		return "the memory of an invoker is not known", fmt.Sprint(r.platform)
	}
	last := map[int64]int64{}
	for i := range t.rows {
		active, used := float64(t.ints["active_mib"][i]), float64(t.ints["used_mib"][i])
		where := fmt.Sprintf("second %d, invoker %d: active %v, used %v, capacity %v", t.ints["second"][i],
			t.ints["invoker"][i], active, used, capacity)
		invoker, second := t.ints["invoker"][i], t.ints["second"][i]
		if before, ok := last[invoker]; ok && second != before+1 || !ok && second != 0 {
			return "timeline: seconds of an invoker are not in order", where
		}
		last[invoker] = second
		for _, name := range []string{"running", "idle", "queue_length", "invocations", "cold_starts", "begun",
			"removing_mib"} {
			if t.ints[name][i] < 0 {
				return "timeline: " + name + " is negative", where
			}
		}
		switch {
		case active > used:
			return "timeline: active_mib above used_mib", where
		case t.ints["invoker"][i] >= 0 && used > capacity:
			return "timeline: used_mib above capacity", where
		case t.ints["members"][i] < 0 || t.ints["invoker"][i] >= 0 && t.ints["members"][i] > 1:
			return "timeline: members of an invoker are neither 0 nor 1", where
		case t.ints["members"][i] == 0 && t.ints["idle"][i] > 0:
			return "timeline: idle containers where nobody is a member", where
		case t.ints["invocations"][i] < t.ints["cold_starts"][i]:
			return "timeline: more cold starts than starts", where
		}
	}
	return "", ""
}

// queueAtEnd: who waits at the horizon stands in the queue of the last second. With a
// control plane some wait elsewhere.
func queueAtEnd(r *run) (string, string) {
	t := r.invocations
	if t == nil || r.number("control.decision") != "" || r.number("control.message") != "" {
		return "", ""
	}
	waiting := int64(0)
	for i, outcome := range t.texts["outcome"] {
		if outcome == "unfinished" && t.texts["start_kind"][i] == "none" {
			waiting++
		}
	}
	last, queue := int64(-1), int64(0)
	for i, second := range r.timeline.ints["second"] {
		if r.timeline.ints["invoker"][i] == -1 && second > last {
			last, queue = second, r.timeline.ints["queue_length"][i]
		}
	}
	if queue != waiting {
		return "timeline: the last queue_length is not who waits at the horizon", fmt.Sprintf("%d and %d", queue, waiting)
	}
	return "", ""
}
