// Package workflows runs one workflow alone under some seeds, and keeps what came of it in a folder.
//
//	workflow.yaml ──▶ Plan ──Execute──▶ DIR/workflow.json   Manifest: what it is of, and its files
//	                                        workflow.yaml   as it was read
//	                                        summary, stages .parquet .csv .json
//	                                        tasks.parquet   a row for each task
//	          Read ◀── the folder alone ◀──┘
//	           └──▶ Figures: the graph, and the tasks over time
//
// A file under its final name is complete. Same workflow, same seeds, same program: same bytes.
// docs/results.md defines the columns.
package workflows
