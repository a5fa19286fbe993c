package library

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// page is the documentation that quotes the programs of this module.
var page = filepath.Join("..", "..", "library.md")

// block is a fenced block of the page.
type block struct {
	language, file, text string
}

// blocks reads the fenced blocks: ```go FILE or ```console.
func blocks(t *testing.T) []block {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	for _, part := range strings.Split(string(text), "\n```\n") {
		_, part, found := strings.Cut(part, "\n```")
		if !found {
			continue
		}
		head, body, _ := strings.Cut(part, "\n")
		language, file, _ := strings.Cut(head, " ")
		list = append(list, block{language, file, body + "\n"})
	}
	return list
}

// The page quotes every program of this module, as it is.
func TestQuotedCode(t *testing.T) {
	quoted := map[string]bool{}
	for _, b := range blocks(t) {
		if b.file == "" {
			continue
		}
		text, err := os.ReadFile(b.file)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != b.text {
			t.Errorf("%s quotes %s otherwise than it is", page, b.file)
		}
		quoted[b.file] = true
	}
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d programs: %v", len(files), err)
	}
	for _, file := range files {
		if !quoted[filepath.ToSlash(file)] {
			t.Errorf("%s does not quote %s", page, file)
		}
	}
}

// The commands of the page print what it says.
func TestQuotedCommands(t *testing.T) {
	programs, folder := t.TempDir(), t.TempDir()
	build := exec.Command("go", "build", "-o", programs, "./...")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	ran := 0
	for _, b := range blocks(t) {
		if b.language != "console" {
			continue
		}
		for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
			line, want, _ := strings.Cut(part, "\n")
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir = folder
			out, err := cmd.CombinedOutput()
			if err != nil || strings.TrimSpace(string(out)) != strings.TrimSpace(want) {
				t.Errorf("$ %s: %v\ngot\n%s\nwant\n%s", line, err, out, want)
			}
			ran++
		}
	}
	if ran < 5 {
		t.Errorf("%d commands were run, expected at least one a program", ran)
	}
}
