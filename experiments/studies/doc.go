// Package studies runs models on their own, without a trace: how fast a machine
// creates namespaces, how long one restore takes.
//
//	settings ─▶ Plan ─▶ Result: one run a (variant, item, seed) ─▶ study.csv, study.json
//
// One file a study, and one line in list. A paper's cell of kind study names one.
package studies
