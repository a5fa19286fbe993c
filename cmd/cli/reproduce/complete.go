package reproduce

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"thaw/experiments"
	"thaw/experiments/papers"
)

// PaperTexts completes a paper, and behind its slash a figure, or a figure that one paper
// alone has.
func PaperTexts(program experiments.Program, typed string) ([]string, cobra.ShellCompDirective) {
	all, err := papers.Names("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	name, _, behind := strings.Cut(typed, "/")
	if behind && !slices.Contains(all, name) || typed == "" {
		return all, cobra.ShellCompDirectiveNoFileComp
	}
	count := map[string]int{} // of papers that have a figure
	var alone []string
	for _, paper := range all {
		if behind && paper != name {
			continue
		}
		p, err := papers.Open(program, paper, "")
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		figures, _ := p.FigureNames()
		for _, f := range figures {
			if count[f]++; behind {
				f = name + "/" + f
			}
			alone = append(alone, f)
		}
	}
	if behind {
		return alone, cobra.ShellCompDirectiveNoFileComp
	}
	alone = slices.DeleteFunc(alone, func(f string) bool { return count[f] > 1 })
	return append(all, alone...), cobra.ShellCompDirectiveNoFileComp
}
