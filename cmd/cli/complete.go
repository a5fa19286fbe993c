package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/reproduce"
	"thaw/cmd/cli/restore"
	"thaw/experiments"
	"thaw/experiments/exit"
	drawn "thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/forecasts"
	"thaw/experiments/results"
	"thaw/experiments/workflows"
	"thaw/models/params"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/predictor"
	"thaw/traces"
)

func newCompletionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes thaw's commands in a shell",
		Long: `Print a script for bash, zsh, fish or powershell that completes commands, flags,
and the names of policies, their parameters, platforms, formats and figures.`,
		Example: `  thaw completion bash
  thaw completion fish > thaw.fish`,
		Args:      command.Args(cobra.ExactArgs(1)),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return exit.Usage(command.UnknownName("shell", args[0], shells))
		},
	}
}

// completer completes what was typed of one value.
type completer = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// valuesOf are the values of the settings that take a name out of a list; those
// of policies and platforms are looked up where they are defined.
var valuesOf = map[string][]string{
	"spread":     {"uniform", "poisson", "even"},
	"app-memory": {"split", "whole"},
	"epoch":      {"first-minute", "trace"},
	"durations":  {"drawn", "mean"},
	"init":       {"platform", "longest"},
	"sandbox":    {"function", "app"},
	"cpu":        {"ignored", "isolated", "shared", "stretch"},
	"wait":       {"never", "start", "estimate"},
	"overload":   {"wait", "drop"},
	"detail":     {"summary", "timeline", "invocations"},
}

// completerOf returns how the values of a setting are completed, nil where they
// are numbers or texts.
func completerOf(known all.Policies, setting string) completer {
	switch setting {
	case "schedule", "keepalive":
		return policiesOf(known, setting)
	case "strategy":
		return policiesOf(known, "prefetch")
	case "choose":
		return fixed([]string{forecasts.Busiest, forecasts.Sampled})
	case "predictor":
		return fixed(policies.Names(predictor.All()))
	case "disk":
		return fixed(restore.DiskNames())
	case "platform":
		return fixed(params.Platforms())
	case "format":
		return fixed(formatNames())
	case "trace", "out", "cpuprofile":
		return nil // files, which the shell completes
	}
	if values := valuesOf[setting]; values != nil {
		return fixed(values)
	}
	return fixed(nil)
}

// policiesOf completes a policy of a role and its parameters.
func policiesOf(known all.Policies, role string) completer {
	return oneOf(func(typed string) ([]string, cobra.ShellCompDirective) { return policyTexts(known, role, typed) })
}

// fixed completes a name out of a list.
func fixed(names []string) completer {
	return oneOf(func(string) ([]string, cobra.ShellCompDirective) {
		return names,
			cobra.ShellCompDirectiveNoFileComp
	})
}

// oneOf completes a text out of those that are possible once something was typed.
func oneOf(possible func(typed string) ([]string, cobra.ShellCompDirective)) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		texts, directive := possible(typed)
		var out []string
		for _, text := range texts {
			if strings.HasPrefix(text, typed) {
				out = append(out, text)
			}
		}
		return out, directive
	}
}

// ofFolder completes a name that depends on the policy sets of the result folder before it.
func ofFolder(names func([]results.PolicyID) []string) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		var policies []results.PolicyID
		if len(args) > 0 {
			if m, err := results.ReadManifest(args[0]); err == nil {
				policies = m.Policies
			}
		}
		return fixed(names(policies))(cmd, args, typed)
	}
}

// figuresOfFolder completes a figure of the result folder before it, or of the folder of a workflow.
func figuresOfFolder(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		if _, err := os.Lstat(filepath.Join(args[0], folder.WorkflowName)); err == nil {
			names, _ := workflows.Figures()
			return fixed(names)(cmd, args, typed)
		}
	}
	return ofFolder(drawn.FiguresOf)(cmd, args, typed)
}

// folders lets the shell complete folders, such as results.
func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// experimentFiles lets the shell complete files that describe experiments or budgets.
func experimentFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// budgetsThenFolder completes the arguments of check: a file and a result.
func budgetsThenFolder(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return experimentFiles(cmd, args, typed)
	case 1:
		return folders(cmd, args, typed)
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// firstOnly completes the first argument of a command that takes one.
func firstOnly(c completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c(cmd, args, typed)
	}
}

// policyTexts lists the policies of a role; behind a comma, the parameters of
// the policy that are not typed yet.
func policyTexts(known all.Policies, role, typed string) ([]string, cobra.ShellCompDirective) {
	directive := cobra.ShellCompDirectiveNoFileComp
	var out []string
	settled := typed[:strings.LastIndexByte(typed, ',')+1]
	name, _, _ := strings.Cut(settled, ",")
	for _, p := range policiesByRole(known) {
		switch {
		case p.Role != role:
		case settled == "":
			out = append(out, p.Name)
		case p.Name == name:
			for _, x := range p.Params {
				if !strings.Contains(settled, ","+x.Name+"=") {
					out = append(out, settled+x.Name+"=")
				}
			}
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	return out, directive
}

func formatNames() []string {
	var out []string
	for _, f := range traces.Formats() {
		out = append(out, f.Name)
	}
	return out
}

// addCompletions gives every command and flag below root its completer.
func addCompletions(root *cobra.Command, program experiments.Program) error {
	several := map[string]completer{"compare": folders, "check": budgetsThenFolder,
		"workflow validate": experimentFiles}
	papers := func(typed string) ([]string, cobra.ShellCompDirective) { return reproduce.PaperTexts(program, typed) }
	positional := map[string]completer{
		"reproduce":     oneOf(papers),
		"saturate":      experimentFiles,
		"run":           experimentFiles,
		"plot":          folders,
		"policies":      fixed(policyNames(program.Policies)),
		"params":        fixed(params.Platforms()),
		"trace formats": fixed(formatNames()),
		"version":       fixed(nil),
		"restore":       fixed(restore.FunctionNames()),
		"workflow run":  experimentFiles,
	}
	figures, _ := drawn.Names()
	var walk func(cmd *cobra.Command) error
	walk = func(cmd *cobra.Command) (err error) {
		path := strings.TrimPrefix(cmd.CommandPath(), root.Name()+" ")
		if c := positional[path]; c != nil {
			cmd.ValidArgsFunction = firstOnly(c)
		} else if c := several[path]; c != nil {
			cmd.ValidArgsFunction = c
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			c := completerOf(program.Policies, f.Name)
			switch {
			case f.Name == "figure":
				c = fixed(figures)
				if cmd.Name() == "plot" {
					c = figuresOfFolder
				}
			case f.Name == "policy" && cmd.Name() == "plot":
				c = ofFolder(drawn.PolicyNames)
			case f.Name == "width":
				c = fixed([]string{"column", "page"})
			case f.Name == "metric":
				c = fixed(results.MetricNames())
			case cmd.Name() == "check" || f.Name == "document":
				c = nil // files
			case f.Name == "papers":
				c = folders
			case f.Name == "format" && cmd.Name() == "plot":
				c = fixed([]string{"png", "svg", "pdf", "csv"})
			}
			if c != nil && f.Value.Type() != "bool" && err == nil {
				err = cmd.RegisterFlagCompletionFunc(f.Name, c)
			}
		})
		for _, sub := range cmd.Commands() {
			if err == nil {
				err = walk(sub)
			}
		}
		return err
	}
	return walk(root)
}

func policyNames(known all.Policies) []string {
	var out []string
	for _, p := range policiesByRole(known) {
		out = append(out, p.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
