package experiments

import (
	"fmt"
	"strings"
)

// hint ends an error about an unknown name: with the likely right one, or with
// all that are known.
func hint(typed string, known []string) string {
	best, least := "", len([]rune(typed))/3+2
	for _, k := range known {
		d := distance(strings.ToLower(typed), k)
		if len(typed) > 1 && strings.HasPrefix(k, strings.ToLower(typed)) {
			d = min(d, 1)
		}
		if d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ", expected one of " + strings.Join(known, ", ")
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is the Levenshtein distance of two names.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
