package experiments

import (
	"testing"

	"thaw/models/workload"
)

// The worked examples of parts of a platform that act on each other: queues of invokers,
// classes, changes of the membership and waiting for a start.
var combinedStories = []story{
	{
		name: "classes-and-queues",
		about: "Invoker 0 has one core and so one token, invoker 1 two of half the speed. The second call goes to " +
			"invoker 1, where it takes 200 ms. The third finds one call on each, goes to the first and waits for its " +
			"token, until the long one ends. The fourth runs beside the second.",
		flags: map[string][]string{"invokers": {"2"}, "memory": {"1GiB"}, "queue": {"fcfs"}, "cpu": {"isolated"},
			"schedule": {"least-loaded"}, "invoker-class": {"one,count=1,cores=1", "two,count=1,cores=2,speed=0.5"}},
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 1000 * ms}, {10 * ms, 0, 100 * ms}, {20 * ms, 0, 100 * ms}, {30 * ms, 0, 100 * ms}},
	},
	{
		name: "queue-and-wait",
		about: "There are two tokens. The second call takes one and waits for the container that the first has started, " +
			"until the first has ended. The third waits in the queue for a token, which it has at that instant. Nothing " +
			"starts any more, and nobody waits behind an execution: it starts a container.",
		flags:  map[string][]string{"memory": {"1GiB"}, "queue": {"fcfs,fixed=2"}, "wait": {"start"}},
		memory: []workload.MiB{64},
		trace:  burstOfFour[:3],
	},
	{
		name: "wait-and-drain",
		about: "The invoker drains while its container starts. The start goes on, and the second call, which waits for " +
			"it, is served there. The third comes after that and waits for an invoker: the second, which joins at 1 s.",
		flags: map[string][]string{"invokers": {"2"}, "memory": {"1GiB"}, "wait": {"start"}, "schedule": {"first-fit"},
			"invoker-event": {"15ms,0,drain", "1s,1,join"}},
		memory: []workload.MiB{64},
		trace:  burstOfFour[:3],
	},
	{
		name: "wait-and-crash",
		about: "The invoker crashes while its container starts. The call that starts and the one that waits for it fail; " +
			"the third starts where an invoker joins.",
		flags: map[string][]string{"invokers": {"2"}, "memory": {"1GiB"}, "wait": {"start"}, "schedule": {"first-fit"},
			"invoker-event": {"15ms,0,crash", "1s,1,join"}},
		memory: []workload.MiB{64},
		trace:  burstOfFour[:3],
	},
	{
		name: "class-and-slow-down",
		about: "f has a quarter of a core: 25 ms in each 100 ms. From 400 ms on, when it has had 25 ms, all takes " +
			"twice as long: 40 ms of work are 80 ms of a thread's time, which the quota gives in 305 ms.",
		flags: map[string][]string{"invokers": {"1"}, "memory": {"1GiB"}, "cores": {"1"}, "cpu": {"shared"},
			"cpu-class": {"rest,quota=0.25"}, "invoker-event": {"400ms,0,slow-down,2"}},
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 65 * ms}},
	},
	{
		name: "clients-and-crash",
		about: "The invoker crashes at 350 ms, when the first call runs and the second waits in its queue. Both are tried " +
			"again a second later, when it is back, in the order of the trace. The second attempt of the second call waits " +
			"for the token until 1.75 s. Its client would give up at 1.85 s and does: it has no third attempt, and what " +
			"runs then runs for nobody. The row shows where it ran.",
		flags: map[string][]string{"memory": {"1GiB"}, "queue": {"fcfs,fixed=1"}, "invoker-event": {"350ms,0,crash", "1s,0,join"},
			"client": {"retry,timeout=500ms,retries=1,jitter=none"}},
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 100 * ms}, {10 * ms, 0, 200 * ms}},
	},
	{
		name: "called-off",
		about: "There is one token. The first call ends at 400 ms. The second holds the token until 1.4 s, although its client " +
			"gave up at 510 ms: it runs. The client of the third gives up at 520 ms, and the platform is told: it leaves " +
			"the queue, and the fourth is the first there. None is tried again.",
		flags: map[string][]string{"memory": {"1GiB"}, "queue": {"fcfs,fixed=1"}, "invoker-event": {"1h,0,drain"},
			"client": {"retry,timeout=500ms,retries=0,cancel=true"}},
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 100 * ms}, {10 * ms, 0, 1000 * ms}, {20 * ms, 0, 100 * ms}, {1000 * ms, 0, 50 * ms}},
	},
	{
		name: "gate-and-line",
		about: "A function may grow by one container in a second. The first call takes that. The second may wait for its start, " +
			"and is refused all the same: the limit counts who is there beyond the containers, and the one that starts is " +
			"the first call's. It is tried again after 400 ms, finds the container free, and costs nothing.",
		flags: map[string][]string{"memory": {"1GiB"}, "wait": {"start"}, "throttle": {"burst=1,every=1s"},
			"client": {"retry,jitter=none,backoff=400ms"}},
		memory: []workload.MiB{64},
		trace:  []call{{0, 0, 50 * ms}, {10 * ms, 0, 100 * ms}},
	},
}

// Do the parts act on each other as their stories tell?
func TestCombinedStories(t *testing.T) { tellAll(t, combinedStories, "combined.story") }
