package traces

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"thaw/models/names"
	"thaw/models/workload"
	"thaw/traces/azure2019"
	"thaw/traces/azure2021"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/native"
	"thaw/traces/sample"
	"thaw/traces/synthetic"
	"thaw/traces/workflow"
)

// Format is one form that traces come in.
type Format struct {
	Name    string // what --format takes
	Summary string // one line
	Layout  string // the documented layout, as text

	// matches tells whether a path is of this format, by the path itself, the
	// folder flag, and the first bytes of the decompressed content.
	matches  func(path string, folder bool, head []byte) bool
	open     func(path string, opt Options) (traceFormat, error)
	validate func(path string, limits input.Limits) (*findings.Report, error)
	windows  bool // open applies the window of the options
	virtual  bool // the path is no file
}

// Formats lists every format. Another one is another line.
func Formats() []Format {
	return []Format{
		azure2019Format(),
		azure2021Format(),
		nativeFormat(),
		workflowFormat(),
		syntheticFormat(),
		sampleFormat(),
	}
}

func azure2019Format() Format {
	return Format{
		Name: "azure2019",
		Summary: "counts per minute: Azure Functions data set of 2019 " +
			"(folder, one invocations file, or the upstream .tar.xz)",
		Layout: `a folder of days NN, plain, .gz, .zst or .xz:
invocations_per_function_md.anon.dNN.csv   HashOwner,HashApp,HashFunction,Trigger,1,2,...,1440: counts per minute
function_durations_percentiles.anon.dNN.csv   HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,...: ms
app_memory_percentiles.anon.dNN.csv   HashOwner,HashApp,SampleCount,AverageAllocatedMb,...: MiB
The minute columns may be a window of the day; several days join in order.
The replay's clock begins at the first of them (--epoch trace: at midnight of day 1).
Fields may stand in quotes (RFC 4180).`,
		matches: func(_ string, folder bool, head []byte) bool {
			return folder || headHas(head, "HashOwner", "HashApp", "HashFunction")
		},
		open: func(path string, opt Options) (traceFormat, error) {
			return azure2019.Open(path, azure2019.Options{
				Spread: opt.Spread, WholeApp: opt.AppMemory == AppMemoryWhole, Start: opt.Start, Length: opt.Length,
				OwnClock: opt.Epoch == EpochTrace, Limits: opt.limits(),
			})
		},
		validate: azure2019.Validate,
		windows:  true,
	}
}

// headHas tells whether the first line of head has one of the columns, in any
// order, in quotes or not: what is wrong with it is for the reader to say.
func headHas(head []byte, columns ...string) bool {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	return slices.ContainsFunc(columns, func(c string) bool { return bytes.Contains(line, []byte(c)) })
}

func syntheticFormat() Format {
	isSpec := func(path string) bool {
		word, _, _ := strings.Cut(path, ",")
		return strings.TrimSpace(word) == "synthetic"
	}
	spec := func(path string) string {
		if isSpec(path) {
			return path
		}
		return strings.TrimSuffix("synthetic,"+path, ",")
	}
	return Format{
		Name:    "synthetic",
		Summary: "generated while it is replayed, from published distributions; the path is its description",
		Layout:  synthetic.Layout(),
		matches: func(path string, _ bool, _ []byte) bool { return isSpec(path) },
		open: func(path string, opt Options) (traceFormat, error) {
			return synthetic.Open(spec(path), synthetic.Options{
				WholeApp: opt.AppMemory == AppMemoryWhole, Start: opt.Start, Length: opt.Length,
			})
		},
		validate: func(path string, _ input.Limits) (*findings.Report, error) {
			f, err := synthetic.Open(spec(path), synthetic.Options{})
			if err != nil {
				return nil, err
			}
			return validateFirst(path, f)
		},
		windows: true,
		virtual: true,
	}
}

// validateFirst reports a generator that draws no invocation under the first seed, which
// is that of a run where none is set.
func validateFirst(path string, f traceFormat) (*findings.Report, error) {
	const seed = 1
	report := &findings.Report{}
	src, err := f.Source(seed)
	if err != nil {
		return nil, err
	}
	defer Close(src)
	if src.Table().Users != nil {
		return report, nil // they draw while they run
	}
	if _, err := src.Read(make([]workload.Invocation, 1)); err == io.EOF {
		report.Errorf("no invocations", path, 0, 0, "nothing is drawn under seed %d, expected at least one invocation",
			seed)
	} else if err != nil {
		return nil, err
	}
	return report, nil
}

func azure2021Format() Format {
	return Format{
		Name:    "azure2021",
		Summary: "one row an invocation: Azure Functions invocation trace of 2021 (csv/txt, .gz, .zst, .rar)",
		Layout: `header app,func,end_timestamp,duration (any order), then one row an invocation.
end_timestamp and duration are seconds, the end counted from the start of the trace.
An invocation arrives at end_timestamp - duration; rows need not be sorted by that.
With start_timestamp in place of end_timestamp, or beside it, it arrives at that.
The replay's clock begins at the full minute of the first arrival (--epoch trace: at 0).
Fields may stand in quotes (RFC 4180).`,
		matches: func(_ string, _ bool, head []byte) bool {
			return headHas(head, "end_timestamp", "start_timestamp")
		},
		open: func(path string, opt Options) (traceFormat, error) {
			return azure2021.Open(path, azure2021.Options{
				WholeApp: opt.AppMemory == AppMemoryWhole, OwnClock: opt.Epoch == EpochTrace, Limits: opt.limits(),
			})
		},
		validate: azure2021.Validate,
	}
}

func nativeFormat() Format {
	return Format{
		Name: "thaw",
		Summary: "thaw's own binary form, made by `thaw trace convert`: checksummed, quick to read, windows cost " +
			"nothing",
		Layout: `header, function table, blocks of 20-byte records (arrival ns i64, duration ns i64,
function u32; little-endian, sorted by arrival), trailer; crc32c over each.`,
		matches: func(_ string, _ bool, head []byte) bool { return bytes.HasPrefix(head, []byte(native.Magic)) },
		open: func(path string, opt Options) (traceFormat, error) {
			f, err := native.Open(path, opt.Start, opt.Length, opt.limits())
			if err != nil {
				return nil, err
			}
			return nativeWindow{f, opt.Start, opt.Length}, nil
		},
		validate: native.Validate,
		windows:  true,
	}
}

// nativeWindow cuts the window out of a file, whose source begins at the block
// in which the window starts.
type nativeWindow struct {
	*native.File
	start, length time.Duration
}

func (n nativeWindow) Source(seed uint64) (workload.Source, error) {
	src, err := n.File.Source(seed)
	if err != nil {
		return nil, err
	}
	return Window(src, n.start, n.length)
}

// workflowFormat is a workflow, whose tasks are the invocations.
func workflowFormat() Format {
	return Format{
		Name:    "workflow",
		Summary: "instances of a workflow in YAML, whose tasks are the invocations of a replay (thaw run)",
		Layout:  workflow.Layout,
		matches: func(path string, folder bool, head []byte) bool {
			return !folder && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml") ||
				bytes.HasPrefix(head, []byte("stages:")) || bytes.Contains(head, []byte("\nstages:")))
		},
		open: func(path string, opt Options) (traceFormat, error) {
			return workflow.Open(path, opt.FunctionMemory, opt.limits())
		},
		validate: func(path string, limits input.Limits) (*findings.Report, error) {
			t, err := workflow.Open(path, 0, limits)
			if err != nil {
				return nil, err
			}
			return t.Report(), nil
		},
	}
}

// sampleFormat is the sample as a format; its path is empty.
func sampleFormat() Format {
	return Format{
		Name:    "sample",
		Summary: "the trace inside the binary, replayed where no other is named: an hour of about 250 functions",
		Layout:  "no file; made from " + sample.Spec,
		matches: func(path string, _ bool, _ []byte) bool { return path == "" },
		open: func(path string, opt Options) (traceFormat, error) {
			if err := noPath(path); err != nil {
				return nil, err
			}
			return sample.Open(sample.Options{WholeApp: opt.AppMemory == AppMemoryWhole})
		},
		validate: func(path string, _ input.Limits) (*findings.Report, error) {
			return &findings.Report{}, noPath(path)
		},
		virtual: true,
	}
}

// noPath refuses a path for the sample.
func noPath(path string) error {
	if path == "" {
		return nil
	}
	return fmt.Errorf("%s: the format sample is the trace inside the binary and has no path; "+
		"expected another format", path)
}

// Validate reads the whole trace at path and reports every problem with its
// place. An empty format is told from the path and the first bytes. The error is
// for a trace that cannot be read at all.
func Validate(path, format string, limits input.Limits) (*findings.Report, error) {
	f, err := formatOf(path, format, limits)
	if err != nil {
		return nil, fmt.Errorf("validate trace: %w", err)
	}
	return f.validate(path, limits)
}

func findFormat(name string) (Format, error) {
	var known []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return Format{}, fmt.Errorf("unknown trace format %q, expected one of %s%s", name, strings.Join(known, ", "),
		names.Suggest(name, known))
}

// formatOf returns the named format. For an empty name it tells the format from
// the path and the first bytes of the content.
func formatOf(path, name string, limits input.Limits) (Format, error) {
	if strings.ContainsFunc(path, unicode.IsControl) { // no message could show it as it is
		return Format{}, fmt.Errorf("trace %q: a control character in its name, expected none", path)
	}
	if name != "" {
		f, err := findFormat(name)
		if err == nil && !f.virtual {
			_, err = statTrace(path)
		}
		return f, err
	}
	for _, f := range Formats() {
		if f.virtual && f.matches(path, false, nil) {
			return f, nil
		}
	}
	folder, err := statTrace(path)
	if err != nil {
		return Format{}, err
	}
	var head []byte
	if !folder {
		if head, err = readHead(path, limits); err != nil {
			return Format{}, err
		}
	}
	var known []string
	for _, f := range Formats() {
		if f.matches(path, folder, head) {
			return f, nil
		}
		known = append(known, f.Name)
	}
	found := "it is a folder without trace files"
	if !folder {
		line, _, _ := bytes.Cut(head, []byte{'\n'})
		found = "it begins with " + findings.Quoted(line)
		if len(head) == 0 {
			found = "it is empty"
		}
	}
	return Format{}, fmt.Errorf("%s: the format cannot be told: %s; "+
		"expected a trace in one of the formats %s (--format names one)", path, found, strings.Join(known, ", "))
}

// statTrace tells whether path is a folder; where there is nothing, its error
// suggests the file beside it with the nearest name.
func statTrace(path string) (folder bool, err error) {
	if path == "" {
		return false, errors.New("no path, expected that of a trace")
	}
	st, err := os.Stat(path)
	if err == nil {
		return st.IsDir(), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	dir, base := filepath.Split(filepath.Clean(path))
	if dir == "" {
		dir = "."
	}
	var known []string
	if entries, err := os.ReadDir(dir); err == nil {
		for _, e := range entries {
			known = append(known, e.Name())
		}
	}
	return false, fmt.Errorf("%s: no such file or folder%s", path, names.Suggest(base, known))
}

// readHead returns up to 4 KiB of a file's decompressed content; of an
// archive, of its first data member.
func readHead(path string, limits input.Limits) ([]byte, error) {
	r, err := input.Open(path, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	return head[:n], nil
}
