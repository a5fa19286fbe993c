// Package sensitivity finds which numbers the rows of a paper notice.
//
//	each number that the run reads ──twice──▶ rows that fail ──▶ report, list of the untested
//
// A number is changed by itself. Runs that read none of it are taken from the run without
// a change, and what is finished is kept, so that a stopped search goes on.
package sensitivity

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/numbers"
)

// Options say how to run a paper again and again.
type Options struct {
	Out     string // folder for what is finished
	Jobs    int
	Given   []experiments.Layer
	Command []string
	Note    func(line string) // what is done; may be nil
}

// Result is what the change of one number did.
type Result struct {
	numbers.Doubling
	Effect
}

// Effect is what became of the rows that stand without the change.
type Effect struct {
	Enforced    []string `json:"enforced"`    // rows that fail
	Calibration []string `json:"calibration"` // likewise
	Moved       int      `json:"moved"`       // rows of which the simulated value differs
	Differs     bool     `json:"differs"`     // results of a cell do, whether or not a row shows them
	Refused     string   `json:"refused"`     // why there is no run with it; empty: there is
}

// Report is the results for one paper.
type Report struct {
	Paper                 string
	Bounds                string // of windows and seeds; empty: the paper's
	Enforced, Calibration int    // rows that stand without a change
	Fails                 []string
	Results               []Result // in the order of thaw params
}

// kept is the file of one finished number.
type kept struct {
	Key    string `json:"key"`
	Digest string `json:"digest"` // of the key and the effect
	Effect
}

// seal is what the digest of a file must be.
func (k *kept) seal() (string, error) {
	text, err := results.CompactJSON(k.Effect)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(k.Key+"\n"+text))), err
}

// Run changes each number that a paper's run reads.
func Run(ctx context.Context, p *papers.Paper, opt Options) (*Report, error) {
	s := search{paper: p, opt: opt, report: &Report{Paper: p.Name}}
	if p.Validate != nil {
		s.report.Bounds = p.Validate.String()
	}
	if err := claim(opt.Out, p.Name); err != nil {
		return nil, err
	}
	s.note("%s without a change", p.Name)
	var err error
	if s.before, err = s.run(ctx, unchangedFolder, nil); err != nil {
		return nil, err
	}
	if s.inputs, err = s.before.Inputs(); err != nil {
		return nil, err
	}
	s.baseline()
	if _, err := s.run(ctx, changedFolder, nil); err != nil { // all of it is there: is the folder ours?
		return nil, err
	}
	list, err := s.before.Book.Doublings(s.before.Reads())
	if err != nil {
		return nil, err
	}
	changed := 0
	for i := range list {
		if list[i].To != "" {
			changed++
		}
	}
	at := 0
	for _, d := range list {
		r := Result{Doubling: d}
		if d.To != "" {
			at++
			if r.Effect, err = s.effect(ctx, d); err != nil {
				return nil, s.interrupted(err, at-1, changed)
			}
			s.note("%d of %d: %s", at, changed, r.line())
		}
		s.report.Results = append(s.report.Results, r)
	}
	return s.report, nil
}

type search struct {
	paper  *papers.Paper
	opt    Options
	before *papers.Reproduction
	inputs string
	report *Report
}

func (s *search) note(format string, args ...any) {
	if s.opt.Note != nil {
		s.opt.Note(fmt.Sprintf(format, args...))
	}
}

// run reproduces the paper with changes, in a folder of its own.
func (s *search) run(ctx context.Context, folder string, set []string) (*papers.Reproduction, error) {
	opt := papers.Options{Validate: s.paper.Validate != nil, Verdicts: true, Set: set, Before: s.before,
		Given: s.opt.Given, Out: filepath.Join(s.opt.Out, folder), Force: true, Jobs: s.opt.Jobs,
		Command: s.opt.Command}
	if s.paper.Validate == nil && len(s.paper.Workloads) > 0 {
		opt.Workload = s.paper.Workloads[0].Name
	}
	return s.paper.Reproduce(ctx, opt)
}

// baseline notes which rows stand without a change.
func (s *search) baseline() {
	for i := range s.before.Claims {
		c := &s.before.Claims[i]
		switch {
		case !stands(c):
			s.report.Fails = append(s.report.Fails, rowName(c))
		case c.Status == verdict.Enforced:
			s.report.Enforced++
		default:
			s.report.Calibration++
		}
	}
}

// stands reports whether a row is told and does not fail.
func stands(c *papers.ClaimResult) bool {
	return c.Failure == "" && !c.Undecided && !math.IsNaN(c.Simulated)
}

func rowName(c *papers.ClaimResult) string { return c.Claim.Figure + ": " + c.Claim.Claim }

// effect returns what a change does: as it is kept, or of a run.
func (s *search) effect(ctx context.Context, d numbers.Doubling) (Effect, error) {
	file := filepath.Join(s.opt.Out, numbersFolder, d.Path+".json")
	key := fmt.Sprintf("%x", sha256.Sum256([]byte(s.inputs+"\n"+d.Change())))
	if text, err := textfile.Read(file, textfile.Made); err == nil {
		var k kept
		if json.Unmarshal(text, &k) == nil && k.Key == key {
			if seal, err := k.seal(); err == nil && seal == k.Digest {
				return k.Effect, nil
			}
		}
	}
	e := Effect{Enforced: []string{}, Calibration: []string{}}
	r, err := s.run(ctx, changedFolder, []string{d.Change()})
	var stopped *exit.InterruptedError
	switch {
	case errors.As(err, &stopped) || ctx.Err() != nil:
		return e, err
	case err != nil:
		e.Refused = err.Error()
	default:
		if err := s.compare(&e, r); err != nil {
			return e, err
		}
	}
	k := kept{Key: key, Effect: e}
	if k.Digest, err = k.seal(); err != nil {
		return e, err
	}
	text, err := results.IndentedJSON(k)
	if err == nil {
		_, err = results.WriteFile(file, text)
	}
	return e, err
}

// compare notes the rows that a change makes fail.
func (s *search) compare(e *Effect, r *papers.Reproduction) (err error) {
	if e.Differs, err = r.Differs(s.before); err != nil {
		return err
	}
	for i := range r.Claims {
		was, is := &s.before.Claims[i], &r.Claims[i]
		if math.Float64bits(was.Simulated) != math.Float64bits(is.Simulated) {
			e.Moved++
		}
		if !stands(was) || stands(is) {
			continue
		}
		if is.Status == verdict.Enforced {
			e.Enforced = append(e.Enforced, rowName(is))
		} else {
			e.Calibration = append(e.Calibration, rowName(is))
		}
	}
	return nil
}

// interrupted says how to go on.
func (s *search) interrupted(err error, done, all int) error {
	var stopped *exit.InterruptedError
	if errors.As(err, &stopped) {
		return &exit.InterruptedError{Folder: s.opt.Out, Finished: done, Runs: all, Err: stopped.Err}
	}
	return err
}
