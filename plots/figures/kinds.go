package figures

import "thaw/plots"

// Kind is one kind of figure that the package draws.
type Kind struct {
	Name  string              // as in `thaw plot --figure NAME`, and the default base name of its files
	About string              // one line for lists
	New   func() plots.Figure // an empty one, to be filled; composing it as it is gives an error
}

// Kinds lists every kind of figure, in alphabetical order.
func Kinds() []Kind {
	return []Kind{
		{"bars", "grouped bars with intervals", func() plots.Figure { return &plots.Bars{} }},
		{"fault-histogram", "page faults by how long they took, one panel a restore", func() plots.Figure { return &FaultHistogram{} }},
		{"four-panel", "starts, latency, memory and one more measure over time", func() plots.Figure { return &FourPanel{} }},
		{"latency-cdf", "cumulative distributions of latency on a logarithmic axis", func() plots.Figure { return &LatencyCDF{} }},
		{"lines", "curves with bands on linear or logarithmic axes", func() plots.Figure { return &plots.Lines{} }},
		{"page-map", "page faults by guest address and time, one panel a restore", func() plots.Figure { return &PageMap{} }},
		{"policy-comparison", "several measures of several policies as dots with intervals", func() plots.Figure { return &PolicyComparison{} }},
		{"stacked-bars", "bars made of parts, such as the stages of a cold start", func() plots.Figure { return &plots.StackedBars{} }},
		{"start-kinds", "shares of cold, warm and prewarm starts of each policy", func() plots.Figure { return &StartKinds{} }},
		{"where-time-goes", "mean cold start of each policy by its stages", func() plots.Figure { return &WhereTimeGoes{} }},
	}
}
