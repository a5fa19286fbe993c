package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/models/numbers"
	"thaw/models/params"
)

func newParamsCommand() *cobra.Command {
	var assumed, asJSON, bib bool
	cmd := &cobra.Command{
		Use:   "params [PREFIX]",
		Short: "List every modelled number and its source",
		Long: `List the numbers of the platform profiles, each with the place in the literature
that states it, or the word "assumed" and why. Behind them stand the numbers of
models that are the same on every platform: devices, memory, restore, storage.

--set PATH=VALUE changes a number for one run. thaw reproduce takes every path of
this list; thaw run and thaw saturate take those of their platform, without its name
or with it, and those of what the run models by mechanism; thaw restore takes those
below restore.`,
		Example: `  thaw params
  thaw params openwhisk
  thaw params storage
  thaw params --assumed
  thaw params --bib`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := cmd.OutOrStdout()
			if bib {
				_, err := fmt.Fprint(out, params.BibTeX())
				return err
			}
			prefix := ""
			if len(args) == 1 {
				prefix = args[0]
			}
			list, err := params.Select(prefix, assumed, numbers.Behind()...)
			if err != nil {
				return exit.Usage(err)
			}
			if asJSON {
				return table.WriteJSON(out, numbersInfo(list))
			}
			t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "PATH\tVALUE\tUNIT\tSOURCE")
			for _, n := range list {
				source := n.Source
				if !n.Modelled {
					source += " [recorded, no replay reads it yet]"
				}
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", n.Path, n.Value, n.Unit, source)
			}
			return t.Flush()
		},
	}
	cmd.Flags().BoolVar(&assumed, "assumed", false, "only the numbers that nobody states")
	cmd.Flags().BoolVar(&bib, "bib", false, "print the bibliography (BibTeX)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// numberInfo is one modelled number as JSON.
type numberInfo struct {
	Path     string `json:"path"`
	Value    string `json:"value"`
	Unit     string `json:"unit,omitempty"` // of a bare count
	What     string `json:"what"`
	Source   string `json:"source"`
	Assumed  bool   `json:"assumed"`
	Modelled bool   `json:"modelled"` // false: recorded, no replay reads it yet
}

func numbersInfo(numbers []params.Number) []numberInfo {
	out := make([]numberInfo, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, numberInfo{n.Path, n.Value, n.Unit, n.What, n.Source, n.Assumed(), n.Modelled})
	}
	return out
}
