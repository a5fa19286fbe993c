package synthetic

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Dish is a group of equal functions that users choose from.
type Dish struct {
	Count    int // functions
	Memory   workload.MiB
	Duration time.Duration // mean of an invocation
	Longest  time.Duration // that the table tells; 0: Duration
	Weight   float64       // of each function among all
}

// menuHelp documents the key menu.
const menuHelp = "functions that users choose from, joined by +, each [Nx]MEMORY/DURATION[/LONGEST][@WEIGHT]: N " +
	"functions (1) that book MEMORY, such as 300MiB, run for DURATION and are chosen with WEIGHT (1) among all; " +
	"LONGEST is the longest duration that policies are told of; with weights joined by : there are N of each weight"

// menu reads the groups.
func (p *parser) menu(s *Spec, value string) {
	s.Menu, s.Functions = nil, 0
	for _, part := range strings.Split(value, "+") {
		text, weights, weighed := strings.Cut(part, "@")
		if !weighed {
			weights = "1"
		}
		for weight := range strings.SplitSeq(weights, ":") {
			d, err := parseDish(text, weight)
			if err != nil {
				p.fail(part, "menu: %q: %v", part, err)
				break
			}
			s.Menu = append(s.Menu, d)
			s.Functions += d.Count
		}
	}
}

// parseDish reads one group.
func parseDish(text, weight string) (d Dish, err error) {
	if d.Weight, err = strconv.ParseFloat(weight, 64); err != nil || !(d.Weight >= 0) || math.IsInf(d.Weight, 1) {
		return d, fmt.Errorf("weight of %q, expected a number of 0 or more", weight)
	}
	var times []string
	if d.Count, d.Memory, times, err = parseGroup(text); err != nil {
		return d, err
	}
	if len(times) < 1 || len(times) > 2 {
		return d, fmt.Errorf("expected MEMORY/DURATION and perhaps /LONGEST, such as 300MiB/100ms/300ms")
	}
	return d, parseTimes(times, &d.Duration, &d.Longest)
}

// burstHelp documents the key burst.
const burstHelp = "functions in demand, EVERY/[Nx]WEIGHT@FROM, such as 30s/2x100@16: from EVERY on, and every EVERY " +
	"anew, N functions (1; perhaps one twice) are drawn of those with a weight of FROM or more, and have WEIGHT"

// burst reads when which functions are in demand.
func (p *parser) burst(value string) (b workload.Burst) {
	every, rest, cut := strings.Cut(value, "/")
	rest, from, at := strings.Cut(rest, "@")
	count, weight, many := strings.Cut(rest, "x")
	if !many {
		count, weight = "1", rest
	}
	errs := []error{parseTimes([]string{every}, &b.Every), nil, nil, nil}
	b.Count, errs[1] = strconv.Atoi(count)
	b.Weight, errs[2] = strconv.ParseFloat(weight, 64)
	b.From, errs[3] = strconv.ParseFloat(from, 64)
	if !cut || !at || errors.Join(errs...) != nil || b.Every <= 0 || b.From != b.From {
		p.fail("burst="+value, "burst is %q, expected EVERY/[Nx]WEIGHT@FROM, such as 30s/2x100@16", value)
	}
	return b
}

// think reads how long users think: 500ms, 0s-1s (uniform) or exp/500ms (exponential).
func (p *parser) think(value string) sim.Dist {
	fail := func() sim.Dist {
		p.fail("think="+value, "think is %q, expected a duration such as 500ms, a range such as 0s-1s (uniform), or "+
			"exp/500ms (exponential, of that mean)", value)
		return sim.Dist{}
	}
	kind, mean, exponential := strings.Cut(value, "/")
	low, high, ranged := strings.Cut(value, "-")
	var a, b time.Duration
	switch {
	case exponential:
		if kind != "exp" || parseTimes([]string{mean}, &a) != nil {
			return fail()
		}
		return sim.Exponential(a)
	case ranged:
		if parseTimes([]string{low, high}, &a, &b) != nil || b < a {
			return fail()
		}
		return sim.Uniform(a, b)
	}
	if parseTimes([]string{value}, &a) != nil {
		return fail()
	}
	return sim.Const(a)
}

// checkUsers returns what makes the users impossible.
func (s *Spec) checkUsers() (errs []string) {
	if len(s.Menu) == 0 {
		return []string{"the users model needs menu=MEMORY/DURATION"}
	}
	for _, d := range s.Menu {
		if d.Duration < time.Nanosecond {
			errs = append(errs, fmt.Sprintf("menu: a duration of %v, expected more", d.Duration))
		}
		if d.Longest != 0 && d.Longest < d.Duration {
			errs = append(errs, fmt.Sprintf("menu: a longest duration of %v, expected at least %v", d.Longest,
				d.Duration))
		}
	}
	if s.Within < 0 || s.Within > 5 {
		errs = append(errs, fmt.Sprintf("within is %s, expected 0 to 5", number(s.Within)))
	}
	if s.Functions > maxFunctions {
		return errs // check says so
	}
	if err := s.users().Check(s.Functions); err != nil {
		errs = append(errs, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return errs
}

// users returns the users of a spec.
func (s *Spec) users() *workload.Users {
	u := &workload.Users{Count: s.Users, Think: s.Think, Ramp: s.Ramp, Burst: s.Burst,
		Until: sim.Time(s.Duration)}
	for _, d := range s.Menu {
		lasting := sim.Const(d.Duration)
		if s.Within > 0 { // of that mean
			median := float64(d.Duration) * math.Exp(-s.Within*s.Within/2)
			lasting = sim.LogNormal(time.Duration(math.Round(median)), s.Within)
		}
		for range d.Count {
			u.Menu = append(u.Menu, workload.Choice{Weight: d.Weight, Duration: lasting})
		}
	}
	return u
}

// usersText writes what is the users model's alone, as a spec has it.
func (s *Spec) usersText() string {
	texts := make([]string, len(s.Menu))
	for i, d := range s.Menu {
		texts[i] = fmt.Sprintf("%dx%dMiB/%v", d.Count, d.Memory, d.Duration)
		if d.Longest > 0 {
			texts[i] += fmt.Sprintf("/%v", d.Longest)
		}
		texts[i] += "@" + strconv.FormatFloat(d.Weight, 'f', -1, 64) // the sign of an exponent would join groups
	}
	g := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	burst := ""
	if b := s.Burst; b.Every > 0 {
		burst = fmt.Sprintf("burst=%v/%dx%s@%s,", b.Every, b.Count, g(b.Weight), g(b.From))
	}
	return fmt.Sprintf("users=%d,think=%s,ramp=%v,within=%s,%smenu=%s", s.Users, s.ThinkText, s.Ramp, g(s.Within),
		burst, strings.Join(texts, "+"))
}

// shapeUsers makes the functions of the menu, each an app, and the users. No name has a number
// twice: its digits would cancel in the lowest bit of a hash, and every second invoker would be
// nobody's home.
func (s *Trace) shapeUsers() {
	for _, d := range s.spec.Menu {
		for range d.Count {
			n := len(s.table.Functions)
			app := fmt.Sprintf("a%05d", n)
			s.table.Apps = append(s.table.Apps, workload.App{Name: app, Memory: d.Memory})
			s.table.Functions = append(s.table.Functions, workload.Function{
				Name: app + "/f00000", Trigger: "http", App: workload.AppID(n), Memory: d.Memory,
				MeanDuration: d.Duration, LongestDuration: max(d.Duration, d.Longest),
			})
		}
	}
	s.table.Users = s.spec.users()
}

// unasked is the source of a trace without arrivals.
type unasked struct{ table *workload.Table }

func (u unasked) Table() *workload.Table                  { return u.table }
func (u unasked) Read([]workload.Invocation) (int, error) { return 0, io.EOF }
