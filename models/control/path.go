package control

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"thaw/sim"
)

// Station is a component on the way of every invocation to the decision: a queue, first come
// first served, before so many equal servers.
type Station struct {
	Name    string // keys its draws
	Servers int    // 0: whoever comes is served at once
	Batch   int    // that a server takes at a time, of those that wait; 0 counts as 1
	Service sim.Dist
	// After is the service of what follows each execution there, and is waited for by nobody, such
	// as the write of its record. It takes a server from who comes later. Zero: nothing follows.
	After sim.Dist
}

// Stations and their servers are few: a mistake in a unit is not.
const (
	maxStations = 16
	maxServers  = 1 << 16
)

// checkPath returns what is wrong with the stations, all of it.
func (c *Config) checkPath() (errs []error) {
	if len(c.Path) > maxStations {
		errs = append(errs, fmt.Errorf("%d stations of the control plane, expected at most %d", len(c.Path),
			maxStations))
	}
	for i := range c.Path {
		s := &c.Path[i]
		bad := func(so bool, what string, n, most int) {
			if so {
				errs = append(errs, fmt.Errorf("station %s of the control plane has %d %s, expected 0 to %d", s.Name, n,
					what, most))
			}
		}
		bad(s.Servers < 0 || s.Servers > maxServers, "servers", s.Servers, maxServers)
		bad(s.Batch < 0 || s.Batch > maxServers, "invocations at a time", s.Batch, maxServers)
	}
	return errs
}

// Path is the way through the stations of a run. It holds IDs and calls nobody: each call may
// request wakes and pass invocations, and the caller takes both before its next call.
//
//	Enter ─▶ station ─▶ station ─▶ … ─▶ Passed
//	             ▲
//	 Follow ─────┘ what comes after an execution
type Path struct {
	stations []station
	follows  []int // stations where something follows
	jobs     sim.Arena[sim.JobID, job]
	wakes    sim.Outbox[sim.Wake]
	passed   sim.Outbox[sim.JobID]
	passing  int    // jobs that are no work behind an execution
	served   []bool // by job: the first of those that are served together
}

type station struct {
	Station
	busy    int
	waiting sim.Ring[sim.JobID]
	draws   sim.Stream
}

// job is an invocation on its way, or what follows an execution.
type job struct {
	number  int64
	next    sim.JobID // of its batch, or none
	station int32
	after   bool
}

const none = ^sim.JobID(0)

// NewPath returns the way of a run, or nil where there are no stations.
func NewPath(stations []Station, seed uint64) *Path {
	if len(stations) == 0 {
		return nil
	}
	p := &Path{}
	for i, s := range stations {
		p.stations = append(p.stations, station{Station: s, draws: sim.NewStream(seed, "control/"+s.Name)})
		if !s.After.IsConst() || s.After.Mean() > 0 {
			p.follows = append(p.follows, i)
		}
	}
	return p
}

// Enter begins the way of an invocation and returns its job.
func (p *Path) Enter(number int64, now sim.Time) sim.JobID {
	p.passing++
	id := p.jobs.Alloc(job{number: number, next: none})
	p.come(id, now)
	return id
}

// Follow begins what follows the execution of an invocation.
func (p *Path) Follow(number int64, now sim.Time) {
	for _, i := range p.follows {
		p.come(p.jobs.Alloc(job{number: number, next: none, station: int32(i), after: true}), now)
	}
}

// Passing returns how many invocations are on their way.
func (p *Path) Passing() int { return p.passing }

// Left returns the invocations that are on their way, in the order of the trace.
func (p *Path) Left() (left []sim.JobID) {
	for i := range p.stations {
		for q := &p.stations[i].waiting; q.Len() > 0; {
			left = p.leave(left, q.Pop())
		}
	}
	for id := range sim.JobID(len(p.served)) {
		if p.served[id] {
			left = p.leave(left, id)
		}
	}
	slices.SortFunc(left, func(a, b sim.JobID) int { return cmp.Compare(p.jobs.At(a).number, p.jobs.At(b).number) })
	return left
}

// leave adds a job and those of its batch, but for what follows executions.
func (p *Path) leave(left []sim.JobID, id sim.JobID) []sim.JobID {
	for ; id != none; id = p.jobs.At(id).next {
		if !p.jobs.At(id).after {
			left = append(left, id)
		}
	}
	return left
}

// come puts a job before its station.
func (p *Path) come(id sim.JobID, now sim.Time) {
	s := &p.stations[p.jobs.At(id).station]
	s.waiting.Push(id)
	p.serve(s, now)
}

// serve lets free servers take who waits.
func (p *Path) serve(s *station, now sim.Time) {
	for s.waiting.Len() > 0 && (s.Servers == 0 || s.busy < s.Servers) {
		s.busy++
		first := s.waiting.Pop()
		last := first
		for n := 1; n < s.Batch && s.waiting.Len() > 0; n++ {
			next := s.waiting.Pop()
			p.jobs.At(last).next, last = next, next
		}
		j := p.jobs.At(first)
		service, entity := s.Service, uint64(0)
		if j.after {
			service, entity = s.After, 1
		}
		for int(first) >= len(p.served) {
			p.served = append(p.served, false)
		}
		p.served[first] = true
		tie := 2*j.number + int64(entity)
		p.wakes.Put(sim.Wake{At: now.Add(draw(service, s.draws, entity, j.number)), Tie: tie, Subject: first})
	}
}

func draw(d sim.Dist, s sim.Stream, entity uint64, number int64) time.Duration {
	if d.IsConst() {
		return d.Mean()
	}
	return d.Quantile(s.Float(entity, uint64(number)))
}

// Advance ends a service, of which job is the first that was served. Those served go on, in the
// order in which they came.
func (p *Path) Advance(id sim.JobID, now sim.Time) {
	s := &p.stations[p.jobs.At(id).station]
	s.busy--
	p.served[id] = false
	for id != none {
		j := p.jobs.At(id)
		next, after := j.next, j.after
		j.next = none
		j.station++
		switch {
		case after:
			p.jobs.Free(id)
		case int(j.station) == len(p.stations):
			p.passing--
			p.passed.Put(id)
			p.jobs.Free(id)
		default:
			p.come(id, now)
		}
		id = next
	}
	p.serve(s, now)
}

// Wakes takes the wakes that were requested.
func (p *Path) Wakes() []sim.Wake { return p.wakes.Take() }

// Passed takes the jobs that are through, each vacated: the next Enter may use it again.
func (p *Path) Passed() []sim.JobID { return p.passed.Take() }
