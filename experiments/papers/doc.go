// Package papers reproduces published evaluations and compares them with the
// published results.
//
//	PAPER/experiment.yaml ─▶ cells ─▶ replays, load searches, studies ─▶ values
//	PAPER/expected.yaml   ─▶ claims ───────────────────────────────────▶ verdicts ─▶ tables
//
// The folders below this one are the papers: data and no Go.
package papers
