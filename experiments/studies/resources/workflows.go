package resources

import (
	"time"

	"thaw/models/allocation"
)

// Defaults are the settings where none are given. Cores, memory and the numbers of the search are
// those of the released code (aquatope, utils/config.py), prices those of the list that its constants
// are of. All else is assumed: experiments/papers/aquatope/README.md.
func Defaults() Settings {
	return Settings{
		Managers:  []string{"autoscale", "random", "clite-like", "orion", "aquatope-bo", oracle},
		Workflows: workflows(),
		Cores:     allocation.Range{Least: 0.1, Most: 6, Step: 0.1},
		Memory:    allocation.Range{Least: 128, Most: 10240, Step: 1},
		Prices:    "azure-premium", Executions: 20, Judged: 1000, Share: 0.95,
		Noise: 0.1, Outliers: 0.02, Outlying: 3, Starved: 3, Timeout: time.Minute,
	}
}

// workflows are five of the kinds that zhou2023aquatope has, with the functions that the released
// code has of three of them. Works, waits, working sets and parallelism are assumed. The QoS is 1.3
// times what two cores a function take without noise.
func workflows() []Workflow {
	const ms = time.Millisecond
	f := func(name string, work, waiting time.Duration, parallel, mib float64) Function {
		return Function{name, work, waiting, parallel, mib}
	}
	return []Workflow{
		{Name: "chain", QoS: 3500 * ms, Flow: "first > second > third", Functions: []Function{
			f("first", 1000*ms, 200*ms, 2, 256), f("second", 2000*ms, 100*ms, 4, 512), f("third", 500*ms, 400*ms, 1,
				384)}},
		{Name: "fan-out", QoS: 4200 * ms, Flow: "split > work*8 > merge", Functions: []Function{
			f("split", 500*ms, 200*ms, 1, 256), f("work", 3000*ms, 300*ms, 4, 768), f("merge", 1000*ms, 200*ms, 2,
				512)}},
		{Name: "ml-pipeline", QoS: 4000 * ms, Flow: "image > detect > (human | vehicle)", Functions: []Function{
			f("image", 500*ms, 300*ms, 2, 512), f("detect", 3000*ms, 200*ms, 4, 2048),
			f("human", 1500*ms, 100*ms, 4, 1536), f("vehicle", 1500*ms, 100*ms, 4, 1536)}},
		{Name: "video", QoS: 12300 * ms, Flow: "process > scenes > transcode > watermark > faces",
			Functions: []Function{
				f("process", 2000*ms, 500*ms, 4, 512), f("scenes", 1500*ms, 200*ms, 2, 512),
				f("transcode", 6000*ms, 500*ms, 6, 1024), f("watermark", 2000*ms, 300*ms, 2, 512),
				f("faces", 4000*ms, 200*ms, 4, 1024)}},
		{Name: "social-network", QoS: 2700 * ms, Flow: "compose > (text | image) > store > (home | user)",
			Functions: []Function{
				f("compose", 300*ms, 100*ms, 1, 256), f("text", 800*ms, 100*ms, 2, 1024), f("image", 1200*ms,
					100*ms, 4, 1536),
				f("store", 100*ms, 300*ms, 1, 256), f("home", 200*ms, 400*ms, 1, 256), f("user", 100*ms, 200*ms, 1,
					256)}},
	}
}
