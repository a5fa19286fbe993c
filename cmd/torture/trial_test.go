//go:build torture

package torture

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// file is a file of a trial. Its name is relative to the trial's folder.
type file struct {
	name    string
	data    []byte
	times   int    // its data so often; 0: once
	special string // fifo, folder, or link:TARGET
}

// part is what is typed and left out as a whole: a flag with its value.
type part []string

// trial is what a user has and types: files and flags. Shrinking takes parts away.
type trial struct {
	files []file
	parts []part
}

func (t trial) args() (out []string) {
	for _, p := range t.parts {
		out = append(out, p...)
	}
	return out
}

// write makes the files of a trial in a folder that is empty then but for them.
func (t trial) write(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, f := range t.files {
		path := filepath.Join(folder, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := f.write(path); err != nil {
			return err
		}
	}
	return nil
}

func (f file) write(path string) error {
	switch target, link := strings.CutPrefix(f.special, "link:"); {
	case link:
		return os.Symlink(target, path)
	case f.special == "fifo":
		return syscall.Mkfifo(path, 0o644)
	case f.special == "folder":
		return os.MkdirAll(path, 0o755)
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	for range max(1, f.times) {
		if _, err := out.Write(f.data); err != nil {
			out.Close()
			return err
		}
	}
	return out.Close()
}

// broken is a promise that a trial breaks: its kind, and what was seen.
type broken struct{ kind, text string }

// check tries a trial in a folder and returns what it breaks, or nothing.
type check func(c *hurt, folder string, t trial) broken

// try checks a trial. One that fails in a new way is shrunk and told.
func (c *hurt) try(t trial, f check) {
	folder := filepath.Join(c.folder, "w")
	b := c.attempt(folder, t, f)
	if b.kind == "" {
		return
	}
	if c.known(b.kind) {
		c.find(b.kind, "")
		return
	}
	patient := time.Minute
	if strings.HasSuffix(b.kind, "does not end") { // every try of that takes its whole time
		patient = 0
	}
	until := time.Now().Add(patient)
	if c.deadline.Before(until) {
		until = c.deadline
	}
	t, b = shrink(t, b, until, func(t trial) broken {
		return c.attempt(folder, t, f)
	})
	c.script.Reset()
	if again := c.attempt(folder, t, f); again.kind == b.kind { // the files of the smallest are what is left
		b = again
	}
	c.find(b.kind, "%s\n%s", b.text, strings.TrimSpace(c.script.String()))
}

func (c *hurt) attempt(folder string, t trial, f check) broken {
	if err := t.write(folder); err != nil {
		panic(err) // the torture's own files
	}
	return f(c, folder, t)
}

// shrink leaves out flags, files and lines, one after the other and many at a time, as
// long as the same promise is broken, until nothing can go or the time is over.
func shrink(t trial, b broken, deadline time.Time, try func(trial) broken) (trial, broken) {
	smaller := func(candidate trial) bool {
		if time.Now().After(deadline) {
			return false
		}
		found := try(candidate)
		if found.kind != b.kind {
			return false
		}
		t, b = candidate, found
		return true
	}
	for again := true; again && time.Now().Before(deadline); {
		again = false
		for size := (len(t.parts) + 1) / 2; size >= 1; size /= 2 {
			for end := len(t.parts); end > 0; end -= size {
				at := max(0, end-size)
				again = smaller(trial{t.files, slices.Delete(slices.Clone(t.parts), at, end)}) || again
			}
		}
		for i := len(t.files) - 1; i >= 0; i-- {
			again = smaller(trial{slices.Delete(slices.Clone(t.files), i, i+1), t.parts}) || again
		}
	}
	for i := range t.files {
		if lines := bytes.SplitAfter(t.files[i].data, []byte("\n")); len(lines) > 1 && len(lines) < 5000 {
			shrinkLines(&t, i, lines, deadline, smaller)
		}
	}
	return t, b
}

// shrinkLines leaves out lines of a file, first halves, then single ones.
func shrinkLines(t *trial, i int, lines [][]byte, deadline time.Time, smaller func(trial) bool) {
	for size := (len(lines) + 1) / 2; size >= 1; size /= 2 {
		for at := 0; at < len(lines) && time.Now().Before(deadline); {
			less := slices.Delete(slices.Clone(lines), at, min(at+size, len(lines)))
			files := slices.Clone(t.files)
			files[i].data = bytes.Join(less, nil)
			if smaller(trial{files, t.parts}) {
				lines = less
			} else {
				at += size
			}
		}
	}
}

// Is a failing case told by its smallest command, or by all that was drawn?
func TestShrinking(t *testing.T) {
	from := trial{
		files: []file{{name: "other"}, {name: "trace", data: []byte("a\nb\nbad\nc\nd\n")}},
		parts: []part{{"--seed", "1"}, {"--memory", "1GiB"}, {"--cpu", "isolated"}, {"--jobs", "2"}},
	}
	tries := 0
	small, b := shrink(from, broken{"kind", "first"}, time.Now().Add(time.Minute), func(t trial) broken {
		tries++
		bad := slices.ContainsFunc(t.files, func(f file) bool { return bytes.Contains(f.data, []byte("bad")) })
		if strings.Contains(strings.Join(t.args(), " "), "--cpu isolated") && bad {
			return broken{"kind", "smallest"}
		}
		return broken{"another", ""}
	})
	if got := strings.Join(small.args(), " "); got != "--cpu isolated" || len(small.files) != 1 ||
		string(small.files[0].data) != "bad\n" || b.text != "smallest" {
		t.Errorf("shrunk to %q and %d files (%s) in %d tries", got, len(small.files), b.text, tries)
	}
}

// Does a case come from its seed, its attack and its number alone?
func TestCasesAreReproducible(t *testing.T) {
	s := &session{folder: t.TempDir(), seed: 7}
	draw := func(number int, seed uint64) uint64 {
		s.seed = seed
		c, err := s.begin(attack{name: "commands"}, number)
		if err != nil {
			t.Fatal(err)
		}
		return c.rng.Uint64()
	}
	first := draw(3, 7)
	if draw(4, 7) == first || draw(3, 8) == first {
		t.Error("other cases draw the same")
	}
	if draw(3, 7) != first {
		t.Error("the same case draws something else")
	}
}
