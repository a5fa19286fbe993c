// Package allocation models how long the functions of a workflow run and what they cost, by the
// cores and the memory that each is given, and measures a workflow as a platform would.
//
//	sizes: cores, memory of each function
//	   │
//	   ▼   t = work ÷ min(cores, parallel) + waiting      × starved below the working set
//	surfaces ─▶ × noise, outliers ─▶ flow: sums in series, maxima in parallel ─▶ latency
//	   └──────▶ × price of the size ─────────────────────────────────────────▶ cost
//
// A resource manager sees a Bench: it evaluates sizes, one set after the other, and each time
// learns what a few noisy executions took and cost, never the surfaces. What it chooses is judged
// by many executions that it has not seen.
//
// The form of the surfaces, their noise and outliers are assumed: no measurements of the
// workflows of zhou2023aquatope could be read.
//
// Not modelled: cold starts (models/cluster and the pool have them), queues, neighbours that slow
// each other down, the transfer of data between functions, inputs that differ in size.
package allocation
