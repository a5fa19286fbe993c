package strictyaml

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Does the strict decoder read what later files need, and refuse the rest?
func TestDecode(t *testing.T) {
	type claim struct {
		At     Place
		Name   string   `yaml:"name,required"`
		Value  float64  `yaml:"value"`
		Count  int8     `yaml:"count"`
		Unsign uint16   `yaml:"unsigned"`
		Known  *bool    `yaml:"known"`
		Tags   []string `yaml:"tags"`
	}
	type file struct {
		Within time.Duration    `yaml:"within"`
		Claims []claim          `yaml:"claims"`
		Limits map[string]int64 `yaml:"limits"`
	}
	var got file
	err := Decode("f.yaml", []byte(`
within: 10m
claims:
  - {name: a, value: -1.5e3, count: -128, unsigned: 65535, known: false, tags: [x, 010]}
limits: {cold_starts: 5}
`), &got)
	if err != nil {
		t.Fatal(err)
	}
	no := false
	want := file{10 * time.Minute, []claim{{Place{File: "f.yaml", Line: 4, Column: 5}, "a", -1500, -128, 65535, &no,
		[]string{"x", "010"}}}, map[string]int64{"cold_starts": 5}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	err = Decode("f.yaml", []byte(`
within: -10m
claims:
  - {value: .inf, count: 128, unsigned: -1, known: yes, tags: name, nam: b}
  - 5
limits: {a: 1_000, b: 1.0}
`), &got)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`f.yaml:2:9: within: "-10m": expected a duration that is not negative`,
		`f.yaml:4:5: claims[0]: key "name" is missing`,
		`claims[0]: unknown key "nam" (did you mean "name"?)`,
		`claims[0].value: ".inf": expected a number`,
		`claims[0].count: "128": expected an integer from -128 to 127`,
		`claims[0].unsigned: "-1": expected an integer from 0 to 65535`,
		`claims[0].known: "yes": expected true or false`,
		`claims[0].tags: expected a list, found "name"`,
		`f.yaml:5:5: claims[1]: expected a mapping, found "5"`,
		`limits.a: "1_000": expected an integer`,
		`limits.b: "1.0": expected an integer`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not say\n  %s\nbut\n%v", want, err)
		}
	}
}
