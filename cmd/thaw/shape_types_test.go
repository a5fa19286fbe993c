package main

import (
	"errors"
	"go/ast"
	"go/types"
	"path"
	"strings"
	"testing"
)

// Go ranges over a map in another order each time, and results must not. So a
// range over a map is followed by sorting in the same function, or a remark at
// it says why its order does not matter: "// any order: ...".
func TestMapsAreRangedInOrder(t *testing.T) {
	all := sources(t)
	checked := newChecker(all)
	ranges := 0
	for _, s := range all {
		if s.test {
			continue
		}
		remarks := remarkLines(&s, "any order: ")
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				r, ok := n.(*ast.RangeStmt)
				if !ok || !checked.isMap(r.X) {
					return true
				}
				ranges++
				if line := s.line(r); !remarks[line] && !remarks[line-1] && !sortsAfter(f, r) {
					t.Errorf("%s:%d: %s ranges over a map and does not sort afterwards: sort the keys, or say at "+
						"it why its order does not matter (// any order: ...)", s.path, line, f.Name.Name)
				}
				return true
			})
		}
	}
	if ranges < 5 {
		t.Errorf("only %d ranges over maps were found: the search is broken", ranges)
	}
}

// remarkLines are the lines of a file with a comment that contains text.
func remarkLines(s *source, text string) map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if strings.Contains(c.Text, text) {
				lines[s.line(c)] = true
			}
		}
	}
	return lines
}

// checker finds the types of the module's expressions. Packages from elsewhere
// are empty to it, and what depends on them has no type: enough to tell our maps.
type checker struct {
	sources []source
	done    map[string]*types.Package
	types   map[ast.Expr]types.TypeAndValue
	uses    map[*ast.Ident]types.Object
}

// newChecker checks every package of the table of imports.
func newChecker(all []source) *checker {
	c := &checker{sources: all, done: map[string]*types.Package{}, types: map[ast.Expr]types.TypeAndValue{},
		uses: map[*ast.Ident]types.Object{}}
	for folder := range imports {
		c.folder(folder)
	}
	return c
}

// Import implements types.Importer.
func (c *checker) Import(name string) (*types.Package, error) {
	if folder, ours := strings.CutPrefix(name, module+"/"); ours {
		if p := c.folder(folder); p != nil {
			return p, nil
		}
		return nil, errors.New("no such package")
	}
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

func (c *checker) folder(folder string) *types.Package {
	if p, ok := c.done[folder]; ok {
		return p
	}
	c.done[folder] = nil
	var files []*ast.File
	for _, s := range c.sources {
		if s.folder == folder && !s.test {
			files = append(files, s.file)
		}
	}
	if len(files) == 0 {
		return nil
	}
	conf := types.Config{Importer: c, Error: func(error) {}} // there are many, from the empty packages
	p, _ := conf.Check(module+"/"+folder, c.sources[0].fset, files, &types.Info{Types: c.types, Uses: c.uses})
	c.done[folder] = p
	return p
}

// isMap tells whether an expression is a map, or an iterator over one.
func (c *checker) isMap(e ast.Expr) bool {
	if tv, ok := c.types[e]; ok && tv.Type != nil {
		if _, ok := tv.Type.Underlying().(*types.Map); ok {
			return true
		}
	}
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "maps"
}

// No package variable changes after it was made: neither the variable nor what
// it holds.
func TestNoMutableGlobals(t *testing.T) {
	all := sources(t)
	checked := newChecker(all)
	variables := 0
	for _, s := range all {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			var targets []ast.Expr
			switch n := n.(type) {
			case *ast.AssignStmt:
				targets = n.Lhs
			case *ast.IncDecStmt:
				targets = []ast.Expr{n.X}
			case *ast.Ident:
				if checked.isGlobal(n) {
					variables++
				}
			}
			for _, target := range targets {
				if name := root(target); name != nil && checked.isGlobal(name) {
					t.Errorf("%s:%d: the package variable %s is changed", s.path, s.line(target), name.Name)
				}
			}
			return true
		})
	}
	if variables < 50 {
		t.Errorf("only %d uses of package variables were found: the search is broken", variables)
	}
}

// root is the variable that a target of an assignment belongs to.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// isGlobal tells whether a name is a package variable of the module.
func (c *checker) isGlobal(name *ast.Ident) bool {
	v, ok := c.uses[name].(*types.Var)
	return ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// sortsAfter tells whether a function calls a sort behind the range.
func sortsAfter(f *ast.FuncDecl, r *ast.RangeStmt) (sorts bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || call.Pos() < r.End() {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			pkg, ok := sel.X.(*ast.Ident)
			sorts = sorts || ok && (pkg.Name == "slices" || pkg.Name == "sort") &&
				strings.HasPrefix(sel.Sel.Name, "Sort")
		}
		return true
	})
	return sorts
}
