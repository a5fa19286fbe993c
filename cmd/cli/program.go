package cli

import (
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"thaw/experiments"
	"thaw/experiments/build"
	"thaw/policies/all"
)

// Program is a program that has thaw's command line: thaw itself where it is
// empty, and otherwise one of somebody else that adds policies.
type Program struct {
	Name    string // of the command, a word of letters, digits and ._-; needed where there are policies
	Version string // a word such as v1.2.3; "": that of the main module, or devel
	// Policies are known beside the built-in ones, whose names they may not have.
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

// complete returns the program with the built-in policies. Results name it beside
// thaw, unless it is thaw.
func (p *Program) complete() (experiments.Program, error) {
	out := experiments.Thaw()
	var mistakes []error
	all, err := out.Policies.With(p.Policies)
	if err != nil {
		mistakes = append(mistakes, err)
	}
	out.Policies = all
	if p.Name != "" && !namePattern.MatchString(p.Name) {
		mistakes = append(mistakes, fmt.Errorf("program %q: expected a name of at most 64 letters, digits and ._-, "+
			"that begins with a letter", p.Name))
	}
	if p.Version != "" && !versionPattern.MatchString(p.Version) {
		mistakes = append(mistakes, fmt.Errorf("version %q: expected at most 128 letters, digits and ._+-, such as "+
			"v1.2.3", p.Version))
	}
	if p.Name == "" && (p.Version != "" || !isEmpty(p.Policies)) || strings.EqualFold(p.Name, thawName) {
		mistakes = append(mistakes, errors.New("a program with policies or a version of its own needs a name of its "+
			"own"))
	}
	if p.Name != "" {
		out.Build.Program = &build.Program{Name: p.Name, Version: p.version()}
	}
	return out, errors.Join(mistakes...)
}

// Name and version stand in results, in errors and in the examples of the help, so
// that they are one plain word each.
var (
	namePattern    = regexp.MustCompile(`^\pL[\pL\pN._-]{0,63}$`)
	versionPattern = regexp.MustCompile(`^[\pL\pN._+-]{1,128}$`)
)

// isEmpty tells whether no role has a policy.
func isEmpty(p all.Policies) bool {
	return len(p.Schedulers)+len(p.KeepAlives)+len(p.Prefetches)+len(p.Networks)+len(p.Storages)+
		len(p.Elasticities)+len(p.Layouts)+len(p.Queues)+len(p.Clients)+len(p.Autoscalers) == 0
}

// version is Version, or that of the main module.
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
