// Package names finds the name that someone meant to type.
//
//	"stcky-random" ──Suggest──▶ ` (did you mean "sticky-random"?)`
package names

import (
	"fmt"
	"strings"
)

// longest bounds the names that are compared: what is longer is no typo.
const longest = 128

// Nearest returns the known name that is nearest to the one typed, or "" when
// none is near: a third of the letters, and at least one, may be wrong. A name
// that begins with what was typed is near.
func Nearest(typed string, known []string) string {
	best, least := "", len([]rune(typed))/3+2
	if len(typed) > longest {
		return ""
	}
	typed = strings.ToLower(typed)
	for _, k := range known {
		d := distance(typed, strings.ToLower(k))
		if len(typed) > 1 && strings.HasPrefix(strings.ToLower(k), typed) {
			d = min(d, 1)
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// Suggest returns ` (did you mean "x"?)` for the nearest known name, or nothing.
func Suggest(typed string, known []string) string {
	if near := Nearest(typed, known); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// Hint ends an error about an unknown name: with the likely right one, or with
// all that are known.
func Hint(typed string, known []string) string {
	if s := Suggest(typed, known); s != "" {
		return s
	}
	return ", expected one of " + strings.Join(known, ", ")
}

// distance returns how many letters must be inserted, removed, changed or
// swapped with a neighbour to make a from b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
