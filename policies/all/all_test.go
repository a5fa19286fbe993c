package all

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thaw/policies"
)

// row is what the lists of all roles have in common.
type row struct {
	role, name, summary, source string
	params                      []policies.Param
}

func rows() []row {
	var out []row
	for _, e := range Schedulers() {
		out = append(out, row{"schedule", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range KeepAlives() {
		out = append(out, row{"keepalive", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Networks() {
		out = append(out, row{"network", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Storages() {
		out = append(out, row{"storage", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Elasticities() {
		out = append(out, row{"memory-elasticity", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Layouts() {
		out = append(out, row{"vm-layout", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Queues() {
		out = append(out, row{"queue", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Clients() {
		out = append(out, row{"client", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Autoscalers() {
		out = append(out, row{"autoscale", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Resources() {
		out = append(out, row{"resources", e.Name, e.Summary, e.Source, e.Params})
	}
	for _, e := range Prefetches() {
		out = append(out, row{"prefetch", e.Name, e.Summary, e.Source, e.Params})
	}
	return out
}

// Is every list in alphabetical order, and every name there once?
func TestListsAreInOrder(t *testing.T) {
	last := row{}
	for _, r := range rows() {
		if r.role == last.role && r.name <= last.name {
			t.Errorf("%s %s stands after %s", r.role, r.name, last.name)
		}
		last = r
	}
}

// Is every file that defines a policy listed? Each calls its Define once.
func TestEveryPolicyIsListed(t *testing.T) {
	// where the folder has another name
	flags := map[string]string{"rootfs": "storage", "elasticity": "memory-elasticity", "layout": "vm-layout"}
	for _, role := range []string{"autoscale", "client", "elasticity", "keepalive", "layout", "network", "prefetch",
		"queue", "resources", "rootfs", "schedule"} {
		files, err := filepath.Glob(filepath.Join("..", role, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		name := regexp.MustCompile(`(?:policies\.Define|= [Dd]efine)\("([^"]+)"`)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			found := name.FindAllStringSubmatch(string(text), -1)
			if len(found) > 1 {
				t.Errorf("%s defines %d policies, expected one a file", file, len(found))
			}
			for _, f := range found {
				if !slices.ContainsFunc(rows(), func(r row) bool {
					return (r.role == role || r.role == flags[role]) &&
						r.name == f[1]
				}) {
					t.Errorf("%s defines %s, which all.go does not list", file, f[1])
				}
			}
		}
	}
}

// Does every policy say where it comes from, in terms of the bibliography?
func TestSourcesAreCited(t *testing.T) {
	bib, err := os.ReadFile(filepath.Join("..", "..", "models", "params", "refs.bib"))
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"thaw:", "assumed:"}
	for _, m := range regexp.MustCompile(`(?m)^@\w+\{([^,]+),`).FindAllStringSubmatch(string(bib), -1) {
		keys = append(keys, m[1]+", ")
	}
	for _, r := range rows() {
		for _, part := range strings.Split(r.source, "; ") {
			if !slices.ContainsFunc(keys, func(k string) bool {
				return strings.HasPrefix(part, k) &&
					len(part) > len(k)+3
			}) {
				t.Errorf("%s %s: source %q begins with no key of refs.bib and a place, nor thaw: or assumed:", r.role,
					r.name, part)
			}
		}
	}
}

// Does docs/policies.md tell of every policy what the program tells?
func TestDocumentationIsComplete(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "policies.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows() {
		line := ""
		for _, l := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(l, "| `"+r.name+"` ") {
				line += l // two roles may have a policy of one name
			}
		}
		if line == "" {
			t.Errorf("docs/policies.md has no row for %s", r.name)
		}
		for _, p := range r.params {
			if !strings.Contains(line, "`"+p.Name+"="+p.Default+"`") {
				t.Errorf("docs/policies.md does not give %s's parameter %s=%s", r.name, p.Name, p.Default)
			}
		}
		for _, m := range regexp.MustCompile(`(?:^|; )([a-z]+\d{4}[a-z]*),`).FindAllStringSubmatch(r.source, -1) {
			if !strings.Contains(line, m[1]) {
				t.Errorf("docs/policies.md does not cite %s for %s", m[1], r.name)
			}
		}
	}
}
