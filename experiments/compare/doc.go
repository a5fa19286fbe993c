// Package compare compares result folders. It compares policy sets with a baseline,
// estimates the effects of the factors of a factorial, tells how far policies are from an
// oracle, and checks budgets.
//
//	results ─┬─▶ Compare ─▶ Comparison: a Row a metric and policy set, with a sentence
//	         ├─▶ FindEffects ─▶ Effects: main effects and interactions
//	         ├─▶ FindGap ─▶ Gap: loss against an oracle, share of the gap from none
//	         └─▶ Check (Budgets, Baseline) ─▶ Report: JUnit, Markdown, JSON
//
// It reads results and does not import the engine. Package paired has the statistics.
package compare
