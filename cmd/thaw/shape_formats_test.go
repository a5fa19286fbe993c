package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"thaw/traces"
)

// A trace format is complete: a package of its own, tests that read its
// documented layout and malformed input, a fuzz target, and a row in the docs.
func TestFormatsAreComplete(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join("..", "..", "docs", "traces.md"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range traces.Formats() {
		names = append(names, f.Name)
	}
	for _, missing := range missingOfFormats(sources(t), names, string(docs)) {
		t.Error(missing)
	}
}

// missingOfFormats says what to add for each format. names are those of
// Formats(), whose entries are calls of ROOMFormat for the package traces/ROOM.
func missingOfFormats(all []source, names []string, docs string) (missing []string) {
	rooms, err := formatRooms(all)
	if err != nil {
		return []string{err.Error()}
	}
	if len(rooms) != len(names) {
		return []string{fmt.Sprintf("Formats() lists %d formats and returns %d", len(rooms), len(names))}
	}
	for i, name := range names {
		tell := func(format string, args ...any) {
			missing = append(missing, fmt.Sprintf("trace format %s: ", name)+fmt.Sprintf(format, args...))
		}
		r := readRoom(all, "traces/"+rooms[i])
		if len(r.code) == 0 {
			tell("add the package %s with its reader and its tests, or name its function after its package "+
				"(%sFormat)", r.folder, rooms[i])
		} else {
			for _, c := range []struct{ prefix, what string }{
				{"TestLayout", "the documented layout"}, {"TestMalformed", "malformed input"},
			} {
				if !r.has(c.prefix, ast.IsExported) {
					tell("add a test func %s...(t *testing.T) to %s that reads %s through an exported function of "+
						"the package", c.prefix, r.folder, c.what)
				}
			}
			if !r.has("Fuzz", func(string) bool { return true }) {
				tell("add a fuzz target func Fuzz...(f *testing.F) to %s that calls the reader", r.folder)
			}
		}
		if !strings.Contains(docs, "\n| `"+name+"` |") {
			tell("add a row to the table of docs/traces.md that begins with | `%s` |", name)
		}
	}
	return missing
}

// formatRooms returns the packages that the entries of traces.Formats are named after.
func formatRooms(all []source) (rooms []string, err error) {
	var list *ast.CompositeLit
	for _, s := range all {
		if s.folder != "traces" || s.test {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "Formats" {
				ast.Inspect(f, func(n ast.Node) bool {
					if lit, ok := n.(*ast.CompositeLit); ok && list == nil {
						list = lit
					}
					return list == nil
				})
			}
		}
	}
	if list == nil {
		return nil, fmt.Errorf("package traces has no func Formats with a list")
	}
	for _, e := range list.Elts {
		name := ""
		if call, ok := e.(*ast.CallExpr); ok {
			if f, ok := call.Fun.(*ast.Ident); ok {
				name = f.Name
			}
		}
		room, ok := strings.CutSuffix(name, "Format")
		if !ok || room == "" {
			return nil, fmt.Errorf("Formats() has an entry that is no call of NAMEFormat(): write one function for " +
				"each format, named after its package")
		}
		rooms = append(rooms, room)
	}
	return rooms, nil
}

// formatRoom is a package below traces: its functions, and those of its tests.
type formatRoom struct {
	folder string
	code   map[string]bool
	tests  map[string]*ast.FuncDecl
}

func readRoom(all []source, folder string) formatRoom {
	r := formatRoom{folder, map[string]bool{}, map[string]*ast.FuncDecl{}}
	for _, s := range all {
		if s.folder != folder {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			switch {
			case !ok || f.Recv != nil:
			case s.test:
				r.tests[f.Name.Name] = f
			default:
				r.code[f.Name.Name] = true
			}
		}
	}
	return r
}

// has tells whether some test whose name begins with prefix calls a function of
// the package that counts, itself or through other functions of the tests.
func (r *formatRoom) has(prefix string, counts func(name string) bool) bool {
	for name := range r.tests { // any order: one is enough
		if strings.HasPrefix(name, prefix) && r.reaches(name, counts, map[string]bool{}) {
			return true
		}
	}
	return false
}

func (r *formatRoom) reaches(test string, counts func(string) bool, seen map[string]bool) (found bool) {
	seen[test] = true
	ast.Inspect(r.tests[test], func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch f := call.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			if x, ok := f.X.(*ast.Ident); ok && x.Name == path.Base(r.folder) {
				name = f.Sel.Name
			}
		}
		if r.code[name] && counts(name) {
			found = true
		} else if r.tests[name] != nil && !seen[name] && r.reaches(name, counts, seen) {
			found = true
		}
		return !found
	})
	return found
}

// A toy format is told everything that it lacks, and nothing once it has it.
func TestIncompleteFormatsAreNoticed(t *testing.T) {
	const (
		list = "package traces\nfunc Formats() []Format { return []Format{toyFormat()} }"
		code = "package toy\nfunc Open(path string) error { return parse(path) }\nfunc parse(s string) error " +
			"{ return nil }"
		layout = "func TestLayoutOfARow(t *testing.T) { mustOpen(t) }\nfunc mustOpen(t *testing.T) { _ = " +
			"Open(``) }\n"
		malformed = "func TestMalformed(t *testing.T) { if Open(`x`) == nil { t.Error() } }\n"
		fuzz      = "func FuzzParse(f *testing.F) { f.Fuzz(func(t *testing.T, s string) { parse(s) }) }\n"
		row       = "\n| `toy` | a toy | none |\n"
	)
	for _, c := range []struct{ what, list, code, tests, docs, want string }{
		{"complete", list, code, layout + malformed + fuzz, row, ""},
		{"no package", list, "", "", row, "add the package traces/toy"},
		{"no layout test", list, code, malformed + fuzz, row,
			"add a test func TestLayout...(t *testing.T) to traces/toy"},
		{"a layout test that reads nothing", list, code,
			"func TestLayout(t *testing.T) { parse(``) }\n" + malformed + fuzz, row, "TestLayout..."},
		{"no malformed input", list, code, layout + fuzz, row, "add a test func TestMalformed...(t *testing.T)"},
		{"no fuzz target", list, code, layout + malformed, row, "add a fuzz target"},
		{"a fuzz target that calls nothing", list, code, layout + malformed + "func FuzzOpen(f *testing.F) {}\n", row,
			"add a fuzz target"},
		{"no row", list, code, layout + malformed + fuzz, "the format `toy`",
			"add a row to the table of docs/traces.md that begins with | `toy` |"},
		{"an entry of its own", "package traces\nfunc Formats() []Format { return []Format{{Name: `toy`}} }", code,
			layout, row, "no call of NAMEFormat()"},
	} {
		var all []source
		for file, text := range map[string]string{"traces/formats.go": c.list, "traces/toy/toy.go": c.code,
			"traces/toy/toy_test.go": "package toy\n" + c.tests} {
			if text == "" {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, text, 0)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, source{path: file, folder: path.Dir(file), test: strings.HasSuffix(file, "_test.go"),
				file: parsed})
		}
		missing := missingOfFormats(all, []string{"toy"}, c.docs)
		if c.want == "" && len(missing) > 0 || c.want != "" &&
			(len(missing) != 1 || !strings.Contains(missing[0], c.want)) {
			t.Errorf("%s: told %q, want one that says %q", c.what, missing, c.want)
		}
	}
}
