package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// Identity identifies the trace, its window and the platform of results. Results
// are comparable only if they agree in it. Policies, seeds and the versions of thaw and
// of a program that uses it are no part of it, because comparisons vary them.
type Identity struct {
	Trace    []TraceFile                `json:"trace"`    // empty where the trace is generated or embedded
	Workload map[string]json.RawMessage `json:"workload"` // by setting
	Platform map[string]string          `json:"platform"` // by number
}

// TraceFile is a file of a trace by content.
type TraceFile struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// notWorkload lists the stamped inputs that do not describe the workload. Every
// other input is part of the workload, including inputs of later versions.
var notWorkload = []string{"thaw_version", "thaw_revision", "thaw_modified", "thaw_main", "thaw_binary", "program",
	"trace", "detail", "platform", "policies", "seeds", "restore_inputs", "restore_disk", "snapshot_storage_mib",
	"cpu_classes",
	"membership_sha256", "reclaim_on_cores"}

// ofPlatform names the stamped inputs that describe the platform beside its numbers.
var ofPlatform = map[string]string{"cpu_classes": "cpu-class", "reclaim_on_cores": "reclaim on cores",
	"membership_sha256": "invoker-event and invoker-failures (digest)"}

// identify reads the identity of a result folder, which results.Read has read.
func identify(folder string, m *results.Manifest) (Identity, error) {
	id := Identity{Trace: []TraceFile{}}
	path := filepath.Join(folder, results.SummaryName)
	stamp, err := results.ReadStamp(path)
	if err != nil {
		return id, exit.Usage(err)
	}
	all := map[string]json.RawMessage{}
	if err = json.Unmarshal([]byte(stamp.Manifest), &all); err == nil {
		err = json.Unmarshal(all["platform"], &id.Platform)
	}
	if err != nil || all["format"] == nil {
		return id, exit.Usage(fmt.Errorf("%s: damaged: it does not say what its values follow from", path))
	}
	id.Platform = withoutProfile(id.Platform, m.Platform.Name)
	for _, k := range []string{"restore_inputs", "restore_disk", "snapshot_storage_mib"} {
		if v := all[k]; v != nil {
			id.Platform[ofSnapshots+k] = strings.Trim(string(v), `"`)
		}
	}
	for k, name := range ofPlatform { // any order: a map is made
		if v := all[k]; v != nil {
			id.Platform[name] = strings.Trim(string(results.Compact(v)), `"`)
		}
	}
	for _, f := range m.Trace.Files {
		id.Trace = append(id.Trace, TraceFile{f.Size, f.SHA256})
	}
	id.Workload = all
	maps.DeleteFunc(all, func(k string, _ json.RawMessage) bool { return slices.Contains(notWorkload, k) })
	// what an embedded or generated trace came to, which names no file
	all["trace_functions"] = json.RawMessage(fmt.Sprint(m.Trace.Functions))
	all["trace_apps"] = json.RawMessage(fmt.Sprint(m.Trace.Apps))
	return id, nil
}

// ofSnapshots is the prefix of numbers that only platforms with snapshots have.
// A platform without snapshots differs by its policy, not by these numbers.
const ofSnapshots = "snapshots."

// withoutProfile drops the profile's name from the paths of its numbers, so that
// two profiles can be compared number by number, and adds the name as an entry.
// It drops the profile's proposed policies: results name their own.
func withoutProfile(numbers map[string]string, profile string) map[string]string {
	out := map[string]string{"profile": profile}
	for path, v := range numbers { // any order: a map is made
		out[strings.TrimPrefix(path, profile+".")] = v
	}
	delete(out, "schedule")
	delete(out, "keepalive")
	return out
}

// workloadDifferences lists the differences of b's workload from a's.
func (a Identity) workloadDifferences(b Identity) []string {
	var out []string
	if !slices.Equal(a.Trace, b.Trace) {
		out = append(out, fmt.Sprintf("trace: %s, against %s", describeFiles(b.Trace), describeFiles(a.Trace)))
	}
	for _, k := range keysOf(a.Workload, b.Workload) {
		if slices.Contains(notWorkload, k) { // of a baseline that was made when it was part of the workload
			continue
		}
		x, y := a.Workload[k], b.Workload[k]
		if !bytes.Equal(results.Compact(x), results.Compact(y)) && !(isUnset(x) && isUnset(y)) {
			out = append(out, fmt.Sprintf("%s: %s, against %s", nameOfInput(k), valueOfInput(k, y),
				valueOfInput(k, x)))
		}
	}
	return out
}

// platformDifferences lists the numbers in which b's platform differs from a's.
func (a Identity) platformDifferences(b Identity) []string {
	var out []string
	for _, k := range keysOf(a.Platform, b.Platform) {
		x, y := a.Platform[k], b.Platform[k]
		if strings.HasPrefix(k, ofSnapshots) && (x == "" || y == "") {
			continue
		}
		if x != y {
			out = append(out, fmt.Sprintf("%s: %s, against %s", k, orNothing(y), orNothing(x)))
		}
	}
	return out
}

// nameOfBuild names what made results, in a few words.
func nameOfBuild(b build.Info) string {
	text := "thaw " + b.Version
	if b.Revision != "" {
		text += fmt.Sprintf(" (revision %.12s", b.Revision)
		if b.Modified {
			text += ", with changes"
		}
		text += ")"
	}
	if b.Binary != "" {
		text += fmt.Sprintf(", executable %.12s…", b.Binary)
	}
	if p := b.Program; p != nil {
		text = fmt.Sprintf("%s %s on %s", p.Name, p.Version, text)
		if b.Main != "" {
			text += ", " + b.Main
		}
	}
	return text
}

func keysOf[V any](a, b map[string]V) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// isUnset reports whether an input has its zero value. Results of versions before
// the input existed count as zero.
func isUnset(text json.RawMessage) bool {
	return slices.Contains([]string{"", "0", `""`, "false", "null", "[]", "{}"}, string(results.Compact(text)))
}

func describeFiles(files []TraceFile) string {
	if len(files) == 0 {
		return "no files"
	}
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = fmt.Sprintf("sha256 %.12s… (%d bytes)", f.SHA256, f.Size)
	}
	return strings.Join(out, " and ")
}

// nameOfInput returns the name of an input's setting.
func nameOfInput(key string) string {
	switch key {
	case "function_memory_mib":
		return "function-memory (MiB)"
	case "rate_per_s":
		return "rate (per s)"
	case "trace_generated":
		return "trace"
	}
	return strings.ReplaceAll(strings.TrimSuffix(key, "_ns"), "_", "-")
}

// valueOfInput writes a value in the form of its setting. Some inputs are left out
// where they have the value of always.
func valueOfInput(key string, text json.RawMessage) string {
	if len(text) == 0 {
		switch key {
		case "copies":
			return "1"
		case "epoch":
			return "first-minute"
		}
	}
	var ns int64
	if strings.HasSuffix(key, "_ns") && json.Unmarshal(text, &ns) == nil {
		return time.Duration(ns).String()
	}
	return orNothing(strings.Trim(string(results.Compact(text)), `"`))
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
