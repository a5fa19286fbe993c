package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"thaw/experiments"
)

// progress shows how far a command is: one live line on a terminal, a plain
// line every ten seconds elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	began    time.Time
	last     time.Time
	live     bool // a live line is on the screen
}

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, began: time.Now()}
	p.last = p.began
	if f, ok := w.(*os.File); ok {
		st, err := f.Stat()
		p.terminal = err == nil && st.Mode()&os.ModeCharDevice != 0
	}
	return p
}

func (p *progress) show(s experiments.Progress) {
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	now := time.Now()
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	line := progressLine(s, now.Sub(p.began))
	if p.terminal {
		fmt.Fprintf(p.w, "\r\x1b[K%s", line)
		p.live = true
		return
	}
	fmt.Fprintln(p.w, line)
}

// clear takes the live line off the screen.
func (p *progress) clear() {
	if p.live {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.live = false
	}
}

// progressLine is what there is to say after so long.
func progressLine(s experiments.Progress, elapsed time.Duration) string {
	line := fmt.Sprintf("%d of %d runs, %.1f M invocations", s.Finished, s.Runs, float64(s.Invocations)/1e6)
	if elapsed > 0 {
		line += fmt.Sprintf(", %.1f M/s", float64(s.Invocations)/1e6/elapsed.Seconds())
	}
	line += fmt.Sprintf(", %s seed %d at %s", s.Policy, s.Seed, s.Simulated.Round(time.Second))
	if s.Fraction > 0 && s.Fraction <= 1 {
		left := time.Duration(float64(elapsed) * (1 - s.Fraction) / s.Fraction)
		line += fmt.Sprintf(", %.0f%%, ETA %s", 100*s.Fraction, left.Round(time.Second))
	}
	return line
}
