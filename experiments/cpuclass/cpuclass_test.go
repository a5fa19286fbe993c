package cpuclass_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/cpuclass"
	"thaw/models/cpu"
	"thaw/models/workload"
)

// set parses classes, which must be right.
func set(t *testing.T, texts ...string) (s cpuclass.Set) {
	t.Helper()
	for _, text := range texts {
		c, err := cpuclass.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, c)
	}
	return s
}

// table is a trace of some functions.
func table() *workload.Table {
	t := &workload.Table{}
	for i, name := range []string{"web/login", "web/cart", "video/cut", "video/scale", "batch/night", "x/video"} {
		t.Functions = append(t.Functions, workload.Function{Name: name, Memory: workload.MiB(128 << (i % 4)),
			Trigger: []string{"http", "timer"}[i/3]})
	}
	return t
}

// Does each function come into the class that a user expects? The first that takes it,
// by name, trigger and memory, and rest where none does.
func TestFunctionsComeIntoTheirClasses(t *testing.T) {
	for _, c := range []struct{ classes, want string }{
		{"a,functions=web/*", "1 1 0 0 0 0"},
		{"a,functions=*video*", "0 0 1 1 0 1"},
		{"a,functions=video", "0 0 0 0 0 0"},
		{"a,functions=web/cart", "0 1 0 0 0 0"},
		{"a,functions=w*t", "0 1 0 0 0 0"},
		{"a,trigger=http", "1 1 1 0 0 0"},
		{"a,trigger=http,functions=web/* b,trigger=http c,functions=*", "1 1 2 3 3 3"},
		{"a,memory=256MiB", "0 1 0 0 0 1"},
		{"a,memory=256MiB..512MiB", "0 1 1 0 0 1"},
		{"a,memory=..256MiB b,memory=1GiB..", "1 1 0 2 1 1"},
		{"rest,quota=0.5 a,functions=x/*", "0 0 0 0 0 1"},
		{"a,functions=x/* rest,quota=0.5", "0 0 0 0 0 1"},
	} {
		got := set(t, strings.Fields(c.classes)...).Of(table(), 1)
		if text := strings.Trim(fmt.Sprint(got), "[]"); text != c.want {
			t.Errorf("%s: classes %s, expected %s", c.classes, text, c.want)
		}
	}
}

// Is a share of the functions one by number, the same whatever else the trace has, and
// another under another seed?
func TestSharesAreDrawnByName(t *testing.T) {
	s := set(t, "a,share=0.3")
	large := &workload.Table{}
	for i := range 20_000 {
		large.Functions = append(large.Functions, workload.Function{Name: fmt.Sprintf("app%d/f", i), Memory: 1})
	}
	of := s.Of(large, 1)
	n := 0
	for _, c := range of {
		n += int(c)
	}
	if n < 5800 || n > 6200 { // three standard deviations of a binomial are 194
		t.Errorf("%d of 20,000 functions are in a class of 0.3", n)
	}
	half := &workload.Table{Functions: large.Functions[10_000:]}
	if !slices.Equal(s.Of(half, 1), of[10_000:]) {
		t.Error("the class of a function depends on what else the trace has")
	}
	if slices.Equal(s.Of(large, 2), of) {
		t.Error("two seeds draw the same functions")
	}
}

// Does the model get what the user wrote?
func TestClassesOfTheModel(t *testing.T) {
	got := set(t, "urgent,policy=real-time-fifo,priority=50,cores=3", "batch,weight=2,quota=0.25", "rest,quota=0.5,period=20ms").
		Cores()
	want := cpu.Classes{{Name: "rest", Quota: 500_000, Period: 20 * time.Millisecond},
		{Name: "urgent", RealTime: true, FIFO: true, Priority: 50, Cores: 3},
		{Name: "batch", Weight: 2, Quota: 250_000, Period: 100 * time.Millisecond}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, expected %+v", got, want)
	}
	if cpuclass.Set(nil).Cores() != nil || cpuclass.Set(nil).Of(table(), 1) != nil {
		t.Error("no classes are some")
	}
}

// Is all that is wrong with a class told at once, with what was expected?
func TestMistakesOfAClass(t *testing.T) {
	for text, wants := range map[string][]string{
		"Urgent!":                     {`"Urgent!": expected the name of a class first`},
		"":                            {`"": expected the name of a class first`},
		"a,":                          {`a: "": expected name=value with one of functions, trigger`},
		"a,polcy=fair,weight=0,cores": {`did you mean "policy"`, `a: weight: "0": expected an integer from 1`, `a: "cores"`},
		"a,policy=realtime,quota=1.5": {`a: policy: "realtime": expected fair, real-time, real-time-fifo`, `a: quota: "1.5"`},
		"a,quota=0,share=x":           {`a: quota: "0": expected a decimal number above 0`, `a: share: "x"`},
		"a,memory=2GiB..1GiB":         {"expected the smaller size first"},
		"a,memory=..":                 {"expected a memory size, or a range"},
		"a,memory=256MB":              {`did you mean "256MiB"`},
		"a,weight=1,weight=2":         {"a: weight is given twice"},
		"a,functions=":                {"a: functions: nothing is given"},
		"rest,share=0.5,functions=x":  {"rest: share: it takes what no other", "rest: functions: it takes"},
		"a,quota=0.5,period=100":      {"a: period"},
	} {
		_, err := cpuclass.Parse(text)
		for _, want := range wants {
			if !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%q: %v\nlacks %q", text, err, want)
			}
		}
	}
}

// Is a class without a function of the trace noticed, with what could have been meant?
func TestClassesWithoutFunctions(t *testing.T) {
	for classes, want := range map[string]string{
		"a,functions=wbe/*":           "none of the 6 functions of the trace is in it: they are called web/login and so on",
		"a,trigger=queue":             "its triggers are http, timer",
		"a,memory=4GiB..":             "none of the 6 functions",
		"a,weight=2 b,functions=web*": "class a and others before it take all of its functions",
		"a,share=0.1 b,functions=web*,share=0.0001 c,functions=web*": "",
		"rest,quota=0.1": "",
	} {
		errs := set(t, strings.Fields(classes)...).Check(table())
		if want == "" && len(errs) > 0 || want != "" && (len(errs) != 1 || !strings.Contains(errs[0].Error(), want)) {
			t.Errorf("%s: %v, expected %q", classes, errs, want)
		}
	}
}
