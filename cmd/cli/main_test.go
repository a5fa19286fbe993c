package cli

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary stand in for thaw in the scripts and for the
// child processes of other tests.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"thaw":   func() { os.Exit(Run(Program{})) },
		"mythaw": func() { os.Exit(Run(mythaw())) },
		"mythaw2": func() {
			next := mythaw()
			next.Version = "0.2"
			os.Exit(Run(next))
		},
	})
}

// The scripts are the CLI as its users see it: one a command.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":   scriptCode,
			"gzip":   scriptGzip,
			"lines":  scriptLines,
			"folder": scriptFolder,
		},
	})
}

// scriptCode runs a command that must end with an exit code: code 2 thaw run x.
// Wherever thaw fails it must say so, and not with a panic.
func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	said := ts.ReadFile("stderr")
	if strings.Contains(said, "goroutine ") || strings.Contains(said, "panic") {
		ts.Fatalf("it panicked")
	}
	if want != 0 && !strings.HasPrefix(said, args[1]+": ") {
		ts.Fatalf("it failed without a word")
	}
}

// scriptGzip compresses a file: gzip FILE [half] makes FILE.gz, or half of it.
func scriptGzip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: gzip FILE [half]")
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(z.Close())
	data := b.Bytes()
	if len(args) == 2 && args[1] == "half" {
		data = data[:len(data)/2]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".gz"), data, 0o666))
}

// scriptLines checks the number of lines of the last stdout: lines 3.
func scriptLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lines N")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := strings.Count(ts.ReadFile("stdout"), "\n"); got != want {
		ts.Fatalf("%d lines on stdout, want %d", got, want)
	}
}

// scriptFolder makes sure that two folders hold the same files, manifest.json
// aside, which keeps the command line: folder same A B. Or that no file of a
// folder is half-written: folder whole A.
func scriptFolder(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case !neg && len(args) == 3 && args[0] == "same":
		if d := differentFiles(ts.MkAbs(args[1]), ts.MkAbs(args[2])); len(d) > 0 {
			ts.Fatalf("%s and %s differ in %s", args[1], args[2], strings.Join(d, ", "))
		}
	case !neg && len(args) == 2 && args[0] == "whole":
		if p := partialFiles(ts.MkAbs(args[1])); len(p) > 0 {
			ts.Fatalf("left half-written: %s", strings.Join(p, ", "))
		}
	default:
		ts.Fatalf("usage: folder same A B, folder whole A")
	}
}
