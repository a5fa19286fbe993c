package bench

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"thaw/experiments"
	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/traces"
	"thaw/traces/inmemory"
)

// longRun is the number of invocations from which one run is enough.
const longRun = 10_000_000

// benchHere measures one scenario in this process and prints its runs as JSON.
func benchHere(ctx context.Context, program experiments.Program, w io.Writer, b benchmark, runs int) error {
	settings := map[string][]string{"warm-start": {"1ms"}, "cold-start": {"500ms"}}
	for _, f := range b.flags {
		name, value, _ := strings.Cut(f, "=")
		settings[name] = append(settings[name], value)
	}
	layer, err := experiments.FromFlags(settings)
	if err != nil {
		return err
	}
	spec, err := experiments.Resolve(program, layer)
	if err != nil {
		return err
	}
	plan, err := experiments.Open(spec)
	if err != nil {
		return err
	}
	var all []measured
	for range max(1, runs) {
		m, err := benchOnce(ctx, b, plan)
		if err != nil {
			return err
		}
		all = append(all, m)
		if m.Invocations >= longRun {
			break
		}
	}
	return json.NewEncoder(w).Encode(all)
}

// benchOnce runs a scenario once.
func benchOnce(ctx context.Context, b benchmark, plan *experiments.Plan) (measured, error) {
	if b.rowBytes > 0 {
		return benchWritten(ctx, plan)
	}
	run := &plan.Runs[0]
	src, err := plan.Trace.Source(uint64(run.Seed))
	if err != nil {
		return measured{}, err
	}
	if b.inMemory {
		if src, err = benchMemory(plan, run, src); err != nil {
			return measured{}, err
		}
	} else {
		src = traces.Ahead(src, traces.AheadBatches)
	}
	defer traces.Close(src)
	return benchReplay(ctx, plan, run, src)
}

// benchMemory reads a source into an array of exactly its size. It draws the source
// twice, so that no growing array counts as the replay's memory.
func benchMemory(plan *experiments.Plan, run *experiments.Run, src workload.Source) (workload.Source, error) {
	defer traces.Close(src)
	n := 0
	batch := make([]workload.Invocation, 4096)
	for {
		k, err := src.Read(batch)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		n += k
	}
	again, err := plan.Trace.Source(uint64(run.Seed))
	if err != nil {
		return nil, err
	}
	defer traces.Close(again)
	all := make([]workload.Invocation, n)
	for k := 0; k < n; {
		got, err := again.Read(all[k:])
		if err != nil {
			return nil, err
		}
		k += got
	}
	return inmemory.New(src.Table(), all)
}

// benchReplay measures the replay of a source.
func benchReplay(
	ctx context.Context, plan *experiments.Plan, run *experiments.Run, src workload.Source,
) (measured, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began, cpu := time.Now(), cpuSeconds()
	sum, err := cluster.Replay(ctx, plan.Config(run), src,
		cluster.Policies{Schedule: run.Schedule.Policy, KeepAlive: run.KeepAlive.Policy}, cluster.Output{})
	m := measured{CPU: cpuSeconds() - cpu, Wall: time.Since(began).Seconds()}
	runtime.ReadMemStats(&after)
	m.Invocations, m.ColdRatio, m.Allocations = sum.Invocations, sum.ColdStartRatio, after.Mallocs-before.Mallocs
	return m, err
}

// benchWritten measures a run with its files, from the first invocation to the
// finished result folder.
func benchWritten(ctx context.Context, plan *experiments.Plan) (measured, error) {
	folder, err := os.MkdirTemp("", "thaw-bench")
	if err != nil {
		return measured{}, err
	}
	defer os.RemoveAll(folder)
	plan.Spec.Out = filepath.Join(folder, "result")
	began, cpu := time.Now(), cpuSeconds()
	r, err := plan.Execute(ctx, experiments.Options{})
	if err != nil {
		return measured{}, err
	}
	m := measured{CPU: cpuSeconds() - cpu, Wall: time.Since(began).Seconds()}
	row := &r.Rows[0]
	m.Invocations, m.ColdRatio = row.Invocations, row.ColdStartRatio
	info, err := os.Stat(filepath.Join(plan.Spec.Out, filepath.FromSlash(plan.Runs[0].Folder), "invocations.parquet"))
	if err != nil {
		return measured{}, err
	}
	m.RowBytes = float64(info.Size()) / float64(max(1, m.Invocations))
	return m, nil
}

// cpuSeconds returns the CPU time of the process so far.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
