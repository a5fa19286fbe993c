//go:build torture

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// badDisk lets a command write to a disk that is too small, a folder that cannot be
// written, or an output that takes nothing.
func badDisk(c *hurt) {
	switch c.number % 3 {
	case 0:
		fullDisk(c)
	case 1:
		badOutput(c)
	default:
		readOnly(c)
	}
}

// mount gives a disk of its own to a folder, where that is allowed.
func mount(folder, options string, flags uintptr) bool {
	return os.MkdirAll(folder, 0o755) == nil && syscall.Mount("tmpfs", folder, "tmpfs", flags, options) == nil
}

// fullDisk: one error, nothing half-written, and with room again the same folder.
func fullDisk(c *hurt) {
	args := longer[c.rng.IntN(3)]
	if c.chance(0.3) {
		args = longer[5]
	}
	whole, _, err := c.reference(manyPaper, args)
	if err != nil {
		c.find("the reference cannot be made", "%v", err)
		return
	}
	size := 0
	all, err := tree(whole)
	if err != nil {
		panic(err)
	}
	for _, text := range all {
		size += len(text)
	}
	room := 4096 + c.rng.IntN(size)
	folder := filepath.Join(c.folder, "w")
	p := process{folder: folder, args: args}
	mounted := c.chance(0.7) && mount(folder, fmt.Sprintf("size=%d", room+(64<<10)), 0)
	if !mounted { // no file of that size; the signal of the limit is for those who want it
		p.shell = fmt.Sprintf("trap '' XFSZ; ulimit -f %d;", max(1, c.rng.IntN(150)))
	}
	for _, f := range manyPaper {
		path := filepath.Join(folder, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			panic(err)
		}
		if err := f.write(path); err != nil {
			panic(err)
		}
	}
	e := c.run(p)
	if mounted {
		c.tally("disks of tmpfs")
	} else {
		c.tally("limits of files")
	}
	if mounted {
		fmt.Fprintf(&c.script, "# on a disk of %d bytes\n", room+(64<<10))
		defer func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }()
	}
	out := filepath.Join(folder, "o")
	kind := args[0] + ": a full disk: "
	if w := e.wrong(codeDone, codeFailed, codeNotComparable); w != "" {
		c.find(kind+w, "%s\n%v", c.script.String(), e)
		return
	}
	if e.code == codeDone || e.code == codeNotComparable || args[0] == "reproduce" {
		if d := differ(whole, out); d == "" {
			return // there was room
		} else if e.code == codeDone {
			c.find(kind+"done, and the folder is not whole", "%s\n%s\n%v", d, c.script.String(), e)
			return
		}
	}
	if b := wholeFiles(out, whole, true); b.kind != "" && there(out) {
		c.find(kind+b.kind, "%s\n%s\n%v", b.text, c.script.String(), e)
		return
	}
	if mounted && syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, "size=64m") != nil {
		return
	}
	c.tally("of them filled, then resumed")
	again := c.thaw(folder, append(append([]string{}, args...), "--resume")...)
	if w := again.wrong(codeDone, codeFailed, codeNotComparable); w != "" {
		c.find(kind+"--resume: "+w, "%s\n%v", c.script.String(), again)
	} else if d := differ(whole, out); d != "" {
		c.find(kind+"--resume gives another folder", "%s\n%s\n%v", d, c.script.String(), again)
	}
}

// talkers are commands that print what they were asked for.
var talkers = [][]string{
	{"run", "--length", "10s", "--no-figures"},
	{"run", "--length", "10s", "--no-figures", "--json", "--quiet"},
	{"trace", "validate", "synthetic,functions=10,invocations=100"},
	{"trace", "stats", "synthetic,functions=10,invocations=100"},
	{"trace", "formats"},
	{"policies"},
	{"policies", "--json"},
	{"params"},
	{"params", "--bib"},
	{"version"},
	{"version", "--json"},
	{"reproduce"},
	{"completion", "bash"},
	{"restore", "hello-world", "--strategy", "reap"},
	{"--help"},
	{"run", "--help"},
	{"help", "saturate"},
	{"compare", "r"},
	{"compare", "r", "--json"},
	{"check", "b.yaml", "r", "--baseline", "base.json"},
	{"check", "b.yaml", "r", "--baseline", "base.json", "--markdown"},
}

// badOutput: what could not be printed is not done.
func badOutput(c *hurt) {
	args := talkers[c.number/3%len(talkers)]
	folder := filepath.Dir(c.fixtures.plotted) // these only read
	if args[0] == "run" {
		folder = c.folder
	}
	name := strings.Join(args[:min(2, len(args))], " ")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer full.Close()
	e := c.run(process{folder: folder, args: args, stdout: full})
	c.tally("full and closed outputs")
	fmt.Fprintln(&c.script, "# standard output is /dev/full")
	switch w := e.wrong(codeFailed, codeUsage); {
	case w != "":
		c.find(name+" on a full output: "+w, "%s\n%v", c.script.String(), e)
	case !strings.Contains(string(e.stderr), "no space left"):
		c.find(name+" on a full output: the error does not say so", "%s\n%v", c.script.String(), e)
	}
	_ = os.RemoveAll(filepath.Join(c.folder, "results"))
	if e := c.run(process{folder: folder, args: args, shell: "exec >&-;"}); e.wrong(codeDone, codeFailed) != "" {
		c.find(name+" on a closed output: "+e.wrong(codeDone, codeFailed), "%s\n%v", c.script.String(), e)
	}
}

// readOnly: a folder that cannot be written is named, and exit is not 0.
func readOnly(c *hurt) {
	folder := filepath.Join(c.folder, "ro")
	if !mount(folder, "size=1m", syscall.MS_RDONLY) {
		if err := os.Chmod(folder, 0o555); err != nil || os.Getuid() == 0 {
			return // who may do anything cannot be refused
		}
	} else {
		defer func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }()
	}
	c.tally("read-only folders")
	plotted := filepath.Dir(c.fixtures.plotted)
	for _, args := range [][]string{
		{"run", "--length", "10s", "--quiet", "--out", "ro/r"},
		{"trace", "convert", "synthetic,functions=10,invocations=100", "--out", "ro/t.thaw"},
		{"trace", "generate", "synthetic,functions=10,invocations=100", "--out", "ro/t.thaw"},
		{"restore", "hello-world", "--strategy", "reap", "--out", "ro/x"},
		{"compare", filepath.Join(plotted, "r"), "--out", "ro/c"},
		{"reproduce", "deverlay", "--quiet", "--out", "ro/p"},
		{"check", filepath.Join(plotted, "b.yaml"), filepath.Join(plotted, "r"), "--baseline", "ro/b.json",
			"--update-baseline"},
		{"check", filepath.Join(plotted, "b.yaml"), filepath.Join(plotted, "r"), "--baseline",
			filepath.Join(plotted, "base.json"), "--junit", "ro/j.xml"},
	} {
		e := c.thaw(c.folder, args...)
		if args[0] == "trace" && args[1] == "generate" && e.code == codeUsage &&
			!strings.Contains(string(e.stderr), "read-only") {
			continue // it takes other flags
		}
		switch w := e.wrong(codeFailed, codeUsage); {
		case w != "":
			c.find(args[0]+" into a read-only folder: "+w, "%s\n%v", c.script.String(), e)
		case !strings.Contains(string(e.stderr), "ro/"):
			c.find(args[0]+" into a read-only folder: the error does not name it", "%s\n%v", c.script.String(), e)
		}
	}
}
