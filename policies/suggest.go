package policies

import (
	"fmt"
	"strings"
)

// didYouMean returns ` (did you mean "x"?)` for the known name that is nearest
// to the one typed, or nothing when none is near.
func didYouMean(typed string, known []string) string {
	best, least := "", len([]rune(typed))/3+2 // a third of the letters, and at least one, may be wrong
	for _, k := range known {
		d := distance(strings.ToLower(typed), k)
		if typed != "" && strings.HasPrefix(k, strings.ToLower(typed)) {
			d = min(d, 1)
		}
		if d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// hint ends an error about an unknown name: the likely right one, or all.
func hint(typed string, known []string) string {
	if s := didYouMean(typed, known); s != "" {
		return s
	}
	return "; known are " + strings.Join(known, ", ")
}

// hintParam is hint for a parameter's name.
func hintParam(typed string, known []string) string {
	if len(known) == 0 {
		return "; the policy takes no parameters"
	}
	return hint(typed, known)
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
