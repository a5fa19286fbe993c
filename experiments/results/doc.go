// Package results writes and reads result folders. It knows columns, rows and
// files and does not import the engine, so that code that compares or draws
// results depends on this package alone.
//
//	RESULT/manifest.json                  Manifest: what it is of, and its files
//	       summary.{parquet,csv,json}     Row: one a run
//	       runs/policy=…/seed=…/run.json  Record: the run is finished, from these inputs
//	                            latency.parquet, timeline.parquet, invocations.parquet
//	       plots/
//
// A file under its final name is complete. Every Parquet file carries a Stamp,
// which lists the inputs of its bytes. Same inputs, same bytes.
package results
