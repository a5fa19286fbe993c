package params_test

import (
	"strings"
	"testing"

	"thaw/models/params"
)

// Does the name of a platform select that platform alone, though it begins the name
// of another?
func TestSelectStopsAtTheDot(t *testing.T) {
	for _, prefix := range []string{"openwhisk", "openwhisk.", "openwhisk.stage", "openwhisk.stage.",
		"openwhisk-sophon"} {
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

// Is memory printed as it was set, with 1,024 MiB to the GiB?
func TestMemoryIsPrintedAsItWasSet(t *testing.T) {
	p, err := params.Load("openwhisk")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"4GiB", "128GiB", "1000GiB", "1500MiB"} {
		if err := p.Set("memory", text); err != nil {
			t.Fatal(err)
		}
		for _, n := range p.Numbers() {
			if n.Path == "openwhisk.memory" && n.Value != text {
				t.Errorf("memory=%s is printed as %s", text, n.Value)
			}
		}
	}
}
