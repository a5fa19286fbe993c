package shelf

import (
	"regexp"
	"strings"
)

// figureForm matches a figure with its kind: figure 5.6, Fig. 5.6, table-5.3, fig5.6.
var figureForm = regexp.MustCompile(`^(figure|fig\.?|table|tab\.?)(?:[ _-]+(.+)|(\d.*))$`)

// canonical returns the kind of a figure as typed or published, empty where none is
// named, and its number or name.
func canonical(figure string) (kind, name string) {
	figure = strings.ToLower(strings.TrimSpace(figure))
	m := figureForm.FindStringSubmatch(figure)
	if m == nil {
		return "", figure
	}
	return m[1][:1], m[2] + m[3]
}

// Figure returns the figure of a publication that a text means: the one of that name, or
// the one that differs in form alone. Without a kind, a figure comes before a table.
func Figure(typed string, figures []string) (string, bool) {
	kind, name := canonical(typed)
	found := ""
	for _, f := range figures {
		if f == typed {
			return f, true
		}
		of, is := canonical(f)
		if is != name || kind == "t" && of != "t" || kind == "f" && of == "t" {
			continue
		}
		if found == "" || of != "t" {
			found = f
		}
	}
	return found, found != ""
}
