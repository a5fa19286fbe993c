package params_test

import (
	"strings"
	"testing"

	"thaw/models/params"
)

// Does the name of a platform select that platform alone, though it begins the name
// of another?
func TestSelectStopsAtTheDot(t *testing.T) {
	for _, prefix := range []string{"openwhisk", "openwhisk.", "openwhisk.stage", "openwhisk.stage.", "openwhisk-sophon"} {
		numbers, err := params.Select(prefix, false)
		if err != nil || len(numbers) == 0 {
			t.Errorf("Select(%s) = %d numbers, %v", prefix, len(numbers), err)
		}
		for _, n := range numbers {
			if !strings.HasPrefix(n.Path, strings.TrimSuffix(prefix, ".")+".") {
				t.Errorf("Select(%s) has %s", prefix, n.Path)
			}
		}
	}
	if _, err := params.Select("openwhis", false); err == nil {
		t.Error("the beginning of a name selects something")
	}
}
