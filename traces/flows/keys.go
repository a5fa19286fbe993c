package flows

import (
	"strings"
	"time"
)

// GeneratedFormat is the name of the format of Generate, and the first word of its text.
const GeneratedFormat = "flows"

// Key documents a key of the description of a generated trace.
type Key struct{ Name, Default, Help string }

// Keys lists the keys in the order in which they are printed.
func Keys() []Key {
	return []Key{
		{"model", "", "chain: tasks in a row; fan-out: 1-n-1, one task, width tasks side by side, one that waits for " +
			"all; diamond: 1-n-1 repeated, length of them in a row, each beginning where the one before ends; mixed: " +
			"mix says which share of the workflows has which of these; published: workflows of publications"},
		{"workflow", "", "published: names, with / between: " + strings.Join(publishedNames(), ", ")},
		{"mix", "", "mixed: MODEL:SHARE, with / between, such as chain:0.8/fan-out:0.2. Needed: no publication that " +
			"was read states the shares for serverless workflows"},
		{"graphs", "1", "how many different workflows there are, or azure-functions"},
		{"zipf", "0", "exponent of their popularity: rank r has weight r^-zipf; 0: all alike (assumed)"},
		{"length", "", "chain: tasks; diamond: diamonds, 1 by default. A number, a range such as 2-5 (each as " +
			"likely) or NUMBER:WEIGHT with / between, such as 2:0.5/3:0.3/10:0.2"},
		{"width", "", "fan-out: tasks side by side, likewise; diamond: 2 by default"},
		{"work", "", "time that each task works: a duration or a distribution with / in place of commas, such as " +
			"lognormal/median=1s/sigma=0.7. Needed, but by published workflows that state theirs"},
		{"memory", "0", "MiB of each task; 0: unknown"},
		{"output", "0", "bytes that each instance of a task emits"},
		{"instances", "1", "parallel instances of each task, a number as length is"},
		{"rate", "", "jobs a second on average, Poisson arrivals, such as 0.5/s; or azure-rate, or minutes"},
		{"duration", "", "time in which jobs arrive; with minutes these say it"},
		{"minutes", "", "jobs of each minute, with / between, such as 3/0/12; uniform within each (assumed)"},
		{"azure-functions", "", "functions of a whole platform, in place of graphs: 6.9 % of them, and at least one, " +
			"are orchestrations (Shahrad et al., ATC'20, figure 2; 8.2 % in the released sample)"},
		{"azure-rate", "", "invocations a second of a whole platform, in place of rate: 2.3 % of them are of " +
			"orchestrations (likewise; 1.4 %), and each is taken for a job (assumed: Durable Functions invoke an " +
			"orchestrator again whenever it goes on, so that there are fewer jobs)"},
		{"azure", "paper", "paper or released: which of these shares"},
		{"shape", "1", "seed of what the workflows are"},
		{"seed", "0", "mixed into the seed of the run, which draws arrivals; 0: the run's alone"},
	}
}

// step is a task of a published workflow, or several side by side.
type step struct {
	name  string
	count int
	work  time.Duration // mean; unstated: nothing states it
	after string        // names of steps, with & between
}

const unstated = -1

// publication is a workflow of one.
type publication struct {
	name  string
	steps []step
}

// published are workflows that a publication or its artifact describes.
//
// DataFlower (ASPLOS'24): graphs, and means of the measured time of each function, of its
// artifact (github.com/lzjzx1122/FaaSFlow, tag v2.0, test/expected_results). Aquatope
// (ASPLOS'23): a graph of its repository (github.com/zzhou612/aquatope).
var published = []publication{
	{"dataflower-svd", []step{{"start", 1, 13 * ms, ""}, {"compute", 16, 1150 * ms, "start"},
		{"merge", 1, 2430 * ms, "compute"}}},
	{"dataflower-video", []step{{"upload", 1, 950 * ms, ""}, {"split", 1, 770 * ms, "upload"},
		{"transcode", 4, 740 * ms, "split"}, {"merge", 1, 260 * ms, "transcode"}}},
	{"dataflower-wordcount", []step{{"start", 1, 15 * ms, ""}, {"count", 8, 120 * ms, "start"},
		{"merge", 1, 50 * ms, "count"}}},
	{"dataflower-recognizer", []step{{"upload", 1, 3 * ms, ""}, {"adult", 1, 2370 * ms, "upload"},
		{"violence", 1, 2060 * ms, "upload"}, {"extract", 1, 680 * ms, "adult&violence"},
		{"translate", 1, 110 * ms, "extract"}, {"censor", 1, 6 * ms, "translate"}, {"mosaic", 1, 470 * ms, "censor"}}},
	{"aquatope-ml", []step{{"image", 1, unstated, ""}, {"detect", 1, unstated, "image"},
		{"human", 1, unstated, "detect"}, {"vehicle", 1, unstated, "detect"}}},
}

const ms = time.Millisecond

func publishedNames() []string {
	var all []string
	for i := range published {
		all = append(all, published[i].name)
	}
	return all
}

// The shares of orchestrations among functions and invocations (Shahrad et al., ATC'20,
// figure 2: the paper's, and those of the sample that was released with it).
var azureShares = map[string][2]float64{"paper": {0.069, 0.023}, "released": {0.082, 0.014}}
