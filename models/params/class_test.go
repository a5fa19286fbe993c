package params_test

import (
	"strings"
	"testing"

	"thaw/models/params"
)

const twoClasses = `classes:
  big:
    count: {value: 4, source: "assumed: a test"}
    memory: {value: 64GiB, source: "assumed: a test"}
    cores: {value: 16, source: "assumed: a test"}
    speed: {value: 1.25, source: "assumed: a test"}
    price: {value: 0.5, source: "assumed: a test"}
  small:
    count: {value: 6, source: "assumed: a test"}
    memory: {value: 8GiB, source: "assumed: a test"}
    cores: {value: 2, source: "assumed: a test"}
    speed: {value: 1, source: "assumed: a test"}
    arch: {value: arm64, source: "assumed: a test"}
`

// Are the classes of a profile read strictly, listed with their sources, and may a run set
// their numbers, as long as they are as many as the platform has?
func TestClassesOfAProfile(t *testing.T) {
	good := profile(t, "openwhisk") + twoClasses
	p, err := params.Decode("p.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	big, small := p.Classes[0], p.Classes[1]
	if big.Name != "big" || big.Memory.Value != 65536 || big.Speed.Value != 1_250_000 || big.Price.Value != 500_000 ||
		big.Arch.Value != "" || small.Price.Value != params.NoPrice || small.Arch.Value != "arm64" {
		t.Errorf("%+v, %+v", *big, *small)
	}
	listed := map[string]string{}
	for _, n := range p.Numbers() {
		listed[n.Path] = n.Value
	}
	if listed["openwhisk.classes.big.speed"] != "1.25" || listed["openwhisk.classes.small.price"] != "none" {
		t.Errorf("%v", listed)
	}
	if err := p.SetAll([]string{"classes.big.count=5", "classes.small.price=0.125"}); err != nil {
		t.Error(err)
	}
	if err := p.CheckClasses(); err != nil || p.Invokers.Value != 11 || small.Price.Value != 125_000 {
		t.Errorf("%v, %d invokers", err, p.Invokers.Value)
	}
	if err := p.Set("classes.big.sped", "2"); err == nil || !strings.Contains(err.Error(), "did you mean \"classes.big.speed\"?") {
		t.Errorf("%v", err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"count: {value: 4,", "count: {value: 5,", "5 of big, 6 of small, 11 invokers together, and the platform has 10"},
		{"count: {value: 4,", "cuont: {value: 4,", `unknown key "cuont" (did you mean "count"?)`},
		{"    speed: {value: 1.25, source: \"assumed: a test\"}\n", "", `classes.big: key "speed" is missing`},
		{"speed: {value: 1.25,", "speed: {value: 0,", "expected a decimal number from 0.001"},
		{"price: {value: 0.5,", "price: {value: -1,", "expected a decimal number"},
		{"source: \"assumed: a test\"}\n    memory: {value: 64GiB", "source: why}\n    memory: {value: 64GiB", "classes.big.count"},
		{"  small:", "  Small:", "lower-case letters"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%q is not there", c.old)
		}
		_, err := params.Decode("p.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "p.yaml:") {
			t.Errorf("%q: %v, expected %q", c.new, err, c.want)
		}
	}
	if _, err := params.Decode("p.yaml", []byte(profile(t, "openwhisk")+"classes: {}\n")); err == nil {
		t.Error("a profile without classes in its section is accepted")
	}
}
