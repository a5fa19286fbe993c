package native

import (
	"errors"
	"fmt"
	"math"
	"time"

	"thaw/models/workload"
)

// ParseTable decodes a function table and checks every entry.
func ParseTable(p []byte) (*workload.Table, error) {
	c := tableCursor{p: p}
	t := &workload.Table{}
	t.Apps = make([]workload.App, c.count(8))
	for i := range t.Apps {
		t.Apps[i].Name = c.str()
		mem := c.u32()
		if !c.short && (mem < 1 || mem > math.MaxInt32) {
			return nil, fmt.Errorf("app %d %q: memory of %d MiB, expected 1 to %d", i, t.Apps[i].Name, mem,
				math.MaxInt32)
		}
		t.Apps[i].Memory = workload.MiB(mem)
	}
	t.Functions = make([]workload.Function, c.count(25))
	for i := range t.Functions {
		if err := c.function(&t.Functions[i], len(t.Apps)); err != nil && !c.short {
			return nil, fmt.Errorf("function %d %q: %w", i, t.Functions[i].Name, err)
		}
	}
	if c.short {
		return nil, errors.New("function table: an entry runs past its end: the file is damaged")
	}
	if len(c.p) > 0 {
		return nil, fmt.Errorf("function table: %d bytes after its last entry: the file is damaged", len(c.p))
	}
	return t, nil
}

func (c *tableCursor) function(f *workload.Function, apps int) error {
	f.Name = c.str()
	f.Trigger = c.str()
	app, mem := c.u32(), c.u32()
	f.App, f.Memory = workload.AppID(app), workload.MiB(mem)
	f.MeanDuration = time.Duration(c.i64())
	flags := c.byte()
	f.ImputedDuration = flags&imputedDuration != 0
	f.ImputedMemory = flags&imputedMemory != 0
	switch {
	case app >= uint32(apps):
		return fmt.Errorf("app index %d, expected less than %d", app, apps)
	case mem < 1 || mem > math.MaxInt32:
		return fmt.Errorf("memory of %d MiB, expected 1 to %d", mem, math.MaxInt32)
	case f.MeanDuration < 0:
		return fmt.Errorf("negative mean duration %v", f.MeanDuration)
	case flags&^(imputedDuration|imputedMemory) != 0:
		return fmt.Errorf("unknown flags %#x", flags)
	}
	return nil
}
