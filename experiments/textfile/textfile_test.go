package textfile

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// Is everything that is no file refused, at once and by its kind? Nobody writes to
// the pipe and nobody listens at the socket: whoever opens them waits for ever.
func TestWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if l, err := net.Listen("unix", at("socket")); err == nil {
		defer l.Close()
	}
	if err := os.Symlink(at("pipe"), at("link")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{at("pipe"), "is a pipe, expected a regular file"},
		{at("link"), "is a pipe"},
		{at("socket"), "is a socket"},
		{folder, "is a folder"},
		{"/dev/zero", "is a device"},
		{"/dev/null", "is a device"},
		{at("none"), "no such file"},
		{at("none") + "/below", "no such file"},
	} {
		for name, read := range map[string]func() error{
			"Read":      func() error { _, err := Read(c.path, Written); return err },
			"ReadGiven": func() error { _, err := ReadGiven(c.path, Written); return err },
			"ReadIn":    func() error { _, err := ReadIn(os.DirFS("/"), c.path[1:], Written); return err },
		} {
			done := make(chan error, 1)
			go func() { done <- read() }()
			select {
			case err := <-done:
				const hint = "(- reads standard input)"
				pipe := name == "ReadGiven" && strings.HasPrefix(c.want, "is a pipe") // only there - is an answer
				if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), hint) != pipe {
					t.Errorf("%s %s: %v, expected %q", name, c.path, err, c.want)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("%s %s: still waiting", name, c.path)
			}
		}
	}
	if _, err := Read(at("none"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file cannot be told from others: %v", err)
	}
}

// Is a file read up to the limit, and refused one byte beyond it?
func TestLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	for _, c := range []struct {
		size int
		want string
	}{{2 << 20, ""}, {2<<20 + 1, "has 2097153 bytes, expected at most 2097152 bytes (2 MiB)"}} {
		if err := os.WriteFile(path, make([]byte, c.size), 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := Read(path, 2<<20)
		if c.want == "" && (err != nil || len(text) != c.size) || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%d bytes: %d, %v, expected %q", c.size, len(text), err, c.want)
		}
		files := fstest.MapFS{"text": {Data: make([]byte, c.size)}}
		if text, err = ReadIn(files, "text", 2<<20); (err == nil) != (c.want == "") || err == nil && len(text) != c.size {
			t.Errorf("%d bytes of a file system: %d, %v", c.size, len(text), err)
		}
	}
	// What states no size, or less than it has, is cut off all the same.
	if _, err := Read("/proc/self/maps", 10); err == nil || !strings.HasPrefix(err.Error(), "has more") {
		t.Errorf("a file that grows: %v", err)
	}
}
