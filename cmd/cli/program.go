package cli

import (
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"thaw/experiments"
	"thaw/experiments/results"
	"thaw/policies/all"
)

// Program is a program with thaw's command line. The empty value is thaw itself;
// any other is a program that adds policies.
type Program struct {
	Name    string // of the command; required with policies
	Version string // "": that of the main module, or devel
	// Policies are added to the built-in ones. Their names must be new.
	Policies all.Policies
}

// thawName is the name of the program that adds nothing.
const thawName = "thaw"

// name is the name of the command.
func (p *Program) name() string {
	if p.Name == "" {
		return thawName
	}
	return p.Name
}

// complete returns the program with the built-in policies. Results name the program
// beside thaw, unless it is thaw.
func (p *Program) complete() (experiments.Program, error) {
	out := experiments.Thaw()
	var err error
	if out.Policies, err = out.Policies.With(p.Policies); err != nil {
		return out, err
	}
	switch {
	case strings.ContainsAny(p.Name, " \t\n"):
		return out, fmt.Errorf("program %q: expected a name without spaces", p.Name)
	case p.Name == "" && p.Version != "" || p.Name == "" && !isEmpty(p.Policies) || p.Name == thawName:
		return out, errors.New("a program with policies or a version of its own needs a name of its own")
	case p.Name != "":
		out.Build.Program = &results.Program{Name: p.Name, Version: p.version()}
	}
	return out, nil
}

// isEmpty reports whether no role has a policy.
func isEmpty(p all.Policies) bool {
	return len(p.Schedulers)+len(p.KeepAlives)+len(p.Prefetches)+len(p.Networks)+len(p.Storages)+len(p.Elasticities)+
		len(p.Layouts) == 0
}

// version returns the program's version, by default the main module's.
func (p *Program) version() string {
	if p.Version != "" {
		return p.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// renameExamples makes the examples of the help name the program.
func renameExamples(root *cobra.Command) {
	if root.Name() == thawName {
		return
	}
	command := regexp.MustCompile(`(^|\s)` + thawName + ` `)
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.Example = command.ReplaceAllString(cmd.Example, "${1}"+root.Name()+" ")
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
