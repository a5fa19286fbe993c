package flows

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"thaw/traces/input"
)

// Options say how a trace of workflows is read. The zero value reads what is stated and
// assumes nothing.
type Options struct {
	Unfinished bool    // alibaba2018: jobs whose tasks failed or were stopped, too
	Memory     float64 // alibaba2018: MiB that a relative memory of 100 stands for; 0: memory is unknown
	Limits     input.Limits
}

// Recognise tells whether path is a trace of workflows and of which format: the
// description of a generated one, or a file with one of the two tables in it. What cannot
// be read is none.
func Recognise(path string, limits input.Limits) (format string, ok bool) {
	if isSpec(path) {
		return GeneratedFormat, true
	}
	in, err := input.Open(path, limits)
	if err != nil {
		return "", false
	}
	defer in.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", false
	}
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf")), []byte{'\n'})
	fields := strings.Split(strings.TrimSuffix(string(line), "\r"), ",")
	switch {
	case fields[0] == ownColumns[0] && len(fields) > 1 && fields[1] == ownColumns[1]:
		return OwnFormat, true
	case len(fields) == len(alibabaColumns) && (fields[colTask] == alibabaColumns[colTask] ||
		wholeNumber(fields[colInstances]) > 0 && fields[colJob] != "" && notNumber(fields[colStatus])):
		return AlibabaFormat, true
	}
	return "", false
}

func notNumber(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > '9' })
}

// Open opens a trace of workflows of any format. The error lists every mistake; the trace
// is there with its report even then, unless the file cannot be read at all.
func Open(path string, seed uint64, opt Options) (*Trace, error) {
	if !(opt.Memory >= 0) || math.IsInf(opt.Memory, 1) {
		return nil, fmt.Errorf("memory of %v MiB: expected 0 (unknown) or more", opt.Memory)
	}
	format, ok := Recognise(path, opt.Limits)
	switch {
	case !ok:
		if in, err := input.Open(path, opt.Limits); err != nil {
			return nil, fmt.Errorf("open workflow trace: %w", err)
		} else {
			in.Close()
		}
		return nil, fmt.Errorf("%s: no trace of workflows, expected Alibaba's batch_task.csv, a file that thaw wrote "+
			"(job,task,...) or a description such as flows,model=chain", path)
	case format == GeneratedFormat:
		return Generate(path, seed)
	case format == OwnFormat:
		return ReadOwn(path, opt)
	}
	return ReadAlibaba(path, opt)
}
