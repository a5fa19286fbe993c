package main

// imports says who may import whom, and mirrors "Who imports whom" of the
// design: the kernel knows nothing, a mechanism knows the kernel and numbers,
// the cluster knows mechanisms, a policy sees the cluster's read-only view, and
// only experiments and the command know everything. models/workload (what an
// invocation is), models/outcome (what became of it) and models/names (spelling)
// are nouns that all may use.
var imports = map[string][]string{
	"sim":              {},
	"models/wholefile": {},

	"models/allocation": {"sim", "models/names"},
	"models/bayes":      {"sim"},
	"models/burst":      {"sim", "models/network"},
	"models/client":     {"sim", "models/names", "models/workload"},
	"models/cluster": {
		"sim", "models/autoscale", "models/client", "models/cluster/ahead", "models/cluster/belief", "models/cluster/fleet", "models/cluster/flows", "models/cluster/approach", "models/cluster/index", "models/cluster/layers", "models/cluster/lines", "models/cluster/lookahead",
		"models/cluster/members", "models/cluster/steps", "models/cluster/tally", "models/cluster/together",
		"models/control", "models/cpu", "models/daemon", "models/future", "models/membership", "models/outcome", "models/startup", "models/worker",
		"models/workload",
	},
	"models/cluster/ahead":     {"sim", "models/cluster/fleet"},
	"models/cluster/belief":    {"sim", "models/cluster/fleet", "models/workload"},
	"models/cluster/fleet":     {"sim", "models/outcome", "models/workload"},
	"models/cluster/flows":     {"sim", "models/outcome", "models/workflow", "models/workload"},
	"models/cluster/approach":  {"sim", "models/control"},
	"models/cluster/index":     {"sim", "models/cluster/fleet", "models/workload"},
	"models/cluster/layers":    {"models/cluster/fleet", "models/outcome", "models/startup", "models/workload"},
	"models/cluster/lines":     {"sim", "models/cluster/fleet"},
	"models/cluster/lookahead": {"sim", "models/cluster/fleet", "models/cpu", "models/workload"},
	"models/cluster/members":   {"models/cluster/fleet", "models/cpu", "models/membership", "models/outcome"},
	"models/cluster/steps": {
		"sim", "models/cluster/fleet", "models/daemon", "models/outcome", "models/startup", "models/workload",
	},
	"models/cluster/tally":    {"sim", "models/cluster/fleet", "models/outcome", "models/workload"},
	"models/cluster/together": {"models/daemon", "models/membership"},
	"models/control":          {"sim", "models/params"},
	"models/cpu":              {"sim"},
	"models/daemon":           {"sim", "models/params"},
	"models/forecast":         {"sim", "models/forecast/neural"},
	"models/forecast/neural":  {"sim"},
	"models/future":           {"sim", "models/workload"},
	"models/autoscale":        {"sim", "models/load", "models/membership"},
	"models/load":             {},
	"models/membership":       {"sim", "models/names", "models/outcome", "models/workload"},
	"models/memory":           {"sim", "models/cpu", "models/params"},
	"models/names":            {},
	"models/network":          {"sim", "models/params"},
	"models/numbers": {
		"models/memory", "models/names", "models/network", "models/params", "models/snapshot", "models/startup",
		"models/storage", "experiments/strictyaml",
	},
	"models/outcome":        {"sim", "models/workload"},
	"models/params":         {"sim", "models/names", "experiments/strictyaml"},
	"models/price":          {"sim", "models/names", "models/outcome", "models/workload", "experiments/strictyaml"},
	"models/reuse":          {"sim", "models/workload"},
	"models/snapshot":       {"sim", "models/names", "models/params", "models/snapshot/pages"},
	"models/snapshot/pages": {},
	"models/startup": {
		"sim", "models/memory", "models/network", "models/outcome", "models/params", "models/snapshot",
		"models/storage", "models/workload",
	},
	"models/storage":  {"sim", "models/params"},
	"models/tuner":    {"sim", "models/cpu", "models/forecast/neural"},
	"models/store":    {"sim"},
	"models/worker":   {"sim", "models/workload"},
	"models/workflow": {"sim", "models/names", "models/store"},
	"models/workflow/form": {
		"sim", "models/names", "models/params", "models/store", "models/workflow", "experiments/strictyaml", "experiments/units",
	},
	"models/workflow/pipespec": {
		"models/names", "models/workflow", "models/workflow/form", "experiments/strictyaml",
	},
	"models/workload": {"sim", "models/workflow"},

	"traces": {
		"sim", "models/names", "models/workload", "traces/azure2019", "traces/azure2021", "traces/findings",
		"traces/input", "traces/minutes", "traces/native", "traces/sample", "traces/synthetic", "traces/workflow",
	},
	"traces/workflow": {
		"models/workflow", "models/workflow/form", "models/workload", "traces/findings", "traces/input",
		"experiments/strictyaml",
	},
	"traces/azure2019": {
		"sim", "models/names", "models/workload", "traces/findings", "traces/input", "traces/minutes",
	},
	"traces/azure2021": {"sim", "models/names", "models/workload", "traces/findings", "traces/input"},
	"traces/findings":  {},
	"traces/flows": {
		"sim", "models/names", "models/store", "models/wholefile", "models/workflow", "traces/findings", "traces/input",
	},
	"traces/inmemory":  {"sim", "models/workload"},
	"traces/input":     {"traces/findings"},
	"traces/minutes":   {"sim", "models/names", "models/workload"},
	"traces/native":    {"sim", "models/wholefile", "models/workload", "traces/findings", "traces/input"},
	"traces/published": {},
	"traces/sample": {
		"sim", "models/workload", "traces/findings", "traces/inmemory", "traces/input", "traces/native",
		"traces/synthetic",
	},
	"traces/sample/generate": {"traces/sample"},
	"traces/stats":           {"sim", "models/workload", "traces/published"},
	"traces/synthetic": {
		"sim", "models/names", "models/workload", "traces/findings", "traces/input", "traces/minutes",
		"traces/published",
	},
	"traces/tracetest": {"sim", "models/workload", "traces/inmemory"},

	"policies": {"models/names", "models/workload"},
	"policies/all": {
		"models/allocation", "models/autoscale", "models/client", "models/cluster", "models/memory", "models/network", "models/snapshot",
		"models/storage", "models/worker", "policies", "policies/autoscale", "policies/client", "policies/elasticity",
		"policies/keepalive", "policies/keepalive/oracle", "policies/keepalive/prewarm", "policies/layout",
		"policies/network", "policies/prefetch", "policies/queue", "policies/resources", "policies/rootfs", "policies/schedule",
	},
	"policies/autoscale":        {"sim", "models/autoscale", "models/load", "policies"},
	"policies/client":           {"models/client", "policies"},
	"policies/elasticity":       {"models/memory", "models/workload", "policies"},
	"policies/keepalive":        {"sim", "models/cluster", "models/forecast", "models/workload", "policies"},
	"policies/keepalive/oracle": {"sim", "models/cluster", "models/workload", "policies", "policies/keepalive"},
	"policies/keepalive/prewarm": {
		"sim", "models/cluster", "models/cluster/layers", "models/forecast", "models/outcome", "models/workload", "policies",
		"policies/keepalive",
	},
	"policies/layout":    {"models/memory", "models/workload", "policies"},
	"policies/network":   {"models/network", "policies"},
	"policies/prefetch":  {"models/snapshot", "policies"},
	"policies/queue":     {"models/worker", "policies"},
	"policies/resources": {"sim", "models/allocation", "models/bayes", "policies"},
	"policies/rootfs":    {"models/storage", "policies"},
	"policies/schedule": {
		"sim", "models/cluster", "models/cluster/index", "models/load", "models/workload", "policies",
	},
	"policies/predictor": {"models/forecast", "policies"},
	"policies/story": {
		"sim", "models/autoscale", "models/cluster", "models/membership", "models/outcome", "models/startup",
		"models/worker", "models/workload", "policies",
	},

	"plots":           {"models/wholefile", "plots/pdf"},
	"plots/dag":       {},
	"plots/figures":   {"plots", "plots/dag", "plots/published"},
	"plots/published": {"plots"},
	"plots/readable":  {"plots", "plots/pdf"},
	"plots/pdf":       {},

	"experiments": {
		"sim", "models/autoscale", "models/client", "models/cluster", "models/control", "models/cpu", "models/daemon", "models/future", "models/membership", "models/memory",
		"models/names", "models/network", "models/numbers", "models/outcome", "models/params", "models/price",
		"models/snapshot", "models/startup", "models/storage",
		"models/worker", "models/workload", "traces", "traces/findings", "traces/inmemory", "traces/input",
		"traces/minutes", "policies", "policies/all", "experiments/billing", "experiments/build", "experiments/cpuclass", "experiments/exit",
		"experiments/folder", "experiments/results", "experiments/strictyaml", "experiments/textfile",
		"experiments/units", "experiments/watch",
	},
	"experiments/billing": {
		"models/cluster", "models/membership", "models/price", "models/workload", "policies", "experiments/textfile",
	},
	"experiments/build":   {},
	"experiments/caption": {},
	"experiments/cpuclass": {
		"sim", "models/cpu", "models/names", "models/params", "models/workload", "experiments/units",
	},
	"experiments/compare": {
		"models/names", "plots", "plots/figures", "experiments/build", "experiments/exit", "experiments/looks",
		"experiments/paired", "experiments/results", "experiments/results/policyset", "experiments/strictyaml",
		"experiments/textfile", "experiments/units",
	},
	"experiments/exit": {},
	"experiments/figures": {
		"models/names", "models/outcome", "plots", "plots/figures", "experiments/caption", "experiments/exit",
		"experiments/folder", "experiments/looks", "experiments/paired", "experiments/results",
	},
	"experiments/folder": {"experiments/build", "experiments/exit", "experiments/results"},
	"experiments/forecasts": {
		"sim", "models/forecast", "models/workload", "traces", "policies", "plots", "plots/figures",
		"experiments/paired", "experiments/results", "experiments/watch",
	},
	"experiments/looks":  {"plots", "experiments/results/policyset"},
	"experiments/paired": {"sim"},
	"experiments/papers": {
		"sim", "models/names", "models/numbers", "traces", "traces/input", "traces/synthetic", "plots", "experiments", "experiments/build",
		"experiments/caption", "experiments/exit", "experiments/folder", "experiments/paired",
		"experiments/papers/beside", "experiments/papers/census", "experiments/papers/forms", "experiments/papers/page",
		"experiments/papers/record",
		"experiments/papers/rows", "experiments/papers/shelf", "experiments/papers/stated", "experiments/papers/verdict",
		"experiments/papers/window", "experiments/results", "experiments/saturate", "experiments/strictyaml",
		"experiments/studies", "experiments/textfile", "experiments/units", "experiments/watch",
	},
	"experiments/papers/beside": {
		"plots", "experiments/caption", "experiments/figures", "experiments/folder", "experiments/papers/rows",
		"experiments/papers/stated", "experiments/results",
	},
	"experiments/papers/forms": {
		"models/names", "plots", "plots/figures", "plots/published", "experiments/exit", "experiments/figures",
		"experiments/looks", "experiments/paired", "experiments/papers/stated", "experiments/results",
		"experiments/strictyaml", "experiments/units",
	},
	"experiments/papers/census": {
		"experiments/exit", "experiments/papers/verdict", "experiments/strictyaml", "experiments/textfile",
	},
	"experiments/papers/page": {"experiments/exit", "experiments/results", "experiments/textfile"},
	"experiments/papers/record": {
		"plots", "experiments/build", "experiments/exit", "experiments/folder", "experiments/papers/stated",
		"experiments/results", "experiments/textfile",
	},
	"experiments/papers/rows": {"experiments/papers/page", "experiments/papers/stated", "experiments/results"},
	"experiments/papers/sensitivity": {
		"models/numbers", "experiments", "experiments/exit", "experiments/papers", "experiments/papers/page",
		"experiments/papers/verdict", "experiments/results", "experiments/textfile",
	},
	"experiments/papers/shelf":  {"models/names", "experiments/exit", "experiments/results"},
	"experiments/papers/stated": {"experiments/strictyaml", "experiments/units"},
	"experiments/papers/verdict": {
		"models/names", "experiments/paired", "experiments/papers/forms", "experiments/papers/stated",
	},
	"experiments/papers/window": {
		"experiments", "experiments/papers/forms", "experiments/results", "experiments/saturate",
	},
	"experiments/results": {
		"sim", "models/names", "models/outcome", "models/wholefile", "models/workload", "experiments/build",
		"experiments/exit", "experiments/results/pages", "experiments/results/policyset",
		"experiments/textfile",
	},
	"experiments/results/pages":     {},
	"experiments/results/policyset": {},
	"experiments/saturate": {
		"sim", "models/cluster", "models/outcome", "models/workload", "traces", "experiments", "experiments/exit",
		"experiments/results", "experiments/textfile", "experiments/units", "experiments/watch",
	},
	"experiments/strictyaml": {"models/names", "experiments/exit", "experiments/units"},
	"experiments/studies/tuning": {
		"models/cpu", "models/names", "models/numbers", "models/params", "models/tuner", "experiments/textfile",
	},
	"experiments/studies/resources": {"models/allocation", "models/names", "models/price", "policies", "policies/all"},
	"experiments/studies/sizing":    {"sim", "models/reuse", "models/workload", "traces/synthetic"},
	"experiments/studies": {
		"sim", "models/burst", "models/daemon", "models/memory", "models/names", "models/network",
		"models/numbers", "models/params", "models/snapshot", "models/startup", "models/storage", "models/tuner",
		"models/workflow", "models/workflow/form", "policies", "policies/all",
		"plots", "experiments/build", "experiments/folder", "experiments/paired", "experiments/results",
		"experiments/studies/resources", "experiments/studies/sizing", "experiments/studies/tuning", "experiments/textfile",
	},
	"experiments/textfile": {},
	"experiments/units":    {},
	"experiments/watch":    {"sim"},
	"experiments/workflows": {
		"sim", "models/names", "models/workflow", "models/workflow/form", "plots", "plots/figures", "experiments/build",
		"experiments/caption", "experiments/exit", "experiments/figures", "experiments/folder", "experiments/results",
		"experiments/textfile",
	},

	"cmd/cli": {
		"models/names", "models/numbers", "models/params", "models/price",
		"traces", "policies", "policies/all", "policies/predictor", "plots", "experiments", "experiments/build",
		"experiments/exit", "experiments/figures", "experiments/folder", "experiments/forecasts", "experiments/papers",
		"experiments/results", "experiments/workflows", "cmd/cli/bench", "cmd/cli/command", "cmd/cli/compare", "cmd/cli/forecast",
		"cmd/cli/provision", "cmd/cli/reproduce", "cmd/cli/restore", "cmd/cli/run", "cmd/cli/saturate", "cmd/cli/table",
		"cmd/cli/trace", "cmd/cli/train", "cmd/cli/workflow",
	},
	"cmd/cli/train": {
		"models/numbers", "models/tuner", "models/wholefile", "experiments/exit", "experiments/strictyaml",
		"experiments/studies/tuning", "experiments/textfile", "cmd/cli/command", "cmd/cli/table",
	},
	"cmd/cli/bench": {
		"models/cluster", "models/workload", "traces", "traces/inmemory", "experiments", "experiments/exit",
		"cmd/cli/command",
	},
	"cmd/cli/command": {
		"models/names", "plots", "experiments", "experiments/exit", "experiments/textfile", "experiments/units",
	},
	"cmd/cli/compare": {
		"experiments/compare", "experiments/exit", "experiments/textfile", "cmd/cli/command", "cmd/cli/table",
	},
	"cmd/cli/forecast": {
		"models/forecast", "traces", "policies", "policies/predictor", "plots", "experiments", "experiments/exit",
		"experiments/forecasts", "experiments/paired", "experiments/results", "experiments/units", "cmd/cli/command", "cmd/cli/progress",
		"cmd/cli/table",
	},
	"cmd/cli/provision": {
		"sim", "models/params", "models/reuse", "models/workload", "traces", "policies", "plots", "plots/figures",
		"experiments", "experiments/exit", "experiments/results", "experiments/textfile", "experiments/units",
		"cmd/cli/command", "cmd/cli/table",
	},
	"cmd/cli/progress": {"experiments/watch", "cmd/cli/terminal"},
	"cmd/cli/reproduce": {
		"models/names", "experiments", "experiments/exit", "experiments/papers", "experiments/papers/rows",
		"experiments/papers/sensitivity", "experiments/papers/shelf", "cmd/cli/command",
		"cmd/cli/progress", "cmd/cli/table", "cmd/cli/terminal",
	},
	"cmd/cli/restore": {
		"models/numbers", "models/snapshot", "models/wholefile", "policies", "policies/all", "plots", "plots/figures",
		"experiments/exit", "experiments/looks", "cmd/cli/command", "cmd/cli/table",
	},
	"cmd/cli/run": {
		"models/params", "plots", "experiments", "experiments/exit", "experiments/figures", "experiments/paired",
		"experiments/results", "cmd/cli/command", "cmd/cli/progress", "cmd/cli/table",
	},
	"cmd/cli/saturate": {
		"experiments", "experiments/exit", "experiments/paired", "experiments/saturate", "cmd/cli/command",
		"cmd/cli/progress", "cmd/cli/table", "experiments/units",
	},
	"cmd/cli/table":    {},
	"cmd/cli/terminal": {},
	"cmd/cli/trace": {
		"traces", "traces/findings", "traces/flows", "traces/input", "traces/native", "traces/stats", "traces/synthetic", "experiments",
		"experiments/exit", "cmd/cli/command", "cmd/cli/table",
	},
	"cmd/cli/workflow": {
		"models/wholefile", "models/workflow", "models/workflow/pipespec", "experiments", "experiments/exit",
		"experiments/results", "experiments/textfile", "experiments/workflows", "cmd/cli/command", "cmd/cli/table",
	},
	"cmd/mutants": {},
	"cmd/thaw":    {"cmd/cli"},
}

// noFolder are names that a helper without a home ends up under: where one is
// wanted, a package is missing a noun.
var noFolder = []string{"internal", "pkg", "util", "utils", "common", "helper", "helpers", "misc"}

// banned are functions that some packages must not call, and why.
const takeNumbers = "a run takes numbers from its numbers.Book, so that they can be set and are known to be read"

var banned = []struct {
	pkg     string   // import path
	names   []string // of it; all its functions where empty
	allowed []string // folders or files where they may be called
	why     string
}{
	{"time", []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"},
		[]string{"cmd/cli/bench", "cmd/cli/progress", "cmd/mutants", "experiments/run.go"},
		"results must not depend on the clock; only progress and the wall time of a run ask it"},
	{"math/rand", nil, nil, "draws come from named streams of sim"},
	{"math/rand/v2", nil, nil, "draws come from named streams of sim"},
	{"crypto/rand", nil, nil, "draws come from named streams of sim"},
	{"os", []string{"Exit"}, []string{"cmd/thaw", "cmd/mutants", "traces/sample/generate"},
		"errors go up to the command"},
	{"log", nil, nil, "errors go up to the command"},
	{"log/slog", nil, nil, "errors go up to the command"},
	{"fmt", []string{"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"}, []string{"traces/sample/generate"},
		"standard output belongs to the command"},
	{"os", []string{"Getenv", "LookupEnv", "Environ", "Setenv"}, []string{"cmd/cli/command", "cmd/cli/terminal"},
		"the environment is a layer of settings that the command reads"},
	{"os", []string{"ReadFile", "Open"},
		[]string{"experiments/textfile", "traces/input", "traces/native", "cmd/mutants", "cmd/cli/bench/bench.go",
			"policies/story", "experiments/folder/folder.go", "models/wholefile/wholefile.go"}, // folders, to lock and sync
		"opening a pipe waits and a device never ends: experiments/textfile reads regular files alone"},
	{"os/exec", nil, []string{"cmd/cli/bench/bench.go", "cmd/mutants"},
		"a replay starts no programs; a benchmark measures itself in a child, mutants run the tests"},
	{"unsafe", []string{"Pointer", "Add", "Slice", "SliceData", "String", "StringData"}, nil,
		"nothing needs it but for the size of things"},
	{"thaw/models/storage", []string{"DefaultCosts"}, []string{"models/numbers", "experiments/role_storage.go"},
		takeNumbers},
	{"thaw/models/memory", []string{"DefaultCosts"}, []string{"models/numbers"}, takeNumbers},
	{"thaw/models/startup", []string{"DefaultDevices", "DefaultRestores"},
		[]string{"models/numbers", "experiments/studies/storage.go"}, takeNumbers}, // defaults of its settings
	{"thaw/models/snapshot", []string{"HostOf", "FindFunction", "FindDisk"},
		[]string{"models/numbers", "models/startup/restore.go", "models/startup/image.go",
			"experiments/studies/restore.go"}, takeNumbers}, // names, and the disk that devices have, too
	{"reflect", nil, []string{"policies/param.go", "policies/value.go", "experiments/strictyaml/strictyaml.go"},
		"only strict decoding looks at the fields of a struct"},
}

// panics are files whose panics are not recognisable as mistakes of the program
// by themselves (a message that begins with the package's name, or a remark
// that says why), and why they are.
var panics = map[string]string{
	"models/cluster/starts.go": "a scheduler that chose no candidate is a mistake of its policy; a " +
		"LimitError becomes the error of Replay",
	"models/cluster/engine.go":          "Replay passes on what is no LimitError",
	"models/cluster/fleet/container.go": "a LimitError becomes the error of Replay",
}

// Limits on the size of things. A table of data may be longer than a function.
const (
	fileLines     = 400
	functionLines = 70
	packageFiles  = 25
	lineColumns   = 120 // a tab is four
	packageLines  = 4000
)
