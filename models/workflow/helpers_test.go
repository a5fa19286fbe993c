package workflow_test

import (
	"context"
	"testing"

	"thaw/experiments/strictyaml"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
)

// read reads a workflow in its YAML form.
func read(file, text string) (*workflow.Spec, error) {
	d := strictyaml.New(file)
	root := d.Document([]byte(text))
	if root == nil {
		return nil, d.Err()
	}
	var w form.Workflow
	w.DecodeNode(d, root, "")
	if err := d.Err(); err != nil {
		return nil, err
	}
	spec, _ := w.Spec()
	return spec, nil
}

// must reads a workflow that is right.
func must(t testing.TB, text string) *workflow.Spec {
	t.Helper()
	spec, err := read("workflow.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// run runs a workflow under seed 1, and keeps what each task did.
func run(t testing.TB, text string) *workflow.Result {
	t.Helper()
	var e workflow.Engine
	r, err := e.Run(context.Background(), must(t, text), 1, true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
