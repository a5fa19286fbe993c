package azure2019

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thaw/models/names"
)

// fileKind is one of the three files of a day.
type fileKind uint8

const (
	countsFile fileKind = iota
	durationsFile
	memoryFile
	fileKinds
)

// filePrefixes are the upstream file names up to the day's number.
var filePrefixes = [fileKinds]string{
	"invocations_per_function_md.anon.d",
	"function_durations_percentiles.anon.d",
	"app_memory_percentiles.anon.d",
}

var fileEndings = []string{"", ".gz", ".zst", ".xz"} // the first is preferred

// maxDay is the greatest number of a day that is read.
const maxDay = 9999

// fileName is an upstream file name, taken apart.
type fileName struct {
	kind   fileKind
	day    int
	ending string
	number string // the day as it is written
}

// parseName takes an upstream file name apart. The number of a day may have any
// number of digits: d1, d01 and d001 are day 1.
func parseName(name string) (f fileName, ok bool) {
	for k, prefix := range filePrefixes {
		rest, found := strings.CutPrefix(name, prefix)
		if !found {
			continue
		}
		f.kind = fileKind(k)
		f.number, f.ending, found = strings.Cut(rest, ".csv")
		day, err := strconv.ParseUint(f.number, 10, 32) // takes no sign
		f.day = int(day)
		return f, found && err == nil && day <= maxDay && slices.Contains(fileEndings, f.ending)
	}
	return f, false
}

// rank orders the files of a day and kind: the less compressed is read, and of
// two that are compressed alike the one whose number has two digits.
func (f fileName) rank() int {
	r := 2 * slices.Index(fileEndings, f.ending)
	if f.number != fmt.Sprintf("%02d", f.day) {
		r++
	}
	return r
}

// lookalike tells which kind of file a name that is none seems to be meant as:
// with another day, case or ending, a copy, a slip of the pen.
func lookalike(name string) (kind fileKind, ok bool) {
	name = strings.ToLower(name)
	for k, prefix := range filePrefixes {
		if stem, _, _ := strings.Cut(prefix, ".anon"); strings.Contains(name, strings.TrimSuffix(stem, "_md")) {
			return fileKind(k), true
		}
	}
	const least = 10 // letters: a shorter name says too little
	stem := name[:len(name)-len(strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz_-. "))]
	if len(stem) < least {
		return 0, false
	}
	k := slices.Index(filePrefixes[:], names.Nearest(stem, filePrefixes[:]))
	return fileKind(max(k, 0)), k >= 0
}

// foreignDay tells whether a name says another day than the one that is wanted.
func foreignDay(name string, day int) bool {
	_, rest, _ := strings.Cut(strings.ToLower(name), ".d")
	digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	n, err := strconv.ParseUint(digits, 10, 64)
	return digits != "" && (err != nil || n != uint64(day))
}

// skip reports a file that is left out although it looks like one of the trace's.
func (a *Trace) skip(kind fileKind, where, why string) {
	a.report.Warnf(skippedFile, where, 0, 0,
		"is not read: %s, expected a name like %sNN.csv, with a day NN from 0 to %d, or .csv.gz, .csv.zst, .csv.xz",
		why, filePrefixes[kind], maxDay)
}

const skippedFile = "file not read"

// skipped ends the error about a trace without invocations.
func (a *Trace) skipped() string {
	const most = 3
	var b strings.Builder
	n := 0
	for _, p := range a.report.Problems() {
		if p.Class == skippedFile && n < most {
			b.WriteString("\n" + p.String())
			n++
		}
	}
	if rest := a.report.Count(skippedFile) - int64(n); rest > 0 {
		fmt.Fprintf(&b, "\n(and %d more files that are not read)", rest)
	}
	return b.String()
}
