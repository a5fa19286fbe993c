package flows

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

// The models of generated workflows.
const (
	modelChain     = "chain"
	modelFanOut    = "fan-out"
	modelDiamond   = "diamond"
	modelMixed     = "mixed"
	modelPublished = "published"
)

func models() []string {
	return []string{modelChain, modelFanOut, modelDiamond, modelMixed, modelPublished}
}

// description is what a text says of a generated trace.
type description struct {
	text, model      string
	has              map[string]bool
	workflows        []string
	mix              []string
	mixed            []float64 // cumulative shares
	graphs           int
	zipf             float64
	length, width    whole
	instances        whole
	work             sim.Dist
	memory           float64
	output           uint64
	rate             float64
	duration         time.Duration
	minutes          []int
	shape, seed      uint64
	azure            string
	functions, every float64 // of the whole platform
	errs             []string
}

// whole is a distribution of whole numbers.
type whole struct {
	values []int
	sums   []float64
}

func (w *whole) draw(u float64) int {
	if len(w.values) == 0 {
		return 0
	}
	return w.values[pick(w.sums, u)]
}

func constant(n int) whole { return whole{[]int{n}, []float64{1}} }

// isSpec tells whether a path is the description of a generated trace.
func isSpec(path string) bool {
	word, _, more := strings.Cut(path, ",")
	return strings.TrimSpace(word) == GeneratedFormat && more
}

// parse reads a description. The error lists every mistake with its column.
func parse(text string) (*description, error) {
	d := &description{text: text, has: map[string]bool{}, graphs: 1, length: constant(1), width: constant(2),
		instances: constant(1), shape: 1, azure: "paper"}
	parts := strings.Split(text, ",")
	if strings.TrimSpace(parts[0]) != GeneratedFormat {
		d.fail(parts[0], "a generated trace of workflows begins with the word %s", GeneratedFormat)
	}
	for _, p := range parts[1:] {
		key, value, ok := strings.Cut(strings.TrimSpace(p), "=")
		switch {
		case !ok:
			d.fail(p, "expected key=value")
		case d.has[key]:
			d.fail(p, "%s is given twice", key)
		default:
			d.has[key] = true
			d.set(key, value)
		}
	}
	d.needs()
	d.rates()
	if len(d.errs) > 0 {
		return nil, fmt.Errorf("trace %q: %s", text, strings.Join(d.errs, "; "))
	}
	return d, nil
}

func (d *description) fail(part, format string, args ...any) {
	d.errs = append(d.errs, fmt.Sprintf("column %d: ", strings.Index(d.text, part)+1)+fmt.Sprintf(format, args...))
}

// set gives a key its value.
func (d *description) set(key, value string) {
	switch key {
	case "model":
		if d.model = value; !slices.Contains(models(), value) {
			d.fail(key, "unknown model %q%s", value, names.Hint(value, models()))
		}
	case "workflow":
		d.workflows = strings.Split(value, "/")
		for _, name := range d.workflows {
			if !slices.Contains(publishedNames(), name) {
				d.fail(key, "unknown workflow %q%s", name, names.Hint(name, publishedNames()))
			}
		}
	case "mix":
		d.setMix(value)
	case "graphs":
		d.graphs = int(d.number(key, value, 1, 1_000_000, true))
	case "zipf":
		d.zipf = d.number(key, value, 0, 10, false)
	case "length":
		d.length = d.wholes(key, value, MaxTasks)
	case "width":
		d.width = d.wholes(key, value, MaxTasks)
	case "instances":
		d.instances = d.wholes(key, value, MaxInstances)
	case "work":
		var err error
		if d.work, err = sim.ParseDist(strings.ReplaceAll(value, "/", ",")); err != nil {
			d.fail(key, "work: %v", err)
		}
	case "memory":
		d.memory = d.number(key, value, 0, 1<<30, false)
	case "output":
		d.output = uint64(d.number(key, value, 0, MaxOutput, true))
	case "minutes":
		d.setMinutes(value)
	case "rate":
		d.rate = d.number(key, strings.TrimSuffix(value, "/s"), 1e-9, 1e6, false)
	case "duration":
		var err error
		if d.duration, err = time.ParseDuration(value); err != nil || d.duration <= 0 || d.duration > 366*24*time.Hour {
			d.fail(key, "duration is %q, expected more than 0s, up to 8784h", value)
		}
	case "azure-functions":
		d.functions = d.number(key, value, 1, 10_000_000, true)
	case "azure-rate":
		d.every = d.number(key, strings.TrimSuffix(value, "/s"), 1e-9, 1e8, false)
	case "azure":
		if d.azure = value; azureShares[value] == [2]float64{} {
			d.fail(key, "azure is %q, expected paper or released%s", value,
				names.Suggest(value, []string{"paper", "released"}))
		}
	case "shape":
		d.shape = uint64(d.number(key, value, 0, 1<<53, true))
	case "seed":
		d.seed = uint64(d.number(key, value, 0, 1<<53, true))
	default:
		var known []string
		for _, k := range Keys() {
			known = append(known, k.Name)
		}
		d.fail(key, "unknown key %q%s", key, names.Hint(key, known))
	}
}

// number reads a number within bounds.
func (d *description) number(key, value string, lo, hi float64, integer bool) float64 {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v >= lo && v <= hi) || integer && v != math.Trunc(v) {
		what := "a number"
		if integer {
			what = "a whole number"
		}
		d.fail(key+"="+value, "%s is %q, expected %s from %v to %.0f", key, value, what, lo, hi)
		return lo
	}
	return v
}

// wholes reads a distribution of whole numbers.
func (d *description) wholes(key, value string, most int) whole {
	var w whole
	var weights []float64
	read := func(text string) int { return int(d.number(key, text, 1, float64(most), true)) }
	if lo, hi, isRange := strings.Cut(value, "-"); isRange {
		a, b := read(lo), read(hi)
		if a > b || b-a >= MaxTasks {
			d.fail(key, "%s is %q, expected a range that ascends, of at most %d numbers", key, value, MaxTasks)
			return constant(1)
		}
		for n := a; n <= b; n++ {
			w.values, weights = append(w.values, n), append(weights, 1)
		}
	} else {
		for _, p := range strings.Split(value, "/") {
			n, weight, weighted := strings.Cut(p, ":")
			w.values = append(w.values, read(n))
			if !weighted {
				weight = "1"
			}
			weights = append(weights, d.number(key, weight, 1e-9, 1e9, false))
		}
	}
	w.sums = cumulative(weights)
	return w
}

// setMix reads the shares of models.
func (d *description) setMix(value string) {
	var weights []float64
	for _, p := range strings.Split(value, "/") {
		model, share, _ := strings.Cut(p, ":")
		if !slices.Contains(models()[:3], model) {
			d.fail("mix", "mix has %q, expected MODEL:SHARE of chain, fan-out and diamond%s", p,
				names.Suggest(model, models()[:3]))
			continue
		}
		v := d.number("mix", share, 1e-9, 1e9, false)
		d.mix, weights = append(d.mix, model), append(weights, v)
	}
	if len(weights) > 0 {
		d.mixed = cumulative(weights)
	}
}

// setMinutes reads the jobs of each minute.
func (d *description) setMinutes(value string) {
	all := 0.0
	for _, p := range strings.Split(value, "/") {
		n := d.number("minutes", p, 0, maxJobs, true)
		d.minutes = append(d.minutes, int(n))
		all += n
	}
	if all > maxJobs {
		d.fail("minutes", "%.0f jobs in all, expected at most %d", all, maxJobs)
	}
}

// needs reports keys that the model needs and are not there, and those that it does not
// know.
func (d *description) needs() {
	of := map[string][]string{
		modelChain: {"length"}, modelFanOut: {"width"}, modelDiamond: {"length", "width"},
		modelMixed:     {"mix", "length", "width"},
		modelPublished: {"workflow"},
	}
	if !d.has["model"] {
		d.fail(GeneratedFormat, "model is missing, expected one of %s", strings.Join(models(), ", "))
		return
	}
	if of[d.model] == nil {
		return
	}
	missing := func(key string) { d.fail("model", "%s needs %s: no publication states it", d.model, key) }
	uses := func(model string) bool {
		return d.model == model || slices.Contains(d.mix, model)
	}
	if uses(modelChain) && !d.has["length"] {
		missing("length")
	}
	if uses(modelFanOut) && !d.has["width"] {
		missing("width")
	}
	if d.model == modelMixed && !d.has["mix"] {
		missing("mix")
	}
	if d.model == modelPublished && !d.has["workflow"] {
		missing("workflow")
	}
	works := d.model == modelPublished && !slices.ContainsFunc(d.workflows, func(name string) bool {
		return strings.HasPrefix(name, "aquatope-")
	})
	if !d.has["work"] && !works {
		missing("work")
	}
	for _, key := range []string{"length", "width", "mix", "workflow"} {
		if d.has[key] && !slices.Contains(of[d.model], key) {
			d.fail(key, "%s does not go with model=%s", key, d.model)
		}
	}
	if d.model == modelPublished && (d.has["graphs"] || d.has["azure-functions"]) {
		d.fail("workflow", "the workflows are counted by their names, expected no graphs and no azure-functions")
	}
}

// rates works out how many jobs there are, of how many workflows.
func (d *description) rates() {
	shares := azureShares[d.azure]
	ways := 0
	for _, key := range []string{"rate", "azure-rate", "minutes"} {
		if d.has[key] {
			ways++
		}
	}
	if ways != 1 {
		d.fail(GeneratedFormat, "expected one of rate, azure-rate and minutes, found %d", ways)
	}
	if d.has["minutes"] == d.has["duration"] {
		d.fail(GeneratedFormat, "expected duration, or minutes, which say it, and not both")
	}
	if d.has["azure-rate"] {
		d.rate = d.every * shares[1]
	}
	if d.has["graphs"] && d.has["azure-functions"] {
		d.fail("graphs", "graphs and azure-functions both say how many workflows there are, expected one of them")
	}
	if d.has["azure-functions"] {
		d.graphs = max(1, int(math.Round(d.functions*shares[0])))
	}
	if d.has["azure"] && !d.has["azure-rate"] && !d.has["azure-functions"] {
		d.fail("azure=", "azure says which shares azure-rate and azure-functions mean, and neither is there")
	}
	if n := d.rate * d.duration.Seconds(); n > maxJobs/1.1 {
		d.fail("duration", "%.0f jobs on average, expected at most %.0f", n, maxJobs/1.1)
	}
}
