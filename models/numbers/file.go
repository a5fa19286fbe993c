package numbers

import (
	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
)

// Changes are those of a file, path=value.
type Changes []string

// DecodeNode implements strictyaml.NodeDecoder.
func (c *Changes) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	book := &Book{}
	for _, e := range d.Mapping(n, what, nil) {
		text, ok := d.Scalar(e.Value, strictyaml.Join(what, e.Name), "a value")
		if !ok {
			continue
		}
		*c = append(*c, e.Name+"="+text)
		if err := book.Set(e.Name + "=" + text); err != nil {
			d.Fail(e.Value, "%s: %v", what, err)
		}
	}
	if err := book.Check(); err != nil {
		d.Fail(n, "%s: %v", what, err)
	}
}
