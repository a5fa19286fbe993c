// Package form reads workflows in their YAML form: inputs, stages, the streams between
// them, the store, the launcher and the scheduler.
//
//	text ─▶ strictyaml ─▶ Workflow ─ Spec ─▶ workflow.Spec ─ Check
//	         unknown keys           unknown stages          cycles, starving stages, …
//	         └──────────── all mistakes, each with its line and stage ────────────┘
//
// docs/workflows.md describes the form.
package form
