package experiments

import (
	"testing"

	"thaw/models/workload"
)

// The worked examples of an invoker's cores: four functions whose containers are there
// at 0.3 s, and one that follows.
var coreStories = []story{
	{
		name: "isolated",
		about: "Four executions of 100 ms on two cores: two run at once, the others wait for a core each. The fifth " +
			"finds both free.",
		flags:  onCores("isolated"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name:   "shared",
		about:  "All four run at once, at half the pace of a core each, and the fifth alone.",
		flags:  onCores("shared"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name: "stretch",
		about: "Likewise, and 1.36 times slower, since both cores are busy. The fifth has a core and leaves one idle: " +
			"1 + 0.36 / 2^4 times its 100 ms.",
		flags:  onCores("stretch"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name:   "stretch-linear",
		about:  "A slowdown that grows with the load, and not with its fourth power: 1 + 0.5 / 2 for the fifth.",
		flags:  onCores("stretch", "processor.stretch=0.5", "processor.stretch_power=1"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name: "threads",
		about: "Each core has two hardware threads, which do 1.3 times the work of one: four executions run at 0.65 " +
			"each.",
		flags:  onCores("shared", "processor.threads=2"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name: "switch",
		about: "Four executions on two cores take turns of 3 ms, and each turn costs 300 us more: 1.1 times the time. " +
			"The fifth takes no turns.",
		flags:  onCores("shared", "processor.switch=300us"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
}

var fourAndOne = []call{{0, 0, 100 * ms}, {0, 1, 100 * ms}, {0, 2, 100 * ms}, {0, 3, 100 * ms},
	{1000 * ms, 0, 100 * ms}}

// onCores are the flags of a story on two cores.
func onCores(mode string, set ...string) map[string][]string {
	return map[string][]string{"memory": {"256MiB"}, "cores": {"2"}, "cpu": {mode}, "set": set}
}

// Do cores do in a replay what their stories tell?
func TestCoreStories(t *testing.T) { tellAll(t, coreStories, "cores.story") }
