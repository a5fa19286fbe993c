//go:build torture

package torture

import (
	"bytes"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hostileTrace gives thaw a trace of some format, in which something is wrong, or packed
// in a hostile way, or nearly right. validate, stats, convert and run have to take it.
func hostileTrace(c *hurt) {
	t := trial{parts: []part{{"--schedule", "first-fit"}, {"--keepalive", "ttl,keep=1m"}}}
	target, checksummed := "in", false
	switch k := c.number % 10; {
	case k < 3:
		c.tally("of 2019")
		t.files = spoilt(c, azure2019(c, 1+c.rng.IntN(2)))
		if c.chance(0.2) {
			i := c.rng.IntN(len(t.files))
			t.files[i] = packed(c, t.files[i].name, t.files[i].data)
		}
		if c.chance(0.15) {
			i := c.rng.IntN(len(t.files))
			t.files[i].name = oddName(c, t.files[i].name)
		}
	case k < 5:
		c.tally("of 2021")
		t.files = spoilt(c, azure2021(c))
		target = t.files[0].name
	case k == 5 || k == 8:
		c.tally("of .thaw")
		checksummed = true
		t.files = []file{{name: "in/t.thaw", data: garbleBytes(c, c.fixtures.native)}}
		target = "in/t.thaw"
	case k == 6 || k == 9 && c.chance(0.5):
		c.tally("packed")
		sheets := azure2021(c)
		if c.chance(0.5) {
			sheets = azure2019(c, 1)[:1]
		}
		t.files = []file{packed(c, sheets[0].name, sheets[0].text())}
		target = t.files[0].name
	case k == 9:
		c.tally("specifications")
		target = spoiltSpec(c)
		t.files = []file{{name: "in/nothing"}}
	default:
		c.tally("no files")
		target = "in/" + pick(c, []string{"trace.csv", "t.thaw", "invocations_per_function_md.anon.d01.csv",
			"trace.csv.gz", "x.tar.xz", "t.csv.zst", "t.rar"})
		t.files = []file{{name: target, special: pick(c, []string{"fifo", "folder", "link:/dev/zero", "link:/dev/null",
			"link:/dev/full", "link:nowhere", "link:.", "link:/dev/tty"})}}
	}
	c.try(t, func(c *hurt, folder string, t trial) broken { return traceCheck(c, folder, t, target, checksummed) })
}

// oddName is a name that people and browsers give to a file of a day.
func oddName(c *hurt, name string) string {
	stem := strings.TrimSuffix(name, ".csv")
	return pick(c, []string{stem + ".CSV", stem + " (1).csv", stem + ".csv.bz2", stem[:len(stem)-2] + "1.csv",
		stem[:len(stem)-2] + "99999.csv", stem[:len(stem)-2] + "00.csv", stem + ".csv.partial", strings.ToUpper(name),
		name + "~", stem[:len(stem)-2] + ".csv", "in/sub" + name[2:]})
}

// spoiltSpec is the description of a generated trace in which something is wrong. None is
// one that would only take long.
func spoiltSpec(c *hurt) string {
	parts := []string{"synthetic", "functions=20", "invocations=500", "duration=5m"}
	switch c.rng.IntN(4) {
	case 0:
		return garbled(c, strings.Join(parts, ","))
	case 1:
		parts = append(parts, pick(c, []string{"functions=1", "", "x", "=", "model=", "model=nobody", "shape=-1",
			"rate=1/s", "start=25h", "max-share=2", "max-share=NaN", "shape=1e99"}))
	default:
		key, _, _ := strings.Cut(parts[1+c.rng.IntN(3)], "=")
		parts = append(slices.DeleteFunc(parts, func(p string) bool { return strings.HasPrefix(p, key) }),
			key+"="+pick(c, []string{"0", "-1", "1e30", "NaN", "", "1.5", "1048577", "9223372036854775808", "0s", "-5m",
				"999999999h", "0x10", "１", " 7"}))
	}
	return strings.Join(parts, ",")
}

// garbled changes, removes or inserts a character.
func garbled(c *hurt, text string) string {
	at := c.rng.IntN(len(text))
	return text[:at] + pick(c, []string{"", ",", "=", "\n", "é", "%", "-"}) + text[at+1:]
}

// spoilt writes sheets out, after some of them have met with something.
func spoilt(c *hurt, sheets []sheet) (out []file) {
	if c.chance(0.7) {
		for range 1 + c.rng.IntN(3) {
			spoil(c, &sheets[c.rng.IntN(len(sheets))])
		}
	}
	for _, s := range sheets {
		out = append(out, file{name: s.name, data: s.text()})
	}
	if c.chance(0.5) {
		i := c.rng.IntN(len(out))
		out[i].data = garble(c, out[i].data)
	}
	return out
}

// traceCheck reads a trace with every command that does. checksummed traces are damaged:
// nobody may take them.
func traceCheck(c *hurt, folder string, t trial, target string, checksummed bool) broken {
	if len(t.files) == 0 {
		return broken{}
	}
	commands := [][]string{
		{"trace", "validate", target},
		append([]string{"run", "--trace", target, "--memory", "64GiB", "--no-figures", "--quiet", "--detail",
			"summary", "--out", "o"}, t.args()...),
		{"trace", "convert", target, "--out", "c.thaw"},
		{"trace", "stats", target},
	}
	codes := map[string]int{}
	for _, args := range commands {
		e := c.run(process{folder: folder, args: args, limit: 30 * time.Second})
		what := args[0]
		if what == "trace" {
			what += " " + args[1]
		}
		if w := e.wrong(codeDone, codeUsage); w != "" {
			return broken{what + ": " + w, e.String()}
		}
		codes[what] = e.code
		told := string(e.stdout) + string(e.stderr)
		if e.code == codeUsage && !strings.Contains(told, strings.Trim(strconv.Quote(filepath.Base(target)), `"`)) && !names(told, t.files) &&
			!strings.Contains(told, "trace spec") {
			return broken{what + ": the error names no file", e.String()}
		}
		if e.code == codeUsage && bytes.Contains(e.stderr, []byte("\x00")) {
			return broken{what + ": control characters on the terminal", e.String()}
		}
	}
	switch valid := codes["trace validate"]; {
	case valid != codes["run"]:
		return broken{"validate and run disagree: " + word(valid) + " for validate, " + word(codes["run"]) + " for run",
			told(c)}
	case valid != codes["trace convert"]:
		return broken{"validate and convert disagree: " + word(valid) + " for validate, " +
			word(codes["trace convert"]) + " for convert", told(c)}
	case valid == codeUsage && len(finals(filepath.Join(folder, "o"))) > 0 && hasResult(filepath.Join(folder, "o")):
		return broken{"run leaves results of an unusable trace", told(c)}
	case valid == codeUsage && there(filepath.Join(folder, "c.thaw")):
		return broken{"convert leaves a file of an unusable trace", told(c)}
	case checksummed && valid != codeUsage && !bytes.Equal(t.files[0].data, c.fixtures.native):
		return broken{"a damaged .thaw file is taken", told(c)}
	}
	return broken{}
}

func word(code int) string {
	if code == codeUsage {
		return "unusable"
	}
	return "usable"
}

// told is the script so far, for a finding that no single command shows.
func told(*hurt) string { return "" }

func names(text string, files []file) bool {
	for _, f := range files {
		if strings.Contains(text, filepath.Base(f.name)) {
			return true
		}
	}
	return false
}

// hasResult tells whether a folder holds a finished run or a summary.
func hasResult(folder string) bool {
	for _, name := range finals(folder) {
		if base := filepath.Base(name); base == "run.json" || strings.HasPrefix(base, "summary.") {
			return true
		}
	}
	return false
}
