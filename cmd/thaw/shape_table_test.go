package main

// imports says who may import whom, and mirrors "Who imports whom" of the
// design: the kernel knows nothing, a mechanism knows the kernel and numbers,
// the cluster knows mechanisms, a policy sees the cluster's read-only view, and
// only experiments and the command know everything. models/workload (what an
// invocation is), models/outcome (what became of it) and models/names (spelling)
// are nouns that all may use.
var imports = map[string][]string{
	"sim":             {},
	"models/names":    {},
	"models/workload": {"sim"},
	"models/outcome":  {"sim", "models/workload"},
	"models/params":   {"sim", "models/names"},
	"models/startup":  {"sim", "models/params", "models/outcome", "models/workload", "models/memory", "models/network", "models/snapshot", "models/storage"},
	"models/daemon":   {"sim", "models/params"},
	"models/memory":   {"sim", "models/params"},
	"models/network":  {"sim", "models/params"},
	"models/burst":    {"sim", "models/network"},
	"models/storage":  {"sim", "models/params"},
	"models/snapshot": {"sim", "models/params", "models/names"},

	"models/cluster/fleet": {"sim", "models/outcome", "models/workload"},
	"models/cluster/index": {"sim", "models/cluster/fleet", "models/workload"},
	"models/cluster/tally": {"sim", "models/cluster/fleet", "models/outcome"},
	"models/cluster":       {"sim", "models/params", "models/startup", "models/daemon", "models/outcome", "models/workload", "models/cluster/fleet", "models/cluster/index", "models/cluster/tally"},

	"traces":        {"sim", "models/workload", "models/names"},
	"traces/sample": {"traces"},

	"policies":            {"sim", "models/cluster", "models/workload", "models/names"},
	"policies/schedule":   {"sim", "models/cluster", "models/cluster/index", "models/workload", "policies"},
	"policies/keepalive":  {"sim", "models/cluster", "models/workload", "policies"},
	"policies/elasticity": {"models/cluster", "models/memory", "policies"},
	"policies/layout":     {"models/cluster", "models/memory", "policies"},
	"policies/network":    {"models/cluster", "models/network", "policies"},
	"policies/rootfs":     {"models/cluster", "models/storage", "policies"},
	"policies/prefetch":   {"models/cluster", "models/snapshot", "policies"},
	"policies/story":      {"sim", "models/cluster", "models/outcome", "models/startup", "models/workload", "policies"},
	"policies/all":        {"models/cluster", "models/memory", "models/network", "models/snapshot", "models/storage", "policies", "policies/schedule", "policies/elasticity", "policies/keepalive", "policies/layout", "policies/network", "policies/prefetch", "policies/rootfs"},

	"plots": {},

	"experiments/paired": {"sim"},
	"experiments": {
		"sim", "models/names", "models/workload", "models/outcome", "models/params", "models/startup", "models/daemon", "models/memory", "models/storage", "models/network", "models/burst", "models/snapshot", "models/cluster",
		"traces", "policies", "policies/all", "plots", "experiments/paired",
	},
	"cmd/thaw": {
		"models/names", "models/workload", "models/params", "models/startup", "models/memory", "models/snapshot", "models/storage", "models/cluster",
		"traces", "policies", "policies/all", "plots", "experiments", "experiments/paired",
	},
}

// noFolder are names that a helper without a home ends up under: where one is
// wanted, a package is missing a noun.
var noFolder = []string{"internal", "pkg", "util", "utils", "common", "helper", "helpers", "misc"}

// banned are functions that some packages must not call, and why.
var banned = []struct {
	pkg     string   // import path
	names   []string // of it; all its functions where empty
	allowed []string // folders or files where they may be called
	why     string
}{
	{"time", []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"},
		[]string{"cmd/thaw", "experiments/run.go"}, "results must not depend on the clock; only progress and the wall time of a run ask it"},
	{"math/rand", nil, nil, "draws come from named streams of sim"},
	{"math/rand/v2", nil, nil, "draws come from named streams of sim"},
	{"crypto/rand", nil, nil, "draws come from named streams of sim"},
	{"os", []string{"Exit"}, []string{"cmd/thaw", "traces/sample"}, "errors go up to the command"},
	{"log", nil, nil, "errors go up to the command"},
	{"log/slog", nil, nil, "errors go up to the command"},
	{"fmt", []string{"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"}, []string{"cmd/thaw", "traces/sample"}, "standard output belongs to the command"},
	{"os", []string{"Getenv", "LookupEnv", "Environ", "Setenv"}, []string{"cmd/thaw"}, "the environment is a layer of settings that the command reads"},
	{"os/exec", nil, []string{"cmd/thaw/bench.go"}, "a replay starts no programs; a benchmark measures itself in a child"},
	{"unsafe", []string{"Pointer", "Add", "Slice", "SliceData", "String", "StringData"}, nil, "nothing needs it but for the size of things"},
	{"reflect", nil, []string{"policies/param.go", "policies/value.go", "experiments/strict.go"}, "only strict decoding looks at the fields of a struct"},
}

// panics are files whose panics are not recognisable as mistakes of the program
// by themselves (a message that begins with the package's name, or a remark
// that says why), and why they are.
var panics = map[string]string{
	"models/cluster/starts.go":          "a scheduler that chose no candidate is a mistake of its policy; a LimitError becomes the error of Replay",
	"models/cluster/engine.go":          "Replay passes on what is no LimitError",
	"models/cluster/fleet/container.go": "a LimitError becomes the error of Replay",
}

// Limits on the size of things. A table of data may be longer than a function.
const (
	fileLines     = 400
	functionLines = 70
)
