// Package saturate searches for the highest load that a policy set sustains.
//
//	Spec, Search ─▶ Open ─▶ Plan ─▶ Execute ─▶ result folder, with the probes of each run
//	                                 rate ↗ ↗ ↘ ↗ until the bracket is narrow
//
// Each run of such an experiment is a search instead of a single replay.
package saturate
