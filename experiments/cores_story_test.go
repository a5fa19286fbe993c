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
	{
		name: "quota",
		about: "Each execution may have a quarter of a core: 25 ms in each 100 ms. All four use them in 50 ms, at half " +
			"a core each, and wait for the next period, four times. The fifth has a core to itself and yet uses 25 ms " +
			"four times, the first of them at once.",
		flags:  inClasses("all,quota=0.25"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name: "real-time",
		about: "The first function's executions have a core, whoever else there is. The other three share the second " +
			"one, and both once the first is done.",
		flags:  inClasses("urgent,functions=app/f,policy=real-time,priority=50"),
		memory: []workload.MiB{64, 64, 64, 64},
		trace:  fourAndOne,
	},
	{
		name:   "own-core",
		about:  "A core is for the last function alone. The other three may not use it, not even when it is idle.",
		flags:  inClasses("alone,functions=*/i,cores=1"),
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

// inClasses are the flags of a story with a class of executions.
func inClasses(class string) map[string][]string {
	flags := onCores("shared")
	flags["cpu-class"] = []string{class}
	return flags
}

// Do cores do in a replay what their stories tell?
func TestCoreStories(t *testing.T) { tellAll(t, coreStories, "cores.story") }
