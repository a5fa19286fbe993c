package tuner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// Version is that of the model: agents of another one saw other states, or another reward.
const Version = 1

// MaxFile bounds the file of an agent, in bytes.
const MaxFile = 1 << 20

// Saved is an agent with what it was trained for, as its file has it.
type Saved struct {
	Format   string     `json:"format"`
	Version  int        `json:"version"`
	States   []string   `json:"states"`
	Actions  int        `json:"actions"`
	Hidden   int        `json:"hidden"`
	Node     savedNode  `json:"node"`
	Training savedTrain `json:"training"`
	Weights  []float64  `json:"weights"`
}

// format marks the file.
const format = "thaw agent"

// savedNode is the machine and whose knobs there are.
type savedNode struct {
	Cores     int             `json:"cores"`
	Threads   int             `json:"threads"`
	Gain      int             `json:"thread_gain_millionths"`
	Stretch   int             `json:"stretch_millionths"`
	Power     int             `json:"stretch_power"`
	SwitchNS  int64           `json:"switch_ns"`
	SliceNS   int64           `json:"slice_ns"`
	SettleNS  int64           `json:"settle_ns"`
	WindowNS  int64           `json:"window_ns"`
	Functions []savedFunction `json:"functions"`
}

// savedFunction is a function. Its rate is the load's, and may be another.
type savedFunction struct {
	Name       string `json:"name"`
	BestEffort bool   `json:"best_effort,omitempty"`
	Locks      bool   `json:"locks,omitempty"`
	WorkNS     int64  `json:"work_ns"`
}

// savedTrain tells how it was trained, for a reader.
type savedTrain struct {
	Seed     uint64  `json:"seed"`
	Episodes int     `json:"episodes"`
	Steps    int     `json:"steps"`
	Scale    float64 `json:"scale"`
	Swing    float64 `json:"swing"`
	PhaseNS  int64   `json:"phase_ns"`
}

func describe(n *Node, p Pace) savedNode {
	l := &n.Law
	s := savedNode{Cores: n.Cores, Threads: max(l.Threads, 1), Gain: l.Gain, Stretch: l.Stretch, Power: l.Power,
		SwitchNS: int64(l.Switch), SliceNS: int64(l.Slice), SettleNS: int64(p.Settle), WindowNS: int64(p.Window)}
	for _, f := range n.Functions {
		s.Functions = append(s.Functions, savedFunction{f.Name, f.BestEffort, f.Locks, int64(f.Work)})
	}
	return s
}

// Save returns the file of an agent.
func (a *Agent) Save(n *Node, t Training) ([]byte, error) {
	s := Saved{Format: format, Version: Version, States: StateNames(), Actions: Actions, Hidden: Hidden,
		Node: describe(n, t.Pace), Training: savedTrain{t.Seed, t.Episodes, t.Steps, t.Load.Scale, t.Load.Swing,
			int64(t.Load.Phase)}, Weights: a.weights}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, fmt.Errorf("tuner: an agent that cannot be saved: %w", err)
	}
	return append(text, '\n'), nil
}

// ReadAgent reads the file of an agent for a node whose knobs are turned at a pace. It refuses
// one of another version or for another node, with all differences.
func ReadAgent(text []byte, n *Node, p Pace) (*Agent, error) {
	if len(text) > MaxFile {
		return nil, fmt.Errorf("more than %d bytes, expected the file of an agent that thaw train wrote", MaxFile)
	}
	var s Saved
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&s); err != nil || s.Format != format {
		return nil, fmt.Errorf("no agent (expected a file that thaw train wrote, which says \"format\": %q)", format)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the agent, expected the end of the file")
	}
	if err := nulls(text); err != nil {
		return nil, err
	}
	if errs := s.check(n, p); errs != nil {
		return nil, errors.Join(errs...)
	}
	a := &Agent{weights: s.Weights}
	a.layers, _, _ = layout()
	return a, nil
}

// nulls refuses JSON's null, which would be read as 0, in the file of an agent, which is JSON. It
// says where the first one is, and how many there are.
func nulls(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	first, n := 0, 0
	for {
		switch token, err := d.Token(); {
		case err != nil && n == 0:
			return nil
		case err != nil:
			line := bytes.Count(text[:first], []byte("\n")) + 1
			more := ""
			if n > 1 {
				more = fmt.Sprintf(", and %d more", n-1)
			}
			return fmt.Errorf("line %d, column %d: found null%s, expected a value: null is not 0", line,
				first-bytes.LastIndexByte(text[:first], '\n'), more)
		case token == nil:
			if n++; n == 1 {
				first = int(d.InputOffset()) - len("null")
			}
		}
	}
}

// check returns all that is other than the model and the node.
func (s *Saved) check(n *Node, p Pace) []error {
	var errs []error
	differ := func(what string, got, want any) {
		if got != want {
			errs = append(errs, fmt.Errorf("the agent was trained with %s %v, expected %v", what, got, want))
		}
	}
	differ("version of the model", s.Version, Version)
	differ("actions", s.Actions, Actions)
	differ("hidden units", s.Hidden, Hidden)
	if !slices.Equal(s.States, StateNames()) {
		differ("states", strings.Join(s.States, ", "), strings.Join(StateNames(), ", "))
	}
	want := describe(n, p)
	differ("cores", s.Node.Cores, want.Cores)
	differ("threads of a core", s.Node.Threads, want.Threads)
	differ("millionths of gain of a second thread", s.Node.Gain, want.Gain)
	differ("millionths of slowdown with all cores busy", s.Node.Stretch, want.Stretch)
	differ("power of the slowdown", s.Node.Power, want.Power)
	for _, d := range []struct {
		what      string
		got, want int64
	}{{"switches of", s.Node.SwitchNS, want.SwitchNS}, {"slices of", s.Node.SliceNS, want.SliceNS},
		{"settling for", s.Node.SettleNS, want.SettleNS}, {"windows of", s.Node.WindowNS, want.WindowNS}} {
		differ(d.what, time.Duration(d.got), time.Duration(d.want))
	}
	for i := range max(len(want.Functions), len(s.Node.Functions)) {
		var got, expected savedFunction
		if i < len(s.Node.Functions) {
			got = s.Node.Functions[i]
		}
		if i < len(want.Functions) {
			expected = want.Functions[i]
		}
		differ(fmt.Sprintf("function %d", i+1), got.String(), expected.String())
	}
	_, size, _ := layout()
	differ("weights", len(s.Weights), size)
	for i, w := range s.Weights {
		if math.Abs(w) > 1e6 {
			errs = append(errs, fmt.Errorf("weight %d is %v, expected at most 1000000", i, w))
			break
		}
	}
	return errs
}

// String returns the function for an error.
func (f savedFunction) String() string {
	if f.Name == "" {
		return "none"
	}
	kind := "latency-sensitive"
	switch {
	case f.BestEffort:
		kind = "best effort"
	case f.Locks:
		kind += " with locks"
	}
	return fmt.Sprintf("%q (%s, %v)", f.Name, kind, time.Duration(f.WorkNS))
}
