// Package experiments describes experiments and executes them.
//
//	flags ─┐
//	THAW_* ├─▶ Spec ─▶ Plan ─▶ one run a (policy set, seed) ─▶ result folder
//	file  ─┘                       cluster.Replay                manifest.json
//	                                                             summary.{parquet,csv,json}
//	                                                             runs/policy=…/seed=…/
//	                                                             plots/
//
// Package results reads and writes result folders. Packages compare and figures
// read them without the engine. Package saturate searches for loads, studies runs
// models on their own, and papers reproduces publications with all of these.
//
// A result folder is self-contained: it identifies its inputs by content, and
// figures and comparisons need nothing else. Same inputs, same bytes.
package experiments
