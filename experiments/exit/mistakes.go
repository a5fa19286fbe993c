package exit

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Mistakes gathers what is wrong with an input: the first ten of every class, a hundred
// at most, and the count of all. An input with a million mistakes costs a million counts
// and ten texts. The zero value is empty and ready.
type Mistakes struct {
	kept    []error
	classes map[string]int
	count   int
}

// Bounds on what an error or a note says. Told is for whoever lists things of one kind.
const (
	Told         = 10   // of a class, of damaged files, of runs made again
	mistakesTold = 100  // of all classes
	mistakesRead = 1000 // of an input, after which nobody needs to look for more
	mistakeBytes = 1000 // of a line
)

// Add adds a mistake of a class; nil is none.
func (m *Mistakes) Add(class string, err error) {
	if err != nil && m.counts(class) {
		m.kept = append(m.kept, &shortened{err})
	}
}

// Addf adds a mistake of a class at a place. Arguments are formatted only where the
// mistake is kept.
func (m *Mistakes) Addf(class string, place fmt.Stringer, format string, args ...any) {
	if m.counts(class) {
		m.kept = append(m.kept, &shortened{fmt.Errorf("%s: %w", place, fmt.Errorf(format, args...))})
	}
}

// counts counts a mistake and tells whether it is kept.
func (m *Mistakes) counts(class string) bool {
	if m.classes == nil {
		m.classes = map[string]int{}
	}
	m.classes[class]++
	m.count++
	return m.classes[class] <= Told && len(m.kept) < mistakesTold
}

// Count returns the number of mistakes.
func (m *Mistakes) Count() int { return m.count }

// Full reports whether there are so many mistakes that looking for more, which may take
// long, helps nobody.
func (m *Mistakes) Full() bool { return m.count >= mistakesRead }

// Err returns the mistakes as one error, one a line, with the number of those that are
// left out; nil where there is none.
func (m *Mistakes) Err() error {
	errs := m.kept
	if more := m.count - len(m.kept); more > 0 {
		errs = append(errs[:len(errs):len(errs)], fmt.Errorf("(and %d more errors)", more))
	}
	return errors.Join(errs...)
}

// shortened is an error whose lines are not endless, whatever it quotes.
type shortened struct{ err error }

func (e *shortened) Error() string { return Shorten(e.err.Error(), mistakeBytes) }
func (e *shortened) Unwrap() error { return e.err }

// Shorten cuts the middle out of every line of a text that has more than so many bytes.
// The place at the beginning and what was expected at the end stay.
func Shorten(text string, bytes int) string {
	if len(text) <= bytes {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if len(line) <= bytes {
			continue
		}
		head, tail := bytes/2, len(line)-bytes/4
		for head > 0 && !utf8.RuneStart(line[head]) {
			head--
		}
		for tail < len(line) && !utf8.RuneStart(line[tail]) {
			tail++
		}
		lines[i] = fmt.Sprintf("%s ... (%d bytes) ... %s", line[:head], tail-head, line[tail:])
	}
	return strings.Join(lines, "\n")
}
