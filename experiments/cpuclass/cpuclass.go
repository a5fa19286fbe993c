// Package cpuclass reads which functions' executions are in which class of an
// invoker's cores, as users write it:
//
//	urgent,trigger=http,policy=real-time,priority=50,cores=3
//	└ name └ functions   └ how its executions get cores
//
// A function is in the first class that takes it. Those that no class takes are in the
// class rest, which is fair; a class of that name says otherwise of it.
//
// Classes belong to a run and not to a platform: they name functions, which the trace
// has.
package cpuclass

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/units"
	"thaw/models/cpu"
	"thaw/models/names"
	"thaw/models/params"
	"thaw/models/workload"
)

// Class is a class with the functions that it takes.
type Class struct {
	cpu.Class
	text string // as written

	functions, trigger string // patterns; empty: all
	least, most        workload.MiB
	share              int // millionths of the functions, drawn by their names
}

// Rest is the name of the class of what no other takes.
const Rest = "rest"

const million = 1_000_000

var className = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// parameter is one name=value of a class.
type parameter struct {
	name string
	read func(c *Class, text string) error
}

var policyWords = []string{"fair", "real-time", "real-time-fifo"}

func parameters() []parameter {
	whole := func(most int64, at func(*Class) *int) func(*Class, string) error {
		return func(c *Class, text string) error {
			n, err := units.ParseInteger(text, 1, most)
			*at(c) = int(n)
			return err
		}
	}
	pattern := func(at func(*Class) *string) func(*Class, string) error {
		return func(c *Class, text string) error {
			if text == "" {
				return errors.New("nothing is given, expected a name, in which * stands for any text")
			}
			*at(c) = text
			return nil
		}
	}
	return []parameter{
		{"functions", pattern(func(c *Class) *string { return &c.functions })},
		{"trigger", pattern(func(c *Class) *string { return &c.trigger })},
		{"memory", (*Class).readMemory},
		{"share", func(c *Class, text string) (err error) { c.share, err = parseShare(text); return err }},
		{"policy", (*Class).readPolicy},
		{"priority", whole(cpu.MaxPriority, func(c *Class) *int { return &c.Priority })},
		{"weight", whole(cpu.MaxWeight, func(c *Class) *int { return &c.Weight })},
		{"cores", whole(cpu.MaxCores, func(c *Class) *int { return &c.Cores })},
		{"quota", func(c *Class, text string) (err error) { c.Quota, err = parseShare(text); return err }},
		{"period", func(c *Class, text string) (err error) { c.Period, err = units.ParseDuration(text); return err }},
	}
}

var shareText = regexp.MustCompile(`^([0-9]+)(?:\.([0-9]{1,6}))?$`)

// parseShare reads a decimal number above 0 and up to 1 as millionths.
func parseShare(text string) (int, error) {
	if m := shareText.FindStringSubmatch(text); m != nil && len(m[1]) < 4 {
		whole, _ := strconv.Atoi(m[1])
		part, _ := strconv.Atoi((m[2] + "000000")[:6])
		if n := whole*million + part; n > 0 && n <= million {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%q: expected a decimal number above 0 and up to 1 with at most six places", text)
}

// readMemory reads 256MiB, 256MiB..1GiB, ..1GiB or 256MiB.. .
func (c *Class) readMemory(text string) error {
	low, high, ranged := strings.Cut(text, "..")
	if !ranged {
		high = low
	}
	if low == "" && high == "" {
		return fmt.Errorf("%q: expected a memory size, or a range such as 128MiB..512MiB", text)
	}
	for _, x := range []struct {
		text string
		to   *workload.MiB
	}{{low, &c.least}, {high, &c.most}} {
		if x.text != "" {
			mib, err := params.ParseMiB(x.text)
			if err != nil {
				return err
			}
			*x.to = workload.MiB(mib)
		}
	}
	if c.most > 0 && c.most < c.least {
		return fmt.Errorf("%q: expected the smaller size first", text)
	}
	return nil
}

func (c *Class) readPolicy(text string) error {
	switch text {
	case "fair":
	case "real-time", "real-time-fifo":
		c.RealTime, c.FIFO = true, text == "real-time-fifo"
	default:
		return fmt.Errorf("%q: expected %s%s", text, strings.Join(policyWords, ", "), names.Suggest(text, policyWords))
	}
	return nil
}

// Parse reads a class. Its error tells all that is wrong.
func Parse(text string) (Class, error) {
	name, rest, more := strings.Cut(text, ",")
	c := Class{text: text, share: million}
	c.Name = name
	var errs []error
	if !className.MatchString(name) {
		errs = append(errs, fmt.Errorf("%q: expected the name of a class first, of lower-case letters, digits, "+
			"hyphens and underscores, as in urgent,functions=app1/*,policy=real-time,priority=50", name))
	}
	known := parameters()
	words := make([]string, len(known))
	for i, p := range known {
		words[i] = p.name
	}
	seen := map[string]bool{}
	for _, arg := range strings.Split(rest, ",") {
		if !more {
			break
		}
		key, value, ok := strings.Cut(arg, "=")
		i := slices.Index(words, key)
		switch {
		case !ok || i < 0:
			errs = append(errs, fmt.Errorf("%s: %q: expected name=value with one of %s%s", name, arg,
				strings.Join(words, ", "), names.Suggest(key, words)))
		case seen[key]:
			errs = append(errs, fmt.Errorf("%s: %s is given twice", name, key))
		default:
			if err := known[i].read(&c, value); err != nil {
				errs = append(errs, fmt.Errorf("%s: %s: %w", name, key, err))
			}
		}
		seen[key] = true
	}
	if c.Quota > 0 && c.Period == 0 {
		c.Period = cpu.DefaultPeriod
	}
	if name == Rest {
		for _, key := range []string{"functions", "trigger", "memory", "share"} {
			if seen[key] {
				errs = append(errs, fmt.Errorf("%s: %s: it takes what no other class takes, expected no choice of "+
					"functions", name, key))
			}
		}
	}
	return c, errors.Join(errs...)
}
