package studies

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
)

// restoreSettings are the settings of the study restore.
type restoreSettings struct {
	Suite     string   `yaml:"suite"`     // of functions, host and disk: faasnap or reap
	Functions []string `yaml:"functions"` // the items; none: all of the suite
	Inputs    []string `yaml:"inputs"`    // of the recording and the test: see directions
	// record A, test this multiple of it with another content, in place of inputs; 0: inputs
	Ratio      float64           `yaml:"ratio"`
	Strategies []string          `yaml:"strategies"` // with their parameters, or names of as: the variants
	As         map[string]string `yaml:"as"`         // further names for strategies with parameters
	Disk       string            `yaml:"disk"`       // in place of the suite's
	Machines   int               `yaml:"machines"`   // microVMs restored at once
	Snapshots  string            `yaml:"snapshots"`  // of the microVMs: same or different
	// What sources leave open, in place of the disk's and the host's
	Latency    time.Duration `yaml:"latency"`     // of a read that continues none; 0s: the disk's
	ReadAhead  int           `yaml:"read_ahead"`  // pages of a full window; -1: the disk's
	SmallPages float64       `yaml:"small_pages"` // share by which a restored guest's work is longer
}

// direction is a pair of inputs: of the recording and of the restore.
type direction struct{ name, record, test string }

var directions = [...]direction{{"a-to-a", "A", "A"}, {"a-to-b", "A", "B"}, {"b-to-a", "B", "A"}, {"b-to-b", "B", "B"}}

// restoreStudy measures one restore of a microVM under prefetch strategies.
func restoreStudy() Study {
	return definition[restoreSettings]{
		name:  "restore",
		about: "restores of microVMs from snapshots, page by page, under prefetch strategies",
		defaults: restoreSettings{Suite: "faasnap", Inputs: []string{"a-to-b"},
			Strategies: []string{"on-demand", "reap", "faasnap"}, Machines: 1, Snapshots: "same",
			ReadAhead: -1},
		metrics:   restoreMetrics(),
		check:     (*restoreSettings).check,
		variants:  func(s *restoreSettings) []string { return s.Strategies },
		items:     (*restoreSettings).items,
		series:    []Series{faultSeries()},
		runSeries: runRestore,
	}.study()
}

// functions returns the functions of the study.
func (s *restoreSettings) functions() []string {
	if len(s.Functions) > 0 {
		return s.Functions
	}
	var out []string
	for _, f := range snapshot.Functions() {
		if f.Suite == s.Suite {
			out = append(out, f.Name)
		}
	}
	return out
}

// items returns the functions, with the direction if there are several.
func (s *restoreSettings) items() []string {
	if len(s.Inputs) == 1 || s.Ratio > 0 {
		return s.functions()
	}
	var out []string
	for _, f := range s.functions() {
		for _, d := range s.Inputs {
			out = append(out, f+" "+d)
		}
	}
	return out
}

// strategy returns a variant's strategy.
func (s *restoreSettings) strategy(variant string) (snapshot.Strategy, error) {
	text, ok := s.As[variant]
	if !ok {
		text = variant
	}
	p, err := policies.Parse(all.Prefetches(), text)
	if err != nil {
		return nil, err
	}
	return p.Policy, nil
}

func (s *restoreSettings) check(report Report) {
	suites := []string{"faasnap", "reap"}
	if !slices.Contains(suites, s.Suite) {
		report("suite", "unknown suite %q%s", s.Suite, names.Hint(s.Suite, suites))
	}
	joined := func(key string, list []string, none string, check func(string) error) {
		var wrong []string // they share one place in the file, so report once
		for _, text := range list {
			if err := check(text); err != nil {
				wrong = append(wrong, err.Error())
			}
		}
		if len(list) == 0 && none != "" {
			wrong = append(wrong, none)
		}
		if wrong != nil {
			report(key, "%s", strings.Join(wrong, "; "))
		}
	}
	joined("functions", s.Functions, "", func(name string) error {
		_, err := snapshot.FindFunction(name)
		return err
	})
	joined("inputs", s.Inputs, "none, expected a-to-a, a-to-b, b-to-a or b-to-b", func(name string) error {
		_, err := findDirection(name)
		return err
	})
	joined("strategies", s.Strategies, "none, expected at least one", func(name string) error {
		_, err := s.strategy(name)
		return err
	})
	joined("as", slices.Sorted(maps.Keys(s.As)), "", func(name string) error {
		if !slices.Contains(s.Strategies, name) {
			return fmt.Errorf("%q is not among the strategies%s", name, names.Hint(name, s.Strategies))
		}
		return nil
	})
	if s.Disk != "" {
		if _, err := snapshot.FindDisk(s.Disk); err != nil {
			report("disk", "%v", err)
		}
	}
	if s.Ratio < 0 || s.Ratio > 1000 {
		report("ratio", "%v, expected 0 (the inputs) to 1000", s.Ratio)
	}
	if s.Latency < 0 || s.Latency > time.Second {
		report("latency", "%v, expected 0s (the disk's) to 1s", s.Latency)
	}
	if s.ReadAhead < -1 || s.ReadAhead > 1024 {
		report("read_ahead", "%d pages, expected -1 (the disk's) to 1024", s.ReadAhead)
	}
	if !(s.SmallPages >= 0 && s.SmallPages <= 10) {
		report("small_pages", "%v, expected 0 to 10", s.SmallPages)
	}
	if s.Machines < 1 || s.Machines > 4096 {
		report("machines", "%d, expected 1 to 4096", s.Machines)
	}
	if known := []string{"same", "different"}; !slices.Contains(known, s.Snapshots) {
		report("snapshots", "unknown word %q%s", s.Snapshots, names.Hint(s.Snapshots, known))
	}
}

func findDirection(name string) (direction, error) {
	var known []string
	for _, d := range directions {
		if d.name == name {
			return d, nil
		}
		known = append(known, d.name)
	}
	return direction{}, fmt.Errorf("unknown inputs %q%s", name, names.Hint(name, known))
}

// runRestore records one invocation and restores another.
func runRestore(ctx context.Context, s *restoreSettings, at Run, book *numbers.Book, keep *recorder) (Values, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := s.restoreCase(at, book)
	if err != nil {
		return nil, err
	}
	c.Detail = keep.wants("faults")
	r, err := snapshot.Run(c)
	if err != nil {
		return nil, err
	}
	if c.Detail {
		keepFaults(&r, keep)
	}
	out := Values{}
	for _, q := range restoreQuantities() {
		if v := q.of(&r); !math.IsNaN(v) { // a metric without a sample is left out
			out[q.Name] = v
		}
	}
	return out, nil
}

// restoreCase returns the case of a run.
func (s *restoreSettings) restoreCase(at Run, book *numbers.Book) (snapshot.Case, error) {
	name, way, some := strings.Cut(at.Item, " ")
	if !some {
		way = s.Inputs[0]
	}
	d, err := findDirection(way)
	if err != nil {
		return snapshot.Case{}, err
	}
	if s.Ratio > 0 {
		d.record, d.test = "A", strconv.FormatFloat(s.Ratio, 'g', -1, 64)+"x"
	}
	f, err := book.Function(name)
	if err != nil {
		return snapshot.Case{}, err
	}
	strategy, err := s.strategy(at.Variant)
	if err != nil {
		return snapshot.Case{}, err
	}
	c, err := snapshot.DefaultCase(f, strategy)
	if err != nil {
		return c, err
	}
	c.Host, c.Disk = book.Host(f.Suite)
	if c.Record, err = f.Input(d.record); err != nil {
		return c, err
	}
	if c.Test, err = f.Input(d.test); err != nil {
		return c, err
	}
	if s.Disk != "" {
		if c.Disk, err = book.Disk(s.Disk); err != nil {
			return c, err
		}
	}
	if s.Latency > 0 {
		c.Disk.Latency.Value, c.Disk.Sequential.Value = s.Latency, min(s.Latency, c.Disk.Sequential.Value)
	}
	if s.ReadAhead >= 0 {
		c.Disk.ReadAhead.Value = s.ReadAhead
	}
	c.Host.SmallPages.Value += s.SmallPages
	c.Parallel, c.Different, c.Seed = s.Machines, s.Snapshots == "different", at.Seed
	return c, nil
}
