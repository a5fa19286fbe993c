package experiments

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"slices"
	"time"

	"thaw/experiments/build"
	"thaw/experiments/results"
	"thaw/traces"
)

// inputs are the inputs that determine the bytes of a result file. They have no
// local paths, no command line and no origins of settings.
type inputs struct {
	Version     string             `json:"thaw_version"`
	Revision    string             `json:"thaw_revision"`
	Modified    bool               `json:"thaw_modified"`
	Main        string             `json:"thaw_main,omitempty"`   // of a program that uses thaw as a library
	Binary      string             `json:"thaw_binary,omitempty"` // where revisions do not tell what was built
	Program     *build.Program     `json:"program,omitempty"`     // that uses thaw as a library
	Trace       []results.FileInfo `json:"trace"`                 // paths without folders
	Generated   string             `json:"trace_generated,omitempty"`
	Format      string             `json:"format"`
	Spread      string             `json:"spread"`
	AppMemory   string             `json:"app_memory"`
	Epoch       string             `json:"epoch,omitempty"` // left out where it is the first minute
	StartNs     int64              `json:"start_ns"`
	LengthNs    int64              `json:"length_ns"`
	Copies      int                `json:"copies,omitempty"` // of the window, superposed; left out where it is one
	RatePerS    float64            `json:"rate_per_s"`
	Functions   int                `json:"functions"`
	RampNs      int64              `json:"ramp_ns"`
	FunctionMiB int32              `json:"function_memory_mib"`
	HorizonNs   int64              `json:"horizon_ns"`
	Search      json.RawMessage    `json:"search,omitempty"` // of a saturation experiment
	Detail      string             `json:"detail"`
	Platform    map[string]string  `json:"platform"`
	Policies    []results.PolicyID `json:"policies"`
	Inputs      string             `json:"restore_inputs,omitempty"` // likewise
	Disk        string             `json:"restore_disk,omitempty"`   // likewise
	Classes     []string           `json:"cpu_classes,omitempty"`
	OnCores     bool               `json:"reclaim_on_cores,omitempty"`
	SnapshotMiB int32              `json:"snapshot_storage_mib,omitempty"` // left out where nothing is restored
	Membership  string             `json:"membership_sha256,omitempty"`    // left out where all invokers stay
	Billing     string             `json:"billing,omitempty"`              // left out where nothing is billed
	Durations   string             `json:"durations,omitempty"`            // left out where they are drawn
	Inits       string             `json:"init,omitempty"`                 // left out where it is the platform's
	Seeds       []int64            `json:"seeds"`
}

// policies lists the policy sets and the seeds of the plan.
func (p *Plan) policies() (ids []results.PolicyID, seeds []int64) {
	for i := 0; i < len(p.Runs); i += p.Spec.Seeds {
		ids = append(ids, p.Runs[i].id())
	}
	for _, r := range p.Runs[:p.Spec.Seeds] {
		seeds = append(seeds, r.Seed)
	}
	return ids, seeds
}

// Stamp returns the stamp of files with the results of policies and seeds.
func (p *Plan) Stamp(ids []results.PolicyID, seeds []int64) results.Stamp {
	s := p.Spec
	in := inputs{
		Version: p.Build.Version, Revision: p.Build.Revision, Modified: p.Build.Modified, Program: p.Build.Program,
		Main: p.Build.Main, Binary: p.Build.Binary,
		Trace: []results.FileInfo{}, Format: p.Trace.Format(), Spread: s.Spread.String(),
		AppMemory: s.AppMemory.String(),
		StartNs:   int64(s.Start), LengthNs: int64(s.Length), RatePerS: s.Rate, Functions: s.Functions,
		RampNs:      int64(s.Ramp),
		FunctionMiB: int32(s.FunctionMemory), HorizonNs: int64(s.Horizon), Detail: s.Detail.String(),
		Platform: map[string]string{}, Policies: ids, Seeds: seeds,
	}
	in.Search, in.Classes, in.OnCores = p.Search, s.Classes.Texts(), s.ReclaimOnCores
	in.Membership, in.Billing = membershipText(&s.Membership), s.Billing.Digest()
	if s.Epoch != traces.EpochFirstMinute {
		in.Epoch = s.Epoch.String()
	}
	if slices.ContainsFunc(ids, func(p results.PolicyID) bool { return p.Prefetch != results.None }) {
		in.SnapshotMiB, in.Inputs, in.Disk = s.SnapshotMiB, s.Inputs.String(), s.RestoreDisk
	}
	if s.Durations != traces.DurationsDrawn {
		in.Durations = s.Durations.String()
	}
	if s.Inits != InitsPlatform {
		in.Inits = s.Inits.String()
	}
	if s.Copies > 1 {
		in.Copies = s.Copies
	}
	for _, f := range p.Trace.Files() {
		in.Trace = append(in.Trace, results.FileInfo{Path: filepath.Base(f.Path), Size: f.Size, SHA256: f.SHA256})
	}
	if len(in.Trace) == 0 {
		in.Generated = s.Trace
	}
	for _, n := range s.Platform.Numbers() {
		if s.Platform.Reads(n) { // others do not affect results
			in.Platform[n.Path] = n.Value
		}
	}
	for _, c := range s.Numbers.Changes() { // that are published are of the build
		in.Platform[c.Path] = c.Value
	}
	text, err := json.Marshal(in)
	if err != nil {
		panic(err) // texts and finite numbers
	}
	sum := sha256.Sum256(text)
	return results.Stamp{Version: p.Build.Version, Revision: p.Build.Revision, Manifest: string(text),
		SHA256: hex.EncodeToString(sum[:])}
}

// Manifest describes the plan, without files.
func (p *Plan) Manifest(command []string) results.Manifest {
	table := p.Trace.Table()
	m := results.Manifest{
		Thaw: p.Build, Command: command, Settings: p.Spec.Settings, Search: p.Search,
		Trace: results.TraceInfo{Path: p.Spec.Trace, Format: p.Trace.Format(), Functions: len(table.Functions),
			Apps: len(table.Apps), Imputed: table.Imputed(), ClockOffsetNs: clockOffset(p.Trace),
			Files: traceFiles(p.Trace)},
		Platform: results.Numbers{Name: p.Spec.Platform.Name},
	}
	for _, n := range p.Spec.Platform.Numbers() {
		m.Platform.Numbers = append(m.Platform.Numbers,
			results.Number{Path: n.Path, Value: n.Value, Unit: n.Unit, Source: n.Source})
	}
	for _, o := range slices.Concat(p.Spec.Platform.Overrides(), p.Spec.Numbers.Changes()) {
		m.Platform.Overrides = append(m.Platform.Overrides, results.Override{Path: o.Path, Value: o.Value, Was: o.Was})
	}
	m.Policies, m.Seeds = p.policies()
	m.Warnings = p.Warnings(make([]*results.Row, len(p.Runs)))
	m.Inputs = p.Stamp(m.Policies, m.Seeds).SHA256
	return m
}

// clockOffset returns what a trace's own clock reads where that of the replay reads
// 0, in ns; nil of a trace that does not tell.
func clockOffset(t Trace) *int64 {
	switch t := t.(type) {
	case *cachedTrace:
		return clockOffset(t.Trace)
	case interface{ ClockOffset() time.Duration }:
		ns := t.ClockOffset().Nanoseconds()
		return &ns
	}
	return nil
}

// traceFiles lists the files of a trace for a manifest.
func traceFiles(t Trace) []results.FileInfo {
	var out []results.FileInfo
	for _, f := range t.Files() {
		out = append(out, results.FileInfo{Path: f.Path, Size: f.Size, SHA256: f.SHA256})
	}
	return out
}
