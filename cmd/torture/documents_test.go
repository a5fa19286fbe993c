//go:build torture

package torture

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// experimentText is an experiment that runs in a moment.
const experimentText = `description: small
trace: synthetic,functions=10,invocations=500,duration=2m
platform: openwhisk
memory: 3GiB
invokers: 3
schedule: [least-loaded, "sticky-max-available,alpha=0.5"]
keepalive: ["ttl,keep=1m", greedy-dual]
cold-start: lognormal,median=300ms,sigma=0.5
rate: 3/s
start: 10s
length: 1m
horizon: 50s
seeds: 2
set:
  openwhisk.stage.sandbox: 200ms
detail: summary
`

// paperText and claimsText are a paper that is reproduced in a moment.
const (
	paperText = `paper: "Nobody, Nothing (nowhere 2020)"
about: a small paper
validate: {}
cells:
  - name: few
    kind: study
    study: network
    about: a few namespaces
    settings: {containers: 10, strategies: [overlay, "particle,scope=job"]}
    points:
      - {x: 5, settings: {containers: 5}}
      - {x: 9, settings: {containers: 9}}
figures:
  - {name: table-1, draws: lines, cells: [few], metrics: [connected_s], across: namespaces, about: one figure}
`
	claimsText = `claims:
  - claim: it takes a while
    figure: "table-1"
    source: table 1
    measure: value
    metric: connected_s
    of: few@5/overlay
    published: 1.5
    tolerance: relative 20%
    status: known-gap
    note: nobody knows
`
)

// document is a kind of document: its text and the command that reads it. NAME stands
// for the file.
type document struct {
	name, text string
	args       []string
	plain      bool // it is one file, which may be standard input, a pipe, a device
	codes      []int
}

func documents(c *hurt) []document {
	return []document{
		{"e.yaml", experimentText, []string{"run", "NAME", "--no-figures", "--quiet", "--out", "o"}, true,
			[]int{codeDone, codeUsage}},
		{"e.yaml", strings.Replace(experimentText, "rate: 3/s\nstart: 10s\nlength: 1m\nhorizon: 50s\n", "", 1),
			[]string{"saturate", "NAME", "--from", "1", "--to", "4", "--settle", "10s", "--hold", "10s", "--quiet",
				"--out", "o"}, true, []int{codeDone, codeUsage}},
		{"b.yaml", budgetsText, []string{"check", "NAME", "r", "--baseline", "base.json"}, true,
			[]int{codeDone, codeFailed, codeUsage, codeNotComparable}},
		{"base.json", string(c.fixtures.baseline), []string{"check", "b.yaml", "r", "--baseline", "NAME"}, true,
			[]int{codeDone, codeFailed, codeUsage, codeNotComparable}},
		{"p/tiny/experiment.yaml", paperText, []string{"reproduce", "tiny", "--papers", "p", "--quiet", "--out", "o"},
			false, []int{codeDone, codeFailed, codeUsage, codeNotComparable}},
		{"p/tiny/expected.yaml", claimsText, []string{"reproduce", "tiny", "--papers", "p", "--quiet", "--out", "o"},
			false, []int{codeDone, codeFailed, codeUsage, codeNotComparable}},
	}
}

// hostileDocument gives thaw a document in which something is wrong, or a file that is
// no document.
func hostileDocument(c *hurt) {
	d := documents(c)[c.number%6]
	t := trial{}
	if d.args[0] == "check" {
		results, err := c.fixtures.files()
		if err != nil {
			panic(err)
		}
		t.files = append(results, file{name: "b.yaml", data: []byte(budgetsText)},
			file{name: "base.json", data: c.fixtures.baseline})
	}
	if !d.plain {
		t.files = append(t.files, file{name: "p/tiny/experiment.yaml", data: []byte(paperText)},
			file{name: "p/tiny/expected.yaml", data: []byte(claimsText)},
			file{name: "p/tiny/README.md", data: []byte("# tiny\n")})
	}
	bad := file{name: d.name, data: []byte(d.text)}
	special := false
	switch n := c.number / 6 % 8; {
	case n == 0:
		special = true
		bad = file{name: d.name, special: pick(c, []string{"fifo", "folder", "link:/dev/zero", "link:/dev/full",
			"link:nowhere", "link:/dev/tty"})}
	case n == 1:
		special = true
		bad = large(c, d.name)
	case n < 4:
		bad.data = garble(c, bad.data)
	default:
		bad.data = []byte(twisted(c, d.text))
	}
	replaced := false
	for i := range t.files {
		if t.files[i].name == bad.name {
			t.files[i], replaced = bad, true
		}
	}
	if !replaced {
		t.files = append(t.files, bad)
	}
	c.tally(d.args[0] + " " + filepath.Base(d.name))
	c.try(t, func(c *hurt, folder string, t trial) broken { return documentCheck(c, folder, t, d, special) })
}

func documentCheck(c *hurt, folder string, t trial, d document, special bool) broken {
	if !there(filepath.Join(folder, d.name)) {
		return broken{}
	}
	args := make([]string, len(d.args))
	for i, a := range d.args {
		args[i] = strings.Replace(a, "NAME", d.name, 1)
	}
	codes, limit := d.codes, 30*time.Second
	if special { // not a document at all
		codes, limit = []int{codeUsage}, 10*time.Second
		if d.name == "base.json" { // it is documented that a baseline which is missing is 3
			codes = append(codes, codeNotComparable)
		}
	}
	e := c.run(process{folder: folder, args: args, limit: limit})
	what := d.args[0] + " " + filepath.Base(d.name) + ": "
	told := string(e.stdout) + string(e.stderr)
	switch w := e.wrong(codes...); {
	case w != "":
		return broken{what + w, e.String()}
	case special && e.rssMiB > 256:
		return broken{what + "reads a file without bound", e.String()}
	case e.code == codeUsage && !strings.Contains(told, filepath.Base(d.name)) &&
		!strings.Contains(told, "p/tiny/expected.yaml:") && // a claim about a cell that the experiment has no more
		!strings.Contains(told, "no invocation in the window"): // which names the trace
		return broken{what + "the error names no file", e.String()}
	case e.code == codeUsage && len(finals(filepath.Join(folder, "o"))) > 0:
		return broken{what + "something is written for a mistake", e.String()}
	case bytes.Contains(e.stderr, []byte("\x00")):
		return broken{what + "control characters on the terminal", e.String()}
	}
	return broken{}
}

// large is a document that nobody writes by hand.
func large(c *hurt, name string) file {
	switch c.rng.IntN(5) {
	case 0:
		return file{name: name, data: bytes.Repeat([]byte("# filler and more of it\n"), 1<<15), times: 260}
	case 1:
		return file{name: name, data: bytes.Repeat([]byte("x: [1, 2, 3]\n"), 1<<15), times: 400}
	case 2: // unknown keys
		var b bytes.Buffer
		for i := range 200_000 {
			fmt.Fprintf(&b, "unknown%d: 1\n", i)
		}
		return file{name: name, data: b.Bytes()}
	case 3: // each line refers nine times to the one before
		var b strings.Builder
		b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
		for i := 1; i < 12; i++ {
			fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
		}
		return file{name: name, data: []byte(b.String())}
	}
	n := pick(c, []int{1000, 20_000, 1_000_000})
	return file{name: name, data: []byte(strings.Repeat("[", n))}
}

// twisted changes keys, values or the indentation of some lines.
func twisted(c *hurt, text string) string {
	lines := strings.Split(text, "\n")
	for range 1 + c.rng.IntN(3) {
		i := c.rng.IntN(len(lines))
		key, value, ok := strings.Cut(lines[i], ":")
		switch n := c.rng.IntN(10); {
		case ok && n < 4:
			lines[i] = key + ": " + pick(c, hostileValues)
		case ok && n == 4:
			lines[i] = pick(c, []string{"", "?", "- ", "<<", "*x", "&y", "!!binary", "\"", "true", strings.ToUpper(key),
				key + " "}) + ":" + value
		case n == 5:
			lines[i] = " " + lines[i]
		case n == 6:
			lines[i] = "\t" + lines[i]
		case n == 7:
			lines = append(lines, lines[i])
		case n == 8:
			lines[i] = ""
		default:
			lines = append(lines, "---", pick(c, hostileValues))
		}
	}
	return strings.Join(lines, "\n")
}

// hostileValues are values of settings. None is a valid one that would only take long.
var hostileValues = []string{"", "~", "null", "[]", "{}", "[[[]]]", "{a: {b: c}}", "-1", "0", "-0", "1e25", "1e400",
	"NaN", ".nan", ".inf", "-.inf", "9223372036854775808", "99999999999999999999999", "-9223372036854775808", "0x7f",
	"0o17", "1_0", "\"\"", "\"\\x00\"", "'", "\"", "true", "2001-01-01", "*nowhere", "&a [*a]", "!!int x", "|", ">",
	"1h1h", "-5s", "1e30s", "999999999h", "0.0000000001ns", "1GiBGiB", "1e30GiB", "-1GiB", "ttl,keep=", "ttl,,",
	"ttl,keep=1m,keep=2m", "nobody", "random,x=1", "sophon-sr-mc,decay=1e999", "lognormal,median=1e30s,sigma=9",
	"lognormal,median=0s,sigma=-1", "uniform,min=3s,max=1s", "exponential,mean=0s", "synthetic,functions=0",
	"synthetic,functions=1048577", "synthetic,functions=-1", "synthetic,duration=0s", "synthetic,invocations=1e30",
	"/dev/zero", "/", "-", "%s%d%n", "${HOME}", "é", "\u202e"}
