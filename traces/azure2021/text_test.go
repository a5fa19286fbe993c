package azure2021

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/traces/input"
	"thaw/traces/tracetest"
)

// Are the names of a file those that encoding/csv reads, whatever stands in
// them? The oracle of the reader is that of plain files.
func TestQuotedRows(t *testing.T) {
	path := writeTrace(t, "")
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"a", "my,app", `say "hi"`, `"`, ",", "a/b", "b", "ä,", `""`})
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		w.Write([]string{"app", "func", "end_timestamp", "duration"})
		for i := range rapid.IntRange(1, 20).Draw(t, "rows") {
			row := []string{name.Draw(t, "app"), name.Draw(t, "func"), fmt.Sprint(10 + i), "0.5"}
			if rapid.Bool().Draw(t, "quote all") {
				for k := range row {
					row[k] = `"` + strings.ReplaceAll(row[k], `"`, `""`) + `"`
				}
				w.Flush()
				b.WriteString(strings.Join(row, ",") + "\n")
				continue
			}
			w.Write(row)
		}
		w.Flush()
		content := strings.TrimRight(b.String(), "\r\n")
		names, want := expectedOf(t, content, 0)
		tracetest.Must[int](t)(rewrite(path, content))
		a := tracetest.Must[*Trace](t)(Open(path, Options{}))
		got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)), 7)
		if s := a.Report().String(); !slices.Equal(got, want) || s != "" {
			t.Fatalf("got  %v\nwant %v\n%s", got, want, s)
		}
		for i, f := range a.table.Functions {
			if f.Name != names[i] {
				t.Fatalf("function %d is %q, want %q", i, f.Name, names[i])
			}
		}
	})
}

// What does a user read about text that is odd?
func TestMalformedText(t *testing.T) {
	const ok = "a,f,10,1\n"
	const unclosed = "the quote that opens here is not closed on its line: a field cannot hold a line break, and a " +
		"quote inside a field in quotes stands twice (error)\n"
	for _, c := range []struct {
		name, content string
		functions     int    // 0 = unusable
		want          string // the whole report of a usable file, else a part; %s is the file
	}{
		{"quoted and plain", testHeader + ok + `"a","f",11,"1"` + "\n", 1, ""},
		{"names of rows", `"","app","func","end_timestamp","duration"` + "\n" + `"1","a","f",10,1` + "\n", 1,
			"%s:1:1: unknown column \"\" is ignored (warning)\n"},
		{"spaces around names", testHeader + ok + " a,f ,10,1\n", 1,
			"%s:3:1: spaces around \"a\" are left out (warning)\n%s:3:4: spaces around \"f\" are left out (warning)\n"},
		{"spaces around numbers", testHeader + ok + "a,f, 10,1\t\n", 1,
			"%s:3:5: spaces around \"10\" are left out (warning)\n%s:3:9: spaces around \"1\" are left out (warning)\n"},
		{"spaces in the header", "app, func,end_timestamp,duration\n" + ok, 1,
			"%s:1:5: spaces around \"func\" are left out (warning)\n"},
		{"spaces outside quotes", testHeader + ok + `"a" , "f",10,1` + "\n", 1,
			"%s:3:1: spaces around \"a\" are left out (warning)\n%s:3:6: spaces around \"f\" are left out (warning)\n"},
		{"spaces inside quotes", testHeader + ok + `"a ",f,10,1` + "\n", 2,
			"%s:3:1: \"a \" begins or ends with spaces inside its quotes, which belong to it (warning)\n"},

		{"open quote", testHeader + `a,"f,10,1` + "\n" + ok, 0, "%s:2:3: " + unclosed},
		{"open quote at the end", testHeader + ok + `a,f,10,"1`, 0, "%s:3:8: " + unclosed},
		{"line break in a name", testHeader + "a,\"f\ng\",10,1\n", 0, "%s:2:3: " + unclosed},
		{"open quote in the header", `app,func,"end_timestamp,duration` + "\n" + ok, 0, "%s:1:10: " + unclosed},
		{"quote inside", testHeader + `a,f"g,10,1` + "\n", 0, "%s:2:4: quote inside a field without quotes"},
		{"text behind quotes", testHeader + `a,"f"g,10,1` + "\n", 0, `%s:2:6: "g" behind a closing quote`},
		{"comma in quotes is none", testHeader + `"a,f",10,1` + "\n", 0, "%s:2:1: wrong number of fields, expected 4"},
		{"text in a quoted number", testHeader + `"a",f,"ten",1` + "\n", 0, `%s:2:7: end_timestamp is "ten"`},
		{"blank name", testHeader + "a,  ,10,1\n", 0, `%s:2:3: func is empty, expected a name`},
		{"empty quoted name", testHeader + `"",f,10,1` + "\n", 0, `%s:2:1: app is empty, expected a name`},
		{"blank quoted name", testHeader + `a," ",10,1` + "\n", 0, `%s:2:3: func is empty, expected a name`},
		{"quoted data for a header", `"a","f","10","1"` + "\n" + ok, 0, "%s:1:1: line 1 holds data"},
	} {
		path := writeTrace(t, c.content)
		want := strings.ReplaceAll(c.want, "%s", path)
		r, err := Validate(path, input.Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a, err := Open(path, Options{})
		if c.functions == 0 {
			if r.Usable() || err == nil || !strings.Contains(r.String(), want) {
				t.Errorf("%s: error %v, report\n%swant one with\n%s", c.name, err, r, want)
			}
			continue
		}
		if err != nil || len(a.table.Functions) != c.functions || r.String() != want {
			t.Errorf("%s: error %v, report\n%swant\n%s", c.name, err, r, want)
		}
	}
}

// Does an invocation arrive at the start that its row states?
func TestStartTimes(t *testing.T) {
	for _, c := range []struct {
		name, content string
		arrivals      string
		want          string // the report; %s is the file
	}{
		{"start alone", "app,func,start_timestamp,duration\na,f,10,5\na,f,2,1\na,g,12,0.5\n", "[2s 10s 12s]",
			"%s:3:1: the row comes 8s late, more than the longest duration explains: rows are sorted in memory (warning)\n"},
		{"start alone, any order", "duration,start_timestamp,func,app\n5,0,f,a\n", "[0s]", ""},
		{"both", testBoth + "a,f,10,15,5\na,f,12.25,12.5,0.25\n", "[10s 12.25s]", ""},
		{"both, rounded", testBoth + "a,f,10.001,15,5\na,f,12.25,12.5005,0.25\n", "[10.001s 12.25s]", ""},
		{"both, disagree", testBoth + "a,f,10,16,5\na,f,12,11,1\n", "[10s 12s]",
			"%s:2:5: start_timestamp and duration do not give end_timestamp: the invocation arrives at the former, " +
				"\"10\" s (warning)\n%s:3:5: start_timestamp and duration do not give end_timestamp: the invocation " +
				"arrives at the former, \"12\" s (warning)\n"},
		{"negative start", testBoth + "a,f,-1,4,5\na,f,12,13,1\n", "[12s]",
			"%s:2:5: start_timestamp is \"-1\", expected 0 or more seconds; the row is left out (warning)\n"},
		{"unknown start", testBoth + "a,f,,4,5\na,f,12,13,1\n", "[12s]",
			"%s:2:5: start_timestamp is \"\", expected a number of seconds; the row is left out (warning)\n"},
		{"text for a start", testBoth + "a,f,x,4,5\n", "", "%s:2:5: start_timestamp is \"x\", expected a number of " +
			"seconds (error)\n"},
		{"neither", "app,func,duration\na,f,5\n", "", "%s:1:1: no column end_timestamp, expected the header " +
			headers + " (error)\n"},
		{"misspelt", "app,func,start_timestmp,duration\na,f,4,5\n", "",
			"%s:1:10: unknown column \"start_timestmp\" is ignored (did you mean \"start_timestamp\"?) (warning)\n" +
				"%s:1:1: no column end_timestamp, expected the header " + headers + " (error)\n"},
	} {
		path := writeTrace(t, c.content)
		r, err := Validate(path, input.Limits{})
		if want := strings.ReplaceAll(c.want, "%s", path); err != nil || r.String() != want {
			t.Errorf("%s: error %v, report\n%swant\n%s", c.name, err, r, want)
		}
		a, err := Open(path, Options{})
		if c.arrivals == "" {
			if err == nil {
				t.Errorf("%s: opened", c.name)
			}
			continue
		}
		var arrivals []string
		for _, v := range tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)), 3) {
			arrivals = append(arrivals, v.Arrival.Sub(0).String())
		}
		if got := fmt.Sprint(arrivals); err != nil || got != c.arrivals {
			t.Errorf("%s: arrivals %s, want %s, %v", c.name, got, c.arrivals, err)
		}
	}
}

const testBoth = "app,func,start_timestamp,end_timestamp,duration\n"

// Does a file by starts have the invocations of the same file by ends?
func TestStartsAreEndsLessDurations(t *testing.T) {
	ends, starts := bytes.NewBufferString(testHeader), bytes.NewBufferString("app,func,start_timestamp,duration\n")
	for i := range 500 {
		start, duration := i*7919%3_600_000, i*31%5000
		fmt.Fprintf(ends, "a,f%d,%d.%03d,%de-3\n", i%7, (start+duration)/1000, (start+duration)%1000, duration)
		fmt.Fprintf(starts, "a,f%d,%de-3,%d.%03d\n", i%7, start, duration/1000, duration%1000)
	}
	var all [2][]workload.Invocation
	for i, b := range []*bytes.Buffer{ends, starts} {
		a := tracetest.Must[*Trace](t)(Open(writeTrace(t, b.String()), Options{}))
		all[i] = tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(a.Source(0)), 64)
	}
	if len(all[0]) != 500 || !slices.Equal(all[0], all[1]) {
		t.Errorf("%d invocations by start differ from %d by end", len(all[1]), len(all[0]))
	}
}
