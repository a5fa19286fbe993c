package policies

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/models/workload"
)

// sample is a policy with a parameter of every type.
type sample struct {
	Keep  time.Duration `param:"keep" min:"0s" max:"24h" help:"a duration"`
	K     int           `param:"k" min:"1" max:"9" help:"a count"`
	Alpha float64       `param:"alpha" min:"0" max:"1" help:"a weight"`
	Warm  bool          `param:"warm" help:"a switch"`
	Order string        `param:"order" enum:"lru|fifo" help:"an order"`
	Keeps workload.MiB  `param:"reserve" max:"8GiB" help:"an amount"`
}

func (s sample) Validate() error {
	if s.Order == "fifo" && s.Warm {
		return errors.New("order=fifo: warm=false was expected with it")
	}
	return nil
}

var defaults = sample{Keep: 10 * time.Minute, K: 2, Alpha: 0.3, Warm: true, Order: "lru", Keeps: 2048}

// list holds the sample and a policy without parameters; building gives the
// parameters back.
func list() []Entry[sample] {
	type nothing struct{}
	return []Entry[sample]{
		Define("sample", "a rule", "a place", defaults, func(s sample) sample { return s }),
		Define("simple", "a rule", "a place", nothing{}, func(nothing) sample { return sample{} }),
	}
}

// What does a user get for what was typed, and under which name?
func TestParse(t *testing.T) {
	changed := defaults
	changed.Keep, changed.Alpha, changed.Keeps = 90*time.Minute, 0.25, 300
	for _, c := range []struct {
		text, name string
		want       sample
	}{
		{"sample", "sample", defaults},
		{"sample,keep=10m0s,k=2,reserve=2048MiB", "sample", defaults},
		{" sample , keep=600s ", "sample", defaults},
		{"sample,reserve=300MiB,alpha=0.250,keep=90m", "sample,keep=1h30m,alpha=0.25,reserve=300MiB", changed},
		{"simple", "simple", sample{}},
	} {
		p, err := Parse(list(), c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if p.Name != c.name {
			t.Errorf("%q is named %q, expected %q", c.text, p.Name, c.name)
		}
		if got := p.Policy; got != c.want {
			t.Errorf("%q has parameters %+v, expected %+v", c.text, got, c.want)
		}
	}
}

// What is a user told who typed something else?
func TestParseMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                        `unknown policy "", expected one of sample, simple`,
		"smaple":                  `unknown policy "smaple" (did you mean "sample"?)`,
		"zebra":                   `unknown policy "zebra", expected one of sample, simple`,
		"sample,":                 `policy sample: a parameter (name=value) was expected after the comma of "sample,"`,
		"sample,kep=1m":           `policy sample: unknown parameter "kep" (did you mean "keep"?)`,
		"sample,Keep=1m":          `policy sample: unknown parameter "Keep" (did you mean "keep"?)`,
		"sample,zzzzzz=1":         `policy sample: unknown parameter "zzzzzz", expected one of keep, k, alpha, warm, order, reserve`,
		"simple,keep=1m":          `policy simple: unknown parameter "keep"; the policy takes no parameters`,
		"sample,keep":             `policy sample: "keep": a parameter (name=value) was expected`,
		"sample,keep=":            `policy sample: "keep=": a parameter (name=value) was expected`,
		"sample,,k=1":             `policy sample: "": a parameter (name=value) was expected`,
		"sample,keep=10":          `policy sample: keep=10: a duration such as 90s, 10m or 1h30m, at least 0s, at most 24h was expected`,
		"sample,keep=-1s":         `policy sample: keep=-1s: a duration such as 90s, 10m or 1h30m, at least 0s, at most 24h was expected`,
		"sample,k=1.5":            `policy sample: k=1.5: a whole number, at least 1, at most 9 was expected`,
		"sample,k=99999999999999": `policy sample: k=99999999999999: a whole number, at least 1, at most 9 was expected`,
		"sample,alpha=NaN":        `policy sample: alpha=NaN: a number, at least 0, at most 1 was expected`,
		"sample,alpha=0x1p-2":     `policy sample: alpha=0x1p-2: a number, at least 0, at most 1 was expected`,
		"sample,warm=yes":         `policy sample: warm=yes: true or false was expected`,
		"sample,order=lur":        `policy sample: order=lur: one of lru, fifo was expected (did you mean "lru"?)`,
		"sample,reserve=9GiB":     `policy sample: reserve=9GiB: an amount of memory such as 256MiB or 4GiB, at most 8GiB was expected`,
		"sample,reserve=1GB":      `policy sample: reserve=1GB: an amount of memory such as 256MiB or 4GiB, at most 8GiB was expected`,
		"sample,k=1,k=2":          `policy sample: k is given twice`,
		"sample,order=fifo":       `policy sample: order=fifo: warm=false was expected with it`,
		"sample,k=0,kk=1,alpha=2": `policy sample: k=0: a whole number, at least 1, at most 9 was expected
policy sample: unknown parameter "kk" (did you mean "k"?)
policy sample: alpha=2: a number, at least 0, at most 1 was expected`,
	} {
		_, err := Parse(list(), text)
		if err == nil {
			t.Errorf("%q was accepted, expected %q", text, want)
		} else if err.Error() != want {
			t.Errorf("%q:\n got  %s\n want %s", text, err, want)
		}
	}
}

// Are the mistakes of several policies reported together?
func TestParseAllMistakes(t *testing.T) {
	_, err := ParseAll(list(), []string{"smple", "simple", "sample,k=0"})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("expected two mistakes, got %v", err)
	}
	got, err := ParseAll(list(), []string{"simple", "sample,k=3"})
	if err != nil || len(got) != 2 || got[1].Name != "sample,k=3" {
		t.Errorf("got %v, %v", got, err)
	}
}

// Does a canonical name mean the policy that it names?
func TestCanonicalNameParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := sample{
			Keep:  time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "keep")),
			K:     rapid.IntRange(1, 9).Draw(t, "k"),
			Alpha: rapid.Float64Range(0, 1).Draw(t, "alpha"),
			Order: rapid.SampledFrom([]string{"lru", "fifo"}).Draw(t, "order"),
			Keeps: workload.MiB(rapid.Int32Range(0, 8192).Draw(t, "reserve")),
		}
		want.Alpha += 0 // no negative zero: it is typed like zero
		name := canonical("sample", fieldsOf(defaults), defaults, want)
		p, err := Parse(list(), name)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Policy; got != want || p.Name != name {
			t.Fatalf("%q gives %+v under the name %q, expected %+v", name, got, p.Name, want)
		}
	})
}

// Does any text at all make parsing panic, or give a name that does not parse?
func FuzzParse(f *testing.F) {
	for _, text := range []string{"sample,keep=1m,k=3", "simple", "sample,,", "sample,reserve=1GiB,alpha=1e-3",
		"=,="} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(list(), text)
		if err != nil {
			return
		}
		again, err := Parse(list(), p.Name)
		if err != nil || again.Name != p.Name {
			t.Errorf("%q is named %q, which gives %q, %v", text, p.Name, again.Name, err)
		}
	})
}

// Can `thaw policies NAME` show what may be typed?
func TestParamsDescribeThemselves(t *testing.T) {
	want := []Param{
		{"keep", "10m", "a duration", "a duration such as 90s, 10m or 1h30m, at least 0s, at most 24h"},
		{"k", "2", "a count", "a whole number, at least 1, at most 9"},
		{"alpha", "0.3", "a weight", "a number, at least 0, at most 1"},
		{"warm", "true", "a switch", "true or false"},
		{"order", "lru", "an order", "one of lru, fifo"},
		{"reserve", "2GiB", "an amount", "an amount of memory such as 256MiB or 4GiB, at most 8GiB"},
	}
	got := list()[0].Params
	if len(got) != len(want) {
		t.Fatalf("got %d parameters, expected %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, expected %+v", got[i], want[i])
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 10 * time.Minute: "10m", time.Hour: "1h", 90 * time.Minute: "1h30m",
		time.Hour + time.Second: "1h0m1s", 1500 * time.Millisecond: "1.5s", 10 * time.Second: "10s",
		20 * time.Hour: "20h",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("%d ns: got %s, expected %s", d, got, want)
		}
	}
}

// Is a declaration that cannot work noticed when the program starts?
func TestDefinePanics(t *testing.T) {
	define := func(p any) func() {
		return func() { fieldsOf(p) }
	}
	for name, f := range map[string]func(){
		"untagged": define(struct{ X int }{}),
		"no help": define(struct {
			X int `param:"x"`
		}{}),
		"unknown type": define(struct {
			X []int `param:"x" help:"h"`
		}{}),
		"string, no enum": define(struct {
			X string `param:"x" help:"h"`
		}{}),
		"default outside": define(struct {
			X int `param:"x" help:"h" min:"1"`
		}{}),
		"bad bound": define(struct {
			X int `param:"x" help:"h" min:"one"`
		}{}),
		"twice": define(struct {
			X, Y int `param:"x" help:"h"`
		}{}),
		"no struct": define(3),
		"comma in name": func() {
			Define("a,b", "", "", struct{}{}, func(struct{}) int { return 0 })
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("a panic was expected")
				}
			}()
			f()
		})
	}
}

// Is a policy refused that would decide from what the trace does not tell?
func TestRefuse(t *testing.T) {
	e := Define("sizes", "", "", struct{}{}, func(struct{}) int { return 0 }, NeedMemory, NeedApps)
	p, err := e.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	bare := &workload.Table{
		Functions: []workload.Function{{Name: "f", Memory: 170, ImputedMemory: true}},
		Apps:      []workload.App{{}},
	}
	want := "policy sizes needs memory sizes, which trace t.csv does not tell; --impute runs it on the values that " +
		"are filled in\n" +
		"policy sizes needs application ids, which trace t.csv does not tell; --impute runs it on the values that " +
		"are filled in"
	if err := p.Refuse("t.csv", bare); err == nil || err.Error() != want {
		t.Errorf("got %v, expected %s", err, want)
	}
	want = "policy sizes decides from values that are filled in: trace t.csv tells no memory sizes (170 MiB each) " +
		"and no application ids"
	if got := p.Imputed("t.csv", bare); got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	full := &workload.Table{
		Functions: []workload.Function{{Name: "a/f", ImputedMemory: true}, {Name: "a/g"}},
		Apps:      []workload.App{{Name: "a"}},
	}
	if err := p.Refuse("t.csv", full); err != nil {
		t.Errorf("one function's size is enough, got %v", err)
	}
}

// Does another name of a policy give that policy, under its own name, and take its other
// parameters, but not those that it stands for?
func TestAlias(t *testing.T) {
	of := list()[0]
	known := append(list(), Alias("often", of, "k=7", "warm=false"), Alias("other", list()[1]))
	for text, want := range map[string]string{
		"often":                     "sample,k=7,warm=false",
		"often,order=fifo,keep=10m": "sample,k=7,warm=false,order=fifo",
		"sample,k=7,warm=false":     "sample,k=7,warm=false",
		"other":                     "simple",
	} {
		p, err := Parse(known, text)
		if err != nil || p.Name != want {
			t.Errorf("%q gives %q, %v, expected %q", text, p.Name, err, want)
			continue
		}
		plain, err := Parse(list(), want)
		if err != nil || plain.Policy != p.Policy {
			t.Errorf("%q gives %+v, expected %+v, %v", text, p.Policy, plain.Policy, err)
		}
	}
	if _, err := Parse(known, "often,k=2"); err == nil || err.Error() != "policy often (sample,k=7,warm=false): k is given twice" {
		t.Errorf("got %v", err)
	}
	if e := known[2]; e.AliasOf != "sample,k=7,warm=false" || e.Summary != "another name of sample,k=7,warm=false" ||
		e.Params != nil {
		t.Errorf("it is told as %+v", e)
	}
	for name, define := range map[string]func(){
		"a mistake":    func() { Alias("some", of, "k=99") },
		"no policy":    func() { Alias("some", Entry[sample]{Name: "none"}) },
		"not typeable": func() { Alias("some,k", of) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a panic was expected", name)
				}
			}()
			define()
		}()
	}
}

// Do policies share parameters by a struct that they embed, each with defaults of its own?
func TestEmbeddedParameters(t *testing.T) {
	type shared struct {
		Every time.Duration `param:"every" min:"1s" help:"a period"`
		State string        `param:"state" enum:"fresh|stale" help:"a state"`
	}
	type own struct {
		D int `param:"d" help:"a number"`
		shared
		Last bool `param:"last" help:"a switch"`
	}
	e := Define("both", "", "", own{D: 2, shared: shared{time.Minute, "stale"}}, func(p own) own { return p })
	p, err := e.Parse("state=fresh,last=true,every=2s")
	if err != nil {
		t.Fatal(err)
	}
	want := own{2, shared{2 * time.Second, "fresh"}, true}
	if p.Policy != want || p.Name != "both,every=2s,state=fresh,last=true" {
		t.Errorf("got %+v under the name %q", p.Policy, p.Name)
	}
	if _, err := e.Parse("every=1ms"); err == nil {
		t.Error("a parameter out of bounds was taken")
	}
	var names []string
	for _, x := range e.Params {
		names = append(names, x.Name+"="+x.Default)
	}
	if got := strings.Join(names, " "); got != "d=2 every=1m state=stale last=false" {
		t.Errorf("the parameters are %s", got)
	}
}
