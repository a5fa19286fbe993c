package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A file fits a sitting, a function a screen, a package a reader's memory.
func TestSizes(t *testing.T) {
	files, lines := map[string]int{}, map[string]int{}
	for _, s := range sources(t) {
		if !s.test {
			files[s.folder]++
			lines[s.folder] += bytes.Count(s.text, []byte("\n"))
		}
		if lines := bytes.Count(s.text, []byte("\n")); lines > fileLines && !s.test {
			t.Errorf("%s has %d lines, more than %d", s.path, lines, fileLines)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || s.test {
				continue
			}
			if lines := s.fset.Position(f.End()).Line - s.line(f) + 1; lines > functionLines {
				t.Errorf("%s:%d: func %s has %d lines, more than %d", s.path, s.line(f), f.Name.Name, lines,
					functionLines)
			}
		}
	}
	for folder := range files {
		if files[folder] > packageFiles || lines[folder] > packageLines {
			t.Errorf("%s has %d files and %d lines, more than %d or %d: it is more than one package", folder,
				files[folder],
				lines[folder], packageFiles, packageLines)
		}
	}
}

// A line fits beside another file. Raw texts and tags cannot be folded, and drawings
// should not be.
func TestLineLengths(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		raw := map[int]bool{} // lines of raw texts
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(lit.Value, "`") {
				for k := range strings.Count(lit.Value, "\n") + 1 {
					raw[s.line(lit)+k] = true
				}
			}
			return true
		})
		for i, line := range strings.Split(string(s.text), "\n") {
			columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if columns > lineColumns && !raw[i+1] && !strings.ContainsAny(line, "─│") {
				t.Errorf("%s:%d: %d columns, more than %d", s.path, i+1, columns, lineColumns)
			}
		}
	}
}

// Every package has one comment that says what it is, with a picture of its
// idea: an indented block.
func TestPackageComments(t *testing.T) {
	comments, folders := map[string][]string{}, map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		folders[s.folder] = true
		if s.file.Doc != nil {
			comments[s.folder] = append(comments[s.folder], s.file.Doc.Text())
		}
	}
	for folder := range folders {
		switch docs := comments[folder]; {
		case len(docs) == 0:
			t.Errorf("%s has no package comment", folder)
		case len(docs) > 1:
			t.Errorf("%s has %d package comments", folder, len(docs))
		case !strings.HasPrefix(docs[0], "Package ") && !strings.HasPrefix(docs[0], "Command "):
			t.Errorf("%s: its comment begins with %.20q", folder, docs[0])
		case !strings.Contains(docs[0], "\n\t") && !strings.HasPrefix(docs[0], "Command "):
			t.Errorf("%s: its comment has no picture (an indented block)", folder)
		}
	}
}

// Every exported name says what it is; a method may say it at the interface that
// its package declares.
func TestExportedNamesAreDocumented(t *testing.T) {
	all := sources(t)
	declared := interfaceMethods(all)
	for _, s := range all {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil && !isWellKnown(d) &&
					(d.Recv == nil || !declared[s.folder+"."+d.Name.Name]) {
					t.Errorf("%s:%d: func %s has no comment", s.path, s.line(d), d.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(t, &s, d)
			}
		}
	}
}

// interfaceMethods are the methods that interfaces declare with a comment, as
// folder.Method.
func interfaceMethods(all []source) map[string]bool {
	out := map[string]bool{}
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if typ, ok := n.(*ast.InterfaceType); ok {
				for _, m := range typ.Methods.List {
					for _, name := range m.Names {
						if m.Doc != nil || m.Comment != nil {
							out[s.folder+"."+name.Name] = true
						}
					}
				}
			}
			return true
		})
	}
	return out
}

// exportedReceiver tells whether a function is one of a package or a method of
// an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// isWellKnown are methods whose names say it all.
func isWellKnown(f *ast.FuncDecl) bool {
	return f.Recv != nil && slices.Contains([]string{"Error", "Unwrap", "String"}, f.Name.Name)
}

// undocumented reports exported types, variables and constants without comment;
// the comment of a group counts for all in it.
func undocumented(t *testing.T, s *source, d *ast.GenDecl) {
	if d.Tok == token.IMPORT {
		return
	}
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s:%d: type %s has no comment", s.path, s.line(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s:%d: %s has no comment", s.path, s.line(spec), name.Name)
				}
			}
		}
	}
}
