package cpuclass

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"thaw/models/cpu"
	"thaw/models/workload"
	"thaw/sim"
)

// Set is the classes of a run, in the order in which they take functions.
type Set []Class

// Cores returns the classes as the model of cores has them, rest first; none where the
// set is empty.
func (s Set) Cores() cpu.Classes {
	if len(s) == 0 {
		return nil
	}
	out := cpu.Classes{{Name: Rest}}
	for _, c := range s {
		if c.Name == Rest {
			out[0] = c.Class
		} else {
			out = append(out, c.Class)
		}
	}
	return out
}

// Texts returns the classes as they were written.
func (s Set) Texts() []string {
	var out []string
	for _, c := range s {
		out = append(out, c.text)
	}
	return out
}

// Of returns the class of each function, as an index of Cores. Shares are drawn under
// the seed by the names of functions, whatever else the trace has.
func (s Set) Of(t *workload.Table, seed uint64) []uint8 {
	if len(s) == 0 {
		return nil
	}
	of := make([]uint8, len(t.Functions))
	draws := make([]sim.Stream, len(s))
	for i := range s {
		draws[i] = sim.NewStream(seed, "cpu/class/"+s[i].Name)
	}
	for f := range t.Functions {
		fun := &t.Functions[f]
		class := uint8(0)
		for i := range s {
			c := &s[i]
			if c.Name == Rest {
				continue
			}
			class++
			if c.takes(fun) && (c.share == million || draws[i].Float(0, hash(fun.Name))*million < float64(c.share)) {
				of[f] = class
				break
			}
		}
	}
	return of
}

// Unused returns the names of classes into which no function is drawn under the seed.
func (s Set) Unused(t *workload.Table, seed uint64) (names []string) {
	used := make([]bool, len(s)+1)
	for _, class := range s.Of(t, seed) {
		used[class] = true
	}
	class := 0
	for _, c := range s {
		if c.Name == Rest {
			continue
		}
		if class++; !used[class] {
			names = append(names, c.Name)
		}
	}
	return names
}

func hash(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// takes reports whether the class is for a function, but for its share.
func (c *Class) takes(f *workload.Function) bool {
	return (c.functions == "" || matches(c.functions, f.Name)) && (c.trigger == "" || matches(c.trigger, f.Trigger)) &&
		f.Memory >= c.least && (c.most == 0 || f.Memory <= c.most)
}

// matches reports whether a name is of a pattern, in which * stands for any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return name == pattern
	}
	last := len(parts) - 1
	if !strings.HasPrefix(name, parts[0]) || !strings.HasSuffix(name, parts[last]) ||
		len(name) < len(parts[0])+len(parts[last]) {
		return false
	}
	name = name[len(parts[0]) : len(name)-len(parts[last])]
	for _, p := range parts[1:last] {
		at := strings.Index(name, p)
		if at < 0 {
			return false
		}
		name = name[at+len(p):]
	}
	return true
}

// Check returns what is wrong with the set for the functions of a trace: classes that
// take none.
func (s Set) Check(t *workload.Table) []error {
	var errs []error
	for i := range s {
		c := &s[i]
		if c.Name == Rest || len(t.Functions) == 0 {
			continue
		}
		some, before := false, ""
		for f := range t.Functions {
			if !c.takes(&t.Functions[f]) {
				continue
			}
			some = true
			j := slices.IndexFunc(s[:i], func(d Class) bool {
				return d.Name != Rest && d.share == million && d.takes(&t.Functions[f])
			})
			if j < 0 {
				before = ""
				break
			}
			before = s[j].Name
		}
		switch {
		case !some:
			errs = append(errs, fmt.Errorf("cpu-class %s: none of the %d functions of the trace is in it%s", c.text,
				len(t.Functions), c.example(t)))
		case before != "":
			errs = append(errs, fmt.Errorf("cpu-class %s: class %s and others before it take all of its functions; "+
				"the first class that takes a function has it", c.text, before))
		}
	}
	return errs
}

// example names what a pattern could have named.
func (c *Class) example(t *workload.Table) string {
	switch {
	case c.functions != "":
		return ": they are called " + t.Functions[0].Name + " and so on"
	case c.trigger != "":
		var known []string
		for f := range t.Functions {
			if x := t.Functions[f].Trigger; x != "" && !slices.Contains(known, x) {
				known = append(known, x)
			}
		}
		if known == nil {
			return ": it does not tell triggers"
		}
		return ": its triggers are " + strings.Join(known, ", ")
	}
	return ""
}
