package synthetic

import (
	"strings"
	"testing"
	"time"
)

func TestSpecDefaults(t *testing.T) {
	s, err := Parse("synthetic")
	if err != nil {
		t.Fatal(err)
	}
	if s.Functions != 1000 || s.Duration != 24*time.Hour || s.Invocations != 18e6 {
		t.Errorf("defaults are %+v, expected 1000 functions, 24h, 18 million invocations", s)
	}
	p, err := Parse("synthetic,model=poisson")
	if err != nil {
		t.Fatal(err)
	}
	if p.Functions != 30 || p.Invocations != 864_000 {
		t.Errorf("defaults of poisson are %+v, expected 30 functions and 864,000 invocations", p)
	}
}

// Does the printed form of a spec mean the same trace?
func TestLayoutRoundTrip(t *testing.T) {
	for _, text := range []string{
		"synthetic",
		"synthetic,functions=50000,invocations=900000000,duration=24h,seed=7",
		"synthetic,functions=10,rate=0.5/s,duration=90s,shape=3,memory=whole,start=8h," +
			"weekday=Sunday,peak-to-trough=3.5,weekend=0.5,max-share=0.2",
		"synthetic,model=poisson,functions=30,rate=10/s,duration=24h," +
			"zipf=0.9,median=250ms,between=0,within=1.5,memory=64/128",
		"synthetic,functions=10,duration=1h,ranks=0.25-0.75,spread=even",
		"synthetic,model=timers,timers=4x300MiB/500ms/100ms/300ms@50ms+64MiB/11m0s/2.4s,duration=2h",
		"synthetic,model=users,users=20,think=0s-1s,ramp=10s,within=0.5,menu=300MiB/100ms/300ms+3x256MiB/1s@0.5,duration=30m",
		"synthetic,model=users,think=exp/500ms,menu=1MiB/1ns@1000000000+1MiB/1s@0.0000001",
		"synthetic,model=renewals,renewals=web:2x64MiB/77ms~0.578/14ms/1s@1m..2m+64MiB/11m0s/2.4s@1m..8000h,duration=2h",
	} {
		a, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		b, err := Parse(a.String())
		if err != nil {
			t.Fatalf("%s prints as %s: %v", text, a, err)
		}
		if a.String() != b.String() {
			t.Errorf("%s prints as\n%s and then as\n%s", text, a, b)
		}
	}
}

// Does a wrong spec name every mistake, its place, and the likely right word?
func TestMalformedSpecs(t *testing.T) {
	for text, want := range map[string][]string{
		"sinthetic":                                {`did you mean "synthetic"?`},
		"synthetic,funktions=10":                   {"column 11", `did you mean "functions"?`},
		"synthetic,functions":                      {"column 11", "expected key=value"},
		"synthetic,functions=ten":                  {`functions is "ten"`, "whole number"},
		"synthetic,functions=-1":                   {"whole number"},
		"synthetic,functions=0":                    {"functions is 0, expected 1 to"},
		"synthetic,functions=2000000":              {"functions is 2000000, expected 1 to 1048576"},
		"synthetic,functions=1048577":              {"functions is 1048577, expected 1 to 1048576"},
		"synthetic,functions=10,functions=10":      {"given twice"},
		"synthetic,duration=1d":                    {`duration is "1d"`, "24h"},
		"synthetic,duration=0s":                    {"expected 1s to"},
		"synthetic,rate=10/s,invocations=5":        {"two ways"},
		"synthetic,rate=NaN":                       {`rate is "NaN"`},
		"synthetic,invocations=0":                  {"invocations a minute"},
		"synthetic,invocations=1e30":               {"invocations a minute"},
		"synthetic,model=poison":                   {`did you mean "poisson"?`},
		"synthetic,zipf=1":                         {"key of the poisson model"},
		"synthetic,model=poisson,weekend=1":        {"key of the azure model"},
		"synthetic,model=poisson,memory=128/x":     {`memory has "x"`},
		"synthetic,memory=hole":                    {`did you mean "whole"?`},
		"synthetic,weekday=mondey":                 {`did you mean "monday"?`},
		"synthetic,max-share=2":                    {"max-share is 2"},
		"synthetic,spread=evn":                     {`did you mean "even"?`},
		"synthetic,ranks=0.5":                      {`ranks is "0.5"`, "0.25-0.75"},
		"synthetic,ranks=0.5-0.5":                  {"ranks are 0.5 to 0.5"},
		"synthetic,model=timers":                   {"needs timers="},
		"synthetic,model=timers,rate=1/s":          {"rate is a key of the azure or poisson model"},
		"synthetic,timers=1MiB/1s/1s":              {"timers is a key of the timers model"},
		"synthetic,model=timers,timers=1GiB/1s/1s": {`memory of "1GiB"`, "300MiB"},
		"synthetic,model=timers,timers=1MiB/1s+0x1MiB/1s/1s": {`"1MiB/1s": expected MEMORY/EVERY/DURATION`,
			`"0" functions`},
		"synthetic,model=timers,timers=1MiB/1s/0s+1MiB/1500ns/1s+1MiB/1s/1s@1s+1MiB/1s/2s/1s": {"a duration of 0s",
			"every 1.5µs", "first at 1s", "a longest duration of 1s"},
		"synthetic,model=users":                                                      {"needs menu=MEMORY/DURATION"},
		"synthetic,users=2":                                                          {"users is a key of the users model"},
		"synthetic,think=1s,menu=1MiB/1s,ramp=1s":                                    {"think is a key of", "menu is a key of", "ramp is a key of"},
		"synthetic,model=users,menu=1MiB/1s,rate=1/s":                                {"rate is a key of the azure or poisson model"},
		"synthetic,model=users,menu=1MiB/1s,functions=2":                             {"functions is a key of the azure or poisson model"},
		"synthetic,model=users,menu=1MiB/1s,users=0":                                 {"0 users, expected 1 to"},
		"synthetic,model=users,menu=1MiB/1s,users=2000000":                           {"2000000 users, expected 1 to 1048576"},
		"synthetic,model=users,menu=1MiB/1s@0+1MiB/2s@0":                             {"the weights sum to nothing"},
		"synthetic,model=users,menu=1MiB/1s,ramp=24h":                                {"the users begin over 24h0m0s of 24h0m0s"},
		"synthetic,model=users,menu=1MiB/0s+1MiB/2s/1s":                              {"a duration of 0s", "a longest duration of 1s"},
		"synthetic,model=users,menu=1MiB/1s,within=6":                                {"within is 6, expected 0 to 5"},
		"synthetic,model=users,menu=1MiB+1s/1MiB+1MiB/1s@-1":                         {`"1MiB": expected MEMORY/DURATION`, `memory of "1s"`, `weight of "-1"`},
		"synthetic,model=users,menu=1MiB/1s@NaN+1MiB/1s@Inf":                         {`weight of "NaN"`, `weight of "Inf"`},
		"synthetic,model=users,menu=1048576x1MiB/1s+1048576x1MiB/1s+1048576x1MiB/1s": {"functions is 3145728, expected 1 to"},
		"synthetic,model=users,think=2s-1s,users=x,ramp=-1s,menu=":                   {`think is "2s-1s"`, `users is "x"`, `ramp is "-1s"`, `memory of ""`},
		"synthetic,model=users,think=exp/,menu=1MiB/1s":                              {`think is "exp/"`, "exp/500ms"},
		"synthetic,model=users,think=norm/1s,menu=1MiB/1s":                           {`think is "norm/1s"`},
		"synthetic,model=users,think=,menu=1MiB/1s":                                  {`think is ""`},
		"synthetic,functions=x,duration=y,model=z":                                   {`functions is "x"`, `duration is "y"`, `unknown model "z"`},
	} {
		_, err := Parse(text)
		if err == nil {
			t.Errorf("%s: no error", text)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: error %q, expected it to say %q", text, err, w)
			}
		}
	}
}

// Is every documented key understood, and its documented default the one in force?
func TestLayoutKeysAreParsed(t *testing.T) {
	for _, k := range Keys() {
		if k.Default == "" || k.Name == "model" {
			continue
		}
		for _, model := range []string{azureModel, poissonModel} {
			if k.Model != "" && !strings.Contains(k.Model, model) {
				continue
			}
			base, err := Parse("synthetic,model=" + model)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Parse("synthetic,model=" + model + "," + k.Name + "=" + k.Default)
			if err != nil || s.String() != base.String() {
				t.Errorf("%s=%s of %s gives %s (%v), expected the defaults %s", k.Name, k.Default, model, s, err, base)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("synthetic,functions=10,rate=5/s,duration=1m")
	f.Add("synthetic,model=poisson,memory=1/2/3,zipf=1e3")
	f.Add("synthetic,,=,model")
	f.Add("synthetic,model=timers,timers=4x300MiB/500ms/100ms/300ms@50ms+64MiB/11m/2s")
	f.Add("synthetic,ranks=0.25-0.75")
	f.Add("synthetic,model=users,users=3,think=exp/1s,ramp=1s,within=1,menu=2x300MiB/100ms/1s@0.5+1MiB/1s,duration=1m")
	f.Add("synthetic,model=users,think=0s-1s,menu=1MiB/1s@1e6")
	f.Add("synthetic,model=renewals,renewals=web:2x64MiB/77ms~0.578/14ms/1s@1m..2m+64MiB/11m/2s,seed=3")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q prints as %q, which reads as %q (%v)", text, s, again, err)
		}
	})
}
