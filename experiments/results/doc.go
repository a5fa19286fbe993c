// Package results writes and reads result folders. It knows columns, rows and
// files, and no engine: whoever compares or draws results imports this alone.
//
//	RESULT/manifest.json                  Manifest: what it is of, and its files
//	       summary.{parquet,csv,json}     Row: one a run
//	       runs/policy=…/seed=…/run.json  Record: the run is finished, from these inputs
//	                            latency.parquet, timeline.parquet, invocations.parquet
//	       plots/
//
// A file under its name is complete. Every Parquet file carries a Stamp, which
// says what its bytes follow from. Same inputs, same bytes.
package results
