// Package resources lets resource managers size workflows, for the study resources.
//
//	workflow, world ─▶ bench ─▶ manager ─▶ sizes ─▶ judged: violations, cost
//	                     └────▶ oracle ──▶ sizes ─▶ judged: what it could cost
//
// Both are judged by the same executions, which no evaluation has seen.
package resources

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/allocation"
	"thaw/models/names"
	"thaw/models/price"
	"thaw/policies"
	"thaw/policies/all"
)

// Settings are those of the study resources.
type Settings struct {
	Managers  []string   `yaml:"managers"`
	Workflows []Workflow `yaml:"workflows"`
	Only      []string   `yaml:"only"` // of them, by name; none: all

	Cores  allocation.Range `yaml:"cores"`  // that a function can have
	Memory allocation.Range `yaml:"memory"` // in MiB
	Prices string           `yaml:"prices"` // a price list of cores and memory

	Executions int     `yaml:"executions"` // of an evaluation
	Judged     int     `yaml:"judged"`     // executions
	Share      float64 `yaml:"share"`      // of executions that must keep the QoS

	Noise    float64       `yaml:"noise"`    // σ of the logarithm of a duration
	Outliers float64       `yaml:"outliers"` // share of disturbed executions
	Outlying float64       `yaml:"outlying"` // times as long
	Starved  float64       `yaml:"starved"`  // times as long below the working set
	Kills    bool          `yaml:"kills"`    // or killed there,
	Timeout  time.Duration `yaml:"timeout"`  // which is noticed after this time
}

// Workflow is a workflow to size.
type Workflow struct {
	Name      string        `yaml:"name,required"`
	QoS       time.Duration `yaml:"qos,required"`
	Functions []Function    `yaml:"functions,required"`
	Flow      string        `yaml:"flow,required"`
}

// Function is one of its functions.
type Function struct {
	Name     string        `yaml:"name,required"`
	Work     time.Duration `yaml:"work,required"`
	Waiting  time.Duration `yaml:"waiting"`
	Parallel float64       `yaml:"parallel,required"`
	MiB      float64       `yaml:"mib,required"`
}

// oracle is the manager that others are compared with.
const oracle = "oracle"

// Limits of the settings.
const (
	maxExecutions = 100_000
	maxJudged     = 1_000_000
)

// Check reports mistakes by key.
func (s *Settings) Check(report func(key, format string, args ...any)) {
	between := func(key string, n, least, most int) {
		if n < least || n > most {
			report(key, "%d, expected %d to %d", n, least, most)
		}
	}
	between("executions", s.Executions, 1, maxExecutions)
	between("judged", s.Judged, 20, maxJudged)
	s.checkManagers(report)
	prices, err := s.prices()
	if err != nil {
		report("prices", "%v", err)
		return
	}
	if len(s.Workflows) == 0 {
		report("workflows", "none, expected at least one")
	}
	for i, name := range s.Only {
		if known := s.names(); !slices.Contains(known, name) || slices.Contains(s.Only[:i], name) {
			report("only", "%q is no workflow or stands there twice%s", name, names.Hint(name, known))
		}
	}
	var wrong []string
	told := map[string]bool{} // mistakes that all workflows share
	for i := range s.Workflows {
		w, errs := s.Workflows[i].model(s, prices)
		if errs == nil {
			errs = w.Check()
		}
		for _, err := range errs {
			if text := err.Error(); !told[text] {
				told[text] = true
				wrong = append(wrong, s.Workflows[i].Name+": "+text)
			}
		}
	}
	if wrong != nil {
		report("workflows", "%s", strings.Join(wrong, "; "))
	}
}

func (s *Settings) checkManagers(report func(key, format string, args ...any)) {
	known := all.Resources()
	if len(s.Managers) == 0 {
		report("managers", "none, expected at least one of %s", strings.Join(policies.Names(known), ", "))
	}
	var errs []error
	for _, text := range s.Managers {
		if _, err := policies.Parse(known, text); err != nil {
			errs = append(errs, err)
		}
	}
	if errs != nil {
		report("managers", "%s", strings.ReplaceAll(errors.Join(errs...).Error(), "\n", "; "))
	}
}

// Items are the names of the workflows that are sized.
func (s *Settings) Items() []string {
	if len(s.Only) > 0 {
		return s.Only
	}
	return s.names()
}

func (s *Settings) names() (out []string) {
	for i := range s.Workflows {
		out = append(out, s.Workflows[i].Name)
	}
	return out
}

// prices are those of the list, which prices cores and memory apart.
func (s *Settings) prices() (p allocation.Prices, err error) {
	list, err := price.Load(s.Prices)
	if err != nil {
		return p, err
	}
	if list.Servers == nil || list.Servers.Core == nil {
		return p, fmt.Errorf("list %s has no prices of cores and memory apart, expected one such as azure-premium",
			s.Prices)
	}
	if p.Core, err = strconv.ParseFloat(list.Servers.Core.Value.Text, 64); err == nil {
		p.GB, err = strconv.ParseFloat(list.Servers.Memory.Value.Text, 64)
	}
	return p, err
}

// model is the workflow with what all workflows share.
func (w *Workflow) model(s *Settings, prices allocation.Prices) (*allocation.Workflow, []error) {
	m := &allocation.Workflow{Name: w.Name, QoS: w.QoS, Share: s.Share, Prices: prices,
		World: allocation.World{Noise: s.Noise, Outliers: s.Outliers, Outlying: s.Outlying, Starved: s.Starved,
			Kills: s.Kills, Timeout: s.Timeout},
		Space: allocation.Space{Cores: s.Cores, MiB: s.Memory}}
	for i := range w.Functions {
		f := allocation.Function(w.Functions[i])
		m.Functions = append(m.Functions, f)
	}
	var err error
	if m.Flow, err = allocation.ParseFlow(w.Flow, allocation.Names(m.Functions)); err != nil {
		return nil, []error{err}
	}
	return m, nil
}
