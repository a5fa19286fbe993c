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
	"thaw/models/price"
)

// priceInfo describes one price list.
type priceInfo struct {
	Name    string        `json:"name"`
	Summary string        `json:"summary"`
	Region  string        `json:"region"`
	Since   price.Day     `json:"since"`
	By      []string      `json:"by"` // how it can bill
	Numbers []statedPrice `json:"numbers"`
}

// statedPrice is one number of a price list.
type statedPrice struct {
	Path     string    `json:"path"`
	Value    string    `json:"value"`
	Source   string    `json:"source"`
	Date     price.Day `json:"date"`
	Reported bool      `json:"reported"` // no dated source was found
}

func newPricesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "prices [LIST]",
		Short: "List the price lists, their dates and their sources",
		Long: `List the price lists that --price bills by, and the carbon data of --carbon. With
the name of a list: every number of it with its source and the date of that.

A list of your own is a YAML file of the same form; docs/prices.md has the keys.`,
		Example: `  thaw prices
  thaw prices aws-lambda-x86
  thaw prices --json`,
		Args: command.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			lists, err := priceLists(args)
			if err != nil {
				return exit.Usage(err)
			}
			switch out := cmd.OutOrStdout(); {
			case asJSON:
				return table.WriteJSON(out, lists)
			case len(args) == 1:
				return describePrices(out, &lists[0])
			default:
				return listPrices(out, lists)
			}
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// priceLists describes all lists, or the one named.
func priceLists(args []string) ([]priceInfo, error) {
	chosen := price.Names()
	if len(args) == 1 {
		if why, ok := price.Refused()[args[0]]; ok {
			return nil, fmt.Errorf("%q is not there: %s", args[0], why)
		}
		if !slices.Contains(chosen, args[0]) {
			return nil, command.UnknownName("price list", args[0], chosen)
		}
		chosen = args
	}
	var out []priceInfo
	for _, name := range chosen {
		l, err := price.Load(name)
		if err != nil {
			return nil, err
		}
		info := priceInfo{Name: l.Name, Summary: l.Summary, Region: l.Region, Since: l.Since, By: l.Ways()}
		for _, n := range l.Numbers() {
			info.Numbers = append(info.Numbers, statedPrice(n))
		}
		out = append(out, info)
	}
	return out, nil
}

func listPrices(w io.Writer, lists []priceInfo) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LIST\tPRICES OF\tREGION\tBILLS BY\tWHAT")
	for _, l := range lists {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", l.Name, l.Since, l.Region, strings.Join(l.By, ", "), l.Summary)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for name, why := range price.Refused() { // any order: there is one
		fmt.Fprintf(w, "\nNot there: %s. %s.\n", name, why)
	}
	for _, name := range price.CarbonNames() {
		c, err := price.LoadCarbon(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\nCarbon data: %s, %s.\n  servers: %s\n  intensity: %s\n", c.Name, c.Summary,
			strings.Join(c.ServerNames(), ", "), strings.Join(c.RegionNames(), ", "))
	}
	return nil
}

func describePrices(w io.Writer, l *priceInfo) error {
	fmt.Fprintf(w, "%s: %s\n  %s, prices of %s; bills by %s\n\n", l.Name, l.Summary, l.Region, l.Since,
		strings.Join(l.By, ", "))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NUMBER\tVALUE\tSTATED\tSOURCE")
	for _, n := range l.Numbers {
		source := n.Source
		if n.Reported {
			source += " [reported: no dated source was found]"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", n.Path, n.Value, n.Date, source)
	}
	return t.Flush()
}
