package terminal

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// wrapped is a writer in front of another one.
type wrapped struct{ io.Writer }

func (w wrapped) Unwrap() io.Writer { return w.Writer }

// pty opens a terminal of so many columns.
func pty(t *testing.T, columns uint16) *os.File {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { master.Close() })
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	}
	if err != nil {
		t.Skip(err)
	}
	f, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Is a text as wide as the terminal, unless COLUMNS says otherwise, within what can be
// read? And is it coloured on a terminal alone, where NO_COLOR does not forbid it?
func TestScreens(t *testing.T) {
	for _, c := range []struct {
		columns                uint16 // of a terminal; 0: a pipe
		given, noColour, named string
		want                   Screen
	}{
		{0, "", "", "xterm", Screen{100, false}},
		{0, "90", "", "xterm", Screen{90, false}},
		{0, "many", "", "xterm", Screen{100, false}},
		{0, "-5", "", "xterm", Screen{100, false}},
		{0, "20", "", "xterm", Screen{80, false}},
		{0, "1000", "", "xterm", Screen{120, false}},
		{93, "", "", "xterm", Screen{93, true}},
		{93, "", "1", "xterm", Screen{93, false}},
		{93, "110", "", "xterm", Screen{110, true}},
		{93, "", "", "dumb", Screen{100, false}},
		{40, "", "", "xterm", Screen{80, true}},
		{300, "", "", "xterm", Screen{120, true}},
	} {
		t.Setenv("COLUMNS", c.given)
		t.Setenv("NO_COLOR", c.noColour)
		t.Setenv("TERM", c.named)
		var w io.Writer = &bytes.Buffer{}
		if c.columns > 0 {
			w = wrapped{pty(t, c.columns)}
		}
		if got := Of(w); got != c.want {
			t.Errorf("%d columns, COLUMNS=%q NO_COLOR=%q TERM=%s: %+v, expected %+v", c.columns, c.given, c.noColour,
				c.named, got, c.want)
		}
	}
}
