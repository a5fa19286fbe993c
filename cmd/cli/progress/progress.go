// Package progress shows the progress of a command: one live line on a terminal, a
// plain line every ten seconds elsewhere.
//
//	watch.Progress ──▶ Show ──▶ 25%, ETA 30s, 1 of 4 runs, ...
package progress

import (
	"fmt"
	"io"
	"time"

	"thaw/cmd/cli/terminal"
	"thaw/experiments/watch"
)

// Display shows the progress of a command.
type Display struct {
	w        io.Writer
	terminal bool
	now      func() time.Time
	began    time.Time
	last     time.Time
	live     bool // a live line is on the screen
}

// The terminal sequences of the live line. They switch wrapping off, so that the
// terminal cuts a long line instead of wrapping it.
const (
	lineBegin = "\r\x1b[K\x1b[?7l"
	lineEnd   = "\x1b[?7h"
	lineClear = "\r\x1b[K"
)

// New returns a display that writes to w.
func New(w io.Writer) *Display {
	return start(w, terminal.IsTerminal(w), time.Now)
}

func start(w io.Writer, terminal bool, now func() time.Time) *Display {
	p := &Display{w: w, terminal: terminal, now: now, began: now()}
	p.last = p.began
	return p
}

// Show shows s, at a limited rate.
func (p *Display) Show(s watch.Progress) {
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	now := p.now()
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	line := lineOf(s, now.Sub(p.began))
	if p.terminal {
		fmt.Fprint(p.w, lineBegin, line, lineEnd)
		p.live = true
		return
	}
	fmt.Fprintln(p.w, line)
}

// Clear takes the live line off the screen.
func (p *Display) Clear() {
	if p.live {
		fmt.Fprint(p.w, lineClear)
		p.live = false
	}
}

// lineOf returns the line after a time. The changing parts come first, because a
// narrow screen cuts the end.
func lineOf(s watch.Progress, elapsed time.Duration) string {
	line := ""
	if s.Fraction > 0 && s.Fraction <= 1 {
		left := time.Duration(float64(elapsed) * (1 - s.Fraction) / s.Fraction)
		line = fmt.Sprintf("%.0f%%, ETA %s, ", 100*s.Fraction, left.Round(time.Second))
	}
	line += fmt.Sprintf("%d of %d runs, %.1f M", s.Finished, s.Runs, float64(s.Invocations)/1e6)
	if s.Expected > 0 {
		line += fmt.Sprintf(" of %.1f M", float64(s.Expected)/1e6)
	}
	line += " invocations"
	if elapsed > 0 {
		line += fmt.Sprintf(", %.1f M/s", float64(s.Invocations)/1e6/elapsed.Seconds())
	}
	return line + fmt.Sprintf(", at %s of %s seed %d", s.Simulated.Round(time.Second), s.Policy, s.Seed)
}
