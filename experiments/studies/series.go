package studies

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/names"
)

// Series is a table of one run, in an order that it says: what a figure shows point by
// point, where a metric has one value of the run. A cell keeps those that it names:
//
//	cells:
//	  - name: chunks
//	    kind: study
//	    study: burst
//	    series: [pieces]     # cells/chunks/series-pieces.csv
//
// Rows come from the run that the metrics come from, which a series changes in nothing.
type Series struct {
	Name, About string
	Columns     []Metric
	AllSeeds    bool // of every seed; else of the first alone, as a publication shows one run
	ByItem      bool // of every item; else of the first alone, where all items are of one run
}

// recorder takes the rows of the series of one run.
type recorder struct {
	rows map[string][][]float64 // of the series that the run keeps
}

// wants reports whether the run keeps the series.
func (r *recorder) wants(name string) bool {
	_, ok := r.rows[name]
	return ok
}

// add adds a row to a series; NaN stands for what was not measured.
func (r *recorder) add(name string, row ...float64) {
	if r.wants(name) {
		r.rows[name] = append(r.rows[name], row)
	}
}

// findSeries finds a series of the study.
func (s *Study) findSeries(name string) (*Series, error) {
	var known []string
	for i := range s.Series {
		if s.Series[i].Name == name {
			return &s.Series[i], nil
		}
		known = append(known, s.Series[i].Name)
	}
	if known == nil {
		return nil, fmt.Errorf("study %s has no series, and none named %q", s.Name, name)
	}
	return nil, fmt.Errorf("unknown series %q of study %s%s", name, s.Name, names.Hint(name, known))
}

// CheckSeries reports series that a cell cannot keep.
func (s *Study) CheckSeries(list []string) []error {
	var errs []error
	for i, name := range list {
		if _, err := s.findSeries(name); err != nil {
			errs = append(errs, err)
		} else if slices.Contains(list[:i], name) {
			errs = append(errs, fmt.Errorf("series %q stands there twice", name))
		}
	}
	return errs
}

// Keep lets the runs keep series, which CheckSeries has passed. Nothing has run yet.
func (r *Result) Keep(list []string) {
	r.inputs.Series = list
	r.series = make([]map[string][][]float64, len(r.Runs))
}

// recorder returns what takes the series of a run.
func (r *Result) recorder(i int) *recorder {
	out := &recorder{map[string][][]float64{}}
	for _, name := range r.inputs.Series {
		if s, err := r.Study.findSeries(name); err == nil && r.keeps(s, r.Runs[i]) {
			out.rows[name] = nil
		}
	}
	return out
}

// keeps reports whether a run is one of those of the series.
func (r *Result) keeps(s *Series, at Run) bool {
	return (s.AllSeeds || at.Seed == r.Runs[0].Seed) && (s.ByItem || at.Item == r.Runs[0].Item)
}

// checkSeries reports a row that is not of its series.
func (s *Study) checkSeries(rows map[string][][]float64) error {
	for _, of := range s.Series {
		for _, row := range rows[of.Name] {
			infinite := slices.ContainsFunc(row, func(x float64) bool { return math.IsInf(x, 0) })
			if len(row) != len(of.Columns) || infinite {
				return fmt.Errorf("series %s: a row of %v, expected %d numbers", of.Name, row, len(of.Columns))
			}
		}
	}
	return nil
}

// Series returns a series of VARIANT or VARIANT/ITEM with its rows, by seed: of one seed
// unless the series is of all.
func (r *Result) Series(name, reference string) (*Series, [][][]float64, error) {
	s, err := r.Study.findSeries(name)
	if err == nil && !slices.Contains(r.inputs.Series, name) {
		err = fmt.Errorf("series %q is not kept, expected the field series of the cell to name it", name)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("cell %s: %w", r.Cell, err)
	}
	variant, item, one := strings.Cut(reference, "/")
	var out [][][]float64
	last := ""
	for i, at := range r.Runs {
		if at.Variant != variant || s.ByItem && one && at.Item != item || !r.keeps(s, at) {
			continue
		}
		if len(out) > 0 && last != at.Item {
			return nil, nil, fmt.Errorf("cell %s: series %s of %q is one for each item, expected VARIANT/ITEM", r.Cell,
				name, reference)
		}
		last = at.Item
		out = append(out, r.series[i][name])
	}
	if len(out) == 0 {
		return nil, nil, fmt.Errorf("cell %s has no run of %q", r.Cell, reference)
	}
	return s, out, nil
}

// seriesPath is the file of a series.
func (r *Result) seriesPath(name string) string {
	return filepath.Join(r.from, folder.SeriesName(name))
}

// writeSeries writes a file for each series: a line for each row of each run. It returns
// the SHA-256 of each.
func (r *Result) writeSeries() ([]string, error) {
	var sums []string
	for _, name := range r.inputs.Series {
		s, err := r.Study.findSeries(name)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		out := csv.NewWriter(&b)
		line := []string{"variant", "item", "seed"}
		for _, c := range s.Columns {
			line = append(line, c.Name)
		}
		_ = out.Write(line) // into memory
		for i, at := range r.Runs {
			for _, row := range r.series[i][name] {
				line = append(line[:0], at.Variant, at.Item, strconv.FormatUint(at.Seed, 10))
				for _, v := range row {
					text := ""
					if !math.IsNaN(v) {
						text = string(results.AppendNumber(nil, v))
					}
					line = append(line, text)
				}
				_ = out.Write(line)
			}
		}
		out.Flush()
		info, err := results.WriteFile(r.seriesPath(name), b.Bytes())
		if err != nil {
			return nil, err
		}
		sums = append(sums, info.SHA256)
	}
	return sums, nil
}

// resumeSeries takes the rows of the files of series, which have these SHA-256. It tells
// of the first that is damaged.
func (r *Result) resumeSeries(sums []string) (path, why string) {
	for i, name := range r.inputs.Series {
		path := r.seriesPath(name)
		text, err := textfile.Read(path, textfile.Made)
		sum := sha256.Sum256(text)
		if i >= len(sums) || err != nil || hex.EncodeToString(sum[:]) != sums[i] {
			return path, fmt.Sprintf("its SHA-256 is %x, expected that of %s", sum, folder.StudyName)
		}
		if !r.readSeries(name, text) {
			return path, "its rows are not those of the study"
		}
	}
	return "", ""
}

// readSeries reads the file of a series.
func (r *Result) readSeries(name string, text []byte) bool {
	s, err := r.Study.findSeries(name)
	if err != nil {
		return false
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) == 0 || len(lines[0]) != 3+len(s.Columns) {
		return false
	}
	i := 0
	for _, line := range lines[1:] {
		of := func(at Run) bool {
			return line[0] == at.Variant && line[1] == at.Item && line[2] == strconv.FormatUint(at.Seed, 10)
		}
		for i < len(r.Runs) && !of(r.Runs[i]) {
			i++
		}
		if i == len(r.Runs) || !r.keeps(s, r.Runs[i]) {
			return false
		}
		row := make([]float64, len(s.Columns))
		for k, text := range line[3:] {
			if row[k] = math.NaN(); text == "" {
				continue
			}
			if row[k], err = strconv.ParseFloat(text, 64); err != nil {
				return false
			}
		}
		if r.series[i] == nil {
			r.series[i] = map[string][][]float64{}
		}
		r.series[i][name] = append(r.series[i][name], row)
	}
	return true
}
