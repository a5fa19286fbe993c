package stated

import (
	"fmt"
	"regexp"
	"strings"
)

// Ground is what a statement rests on. The source of a row says it, between commas or semicolons:
//
//	section 4.6.1                            Published
//	evaluation of the trade-off, remembered  Recalled
//	a reader's summary of the evaluation     Recalled
//	abstract; our expectation                Expected
type Ground int

// The grounds. What rests on several rests on the last of them.
const (
	Published Ground = iota // it stands in the publication
	Recalled                // it is remembered, or others tell it: nobody could look it up
	Expected                // nothing is published of it: it is our own
)

// The words of sources, each a part of its own.
var (
	recalled = regexp.MustCompile(`^(remembered|recalled|second-hand( .*)?|(.* )?a reader's .*)$`)
	expected = regexp.MustCompile(`^our (own )?(expectation|question)$`)
	unclear  = regexp.MustCompile(`(?i)\b(remember|recall|from memory|memorised|memorized|second.?hand|hearsay|expect|` +
		`our question|reader)`)
	aside = regexp.MustCompile(`\([^()]*\)`) // quotations and remarks say nothing about it
)

// GroundOf reads the ground in the source of a row. A source that speaks of memory or of expectation in
// other words is a mistake: its number would be drawn as a published one.
func GroundOf(source string) (Ground, error) {
	out := Published
	for _, part := range strings.FieldsFunc(aside.ReplaceAllString(source, ""), func(r rune) bool {
		return r == ',' || r == ';' || r == ':'
	}) {
		switch part = strings.TrimSpace(part); {
		case expected.MatchString(part):
			out = Expected
		case recalled.MatchString(part):
			out = max(out, Recalled)
		case unclear.MatchString(part):
			return out, fmt.Errorf("source %q: expected \"remembered\", \"second-hand\" or \"our expectation\" "+
				"between commas, in place of %q", source, part)
		}
	}
	return out, nil
}

// Word is what stands in the place of "published" before a number.
func (g Ground) Word() string { return [...]string{"published", "remembered", "expected"}[g] }
