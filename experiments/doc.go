// Package experiments plans and runs experiments and keeps their results.
//
//	flags ─┐
//	THAW_* ├─▶ Spec ─▶ Plan ─▶ one run a (policy set, seed) ─▶ result folder
//	file  ─┘                       cluster.Replay                manifest.json
//	                                                             summary.{parquet,csv,json}
//	                                                             runs/policy=…/seed=…/
//	                                                             plots/
//
// A reproduction of a paper plans several experiments, and studies (models that
// are run without a trace, see Study), and holds them against what was published.
//
// A result folder is complete in itself: it names its inputs by content, and
// figures and comparisons are made from it alone. Same inputs, same bytes.
package experiments
