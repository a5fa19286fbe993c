package cpu_test

import (
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// How many tasks does an invoker have, running or waiting for a core or a quota? All that have
// begun and not ended, at every instant, however the cores are used.
func TestLenCountsAllThatHaveNotEnded(t *testing.T) {
	quota := cpu.Classes{{Name: "short of time", Quota: 100_000, Period: 100 * time.Millisecond}, {Name: "others"}}
	for name, c := range map[string]cpu.Cores{
		"shared": shared(t, 2, cpu.Law{}), "classes": classed(t, 2, cpu.Law{}, quota),
	} {
		now, begun, ended := sim.Time(0), 0, 0
		for begun < 40 || c.Len() > 0 {
			at, some := c.Next()
			if arrival := sim.Time(begun) * sim.Second / 10; begun < 40 && (!some || arrival <= at) {
				now = arrival
				c.Start(uint32(begun), uint8(begun%len(quota))*uint8(len(name)/7), 300*time.Millisecond, now)
				begun++
			} else {
				now = at
				for _, done := c.Finish(now); done; _, done = c.Finish(now) {
					ended++
				}
			}
			if c.Len() != begun-ended {
				t.Fatalf("%s: %d tasks at %v, expected %d that began less %d that ended", name, c.Len(), now.Seconds(),
					begun, ended)
			}
		}
		if ended != 40 {
			t.Errorf("%s: %d of 40 ended", name, ended)
		}
	}
	c := cpu.Isolated(2)
	for k := range 5 {
		c.Start(uint32(k), 0, time.Second, 0)
	}
	c.Leave(sim.Second)
	if c.Len() != 4 {
		t.Errorf("of five tasks on two cores %d are left after one, expected 4", c.Len())
	}
}
