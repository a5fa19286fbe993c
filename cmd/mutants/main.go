// Command mutants runs the tests against mistakes that somebody could make: each
// entry of mutants.txt is a small change of the program and the question of a user
// that its answer would get wrong.
//
//	mutants.txt ──apply──▶ overlay ──go build──▶ go test: the hint, the package, its dependents
//	  snippet, exactly once        no: the list is wrong   first failure: killed; none: survived
//
// The tree is never touched: the go command reads the changed file in place of the
// original (-overlay). A mutant that no test kills is a question that no test asks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintln(os.Stderr, "mutants:", err)
	os.Exit(1)
}

// run is the command: an error says that a mutant survives, or that the list is
// wrong.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(progress)
	module := flags.String("module", ".", "the `folder` of the module")
	file := flags.String("list", "cmd/mutants/mutants.txt", "the `file` with the mutants, in the module")
	only := flags.String("run", "", "only the mutants whose name or file matches this `regexp`")
	jobs := flags.Int("jobs", runtime.NumCPU(), "mutants at a time")
	tags := flags.String("tags", "invariants", "build tags of the tests")
	limit := flags.Duration("limit", 10*time.Minute,
		"for the tests of one package; a mutant that takes longer is killed")
	near := flags.Bool("near", false, "only the tests that the list names and those of the package itself: "+
		"quicker, and too few to say that a mutant survives")
	check := flags.Bool("check", false, "only compare the list with the tree")
	moved := flags.Bool("moved", false,
		"first write into the list where snippets are now that have moved to another file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	pattern, err := regexp.Compile(*only)
	if flags.NArg() > 0 {
		err = errors.Join(err, fmt.Errorf("argument %q, expected flags alone", flags.Arg(0)))
	}
	if *jobs < 1 {
		err = errors.Join(err, fmt.Errorf("-jobs %d: expected at least 1", *jobs))
	}
	if err != nil {
		return err
	}
	root, err := filepath.Abs(*module)
	if err != nil {
		return err
	}
	mutants, err := readList(filepath.Join(root, *file))
	if err != nil {
		return err
	}
	if *moved {
		if err := rewrite(filepath.Join(root, *file), root, mutants); err != nil {
			return err
		}
		if mutants, err = readList(filepath.Join(root, *file)); err != nil {
			return err
		}
	}
	if err := checkAll(root, mutants); err != nil || *check {
		return err
	}
	var chosen []mutant
	for _, m := range mutants {
		if pattern.MatchString(m.name) || pattern.MatchString(m.file) {
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("-run %s: no mutant's name or file matches, of %d in %s", *only, len(mutants), *file)
	}
	r, err := newRunner(ctx, root, *tags, *limit)
	if err != nil {
		return err
	}
	r.near = *near
	defer os.RemoveAll(r.folder)
	verdicts := r.all(ctx, chosen, *jobs, progress)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return report(out, chosen, verdicts)
}
