package experiments

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// The files of a study's folder. The first is written last: where it is, the
// study is complete.
const (
	studyManifestName = "study.json"
	studyRowsName     = "study.csv"
)

// studyResult is what a study came to under the settings of one cell.
type studyResult struct {
	study *Study
	cell  *Cell
	runs  []StudyRun    // variant by variant, item by item, seed by seed
	rows  []StudyValues // one a run
	seeds int           // values that a claim sees; of an exact study one run counts for all
	left  atomic.Int64  // runs that are not done
	from  string        // its folder
	stamp []byte        // what the study's manifest says
}

// studyManifest says what a study was run with.
type studyManifest struct {
	Thaw     results.Build `json:"thaw"`
	Cell     string        `json:"cell"`
	Study    string        `json:"study"`
	Settings any           `json:"settings"`
	Seeds    int           `json:"seeds"`
	Exact    bool          `json:"exact"` // nothing is drawn: one seed was run
}

// planStudy lists the runs of a cell.
func planStudy(c *Cell, folder string, seeds int) (*studyResult, error) {
	s, settings := c.model()
	r := &studyResult{study: s, cell: c, seeds: c.Seeds, from: filepath.Join(folder, cellsName, c.Name)}
	if r.seeds == 0 {
		r.seeds = studySeeds
	}
	if seeds > 0 {
		r.seeds = seeds
	}
	run := r.seeds
	if s.exact {
		run = 1
	}
	for _, v := range s.variants(settings) {
		for _, item := range s.items(settings) {
			for seed := range run {
				r.runs = append(r.runs, StudyRun{v, item, uint64(seed + 1)})
			}
		}
	}
	r.rows = make([]StudyValues, len(r.runs))
	r.left.Store(int64(len(r.runs)))
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(studyManifest{results.ReadBuild(), c.Name, s.Name, settings, r.seeds, s.exact})
	r.stamp = b.Bytes()
	return r, err
}

// runStudies runs the studies among the cells, all of them side by side, and
// returns their results. What does not depend on the number of jobs: everything.
func (r *Reproduction) runStudies(ctx context.Context, cells []*Cell, opt ReproduceOptions, share progressShare) (map[*Cell]*cellResult, error) {
	out := map[*Cell]*cellResult{}
	jobs := opt.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	var plans []*studyResult
	all := 0
	for _, c := range cells {
		plan, err := planStudy(c, r.Folder, opt.Seeds)
		if err != nil {
			return nil, fmt.Errorf("cell %s: %w", c.Name, err)
		}
		out[c] = &cellResult{cell: c, study: plan, claims: r.Paper.Claims}
		if !plan.resume() {
			plans = append(plans, plan)
			all += len(plan.runs)
		}
	}
	tell := studyProgress{share: share, all: all}
	for _, plan := range plans {
		for i := range plan.runs {
			if running.Err() != nil {
				break
			}
			group.Go(func() error {
				err := plan.one(running, i)
				if err == nil {
					tell.done(plan.runs[i])
				}
				return err
			})
		}
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, &exit.InterruptedError{Folder: r.Folder, Finished: tell.finished, Runs: all, Err: ctx.Err()}
	}
	return out, nil
}

// studyProgress counts runs for the progress line.
type studyProgress struct {
	mutex         sync.Mutex
	share         progressShare
	finished, all int
}

func (p *studyProgress) done(at StudyRun) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.finished++
	if call := p.share.of(0, 1); call != nil {
		call(Progress{Runs: p.all, Finished: p.finished, Fraction: float64(p.finished) / float64(p.all), Policy: at.Variant, Seed: int64(at.Seed)})
	}
}

// one executes a run, and after the last one writes the folder.
func (r *studyResult) one(ctx context.Context, i int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, settings := r.cell.model()
	values, err := r.study.run(ctx, settings, r.runs[i])
	if err == nil {
		err = r.study.checkValues(values)
	}
	if err != nil {
		if errors.Is(err, ctx.Err()) {
			return err
		}
		return fmt.Errorf("cell %s: study %s, %s under seed %d: %w", r.cell.Name, r.study.Name, r.runs[i].name(), r.runs[i].Seed, err)
	}
	r.rows[i] = values
	if r.left.Add(-1) > 0 {
		return nil
	}
	return r.write()
}

// name is the variant and, where there is one, the item.
func (at StudyRun) name() string {
	if at.Item == "" {
		return at.Variant
	}
	return at.Variant + "/" + at.Item
}

// checkValues reports values that no metric says or that are no numbers.
func (s *Study) checkValues(values StudyValues) error {
	known := 0
	for _, m := range s.Metrics {
		v, ok := values[m.Name]
		if !ok {
			continue
		}
		known++
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("metric %s is %v, expected a number", m.Name, v)
		}
	}
	if known != len(values) {
		return fmt.Errorf("%d values are of no metric of the study", len(values)-known)
	}
	return nil
}

// write writes the folder of the study.
func (r *studyResult) write() error {
	if err := os.MkdirAll(r.from, 0o755); err != nil {
		return fmt.Errorf("results: cannot make %s: %w", r.from, results.Cause(err))
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	line := []string{"variant", "item", "seed"}
	for _, m := range r.study.Metrics {
		line = append(line, m.Name)
	}
	_ = out.Write(line) // into memory
	for i, at := range r.runs {
		line = append(line[:0], at.Variant, at.Item, strconv.FormatUint(at.Seed, 10))
		for _, m := range r.study.Metrics {
			text := ""
			if v, ok := r.rows[i][m.Name]; ok {
				text = string(results.AppendNumber(nil, v))
			}
			line = append(line, text)
		}
		_ = out.Write(line)
	}
	out.Flush()
	if _, err := results.WriteFile(filepath.Join(r.from, studyRowsName), b.Bytes()); err != nil {
		return err
	}
	_, err := results.WriteFile(filepath.Join(r.from, studyManifestName), r.stamp)
	return err
}

// resume takes the rows of a folder that is complete and of the same program and
// settings. Anything else is run again.
func (r *studyResult) resume() bool {
	stamp, err := os.ReadFile(filepath.Join(r.from, studyManifestName))
	if err != nil || !bytes.Equal(stamp, r.stamp) {
		return false
	}
	text, err := os.ReadFile(filepath.Join(r.from, studyRowsName))
	if err != nil {
		return false
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) != len(r.runs)+1 || len(lines[0]) != 3+len(r.study.Metrics) {
		return false
	}
	for i, line := range lines[1:] {
		at := r.runs[i]
		if line[0] != at.Variant || line[1] != at.Item || line[2] != strconv.FormatUint(at.Seed, 10) {
			return false
		}
		r.rows[i] = StudyValues{}
		for k, m := range r.study.Metrics {
			if line[3+k] == "" {
				continue
			}
			if r.rows[i][m.Name], err = strconv.ParseFloat(line[3+k], 64); err != nil {
				return false
			}
		}
	}
	return true
}
