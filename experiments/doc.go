// Package experiments says what an experiment is and carries it out.
//
//	flags ─┐
//	THAW_* ├─▶ Spec ─▶ Plan ─▶ one run a (policy set, seed) ─▶ result folder
//	file  ─┘                       cluster.Replay                manifest.json
//	                                                             summary.{parquet,csv,json}
//	                                                             runs/policy=…/seed=…/
//	                                                             plots/
//
// Around it: results is what a folder holds, compare and figures read it, and know
// no engine; saturate searches for loads, studies runs models on their own, and
// papers reproduces publications by all of these.
//
// A result folder is complete in itself: it names its inputs by content, and
// figures and comparisons are made from it alone. Same inputs, same bytes.
package experiments
