// Package compare says what result folders tell apart: the policy sets of one or
// several folders beside a baseline, the effects of the factors of a factorial,
// and whether a result keeps its budgets.
//
//	results ─┬─▶ Compare ─▶ Comparison: a Row a metric and policy set, with a sentence
//	         ├─▶ FindEffects ─▶ Effects: main effects and interactions
//	         └─▶ Check (Budgets, Baseline) ─▶ Report: JUnit, Markdown, JSON
//
// It reads results and knows no engine. The statistics are those of paired.
package compare
