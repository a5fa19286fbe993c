// Package studies runs models on their own, without a trace, such as the creation
// of namespaces on one invoker or one restore.
//
//	settings ─▶ Plan ─▶ Result: one run a (variant, item, seed) ─▶ study.csv, study.json
//	                                                                    series-NAME.csv
//
// A study is one file and one line in list. A paper's cell of kind study names it.
package studies
