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

// sharedFolder: two at one folder, or --force on a folder that holds somebody's files.
func sharedFolder(c *hurt) {
	if c.number%2 == 0 {
		twoProcesses(c)
	} else {
		forced(c)
	}
}

// twoProcesses start one command twice. One does it; the other is refused and says why,
// or comes so late that it has nothing to do.
func twoProcesses(c *hurt) {
	args := longer[c.number/2%len(longer)]
	whole, took, err := c.reference(manyPaper, args)
	if err != nil {
		c.find("the reference cannot be made", "%v", err)
		return
	}
	folder := filepath.Join(c.folder, "w")
	if err := (trial{files: manyPaper}).write(folder); err != nil {
		panic(err)
	}
	first := args
	if c.chance(0.4) { // both go on with what a third has left
		c.interruptQuietly(folder, args, time.Duration(c.rng.Float64()*float64(took)))
		first = append(append([]string{}, args...), "--resume")
	}
	second := append(append([]string{}, args...), pick(c, []string{"--resume", "--resume", "--force"}))
	if c.chance(0.3) {
		second = first
	}
	after := time.Duration(c.rng.Float64() * c.rng.Float64() * float64(took))
	other := &hurt{session: c.session, attack: c.attack, number: c.number, rng: c.rng, folder: c.folder}
	late := make(chan ended)
	go func() {
		time.Sleep(after)
		late <- other.thaw(folder, second...)
	}()
	a := c.thaw(folder, first...)
	b := <-late
	c.void = c.void || other.void
	c.tally("two processes")
	fmt.Fprintf(&c.script, "# and at the same time, %v later:\n%s", after, other.script.String())
	done := 0
	for _, e := range []ended{a, b} {
		w := e.wrong(codeDone, codeFailed, codeUsage, codeNotComparable)
		switch {
		case w != "":
			c.find("two processes: "+w, "%s\n%v", c.script.String(), e)
			return
		case e.code == codeDone || args[0] == "reproduce" && strings.Contains(string(e.stdout), "wrote"):
			done++
		case !strings.Contains(string(e.stderr), "o"):
			c.find("two processes: the second is not told why", "%s\n%v", c.script.String(), e)
			return
		}
	}
	if done == 0 && args[0] != "reproduce" {
		c.find("two processes: none does it", "%s\n%v\n%v", c.script.String(), a, b)
		return
	}
	if d := differ(whole, filepath.Join(folder, "o")); d != "" {
		c.find(args[0]+": two processes give another folder", "%s\n%s\n%v\n%v", d, c.script.String(), a, b)
	}
}

func (c *hurt) interruptQuietly(folder string, args []string, after time.Duration) {
	c.interrupt(folder, args, 9, after)
}

// foreign are files that thaw did not write, in a folder that it may be pointed at.
var foreign = [][]file{
	{{name: "o/manifest.json", data: []byte(`{"name": "app", "icons": [], "start_url": "/"}`)},
		{name: "o/plots/a.svg", data: []byte("<svg/>")}, {name: "o/runs/b.txt", data: []byte("mine")}},
	{{name: "o/manifest.json"}, {name: "o/summary.csv", data: []byte("mine")}},
	{{name: "o/manifest.json", data: []byte(`{"complete": true, "files": {"b.txt": 1}}`)},
		{name: "o/b.txt", data: []byte("mine")}},
	{{name: "o/manifest.json", data: []byte(`[]`)}, {name: "o/x", data: []byte("mine")}},
	{{name: "o/reproduction.json", data: []byte(`{"paper": "x"}`)}, {name: "o/cells/x.txt", data: []byte("mine")}},
	{{name: "o/runs/policy=x/seed=1/run.json", data: []byte(`{}`)}},
	{{name: "o/notes.txt", data: []byte("mine")}},
	{{name: "o/restore.csv", data: []byte("mine")}, {name: "o/plots/x.png", data: []byte("mine")}},
	{{name: "o", data: []byte("a file")}},
	{{name: "elsewhere/a.txt", data: []byte("mine")}, {name: "o", special: "link:elsewhere"}},
}

// added are files that somebody keeps beside results of thaw.
var added = []file{
	{name: "notes.txt", data: []byte("mine")}, {name: "plots/mine.svg", data: []byte("<svg/>")},
	{name: "runs/mine.txt", data: []byte("mine")}, {name: "runs/policy=random+ttl/seed=1/notes.md", data: []byte("mine")},
	{name: "runs/policy=random+ttl/old/run.json", data: []byte("{}")}, {name: "cells/mine.txt", data: []byte("mine")},
	{name: "x/y/z", data: []byte("mine")}, {name: "summary.txt", data: []byte("mine")},
	{name: "manifest.json.bak", data: []byte("{}")}, {name: ".hidden", data: []byte("mine")},
}

// forced: --force removes what is thaw's and nothing else.
func forced(c *hurt) {
	t, mine := trial{}, map[string]bool{}
	if c.chance(0.5) {
		c.tally("folders of others")
		t.files = slices.Clone(pick(c, foreign))
		for _, f := range t.files {
			mine[f.name] = f.special == ""
		}
	} else {
		c.tally("files of others beside results")
		results, err := c.fixtures.files()
		if err != nil {
			panic(err)
		}
		for _, f := range results {
			t.files = append(t.files, file{name: "o" + f.name[1:], data: f.data})
		}
		for range 1 + c.rng.IntN(3) {
			f := pick(c, added)
			mine["o/"+f.name] = true
			t.files = append(t.files, file{name: "o/" + f.name, data: f.data})
		}
	}
	args := pick(c, [][]string{
		{"run", "--length", "10s", "--no-figures", "--quiet", "--out", "o", "--force"},
		{"run", "--length", "10s", "--no-figures", "--quiet", "--out", "o/", "--force"},
		{"run", "--length", "10s", "--quiet", "--out", "./o", "--force"},
		{"saturate", "--trace", "synthetic,functions=5,duration=5m,invocations=500", "--from", "1", "--to", "3",
			"--settle", "10s", "--hold", "10s", "--quiet", "--out", "o", "--force"},
		{"reproduce", "many", "--papers", "p", "--quiet", "--out", "o", "--force"},
		{"restore", "hello-world", "--strategy", "reap", "--out", "o", "--force"},
		{"run", "--length", "10s", "--no-figures", "--quiet", "--out", "o"},
		{"run", "--length", "10s", "--no-figures", "--quiet", "--out", "o", "--resume"},
	})
	t.files = append(t.files, manyPaper...)
	c.try(t, func(c *hurt, folder string, t trial) broken {
		e := c.thaw(folder, args...)
		what := args[0] + " " + args[len(args)-1] + ": "
		if w := e.wrong(codeDone, codeFailed, codeUsage, codeNotComparable); w != "" {
			return broken{what + w, e.String()}
		}
		for _, f := range t.files {
			if !mine[f.name] {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, f.name))
			if err != nil {
				return broken{what + "a file that is not thaw's is gone", f.name + "\n" + e.String()}
			}
			if !bytes.Equal(text, f.data) {
				return broken{what + "a file that is not thaw's is overwritten", f.name + "\n" + e.String()}
			}
		}
		if e.code == codeUsage && !strings.Contains(string(e.stderr), "o") {
			return broken{what + "the refusal names nothing", e.String()}
		}
		return broken{}
	})
}
