package allocation

import (
	"fmt"
	"strconv"
	"strings"

	"thaw/models/names"
)

// Flow is how the functions of a workflow follow each other.
//
//	"split > work*8 > merge"               in series; eight at once
//	"image > detect > (human | vehicle)"   at once
//
// An execution goes to the next of a series once all of the one before are done.
type Flow struct {
	text  string
	root  node
	names []string
	count int // invocations of an execution
}

// node is a function, its steps one after the other, or branches at once; times of it run at once.
type node struct {
	kind     nodeKind
	function int
	parts    []node
	times    int
}

type nodeKind uint8

const (
	run nodeKind = iota
	series
	parallel
)

// Limits of a flow.
const (
	maxTimes       = 1000
	maxInvocations = 10_000
	maxDepth       = 50
)

// ParseFlow reads a flow over functions. Each has to occur.
func ParseFlow(text string, functions []string) (*Flow, error) {
	p := &parser{text: text, names: functions, used: make([]bool, len(functions))}
	root, err := p.series(0)
	if err == nil && p.peek() != 0 {
		err = p.fail("expected >, |, * or the end")
	}
	if err != nil {
		return nil, err
	}
	for i, used := range p.used {
		if !used {
			return nil, fmt.Errorf("flow %q: function %q does not occur", text, functions[i])
		}
	}
	f := &Flow{text: text, root: root, names: functions, count: root.invocations()}
	if f.count > maxInvocations {
		return nil, fmt.Errorf("flow %q: %d invocations of an execution, expected at most %d", text, f.count,
			maxInvocations)
	}
	return f, nil
}

// String returns the flow as written.
func (f *Flow) String() string { return f.text }

// Invocations is their number in one execution.
func (f *Flow) Invocations() int { return f.count }

func (n *node) invocations() int {
	if n.kind == run {
		return n.times
	}
	sum := 0
	for i := range n.parts {
		sum += n.parts[i].invocations()
	}
	return min(sum*n.times, maxInvocations+1)
}

// parser reads a flow from left to right.
type parser struct {
	text  string
	at    int
	names []string
	used  []bool
}

func (p *parser) fail(format string, args ...any) error {
	return fmt.Errorf("flow %q, character %d: %s", p.text, p.at+1, fmt.Sprintf(format, args...))
}

// peek returns the next character that is no blank, 0 at the end.
func (p *parser) peek() byte {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// series reads steps joined by >, each of branches joined by |.
func (p *parser) series(depth int) (node, error) {
	if depth > maxDepth {
		return node{}, p.fail("expected at most %d parentheses in each other", maxDepth)
	}
	return p.joined('>', series, func() (node, error) {
		return p.joined('|', parallel, func() (node, error) { return p.part(depth) })
	})
}

func (p *parser) joined(by byte, kind nodeKind, part func() (node, error)) (node, error) {
	out := node{kind: kind, times: 1}
	for {
		n, err := part()
		if err != nil {
			return n, err
		}
		out.parts = append(out.parts, n)
		if p.peek() != by {
			break
		}
		p.at++
	}
	if len(out.parts) == 1 {
		return out.parts[0], nil
	}
	return out, nil
}

// part reads a function or a group, and how many of it run at once.
func (p *parser) part(depth int) (node, error) {
	var n node
	if p.peek() == '(' {
		p.at++
		var err error
		if n, err = p.series(depth + 1); err != nil {
			return n, err
		}
		if p.peek() != ')' {
			return n, p.fail("expected )")
		}
		p.at++
	} else {
		from := p.at
		word := p.word()
		n = node{kind: run, times: 1, function: -1}
		for i, name := range p.names {
			if name == word {
				n.function = i
				p.used[i] = true
			}
		}
		if n.function < 0 {
			p.at = from
			if word == "" {
				return n, p.fail("expected a function or (")
			}
			return n, p.fail("unknown function %q%s", word, names.Suggest(word, p.names))
		}
	}
	if p.peek() != '*' {
		return n, nil
	}
	p.at++
	p.peek()
	from := p.at
	times, err := strconv.Atoi(p.word())
	if err != nil || times < 1 || times > maxTimes {
		p.at = from
		return n, p.fail("expected a number from 1 to %d after *", maxTimes)
	}
	n.times *= times
	if n.times > maxTimes {
		return n, p.fail("%d at once, expected at most %d", n.times, maxTimes)
	}
	return n, nil
}

// word reads up to a character with a meaning.
func (p *parser) word() string {
	from := p.at
	for p.at < len(p.text) && !strings.ContainsRune("()|>* ", rune(p.text[p.at])) {
		p.at++
	}
	return p.text[from:p.at]
}

// Latency is that of one execution whose invocations take what next returns, in their order.
func (f *Flow) Latency(next func(function int) float64) float64 { return f.root.latency(next) }

// latency is that of one execution, whose invocations take what next returns, in their order.
func (n *node) latency(next func(function int) float64) float64 {
	most := 0.0
	for range n.times {
		t := 0.0
		switch n.kind {
		case run:
			t = next(n.function)
		case series:
			for i := range n.parts {
				t += n.parts[i].latency(next)
			}
		case parallel:
			for i := range n.parts {
				t = max(t, n.parts[i].latency(next))
			}
		}
		most = max(most, t)
	}
	return most
}

// Order lists the function of each invocation of an execution.
func (f *Flow) Order() []int {
	var out []int
	f.root.latency(func(function int) float64 {
		out = append(out, function)
		return 0
	})
	return out
}
