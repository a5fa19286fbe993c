package numbers

import (
	"fmt"
	"slices"
	"strings"

	"thaw/models/params"
)

// Doubling is a number and what it is changed to, to see who notices.
type Doubling struct {
	params.Number
	To  string // empty: it is not changed
	How string // twice, or why something else
}

// Change is the doubling in the form path=value.
func (d *Doubling) Change() string { return d.Path + "=" + d.To }

// Doublings returns what each number of the book below the prefixes is changed to, in the
// order of thaw params: twice its value (a distribution: all its times), at most the greatest that
// is allowed, and half of it where twice is not allowed. Words, nothing and what no model
// reads are not changed.
func (b *Book) Doublings(prefixes []string) ([]Doubling, error) {
	var out []Doubling
	all, err := b.listed()
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		fields := map[string]params.Field{}
		for _, f := range g.Fields {
			fields[f.Path()] = f
		}
		for _, n := range g.numbers() {
			if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(n.Path, p) }) {
				continue
			}
			d := Doubling{Number: n}
			if f, some := fields[n.Path]; some && n.Modelled {
				d.To, d.How = b.doubled(n, f)
			} else {
				d.How = "recorded, no model reads it"
			}
			out = append(out, d)
		}
	}
	return out, nil
}

// listed is a group with those of its numbers that no model reads.
type listed struct {
	params.Group
	platform *params.Platform // nil: a group behind the platforms
}

func (l listed) numbers() []params.Number {
	if l.platform != nil {
		return l.platform.Numbers()
	}
	return l.Numbers()
}

// listed returns every number in the order of thaw params, as the book has it.
func (b *Book) listed() ([]listed, error) {
	var out []listed
	for _, name := range params.Platforms() {
		p, err := b.Fresh().Platform(name)
		if err != nil {
			return nil, err
		}
		out = append(out, listed{p.Group(), p})
	}
	for _, g := range groups() {
		b.Fresh().take(g)
		out = append(out, listed{g, nil})
	}
	return out, nil
}

// doubled finds the change that is allowed.
func (b *Book) doubled(n params.Number, f params.Field) (to, how string) {
	twice, number := f.Scaled(2)
	half, _ := f.Scaled(0.5)
	same, _ := f.Scaled(1)
	switch {
	case !number:
		return "", "a word"
	case twice == same:
		return "", "twice nothing is nothing"
	}
	for _, c := range []struct{ to, how string }{
		{twice, "twice"},
		{f.Most(), "the greatest that it may be"},
		{half, "half: twice is not allowed"},
	} {
		if c.to == "" || c.to == same {
			continue
		}
		if _, err := New(append(b.Texts(""), fmt.Sprintf("%s=%s", n.Path, c.to))...); err == nil {
			return c.to, c.how
		}
	}
	return "", "neither twice nor half of it is allowed"
}
