package experiments

import (
	"strings"
	"testing"
	"time"

	"thaw/traces/input"
)

// filesTrace is a trace of which only the files are known.
type filesTrace struct {
	Trace
	files []input.FileInfo
}

func (f filesTrace) Files() []input.FileInfo { return f.files }

// A folder of day files is opened for one window after another. Is a file noticed that
// changes, comes or goes, while other windows may read other files?
func TestSameTrace(t *testing.T) {
	file := func(path string, size int64, sum string) input.FileInfo {
		return input.FileInfo{Path: path, Size: size, SHA256: sum}
	}
	day1 := []input.FileInfo{file("d01", 10, "aa"), file("m01", 5, "bb")}
	day2 := []input.FileInfo{file("d02", 10, "cc")}
	for _, c := range []struct {
		name  string
		start time.Duration
		files []input.FileInfo
		says  []string
	}{
		{"the same", 0, day1, nil},
		{"another window", 72 * time.Hour, append(day1[:1:1], day2...), nil},
		{"other bytes", 24 * time.Hour, []input.FileInfo{file("d02", 10, "dd")}, []string{"d02: the file has changed"}},
		{"other bytes in another window", 72 * time.Hour, []input.FileInfo{file("m01", 5, "dd")},
			[]string{"m01: the file has changed since it was read first: its SHA-256 is dd and was bb"}},
		{"another size", 0, []input.FileInfo{file("d01", 11, "aa"), day1[1]}, []string{"it has 11 bytes and had 10"}},
		{"one is gone", 0, day1[:1], []string{"m01: the file was part of the trace"}},
		{"one has come", 0, append(day1[:2:2], file("p01", 1, "ee")), []string{"p01: the file is part of the trace and was not"}},
		{"all at once", 0, []input.FileInfo{file("d01", 10, "zz"), file("p01", 1, "ee")},
			[]string{"d01: ", "m01: ", "p01: "}},
		{"unreadable, which its source says", 0, []input.FileInfo{file("d01", 10, ""), day1[1]}, nil},
	} {
		s := &SameTrace{}
		for i, files := range [][]input.FileInfo{day1, day2} {
			if err := s.Check(filesTrace{files: files}, time.Duration(i)*24*time.Hour, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		err := s.Check(filesTrace{files: c.files}, c.start, time.Hour)
		if (err != nil) != (len(c.says) > 0) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, text := range c.says {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %v, expected %q", c.name, err, text)
			}
		}
	}
	var none *SameTrace
	if err := none.Check(filesTrace{files: day1}, 0, 0); err != nil {
		t.Error(err)
	}
}
