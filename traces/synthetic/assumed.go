package synthetic

import "time"

// The generator's own limits.
const (
	longestDuration = time.Hour // assumed: durations are cut here; figure 7 ends at ten minutes with 99.5%
	maxMemoryMiB    = 1536      // MiB; the limit of Azure's consumption plan (recalled); figure 8 has 100% below it
	// assumed: no function has more invocations running on average; a platform's scale-out limit
	busiest      = 1000
	fastestTimer = 86_400 // invocations a day of the fastest timer: cron expressions have seconds
	leastKeep    = 0.05   // regular functions whose chances are taken less often are made Poisson
)
