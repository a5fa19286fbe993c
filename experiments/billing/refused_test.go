package billing_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/billing"
	"thaw/models/membership"
	"thaw/models/workload"
)

// Does a list that cannot bill what is wanted say so with its file, its line and the unit?
func TestListsThatCannotBill(t *testing.T) {
	full, err := os.ReadFile("../../models/price/lists/aws-lambda-x86.yaml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name, text string) string {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	line := func(key, with string) string { // the line of a key is another one
		lines := strings.Split(string(full), "\n")
		for i, l := range lines {
			if strings.Contains(l, key+":") {
				lines[i] = with
			}
		}
		return strings.Join(lines, "\n")
	}
	for name, c := range map[string]struct{ text, by, want string }{
		"no-memory": {line("memory_usd_per_gb_s", ""), "",
			"no-memory.yaml:7:3: on_demand: key \"memory_usd_per_gb_s\" is missing"},
		"no-run": {line("run_usd_per_gb_s", ""), "",
			"no-run.yaml:16:3: provisioned: key \"run_usd_per_gb_s\" is missing"},
		"no-servers": {string(full), ",by=servers",
			"no-servers.yaml:2:1: list aws-lambda-x86 has no section servers: usd_per_h"},
		"no-source": {line("requests_usd_per_million", "  requests_usd_per_million: {value: 1, date: 2020-12}"), "",
			"key \"source\" is missing"},
		"not-decimal": {line("memory_usd_per_gb_s", "  memory_usd_per_gb_s: {value: 1e-5, source: s, date: 2020-12}"),
			"", "expected a decimal number from 0 on"},
		"nan": {line("memory_usd_per_gb_s", "  memory_usd_per_gb_s: {value: .nan, source: s, date: 2020-12}"), "",
			"expected a decimal number"},
		"bad-date": {line("since", "since: 2025-13"), "", "expected a day or a month"},
		"bad-init": {line("init", "  init: {value: maybe, source: s, date: 2020-12}"), "", "expected billed or free"},
		"nothing": {"name: n\nsummary: s\nregion: r\nsince: 2020-12\n", "",
			"nothing.yaml:1:1: no section prices anything"},
		"both-ways": {"name: n\nsummary: s\nregion: r\nsince: 2020-12\nservers: {}\n", "",
			"both-ways.yaml:5:10: servers: expected either"},
		"unknown-key": {string(full) + "disk: 1\n", "", "unknown key \"disk\""},
	} {
		var b billing.Billing
		err := b.ReadPrice(write(name+".yaml", c.text)+c.by, folder)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nexpected %q", name, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"aws-lambda-arm,by=provisioned": "kept_usd_per_gb_s, the price of memory that is kept (USD/GB·s), is missing",
		"aws-lambda-arm,by=provisionde": "did you mean \"provisioned\"",
		"aws-lambda-arm,for=free":       "expected LIST or LIST,by=",
		"aws-lambda-x68":                "did you mean \"aws-lambda-x86\"",
		"gcp-run-functions":             "no dated source of these prices was found",
		"":                              "expected a price list",
		"nowhere.yaml":                  "nowhere.yaml: no such file",
	} {
		var b billing.Billing
		if err := b.ReadPrice(text, folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nexpected %q", text, err, want)
		}
	}
	bad := write("bad.csv", "hour,g_per_kwh\n0,5\n1,x\n2,-1\n3,NaN\n")
	for text, want := range map[string]string{
		"ecolife,server=m5zn":                               "expected DATA,server=NAME,intensity=",
		"ecolife,server=m5,intensity=US-CAL-CISO":           "server: \"m5\" is unknown",
		"ecolife,server=c5,intensity=US-CAL":                "intensity: \"US-CAL\" is unknown",
		"ecolife,server=c5,intensity=US-CAL-CISO,from=x":    "from: \"x\": expected an hour",
		"ecolife,server=c5,intensity=US-CAL-CISO,form=1":    "did you mean \"from\"",
		"ecolive,server=c5,intensity=US-CAL-CISO":           "did you mean \"ecolife\"",
		"ecolife,server=c5,intensity=" + bad:                "bad.csv:3: expected g/kWh",
		"ecolife,server=c5,intensity=" + bad + ",from=0":    "bad.csv:5: expected g/kWh",
		"ecolife,server=c5,intensity=" + write("e.csv", ""): "no column \"g_per_kwh\"",
		"ecolife,server=c5,intensity=" + write("gap.csv", "Datetime (UTC),g_per_kwh\n2023-01-01 00:00:00,200\n"+
			"2023-01-01 02:00:00,210\n"): "gap.csv:3: 2023-01-01 02:00:00 is not the hour after",
		"ecolife,server=c5,intensity=" + write("when.csv",
			"datetime,g_per_kwh\nnoon,200\n"): "when.csv:2: \"noon\": expected a time",
	} {
		var b billing.Billing
		if err := b.ReadCarbon(text, folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nexpected %q", text, err, want)
		}
	}
}

// Are functions and invokers larger than anything that is sold refused, with the list's line?
func TestTooLargeToBill(t *testing.T) {
	w := billing.World{Trace: "w", Table: &workload.Table{
		Functions: []workload.Function{{Name: "a/f", Memory: 2000}, {Name: "a/g", Memory: 5000, ImputedMemory: true}}},
		Classes: membership.Alike(2, 500*1024, 4), Cores: true}
	for text, want := range map[string]string{
		"azure-consumption": "lists/azure-consumption.yaml:13:16: list azure-consumption prices memory up to " +
			"1536MiB, and 2 of 2 functions have more, a/g most (5000MiB)",
		"gcp-functions-1": "prices memory up to 4GiB, and 1 of 2 functions have more, a/g",
		"aws-ec2":         "list aws-ec2 has no machine for an invoker of 500GiB and 4 cores",
	} {
		var b billing.Billing
		if err := b.ReadPrice(text, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Check(w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nexpected %q", text, err, want)
		}
	}
	w.Table.Functions = w.Table.Functions[1:] // the trace tells no memory
	var b billing.Billing
	if err := b.ReadPrice("aws-lambda-x86", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(w); err == nil || !strings.Contains(err.Error(), "the bill needs memory sizes") {
		t.Errorf("a bill of imputed memory: %v", err)
	}
	w.Impute = true
	if line, err := b.Check(w); err != nil || !strings.Contains(line, "tells no memory sizes") {
		t.Errorf("%q, %v", line, err)
	}
}
