//go:build torture

package torture

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// readers are the commands that read a result folder.
var readers = [][]string{
	{"compare", "r", "--json"},
	{"check", "b.yaml", "r", "--baseline", "base.json", "--json"},
	{"plot", "r", "--format", "csv", "--width", "61"},
}

// damagedResult damages one file of a result folder. A command that reads the folder
// either says so or answers as if nothing had happened, because it does not need the
// file; --resume makes the folder right again.
func damagedResult(c *hurt) {
	files, err := c.fixtures.files()
	if err != nil {
		panic(err)
	}
	i := c.rng.IntN(len(files))
	sound := files[i].data
	files[i].data = damaged(c, files, i)
	target := files[i]
	t := trial{files: append(files, file{name: "b.yaml", data: []byte(budgetsText)},
		file{name: "base.json", data: c.fixtures.baseline})}
	// A record that is whole, at the place of another, is not damaged: it is of other inputs.
	sibling := slices.ContainsFunc(t.files, func(f file) bool {
		return f.name != target.name && bytes.Equal(f.data, target.data)
	}) && !bytes.Equal(sound, target.data)
	reader := c.rng.IntN(len(readers) + 2)
	folder := filepath.Join(c.folder, "w")
	// Not shrunk: what matters is one file, and it is named.
	b := c.attempt(folder, t, func(c *hurt, folder string, t trial) broken {
		if reader >= len(readers) {
			c.tally("--resume")
			return resumeCheck(c, folder, target, sibling)
		}
		c.tally(readers[reader][0])
		return readerCheck(c, folder, readers[reader], target)
	})
	if b.kind != "" {
		c.find(b.kind, "%s is damaged (%d bytes)\n%s", target.name, len(target.data), b.text+
			strings.TrimSpace(c.script.String()))
	}
}

var digits = regexp.MustCompile(`[1-9]`)

// damaged is file i with something wrong: bytes, its end, a number in a text, or the
// content of a sibling.
func damaged(c *hurt, files []file, i int) []byte {
	data := bytes.Clone(files[i].data)
	switch c.rng.IntN(6) {
	case 0: // same size
		at := c.rng.IntN(len(data) - 3)
		for j := range 3 {
			data[at+j] ^= 0x15
		}
		return data
	case 1, 2: // a digit in a text, anywhere in a table
		if where := digits.FindAllIndex(data, -1); len(where) > 0 && !strings.HasSuffix(files[i].name, ".parquet") {
			at := pick(c, where)[0]
			data[at] = '1' + (data[at]-'1'+1+byte(c.rng.IntN(7)))%9
			return data
		}
		data[c.rng.IntN(len(data))] ^= 1
		return data
	case 3:
		return data[:c.rng.IntN(len(data))]
	case 4:
		for j := range files {
			if j != i && filepath.Base(files[j].name) == filepath.Base(files[i].name) && len(files[j].data) > 0 {
				return files[j].data
			}
		}
	}
	return append(data, data[:c.rng.IntN(len(data))]...)
}

func readerCheck(c *hurt, folder string, args []string, target file) broken {
	sound := c.fixtures.sound[args[0]]
	e := c.thaw(folder, args...)
	base := filepath.Base(target.name)
	what := args[0] + " of a damaged " + base + ": "
	if strings.HasPrefix(target.name, "r/runs") && strings.HasPrefix(base, "summary") {
		what = args[0] + " of a damaged summary: "
	}
	codes := map[string][]int{"compare": {codeDone, codeUsage, codeNotComparable}, "plot": {codeDone, codeUsage},
		"check": {codeDone, codeFailed, codeUsage, codeNotComparable}}
	switch w := e.wrong(codes[args[0]]...); {
	case w != "":
		return broken{what + w, e.String()}
	case bytes.Equal(bytes.TrimSpace(e.stdout), bytes.TrimSpace(sound.stdout)) && e.code == sound.code &&
		args[0] != "plot":
		return broken{}
	case args[0] == "plot" && e.code == codeDone:
		if d := differ(filepath.Join(folder, "r", "plots"), filepath.Join(c.fixtures.plotted, "plots")); d == "" {
			return broken{}
		}
		return broken{what + "draws it", e.String()}
	case e.code == codeUsage && strings.Contains(string(e.stderr), base):
		return broken{}
	case e.code == codeUsage || e.code == codeNotComparable:
		// The sums of the manifest are in the manifest, which cannot vouch for itself.
		if base == "manifest.json" || strings.Contains(string(e.stderr), "r") {
			return broken{}
		}
		return broken{what + "names no file", e.String()}
	case base == "manifest.json" && (e.code == codeDone || e.code == codeFailed):
		return broken{} // a text or number of the manifest that nothing can be held against
	}
	return broken{what + "believes it", e.String()}
}

func resumeCheck(c *hurt, folder string, target file, sibling bool) broken {
	e := c.thaw(folder, append(append([]string{}, resultArgs...), "--resume")...)
	base := filepath.Base(target.name)
	what := "--resume of a damaged " + base + ": "
	codes := []int{codeDone, codeUsage}
	if sibling && base == "run.json" {
		codes = []int{codeDone, codeNotComparable}
	}
	switch w := e.wrong(codes...); {
	case w != "":
		return broken{what + w, e.String()}
	case e.code == codeNotComparable && !strings.Contains(string(e.stderr), filepath.Dir(target.name)):
		return broken{what + "the refusal does not name it", e.String()}
	case e.code == codeNotComparable:
		return broken{}
	}
	if e.code == codeUsage {
		if base != "manifest.json" {
			return broken{what + "is refused", e.String()}
		}
		return broken{}
	}
	if d := differWithout(filepath.Join(folder, "r"), c.fixtures.result, "plots"); d != "" {
		return broken{what + "keeps it", d + "\n" + e.String()}
	}
	return broken{}
}

// differWithout compares folders but for one below them, which others may have written.
func differWithout(a, b, without string) string {
	if err := os.RemoveAll(filepath.Join(a, without)); err != nil {
		return err.Error()
	}
	copied := a + ".sound"
	defer os.RemoveAll(copied)
	if err := copyTree(b, copied); err != nil {
		return err.Error()
	}
	if err := os.RemoveAll(filepath.Join(copied, without)); err != nil {
		return err.Error()
	}
	return differ(a, copied)
}
