package traces

import (
	"fmt"
	"math"
	"slices"
)

// Where the published values come from. Figures were read to about one point.
const (
	statsATC   = "Shahrad et al., ATC'20, "
	statsFig1  = statsATC + "fig. 1"
	statsFig2  = statsATC + "fig. 2"
	statsFig5a = statsATC + "fig. 5a (mean of 14 days)"
	statsFig5b = statsATC + "fig. 5b (released traces: %s)"
	statsFig6  = statsATC + "fig. 6"
	statsFig7  = statsATC + "fig. 7"
	statsFig8  = statsATC + "fig. 8"
)

// statsRowsDefined lists the rows of a Table, in order.
func statsRowsDefined(columns []*TraceStats) []statsDefinition {
	rows := statsSizeRows()
	rows = append(rows, statsPopularityRows()...)
	rows = append(rows, statsAppRows()...)
	for _, name := range statsTriggerNames(columns) {
		pub, source := statsPublishedTrigger(name)
		rows = append(rows, statsDefinition{"triggers: share of functions", name, "%",
			func(s *TraceStats) float64 { f, _ := s.trigger(name); return f }, pub.functions / 100, source})
	}
	for _, name := range statsTriggerNames(columns) {
		pub, source := statsPublishedTrigger(name)
		rows = append(rows, statsDefinition{"triggers: share of invocations", name, "%",
			func(s *TraceStats) float64 { _, v := s.trigger(name); return v }, pub.invocations / 100, source})
	}
	rows = append(rows, statsCVRows()...)
	return append(rows, statsDistributionRows()...)
}

func statsPublishedTrigger(name string) (synthTrigger, string) {
	for _, t := range synthPublished().triggers {
		if t.name == name {
			return t, statsFig2
		}
	}
	return synthTrigger{}, ""
}

func statsSizeRows() []statsDefinition {
	row := func(name, unit string, v func(*TraceStats) float64) statsDefinition {
		return statsDefinition{section: "size", name: name, unit: unit, value: v}
	}
	return []statsDefinition{
		row("invocations", "", func(s *TraceStats) float64 { return float64(s.Invocations) }),
		row("functions", "", func(s *TraceStats) float64 { return float64(s.Functions) }),
		row("functions invoked", "", func(s *TraceStats) float64 { return float64(s.ActiveFunctions) }),
		row("apps", "", func(s *TraceStats) float64 { return float64(s.Apps) }),
		row("apps invoked", "", func(s *TraceStats) float64 { return float64(s.ActiveApps) }),
		row("span, hours", "h", func(s *TraceStats) float64 { return s.Span.Hours() }),
		row("invocations a minute, mean", "", func(s *TraceStats) float64 { return s.MinuteMean }),
		row("invocations a minute, peak", "", func(s *TraceStats) float64 { return float64(s.MinutePeak) }),
		row("lowest minute of the day, of the mean", "%", func(s *TraceStats) float64 { return statsExtreme(s.MinuteOfDay, slices.Min) }),
		row("highest minute of the day, of the mean", "%", func(s *TraceStats) float64 { return statsExtreme(s.MinuteOfDay, slices.Max) }),
		row("mean duration of an invocation, s", "s", func(s *TraceStats) float64 { return s.InvocationDuration.Seconds() }),
		row("running at a time, mean", "", func(s *TraceStats) float64 { return s.Concurrency }),
		row("invocations of 0 ns", "", func(s *TraceStats) float64 { return float64(s.ZeroDurations) }),
		row("at the instant of the one before", "", func(s *TraceStats) float64 { return float64(s.SameInstant) }),
	}
}

func statsExtreme(v []float64, pick func([]float64) float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	return pick(v)
}

func statsPopularityRows() []statsDefinition {
	const section = "popularity: share of invocations"
	rows := []statsDefinition{
		{section: section, name: "most popular function", unit: "%", value: func(s *TraceStats) float64 { return s.TopOne }},
		{section: section, name: "five most popular functions", unit: "%", value: func(s *TraceStats) float64 { return s.TopFive }},
	}
	parts := []string{"0.1%", "1%", "10%"}
	functions, released := []float64{0.63, 0.92, 0.99}, []string{"70%", "92%", "99%"}
	apps, appsReleased := []float64{0.53, 0.87, math.NaN()}, []string{"60%", "87%", ""}
	for i, part := range parts {
		rows = append(rows, statsDefinition{section, "top " + part + " of functions", "%",
			func(s *TraceStats) float64 { return s.TopFunctions[i] }, functions[i], fmt.Sprintf(statsFig5b, released[i])})
	}
	for i, part := range parts {
		d := statsDefinition{section, "top " + part + " of apps", "%", func(s *TraceStats) float64 { return s.TopApps[i] }, apps[i], ""}
		if !math.IsNaN(apps[i]) {
			d.source = fmt.Sprintf(statsFig5b, appsReleased[i])
		}
		rows = append(rows, d)
	}
	names := []string{"once a day", "once an hour", "once in 5 min", "once a minute"}
	daily, appDaily := []float64{0.34, 0.64, math.NaN(), 0.93}, []float64{0.21, 0.45, 0.67, 0.83}
	for i, name := range names {
		d := statsDefinition{"functions invoked at most", name, "%", func(s *TraceStats) float64 { return s.DailyFunctions[i] }, daily[i], statsFig5a}
		if math.IsNaN(daily[i]) {
			d.source = ""
		}
		rows = append(rows, d)
	}
	for i, name := range names {
		rows = append(rows, statsDefinition{"apps invoked at most", name, "%",
			func(s *TraceStats) float64 { return s.DailyApps[i] }, appDaily[i], statsFig5a})
	}
	return rows
}

func statsAppRows() []statsDefinition {
	var rows []statsDefinition
	names := []string{"1", "2", "3", "4 to 5", "6 to 10", "11 and more"}
	for i, c := range synthPublished().appSizes {
		rows = append(rows, statsDefinition{"functions of an app: share of apps", names[i], "%",
			func(s *TraceStats) float64 { return s.AppSizes[i] }, c.share, statsFig1})
	}
	return append(rows, statsDefinition{"functions of an app: share of apps", "invocations of apps with 1", "%",
		func(s *TraceStats) float64 { return s.SingleAppShare }, 0.25, statsFig1})
}

// statsPublishedCV is figure 6, by class as in statsClasses, at 0, 1, 2 and 10.
func statsPublishedCV() [4][4]float64 {
	return [4][4]float64{
		{0.20, 0.57, 0.72, 0.95}, {0.45, 0.93, 0.98, 1.00}, {0.28, 0.76, 0.86, 0.97}, {0.11, 0.35, 0.55, 0.91},
	}
}

func statsCVRows() []statsDefinition {
	var rows []statsDefinition
	points := []string{"0", "at most 1", "at most 2", "at most 10"}
	find := func(list []CVStats, class string) func(i int) float64 {
		for _, c := range list {
			if c.Class == class {
				return func(i int) float64 { return c.Shares[i] }
			}
		}
		return func(int) float64 { return math.NaN() }
	}
	published := statsPublishedCV()
	for ci, class := range statsClasses {
		for i, point := range points {
			rows = append(rows, statsDefinition{"CV of inter-arrival times, apps", class.name + ": " + point, "%",
				func(s *TraceStats) float64 { return find(s.AppCV, class.name)(i) }, published[ci][i], statsFig6})
		}
	}
	for _, class := range statsClasses {
		if class.name == "at least one timer" {
			continue
		}
		for i, point := range points {
			rows = append(rows, statsDefinition{section: "CV of inter-arrival times, functions", name: class.name + ": " + point, unit: "%",
				value: func(s *TraceStats) float64 { return find(s.FunctionCV, class.name)(i) }})
		}
	}
	return rows
}

func statsDistributionRows() []statsDefinition {
	var rows []statsDefinition
	add := func(section, name string, v func(*TraceStats) float64, published float64, source string) {
		rows = append(rows, statsDefinition{section, name, "%", v, published, source})
	}
	for i, p := range []float64{0, 0.14, 0.51, 0.83, 0.95, 0.995} {
		add("mean duration of a function, at most", statsDurations[i].String(), func(s *TraceStats) float64 { return s.Duration[i] }, p, statsFig7)
	}
	for i, p := range []float64{0.39, 0.70} {
		add("shortest duration of a function, at most", statsLeast[i].String(), func(s *TraceStats) float64 { return s.DurationLeast[i] }, p, statsFig7)
	}
	for i, p := range []float64{0.26, 0.67, 0.88} {
		add("longest duration of a function, at most", statsMost[i].String(), func(s *TraceStats) float64 { return s.DurationMost[i] }, p, statsFig7)
	}
	for i, p := range []float64{0.09, 0.27, 0.50, 0.83, 0.93} {
		add("memory of an app, at most", fmt.Sprintf("%v MB", statsMemory[i]), func(s *TraceStats) float64 { return s.Memory[i] }, p, statsFig8)
	}
	return rows
}
