package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// fate is what became of a mutant.
type fate uint8

const (
	survived fate = iota
	killed
	wrong // the entry is: it does not compile, or the tests fail without it too
)

// verdict is what the run of a mutant came to.
type verdict struct {
	fate   fate
	by     target // of the tests that killed it
	test   string // the first that failed
	missed bool   // the hints did not kill it
	took   time.Duration
	why    string // of wrong
}

// runner runs tests of one module.
type runner struct {
	root, tags string
	limit      time.Duration
	near       bool   // no tests of dependents
	folder     string // of overlays
	// dependents are the packages, by folder, whose tests are built with a package:
	// itself first, then those that depend on least.
	dependents map[string][]string
	// drawing are the packages whose tests draw worlds with rapid, which must not
	// keep what a mutant fails on in their testdata.
	drawing map[string]bool

	mu    sync.Mutex
	sound map[target]*soundness // what passes without a mutant
}

type soundness struct {
	once sync.Once
	fail string
}

// newRunner asks the go command who depends on whom.
func newRunner(ctx context.Context, root, tags string, limit time.Duration) (*runner, error) {
	r := &runner{root: root, tags: tags, limit: limit, dependents: map[string][]string{}, drawing: map[string]bool{},
		sound: map[target]*soundness{}}
	module, err := r.output(ctx, "go", "list", "-m")
	if err != nil {
		return nil, err
	}
	text, err := r.output(ctx, "go", "list", "-tags", tags, "-test", "-json=ImportPath,Deps", "./...")
	if err != nil {
		return nil, err
	}
	if err := r.learn(strings.TrimSpace(string(module)), text); err != nil {
		return nil, err
	}
	r.folder, err = os.MkdirTemp("", "mutants")
	return r, err
}

// learn fills in the dependents from what go list says of test binaries.
func (r *runner) learn(module string, text []byte) error {
	own := func(pkg string) (string, bool) { // the folder of a package of the module
		pkg, _, _ = strings.Cut(pkg, " [")
		if pkg == module {
			return ".", true
		}
		return strings.CutPrefix(pkg, module+"/")
	}
	size := map[string]int{} // packages of the module that a package's tests are built with
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		tested, ok := strings.CutSuffix(p.ImportPath, ".test")
		if !ok {
			continue
		}
		folder, ok := own(tested)
		if !ok {
			continue
		}
		built := map[string]bool{}
		for _, dep := range p.Deps {
			if of, ok := own(dep); ok && !strings.HasSuffix(strings.SplitN(dep, " ", 2)[0], "_test") {
				built[of] = true
			}
		}
		size[folder] = len(built)
		r.drawing[folder] = slices.Contains(p.Deps, "pgregory.net/rapid")
		for of := range built {
			r.dependents[of] = append(r.dependents[of], folder)
		}
	}
	for of, list := range r.dependents { // any order: each is sorted for itself
		slices.SortFunc(list, func(a, b string) int {
			if a == of || b == of {
				return cmp.Compare(bit(a != of), bit(b != of))
			}
			return cmp.Or(cmp.Compare(size[a], size[b]), cmp.Compare(a, b))
		})
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *runner) output(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = r.root
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, said.Bytes())
	}
	return out, nil
}

// all runs the mutants, so many at a time, and tells of each that is done.
func (r *runner) all(ctx context.Context, mutants []mutant, jobs int, progress io.Writer) []verdict {
	verdicts := make([]verdict, len(mutants))
	var group sync.WaitGroup
	var mu sync.Mutex
	next, done := 0, 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	for range jobs {
		group.Go(func() {
			for i := take(); i < len(mutants) && ctx.Err() == nil; i = take() {
				began := time.Now()
				v := r.one(ctx, &mutants[i], i)
				v.took = time.Since(began)
				mu.Lock()
				verdicts[i] = v
				done++
				fmt.Fprintf(progress, "%3d/%d  %6.1f s  %s\n", done, len(mutants), v.took.Seconds(),
					describe(&mutants[i], &v))
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return verdicts
}

// one builds a mutant and runs tests until one fails.
func (r *runner) one(ctx context.Context, m *mutant, number int) verdict {
	overlay, err := r.overlay(m, number)
	if err != nil {
		return verdict{fate: wrong, why: err.Error()}
	}
	folder := path.Dir(m.file)
	if text, err := r.gocmd(ctx, "build", "-overlay", overlay, "-tags", r.tags, "-o", os.DevNull,
		"./"+folder); err != nil {
		return verdict{fate: wrong, why: "does not compile:\n" + text}
	}
	hints := m.try
	for k, t := range slices.Concat(hints, r.targets(folder)) {
		text, err := r.test(ctx, t, overlay)
		if err == nil {
			continue
		}
		if strings.Contains(text, "[build failed]") || strings.Contains(text, "[setup failed]") {
			return verdict{fate: wrong, why: fmt.Sprintf("the tests of %s do not compile:\n%s", t.folder, text)}
		}
		if why := r.unsound(ctx, t); why != "" {
			return verdict{fate: wrong, why: fmt.Sprintf("the tests of %s fail without it too:\n%s", t, why)}
		}
		return verdict{fate: killed, by: t, test: firstFailure(text), missed: k >= len(hints) && k > 0}
	}
	return verdict{fate: survived}
}

// targets are all tests that are built with a package.
func (r *runner) targets(folder string) []target {
	var all []target
	for _, f := range r.dependents[folder] {
		if r.near && f != folder {
			continue
		}
		all = append(all, target{folder: f})
	}
	return all
}

// overlay writes the changed file, and what tells the go command to read it.
func (r *runner) overlay(m *mutant, number int) (string, error) {
	changed, err := m.apply(r.root)
	if err != nil {
		return "", err
	}
	name := filepath.Join(r.folder, fmt.Sprintf("%d%s", number, filepath.Ext(m.file)))
	if err := os.WriteFile(name, changed, 0o666); err != nil {
		return "", err
	}
	replace := map[string]map[string]string{"Replace": {filepath.Join(r.root, filepath.FromSlash(m.file)): name}}
	text, err := json.Marshal(replace)
	if err != nil {
		return "", err
	}
	list := filepath.Join(r.folder, fmt.Sprintf("%d.json", number))
	return list, os.WriteFile(list, text, 0o666)
}

// test runs a target: without an overlay, the program as it is. Profiles and vet are
// left out: neither decides whether a test passes.
func (r *runner) test(ctx context.Context, t target, overlay string) (string, error) {
	args := []string{"test", "-vet=off", "-pgo=off", "-failfast", "-tags", r.tags, "-timeout", r.limit.String()}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	if t.pattern != "" {
		args = append(args, "-run", t.pattern)
	}
	args = append(args, "./"+t.folder)
	if r.drawing[t.folder] {
		args = append(args, "-rapid.nofailfile")
	}
	return r.gocmd(ctx, args...)
}

func (r *runner) gocmd(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = r.root
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// unsound returns what fails of a target without a mutant: most often nothing, and
// then the go command remembers that it passed.
func (r *runner) unsound(ctx context.Context, t target) string {
	r.mu.Lock()
	s := r.sound[t]
	if s == nil {
		s = &soundness{}
		r.sound[t] = s
	}
	r.mu.Unlock()
	s.once.Do(func() {
		if text, err := r.test(ctx, t, ""); err != nil {
			s.fail = text
		}
	})
	return s.fail
}

var failure = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)

// firstFailure names the test that failed first, or what happened instead.
func firstFailure(text string) string {
	if m := failure.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if strings.Contains(text, "panic: test timed out") {
		return "(timed out)"
	}
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
