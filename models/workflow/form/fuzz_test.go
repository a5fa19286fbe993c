package form

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/strictyaml"
	"thaw/models/workflow"
)

// FuzzWorkflow holds that a text is either refused with its mistakes, or a workflow that runs to
// its end or says who waits for what: no text makes the reader or the engine panic.
func FuzzWorkflow(f *testing.F) {
	stories, _ := filepath.Glob("../testdata/*.story")
	for _, file := range stories {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, chapter := range strings.Split(string(text), "\nworkflow:\n")[1:] {
			body, _, _ := strings.Cut(chapter, "\noutcome:\n")
			f.Add(strings.ReplaceAll("\n"+body, "\n  ", "\n"))
		}
	}
	f.Add("inputs: [{name: input, chunks: 0}]\nstages: [{}]\nstreams: [{from: a, to: b}]\nstore: {connection: 1MB/s}")
	f.Fuzz(func(t *testing.T, text string) {
		d := strictyaml.New("w.yaml")
		root := d.Document([]byte(text))
		if root == nil {
			return
		}
		var w Workflow
		w.DecodeNode(d, root, "")
		if d.Err() != nil {
			return
		}
		spec, mistakes := w.Spec()
		if mistakes != nil {
			t.Fatalf("read without a mistake, and has %v", mistakes)
		}
		size := len(spec.Stages)
		for _, in := range spec.Inputs {
			size *= in.Chunks * in.Frames
		}
		if size > 5000 {
			return
		}
		var e workflow.Engine
		_, err := e.Run(context.Background(), spec, 1, true)
		var stalled *workflow.StalledError
		var gave *workflow.GaveUpError
		if err != nil && !errors.As(err, &stalled) && !errors.As(err, &gave) {
			t.Fatal(err)
		}
	})
}
