package papers

import (
	"strings"

	"thaw/experiments/papers/census"
	"thaw/experiments/papers/verdict"
)

// counted reports whether a claim is in the census of a workload. Without a census, and on
// a trace that is given, predictions count.
func (p *Paper) counted(c *Claim, workload string) bool {
	if p.frozen == nil || workload == givenWorkload {
		status, _ := c.status(workload)
		return status.Counted()
	}
	return p.frozen.Counted.Find(p.Name, workload, c.Figure, census.OneLine(c.Claim)) != nil
}

// checkCensus compares the claims with their record, where there is one.
func (p *Paper) checkCensus(report complaint) {
	if p.frozen == nil {
		return
	}
	workloads := workloadNames(p)
	if !p.replays() {
		workloads = []string{""}
	}
	claims := make([]census.Claim, len(p.Claims))
	for i := range p.Claims {
		c := &p.Claims[i]
		claims[i] = census.Claim{Place: c.Place, Figure: c.Figure, Text: c.Claim, Tolerance: c.Tolerance.Text,
			Status: func(workload string) verdict.Status {
				status, _ := c.status(workload)
				return status
			}}
		if c.AtLeast != 0 {
			claims[i].Tolerance = strings.TrimSpace(c.Tolerance.Text + " at-least " + c.AtLeast.String())
		}
	}
	p.frozen.Check(p.Name, workloads, claims, census.Report(report))
}
