package pipespec

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
)

// deepest is how deep values may be nested.
const deepest = 100

// parser reads JSON into nodes that know their places. After a mistake it goes on behind the next comma
// or bracket of the same depth, so that several mistakes are told at once.
type parser struct {
	d      *strictyaml.Decoder
	text   string
	at     int
	line   int
	start  int // of the line
	depth  int
	failed bool
	commas []strictyaml.Place // that are followed by no value
}

// parse returns the root, or nil after a mistake, and the places of commas that JSON does not allow.
func parse(d *strictyaml.Decoder, text []byte) (*yaml.Node, []strictyaml.Place) {
	p := &parser{d: d, text: strings.TrimPrefix(string(text), "\ufeff"), line: 1}
	p.space()
	if p.at == len(p.text) {
		p.fail("the file is empty, expected an object")
		return nil, nil
	}
	root := p.value()
	p.space()
	if !p.failed && p.at < len(p.text) {
		p.fail("%s behind the end, expected nothing", p.found())
	}
	if p.failed {
		return nil, nil
	}
	return root, p.commas
}

// node makes a node at the present place.
func (p *parser) node(kind yaml.Kind, tag string) *yaml.Node {
	return &yaml.Node{Kind: kind, Tag: tag, Line: p.line, Column: utf8.RuneCountInString(p.text[p.start:p.at]) + 1}
}

func (p *parser) fail(format string, args ...any) {
	p.failed = true
	p.d.Fail(p.node(0, ""), "not JSON: "+format, args...)
}

// found names what stands at the present place.
func (p *parser) found() string {
	if p.at == len(p.text) {
		return "the end of the file"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return strconv.QuoteRune(r)
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case '\n':
			p.line++
			p.start = p.at + 1
		case ' ', '\t', '\r':
		default:
			return
		}
		p.at++
	}
}

// is takes a byte if it is next.
func (p *parser) is(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) value() *yaml.Node {
	switch {
	case p.at == len(p.text):
		p.fail("the file ends, expected a value")
	case p.depth == deepest:
		p.fail("values are nested more than %d deep", deepest)
		p.at = len(p.text)
	case p.text[p.at] == '{':
		return p.list('}', yaml.MappingNode, "!!map")
	case p.text[p.at] == '[':
		return p.list(']', yaml.SequenceNode, "!!seq")
	case p.text[p.at] == '"':
		return p.quoted()
	case strings.IndexByte("-0123456789tfn", p.text[p.at]) >= 0:
		return p.word()
	default:
		p.fail("%s, expected a value", p.found())
	}
	return nil
}

// list reads an object or an array.
func (p *parser) list(end byte, kind yaml.Kind, tag string) *yaml.Node {
	n := p.node(kind, tag)
	p.at++
	p.depth++
	defer func() { p.depth-- }()
	for p.space(); !p.is(end); p.space() {
		if p.at == len(p.text) {
			p.fail("the file ends, expected %q", string(end))
			return n
		}
		before := p.at
		if !p.entry(n, kind) {
			p.skip()
		}
		p.space()
		if comma := p.node(0, ""); p.is(',') {
			if p.space(); p.at < len(p.text) && p.text[p.at] == end {
				p.commas = append(p.commas, p.d.Place(comma))
			}
		} else if p.at < len(p.text) && p.text[p.at] != end {
			p.fail("%s, expected a comma or %q", p.found(), string(end))
			if p.skip(); !p.is(',') && p.at == before {
				p.at++
			}
		}
	}
	return n
}

// entry reads a value of an array, or a key of an object with its value.
func (p *parser) entry(n *yaml.Node, kind yaml.Kind) bool {
	if kind == yaml.MappingNode {
		if p.text[p.at] != '"' {
			p.fail("%s, expected a key in quotation marks", p.found())
			return false
		}
		key := p.quoted()
		p.space()
		if key == nil || !p.is(':') {
			if key != nil {
				p.fail("%s behind key %q, expected a colon", p.found(), key.Value)
			}
			return false
		}
		p.space()
		n.Content = append(n.Content, key)
	}
	v := p.value()
	if v == nil {
		v = p.node(yaml.ScalarNode, "!!null")
		n.Content = append(n.Content, v)
		return false
	}
	n.Content = append(n.Content, v)
	return true
}

// skip goes on to the next comma or closing bracket of this depth.
func (p *parser) skip() {
	for depth := 0; p.at < len(p.text); {
		switch p.text[p.at] {
		case '"':
			end := strings.IndexAny(p.text[p.at+1:], "\"\n")
			if end < 0 {
				p.at = len(p.text)
				return
			}
			p.at += 1 + end
			if p.text[p.at] == '\n' {
				continue
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
		case ',':
			if depth == 0 {
				return
			}
		case '\n':
			p.line++
			p.start = p.at + 1
		}
		p.at++
	}
}

// quoted reads a string.
func (p *parser) quoted() *yaml.Node {
	n := p.node(yaml.ScalarNode, "!!str")
	end := p.at + 1
	for end < len(p.text) && p.text[end] != '"' && p.text[end] >= ' ' {
		if p.text[end] == '\\' && end+1 < len(p.text) {
			end++
		}
		end++
	}
	if end >= len(p.text) || p.text[end] != '"' {
		p.fail("a string without its end on the line")
		p.at = min(end, len(p.text))
		return nil
	}
	text, ok := unquote(p.text[p.at+1 : end])
	if !ok {
		p.fail("string %s: expected UTF-8, and no escape but \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000",
			strconv.Quote(p.text[p.at+1:end]))
		p.at = end + 1
		return nil
	}
	n.Value, n.Style = text, yaml.DoubleQuotedStyle
	p.at = end + 1
	return n
}

// unquote resolves the escapes of a string.
func unquote(s string) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", false
		}
		if k := strings.IndexByte(`"\/bfnrt`, s[i]); k >= 0 {
			b.WriteByte("\"\\/\b\f\n\r\t"[k])
			continue
		}
		if s[i] != 'u' || i+4 >= len(s) {
			return "", false
		}
		x, err := strconv.ParseUint(s[i+1:i+5], 16, 16)
		if err != nil {
			return "", false
		}
		b.WriteRune(rune(x)) // halves of a pair become U+FFFD
		i += 4
	}
	return b.String(), true
}

// word reads a number, true, false or null.
func (p *parser) word() *yaml.Node {
	n := p.node(yaml.ScalarNode, "")
	end := p.at
	for end < len(p.text) && strings.IndexByte("+-.0123456789abcdefghijklmnopqrstuvwxyzE", p.text[end]) >= 0 {
		end++
	}
	n.Value = p.text[p.at:end]
	switch n.Value {
	case "true", "false":
		n.Tag = "!!bool"
	case "null":
		n.Tag = "!!null"
	default:
		n.Tag = "!!float"
		if strings.Trim(n.Value, "-0123456789") == "" {
			n.Tag = "!!int"
		}
		if !json.Valid([]byte(n.Value)) {
			p.fail("%s, expected a value", strconv.Quote(n.Value))
			p.at = end
			return nil
		}
	}
	p.at = end
	return n
}
