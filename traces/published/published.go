// Package published states what papers publish of the Azure workload, for the
// generator that follows it and for the statistics that are put beside it.
//
//	share of functions │      ⋅──⋅   Point: 0.93 of the functions are invoked
//	                   │  ⋅──╯       at most 1,440 times a day
//	                   └───────────  invocations a day
package published

import (
	"math"
	"time"
)

// The numbers behind the azure model. "ATC'20" is Shahrad et al., Serverless in
// the Wild, USENIX ATC 2020; values read from its figures are good to about one
// point of the last digit given. "Excerpt" is the 250-function excerpt of day 07 of
// the data set published with it, as measured by `thaw trace stats`.

// Point is a point of a cumulative distribution: the share of things at or
// below value.
type Point struct{ Share, Value float64 }

// Workload holds the published shape of the Azure workload.
type Workload struct {
	Daily        []Point // functions by invocations a day, below the head
	Head         []Point // most popular share of functions: share of invocations
	PerDay       float64 // invocations a function and day, on average
	Slowest      float64 // least mean rate of a function, invocations a day
	AppSizes     []Size
	HugeApps     float64 // share of apps with 100 functions or more
	Triggers     []Trigger
	Combinations []Combination
	TimerPeriods []time.Duration
	CV, TimerCV  []Point // functions by CV of inter-arrival times
	Duration     []Point // functions by mean duration, s
	RateRank     float64 // correlation of the normal scores of rate and mean duration
	ActiveShift  float64 // of the normal score of mean durations
	WithinMedian float64 // sigma of a function's own durations: median and spread over functions
	WithinSigma  float64
	Burr         [3]float64 // c, k, lambda (MB): memory of apps
}

// Memory returns the Burr quantile, in MB.
func (p *Workload) Memory(u float64) float64 {
	return p.Burr[2] * math.Pow(math.Pow(1-u, -1/p.Burr[1])-1, 1/p.Burr[0])
}

// Size is a share of the apps and the numbers of functions they have.
type Size struct {
	Share    float64
	From, To int
}

// Trigger is a kind of trigger, its letter in the paper's figure 3, and
// its shares.
type Trigger struct {
	Letter                 byte
	Name                   string
	Functions, Invocations float64
}

// Combination is a share of the apps and the triggers that their functions have.
type Combination struct {
	Share   float64
	Letters string
}

// Azure returns the published shape of the Azure workload, each number with its
// source.
func Azure() Workload {
	return Workload{
		// ATC'20 figure 5a, averages over 14 days: at most one a day 34%, one an hour
		// 64%, one a minute 93% of functions.
		Daily: []Point{{0.34, 1}, {0.64, 24}, {0.93, 1440}},
		// ATC'20 figure 5b: the top 0.1% of functions make 63% of the invocations in the paper
		// and 70% in the released traces (the middle is taken), 1% make 92%. Beyond,
		// figure 5a rules.
		Head: []Point{{0.001, 0.665}, {0.01, 0.92}},
		// 12,495,810,846 invocations in the released 14 days, 46,000 to 53,000 functions
		// a day (the data set itself): about 18,000.
		PerDay: 18_000,
		// once in the 14 days observed
		Slowest: 1.0 / 14,
		// ATC'20 figure 1
		AppSizes: []Size{{0.54, 1, 1}, {0.16, 2, 2}, {0.10, 3, 3}, {0.08, 4, 5}, {0.07, 6, 10}, {0.05, 11, 500}},
		// ATC'20 figure 1
		HugeApps: 0.0004,
		// ATC'20 figure 2: percent of functions and of invocations.
		Triggers: []Trigger{
			{'H', "http", 55.0, 35.9}, {'Q', "queue", 15.2, 33.5}, {'E', "event", 2.2, 24.7},
			{'O', "orchestration", 6.9, 2.3},
			{'T', "timer", 15.6, 2.0}, {'S', "storage", 2.8, 0.7}, {'o', "others", 2.2, 1.0},
		},
		Combinations: combinations(),
		// assumed: the periods that cron expressions commonly have
		TimerPeriods: []time.Duration{
			time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 20 * time.Second,
			30 * time.Second,
			time.Minute, 2 * time.Minute, 3 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute,
			20 * time.Minute, 30 * time.Minute,
			time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 6 * time.Hour, 8 * time.Hour, 12 * time.Hour,
			24 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour,
		},
		// fitted on a generated day of 20,000 functions so that the apps have figure 6's CVs: 11, 35, 55,
		// 91% without timers and 45, 93, 98, 100% with timers only. Functions need more zeros
		// than apps, because the functions of an app blur each other; the ends are assumed.
		CV:      []Point{{0.20, 0}, {0.36, 1}, {0.47, 2}, {0.75, 10}, {1, 100}},
		TimerCV: []Point{{0.56, 0}, {0.93, 1}, {0.98, 2}, {1, 10}},
		// ATC'20 figure 7, average; the ends are assumed.
		Duration: []Point{{0, 0.001}, {0.14, 0.1}, {0.51, 1}, {0.83, 10}, {0.95, 60}, {0.995, 600}, {1, 3600}},
		RateRank: -0.33, // excerpt: correlation of ln invocations and ln average
		// fitted on a generated day of 20,000 functions: those that a day invokes are more
		// popular than all, hence shorter; with this they have figure 7's average durations
		ActiveShift: 0.20,
		// fitted to the shortest and longest durations of figure 7. The excerpt has a median of
		// 0.44 (ln(p75/p25)/1.349), of averages over 30 s, which are closer together.
		WithinMedian: 0.70,
		WithinSigma:  0.93, // excerpt: quartiles 0.23, 0.44, 0.81 of the same
		// ATC'20 section 3.5: Burr XII fit of allocated memory (recalled; its median, 140 MB, is that of figure 8)
		Burr: [3]float64{11.652, 0.221, 107.083},
	}
}

// combinations returns ATC'20 figure 3b, and for the 9.6% of apps that it
// leaves out combinations chosen so that the share of apps with at least one
// function of each trigger is that of figure 3a (assumed: which they are).
func combinations() []Combination {
	return []Combination{
		{43.27, "H"}, {13.36, "T"}, {9.47, "Q"}, {4.59, "HT"}, {4.22, "HQ"}, {3.01, "E"}, {2.80, "S"},
		{2.57, "TQ"}, {2.48, "HTQ"}, {1.69, "Ho"}, {1.05, "HS"}, {1.03, "HO"}, {0.84, "HTo"},
		{1.20, "HTQS"}, {0.90, "HTQE"}, {0.80, "HTQO"}, {0.90, "HTQo"}, {1.20, "o"}, {0.70, "To"}, {0.60, "HE"},
		{0.60, "QS"}, {0.50, "SE"}, {0.40, "O"}, {0.30, "QE"}, {0.26, "HTQSEOo"}, {0.42, "So"},
		{0.22, "HEo"}, {0.55, "TO"}, {0.07, "Oo"},
	}
}
