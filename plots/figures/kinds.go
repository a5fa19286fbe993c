package figures

import "thaw/plots"

// Kind is a kind of figure.
type Kind struct {
	Name  string              // as in `thaw plot --figure NAME`, and the default base name of its files
	About string              // one line for lists
	New   func() plots.Figure // an empty figure to fill in; composing it empty is an error
}

// Kinds lists every kind of figure, in alphabetical order.
func Kinds() []Kind {
	return []Kind{
		{"bars", "grouped bars with intervals", empty[Bars]},
		{"fault-histogram", "page faults by how long they took, one panel a restore", empty[FaultHistogram]},
		{"four-panel", "starts, latency, memory and one more measure over time", empty[FourPanel]},
		{"gantt", "tasks over time by stage, with their phases and a path of tasks", empty[Gantt]},
		{"graph", "stages and the streams between them, from left to right", empty[Graph]},
		{"latency-cdf", "cumulative distributions of latency on a logarithmic axis", empty[LatencyCDF]},
		{"lines", "curves with bands on linear or logarithmic axes", empty[Lines]},
		{"page-map", "page faults by guest address and time, one panel a restore", empty[PageMap]},
		{"policy-comparison", "several measures of several policies as dots with intervals", empty[PolicyComparison]},
		{"share-cdf", "cumulative distributions of a share, such as that of cold starts of each app", empty[ShareCDF]},
		{"stacked-bars", "bars made of parts, such as the stages of a cold start", empty[StackedBars]},
		{"start-kinds", "shares of cold, warm and prewarm starts of each policy", empty[StartKinds]},
		{"trade-off", "what policies pay on one axis for what they get on the other", empty[TradeOff]},
		{"where-time-goes", "mean cold start of each policy by its stages", empty[WhereTimeGoes]},
	}
}

// empty makes an empty figure of a kind.
func empty[F any, P interface {
	*F
	plots.Figure
}]() plots.Figure {
	return P(new(F))
}
