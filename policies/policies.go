// Package policies defines how a policy is declared, parsed and listed.
//
//	"ttl,keep=5m" ──Parse──▶ Instance{Name: "ttl,keep=5m", Policy} ──▶ a run
//
// A policy is a value made by Define in a file of its own and listed by hand
// in policies/all. Its parameters are the tagged fields of a struct that holds the
// defaults. Parsing is strict, and the error lists every mistake of a text. The
// role of a policy is its type: the constructor of a scheduler, a network recipe, a
// layout of VMs. This package depends on none of them.
package policies

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"thaw/models/names"
	"thaw/models/workload"
)

// Param describes one parameter of a policy.
type Param struct {
	Name    string // as typed: name=value
	Default string // as a user would type it
	Help    string // what it is
	Expects string // its accepted values, in errors
}

// Entry is one policy of a role, whose type is T. T is a value that runs only read,
// such as network.Recipe, or a constructor that each run calls anew, such as
// cluster.NewScheduler.
type Entry[T any] struct {
	Name    string
	Summary string // one line: the rule
	Source  string // of the policy's description: keys of refs.bib with places
	Params  []Param
	Needs   []Need // data of the trace without which the policy is meaningless
	AliasOf string // the policy with parameters that the name stands for; empty: it stands for itself
	// called is its name in errors
	parse func(called string, args []string) (T, string, error)
}

// Instance is a policy with its parameters.
type Instance[T any] struct {
	// Name is canonical: the policy's name and the parameters that differ from
	// their defaults, in the order of their declaration.
	Name   string
	Needs  []Need
	Policy T // runs share it and do not change it
}

// typeable are the names of policies: the parts of a policy set are joined with "+",
// parameters with "," and "=".
var typeable = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Defined reports whether Define made the entry.
func (e Entry[T]) Defined() bool { return e.parse != nil }

// Define declares a policy. P is a struct whose fields carry the parameters:
//
//	type params struct {
//		Keep time.Duration `param:"keep" min:"0s" help:"how long an idle container stays"`
//	}
//
// Fields are of type time.Duration, int, float64, bool, MiB, or string with an
// enum:"a|b" tag; min and max are inclusive. The fields of an embedded struct count as
// its own, so that policies can share parameters. Where several fields restrict each
// other, P has a method Validate() error. Define panics on a P that breaks
// these rules, on a name that is not of lower-case letters, digits and hyphens, and
// on a missing constructor: mistakes in the program.
func Define[P, T any](name, summary, source string, defaults P, build func(P) T, needs ...Need) Entry[T] {
	if !typeable.MatchString(name) {
		panic(fmt.Sprintf("policies: %q cannot be the name of a policy: expected lower-case letters, digits and "+
			"hyphens", name))
	}
	if build == nil {
		panic(fmt.Sprintf("policies: %s has no constructor", name))
	}
	fields := fieldsOf(defaults)
	parse := func(called string, args []string) (policy T, canonical string, err error) {
		values, canonical, err := decode(name, called, fields, defaults, args)
		if err != nil {
			return policy, "", err
		}
		return build(values), canonical, nil
	}
	return Entry[T]{
		Name: name, Summary: summary, Source: source,
		Params: paramsOf(fields, defaults), Needs: needs, parse: parse,
	}
}

// Alias declares another name of a policy with some of its parameters, such as "d=2". It
// takes the other parameters, and gives a policy with the canonical name of the one that it
// stands for. Define has made the policy; parameters that it refuses are a mistake in the
// program.
func Alias[T any](name string, of Entry[T], args ...string) Entry[T] {
	stands := strings.Join(append([]string{of.Name}, args...), ",")
	if !typeable.MatchString(name) || !of.Defined() {
		panic(fmt.Sprintf("policies: %q cannot be another name of %q", name, of.Name))
	}
	if _, _, err := of.parse(name, args); err != nil {
		panic(fmt.Sprintf("policies: %s cannot stand for %s: %v", name, stands, err))
	}
	return Entry[T]{
		Name: name, Summary: "another name of " + stands, Source: of.Source, Needs: of.Needs, AliasOf: stands,
		parse: func(called string, more []string) (T, string, error) {
			return of.parse(called+" ("+stands+")", append(append([]string(nil), args...), more...))
		},
	}
}

// Parse parses the text after the policy's name, such as "keep=10m,x=3". The empty
// text gives the defaults.
func (e Entry[T]) Parse(args string) (Instance[T], error) {
	var list []string
	if strings.TrimSpace(args) != "" {
		list = strings.Split(args, ",")
	}
	policy, canonical, err := e.parse(e.Name, list)
	if err != nil {
		return Instance[T]{}, err
	}
	return Instance[T]{Name: canonical, Needs: e.Needs, Policy: policy}, nil
}

// Parse parses a policy of the list: its name and its parameters, as in
// "ttl,keep=10m".
func Parse[T any](list []Entry[T], text string) (Instance[T], error) {
	name, args, some := strings.Cut(text, ",")
	e, err := Find(list, strings.TrimSpace(name))
	if err != nil {
		return Instance[T]{}, err
	}
	if some && strings.TrimSpace(args) == "" {
		return Instance[T]{}, fmt.Errorf("policy %s: a parameter (name=value) was expected after the comma of %q",
			e.Name, text)
	}
	return e.Parse(args)
}

// ParseAll parses several policies. Its error lists the mistakes of all.
func ParseAll[T any](list []Entry[T], texts []string) ([]Instance[T], error) {
	out := make([]Instance[T], 0, len(texts))
	var mistakes []error
	for _, text := range texts {
		p, err := Parse(list, text)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		out = append(out, p)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return out, nil
}

// Find returns the policy of that name.
func Find[T any](list []Entry[T], name string) (Entry[T], error) {
	for i := range list {
		if list[i].Name == name {
			return list[i], nil
		}
	}
	return Entry[T]{}, fmt.Errorf("unknown policy %q%s", name, names.Hint(name, Names(list)))
}

// Names returns the names of a list's policies, in its order.
func Names[T any](list []Entry[T]) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].Name
	}
	return out
}

// Explainer is an optional ability of a policy for stories: it explains its state
// about a function (a walk, a place on a ring) in words.
type Explainer interface {
	Explain(fn workload.FuncID) string
}
