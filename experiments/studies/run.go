package studies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"thaw/experiments/build"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/numbers"
)

// RowsName is the file of a study's folder with its rows. The manifest is written last
// and marks the study as complete.
const RowsName = folder.StudyRowsName

// DefaultSeeds is the default number of seeds of a study.
const DefaultSeeds = 3

// Result is the result of a study under the settings of one cell.
type Result struct {
	Study    *Study
	Runs     []Run  // variant by variant, item by item, seed by seed
	Cell     string // its name
	settings any
	Rows     []Values     // one a run
	Seeds    int          // values that a claim sees; of an exact study one run counts for all
	left     atomic.Int64 // unfinished runs
	from     string       // its folder
	inputs   manifest
	book     *numbers.Book
	reads    [][]string               // of each run: below which prefixes it took numbers
	series   []map[string][][]float64 // of each run: rows of the series that it keeps
}

// manifest describes the inputs of a study, and identifies its rows.
type manifest struct {
	Thaw     build.Info `json:"thaw"`
	Cell     string     `json:"cell"`
	Study    string     `json:"study"`
	Settings any        `json:"settings"`
	Seeds    int        `json:"seeds"`
	Exact    bool       `json:"exact"`                   // nothing is drawn: one seed was run
	Changes  []string   `json:"changes,omitempty"`       // of numbers, path=value
	Rows     string     `json:"rows_sha256"`             // of the file of rows
	Series   []string   `json:"series,omitempty"`        // that are kept
	Sums     []string   `json:"series_sha256,omitempty"` // of their files
}

// text returns the text of the manifest's file.
func (m manifest) text() ([]byte, error) { return results.IndentedJSON(m) }

// Plan lists the runs of a study under the settings of a cell. Their results go to
// folder. build is the program's build. seeds = 0 means DefaultSeeds. They take their numbers
// from the book.
func Plan(build build.Info, s *Study, settings any, cell, folder string, seeds int, book *numbers.Book) *Result {
	if seeds == 0 {
		seeds = DefaultSeeds
	}
	r := &Result{Study: s, Cell: cell, settings: settings, Seeds: seeds, from: folder, book: book}
	run := seeds
	if s.Exact {
		run = 1
	}
	for _, v := range s.Variants(settings) {
		for _, item := range s.Items(settings) {
			for seed := range run {
				r.Runs = append(r.Runs, Run{v, item, uint64(seed + 1)})
			}
		}
	}
	r.Rows = make([]Values, len(r.Runs))
	r.left.Store(int64(len(r.Runs)))
	r.reads = make([][]string, len(r.Runs))
	r.inputs = manifest{Thaw: build, Cell: cell, Study: s.Name, Settings: settings, Seeds: seeds, Exact: s.Exact,
		Changes: book.Texts("")}
	r.Keep(nil)
	return r
}

// Take takes the values of runs before that read no number that this study changes. The
// study is then not written, and keeps no series.
func (r *Result) Take(before *Result) {
	r.from = ""
	r.Keep(nil)
	for i, reads := range before.reads {
		if reads != nil && !r.book.Changed(reads) {
			r.Rows[i], r.reads[i] = before.Rows[i], reads
		}
	}
}

// Reads lists the prefixes of the numbers that the runs took.
func (r *Result) Reads() []string { return slices.Concat(r.reads...) }

// Run executes a run, and writes the folder after the last run.
func (r *Result) Run(ctx context.Context, i int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.Rows[i] != nil { // taken
		return nil
	}
	book := r.book.Fresh()
	keep := r.recorder(i)
	values, err := r.Study.run(ctx, r.settings, r.Runs[i], book, keep)
	if err == nil {
		err = errors.Join(r.Study.checkValues(values), r.Study.checkSeries(keep.rows))
	}
	if err != nil {
		if errors.Is(err, ctx.Err()) {
			return err
		}
		return fmt.Errorf("cell %s: study %s, %s under seed %d: %w", r.Cell, r.Study.Name, r.Runs[i].name(),
			r.Runs[i].Seed, err)
	}
	r.Rows[i], r.reads[i], r.series[i] = values, book.Reads(), keep.rows
	if r.left.Add(-1) > 0 || r.from == "" {
		return nil
	}
	return r.write()
}

// name returns the variant and, if any, the item.
func (at Run) name() string {
	if at.Item == "" {
		return at.Variant
	}
	return at.Variant + "/" + at.Item
}

// checkValues reports values that are NaN or belong to no metric.
func (s *Study) checkValues(values Values) error {
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
func (r *Result) write() error {
	if err := os.MkdirAll(r.from, 0o755); err != nil {
		return fmt.Errorf("results: cannot make %s: %w", r.from, results.Cause(err))
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	line := []string{"variant", "item", "seed"}
	for _, m := range r.Study.Metrics {
		line = append(line, m.Name)
	}
	_ = out.Write(line) // into memory
	for i, at := range r.Runs {
		line = append(line[:0], at.Variant, at.Item, strconv.FormatUint(at.Seed, 10))
		for _, m := range r.Study.Metrics {
			text := ""
			if v, ok := r.Rows[i][m.Name]; ok {
				text = string(results.AppendNumber(nil, v))
			}
			line = append(line, text)
		}
		_ = out.Write(line)
	}
	out.Flush()
	rows, err := results.WriteFile(filepath.Join(r.from, RowsName), b.Bytes())
	if err != nil {
		return err
	}
	m := r.inputs
	m.Rows = rows.SHA256
	if m.Sums, err = r.writeSeries(); err != nil {
		return err
	}
	text, err := m.text()
	if err != nil {
		return err
	}
	_, err = results.WriteFile(filepath.Join(r.from, folder.StudyName), text)
	return err
}

// Resume takes the rows of a complete folder of the same program and settings, and
// reports whether it did. refused says why a folder of others is not resumed. Damaged
// files are made again, which note is told.
func (r *Result) Resume(note func(line string)) (done bool, refused error) {
	at := filepath.Join(r.from, folder.StudyName)
	stamp, err := textfile.Read(at, textfile.Made)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	again := func(path, why string, args ...any) (bool, error) {
		if note != nil {
			note(fmt.Sprintf("%s: damaged: %s; the study is made again", path, fmt.Sprintf(why, args...)))
		}
		return false, nil
	}
	var found struct {
		Rows string   `json:"rows_sha256"`
		Sums []string `json:"series_sha256"`
	}
	if err == nil {
		err = json.Unmarshal(stamp, &found)
	}
	if err != nil {
		return again(at, "%v", results.Cause(err))
	}
	m := r.inputs
	m.Rows, m.Sums = found.Rows, found.Sums
	same, err := m.text()
	if err != nil {
		return false, err
	}
	if !bytes.Equal(stamp, same) {
		if d := folder.Differences(stamp, same); len(d) > 0 {
			return false, fmt.Errorf("%s: made from other inputs: %s", r.from, strings.Join(d, "; "))
		}
		return again(at, "it is not as thaw wrote it")
	}
	if path, why := r.resumeSeries(m.Sums); why != "" {
		return again(path, "%s", why)
	}
	path := filepath.Join(r.from, RowsName)
	text, err := textfile.Read(path, textfile.Made)
	if sum := sha256.Sum256(text); err != nil || hex.EncodeToString(sum[:]) != m.Rows {
		return again(path, "its SHA-256 is %x, expected %s", sum, m.Rows)
	}
	if !r.readRows(text) {
		r.Rows = make([]Values, len(r.Runs))
		return again(path, "its rows are not those of the study")
	}
	return true, nil
}

// maxSeeds bounds what a manifest may say; experiments have fewer.
const maxSeeds = 100_000

// Read reads a complete study with its series from its folder, whichever build made it. It
// refuses a folder that was made from other settings, numbers or series, and one that is
// damaged.
func Read(s *Study, settings any, cell, at string, series []string, book *numbers.Book) (*Result, error) {
	path := filepath.Join(at, folder.StudyName)
	stamp, err := textfile.Read(path, textfile.Made)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &results.DamagedError{Path: path, Why: "it is missing"}
	}
	var found struct {
		Thaw  build.Info `json:"thaw"`
		Seeds int        `json:"seeds"`
		Rows  string     `json:"rows_sha256"`
		Sums  []string   `json:"series_sha256"`
	}
	if err == nil {
		err = json.Unmarshal(stamp, &found)
	}
	if err == nil && (found.Seeds < 1 || found.Seeds > maxSeeds) {
		err = fmt.Errorf("%d seeds, expected 1 to %d", found.Seeds, maxSeeds)
	}
	if err != nil {
		return nil, &results.DamagedError{Path: path, Why: results.Cause(err).Error()}
	}
	r := Plan(found.Thaw, s, settings, cell, at, found.Seeds, book)
	r.Keep(series)
	r.inputs.Rows, r.inputs.Sums = found.Rows, found.Sums
	same, err := r.inputs.text()
	if err != nil {
		return nil, err
	}
	if other := folder.Differences(stamp, same); len(other) > 0 {
		return nil, fmt.Errorf("%s: made from other inputs: %s", at, strings.Join(other, "; "))
	}
	if path, why := r.resumeSeries(found.Sums); why != "" {
		return nil, &results.DamagedError{Path: path, Why: why}
	}
	path = filepath.Join(at, RowsName)
	text, err := textfile.Read(path, textfile.Made)
	sum := sha256.Sum256(text)
	if err != nil || hex.EncodeToString(sum[:]) != found.Rows || !r.readRows(text) {
		return nil, &results.DamagedError{Path: path, Why: "its rows are not those that the study wrote"}
	}
	return r, nil
}

// readRows reads the file of rows.
func (r *Result) readRows(text []byte) bool {
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) != len(r.Runs)+1 || len(lines[0]) != 3+len(r.Study.Metrics) {
		return false
	}
	for i, line := range lines[1:] {
		at := r.Runs[i]
		if line[0] != at.Variant || line[1] != at.Item || line[2] != strconv.FormatUint(at.Seed, 10) {
			return false
		}
		r.Rows[i] = Values{}
		for k, m := range r.Study.Metrics {
			if line[3+k] == "" {
				continue
			}
			if r.Rows[i][m.Name], err = strconv.ParseFloat(line[3+k], 64); err != nil {
				return false
			}
		}
	}
	return true
}
