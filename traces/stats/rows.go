package stats

import (
	"fmt"
	"math"
	"slices"

	"thaw/traces/published"
)

// Where the published values come from. Figures were read to about one point.
const (
	atc20 = "Shahrad et al., ATC'20, "
	fig1  = atc20 + "fig. 1"
	fig2  = atc20 + "fig. 2"
	fig5a = atc20 + "fig. 5a (mean of 14 days)"
	fig5b = atc20 + "fig. 5b (released traces: %s)"
	fig6  = atc20 + "fig. 6"
	fig7  = atc20 + "fig. 7"
	fig8  = atc20 + "fig. 8"
)

// rowDefinitions lists the rows of a Table, in order.
func rowDefinitions(columns []*Summary) []rowDefinition {
	rows := sizeRows()
	rows = append(rows, popularityRows()...)
	rows = append(rows, appRows()...)
	for _, name := range triggerNames(columns) {
		pub, source := publishedTrigger(name)
		rows = append(rows, rowDefinition{"triggers: share of functions", name, "%",
			func(s *Summary) float64 { f, _ := s.trigger(name); return f }, pub.Functions / 100, source})
	}
	for _, name := range triggerNames(columns) {
		pub, source := publishedTrigger(name)
		rows = append(rows, rowDefinition{"triggers: share of invocations", name, "%",
			func(s *Summary) float64 { _, v := s.trigger(name); return v }, pub.Invocations / 100, source})
	}
	rows = append(rows, cvRows()...)
	return append(rows, distributionRows()...)
}

func publishedTrigger(name string) (published.Trigger, string) {
	for _, t := range published.Azure().Triggers {
		if t.Name == name {
			return t, fig2
		}
	}
	return published.Trigger{}, ""
}

func sizeRows() []rowDefinition {
	row := func(name, unit string, v func(*Summary) float64) rowDefinition {
		return rowDefinition{section: "size", name: name, unit: unit, value: v}
	}
	return []rowDefinition{
		row("invocations", "", func(s *Summary) float64 { return float64(s.Invocations) }),
		row("functions", "", func(s *Summary) float64 { return float64(s.Functions) }),
		row("functions invoked", "", func(s *Summary) float64 { return float64(s.ActiveFunctions) }),
		row("apps", "", func(s *Summary) float64 { return float64(s.Apps) }),
		row("apps invoked", "", func(s *Summary) float64 { return float64(s.ActiveApps) }),
		row("span, hours", "h", func(s *Summary) float64 { return s.Span.Hours() }),
		row("clock starts, hours into the trace's own", "h", func(s *Summary) float64 { return s.ClockOffset.Hours() }),
		row("invocations a minute, mean", "", func(s *Summary) float64 { return s.MinuteMean }),
		row("invocations a minute, peak", "", func(s *Summary) float64 { return float64(s.MinutePeak) }),
		row("lowest minute of the day, of the mean", "%",
			func(s *Summary) float64 { return extreme(s.MinuteOfDay, slices.Min) }),
		row("highest minute of the day, of the mean", "%",
			func(s *Summary) float64 { return extreme(s.MinuteOfDay, slices.Max) }),
		row("mean duration of an invocation, s", "s",
			func(s *Summary) float64 { return s.InvocationDuration.Seconds() }),
		row("running at a time, mean", "", func(s *Summary) float64 { return s.Concurrency }),
		row("invocations of 0 ns", "", func(s *Summary) float64 { return float64(s.ZeroDurations) }),
		row("at the instant of the one before", "", func(s *Summary) float64 { return float64(s.SameInstant) }),
	}
}

func extreme(v []float64, pick func([]float64) float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	return pick(v)
}

func popularityRows() []rowDefinition {
	const section = "popularity: share of invocations"
	rows := []rowDefinition{
		{section: section, name: "most popular function", unit: "%",
			value: func(s *Summary) float64 { return s.TopOne }},
		{section: section, name: "five most popular functions", unit: "%",
			value: func(s *Summary) float64 { return s.TopFive }},
	}
	parts := []string{"0.1%", "1%", "10%"}
	functions, released := []float64{0.63, 0.92, 0.99}, []string{"70%", "92%", "99%"}
	apps, appsReleased := []float64{0.53, 0.87, math.NaN()}, []string{"60%", "87%", ""}
	for i, part := range parts {
		rows = append(rows, rowDefinition{section, "top " + part + " of functions", "%",
			func(s *Summary) float64 { return s.TopFunctions[i] }, functions[i], fmt.Sprintf(fig5b, released[i])})
	}
	for i, part := range parts {
		d := rowDefinition{section, "top " + part + " of apps", "%", func(s *Summary) float64 { return s.TopApps[i] },
			apps[i], ""}
		if !math.IsNaN(apps[i]) {
			d.source = fmt.Sprintf(fig5b, appsReleased[i])
		}
		rows = append(rows, d)
	}
	names := []string{"once a day", "once an hour", "once in 5 min", "once a minute"}
	daily, appDaily := []float64{0.34, 0.64, math.NaN(), 0.93}, []float64{0.21, 0.45, 0.67, 0.83}
	for i, name := range names {
		d := rowDefinition{"functions invoked at most", name, "%",
			func(s *Summary) float64 { return s.DailyFunctions[i] }, daily[i], fig5a}
		if math.IsNaN(daily[i]) {
			d.source = ""
		}
		rows = append(rows, d)
	}
	for i, name := range names {
		rows = append(rows, rowDefinition{"apps invoked at most", name, "%",
			func(s *Summary) float64 { return s.DailyApps[i] }, appDaily[i], fig5a})
	}
	return rows
}

func appRows() []rowDefinition {
	var rows []rowDefinition
	names := []string{"1", "2", "3", "4 to 5", "6 to 10", "11 and more"}
	for i, c := range published.Azure().AppSizes {
		rows = append(rows, rowDefinition{"functions of an app: share of apps", names[i], "%",
			func(s *Summary) float64 { return s.AppSizes[i] }, c.Share, fig1})
	}
	return append(rows, rowDefinition{"functions of an app: share of apps", "invocations of apps with 1", "%",
		func(s *Summary) float64 { return s.SingleAppShare }, 0.25, fig1})
}

// publishedCV is figure 6, by class as in cvClasses, at 0, 1, 2 and 10.
func publishedCV() [4][4]float64 {
	return [4][4]float64{
		{0.20, 0.57, 0.72, 0.95}, {0.45, 0.93, 0.98, 1.00}, {0.28, 0.76, 0.86, 0.97}, {0.11, 0.35, 0.55, 0.91},
	}
}

func cvRows() []rowDefinition {
	var rows []rowDefinition
	points := []string{"0", "at most 1", "at most 2", "at most 10"}
	find := func(list []CV, class string) func(i int) float64 {
		for _, c := range list {
			if c.Class == class {
				return func(i int) float64 { return c.Shares[i] }
			}
		}
		return func(int) float64 { return math.NaN() }
	}
	published := publishedCV()
	for ci, class := range cvClasses {
		for i, point := range points {
			rows = append(rows, rowDefinition{"CV of inter-arrival times, apps", class.name + ": " + point, "%",
				func(s *Summary) float64 { return find(s.AppCV, class.name)(i) }, published[ci][i], fig6})
		}
	}
	for _, class := range cvClasses {
		if class.name == "at least one timer" {
			continue
		}
		for i, point := range points {
			rows = append(rows, rowDefinition{section: "CV of inter-arrival times, functions",
				name: class.name + ": " + point, unit: "%",
				value: func(s *Summary) float64 { return find(s.FunctionCV, class.name)(i) }})
		}
	}
	return rows
}

func distributionRows() []rowDefinition {
	var rows []rowDefinition
	add := func(section, name string, v func(*Summary) float64, published float64, source string) {
		rows = append(rows, rowDefinition{section, name, "%", v, published, source})
	}
	for i, p := range []float64{0, 0.14, 0.51, 0.83, 0.95, 0.995} {
		add("mean duration of a function, at most", durationPoints[i].String(),
			func(s *Summary) float64 { return s.Duration[i] }, p, fig7)
	}
	for i, p := range []float64{0.39, 0.70} {
		add("shortest duration of a function, at most", leastPoints[i].String(),
			func(s *Summary) float64 { return s.DurationLeast[i] }, p, fig7)
	}
	for i, p := range []float64{0.26, 0.67, 0.88} {
		add("longest duration of a function, at most", mostPoints[i].String(),
			func(s *Summary) float64 { return s.DurationMost[i] }, p, fig7)
	}
	for i, p := range []float64{0.09, 0.27, 0.50, 0.83, 0.93} {
		add("memory of an app, at most", fmt.Sprintf("%v MB", memoryPoints[i]),
			func(s *Summary) float64 { return s.Memory[i] }, p, fig8)
	}
	return rows
}
