package experiments

import (
	"testing"

	"thaw/models/workload"
)

// The worked examples of waiting for a start: a function whose cold starts take 300 ms and
// warm starts 1 ms, and calls that come while it starts and while it runs.
var waitStories = []story{
	{
		name:   "never",
		about:  "Whoever finds no container free starts one: four cold starts.",
		flags:  waitingFor("never"),
		memory: []workload.MiB{64},
		trace:  burstOfFour,
	},
	{
		name: "start",
		about: "The second call waits for the container that the first has started, until the first has ended. The " +
			"third finds somebody waiting behind that start and makes one of its own, behind which the fourth waits. " +
			"Whoever waits gets whichever container is free first.",
		flags:  waitingFor("start"),
		memory: []workload.MiB{64},
		trace:  burstOfFour,
	},
	{
		name: "start-slots",
		about: "With three slots in a container the second and the third wait until it is ready, and run beside the " +
			"first. The fourth still waits, since three may.",
		flags:  waitingFor("start", "concurrency=3"),
		memory: []workload.MiB{64},
		trace:  burstOfFour,
	},
	{
		name: "estimate",
		about: "The first call has shown what a start takes (300 ms) and an execution (100 ms). When the second runs, " +
			"the third expects to wait for half of 100 ms, which is sooner than a start. The fourth expects two halves.",
		flags:  waitingFor("estimate"),
		memory: []workload.MiB{64},
		trace: []call{{0, 0, 100 * ms}, {1000 * ms, 0, 100 * ms}, {1010 * ms, 0, 100 * ms},
			{1020 * ms, 0, 100 * ms}},
	},
	{
		name:   "estimate-long",
		about:  "Executions of 800 ms have 400 ms left in the mean: a start is sooner.",
		flags:  waitingFor("estimate"),
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 800 * ms}, {2000 * ms, 0, 800 * ms}, {2010 * ms, 0, 800 * ms}},
	},
}

var burstOfFour = []call{{0, 0, 100 * ms}, {10 * ms, 0, 100 * ms}, {20 * ms, 0, 100 * ms}, {30 * ms, 0, 100 * ms}}

// waitingFor are the flags of a story.
func waitingFor(what string, set ...string) map[string][]string {
	return map[string][]string{"memory": {"1GiB"}, "wait": {what}, "set": set}
}

// Does a replay let calls wait as their stories tell?
func TestWaitStories(t *testing.T) { tellAll(t, waitStories, "wait.story") }
