// Package saturate searches for the highest load that a policy set sustains.
//
//	Spec, Search ─▶ Open ─▶ Plan ─▶ Execute ─▶ result folder, with the probes of each run
//	                                 rate ↗ ↗ ↘ ↗ until the bracket is narrow
//
// It is an experiment whose runs are searches in place of single replays.
package saturate
