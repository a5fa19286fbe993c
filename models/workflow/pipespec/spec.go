package pipespec

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
)

// spec is a pipeline specification as it stands in a file.
type spec struct {
	Nodes   []node   `yaml:"nodes,required"`
	Streams []stream `yaml:"streams,required"`
}

// node is a stage.
type node struct {
	Place    strictyaml.Place
	Name     string  `yaml:"name,required"`
	Stage    string  `yaml:"stage,required"`
	Delivery string  `yaml:"delivery_function"`
	Function string  `yaml:"lambda_function"`
	Region   string  `yaml:"region"`
	Event    ignored `yaml:"event"`
	Config   config  `yaml:"config"`
}

// stream connects keys of two stages.
type stream struct {
	Place   strictyaml.Place
	From    string `yaml:"src,required"`
	To      string `yaml:"dst,required"`
	Durable bool   `yaml:"durable"`
}

// ignored is a value that nothing here reads: what a request to the platform looks like.
type ignored struct{}

// DecodeNode takes any value.
func (*ignored) DecodeNode(*strictyaml.Decoder, *yaml.Node, string) {}

// setting is one entry of a stage's configuration.
type setting struct {
	key  string
	text string
	at   *yaml.Node
}

// config is the configuration of a stage. Which keys there are is up to the stage.
type config []setting

// DecodeNode reads an object of any keys.
func (c *config) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	for _, e := range d.Mapping(n, what, nil) {
		*c = append(*c, setting{e.Name, plain(e.Value), e.Value})
	}
}

// get returns the setting of a key, or nil.
func (c config) get(key string) *setting {
	for i := range c {
		if c[i].key == key {
			return &c[i]
		}
	}
	return nil
}

// is reports whether a setting is true.
func (c config) is(key string) bool {
	s := c.get(key)
	return s != nil && s.text == "true"
}

// plain writes a value on one line.
func plain(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+plain(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, v := range n.Content {
			parts = append(parts, plain(v))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return n.Value
}

// at is a node of YAML at a place, for mistakes.
func at(p strictyaml.Place) *yaml.Node { return &yaml.Node{Line: p.Line, Column: p.Column} }

// ends splits an end of a stream.
func ends(text string) (name, key string, err error) {
	name, key, ok := strings.Cut(text, ":")
	if !ok || name == "" || key == "" {
		return "", "", fmt.Errorf("%q, expected STAGE:KEY", text)
	}
	return name, key, nil
}
