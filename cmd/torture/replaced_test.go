//go:build torture

package torture

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// twoTraces are two traces of 2021 of one size and with the same functions. Where they
// are alike, counts and durations are the same too, in another order, so that nothing but
// what happens when tells them apart.
func twoTraces(alike bool) (a, b []byte) {
	var texts [2]bytes.Buffer
	for k := range texts {
		texts[k].WriteString("app,func,end_timestamp,duration\n")
		const rows = 60_000
		for i := range rows {
			row := i
			if k == 1 && i >= 60 {
				row = rows + 59 - i
			}
			f := row
			switch {
			case row < 60:
			case alike:
				f = row * row / 7 % 60
			default:
				f = (i*7 + k*i*i) % 60
			}
			fmt.Fprintf(&texts[k], "a%d,f%02d,%010.3f,%05.3f\n", f%3, f, 1+float64(i)/20, 0.1+float64(row*3%900)/1000)
		}
	}
	return texts[0].Bytes(), texts[1].Bytes()
}

// replacedTrace does something to a trace while it is replayed under several seeds. All
// runs are of one trace, or the command fails and names the file.
func replacedTrace(c *hurt) {
	alike := c.chance(0.5)
	first, second := twoTraces(alike)
	name := pick(c, []string{"t.csv", "t.thaw", "t.csv.zst"})
	if alike {
		name = "alike." + name[2:]
	}
	args := []string{"run", "--trace", name, "--seeds", "8", "--jobs", pick(c, []string{"1", "2"}), "--no-figures",
		"--quiet", "--function-memory", "256MiB", "--out", "o"}
	folder := filepath.Join(c.folder, "w")
	files, err := c.tracesAs(name, first, second)
	if err != nil {
		c.find("a trace cannot be converted", "%v", err)
		return
	}
	if err := (trial{files: files}).write(folder); err != nil {
		panic(err)
	}
	other := []file{{name: name, data: files[1].data}}
	whole, took, err := c.reference(files, args)
	// under other keys, since the others are other traces of the same name
	asSecond := append([]string{args[0], "--seed", "1"}, args[1:]...)
	asLonger := append([]string{args[0], "--seed=1"}, args[1:]...)
	if err == nil {
		_, _, err = c.reference(other, asSecond)
	}
	if ext := filepath.Ext(name); err == nil && ext == ".csv" { // the process may open it when it is extended already
		_, _, err = c.reference([]file{{name: name, data: slices.Concat(files[0].data, []byte(extension))}}, asLonger)
	}
	if err != nil {
		c.find("the reference cannot be made", "%v", err)
		return
	}
	deed, do := misdeed(c, filepath.Join(folder, name), filepath.Join(folder, "other"), files[1].data)
	after := time.Duration((0.05 + 0.8*c.rng.Float64()) * float64(took))
	done := make(chan error, 1)
	e := c.run(process{folder: folder, args: args, began: func(*os.Process) {
		go func() {
			time.Sleep(after)
			done <- do()
		}()
	}})
	if err := <-done; err != nil {
		return // it was too late or too early for that
	}
	c.tally(filepath.Ext(name) + " " + deed)
	if e.code != codeDone {
		c.tally("of them noticed")
	}
	fmt.Fprintf(&c.script, "# %s is %s after %v\n", name, deed, after)
	kind := filepath.Ext(name) + " " + deed + ": "
	switch w := e.wrong(codeDone, codeFailed, codeUsage); {
	case w != "":
		c.find(kind+w, "%s\n%v", c.script.String(), e)
	case e.code == codeDone:
		c.oneTrace(kind, filepath.Join(folder, "o"), whole, asSecond, asLonger)
	case !strings.Contains(string(e.stderr), name):
		c.find(kind+"the error does not name the file", "%s\n%v", c.script.String(), e)
	case there(filepath.Join(folder, "o", "summary.csv")):
		c.find(kind+"a summary stands beside the failure", "%s\n%v", c.script.String(), e)
	default:
		if b := wholeFiles(filepath.Join(folder, "o"), whole, true); b.kind != "" {
			c.find(kind+b.kind, "%s\n%s\n%v", b.text, c.script.String(), e)
		}
	}
}

// oneTrace: a folder that is called complete is of the first trace, or of one of the
// others, whose references have the given command lines.
func (c *hurt) oneTrace(kind, out, whole string, others ...[]string) {
	d := differ(out, whole)
	if d == "" {
		return
	}
	for _, args := range others {
		undisturbed.Lock()
		other := undisturbed.folder[strings.Join(args, " ")]
		undisturbed.Unlock()
		if wholeFiles(out, other, true).kind == "" {
			return
		}
	}
	c.find(kind+"complete, and of no whole trace", "%s\n%s", d, c.script.String())
}

// tracesAs packs both traces in the form of the name.
func (c *hurt) tracesAs(name string, first, second []byte) ([]file, error) {
	out := []file{{name: name, data: first}, {name: "other", data: second}}
	switch filepath.Ext(name) {
	case ".zst":
		for i := range out {
			out[i].data = containers[1].pack("", out[i].data)
		}
	case ".thaw":
		folder := filepath.Join(c.folder, "made")
		both := trial{files: []file{{name: "a.csv", data: first}, {name: "b.csv", data: second}}}
		if err := both.write(folder); err != nil {
			return nil, err
		}
		for i, from := range []string{"a", "b"} {
			if e := c.thaw(folder, "trace", "convert", from+".csv", "--out", from+".thaw"); e.code != codeDone {
				return nil, fmt.Errorf("convert: %v", e)
			}
			var err error
			if out[i].data, err = os.ReadFile(filepath.Join(folder, from+".thaw")); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// extension is what a trace is extended by: one invocation more, where it is text.
const extension = "a0,f00,002999.950,0.100\n"

// misdeed draws what happens to the trace.
func misdeed(c *hurt, path, other string, content []byte) (string, func() error) {
	info, err := os.Stat(path)
	if err != nil {
		panic(err)
	}
	switch c.rng.IntN(6) {
	case 0, 1:
		return "replaced", func() error { return os.Rename(other, path) }
	case 2: // as a copy that keeps times would
		return "overwritten", func() error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			if _, err := f.Write(content); err != nil {
				return err
			}
			return os.Chtimes(path, info.ModTime(), info.ModTime())
		}
	case 3:
		return "truncated", func() error { return os.Truncate(path, info.Size()/2) }
	case 4:
		return "extended", func() error {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString(extension)
			return err
		}
	}
	return "removed", func() error { return os.Remove(path) }
}
