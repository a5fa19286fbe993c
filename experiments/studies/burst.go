package studies

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"thaw/models/burst"
	"thaw/models/network"
	"thaw/models/numbers"
	"thaw/models/params"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// burstSettings are the settings of the study burst.
type burstSettings struct {
	Strategies []string `yaml:"strategies"` // of the network, with their parameters: the variants
	Reference  string   `yaml:"reference"`  // of the slowdown
	Platform   string   `yaml:"platform"`   // with the costs of starts and connections
	Cores      int      `yaml:"cores"`      // of each invoker; 0: the platform's
	NIC        string   `yaml:"nic"`        // of each invoker; empty: the platform's

	Request time.Duration `yaml:"request"` // of the framework for each container; 0: the platform's

	Pieces int             `yaml:"pieces"` // a container for each in every stage
	Work   []time.Duration `yaml:"work"`   // mean of a piece in each stage; an invoker a stage
	Stages []string        `yaml:"stages"` // their names: each stage by itself; none: the job as a whole
	Sends  []float64       `yaml:"sends"`  // MB of a piece from each stage to the next, mean
	Rank   int             `yaml:"rank"`   // of the pieces that the metrics by_rank speak of; 0: all
	Spread float64         `yaml:"spread"` // σ of the log-normal factor by which pieces differ
	Ahead  bool            `yaml:"ahead"`  // networks of later stages are prepared when the job comes
	Remove bool            `yaml:"remove"` // containers go when they are done; else with the job
}

// burstStudy runs a job of several stages whose containers arrive at once.
func burstStudy() Study {
	return definition[burstSettings]{
		name:  "burst",
		about: "a job in stages, hundreds of containers at once, by how they are connected",
		defaults: burstSettings{
			Strategies: []string{"overlay"}, Reference: "overlay", Platform: network.Reference,
			Pieces: 100, Work: []time.Duration{time.Second, time.Second, time.Second}, Sends: []float64{10, 10},
			Ahead: true,
		},
		metrics: []Metric{
			{"job_s", "s", "job"},
			{"slowdown", "", "times as long as the reference"},
			{"piece_s_mean", "s", "piece, mean"},
			{"piece_slowdown", "", "a piece, times as long as with the reference"},
			{"startup_share", "share", "share of start-up"},
			{"transfer_share", "share", "share of transfer"},
			{"work_share", "share", "share of processing"},
			{"startup_s", "s", "start-up, mean"},
			{"transfer_s", "s", "transfer, mean"},
			{"work_s", "s", "processing, mean"},
			{"slowest", "", "slowest piece, times the mean piece"},
			{"first_started_s", "s", "last container of the first stage started"},
			{"started_s_by_rank", "s", "containers of the first stage started"},
			{"first_s_by_rank", "s", "pieces through the first stage"},
			{"done_s_by_rank", "s", "pieces done"},
			{"first_startup_s", "s", "start-up in the first stage, mean"},
			{"later_startup_s", "s", "start-up in a later stage, mean"},
			{"first_stretch", "", "transfer out of the first stage, times as long as alone"},
			{"later_stretch", "", "transfer out of later stages, times as long as alone"},
			{"stretch_fall", "", "first of these two, times the second"},
			{"later_startup_ratio", "share", "start-up in a later stage, of that in the first"},
		},
		check:    (*burstSettings).check,
		variants: func(s *burstSettings) []string { return s.Strategies },
		items: func(s *burstSettings) []string {
			if len(s.Stages) == 0 {
				return []string{""}
			}
			return s.Stages
		},
		series: []Series{{Name: "pieces", About: "a row for each piece and stage, pieces by when they are done",
			Columns: []Metric{
				{"rank", "", "pieces done"},
				{"piece", "", "piece"},
				{"stage", "", "stage"},
				{"asked_s", "s", "container asked for"},
				{"connected_s", "s", "container connected"},
				{"started_s", "s", "container started"},
				{"fetched_s", "s", "data there"},
				{"worked_s", "s", "processed"},
			}}},
		runSeries: runBurst,
	}.study()
}

func (s *burstSettings) check(report Report) {
	checkStrategies(all.Networks(), s.Strategies, report)
	if _, err := policies.Parse(all.Networks(), s.Reference); err != nil {
		report("reference", "%v", err)
	}
	if _, err := params.Load(s.Platform); err != nil {
		report("platform", "%v", err)
	}
	if s.Cores < 0 || s.Cores > 65_536 {
		report("cores", "%d, expected 0 (the platform's) to 65536", s.Cores)
	}
	if s.NIC != "" {
		if b, err := params.ParseBandwidth(s.NIC); err != nil {
			report("nic", "%v", err)
		} else if b == 0 {
			report("nic", "network cards of 0 bytes a second, and data to be sent")
		}
	}
	if s.Request < 0 || s.Request > time.Minute {
		report("request", "%v, expected 0s (the platform's) to 1m", s.Request)
	}
	if s.Pieces < 1 || s.Pieces > 100_000 {
		report("pieces", "%d, expected 1 to 100000", s.Pieces)
	}
	if len(s.Work) < 1 || len(s.Work) > 100 {
		report("work", "%d stages, expected 1 to 100", len(s.Work))
	}
	if s.Rank < 0 || s.Rank > s.Pieces {
		report("rank", "%d, expected 0 (all) to %d", s.Rank, max(s.Pieces, 1))
	}
	if len(s.Stages) > 0 && len(s.Stages) != len(s.Work) {
		report("stages", "%d names of %d stages", len(s.Stages), len(s.Work))
	}
	if len(s.Sends) != len(s.Work)-1 {
		report("sends", "%d amounts between %d stages, expected one less", len(s.Sends), len(s.Work))
	}
	for i, w := range s.Work {
		if w > 24*time.Hour {
			report("work", "stage %d works for %v, expected 0s to 24h", i+1, w)
		}
	}
	for i, mb := range s.Sends {
		if !(mb >= 0 && mb <= 1e6) {
			report("sends", "stage %d sends %v MB, expected 0 to 1000000", i+1, mb)
		}
	}
	if !(s.Spread >= 0 && s.Spread <= 3) {
		report("spread", "%v, expected 0 to 3", s.Spread)
	}
}

// play runs the job under a strategy.
func (s *burstSettings) play(ctx context.Context, strategy string, seed uint64, book *numbers.Book) (burst.Result,
	burst.Config, error) {
	fail := func(err error) (burst.Result, burst.Config, error) {
		return burst.Result{}, burst.Config{}, err
	}
	p, err := book.Platform(s.Platform)
	if err != nil {
		return fail(err)
	}
	cfg := burst.Config{Invokers: len(s.Work), Cores: p.Cores.Value, Sandbox: p.Stages.Sandbox.Value,
		Request: s.Request}
	if cfg.Network, err = book.Network(p); err != nil {
		return fail(err)
	}
	if s.Request == 0 {
		reference, err := book.Reference(p)
		if err != nil {
			return fail(err)
		}
		cfg.Request = reference.Network.Request.Value
	}
	if s.Cores > 0 {
		cfg.Cores = s.Cores
	}
	if s.NIC != "" {
		if cfg.Network.NIC, err = params.ParseBandwidth(s.NIC); err != nil {
			return fail(err)
		}
	}
	if cfg.Recipe, err = recipeOf(strategy); err != nil {
		return fail(err)
	}
	job := burst.Job{Pieces: s.Pieces, Spread: s.Spread, Ahead: s.Ahead, Remove: s.Remove}
	for i, w := range s.Work {
		stage := burst.Stage{Name: fmt.Sprint(i + 1), Invoker: int32(i), Work: w}
		if i < len(s.Sends) {
			stage.Out = uint64(s.Sends[i] * 1e6)
		}
		job.Stages = append(job.Stages, stage)
	}
	r, err := burst.Run(ctx, cfg, job, seed)
	return r, cfg, err
}

// keepPieces keeps the instants of every piece in every stage, the piece that is done first
// first; of those that are done at once the lower number.
func keepPieces(r *burst.Result, keep *recorder) {
	order := make([]int, len(r.Times)/r.Stages)
	for p := range order {
		order[p] = p
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(r.At(a, r.Stages-1).Worked, r.At(b, r.Stages-1).Worked)
	})
	for rank, piece := range order {
		for stage := range r.Stages {
			t := r.At(piece, stage)
			keep.add("pieces", float64(rank+1), float64(piece+1), float64(stage+1), t.Asked.Seconds(),
				t.Connected.Seconds(), t.Started.Seconds(), t.Fetched.Seconds(), t.Worked.Seconds())
		}
	}
}

// runBurst runs the job under one strategy, and under the reference.
func runBurst(ctx context.Context, s *burstSettings, at Run, book *numbers.Book, keep *recorder) (Values, error) {
	r, cfg, err := s.play(ctx, at.Variant, at.Seed, book)
	if err != nil {
		return nil, err
	}
	if keep.wants("pieces") {
		keepPieces(&r, keep)
	}
	if at.Item != "" {
		p := r.Mean(slices.Index(s.Stages, at.Item))
		return Values{
			"startup_s": p.Startup.Seconds(), "transfer_s": p.Transfer.Seconds(), "work_s": p.Work.Seconds(),
		}, nil
	}
	reference, _, err := s.play(ctx, s.Reference, at.Seed, book)
	if err != nil {
		return nil, err
	}
	piece, first := r.Piece(), r.Mean(0)
	total := piece.Total().Seconds()
	rank := s.Pieces
	if s.Rank > 0 {
		rank = s.Rank
	}
	started := func(p int) sim.Time { return r.At(p, 0).Started }
	out := Values{
		"job_s": r.End.Seconds(), "slowdown": r.End.Seconds() / reference.End.Seconds(),
		"piece_s_mean": total, "piece_slowdown": total / reference.Piece().Total().Seconds(),
		"slowest":   r.End.Seconds() / total, // every piece is there when the job comes
		"startup_s": piece.Startup.Seconds(), "transfer_s": piece.Transfer.Seconds(), "work_s": piece.Work.Seconds(),
		"startup_share": piece.Startup.Seconds() / total, "transfer_share": piece.Transfer.Seconds() / total,
		"work_share":      piece.Work.Seconds() / total,
		"first_started_s": r.Ranked(s.Pieces, started).Seconds(), "first_startup_s": first.Startup.Seconds(),
		"started_s_by_rank": r.Ranked(rank, started).Seconds(),
		"first_s_by_rank":   r.Ranked(rank, func(p int) sim.Time { return r.At(p, 0).Worked }).Seconds(),
		"done_s_by_rank":    r.Ranked(rank, func(p int) sim.Time { return r.At(p, r.Stages-1).Worked }).Seconds(),
	}
	if r.Stages > 1 {
		later := (piece.Startup - first.Startup).Seconds() / float64(r.Stages-1)
		out["later_startup_s"], out["later_startup_ratio"] = later, later/first.Startup.Seconds()
	}
	cards, err := network.NewNics(cfg.Network, cfg.Recipe.Tunnel, 1)
	if err != nil {
		return nil, err
	}
	alone := func(mb float64) float64 { return cards.UncontendedTime(uint64(mb * 1e6)).Seconds() }
	took, would := 0.0, 0.0
	for k, mb := range s.Sends {
		sent := r.Mean(k + 1).Transfer.Seconds()
		switch {
		case k > 0:
			took, would = took+sent, would+alone(mb)
		case mb > 0:
			out["first_stretch"] = sent / alone(mb)
		}
	}
	if would > 0 {
		out["later_stretch"] = took / would
		out["stretch_fall"] = out["first_stretch"] / out["later_stretch"]
	}
	return out, nil
}
