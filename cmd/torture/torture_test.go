//go:build torture

// Package torture attacks thaw as its users do: by processes, files and signals. It
// knows the binary, its documented exit codes and the files that it writes, and
// nothing of its code.
//
//	seed ─▶ attack ─▶ case: files, command lines, a signal ─▶ promise held? ─no─▶ shrink ─▶ finding
//
// `make torture` gives it ten minutes, TORTURE=1h an hour, `make torture-short` one
// minute. Every case is made from the printed seed, its attack and its number alone, so
// that `make torture SEED=7 CASE=commands/12` runs it again; ATTACK=commands makes cases of
// that attack alone.
package torture

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// attack is one way to hurt thaw. Cases of an attack share nothing but the fixtures.
type attack struct {
	name  string
	about string
	share float64 // of the time
	full  int     // cases that a full run of ten minutes has to make
	count string  // what its cases count as in the closing table
	run   func(c *hurt)
}

// attacks is the table of attacks. docs/reliability.md names them.
func attacks() []attack {
	return []attack{
		{"traces", "hostile traces of every format and container", 2.5, 280, "inputs", hostileTrace},
		{"documents", "hostile experiments, budgets, baselines, papers; files that are no files", 2, 120, "inputs",
			hostileDocument},
		{"results", "damaged result folders under compare, check, plot and resume", 1.5, 40, "inputs", damagedResult},
		{"commands", "random command lines, their books checked", 5, 300, "command lines", randomCommand},
		{"kills", "signals at random moments of run, saturate and reproduce, then resume", 2.5, 40, "kills", killed},
		{"replaced", "a trace that is replaced, changed, cut or removed while it is replayed", 1, 20, "replacements",
			replacedTrace},
		{"disks", "full disks, read-only folders, closed and full outputs", 0.7, 30, "disks", badDisk},
		{"folders", "two processes on one folder; --force on what is not thaw's", 0.7, 30, "folders", sharedFolder},
		{"nothing", "budgets and comparisons where nothing was measured", 0.5, 20, "empty results", nothingMeasured},
	}
}

// session is one run of the program: its settings and what it has found.
type session struct {
	binary   string
	folder   string // everything is written below it; what failed stays
	seed     uint64
	deadline time.Time
	fixtures *fixtures

	mu       sync.Mutex
	findings []*finding
	counts   map[string]int
	details  map[string]map[string]int // by attack: what its cases were
	cases    map[string]int
	spent    map[string]time.Duration
}

// finding is a promise that was broken, by one or more cases.
type finding struct {
	attack, kind, text string
	cases              []string
}

// hurt is a case: one attack with everything that it draws from.
type hurt struct {
	*session
	attack  string
	number  int
	rng     *rand.Rand
	folder  string // empty at the beginning
	failed  bool
	refusal string          // what thaw says against the last command line; "" where it takes it
	void    bool            // the time was over before it could be judged
	script  strings.Builder // the commands so far, to be typed again
}

func (c *hurt) id() string { return c.attack + "/" + strconv.Itoa(c.number) }

// find notes a broken promise. Cases that break the same promise the same way are one
// finding, and the first three of them are told.
func (c *hurt) find(kind, format string, args ...any) {
	if c.void {
		return
	}
	c.failed = true
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.findings {
		if f.attack == c.attack && f.kind == kind {
			f.cases = append(f.cases, c.id())
			return
		}
	}
	c.findings = append(c.findings, &finding{c.attack, kind, fmt.Sprintf(format, args...), []string{c.id()}})
}

// known tells whether a finding of this kind was told already: it needs no shrinking.
func (c *hurt) known(kind string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.findings, func(f *finding) bool { return f.attack == c.attack && f.kind == kind })
}

func (c *hurt) chance(p float64) bool { return c.rng.Float64() < p }

func pick[T any](c *hurt, of []T) T { return of[c.rng.IntN(len(of))] }

// setting is an environment variable, which make passes on.
func setting(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// Does thaw keep what docs/reliability.md promises, whatever it meets?
func TestTorture(t *testing.T) {
	s := open(t)
	only := os.Getenv("CASE")
	limit, err := time.ParseDuration(setting("TORTURE", "10m"))
	if err != nil || limit <= 0 {
		t.Fatalf("TORTURE=%s: not a duration such as 60s, 10m or 1h", os.Getenv("TORTURE"))
	}
	began := time.Now()
	s.deadline = began.Add(limit + time.Minute) // of the fixtures
	s.fixtures = makeFixtures(t, s)
	s.deadline = time.Now().Add(limit)
	t.Logf("seed %d, %v after %.1f s of preparation, files below %s", s.seed, limit, time.Since(began).Seconds(),
		s.folder)
	if only != "" {
		s.one(t, only)
	} else {
		s.all()
	}
	s.report(t, time.Since(began))
	if only == "" && os.Getenv("ATTACK") == "" && limit >= 10*time.Minute {
		for _, a := range attacks() {
			if s.cases[a.name] < a.full {
				t.Errorf("%s: %d cases in %v, and a full run has at least %d: the machine is too slow or too busy",
					a.name, s.cases[a.name], limit, a.full)
			}
		}
	}
}

// open builds the binary, unless TORTURE_BINARY names one, and chooses folder and seed.
func open(t *testing.T) *session {
	s := &session{counts: map[string]int{}, details: map[string]map[string]int{}, cases: map[string]int{},
		spent: map[string]time.Duration{}}
	var err error
	if s.folder = os.Getenv("TORTURE_DIR"); s.folder == "" {
		s.folder, err = os.MkdirTemp("", "thaw-torture-")
	} else {
		err = os.MkdirAll(s.folder, 0o755)
	}
	if err == nil {
		s.folder, err = filepath.Abs(s.folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	seed := setting("SEED", strconv.FormatInt(time.Now().UnixNano()%1e9, 10))
	if s.seed, err = strconv.ParseUint(seed, 10, 64); err != nil {
		t.Fatalf("SEED=%s: not a whole number", seed)
	}
	if s.binary = os.Getenv("TORTURE_BINARY"); s.binary == "" {
		s.binary = filepath.Join(s.folder, "thaw")
		build := exec.Command("go", "build", "-pgo=auto", "-o", s.binary, "thaw/cmd/thaw")
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", build, err, text)
		}
	} else if s.binary, err = filepath.Abs(s.binary); err != nil {
		t.Fatal(err)
	}
	return s
}

// begin makes a case. What it draws depends on the seed, the attack and the number.
func (s *session) begin(a attack, number int) (*hurt, error) {
	h := fnv.New64a()
	fmt.Fprint(h, a.name, "/", number)
	c := &hurt{session: s, attack: a.name, number: number, rng: rand.New(rand.NewPCG(s.seed, h.Sum64()))}
	c.folder = filepath.Join(s.folder, a.name, strconv.Itoa(number))
	if err := os.RemoveAll(c.folder); err != nil {
		return nil, err
	}
	return c, os.MkdirAll(c.folder, 0o755)
}

// end counts a case and removes its files, unless they are of use.
func (s *session) end(a attack, c *hurt, took time.Duration, keep bool) {
	if !c.failed && !keep {
		_ = os.RemoveAll(c.folder)
	} else {
		_ = os.WriteFile(filepath.Join(c.folder, "commands.sh"), []byte(c.script.String()), 0o666)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent[a.name] += took
	if c.refusal != "" && !c.failed {
		s.counts["refused command lines"]++
		return
	}
	s.counts[a.count]++
	s.cases[a.name]++
}

// all makes cases until the time is over, on every core. The attack that is farthest from
// its full number comes next, so that a minute has some of each, and a slow machine as
// many as it can of all; beyond that, the attack whose share of the time is used least.
func (s *session) all() {
	list := attacks()
	if only := os.Getenv("ATTACK"); only != "" {
		list = slices.DeleteFunc(list, func(a attack) bool { return a.name != only })
	}
	next := make([]int, len(list))
	used := make([]time.Duration, len(list))
	choose := func() (int, int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		behind := func(i int) float64 { return min(1, float64(next[i])/float64(list[i].full)) }
		share := func(i int) float64 { return float64(used[i]) / list[i].share }
		best := 0
		for i := range list {
			if behind(i) < behind(best) || behind(i) == behind(best) && share(i) < share(best) {
				best = i
			}
		}
		used[best] += 50 * time.Millisecond // until it is known
		next[best]++
		return best, next[best] - 1
	}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for time.Now().Before(s.deadline) {
				i, number := choose()
				c, err := s.begin(list[i], number)
				if err != nil {
					panic(err) // the torture's own folder
				}
				began := time.Now()
				list[i].run(c)
				if c.void {
					_ = os.RemoveAll(c.folder)
					return
				}
				took := time.Since(began)
				s.end(list[i], c, took, false)
				s.mu.Lock()
				used[i] += took - 50*time.Millisecond
				s.mu.Unlock()
			}
		})
	}
	workers.Wait()
}

// one makes the case that CASE names and keeps its files.
func (s *session) one(t *testing.T, name string) {
	attackName, text, _ := strings.Cut(name, "/")
	number, err := strconv.Atoi(text)
	i := slices.IndexFunc(attacks(), func(a attack) bool { return a.name == attackName })
	if err != nil || i < 0 {
		t.Fatalf("CASE=%s: want ATTACK/NUMBER, such as commands/12", name)
	}
	a := attacks()[i]
	c, err := s.begin(a, number)
	if err != nil {
		t.Fatal(err)
	}
	s.deadline = time.Now().Add(10 * time.Minute)
	a.run(c)
	s.end(a, c, 0, true)
	t.Logf("%s: files in %s\n%s", name, c.folder, c.script.String())
}

// report prints the findings and the counts.
func (s *session) report(t *testing.T, took time.Duration) {
	slices.SortStableFunc(s.findings, func(a, b *finding) int {
		return strings.Compare(a.attack+"\x00"+a.kind, b.attack+"\x00"+b.kind)
	})
	for _, f := range s.findings {
		t.Errorf("%s: %s (%d cases: %s)\n%s\nagain: make torture SEED=%d CASE=%s", f.attack, f.kind, len(f.cases),
			strings.Join(f.cases[:min(3, len(f.cases))], ", "), f.text, s.seed, f.cases[0])
	}
	var b strings.Builder
	for _, a := range attacks() {
		if s.cases[a.name] == 0 {
			continue
		}
		fmt.Fprintf(&b, "%-10s %6d cases %8.1f s   %s\n", a.name, s.cases[a.name], s.spent[a.name].Seconds(), a.about)
		var parts []string
		for _, what := range slices.Sorted(maps.Keys(s.details[a.name])) {
			parts = append(parts, fmt.Sprintf("%d %s", s.details[a.name][what], what))
		}
		if len(parts) > 0 {
			fmt.Fprintf(&b, "           %s\n", strings.Join(parts, ", "))
		}
	}
	var counts []string
	for _, name := range []string{"inputs", "command lines", "refused command lines", "kills", "processes"} {
		counts = append(counts, fmt.Sprintf("%d %s", s.counts[name], name))
	}
	t.Logf("seed %d, %.0f s: %s, %d findings\n%s", s.seed, took.Seconds(), strings.Join(counts, ", "),
		len(s.findings), b.String())
	if len(s.findings) == 0 && os.Getenv("TORTURE_DIR") == "" && os.Getenv("CASE") == "" {
		_ = os.RemoveAll(s.folder)
	}
}

// tally counts what a case was about, for the closing table.
func (c *hurt) tally(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.details[c.attack] == nil {
		c.details[c.attack] = map[string]int{}
	}
	c.details[c.attack][what]++
}

func (s *session) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[what]++
}
