package price

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"thaw/models/names"
)

//go:embed lists/*.yaml
var lists embed.FS

// Names lists the price lists that thaw has, in alphabetical order.
func Names() []string { return namesIn(lists, "lists") }

func namesIn(folder embed.FS, name string) []string {
	entries, err := folder.ReadDir(name)
	if err != nil {
		panic("price: " + err.Error()) // the folder is embedded
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(out)
	return out
}

// Load returns a price list that thaw has.
func Load(name string) (*List, error) {
	text, err := lists.ReadFile("lists/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("%q is unknown%s; a file of your own ends in .yaml", name, names.Hint(name, Names()))
	}
	return Decode("lists/"+name+".yaml", text)
}

// Ways lists how the list can bill.
func (l *List) Ways() []string {
	var out []string
	for _, way := range ways {
		if _, err := l.Offer(By(way)); err == nil {
			out = append(out, way)
		}
	}
	return out
}

// Refused names lists that users ask for and thaw does not have, each with the reason.
func Refused() map[string]string {
	return map[string]string{
		"gcp-run-functions": "Cloud Run functions (2nd generation) are billed as Cloud Run by vCPU and memory; no " +
			"dated source of these prices was found",
	}
}

// Choice is a price list and how it bills, as a user gives them.
type Choice struct {
	List string // a name, or a path that ends in .yaml
	By   By     // or none: the list's first
}

// By is how a list bills.
type By string

// The ways to bill.
const (
	ByOnDemand    By = "on-demand"   // requests and the time of executions
	ByProvisioned By = "provisioned" // requests, executions, and the memory of all containers while they exist
	ByServers     By = "servers"     // the hours of invokers
)

var ways = []string{string(ByOnDemand), string(ByProvisioned), string(ByServers)}

// IsFile reports whether a list is a file of the user.
func IsFile(list string) bool {
	return strings.HasSuffix(list, ".yaml") || strings.HasSuffix(list, ".yml")
}

// ParseChoice reads LIST or LIST,by=on-demand|provisioned|servers.
func ParseChoice(text string) (Choice, error) {
	list, rest, more := strings.Cut(text, ",")
	c := Choice{List: list}
	if list == "" {
		return c, fmt.Errorf("%q: expected a price list, such as %s", text, Names()[0])
	}
	if !more {
		return c, nil
	}
	way, ok := strings.CutPrefix(rest, "by=")
	if !ok {
		return c, fmt.Errorf("%q: expected LIST or LIST,by=%s", text, strings.Join(ways, "|"))
	}
	if !slices.Contains(ways, way) {
		return c, fmt.Errorf("by: %q is unknown%s", way, names.Hint(way, ways))
	}
	c.By = By(way)
	return c, nil
}
