// Package tuning runs agents that tune processors beside fixed rules, for the study
// cpu-control and for thaw train.
//
//	settings ─▶ node, loads ─┬─▶ Train ─▶ agent ─┐
//	                         ├─▶ search ─▶ static ├─▶ Judge, under another load ─▶ Outcome
//	                         └─▶ cfs, rr-all, ... ┘
package tuning

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thaw/experiments/textfile"
	"thaw/models/cpu"
	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/models/params"
	"thaw/models/tuner"
)

// Settings are those of the study cpu-control.
type Settings struct {
	Platform  string     `yaml:"platform"` // of the numbers of its processor, but for threads
	Cores     int        `yaml:"cores"`
	Threads   int        `yaml:"threads"` // of a core
	Spread    float64    `yaml:"spread"`  // of the work of an execution: σ of its logarithm
	Functions []Function `yaml:"functions"`

	Train Load `yaml:"train"` // under which agents learn and static knobs are chosen
	Judge Load `yaml:"judge"` // under which all variants are judged

	Settle   time.Duration `yaml:"settle"`   // after a change of knobs
	Window   time.Duration `yaml:"window"`   // that is measured then
	Episodes int           `yaml:"episodes"` // of training
	Steps    int           `yaml:"steps"`    // windows of an episode
	Judged   int           `yaml:"judged"`   // windows of a judgement
	Rounds   int           `yaml:"rounds"`   // of the search for static knobs
	Draws    int           `yaml:"draws"`    // of the load, for each setting that it tries

	Limits   Limits   `yaml:"limits"`
	Variants []string `yaml:"variants"`

	// file of a trained agent, from the folder of the file that names it; nothing: one is trained
	Agent       string `yaml:"agent"`
	AgentSHA256 string `yaml:"-"` // of its text
	folder      string
	agent       []byte
}

// Function is a function of the node.
type Function struct {
	Name       string        `yaml:"name,required"`
	BestEffort bool          `yaml:"best_effort"`
	Locks      bool          `yaml:"locks"` // it gets no cores of its own
	Work       time.Duration `yaml:"work,required"`
	Rate       float64       `yaml:"rate,required"` // of its arrivals, in proportion to the others'
}

// Load is what the node is asked to do.
type Load struct {
	Share float64       `yaml:"share"` // of what all cores can do
	Swing float64       `yaml:"swing"` // of a function's rate from phase to phase: σ of its logarithm
	Phase time.Duration `yaml:"phase"`
}

// Limits are what the components of comprehensive latency may be, in multiples of the mean
// work of a function; 0: no limit.
type Limits struct {
	Mean      float64 `yaml:"mean"`
	Median    float64 `yaml:"median"`
	P95       float64 `yaml:"p95"`
	P99       float64 `yaml:"p99"`
	Deviation float64 `yaml:"deviation"`
}

// The variants.
const (
	CFS         = "cfs"
	CFSPinned   = "cfs-pinned"
	FIFOThenCFS = "fifo-then-cfs"
	RoundRobin  = "rr-all"
	Static      = "static"
	Untrained   = "untrained"
	FaaSCTRL    = "faasctrl"
)

// AllVariants lists the variants.
func AllVariants() []string {
	return []string{CFS, CFSPinned, FIFOThenCFS, RoundRobin, Static, Untrained, FaaSCTRL}
}

// Defaults are the settings where none are given. Works, rates, loads and limits are
// assumed: nothing of them is published (experiments/papers/faasctrl/README.md).
func Defaults() Settings {
	const ms = time.Millisecond
	return Settings{
		Platform: "openwhisk", Cores: 16, Threads: 2, Spread: 0.3,
		Functions: []Function{
			{Name: "binary_alert", Work: 40 * ms, Rate: 8}, {Name: "email_gen", Work: 60 * ms, Rate: 6},
			{Name: "markdown2html", Work: 80 * ms, Rate: 6}, {Name: "stock_analysis", Work: 250 * ms, Rate: 3},
			{Name: "squeezenet", Locks: true, Work: 400 * ms, Rate: 2.5},
			{Name: "pagerank", BestEffort: true, Work: 1500 * ms, Rate: 0.8},
			{Name: "dna_visualization", BestEffort: true, Work: 3000 * ms, Rate: 0.5},
			{Name: "review_analysis", BestEffort: true, Work: 600 * ms, Rate: 2},
			{Name: "video_processing", BestEffort: true, Work: 5000 * ms, Rate: 0.5},
			{Name: "image_recognition", BestEffort: true, Work: 1000 * ms, Rate: 1.5},
		},
		Train:  Load{Share: 0.8, Swing: 0.3, Phase: 2 * time.Minute},
		Judge:  Load{Share: 0.9, Swing: 0.3, Phase: 2 * time.Minute},
		Settle: 30 * time.Second, Window: 30 * time.Second,
		Episodes: 100, Steps: 20, Judged: 60, Rounds: 2, Draws: 2,
		Limits:   Limits{Mean: 1.5, Median: 1.5, P95: 3, P99: 4, Deviation: 1},
		Variants: AllVariants(),
	}
}

// From says in which folder the file of the settings is; without it they begin in the working
// directory.
func (s *Settings) From(folder string) { s.folder = folder }

// Check reports what is wrong with the settings.
func (s *Settings) Check(report func(key, format string, args ...any)) {
	all := func(key string, errs []error) {
		if len(errs) > 0 { // one report: they share a place in the file
			texts := make([]string, len(errs))
			for i, err := range errs {
				texts[i] = err.Error()
			}
			report(key, "%s", strings.Join(texts, "; "))
		}
	}
	between := func(key string, n, least, most int) {
		if n < least || n > most {
			report(key, "%d, expected %d to %d", n, least, most)
		}
	}
	s.checkVariants(report)
	between("episodes", s.Episodes, 0, tuner.MaxEpisodes)
	between("steps", s.Steps, 1, tuner.MaxSteps)
	between("judged", s.Judged, 1, tuner.MaxSteps)
	between("rounds", s.Rounds, 0, 100)
	between("draws", s.Draws, 1, 1000)
	limits := s.Limits.model()
	all("limits", limits.Check())
	pace := s.pace()
	all("settle", pace.Check())
	p, err := params.Load(s.Platform)
	if err != nil {
		report("platform", "%v", err)
		return
	}
	node := s.node(p)
	if errs := node.Check(); len(errs) > 0 {
		all("functions", errs)
		return
	}
	s.checkLoads(report)
	if s.Agent != "" {
		s.read(node, all)
	}
}

func (s *Settings) checkVariants(report func(key, format string, args ...any)) {
	if len(s.Variants) == 0 {
		report("variants", "none, expected at least one of %s", strings.Join(AllVariants(), ", "))
	}
	var wrong []string
	for _, v := range s.Variants {
		if !slices.Contains(AllVariants(), v) {
			wrong = append(wrong, fmt.Sprintf("unknown variant %q%s", v, names.Hint(v, AllVariants())))
		}
	}
	if wrong != nil {
		report("variants", "%s", strings.Join(wrong, "; "))
	}
}

func (s *Settings) checkLoads(report func(key, format string, args ...any)) {
	for _, l := range []struct {
		key  string
		load Load
	}{{"train", s.Train}, {"judge", s.Judge}} {
		var wrong []string
		if !(l.load.Share > 0 && l.load.Share <= 2) {
			wrong = append(wrong, fmt.Sprintf("share of what the cores can do is %v, expected more than 0 to 2",
				l.load.Share))
		}
		of := tuner.Load{Scale: 1, Swing: l.load.Swing, Phase: l.load.Phase}
		for _, err := range of.Check() {
			wrong = append(wrong, err.Error())
		}
		if wrong != nil {
			report(l.key, "%s", strings.Join(wrong, "; "))
		}
	}
}

// read reads the file of the agent, which must be one for the node.
func (s *Settings) read(node *tuner.Node, all func(key string, errs []error)) {
	path := s.Agent
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.folder, path)
	}
	text, err := textfile.Read(path, tuner.MaxFile)
	if err == nil {
		_, err = tuner.ReadAgent(text, node, s.pace())
	}
	if err != nil {
		list := []error{err}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			list = many.Unwrap()
		}
		list[0] = fmt.Errorf("%s: %w", textfile.Name(path), list[0])
		all("agent", list)
		return
	}
	sum := sha256.Sum256(text)
	s.agent, s.AgentSHA256 = text, hex.EncodeToString(sum[:])
}

func (s *Settings) pace() tuner.Pace { return tuner.Pace{Settle: s.Settle, Window: s.Window} }

func (l *Limits) model() tuner.Limits { return tuner.Limits(*l) }

// node is that of the settings with the numbers of a platform.
func (s *Settings) node(p *params.Platform) *tuner.Node {
	k := &p.Processor
	n := &tuner.Node{Cores: s.Cores, Spread: s.Spread, Law: cpu.Law{Stretch: k.Stretch.Value, Power: k.Power.Value,
		Threads: s.Threads, Gain: k.Gain.Value, Switch: k.Switch.Value, Slice: k.Slice.Value}}
	for _, f := range s.Functions {
		n.Functions = append(n.Functions, tuner.Function(f))
	}
	return n
}

// load is that of the model, with draws of a name under a seed.
func (l *Load) load(n *tuner.Node, seed uint64, name string) tuner.Load {
	return tuner.Load{Scale: n.ScaleFor(l.Share), Swing: l.Swing, Phase: l.Phase, Seed: seed, Name: name}
}

// with returns the node with the numbers of a book.
func (s *Settings) with(book *numbers.Book) (*tuner.Node, error) {
	p, err := book.Platform(s.Platform)
	if err != nil {
		return nil, err
	}
	return s.node(p), nil
}
