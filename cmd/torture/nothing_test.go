//go:build torture

package torture

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// nothingMeasured makes results in which no invocation was served, and asks check and
// compare about metrics that need one.
func nothingMeasured(c *hurt) {
	folder := filepath.Join(c.folder, "w")
	t := trial{parts: []part{{"--length", pick(c, []string{"10s", "1m"})}, {"--seeds", pick(c, []string{"1", "3"})}}}
	how := pick(c, [][]string{{"--memory", "1MiB"}, {"--function-memory", "64GiB"},
		{"--cold-start", "1h", "--horizon", "5s"}, {"--horizon", "1ms"}})
	metrics := []string{"cold_start_ratio", "latency_ms_mean", "latency_ms_p50", "latency_ms_p99", "latency_ms_max",
		"cold_latency_ms_mean", "restore_latency_ms_mean", "slowdown_p99", "function_cold_ratio_p50",
		"app_cold_ratio_p75"}
	if how[0] == "--cold-start" { // they start, and nobody ends
		metrics = metrics[1:8]
	}
	metric, bound := pick(c, metrics), pick(c, []string{"max: 0", "max: 10", "max: 1e9", "min: 0", "max_increase: 5%",
		"max_decrease: 100%"})
	budget := fmt.Sprintf("budgets: [{metric: %s, %s%s}]\n", metric, bound, pick(c, []string{"", ", statistic: worst"}))
	t.files = []file{{name: "b.yaml", data: []byte(budget)},
		{name: "allowed.yaml", data: []byte(strings.Replace(budget, "}]", ", allow_no_data: true}]", 1))}}
	b := c.attempt(folder, t, func(c *hurt, folder string, t trial) broken {
		return nothingCheck(c, folder, t, how, metric, strings.Contains(bound, "_"))
	})
	if b.kind != "" {
		c.find(b.kind, "%s%s\n%s", budget, b.text, c.script.String())
	}
}

func nothingCheck(c *hurt, folder string, t trial, how []string, metric string, relative bool) broken {
	base := append([]string{"run", "--no-figures", "--quiet", "--detail", "summary"}, t.args()...)
	some := c.thaw(folder, append(append([]string{}, base...), "--out", "some")...)
	none := c.thaw(folder, append(append(append([]string{}, base...), how...), "--out", "none")...)
	if none.code == codeUsage {
		return broken{} // nobody arrives, which is refused
	}
	if some.code != codeDone || none.code != codeDone {
		return broken{"a small run fails", some.String() + none.String()}
	}
	var rows []row
	if err := readJSON(filepath.Join(folder, "none", "summary.json"), &rows); err != nil {
		return broken{"results cannot be read", err.Error()}
	}
	if rows[0].num("completed") > 0 || rows[0].num("invocations") == 0 {
		return broken{} // something was measured
	}
	c.tally("without a sample, checked and compared")
	against := []string{"--baseline", "base.json"}
	if e := c.thaw(folder, append([]string{"check", "b.yaml", "none", "--update-baseline"}, against...)...); relative &&
		e.wrong(codeDone, codeFailed, codeUsage) != "" {
		return broken{"check --update-baseline: " + e.wrong(codeDone), e.String()}
	}
	if !relative || !there(filepath.Join(folder, "base.json")) {
		against = nil
	}
	e := c.thaw(folder, append([]string{"check", "b.yaml", "none"}, against...)...)
	if w := e.wrong(codeFailed, codeUsage, codeNotComparable); w != "" {
		return broken{"check passes where nothing was measured, or fails otherwise: " + w, e.String()}
	}
	if e.code == codeFailed && !strings.Contains(string(e.stdout), "no data") {
		return broken{"check does not say that there is no data", e.String()}
	}
	if !relative {
		if e := c.thaw(folder, "check", "allowed.yaml", "none"); e.code != codeDone {
			return broken{"check with allow_no_data does not pass", e.String()}
		}
	}
	return nothingCompared(c, folder, metric)
}

// nothingCompared: compare leaves a metric without samples out, by name.
func nothingCompared(c *hurt, folder, metric string) broken {
	e := c.thaw(folder, "compare", "some", "none", "--json", "--metric", metric, "--metric", "rejected")
	if w := e.wrong(codeDone, codeNotComparable, codeUsage); w != "" {
		return broken{"compare of nothing: " + w, e.String()}
	}
	var answer any
	if e.code == codeDone && json.Unmarshal(e.stdout, &answer) != nil {
		return broken{"compare prints no JSON", e.String()}
	}
	if text, ok := difference(answer, metric); ok {
		return broken{"compare gives a difference where nothing was measured", text + "\n" + e.String()}
	}
	e = c.thaw(folder, "compare", "some", "none", "--metric", metric, "--metric", "rejected")
	if e.code == codeDone && !strings.Contains(string(e.stdout)+string(e.stderr), metric) {
		return broken{"compare leaves a metric out without naming it", e.String()}
	}
	_ = os.RemoveAll(folder)
	return broken{}
}

// difference finds a numeric difference of a metric anywhere in an answer.
func difference(answer any, metric string) (string, bool) {
	switch v := answer.(type) {
	case []any:
		for _, x := range v {
			if text, ok := difference(x, metric); ok {
				return text, true
			}
		}
	case map[string]any:
		if v["metric"] == metric {
			if d, ok := v["difference"].(float64); ok {
				return fmt.Sprintf("%s: difference %v", metric, d), true
			}
		}
		for _, x := range v {
			if text, ok := difference(x, metric); ok {
				return text, true
			}
		}
	}
	return "", false
}
