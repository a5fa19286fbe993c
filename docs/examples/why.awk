# Reads the summary.csv of a result folder and says how the policy set with the
# least mean latency comes by it, against the one with the most:
#
#	awk -f docs/examples/why.awk results/demo/summary.csv
#
# Mean latency is the share of cold starts times their mean plus the share of
# the others times theirs, so the difference of two mean latencies splits into a
# part for how many starts are cold and a part for how long starts take.

# cut splits a line of CSV into cell[1..n]; a quoted cell may hold commas.
function cut(line, cell,    n, i, c, quoted) {
	n = 1; cell[1] = ""; quoted = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"") quoted = !quoted
		else if (c == "," && !quoted) cell[++n] = ""
		else cell[n] = cell[n] c
	}
	return n
}

function get(name) { return cell[at[name]] + 0 }

NR == 1 { n = cut($0, head); for (i = 1; i <= n; i++) at[head[i]] = i; next }

{
	cut($0, cell)
	if (cell[at["latency_ms_mean"]] == "") next # nothing completed: there is nothing to compare
	p = cell[at["policy"]]
	if (!(p in runs)) name[++policies] = p
	runs[p]++
	latency[p] += get("latency_ms_mean")
	share[p] += get("cold_start_ratio")
	if (cell[at["cold_latency_ms_mean"]] != "") { cold[p] += get("cold_latency_ms_mean"); colds[p]++ }
	evictions[p] += get("evictions")
	used[p] += get("used_mib_mean") / 1024
	median[p] += get("function_cold_ratio_p50")
}

END {
	if (policies == 0) { print "why.awk: no rows" > "/dev/stderr"; exit 1 }
	for (i = 1; i <= policies; i++) {
		p = name[i]
		latency[p] /= runs[p]; share[p] /= runs[p]; if (colds[p]) cold[p] /= colds[p]
		evictions[p] /= runs[p]; used[p] /= runs[p]; median[p] /= runs[p]
		if (i == 1 || latency[p] < latency[best]) best = p
		if (i == 1 || latency[p] > latency[worst]) worst = p
	}
	warm = share[best] < 1 ? (latency[best] - share[best] * cold[best]) / (1 - share[best]) : 0
	many = (share[worst] - share[best]) * (cold[best] - warm)
	print "\nWhy " best " comes before " worst ":"
	printf "  a cold start takes %.0f ms on average, any other %.0f ms; %.1f %% of its starts are cold against %.1f %%,\n", \
		cold[best], warm, 100 * share[best], 100 * share[worst]
	printf "  which alone is %.1f of the %.1f ms between the two;\n", many, latency[worst] - latency[best]
	printf "  it evicts %d idle containers for memory against %d, and books %.1f GiB on average against %.1f GiB.\n", \
		evictions[best], evictions[worst], used[best], used[worst]
	printf "  A few functions make most of the invocations: the median function starts cold in %.0f %% of its own, against %.0f %%.\n", \
		100 * median[best], 100 * median[worst]
}
