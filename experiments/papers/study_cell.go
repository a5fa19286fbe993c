package papers

import (
	"fmt"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
	"thaw/experiments/studies"
)

// cellSettings are the settings of an experiment or of a study, by the kind of their
// cell. The cell decodes them after its other fields.
type cellSettings struct {
	paperSettings
	node  *yaml.Node
	study any // of a cell of kind study
}

// DecodeNode implements strictyaml.NodeDecoder.
func (s *cellSettings) DecodeNode(_ *strictyaml.Decoder, n *yaml.Node, _ string) { s.node = n }

// DecodeNode implements strictyaml.NodeDecoder.
func (c *Cell) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	d.Fields(n, c, what)
	if c.Kind == StudyCell && c.Study != "" {
		c.decodeStudy(d, what)
		return
	}
	if c.Kind == StudyCell || n.Kind != yaml.MappingNode {
		return // a mistake that is reported
	}
	if c.Settings.node != nil {
		c.Settings.paperSettings.DecodeNode(d, c.Settings.node, strictyaml.Join(what, "settings"))
	}
	for i := range c.Points {
		if p := &c.Points[i]; p.Settings.node != nil {
			p.Settings.paperSettings.DecodeNode(d, p.Settings.node,
				fmt.Sprintf("%s[%d].settings", strictyaml.Join(what, "points"), i))
		}
	}
}

// decodeStudy reads the settings of the cell, and over them those of each point.
func (c *Cell) decodeStudy(d *strictyaml.Decoder, what string) {
	s := c.Study.Find()
	fields := func(into any, n *yaml.Node, what string) {
		d.Fields(n, into, what)
		var keys []string
		for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
			keys = append(keys, n.Content[i].Value)
		}
		s.Given(into, keys)
	}
	read := func(into any, n *yaml.Node, what string) {
		before := d.Count()
		fields(into, n, what)
		if n.Kind != yaml.MappingNode {
			return
		}
		nodes := []*yaml.Node{n, c.Settings.node}
		s.From(into, filepath.Dir(d.Place(n).File))
		s.Check(into, func(key, format string, args ...any) {
			at := keyOf(key, nodes)
			if !d.Complained(at) { // do not check unreadable values
				d.Fail(at, "%s: %s", strictyaml.Join(what, key), fmt.Sprintf(format, args...))
			}
		})
		if d.Count() == before {
			if err := s.CheckRuns(into); err != nil {
				d.Fail(n, "%s: %v", what, err)
			}
		}
	}
	if c.Settings.node == nil {
		return
	}
	c.Settings.study = s.Defaults()
	if len(c.Points) == 0 {
		read(c.Settings.study, c.Settings.node, strictyaml.Join(what, "settings"))
		return
	}
	fields(c.Settings.study, c.Settings.node, strictyaml.Join(what, "settings"))
	for i := range c.Points {
		p := &c.Points[i]
		if p.Settings.node != nil {
			p.Settings.study = s.Clone(c.Settings.study)
			read(p.Settings.study, p.Settings.node, fmt.Sprintf("%s[%d].settings", strictyaml.Join(what, "points"), i))
		}
	}
}

// keyOf finds the value of a key in the first of the mappings that has it, and
// otherwise the first mapping.
func keyOf(key string, mappings []*yaml.Node) *yaml.Node {
	for _, m := range mappings {
		for i := 0; i+1 < len(m.Content); i += 2 {
			if m.Content[i].Value == key {
				return m.Content[i+1]
			}
		}
	}
	return mappings[0]
}

// model returns the study of the cell and its settings; nil for a cell without a study
// or with unreadable settings.
func (c *Cell) model() (*studies.Study, any) {
	settings := c.Settings.study
	if c.at.Settings.study != nil {
		settings = c.at.Settings.study
	}
	if c.Kind != StudyCell || settings == nil {
		return nil, nil
	}
	return c.Study.Find(), settings
}

// replays reports whether a cell of the paper replays the workload.
func (p *Paper) replays() bool {
	for i := range p.Cells {
		if c := &p.Cells[i]; c.Kind != StudyCell && c.Trace == "" {
			return true
		}
	}
	return false
}

// checkStudy reports fields of a cell that contradict each other.
func (c *Cell) checkStudy(report complaint) {
	if c.Kind != StudyCell {
		if c.Study != "" || c.Seeds != 0 || len(c.Series) > 0 {
			report(c.Place, "cell %q: study, series, and seeds beside the settings are of cells of kind study", c.Name)
		}
		return
	}
	if c.Study == "" {
		report(c.Place, "cell %q: a cell of kind study needs the name of one: study", c.Name)
	} else {
		for _, err := range c.Study.Find().CheckSeries(c.Series) {
			report(c.Place, "cell %q: %w", c.Name, err)
		}
	}
	if c.Seeds < 0 || c.Seeds == 1 {
		report(c.Place, "cell %q: %d seeds, expected at least 2: one of them has no interval", c.Name, c.Seeds)
	}
}
