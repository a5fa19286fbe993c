package studies

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/models/numbers"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
	"thaw/sim"
)

// workflowSettings are the settings of the study workflow.
type workflowSettings struct {
	Workflow form.Workflow  `yaml:"workflow"`
	Variants []form.Change  `yaml:"variants"` // none: the workflow as it is
	Chunks   int            `yaml:"chunks"`   // of each input at most; 0: as stated
	Watch    string         `yaml:"watch"`    // the stage that the metrics watched_ speak of
	Delivers string         `yaml:"delivers"` // the stage whose deliveries a straggler delays
	Late     form.Straggler `yaml:"straggler"`
	Outputs  []string       `yaml:"outputs"` // the items: stages with output, each with all that follows its input
	Rate     float64        `yaml:"rate"`    // chunks come so many times as often
	Skip     time.Duration  `yaml:"skip"`    // latencies are of chunks that come later
	GB       float64        `yaml:"gb"`      // memory of a worker
	USD      float64        `yaml:"usd-per-gb-s"`
}

// asStated is the variant where none are named.
const asStated = "workflow"

// workflowStudy runs a workflow on an engine of its own.
func workflowStudy() Study {
	return definition[workflowSettings]{
		name:     "workflow",
		about:    "a workflow of many stages on short-lived workers, by scheduler, mitigation, launcher or input",
		defaults: workflowSettings{GB: 3, USD: 0.0000166667, Rate: 1},
		metrics: []Metric{
			{"done_s", "s", "last chunk in the output"},
			{"first_s", "s", "first chunk in the output"},
			{"task_done_s_p99", "s", "99 % of the tasks have ended"},
			{"tail_s", "s", "from there to the end of the last task"},
			{"task_s", "s", "task with its wait for a worker, mean"},
			{"wait_share", "share", "share of waiting for workers"},
			{"store_share", "share", "share of the store"},
			{"work_share", "share", "share of processing"},
			{"watched_work_share", "share", "share of processing in the watched stage"},
			{"other_work_share", "share", "share of processing in other stages"},
			{"watched_worker_s", "s", "workers of the watched stage"},
			{"watched_task_s", "s", "task of the watched stage on its worker, mean"},
			{"watched_task_s_max", "s", "task of the watched stage on its worker, the longest"},
			{"watched_work_s_min", "s", "processing of a task of the watched stage, the shortest"},
			{"watched_work_s_max", "s", "processing of a task of the watched stage, the longest"},
			{"delay_s_least", "s", "delay of a delivery behind the straggler's, the least"},
			{"delay_s_most", "s", "delay of a delivery, the most"},
			{"delay_tasks", "", "delay of a delivery, the most, in tasks of the watched stage"},
			{"worker_s", "s", "workers"},
			{"workers_mean", "", "workers at once, mean"},
			{"workers_peak", "", "workers at once, most"},
			{"launched_s", "s", "last worker started"},
			{"usd", "", "price of the workers (USD)"},
			{"late_chunks", "", "chunks after their deadlines"},
			{"lead_s_least", "s", "lead of a chunk over its deadline, the least"},
			{"slept_s", "s", "time in which the scheduler slept"},
			{"latency_s", "s", "from the arrival of a chunk until it is in the output, mean"},
			{"latency_s_p99", "s", "from the arrival of a chunk until it is in the output, 99th percentile"},
			{"chunks_per_s", "", "chunks in the output each second"},
			{"memory_gb_s", "", "memory of workers (GB·s)"},
			{"buffer_mb_peak", "", "data that hosts hold for workers, most (MB)"},
			{"buffer_gb_s", "", "data that hosts hold for workers (GB·s)"},
		},
		check: (*workflowSettings).check,
		variants: func(s *workflowSettings) (names []string) {
			for _, c := range s.listed() {
				names = append(names, c.Name)
			}
			return names
		},
		items: func(s *workflowSettings) []string {
			if len(s.Outputs) == 0 {
				return []string{""}
			}
			return s.Outputs
		},
		series: []Series{
			{Name: "tasks", About: "a row for each task, in the order in which they end", Columns: []Metric{
				{"chunk", "", "chunk"}, {"stage", "", "stage"}, {"attempt", "", "attempt"},
				{"asked_s", "s", "worker asked for"}, {"started_s", "s", "worker started"},
				{"fetched_s", "s", "data fetched"}, {"worked_s", "s", "processed"}, {"ended_s", "s", "emitted"}}},
			{Name: "chunks", About: "a row for each chunk of the output", Columns: []Metric{
				{"chunk", "", "chunk"}, {"delivered_s", "s", "delivered in order"},
				{"done_s", "s", "in the output"}, {"deadline_s", "s", "deadline"}}},
			{Name: "parts", About: "a row for each chunk: where its tasks spend their time", Columns: []Metric{
				{"chunk", "", "chunk"}, {"from_s", "s", "nothing"}, {"worked_s", "s", "processing"},
				{"stored_s", "s", "store"}, {"waited_s", "s", "waiting for workers"}}},
		},
		runSeries: runWorkflow,
	}.study()
}

func (s *workflowSettings) check(report Report) {
	if len(s.Workflow.Stages) == 0 {
		report("workflow", "none, expected inputs, stages and streams")
		return
	}
	wholeBetween(report)("chunks", s.Chunks, 0, workflow.MaxChunks)
	for _, of := range [][2]string{{"watch", s.Watch}, {"delivers", s.Delivers}} {
		if _, err := s.Workflow.Stage(of[1]); err != nil && of[1] != "" {
			report(of[0], "%v", err)
		}
	}
	if s.Late.Chunk != 0 && (s.Watch == "" || s.Delivers == "") {
		report("straggler", "it is in the stage of watch and delays deliveries to that of delivers, expected both")
	}
	if !(s.GB > 0 && s.GB <= 1000) || !(s.USD >= 0 && s.USD <= 1000) {
		report("gb", "%v GB for %v USD each second, expected more than 0 and at least 0", s.GB, s.USD)
	}
	if !(s.Rate > 0 && s.Rate <= 1e6) || s.Skip < 0 {
		report("rate", "chunks come %v times as often, after %v, expected more than 0 and at least 0s", s.Rate, s.Skip)
	}
	for _, name := range s.Outputs {
		if _, err := s.Workflow.Stage(name); err != nil {
			report("outputs", "%v", err)
		}
	}
	_, stated := s.Workflow.Spec() // which reading it has told already
	var wrong []string
	for i, v := range s.listed() {
		_, mistakes := s.spec(i, true)
		for _, m := range mistakes {
			if !slices.Contains(stated, m) {
				wrong = append(wrong, v.Name+": "+strings.TrimPrefix(m.Text, v.Name+": "))
			}
		}
	}
	if wrong != nil {
		report("variants", "%s", strings.Join(wrong, "; "))
	}
}

// listed returns the variants, or one that changes nothing.
func (s *workflowSettings) listed() []form.Change {
	if len(s.Variants) == 0 {
		return []form.Change{{Name: asStated}}
	}
	return s.Variants
}

// spec returns the workflow of a variant, with its straggler or without.
func (s *workflowSettings) spec(variant int, late bool) (*workflow.Spec, []form.Mistake) {
	w, err := s.Workflow.Changed(&s.listed()[variant])
	if err != nil {
		return nil, []form.Mistake{{Text: err.Error()}}
	}
	for i := range w.Inputs {
		if in := &w.Inputs[i]; s.Chunks > 0 {
			in.Chunks = min(in.Chunks, s.Chunks)
		}
		w.Inputs[i].Every = time.Duration(float64(w.Inputs[i].Every) / s.Rate)
	}
	if i, err := w.Stage(s.Watch); err == nil && late {
		w.Stages[i].Straggler = s.Late
	}
	return w.Spec()
}

// runWorkflow runs one variant, and where there is a straggler the same without it.
func runWorkflow(ctx context.Context, s *workflowSettings, at Run, _ *numbers.Book, keep *recorder) (Values, error) {
	variant := slices.IndexFunc(s.listed(), func(c form.Change) bool { return c.Name == at.Variant })
	spec, _ := s.spec(variant, true)
	engine := new(workflow.Engine)
	r, err := engine.Run(ctx, spec, at.Seed, true)
	if err != nil {
		return nil, err
	}
	watched, err := s.Workflow.Stage(s.Watch)
	if err != nil {
		watched = -1
	}
	delivers, err := s.Workflow.Stage(s.Delivers)
	if err != nil {
		delivers = -1
	}
	keepTasks(r, keep)
	keepParts(r, keep)
	keepChunks(spec, r, delivers, keep)
	out := Values{}
	s.times(r, out)
	s.shares(r, watched, out)
	if late, lead, some := r.Late(spec); some {
		out["late_chunks"], out["lead_s_least"] = float64(late), lead.Seconds()
	}
	out["slept_s"] = r.Slept.Seconds()
	s.passed(spec, r, at.Item, out)
	if s.Late.Chunk == 0 {
		return out, nil
	}
	delivered := slices.Clone(r.Stages[delivers].Ready)
	spec, _ = s.spec(variant, false)
	plain, err := engine.Run(ctx, spec, at.Seed, true)
	if err != nil {
		return nil, err
	}
	least, most := math.Inf(1), 0.0
	for chunk, t := range plain.Stages[delivers].Ready {
		if chunk == 0 || chunk >= len(delivered) {
			continue
		}
		delay := delivered[chunk].Sub(t).Seconds()
		most = max(most, delay)
		if chunk > s.Late.Chunk {
			least = min(least, delay)
		}
	}
	out["delay_s_most"] = most
	if !math.IsInf(least, 1) {
		out["delay_s_least"] = least
	}
	w := &plain.Stages[watched]
	out["delay_tasks"] = most / ((w.Fetch + w.Work + w.Emit).Seconds() / float64(w.Tasks-w.Killed))
	return out, nil
}

// times fills in instants, worker time and its price.
func (s *workflowSettings) times(r *workflow.Result, out Values) {
	first, last := sim.Never, sim.Time(0)
	for _, t := range r.Chunks {
		if t != sim.Never {
			first, last = min(first, t), max(last, t)
		}
	}
	if last > 0 {
		out["first_s"], out["done_s"] = first.Seconds(), last.Seconds()
	}
	ends := make([]sim.Time, 0, len(r.Records))
	launched := sim.Time(0)
	for i := range r.Records {
		ends = append(ends, r.Records[i].Ended)
		if t := r.Records[i].Started; t != sim.Never {
			launched = max(launched, t)
		}
	}
	slices.Sort(ends)
	p99 := ends[int(math.Ceil(0.99*float64(len(ends))))-1]
	busy := time.Duration(0)
	for i := range r.Stages {
		busy += r.Stages[i].Busy
	}
	out["task_done_s_p99"], out["tail_s"] = p99.Seconds(), ends[len(ends)-1].Sub(p99).Seconds()
	out["worker_s"], out["usd"] = busy.Seconds(), busy.Seconds()*s.GB*s.USD
	out["workers_mean"], out["workers_peak"] = busy.Seconds()/r.End.Seconds(), float64(r.PeakWorkers)
	out["launched_s"] = launched.Seconds()
}

// shares fills in where the time of tasks goes that were not stopped.
func (s *workflowSettings) shares(r *workflow.Result, watched int, out Values) {
	var wait, store, work time.Duration
	tasks := 0
	for i := range r.Stages {
		st := &r.Stages[i]
		wait, store, work = wait+st.Wait, store+st.Fetch+st.Emit, work+st.Work
		tasks += st.Tasks - st.Killed
	}
	total := (wait + store + work).Seconds()
	if tasks == 0 || total == 0 {
		return
	}
	out["task_s"] = total / float64(tasks)
	out["wait_share"], out["store_share"], out["work_share"] = wait.Seconds()/total, store.Seconds()/total,
		work.Seconds()/total
	if watched < 0 {
		return
	}
	w := &r.Stages[watched]
	out["watched_work_share"], out["other_work_share"] = w.Work.Seconds()/total, (work-w.Work).Seconds()/total
	out["watched_worker_s"] = w.Busy.Seconds()
	least, most, task := math.Inf(1), 0.0, 0.0
	for _, x := range r.Records {
		if x.Stage == watched && !x.Killed {
			took := x.Worked.Sub(x.Fetched).Seconds()
			least, most = min(least, took), max(most, took)
			task = max(task, x.Ended.Sub(x.Started).Seconds())
		}
	}
	if n := w.Tasks - w.Killed; n > 0 {
		out["watched_task_s"] = (w.Fetch + w.Work + w.Emit).Seconds() / float64(n)
		out["watched_work_s_min"], out["watched_work_s_max"], out["watched_task_s_max"] = least, most, task
	}
}
