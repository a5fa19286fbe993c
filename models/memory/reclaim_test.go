package memory_test

import (
	"fmt"
	"testing"
	"thaw/models/memory"
)

func TestTmp(t *testing.T) {
	vm := memory.Strategy{Name: "virtio-mem", Means: memory.Hotplug, Zeroes: true}
	sq := memory.Strategy{Name: "squeezy", Means: memory.Hotplug, Partitioned: true}
	ba := memory.Strategy{Name: "balloon", Means: memory.Balloon}
	for _, m := range []int32{128, 256, 512, 1024, 2048} {
		for _, s := range []memory.Strategy{ba, vm, sq} {
			r, err := memory.Reclaim(memory.ReclaimConfig{Strategy: s, Costs: memory.DefaultCosts(), Instances: 32, Memory: m, Fill: 1})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println(m, s.Name, r)
		}
	}
}
