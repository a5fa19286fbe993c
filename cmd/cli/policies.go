package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/policies"
	"thaw/policies/all"
)

// policyInfo describes one policy.
type policyInfo struct {
	Role    string      `json:"role"` // the flag of `thaw run` that takes it, or the study
	Name    string      `json:"name"`
	AliasOf string      `json:"alias_of,omitempty"` // the policy that the name stands for
	Summary string      `json:"summary"`
	Source  string      `json:"source"`
	Params  []paramInfo `json:"params"`
}

// paramInfo is one parameter of a policy.
type paramInfo struct {
	Name    string `json:"name"`
	Default string `json:"default"`
	Help    string `json:"help"`
	Expects string `json:"expects"` // which values it takes
}

func paramsInfo(list []policies.Param) []paramInfo {
	out := make([]paramInfo, 0, len(list))
	for _, p := range list {
		out = append(out, paramInfo{p.Name, p.Default, p.Help, strings.TrimSpace(p.Expects)})
	}
	return out
}

// policiesByRole lists every policy by role.
func policiesByRole(known all.Policies) []policyInfo {
	return slices.Concat(ofRole("schedule", known.Schedulers), ofRole("keepalive", known.KeepAlives),
		ofRole("prefetch", known.Prefetches), ofRole("network", known.Networks), ofRole("storage", known.Storages),
		ofRole("memory-elasticity", known.Elasticities), ofRole("vm-layout", known.Layouts),
		ofRole("queue", known.Queues), ofRole("client", known.Clients), ofRole("autoscale", known.Autoscalers),
		ofRole("resources", all.Resources()))
}

// ofRole lists those of one role.
func ofRole[T any](role string, list []policies.Entry[T]) (out []policyInfo) {
	for _, e := range list {
		out = append(out, policyInfo{Role: role, Name: e.Name, AliasOf: e.AliasOf, Summary: e.Summary,
			Source: e.Source, Params: paramsInfo(e.Params)})
	}
	return out
}

func newPoliciesCommand(known all.Policies) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "policies [NAME]",
		Short: "List the policies, their parameters and their sources",
		Example: `  thaw policies
  thaw policies sticky-max-available
  thaw policies --json`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			list := policiesByRole(known)
			if len(args) == 1 {
				var err error
				if list, err = findPolicies(list, args[0]); err != nil {
					return exit.Usage(err)
				}
			}
			if asJSON {
				return table.WriteJSON(cmd.OutOrStdout(), list)
			}
			if len(args) == 1 {
				return describePolicies(cmd.OutOrStdout(), list)
			}
			return listPolicies(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func findPolicies(list []policyInfo, name string) ([]policyInfo, error) {
	var found []policyInfo
	var known []string
	for _, p := range list {
		known = append(known, p.Name)
		if p.Name == name {
			found = append(found, p)
		}
	}
	if found == nil {
		return nil, command.UnknownName("policy", name, known)
	}
	return found, nil
}

func listPolicies(w io.Writer, list []policyInfo) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	role := ""
	for _, p := range list {
		if p.Role != role {
			if role != "" {
				fmt.Fprintln(t)
			}
			role = p.Role
			fmt.Fprintf(t, "--%s\n", role)
		}
		fmt.Fprintf(t, "  %s\t%s\n", p.Name, p.Summary)
	}
	return t.Flush()
}

func describePolicies(w io.Writer, list []policyInfo) error {
	for i, p := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (--%s)\n  %s\n  source: %s\n", p.Name, p.Role, p.Summary, p.Source)
		if p.AliasOf != "" {
			name, _, _ := strings.Cut(p.AliasOf, ",")
			fmt.Fprintf(w, "  parameters: the others of %s (thaw policies %s); results name it %s\n", name, name, name)
			continue
		}
		if len(p.Params) == 0 {
			fmt.Fprintln(w, "  no parameters")
			continue
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "  parameter\tdefault\tmeaning")
		for _, x := range p.Params {
			help := x.Help
			if x.Expects != "" {
				help += " (" + x.Expects + ")"
			}
			fmt.Fprintf(t, "  %s\t%s\t%s\n", x.Name, x.Default, help)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}
