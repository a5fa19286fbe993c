// Package bench measures the speed and memory of the replay on fixed scenarios.
//
//	B1 … B12 ──▶ a child process each ──▶ median speed, peak memory, verdict
package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/experiments"
	"thaw/experiments/exit"
)

// benchmark is a scenario of bench: its settings and its targets.
type benchmark struct {
	name, about string
	flags       []string // settings of the experiment, as for thaw run
	seconds     float64  // of wall time, at most; 0: no target
	millions    float64  // of invocations a second, at least; 0: no target
	mib         float64  // peak memory at most; 0: no target
	rowBytes    float64  // of the invocations file, at most; 0: it is not written
	inMemory    bool     // the trace is drawn before the clock runs
}

const (
	benchB1 = "synthetic,model=poisson,functions=30,invocations=864000,duration=24h"
	benchB3 = "synthetic,model=poisson,functions=50000,rate=10000/s,duration=10m"
	benchB4 = "synthetic,functions=50000,invocations=900000000,duration=24h"
	keepTTL = "keepalive=ttl,keep=10m"
)

// benchmarks lists the scenarios. The 8 TiB of B4 are over three times what ten
// minutes of keep-alive come to at its day's peak (2.2 TiB), and in servers of
// 128 GiB hardly anything is evicted: it measures the replay of a long trace, as
// B1 to B3 measure memory pressure.
var benchmarks = []benchmark{
	{
		name: "B1", about: "30 functions, 864,000 invocations in 24 h, 100 invokers of 4 GiB, first-fit",
		flags:    []string{"trace=" + benchB1, "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL},
		millions: 12, mib: 64, inMemory: true,
	},
	{
		name: "B1x100", about: "B1 with 100 times the time, drawn while it is replayed",
		flags: []string{"trace=synthetic,model=poisson,functions=30,invocations=86400000,duration=2400h",
			"invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL},
		mib: 64,
	},
	{
		name: "B2", about: "B1 with 1,000 invokers and least-loaded",
		flags:    []string{"trace=" + benchB1, "invokers=1000", "memory=4GiB", "schedule=least-loaded", keepTTL},
		millions: 7, inMemory: true,
	},
	{
		name: "B3", about: "50,000 functions, 10,000 invocations/s, 1,000 invokers of 4 GiB " +
			"under memory pressure, sticky-random",
		flags:    []string{"trace=" + benchB3, "invokers=1000", "memory=4GiB", "schedule=sticky-random", keepTTL},
		millions: 5.5, inMemory: true,
	},
	{
		name: "B4", about: "one synthetic Azure day: 50,000 functions, 0.9 billion invocations, " +
			"drawn while it is replayed, 64 invokers of 128 GiB, sticky-random",
		flags:   []string{"trace=" + benchB4, "invokers=64", "memory=128GiB", "schedule=sticky-random", keepTTL},
		seconds: 90, mib: 500,
	},
	{
		name: "B5", about: "B1 with every invocation written to Parquet (zstd level 1)",
		flags: []string{"trace=" + benchB1, "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL,
			"detail=invocations"},
		millions: 3.5, rowBytes: 22,
	},
	{
		name: "B6", about: "B1 with a queue and 64 stretched cores an invoker (target: half of B1's)",
		flags: append([]string{"trace=" + benchB1, "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL},
			queued...),
		millions: 6, inMemory: true,
	},
	{
		name: "B7", about: "B3 with a queue and 64 stretched cores an invoker (target: two fifths of B3's)",
		flags: append([]string{"trace=" + benchB3, "invokers=1000", "memory=4GiB", "schedule=sticky-random", keepTTL},
			queued...),
		millions: 2.2, inMemory: true,
	},
	{
		name: "B8", about: "B1 on openwhisk-sophon with 64 shared cores an invoker, on which containers are made and " +
			"removed (target: two fifths of that platform without them)",
		flags: append([]string{"trace=" + benchB1, "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL},
			worked...),
		millions: 1.1, inMemory: true, // of 2.7, which that platform makes where B1 makes its 12
	},
	{
		name: "B9", about: "B2 with invokers that crash once a day (target: nine tenths of B2's)",
		flags: []string{"trace=" + benchB1, "invokers=1000", "memory=4GiB", "schedule=least-loaded", keepTTL,
			"invoker-failures=mtbf=24h,mttr=10m"},
		millions: 6.3, inMemory: true,
	},
	{
		name: "B10", about: "B1 with clients who would give up and try again, and never have to (target: seven " +
			"tenths of B1's)",
		flags: []string{"trace=" + benchB1, "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL,
			"client=retry,timeout=1h"},
		millions: 8.4, inMemory: true,
	},
	{
		name: "B11", about: "1,000 users in a closed loop, 30 functions, 100 invokers of 4 GiB, first-fit",
		flags: []string{"trace=synthetic,model=users,users=1000,think=exp/1s,menu=30x128MiB/300ms,within=0.8," +
			"duration=20m", "invokers=100", "memory=4GiB", "schedule=first-fit", keepTTL, "client=retry,timeout=1h"},
		millions: 1,
	},
	{
		name: "B12", about: "B3 under rainbowcake, the slowest keep-alive policy without a forecaster (target: two " +
			"fifths of B3's)",
		flags: []string{"trace=" + benchB3, "invokers=1000", "memory=4GiB", "schedule=sticky-random",
			"keepalive=rainbowcake"},
		millions: 2.2, inMemory: true,
	},
}

// queued and worked are the settings of scenarios in which invokers have queues and
// cores: enough cores that what is measured is their model and no overload.
var (
	queued = []string{"queue=fcfs", "cpu=stretch", "cores=64"}
	worked = []string{"platform=openwhisk-sophon", "cpu=shared", "cores=64", "set=stage.sandbox=300ms",
		"set=daemon.create_work=50ms", "set=daemon.remove=300ms", "set=daemon.remove_work=20ms",
		"set=daemon.work_threads=1", "set=daemon.removal=waited", "set=processor.waiting=0", "set=pause.resume=0s"}
)

// measured is the measurement of one run of a scenario.
type measured struct {
	Invocations int64   `json:"invocations"`
	ColdRatio   float64 `json:"cold_start_ratio"`
	CPU         float64 `json:"cpu_s"`  // of the replay phase, all threads
	Wall        float64 `json:"wall_s"` // of the replay phase
	RowBytes    float64 `json:"row_bytes,omitempty"`
	Allocations uint64  `json:"allocations"`
}

// mostBenchRuns bounds the runs of a scenario: their numbers are kept for the median.
const mostBenchRuns = 1000

// New returns the command bench.
func New(program experiments.Program) *cobra.Command {
	var runs int
	var read command.Texts
	var here string
	cmd := &cobra.Command{
		Use:   "bench [NAME...]",
		Short: "Measure the speed of the replay on fixed scenarios",
		Long: `Measure fixed scenarios, each in a process of its own. Speed is invocations per
CPU second of the replay phase (B4 and B5: per second of wall time), the median
of the runs; memory is the greatest of the process.`,
		Example: "  thaw bench B1 --runs 1",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := read.Err(); err != nil {
				return err
			}
			if here != "" {
				b, err := findBenchmarks([]string{here})
				if err != nil {
					return err
				}
				return benchHere(cmd.Context(), program, cmd.OutOrStdout(), b[0], runs)
			}
			list, err := findBenchmarks(args)
			if err != nil {
				return err
			}
			return benchAll(cmd.Context(), cmd.OutOrStdout(), list, runs)
		},
	}
	read.Integer(cmd.Flags(), &runs, "runs", 5, 1, mostBenchRuns,
		fmt.Sprintf("`N` runs of each scenario, at most %d; the long ones run once", mostBenchRuns))
	cmd.Flags().StringVar(&here, "here", "", "measure the scenario `NAME` in this process and print JSON")
	_ = cmd.Flags().MarkHidden("here")
	return cmd
}

// findBenchmarks returns the scenarios of the names, all of them where there are none.
func findBenchmarks(wanted []string) ([]benchmark, error) {
	if len(wanted) == 0 {
		return benchmarks, nil
	}
	var known []string
	for _, b := range benchmarks {
		known = append(known, b.name)
	}
	var out []benchmark
	for _, name := range wanted {
		k := slices.Index(known, strings.ToUpper(name[:min(1, len(name))])+name[min(1, len(name)):])
		if k < 0 {
			return nil, exit.Usage(command.UnknownName("scenario", name, known))
		}
		out = append(out, benchmarks[k])
	}
	return out, nil
}

// benchAll runs each scenario in a child process, so that its memory is its own.
func benchAll(ctx context.Context, w io.Writer, list []benchmark, runs int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s, %s/%s, %d processors, %s\n",
		processor(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SCENARIO\tMEDIAN\tMIN–MAX\tTARGET\tPEAK MEMORY\tTARGET\tNOTE")
	missed := 0
	var lines []string
	for _, b := range list {
		child := exec.CommandContext(ctx, self, "bench", "--here", b.name, "--runs", strconv.Itoa(runs))
		var out, complaints bytes.Buffer
		child.Stdout, child.Stderr = &out, &complaints
		if err := child.Run(); err != nil {
			return fmt.Errorf("bench %s: %w\n%s", b.name, err, strings.TrimSpace(complaints.String()))
		}
		var all []measured
		if err := json.Unmarshal(out.Bytes(), &all); err != nil {
			return fmt.Errorf("bench %s: %w", b.name, err)
		}
		peak := 0.0
		if u, ok := child.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = float64(u.Maxrss) / 1024
		}
		ok, row, line := b.judge(all, peak)
		if !ok {
			missed++
		}
		fmt.Fprintln(t, row)
		lines = append(lines, line)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
	if missed > 0 {
		fmt.Fprintf(w, "%d of %d scenarios missed a target\n", missed, len(list))
	}
	return nil
}

// judge compares runs with the targets of b and makes a row and a line of them.
func (b *benchmark) judge(all []measured, peak float64) (ok bool, row, line string) {
	wall := b.seconds > 0 || b.rowBytes > 0
	var speeds, walls []float64
	for _, m := range all {
		d := m.CPU
		if wall {
			d = m.Wall
		}
		speeds = append(speeds, float64(m.Invocations)/d/1e6)
		walls = append(walls, m.Wall)
	}
	slices.Sort(speeds)
	slices.Sort(walls)
	median := speeds[len(speeds)/2]
	unit := "M/CPU s"
	per := "CPU second"
	if wall {
		unit, per = "M/s", "second"
	}
	target, memory := "", ""
	ok = true
	if b.millions > 0 {
		target = fmt.Sprintf("≥ %.3g %s", b.millions, unit)
		ok = ok && median >= b.millions
	}
	if b.seconds > 0 {
		target = fmt.Sprintf("< %.0f s", b.seconds)
		ok = ok && walls[len(walls)/2] < b.seconds
	}
	if b.mib > 0 {
		memory = fmt.Sprintf("< %.0f MiB", b.mib)
		ok = ok && peak < b.mib
	}
	note := fmt.Sprintf("%d invocations, %.1f%% cold, %d allocations",
		all[0].Invocations, 100*all[0].ColdRatio, all[0].Allocations)
	if b.seconds > 0 {
		note = fmt.Sprintf("%.1f s of wall time; %s", walls[len(walls)/2], note)
	}
	if b.rowBytes > 0 {
		note = fmt.Sprintf("%.1f bytes a row (target ≤ %.0f); %s", all[0].RowBytes, b.rowBytes, note)
		ok = ok && all[0].RowBytes <= b.rowBytes
	}
	verdict := "met"
	if !ok {
		verdict = "MISSED"
	}
	row = fmt.Sprintf("%s\t%.2f %s\t%.2f–%.2f\t%s\t%.0f MiB\t%s\t%s: %s",
		b.name, median, unit, speeds[0], speeds[len(speeds)-1], target, peak, memory, verdict, note)
	line = fmt.Sprintf("%s: %.2f M invocations per %s", b.name, median, per)
	return ok, row, line
}

// processor names the machine's processor, where the system tells.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for _, l := range strings.Split(string(text), "\n") {
			if name, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return "unknown processor"
}
