package main

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// held is a name of docs/reliability.md that says what holds thaw to a promise: a test,
// a fuzz target, or an attack of cmd/torture.
var held = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+|torture/[a-z]+)`")

// Is every promise held by tests that are there, and is every attack told of?
func TestPromisesNameTestsThatExist(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "reliability.md"))
	if err != nil {
		t.Fatal(err)
	}
	there, attacks := map[string]bool{}, 0
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !s.test || f.Recv != nil {
				continue
			}
			there[f.Name.Name] = true
			if s.folder == "cmd/torture" && f.Name.Name == "attacks" {
				for _, name := range firstOfEach(f) {
					there["torture/"+name] = true
					attacks++
					if !strings.Contains(string(text), "`torture/"+name+"`") {
						t.Errorf("docs/reliability.md does not say what the attack %s is for", name)
					}
				}
			}
		}
	}
	names := held.FindAllStringSubmatch(string(text), -1)
	for _, m := range names {
		if !there[m[1]] {
			t.Errorf("docs/reliability.md names %s, which is no test and no attack", m[1])
		}
	}
	if len(names) < 20 || attacks < 5 {
		t.Errorf("only %d names and %d attacks were found: the search is broken", len(names), attacks)
	}
}

// firstOfEach are the texts that the entries of a function's table begin with.
func firstOfEach(f *ast.FuncDecl) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		entry, ok := n.(*ast.CompositeLit)
		if !ok || len(entry.Elts) == 0 || entry.Type != nil {
			return true
		}
		if lit, ok := entry.Elts[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}
