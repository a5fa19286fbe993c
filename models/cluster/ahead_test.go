package cluster_test

import (
	"fmt"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/workload"
)

// Does a replay with rows, where completions are looked at ahead from thousands of
// containers on, mind what was ahead long ago? A burst ends; then single
// invocations make containers, one after the other.
func TestAheadOfLongAgo(t *testing.T) {
	const burst, all = 300, 5000
	for _, apart := range []time.Duration{time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, ms, 10 * ms} {
		w := &world{invokers: 1, memory: 8192, schedule: "first-fit", keepalive: "lru", cold: apart, apps: []workload.App{{Name: "app", Memory: 1}}}
		for fn := range cluster.FuncID(all) {
			w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/%d", fn), Memory: 1})
			at := time.Duration(max(fn, burst)-burst) * apart * 3
			w.at(at, fn, apart+time.Duration(fn%burst)*apart/burst)
		}
		if list, sum := w.replay(t, w.config(), 0); len(list) != all || sum.ColdStarts != all {
			t.Errorf("%v apart: %d rows, %d cold starts, expected %d", apart, len(list), sum.ColdStarts, all)
		}
	}
}
