package azure2019

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/traces/input"
	"thaw/traces/tracetest"
)

// quoteAll writes every field of a file in quotes, as data frames do.
func quoteAll(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = `"` + strings.ReplaceAll(l, ",", `","`) + `"`
	}
	return strings.Join(lines, "\n") + "\n"
}

// Is a file that R or pandas wrote the same trace? Each of the three files is
// quoted alone, so that quoted keys have to join with plain ones, and all are.
func TestQuotesChangeNothing(t *testing.T) {
	plain := mustOpen(t, tracetest.WriteFiles(t, smallDay()), Options{})
	want := readAll(t, plain, 3)
	for _, quoted := range []string{filePrefixes[0], filePrefixes[1], filePrefixes[2], "", "\r\n", "rows"} {
		files := smallDay()
		for name, text := range files {
			if quoted == "rows" { // R's row names, a column without a name
				lines := strings.Split(strings.TrimSuffix(quoteAll(text), "\n"), "\n")
				for i := range lines {
					lines[i] = []string{`"",`, `"1",`, `"2",`, `"3",`}[i] + lines[i]
				}
				files[name] = strings.Join(lines, "\n")
			} else if quoted == "\r\n" {
				text = strings.ReplaceAll(strings.TrimSuffix(quoteAll(text), "\n"), "\n", "\r\n")
				files[name] = "\xef\xbb\xbf" + text
			} else if strings.HasPrefix(name, quoted) {
				files[name] = quoteAll(text)
			}
		}
		a := mustOpen(t, tracetest.WriteFiles(t, files), Options{})
		if got := readAll(t, a, 3); !slices.Equal(got, want) ||
			!slices.Equal(a.Table().Functions, plain.Table().Functions) ||
			!slices.Equal(a.Table().Apps, plain.Table().Apps) {
			t.Errorf("%q in quotes: another trace: %+v", quoted, a.Table())
		}
		for _, c := range a.Report().Classes() {
			if c.Class != "unknown column" || quoted != "rows" || c.Count != 1 {
				t.Errorf("%q in quotes: %s", quoted, a.Report())
			}
		}
	}
}

// Are names what stands between the quotes, and is a quoted row the function of
// a plain one?
func TestQuotedNames(t *testing.T) {
	counts := "HashOwner,HashApp,HashFunction,Trigger,1,2\n" +
		`o,"my,app","say ""hi""",http,1,2` + "\n" + `"o","a","f","http",1,"2.0"` + "\n" + "o,a,f,http,3,4\n" +
		"o,a/b,c,http,1,0\no,a,b/c,http,0,1\n"
	durations := testDurationHead + `o,a,"f",` + strings.Repeat("7,", 10) + "7\n" +
		`"o","my,app","say ""hi""",` + strings.Repeat("9,", 10) + "9\n"
	a := mustOpen(t, tracetest.WriteFiles(t, testDay(1, counts, durations, testMemoryHead+`o,"my,app",3,500,1`+"\n")),
		Options{})
	var names []string
	for _, f := range a.Table().Functions {
		names = append(names, a.Table().Apps[f.App].Name+" | "+f.Name)
	}
	want := []string{"a | a/b/c", "a/b | a/b/c", "a | a/f", `my,app | my,app/say "hi"`}
	if !slices.Equal(names, want) {
		t.Errorf("functions are %q, want %q", names, want)
	}
	all := readAll(t, a, 1)
	n := map[string]int{}
	for _, v := range all {
		n[names[v.Function]]++
	}
	if n["a | a/f"] != 10 || n[want[3]] != 3 || n[want[0]] != 1 || n[want[1]] != 1 {
		t.Errorf("invocations are %v, want 10 of a/f, 3 of say \"hi\" and one each of the others", n)
	}
	f, g := a.Table().Functions[2], a.Table().Functions[3]
	if f.MeanDuration != 7*time.Millisecond || f.ImputedDuration || g.MeanDuration != 9*time.Millisecond ||
		g.Memory != 500 || g.ImputedMemory {
		t.Errorf("rows do not join: %+v, %+v", f, g)
	}
}

// What does a user read about text that is odd? Line by line, as validate
// prints it.
func TestMalformedText(t *testing.T) {
	head := "HashOwner,HashApp,HashFunction,Trigger,1,2\n"
	good := head + "o,a,f,http,1,2\n"
	row := func(values string) string { return testDurationHead + "o,a,f," + values + "\n" }
	const unclosed = "the quote that opens here is not closed on its line: a field cannot hold a line break, and a " +
		"quote inside a field in quotes stands twice (error)\n"
	const bare = "quote inside a field without quotes: such a field stands in quotes, and its quotes twice (error)\n"
	for name, c := range map[string]struct {
		counts, durations, memory string
		file                      int
		want                      string
	}{
		"open quote": {counts: head + `o,a,"f,http,1,2` + "\no,a,f,http,1,2\n", want: ":2:5: " + unclosed},
		"line break in a name": {counts: head + "o,a,\"f\ng\",http,1,2\n",
			want: ":2:5: " + unclosed},
		"quote in a count":   {counts: head + `o,a,f,http,1,2"` + "\n", want: ":2:15: " + bare},
		"open header":        {counts: `HashOwner,"HashApp,HashFunction,Trigger,1,2` + "\n", want: ":1:11: " + unclosed},
		"text behind quotes": {counts: head + `o,"a"b,f,http,1,2` + "\n", want: `:2:6: "b" behind a closing quote`},
		"quote in durations": {counts: good, durations: row(`5,3,0,9,0,1,3,5,6,8,"9`), file: 1, want: ":2:27: " + unclosed},
		"quote in memory":    {counts: good, memory: testMemoryHead + `o,a"x,3,5,1`, file: 2, want: ":2:4: " + bare},
		"blank name":         {counts: head + "o, ,f,http,1,2\n", want: ":2:3: HashApp or HashFunction is empty (error)\n"},
		"blank quoted name": {counts: head + `o,a," ",http,1,2` + "\n",
			want: ":2:5: HashApp or HashFunction is empty (error)\n"},
		"text in a quoted count": {counts: head + `o,"a",f,http,1,"x"` + "\n", want: `:2:16: count "x" is not a number`},
		"short quoted row":       {counts: head + `o,"a",f,http,1` + "\n", want: ":2: row has 5 fields, the header has 6"},
		"all zero": {counts: head + "o,a,f,http,0,0\no,b,f,http,0,0\n",
			want: ": all counts are 0, expected at least one invocation (error)\n", file: -1},

		"spaces around names": {counts: head + "o, a,f\t,http,1,2\no,a,f,http,1,2\n",
			want: ":2:3: spaces around \"a\" are left out (warning)\n"},
		"spaces around a count": {counts: head + "o,a,f,http,1, 2\n",
			want: ":2:14: spaces around \"2\" are left out (warning)\n"},
		"spaces behind quotes": {counts: head + "o,\"a\" ,f,http,1,2\n",
			want: ":2:3: spaces around \"a\" are left out (warning)\n"},
		"spaces in quotes": {counts: head + "o,\" a\",f,http,1,2\n",
			want: ":2:3: \" a\" begins or ends with spaces inside its quotes, which belong to it (warning)\n"},
		"spaces in memory": {counts: good, memory: testMemoryHead + "o, a ,3,5,1\n", file: 2,
			want: ":2:3: spaces around \"a\" are left out (warning)\n"},
		"line of spaces": {counts: good + "  \n", want: ":3: blank line (warning)\n"},
		"missing minute": {counts: "HashOwner,HashApp,HashFunction,Trigger,1,2,3,5,6\no,a,f,http,1,1,1,1,1\n",
			want: ":1:46: minute 4 has no column: nothing is invoked in it (warning)\n"},
		"missing minutes": {counts: "HashOwner,HashApp,HashFunction,Trigger,9,1440\no,a,f,http,1,1\n",
			want: ":1:42: minutes 10 to 1439 have no columns: nothing is invoked in them (warning)\n"},
		"two duration rows": {counts: good, durations: row("5,3,5,5,5,5,5,5,5,5,5") + "o,a,f,9,1,9,9,9,9,9,9,9,9,9\n",
			file: 1,
			want: ":3: function \"a/f\" has a row already: durations are drawn from both, weighted by Count (warning)\n"},
		"average of 0": {counts: good, durations: row("0,3,0,0,0,0,0,0,0,0,0"), file: 1,
			want: ":2:7: Average is 0 ms: durations are drawn with that mean (warning)\n"},
		"average of 0, maximum above": {counts: good, durations: row("0,3,0,40,0,0,0,0,0,0,20"), file: 1,
			want: ":2:7: Average is 0 ms, yet the longest takes 40 ms: durations are drawn with that mean, " +
				"so that all are 0 (warning)\n"},
		"average of 0, p99 of 20": {counts: good, durations: row("0,3,0,20,0,0,0,0,0,20,20"), file: 1,
			want: ":2:7: Average 0 ms cannot be the mean of any distribution with these percentiles, which allow " +
				"0.2 to 5 ms: the nearest is used, durations are drawn with the mean 0.2 ms (warning)\n"},
		"average of 0, all above": {counts: good, durations: row("0,3,10,20,10,10,20,20,20,20,20"), file: 1,
			want: "which allow 17.5 to 19.9 ms: the nearest is used, durations are drawn with the mean 17.5 ms (warning)\n"},
		"average of 1, all above": {counts: good, durations: row("1,3,10,20,10,10,20,20,20,20,20"), file: 1,
			want: "which allow 17.5 to 19.9 ms: the nearest is used, durations are drawn with the mean 17.5 ms (warning)\n"},
	} {
		dir := tracetest.WriteFiles(t, testDay(1, c.counts, c.durations, c.memory))
		want := c.want
		if c.file >= 0 && strings.HasPrefix(want, ":") {
			want = filePrefixes[c.file] + "01.csv" + want
		}
		report, err := Validate(dir, input.Limits{})
		if err != nil || !strings.Contains(report.String(), want) {
			t.Errorf("%s: report is\n%v%v\nexpected it to contain\n%s", name, report, err, want)
			continue
		}
		_, err = Open(dir, Options{})
		unusable := strings.Contains(report.String(), "(error)")
		if unusable != (err != nil) || unusable == report.Usable() {
			t.Errorf("%s: Open says %v, and the report\n%s", name, err, report)
		}
	}
}

// Is a maximum above percentiles of 0 drawn? An Average of 0 ms is a rounded one.
func TestAverageOfZeroKeepsThePercentiles(t *testing.T) {
	for _, r := range []durationRow{
		durationCase(0, 0, 20, 0, 0, 0, 0, 0, 20, 20),
		durationCase(0, 0, 1, 0, 0, 0, 0, 0, 1, 1),
		durationCase(0, 0, 30, 0, 0, 0, 0, 1, 2, 30),
		durationCase(0.001, 0, 20, 0, 0, 0, 0, 0, 20, 20),
	} {
		c, fit := fitDuration(&r)
		if got := c.at(math.MaxUint64); fit.reachable || got == 0 {
			t.Errorf("%+v: the longest draw is %v, reachable %v", r, got, fit.reachable)
		}
		if want := time.Duration(math.Round(fit.least * 1e6)); c.mean() < want-1 || c.mean() > want+1 {
			t.Errorf("%+v: the mean is %v, expected the least that the percentiles allow, %v", r, c.mean(), want)
		}
	}
	rounded := durationCase(19.5, 20, 21, 20, 20, 20, 20, 20, 20, 21)
	if c, fit := fitDuration(&rounded); !fit.reachable || c.mean() != 19500*time.Microsecond {
		t.Errorf("an average within rounding: reachable %v, mean %v, expected 19.5ms", fit.reachable, c.mean())
	}
}

// Is a function with several rows drawn from all of them, by their Counts, in
// whatever order they stand?
func TestRowsOfAFunctionAreMixed(t *testing.T) {
	constant := func(ms, count string) string {
		return "o,a,f," + ms + "," + count + strings.Repeat(","+ms, 9) + "\n"
	}
	wide := "o,a,f,100,7,10,1000,20,30,50,80,100,400,900\n"
	for _, c := range []struct {
		rows []string
		mean time.Duration
		most time.Duration // of 95 % of the draws
		long time.Duration // the greatest draw
	}{
		{[]string{constant("10", "1"), constant("30", "3")}, 25 * time.Millisecond, 30 * time.Millisecond,
			30 * time.Millisecond},
		{[]string{constant("10", "95"), constant("1000", "5")}, 59500 * time.Microsecond, 1000 * time.Millisecond,
			1000 * time.Millisecond},
		{[]string{constant("10", "0"), constant("30", "0")}, 20 * time.Millisecond, 30 * time.Millisecond,
			30 * time.Millisecond},
		{[]string{wide, wide, wide}, 100 * time.Millisecond, 400 * time.Millisecond, 1000 * time.Millisecond},
		{[]string{wide, constant("10", "7"), wide}, 70 * time.Millisecond, 400 * time.Millisecond,
			1000 * time.Millisecond},
	} {
		var first durationCurve
		for order := range len(c.rows) {
			rows := slices.Concat(c.rows[order:], c.rows[:order])
			a := mustOpen(t, tracetest.WriteFiles(t, testDay(1, testCounts(1, "a f http 1"),
				testDurationHead+strings.Join(rows, ""), "")), Options{})
			curve := a.curves(0)[0]
			if order == 0 {
				first = curve
			}
			mean := curve.mean()
			if (mean-c.mean).Abs() > c.mean/1_000_000+1 || curve != first ||
				(a.Table().Functions[0].MeanDuration-mean).Abs() > 1 {
				t.Errorf("%q: mean is %v, expected %v; the curve of another order is equal: %v", rows, mean, c.mean,
					curve == first)
			}
			if got := curve.at(math.MaxUint64 / 100 * 95); got > c.most {
				t.Errorf("%q: 95 %% are above %v, expected %v", rows, got, c.most)
			}
			if got := curve.at(math.MaxUint64); (got - c.long).Abs() > time.Microsecond {
				t.Errorf("%q: the longest draw is %v, expected %v", rows, got, c.long)
			}
			if n := a.Report().Count("duplicate duration row"); n != int64(len(rows)-1) {
				t.Errorf("%q: %d duplicates reported", rows, n)
			}
		}
	}
}
