package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers"
	"thaw/experiments/papers/rows"
	"thaw/experiments/papers/shelf"
	"thaw/models/names"
)

// find opens the paper that PAPER, PAPER/FIGURE or FIGURE means, and returns the name of
// the figure; empty: all of the paper. The name of a figure may differ in form, such as
// "table 5.3" and "5.3". A figure alone is looked for in all papers.
func find(program experiments.Program, what, folder string) (p *papers.Paper, figure string, err error) {
	name, typed, some := strings.Cut(what, "/")
	known, err := papers.Names(folder)
	if err != nil {
		return nil, "", err
	}
	if !some && !slices.Contains(known, name) {
		of, err := withFigure(program, name, folder, known)
		if err != nil {
			return nil, "", err
		}
		switch len(of) {
		case 0: // an unknown paper
		case 1:
			figure, _ = shelf.Figure(name, figuresOf(of[0]))
			return of[0], figure, nil
		default:
			return nil, "", exit.Usage(fmt.Errorf("%s is of several papers: expected one of %s", rows.Title(name),
				strings.Join(references(name, of), ", ")))
		}
	}
	if p, err = papers.Open(program, name, folder); err != nil || !some {
		return p, "", err
	}
	figure, ok := shelf.Figure(typed, figuresOf(p))
	if ok || typed == "" {
		return p, figure, nil
	}
	of, err := withFigure(program, typed, folder, known)
	if err != nil {
		return nil, "", err
	}
	if len(of) > 0 {
		own, _ := shelf.Figure(typed, figuresOf(of[0]))
		return nil, "", exit.Usage(fmt.Errorf("%s has no figure %q: %s is of another paper, expected %s", name, typed,
			rows.Title(own), strings.Join(references(typed, of), " or ")))
	}
	return nil, "", exit.Usage(fmt.Errorf("%s has no figure %q%s", name, typed, names.Hint(typed, figuresOf(p))))
}

// withFigure opens the papers that have the figure.
func withFigure(program experiments.Program, figure, folder string, known []string) ([]*papers.Paper, error) {
	var out []*papers.Paper
	for _, name := range known {
		p, err := papers.Open(program, name, folder)
		if err != nil {
			return nil, err
		}
		if _, ok := shelf.Figure(figure, figuresOf(p)); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// references are those of a figure in several papers, as on the command line.
func references(figure string, of []*papers.Paper) []string {
	out := make([]string, len(of))
	for i, p := range of {
		name, _ := shelf.Figure(figure, figuresOf(p))
		if out[i] = p.Name + "/" + name; strings.Contains(name, " ") {
			out[i] = "'" + out[i] + "'"
		}
	}
	return out
}

func figuresOf(p *papers.Paper) []string {
	figures, _ := p.FigureNames()
	return figures
}
