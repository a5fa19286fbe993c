package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Does every mutant of the list still fit the tree?
func TestListFitsTheTree(t *testing.T) {
	root := filepath.Join("..", "..")
	mutants, err := readList("mutants.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := checkAll(root, mutants); err != nil {
		t.Error(err)
	}
	if len(mutants) < 60 {
		t.Errorf("%d mutants, expected at least 60", len(mutants))
	}
	for _, m := range mutants {
		if !strings.HasSuffix(m.asks, "?") {
			t.Errorf("line %d: %q asks %q, expected the question of a user", m.line, m.name, m.asks)
		}
	}
}

// list writes a list of mutants beside the tiny module, which it copies.
func list(t *testing.T, text string) (root string) {
	t.Helper()
	root = t.TempDir()
	if err := os.CopyFS(root, os.DirFS(filepath.Join("testdata", "tiny"))); err != nil {
		t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(filepath.Join(root, "mutants.txt"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func command(t *testing.T, root string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), append([]string{"-module", root, "-list", "mutants.txt", "-tags", ""}, args...), &out,
		io.Discard)
	return out.String(), err
}

// Does the table say what killed each mutant, and the exit code that one survived?
// And is the tree as it was?
func TestFates(t *testing.T) {
	root := list(t, "")
	before, err := os.ReadFile(filepath.Join(root, "clamp", "clamp.go"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := command(t, root)
	if err == nil || err.Error() != "1 mutants survived" {
		t.Errorf("%v, expected one survivor", err)
	}
	said := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"low-bound clamp/clamp.go killed clamp TestTo",
		"span clamp/clamp.go killed shop TestDays",
		"high-bound clamp/clamp.go SURVIVED",
		"at-the-bound clamp/clamp.go equivalent",
		"4 mutants: 2 killed, 1 survived, 1 equivalent, 0 wrong entries",
		"No test asks: is a number above the bound lowered to it?",
		"at-the-bound is equivalent: at the bound both branches return it",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing of %q in\n%s", want, out)
		}
	}
	after, err := os.ReadFile(filepath.Join(root, "clamp", "clamp.go"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the tree was changed (%v)", err)
	}
	if out, err := command(t, root, "-run", "bound$", "-jobs", "1"); err == nil ||
		!strings.Contains(out, "3 mutants") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := command(t, root, "-run", "^span$"); err != nil || !strings.Contains(out, "1 killed") {
		t.Errorf("%v\n%s", err, out)
	}
}

const entry = "name       x\nasks       is it?\nfile       clamp/clamp.go\n"

// Is an entry that no longer fits the tree an error, and no kill?
func TestStaleEntries(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"gone", entry + "is         return lowest\nbecomes    return 0\n",
			`has "return lowest" 0 times, expected exactly once`},
		{"twice", entry + "is         return\nbecomes    return 0\n", `has "return" 6 times`},
		{"moved", strings.Replace(entry, "clamp.go", "old.go", 1) + "is         return low\nbecomes    return 0\n",
			"is it in clamp/clamp.go now?"},
		{"no change", entry + "is         return low\nbecomes    return low\n", "changes nothing"},
		{"no Go", entry + "is         return low\nbecomes    return (\n", "is no Go"},
		{"no such package", entry + "is         return low\nbecomes    return 0\ntry        shp TestDays\n",
			"try shp: there is no such folder"},
		{"incomplete", "name x\nfile clamp/clamp.go\nis a\nis b\nbecame c\n",
			"mutants.txt:1: mutant \"x\": asks is missing"},
		{"twice the name", entry + "is return low\nbecomes return 0\n\n" + entry +
			"is return low\nbecomes return 1\n", "line 1 has the same name"},
	} {
		root := list(t, c.text)
		for _, args := range [][]string{{"-check"}, nil} {
			if out, err := command(t, root, args...); err == nil || !strings.Contains(err.Error(), c.want) ||
				out != "" {
				t.Errorf("%s: %v, expected %q\n%s", c.name, err, c.want, out)
			}
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"does not compile", entry + "is         return low\nbecomes    return \"low\"\n", "does not compile"},
		{"not equivalent", entry + "is         return low\nbecomes    return 7\nequivalent so they say\n",
			"x (line 1) is called equivalent (so they say), and TestTo of clamp tells it"},
	} {
		if out, err := command(t, list(t, c.text)); err == nil || err.Error() != "1 entries are wrong" ||
			!strings.Contains(out, c.want) {
			t.Errorf("%s: %v, expected %q\n%s", c.name, err, c.want, out)
		}
	}
}

// Is nothing called killed where the tests fail by themselves?
func TestBrokenTests(t *testing.T) {
	root := list(t, "")
	file := filepath.Join(root, "clamp", "clamp_test.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte("!= 5"), []byte("!= 6"), 1), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, root, "-run", "low-bound"); err == nil || !strings.Contains(out, "fail without it too") {
		t.Errorf("%v\n%s", err, out)
	}
}

// Does the list follow a snippet to another file, and its tests to another package?
func TestMovedSnippets(t *testing.T) {
	stale := strings.Replace(entry, "clamp/clamp.go", "bounds/bounds.go", 1) +
		"is         return low\nbecomes    return low - 1\ntry        bounds TestTo\n"
	root := list(t, "# about it\n"+stale+"\n"+strings.Replace(entry, " x", " y", 1)+"is x > high\nbecomes x < high\n")
	if out, err := command(t, root, "-moved", "-check"); err != nil || out != "" {
		t.Errorf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(root, "mutants.txt"))
	want := "# about it\n" + strings.ReplaceAll(strings.Replace(stale, "bounds/bounds.go", "clamp/clamp.go", 1),
		"try        bounds", "try        clamp")
	if err != nil || !strings.HasPrefix(string(text), want) {
		t.Errorf("%v\n%s\nexpected\n%s", err, text, want)
	}
}

// Is a command line that would test nothing an error? A pattern with a typing mistake
// would otherwise say that no mutant survives.
func TestNothingToDo(t *testing.T) {
	root := list(t, "")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-run", "no-such-mutant"}, "-run no-such-mutant: no mutant's name or file matches, of "},
		{[]string{"-jobs", "0"}, "-jobs 0: expected at least 1"},
		{[]string{"-jobs", "-1", "low-bound"}, `argument "low-bound", expected flags alone`},
	} {
		if _, err := command(t, root, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, expected %q", c.args, err, c.want)
		}
	}
}
