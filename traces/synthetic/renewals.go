package synthetic

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Renewal is a group of functions whose inter-arrival times are drawn one by one, each on
// its own: of a mean, and of a coefficient of variation between equal intervals (0) and a
// Poisson process (1), or beyond.
type Renewal struct {
	Name     string // of the function; empty: as other models name theirs
	Count    int    // functions
	Memory   workload.MiB
	Gap      time.Duration // mean between arrivals
	CV       float64       // of the time between arrivals
	Duration time.Duration // of every invocation
	Longest  time.Duration // that the table tells; 0: Duration
	From, To time.Duration // the first gap begins at From, no arrival is at or after To; To 0: the end of the trace
}

// renewalsHelp documents the key renewals.
const renewalsHelp = "groups of functions, joined by +, each [NAME:][Nx]MEMORY/GAP[~CV]/DURATION[/LONGEST]" +
	"[@FROM..TO]: N functions (1) that book MEMORY, such as 64MiB, and are invoked for DURATION, the times between " +
	"invocations being drawn one by one from a Weibull distribution with the mean GAP and the coefficient of " +
	"variation CV (1: a Poisson process; 0: equal intervals); LONGEST is the longest duration that policies are told " +
	"of; FROM..TO, such as 2m..3m, is when the group is invoked"

// The coefficients of variation that a Weibull distribution is asked for.
const (
	leastCV = 0.001 // below it intervals are equal
	mostCV  = 10
)

var renewalName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// parseRenewal reads one group.
func parseRenewal(text string) (r Renewal, err error) {
	r.Count, r.CV = 1, 1
	if name, rest, ok := strings.Cut(text, ":"); ok {
		if !renewalName.MatchString(name) {
			return r, fmt.Errorf("name %q, expected lower-case letters, digits, _ and -", name)
		}
		r.Name, text = name, rest
	}
	text, span, bounded := strings.Cut(text, "@")
	if count, rest, ok := strings.Cut(text, "x"); ok {
		n, err := strconv.ParseInt(count, 10, 32)
		if err != nil || n < 1 || n > maxFunctions {
			return r, fmt.Errorf("%q functions, expected 1 to %d", count, maxFunctions)
		}
		r.Count, text = int(n), rest
	}
	fields := strings.Split(text, "/")
	if len(fields) < 3 || len(fields) > 4 {
		return r, fmt.Errorf("expected MEMORY/GAP/DURATION and perhaps /LONGEST, such as 64MiB/213ms~0.7/105ms")
	}
	mib, ok := strings.CutSuffix(fields[0], "MiB")
	memory, err := strconv.ParseInt(mib, 10, 32)
	if !ok || err != nil || memory < 1 {
		return r, fmt.Errorf("memory of %q, expected MiB such as 64MiB", fields[0])
	}
	r.Memory = workload.MiB(memory)
	if gap, cv, ok := strings.Cut(fields[1], "~"); ok {
		x, err := strconv.ParseFloat(cv, 64)
		if err != nil || !(x >= 0 && x <= mostCV) {
			return r, fmt.Errorf("coefficient of variation %q, expected 0 to %d", cv, mostCV)
		}
		r.CV, fields[1] = x, gap
	}
	into, times := []*time.Duration{&r.Gap, &r.Duration, &r.Longest}[:len(fields)-1], fields[1:]
	if bounded {
		from, to, ok := strings.Cut(span, "..")
		if !ok {
			return r, fmt.Errorf("%q: expected a span such as 2m..3m", span)
		}
		into, times = append(into, &r.From, &r.To), append(times, from, to)
	}
	return r, readTimes(into, times)
}

// readTimes reads durations, each into its place.
func readTimes(into []*time.Duration, texts []string) error {
	for i, text := range texts {
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 || d > maxDuration {
			return fmt.Errorf("%q: expected a duration such as 500ms, up to %v", text, maxDuration)
		}
		*into[i] = d
	}
	return nil
}

// checkRenewals returns what makes the groups impossible.
func (s *Spec) checkRenewals() (errs []string) {
	if len(s.Renewals) == 0 {
		return []string{"the renewals model needs renewals=MEMORY/GAP/DURATION"}
	}
	for _, r := range s.Renewals {
		wrong := func(so bool, format string, args ...any) {
			if so {
				errs = append(errs, renewalsText([]Renewal{r})+": "+fmt.Sprintf(format, args...))
			}
		}
		wrong(r.Gap < time.Microsecond, "a mean of %v between invocations, expected a microsecond at least", r.Gap)
		wrong(!(r.CV >= 0 && r.CV <= mostCV), "a coefficient of variation of %v, expected 0 to %d", r.CV, mostCV)
		wrong(r.Duration < time.Nanosecond, "a duration of %v, expected more", r.Duration)
		wrong(r.Longest != 0 && r.Longest < r.Duration, "a longest duration of %v, expected at least %v", r.Longest,
			r.Duration)
		wrong(r.To != 0 && r.To <= r.From, "from %v to %v, expected a span that begins before it ends", r.From, r.To)
		wrong(r.From >= s.Duration, "from %v, expected a time before the trace's end at %v", r.From, s.Duration)
	}
	return errs
}

// within returns how long the group is invoked between two instants of the trace.
func (r *Renewal) within(from, to time.Duration) time.Duration {
	if r.To > 0 {
		to = min(to, r.To)
	}
	return max(0, to-max(from, r.From))
}

// renewed returns the number of invocations that are to be expected between two instants.
func (s *Spec) renewed(from, to time.Duration) (n float64) {
	for i := range s.Renewals {
		if r := &s.Renewals[i]; r.Gap > 0 {
			n += float64(r.Count) * float64(r.within(from, to)) / float64(r.Gap)
		}
	}
	return n
}

// renewalsText writes groups as a spec has them.
func renewalsText(renewals []Renewal) string {
	texts := make([]string, len(renewals))
	for i, r := range renewals {
		if r.Name != "" {
			texts[i] = r.Name + ":"
		}
		texts[i] += fmt.Sprintf("%dx%dMiB/%v~%s/%v", r.Count, r.Memory, r.Gap,
			strconv.FormatFloat(r.CV, 'g', -1, 64), r.Duration)
		if r.Longest > 0 {
			texts[i] += fmt.Sprintf("/%v", r.Longest)
		}
		if r.From > 0 || r.To > 0 {
			to := r.To
			if to == 0 {
				to = maxDuration
			}
			texts[i] += fmt.Sprintf("@%v..%v", r.From, to)
		}
	}
	return strings.Join(texts, "+")
}

// shapeRenewals makes the functions of the groups, each an app.
func (s *Trace) shapeRenewals() {
	for i := range s.spec.Renewals {
		r := &s.spec.Renewals[i]
		to := min(int64(s.spec.Duration), int64(r.To))
		if r.To == 0 {
			to = int64(s.spec.Duration)
		}
		for k := range r.Count {
			n := len(s.fns)
			app, name := fmt.Sprintf("a%05d", n), fmt.Sprintf("f%05d", n)
			if r.Name != "" {
				name = r.Name
			}
			if r.Name != "" && r.Count > 1 {
				name += "-" + strconv.Itoa(k+1)
			}
			s.table.Apps = append(s.table.Apps, workload.App{Name: app, Memory: r.Memory})
			s.table.Functions = append(s.table.Functions, workload.Function{
				Name: app + "/" + name, App: workload.AppID(n), Memory: r.Memory, MeanDuration: r.Duration,
				LongestDuration: max(r.Duration, r.Longest),
			})
			s.fns = append(s.fns, function{flat: true})
			s.renewals = append(s.renewals, renewing{gap: weibull(r.Gap, r.CV), first: int64(r.From), end: to})
		}
	}
}

// renewing is how a function of the renewals model is invoked.
type renewing struct {
	gap        sim.Dist
	first, end int64 // ns
}

// weibull returns the Weibull distribution of a mean and a coefficient of variation.
func weibull(mean time.Duration, cv float64) sim.Dist {
	if cv < leastCV {
		return sim.Const(mean)
	}
	variation := func(shape float64) float64 {
		once, _ := math.Lgamma(1 + 1/shape)
		twice, _ := math.Lgamma(1 + 2/shape)
		return math.Sqrt(math.Expm1(twice - 2*once))
	}
	lo, hi := 0.05, 10_000.0 // the variation falls from 10^5 to 10^-4
	for range 200 {
		if mid := math.Sqrt(lo * hi); variation(mid) > cv {
			lo = mid
		} else {
			hi = mid
		}
	}
	return sim.Weibull(time.Duration(math.Round(float64(mean)/math.Gamma(1+1/lo))), lo)
}

// pending is the next arrival of each function, and how many gaps were drawn for it.
type pending struct {
	at    []int64 // ns
	drawn []uint64
	gaps  sim.Stream
}

func newPending(s *Trace, seed uint64) pending {
	p := pending{at: make([]int64, len(s.fns)), drawn: make([]uint64, len(s.fns)),
		gaps: sim.NewStream(seed, "synthetic gap")}
	for fn := range s.renewals {
		p.at[fn] = s.renewals[fn].first
		p.step(s, fn)
	}
	return p
}

// step draws the next gap of a function.
func (p *pending) step(s *Trace, fn int) {
	gap := s.renewals[fn].gap.Quantile(p.gaps.Float(uint64(fn), p.drawn[fn]))
	p.at[fn] += max(1000, int64(gap)) // arrivals are whole microseconds
	p.drawn[fn]++
}

// minute appends the keys of all arrivals of a minute, in order of function. Minutes come
// one after the other.
func (p *pending) minute(s *Trace, minute int64, dst []uint64) []uint64 {
	start := minute * minuteNanos
	for fn := range s.renewals {
		end := min(s.renewals[fn].end, start+minuteNanos)
		for j := uint64(0); p.at[fn] < end; j++ {
			dst = append(dst, key((p.at[fn]-start)/1000, uint64(fn), j))
			p.step(s, fn)
		}
	}
	return dst
}
