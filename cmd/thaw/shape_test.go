package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one Go file of the module, parsed.
type source struct {
	path   string // from the module's root, with slashes
	folder string
	test   bool
	text   []byte
	file   *ast.File
	fset   *token.FileSet
}

// module is the path that go.mod gives.
const module = "thaw"

// sources parses every Go file of the module. It reads the files themselves: a
// test that asks the go command is answered from the test cache.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	if text, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil ||
		!strings.HasPrefix(string(text), "module "+module+"\n") {
		t.Fatalf("%s is not the module's root: %v", root, err)
	}
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && file != root &&
			(strings.HasPrefix(name, ".") || name == "testdata" || file == filepath.Join(root, "results")) {
			return filepath.SkipDir
		}
		if _, err := os.Stat(filepath.Join(file, "go.mod")); d.IsDir() && file != root && err == nil {
			return filepath.SkipDir // a module of its own, such as docs/examples/library
		}
		if d.IsDir() || filepath.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(rel), text: text, fset: fset, test: strings.HasSuffix(file, "_test.go")}
		s.folder = path.Dir(s.path)
		s.file, err = parser.ParseFile(fset, file, text, parser.ParseComments|parser.SkipObjectResolution)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d Go files were found below %s", len(all), root)
	}
	return all
}

// line of a node.
func (s *source) line(n ast.Node) int { return s.fset.Position(n.Pos()).Line }

// Who imports whom is data, and every package stands in it.
func TestImportGraph(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue // a test may look at its package from wherever it likes
		}
		seen[s.folder] = true
		allowed, known := imports[s.folder]
		if !known {
			t.Errorf("%s: package %s has no line in the table of imports", s.path, s.folder)
			continue
		}
		for _, spec := range s.file.Imports {
			ours, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/")
			if ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s:%d: %s may not import %s (it may: %s)", s.path, s.line(spec), s.folder, ours,
					strings.Join(allowed, ", "))
			}
		}
		for _, part := range strings.Split(s.folder, "/") {
			if slices.Contains(noFolder, part) {
				t.Errorf("%s: there is no folder %s: a package is missing a noun", s.path, part)
			}
		}
	}
	for folder, allowed := range imports {
		if !seen[folder] {
			t.Errorf("the table of imports has %s, which is no package", folder)
		}
		for _, a := range allowed {
			if _, ok := imports[a]; !ok {
				t.Errorf("the table of imports lets %s import %s, which is no package", folder, a)
			}
		}
	}
}

// The table has no way around: what a package may not import it may not reach
// through others, as far as the design's arrows go.
func TestImportGraphHasDirection(t *testing.T) {
	var reach func(from, to string) bool
	reach = func(from, to string) bool {
		for _, next := range imports[from] {
			if next == to || reach(next, to) {
				return true
			}
		}
		return false
	}
	for folder := range imports {
		if reach(folder, folder) {
			t.Errorf("%s imports itself through others", folder)
		}
	}
	for _, c := range []struct{ from, to string }{
		{"policies", "models/cluster"}, {"models/cluster", "policies"}, {"models/cluster", "traces"},
		{"traces", "models/cluster"}, {"policies", "traces"},
		{"policies/schedule", "policies/keepalive"}, {"policies/keepalive", "policies/schedule"},
		{"plots", "experiments"}, {"plots", "models/cluster"}, {"sim", "models/workload"},
		{"experiments/results", "models/cluster"}, {"experiments/compare", "models/cluster"},
		{"experiments/figures", "models/cluster"},
		{"experiments/compare", "experiments"}, {"experiments/results", "plots"},
		{"experiments", "experiments/papers"}, {"experiments", "experiments/studies"},
		{"experiments", "experiments/saturate"},
		{"experiments", "experiments/figures"}, {"experiments", "experiments/compare"},
		{"experiments/studies", "experiments"},
	} {
		if reach(c.from, c.to) {
			t.Errorf("%s reaches %s", c.from, c.to)
		}
	}
}

// Some functions are called nowhere, or in few places.
func TestBannedCalls(t *testing.T) {
	used := make([]bool, len(banned))
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for i, b := range banned {
			name := importName(s.file, b.pkg)
			if name == "" {
				continue
			}
			allowed := slices.ContainsFunc(b.allowed, func(a string) bool { return a == s.path || a == s.folder })
			ast.Inspect(s.file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				if !ok || x.Name != name || len(b.names) > 0 && !slices.Contains(b.names, sel.Sel.Name) {
					return true
				}
				used[i] = true
				if !allowed {
					t.Errorf("%s:%d: %s.%s: %s", s.path, s.line(sel), b.pkg, sel.Sel.Name, b.why)
				}
				return true
			})
		}
	}
	for i, b := range banned {
		if len(b.allowed) > 0 && !used[i] {
			t.Errorf("%s is allowed in %v and used nowhere: strike the permission", b.pkg, b.allowed)
		}
	}
}

// importName is the name by which a file calls a package; "" if it does not
// import it.
func importName(f *ast.File, pkg string) string {
	for _, spec := range f.Imports {
		if strings.Trim(spec.Path.Value, `"`) != pkg {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		if strings.HasSuffix(pkg, "/v2") {
			return path.Base(path.Dir(pkg))
		}
		return path.Base(pkg)
	}
	return ""
}

// No init: what there is stands in lists, and nothing happens behind one's back.
func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s:%d: func init", s.path, s.line(f))
			}
		}
	}
}

// Errors are for input, panics for us: a panic says that it is a mistake of the
// program, by a message that begins with the package's name or by a remark.
func TestPanics(t *testing.T) {
	found := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		remarks := remarkLines(&s, "")
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "panic" || len(call.Args) != 1 {
				return true
			}
			text := firstText(call.Args[0])
			if remarks[s.line(call)] || remarks[s.line(call)-1] || strings.HasPrefix(text, s.file.Name.Name+": ") ||
				strings.HasPrefix(text, "invariant: ") {
				return true
			}
			found[s.path] = true
			if panics[s.path] == "" {
				t.Errorf("%s:%d: a panic without a remark, and its text %q does not begin with the package's name",
					s.path, s.line(call), text)
			}
			return true
		})
	}
	for file := range panics {
		if !found[file] {
			t.Errorf("the table of panics has %s, which needs it no more", file)
		}
	}
}

// firstText is the first string literal of an expression, unquoted.
func firstText(e ast.Expr) (text string) {
	ast.Inspect(e, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && text == "" {
			text = strings.Trim(lit.Value, "\"`")
		}
		return text == ""
	})
	return text
}
