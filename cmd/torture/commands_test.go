//go:build torture

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// flag is how a random command line sets a flag of thaw run.
type flag struct {
	name   string
	chance float64
	value  func(c *hurt) string // nil: a switch
	repeat bool                 // it may be given again, to compare
}

func of(values ...string) func(*hurt) string {
	return func(c *hurt) string { return pick(c, values) }
}

// flags are all flags of thaw run but those in apart. A test compares them with the help.
func flags() []flag {
	latency := of("1ms", "0s", "250ms", "2s", "uniform,min=1ms,max=3s", "lognormal,median=300ms,sigma=1",
		"exponential,mean=100ms")
	return []flag{
		{name: "spread", chance: 0.3, value: of("uniform", "poisson", "even")},
		{name: "durations", chance: 0.2, value: of("drawn", "mean")},
		{name: "init", chance: 0.2, value: of("platform", "longest")},
		{name: "app-memory", chance: 0.2, value: of("split", "whole")},
		{name: "start", chance: 0.3, value: of("0s", "10s", "1m", "61.5s", "119.999999999s")},
		{name: "length", chance: 0.4, value: of("1s", "20s", "59.5s", "1m", "90s")},
		{name: "copies", chance: 0.15, value: of("1", "2", "3")},
		{name: "rate", chance: 0.2, value: of("0.1/s", "1/s", "5/s")},
		{name: "functions", chance: 0.2, value: of("1", "3", "10")},
		{name: "ramp", chance: 0.2, value: of("1s", "30s", "1m")},
		{name: "function-memory", chance: 0.25, value: of("1MiB", "64MiB", "100MiB", "129MiB", "1GiB")},
		{name: "impute", chance: 0.3},
		{name: "price", chance: 0.15, value: of("aws-lambda-x86", "aws-lambda-x86,by=provisioned", "azure-consumption")},
		{name: "carbon", chance: 0.1, value: of("ecolife,server=i3,intensity=US-CAL-CISO")},
		{name: "overload", chance: 0.15, value: of("wait", "drop")},
		{name: "platform", chance: 0.8, value: of("constant", "openwhisk", "openwhisk-sophon", "openwhisk-iluvatar", "iluvatar", "edge", "particle")},
		{name: "invokers", chance: 0.8, value: of("1", "2", "3", "7")},
		{name: "memory", chance: 0.9, value: of("64MiB", "200MiB", "500MiB", "1GiB", "2GiB", "8GiB")},
		{name: "cores", chance: 0.5, value: of("1", "1", "2", "8")},
		{name: "invoker-class", chance: 0.15, value: of("a,share=1", "a,share=100%,speed=0.5,price=1", "a,count=2,cores=3",
			"a,count=3,memory=300MiB,speed=1.7,arch=arm64", "a,count=1"), repeat: true},
		{name: "invoker-event", chance: 0.25, value: event, repeat: true},
		{name: "invoker-failures", chance: 0.15, value: of("mtbf=10s,mttr=5s", "mtbf=1m,mttr=1s", "mtbf=1s,mttr=1h")},
		{name: "sandbox", chance: 0.3, value: of("function", "app")},
		{name: "concurrency", chance: 0.3, value: of("1", "2", "5")},
		{name: "cpu", chance: 0.5, value: of("ignored", "isolated", "isolated", "shared", "stretch")},
		{name: "wait", chance: 0.25, value: of("never", "start", "estimate")},
		{name: "cpu-class", chance: 0.12, value: of("a,share=0.5,weight=7", "a,policy=real-time,priority=3,share=0.3",
			"a,memory=..200MiB,quota=0.3", "a,share=0.5,cores=1", "rest,quota=0.5,period=20ms"), repeat: true},
		{name: "reclaim", chance: 0.1, value: of("timed", "cores")},
		{name: "warm-start", chance: 0.3, value: latency},
		{name: "cold-start", chance: 0.3, value: latency},
		{name: "set", chance: 0.3, value: number},
		{name: "schedule", chance: 0.8, value: policyOf("schedule", false), repeat: true},
		{name: "keepalive", chance: 0.8, value: policyOf("keepalive", false), repeat: true},
		{name: "prefetch", chance: 0.25, value: policyOf("prefetch", true), repeat: true},
		{name: "network", chance: 0.3, value: policyOf("network", true), repeat: true},
		{name: "storage", chance: 0.25, value: policyOf("storage", true), repeat: true},
		{name: "memory-elasticity", chance: 0.25, value: policyOf("memory-elasticity", true)},
		{name: "vm-layout", chance: 0.25, value: policyOf("vm-layout", true)},
		{name: "queue", chance: 0.2, value: policyOf("queue", true), repeat: true},
		{name: "autoscale", chance: 0.12, value: policyOf("autoscale", true)},
		{name: "client", chance: 0.25, value: policyOf("client", true), repeat: true},
		{name: "throttle", chance: 0.15, value: of("none", "lambda", "concurrency=2", "burst=1,every=1s",
			"concurrency=50,burst=3,every=10s", "lambda,concurrency=5")},
		{name: "snapshot-storage", chance: 0.15, value: of("0MiB", "100MiB", "1GiB")},
		{name: "restore-inputs", chance: 0.15, value: of("drawn", "same", "duration")},
		{name: "restore-disk", chance: 0.1, value: of("nvme", "ebs-io2")},
		{name: "tenants", chance: 0.1, value: of("1", "3")},
		{name: "seed", chance: 0.5, value: of("0", "1", "42", "18446744073709551615", "9223372036854775807")},
		{name: "seeds", chance: 0.3, value: of("1", "2")},
		{name: "horizon", chance: 0.4, value: of("1s", "5s", "30s", "61s", "100ms")},
		{name: "detail", chance: 1, value: of("invocations", "invocations", "invocations", "timeline")},
		{name: "epoch", chance: 0.2, value: of("trace", "first-minute")},
		{name: "max-expand", chance: 0.1, value: of("1", "1000", "1000000")},
	}
}

// apart are the flags that every command line has or that other attacks try.
var apart = []string{"trace", "format", "out", "resume", "force", "jobs", "no-figures", "width", "json", "quiet",
	"cpuprofile", "help"}

// number sets a number of the platform; many do not exist on the one that was drawn.
func number(c *hurt) string {
	return pick(c, []string{"openwhisk-sophon.control.message=0s", "openwhisk-sophon.control.message=50ms",
		"openwhisk-sophon.control.update=1s", "openwhisk-sophon.control.decision=0s",
		"openwhisk-sophon.control.look=3ms", "openwhisk-sophon.daemon.parallel=0", "openwhisk-sophon.daemon.parallel=1",
		"openwhisk-sophon.daemon.network=bridge", "openwhisk-sophon.daemon.remove=3s", "openwhisk.stage.image=1s",
		"constant.schedule_latency=5ms", "constant.stage.fault=20ms", "iluvatar.stage.storage=uniform,min=0s,max=1s",
		"particle.network.namespace=20ms", "particle.network.delete=2s", "processor.stretch=0",
		"processor.stretch=2.5", "processor.stretch_power=0", "processor.threads=2", "processor.switch=100us",
		"openwhisk-sophon.daemon.create_work=70ms", "openwhisk-sophon.daemon.remove_work=9ms",
		"openwhisk-sophon.daemon.work_lock=namespace", "openwhisk-sophon.daemon.removal=booked"})
}

// event draws a change of an invoker.
func event(c *hurt) string {
	text := pick(c, []string{"0s", "1s", "7.5s", "30s", "1m"}) + "," + pick(c, []string{"0", "0", "1", "2", "6"}) + ","
	return text + pick(c, []string{"join", "drain", "crash", "slow-down,2.5", "slow-down,1"})
}

// policyOf draws a policy of a role with parameters of the stated kinds.
func policyOf(role string, none bool) func(c *hurt) string {
	return func(c *hurt) string {
		if none && c.chance(0.1) {
			return "none"
		}
		var list []policy
		for _, p := range c.fixtures.policies {
			if p.Role == role {
				list = append(list, p)
			}
		}
		p := pick(c, list)
		text := p.Name
		for _, param := range p.Params {
			if c.chance(0.3) {
				text += "," + param.Name + "=" + c.parameter(param.Expects)
			}
		}
		return text
	}
}

var leastMost = regexp.MustCompile(`at (least|most) (\S+?)(?:,|$)`)

// parameter draws a value of what a parameter says that it expects, of moderate size.
func (c *hurt) parameter(expects string) string {
	least, most := "0", "100"
	for _, m := range leastMost.FindAllStringSubmatch(expects, -1) {
		if m[1] == "least" {
			least = m[2]
		} else {
			most = m[2]
		}
	}
	switch {
	case strings.HasPrefix(expects, "one of "):
		return pick(c, strings.Split(strings.TrimPrefix(expects, "one of "), ", "))
	case strings.HasPrefix(expects, "true or false"):
		return pick(c, []string{"true", "false"})
	case strings.HasPrefix(expects, "a duration"):
		return pick(c, []string{least, "1s", "30s", "10m"})
	case strings.HasPrefix(expects, "an amount"):
		return pick(c, []string{least, "128MiB", "1GiB"})
	}
	low, _ := strconv.ParseFloat(least, 64)
	high, err := strconv.ParseFloat(most, 64)
	if err != nil || high > 100 {
		high = 100
	}
	v := low + c.rng.Float64()*(high-low)
	if strings.HasPrefix(expects, "a whole") {
		return pick(c, []string{least, fmt.Sprintf("%.0f", v)})
	}
	return pick(c, []string{least, fmt.Sprintf("%.3f", v)})
}

// trialTrace draws a small trace.
func trialTrace(c *hurt) (files []file, name string) {
	switch c.rng.IntN(12) {
	case 0:
		return nil, ""
	case 10:
		return nil, fmt.Sprintf("synthetic,model=users,users=%d,think=%s,within=%s,menu=%dx%dMiB/%s+500MiB/1s@0.3,duration=%s",
			1+c.rng.IntN(50), pick(c, []string{"10ms", "1s", "0s-2s", "exp/500ms"}), pick(c, []string{"0", "1"}),
			1+c.rng.IntN(5), 1+c.rng.IntN(300), pick(c, []string{"1ms", "100ms", "3s"}), pick(c, []string{"10s", "30s", "2m"}))
	case 1:
		return []file{{name: "t.thaw", data: c.fixtures.native}}, "t.thaw"
	case 2, 3:
		for _, s := range azure2019(c, 1+c.rng.IntN(2)) {
			files = append(files, file{name: s.name, data: s.text()})
		}
		return files, "in"
	case 4:
		s := azure2021(c)[0]
		return []file{{name: s.name, data: s.text()}}, s.name
	}
	return nil, fmt.Sprintf("synthetic,model=%s,functions=%d,invocations=%d,duration=%s,shape=%d",
		pick(c, []string{"poisson", "azure"}), 1+c.rng.IntN(40), 10+c.rng.IntN(3000),
		pick(c, []string{"10s", "30s", "30s", "2m", "5m", "1h"}), c.rng.IntN(100))
}

// randomCommand runs a random command line on a small trace, and again with two runs at a
// time, one in four also as it was. The books have to balance and the bytes to agree.
func randomCommand(c *hurt) {
	t := trial{}
	var trace string
	if t.files, trace = trialTrace(c); trace != "" {
		t.parts = append(t.parts, part{"--trace", trace})
	} else {
		t.parts = append(t.parts, part{"--start", "20m"}, part{"--length", "1m"})
	}
	for _, f := range flags() {
		if !c.fixtures.flags[f.name] || trace == "" && (f.name == "start" || f.name == "length") {
			continue
		}
		for more := c.chance(f.chance); more; more = f.repeat && c.chance(0.3) {
			if f.value == nil {
				t.parts = append(t.parts, part{"--" + f.name})
			} else {
				t.parts = append(t.parts, part{"--" + f.name, f.value(c)})
			}
		}
	}
	if c.attack == "commands" && c.number == 0 {
		c.unknownFlags()
	}
	// Most of what is drawn does not go together. What thaw speaks against is left out, so
	// that most cases come to a run.
	for range 8 {
		if c.void {
			return
		}
		b := c.attempt(filepath.Join(c.folder, "w"), t, commandCheck)
		if b.kind != "" {
			c.try(t, commandCheck)
			return
		}
		if c.refusal == "" {
			return
		}
		t.parts = without(c, t.parts, c.refusal)
	}
}

// without leaves out the part of a command line that a refusal speaks of, or any.
func without(c *hurt, parts []part, refusal string) []part {
	var spoken, others []int
	for i, p := range parts {
		switch name, _, _ := strings.Cut(p[len(p)-1], ","); {
		case p[0] == "--trace" || p[0] == "--detail" || p[0] == "--length" && parts[0][0] != "--trace":
		case strings.Contains(refusal, p[0]), len(name) > 3 && strings.Contains(refusal, name),
			strings.Contains(refusal, p[0][2:]+" "):
			spoken = append(spoken, i)
		default:
			others = append(others, i)
		}
	}
	if len(spoken) == 0 {
		spoken = others
	}
	if len(spoken) == 0 {
		return parts
	}
	i := pick(c, spoken)
	return slices.Delete(slices.Clone(parts), i, i+1)
}

// unknownFlags finds flags that no attack knows.
func (c *hurt) unknownFlags() {
	for name := range c.fixtures.flags {
		if !slices.Contains(apart, name) && !slices.ContainsFunc(flags(), func(f flag) bool { return f.name == name }) {
			c.find("a flag that is not attacked", "--%s of thaw run: add it to cmd/torture/commands_test.go", name)
		}
	}
}

func commandCheck(c *hurt, folder string, t trial) broken {
	if !slices.ContainsFunc(t.parts, func(p part) bool { return p[0] == "--trace" || p[0] == "--length" }) {
		return broken{} // shrinking must not turn to the whole sample
	}
	run := func(jobs string) ended {
		args := append([]string{"run"}, t.args()...)
		return c.thaw(folder, append(args, "--no-figures", "--quiet", "--out", "o", "--jobs", jobs)...)
	}
	e := run("1")
	if w := e.wrong(codeDone, codeUsage); w != "" {
		return broken{"run: " + w, e.String()}
	}
	c.refusal = ""
	if e.code == codeUsage {
		c.refusal = string(e.stderr)
		if there(filepath.Join(folder, "o")) {
			return broken{"run: something is written for a mistake", e.String()}
		}
		return broken{}
	}
	out := filepath.Join(folder, "o")
	if b := books(c, out); b.kind != "" {
		return broken{b.kind, b.text + "\n" + e.String()}
	}
	first := filepath.Join(folder, "first")
	if err := os.Rename(out, first); err != nil {
		return broken{"results cannot be moved", err.Error()}
	}
	jobsAgain := []string{"2"}
	if c.number%4 == 0 {
		jobsAgain = []string{"2", "1"}
	}
	for _, jobs := range jobsAgain {
		if again := run(jobs); again.code != codeDone {
			return broken{"run: another exit code with --jobs " + jobs, again.String()}
		}
		if d := differ(first, out); d != "" {
			return broken{"run: other bytes with --jobs " + jobs, d}
		}
		_ = os.RemoveAll(out)
	}
	return broken{}
}
