package client

import (
	"math"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Ticket names the attempt of a record; 0: an attempt without one.
type Ticket uint64

func ticket(slot int32, turn uint32) Ticket { return Ticket(turn)<<32 | Ticket(slot+1) }

// Slot returns the record of a ticket that is not 0.
func (t Ticket) Slot() int32 { return int32(uint32(t)) - 1 }

// attemptBits hold the number of an invocation; what is above counts its attempts, of which
// the order of events has four bits (sim.MaxTie).
const attemptBits = 32

// MostInvocations is how many can be numbered.
const MostInvocations = 1 << attemptBits

// Numbered returns the number of the k-th attempt, from 1, of an invocation: for draws, and
// to settle ties, by attempt and then by invocation.
func Numbered(number int64, k int32) int64 { return number | int64(k-1)<<attemptBits }

// Invocation returns the number of the invocation of an attempt.
func Invocation(attempt int64) int64 {
	if attempt < 0 {
		return attempt // of a container that loads ahead of need
	}
	return attempt & (1<<attemptBits - 1)
}

// Nobody is no invocation in flight.
const Nobody = -1

// Record is an invocation whose client may have more to do.
type Record struct {
	Number   int64    // of the invocation
	Arrival  sim.Time // of its first attempt
	Issued   sim.Time // the present attempt
	Duration time.Duration
	Function workload.FuncID
	Attempt  int32 // from 1
	Flight   int32 // of the present attempt on the platform, or Nobody
	Queue    int32 // invoker in whose queue it waits and is called off, or Nobody
	retries  int32 // of which count for the limit
	user     int32 // or Nobody
	round    uint32
	turn     uint32 // what a ticket has to have
	state    state
	armed    bool
}

type state uint8

const (
	vacant state = iota // Number is the next vacant record
	asking              // an attempt is on the platform
	paused              // until the next attempt
	thinking
)

// Counts are what clients did.
type Counts struct {
	Retries   int64 // attempts after the first ones
	GivenUp   int64 // attempts that timed out
	Throttled int64 // attempts that the gate refused
	Refused   int64 // attempts that never were on the platform: throttled, or too large
	Ended     int64 // attempts that the platform is done with
	Cancelled int64 // of those given up: they left their queues
	Unwanted  int64 // of those given up: they ran to their end, or failed
	Wasted    time.Duration
}

// Clients are those of one run.
type Clients struct {
	Counts
	policy  Policy
	users   *workload.Users
	records []Record
	vacant  int32
	timers  sim.Ring[timer]
	waiting int // records whose clients act by themselves sometime: a pause, a thought, a timeout
	paused  int // of which pauses
	budget  int64
	jitter  sim.Stream
	think   sim.Stream
	chosen  sim.Stream
	lasting sim.Stream
	bounds  []float64 // of the users' menu: cumulated weights
	bursts
}

// bursts are those of the users.
type bursts struct {
	drawn    sim.Stream
	apt      []int // functions that may be drawn
	bursting []int
	period   int64
}

// timer is the instant at which a client gives an attempt up.
type timer struct {
	at sim.Time
	of Ticket
}

// New returns the clients of a run, of whom some are users in a closed loop; nil: none are.
func New(p Policy, users *workload.Users, seed uint64) *Clients {
	c := &Clients{policy: p, users: users, vacant: Nobody, budget: 1000 * int64(p.Reserve),
		jitter: sim.NewStream(seed, "client/backoff"), think: sim.NewStream(seed, "client/think"),
		chosen: sim.NewStream(seed, "client/function"), lasting: sim.NewStream(seed, "client/duration")}
	if users != nil {
		c.bounds = make([]float64, len(users.Menu))
		users.Cumulate(c.bounds, nil)
		c.bursts = bursts{drawn: sim.NewStream(seed, "client/burst"), apt: users.Apt()}
	}
	return c
}

// Times reports whether clients give attempts up, which need watching by that.
func (c *Clients) Times() bool { return c.policy.Timeout > 0 }

// InTime reports whether an attempt issued at an instant that ends at another has been
// awaited.
func (c *Clients) InTime(issued, end sim.Time) bool {
	return c.policy.Timeout == 0 || end.Sub(issued) <= c.policy.Timeout
}

// Open makes a record of an invocation whose first attempt is on the platform.
func (c *Clients) Open(number int64, fn workload.FuncID, arrival sim.Time, d time.Duration) Ticket {
	s := c.vacant
	if s == Nobody {
		s = int32(len(c.records))
		c.records = append(c.records, Record{})
	} else {
		c.vacant = int32(c.records[s].Number)
	}
	r := &c.records[s]
	*r = Record{Number: number, Arrival: arrival, Issued: arrival, Duration: d, Function: fn, Attempt: 1,
		Flight: Nobody, Queue: Nobody, user: Nobody, turn: r.turn + 1, state: asking}
	return ticket(s, r.turn)
}

// Of returns the record of a ticket, which somebody waits for.
func (c *Clients) Of(t Ticket) *Record { return &c.records[t.Slot()] }

// Awaited reports whether somebody waits for an attempt.
func (c *Clients) Awaited(t Ticket) bool { return t == 0 || c.records[t.Slot()].turn == uint32(t>>32) }

// Gone reports whether an attempt that waits in a queue leaves it: nobody waits for it, and
// the platform has been told.
func (c *Clients) Gone(t Ticket) bool { return c.policy.Cancel && !c.Awaited(t) }

// Cancels reports whether the platform is told of attempts that are given up.
func (c *Clients) Cancels() bool { return c.policy.Cancel }

// First counts an invocation, which earns a part of a retry.
func (c *Clients) First() {
	c.budget = min(c.budget+int64(c.policy.Budget), 1000*int64(max(1, c.policy.Reserve)))
}

// Arm sets the timer of an attempt that was issued now, and reports whether an event has to
// be asked for at the instant it returns: the first of all timers.
func (c *Clients) Arm(t Ticket) (at sim.Time, first bool) {
	r := c.Of(t)
	if c.policy.Timeout == 0 || r.armed {
		return 0, false
	}
	r.armed = true
	c.waiting++
	at = r.Issued.Add(c.policy.Timeout)
	c.timers.Push(timer{at, t})
	return at, c.timers.Len() == 1
}

// Due returns an attempt that its client gives up now; where there is none, the instant at
// which to ask again, if any. Answered attempts are passed over.
func (c *Clients) Due(now sim.Time) (t Ticket, next sim.Time, some bool) {
	for c.timers.Len() > 0 {
		x := *c.timers.Front()
		if !c.Awaited(x.of) {
			c.timers.Pop()
			continue
		}
		if x.at > now {
			return 0, x.at, true
		}
		c.timers.Pop()
		c.GivenUp++
		return x.of, now, true
	}
	return 0, 0, false
}

// Retry decides whether an invocation whose attempt was not answered is tried again, and
// when. The attempt's ticket is void by that.
func (c *Clients) Retry(t Ticket, throttled bool, now sim.Time) (at sim.Time, again bool) {
	r := c.Of(t)
	u := c.jitter.Float(uint64(r.Number), uint64(r.Attempt))
	var wait time.Duration
	switch {
	case throttled && c.policy.Throttled.Base > 0:
		wait = c.policy.Throttled.Wait(int(r.Attempt-r.retries), u)
		if now.Add(wait).Sub(r.Arrival) > c.policy.Within {
			return 0, false
		}
	case int(r.retries) >= c.policy.Retries || c.policy.Budget > 0 && c.budget < 1000:
		return 0, false
	default:
		r.retries++
		wait = c.policy.Backoff.Wait(int(r.retries), u)
		if c.policy.Budget > 0 {
			c.budget -= 1000
		}
	}
	c.void(r)
	r.state = paused
	c.paused++
	c.waiting++
	return now.Add(wait), true
}

// void takes the ticket of a record's attempt away.
func (c *Clients) void(r *Record) {
	r.turn++
	r.Flight, r.Queue = Nobody, Nobody
	if r.armed {
		r.armed = false
		c.waiting--
	}
}

// Next begins the next attempt of the record in a slot, at the instant that Retry or Think
// gave. It reports whether it is the first one of an invocation, whose number is given.
func (c *Clients) Next(slot int32, number int64, now sim.Time) (t Ticket, first bool) {
	r := &c.records[slot]
	c.waiting--
	if r.state == thinking {
		r.Number, r.Arrival, r.Attempt, r.retries, first = number, now, 1, 0, true
		c.choose(r)
	} else {
		c.paused--
		r.Attempt++
		c.Retries++
	}
	r.Issued, r.Flight, r.state = now, Nobody, asking
	return ticket(slot, r.turn), first
}

// Over ends an invocation: it was answered, or its client has no more to do. It returns the
// slot and the instant of a user's next turn, if there is one: no user invokes from Until on.
func (c *Clients) Over(t Ticket, now sim.Time) (slot int32, at sim.Time, again bool) {
	slot = t.Slot()
	r := &c.records[slot]
	c.void(r)
	if r.user != Nobody {
		r.round++
		if at = now.Add(c.users.Think.Draw(c.think, uint64(r.user), uint64(r.round))); at < c.users.Until {
			r.state = thinking
			c.waiting++
			return slot, at, true
		}
	}
	c.free(slot)
	return 0, 0, false
}

// Tie settles between clients that act at one instant: the number of a user, or of an
// invocation.
func (c *Clients) Tie(slot int32) int64 {
	if r := &c.records[slot]; r.user == Nobody {
		return r.Number
	}
	return int64(c.records[slot].user)
}

func (c *Clients) free(slot int32) {
	r := &c.records[slot]
	r.state, r.Number, c.vacant = vacant, int64(c.vacant), slot
}

// Busy reports whether a client will act of its own accord.
func (c *Clients) Busy() bool { return c.waiting > 0 }

// Paused returns the invocations between two attempts, in the order of their numbers.
func (c *Clients) Paused() (left []Record) {
	for i := range c.records {
		if c.records[i].state == paused {
			left = append(left, c.records[i])
		}
	}
	slices.SortFunc(left, func(a, b Record) int { return int(a.Number - b.Number) })
	return left
}

// Begin lets every user of a closed loop think once, and says when each has thought.
func (c *Clients) Begin(at func(slot int32, at sim.Time)) {
	if c.users == nil {
		return
	}
	for u := range c.users.Count {
		t := c.Open(0, 0, 0, 0)
		r := c.Of(t)
		r.user, r.state = int32(u), thinking
		c.waiting++
		at(t.Slot(), c.users.Begins(u))
	}
}

// burst draws the functions that are in demand from now on.
func (c *Clients) burst(period int64) {
	c.period, c.bursting = period, c.bursting[:0]
	for k := range c.users.Burst.Count {
		u := c.drawn.Float(uint64(period), uint64(k))
		c.bursting = append(c.bursting, c.apt[int(u*float64(len(c.apt)))])
	}
	c.users.Cumulate(c.bounds, c.bursting)
}

// choose draws what a user invokes, for a nanosecond at the least: time goes on.
func (c *Clients) choose(r *Record) {
	if every := c.users.Burst.Every; every > 0 && int64(r.Arrival)/int64(every) != c.period {
		c.burst(int64(r.Arrival) / int64(every))
	}
	u := c.chosen.Float(uint64(r.user), uint64(r.round)) * c.bounds[len(c.bounds)-1]
	fn, _ := slices.BinarySearchFunc(c.bounds, u, func(bound, u float64) int {
		if bound <= u {
			return -1
		}
		return 1
	})
	r.Function = workload.FuncID(min(fn, len(c.bounds)-1))
	r.Duration = max(1, c.users.Menu[r.Function].Duration.Draw(c.lasting, uint64(r.user), uint64(r.round)))
}

// Audit counts who waits again. It runs with invariants only.
func (c *Clients) Audit() {
	acting, pauses := 0, 0
	for i := range c.records {
		r := &c.records[i]
		if r.state == thinking || r.state == paused || r.armed {
			acting++
		}
		if r.state == paused {
			pauses++
		}
		sim.Check(!r.armed || r.state == asking, "record %d has a timer and no attempt", i)
	}
	sim.Check(acting == c.waiting && pauses == c.paused, "%d clients will act and %d pause, counted %d and %d",
		c.waiting, c.paused, acting, pauses)
	sim.Check(c.budget >= 0 && c.budget < math.MaxInt64/2, "the budget is %d", c.budget)
}
