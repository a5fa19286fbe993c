package experiments

import (
	"strings"
	"testing"

	"thaw/experiments/build"
	"thaw/experiments/results"
)

// Is a root file system of the host refused where containers run in VMs, with every
// complaint at once, and are those for VMs not?
func TestRootFileSystemsOfTheHostAreRefusedInVMs(t *testing.T) {
	for storage, wants := range map[string][]string{ // any order
		"overlay-host": {"storage overlay-host with prefetch reap: its containers run on the host without a VM",
			"storage overlay-host with vm-layout one-to-one"},
		"deverlay": nil, "devmapper": nil, "virtiofs": nil, results.None: nil,
	} {
		flags := flagsFor(t.TempDir() + "/r")
		flags["storage"], flags["prefetch"], flags["vm-layout"] = []string{storage}, []string{"reap"},
			[]string{"one-to-one"}
		layer, err := FromFlags(flags)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := Resolve(Thaw(), layer)
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewPlan(spec, newFakeTrace(10), build.Info{})
		if (err != nil) != (wants != nil) {
			t.Errorf("%s: %v", storage, err)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is missing in\n%v", storage, want, err)
			}
		}
	}
}
