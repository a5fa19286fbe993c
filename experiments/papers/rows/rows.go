// Package rows writes the claims of a reproduction for scripts and for people.
//
//	[]Row ──▶ WriteJSON, WriteCSV, WriteMarkdown
//
// A Row has everything that there is to say about a claim, as text where it is text.
package rows

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/papers/page"
	"thaw/experiments/papers/stated"
	"thaw/experiments/results"
)

// Row is a claim with its verdict.
type Row struct {
	Claim, Figure, Source string
	Measure               string // with its metric and references
	Number                any    // published; a text where it is no number
	Published             string
	Ground                stated.Ground // what that rests on: it need not be published
	Ordered               bool          // an order is published, and Published has it in names of files
	Tolerance             string
	Simulated, Low, High  float64 // NaN where there is none
	SimulatedText         string  // in the form of the published value
	Interval              string  // likewise; empty where there is none
	Status                string
	Prediction            bool   // the status is that of one
	Counted               bool   // it is in the census
	Verdict               string // one word
	VerdictText           string
	Note                  string // what there is to say about it; empty where nothing is
	Failure               string // why it fails the reproduction; empty where it does not
}

// column is one key of the JSON of a reproduction.
type column struct {
	name string
	of   func(*Row) any
}

// columns are the columns that scripts rely on. Column published holds a number or a
// text.
var columns = []column{
	{"claim", func(r *Row) any { return r.Claim }},
	{"figure", func(r *Row) any { return r.Figure }},
	{"measure", func(r *Row) any { return r.Measure }},
	{"published", func(r *Row) any { return r.Number }},
	{"simulated", func(r *Row) any { return orNull(r.Simulated) }},
	{"low", func(r *Row) any { return orNull(r.Low) }},
	{"high", func(r *Row) any { return orNull(r.High) }},
	{"tolerance", func(r *Row) any { return r.Tolerance }},
	{"status", func(r *Row) any { return r.Status }},
	{"counted", func(r *Row) any { return r.Counted }},
	{"verdict", func(r *Row) any { return r.Verdict }},
	{"note", func(r *Row) any { return r.Note }},
	{"verdict_text", func(r *Row) any { return r.VerdictText }},
	{"ground", func(r *Row) any { return r.Ground.Word() }},
}

func orNull(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

// WriteJSON writes an array with one object a claim.
func WriteJSON(w io.Writer, rows []Row) error {
	var lines []string
	for i := range rows {
		var cells []string
		for _, c := range columns {
			text, err := results.CompactJSON(c.of(&rows[i]))
			if err != nil {
				return err
			}
			cells = append(cells, strconv.Quote(c.name)+": "+text)
		}
		lines = append(lines, "\n  {"+strings.Join(cells, ", ")+"}")
	}
	end := "]\n"
	if len(lines) > 0 {
		end = "\n]\n"
	}
	_, err := io.WriteString(w, "["+strings.Join(lines, ",")+end)
	return err
}

// WriteCSV writes a header and one line a claim.
func WriteCSV(w io.Writer, rows []Row) error {
	out := make([]results.RowColumn[Row], len(columns))
	for i, c := range columns {
		out[i] = results.RowColumn[Row]{Name: c.name, Text: func(row *Row) string {
			switch v := c.of(row).(type) {
			case nil:
				return ""
			case float64:
				return string(results.AppendNumber(nil, v))
			default:
				return fmt.Sprint(v)
			}
		}}
	}
	return results.WriteCSV(w, out, rows)
}

// WriteMarkdown writes a table with the notes below it, each distinct note once.
func WriteMarkdown(w io.Writer, rows []Row) error {
	var b bytes.Buffer
	b.WriteString("| figure | claim | published | simulated | interval | tolerance | status | verdict " +
		"|\n|---|---|---|---|---|---|---|---|\n")
	var notes []string
	for i := range rows {
		r := &rows[i]
		mark := ""
		if r.Note != "" {
			note := page.Cell(r.Note)
			at := slices.Index(notes, note)
			if at < 0 {
				at = len(notes)
				notes = append(notes, note)
			}
			mark = fmt.Sprintf(" [%d]", at+1)
		}
		fmt.Fprintf(&b, "| %s | %s (%s) | %s | %s | %s | %s | %s | %s%s |\n", r.Figure, page.Cell(r.Claim),
			page.Cell(r.Source), page.Cell(r.Published), r.SimulatedText, r.Interval, r.Tolerance, r.Status,
			r.VerdictText, mark)
	}
	b.WriteByte('\n')
	for i, n := range notes {
		fmt.Fprintf(&b, "%d. %s\n", i+1, n)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Title is what a figure of a publication is called: figure 4.10, table 3.1, or its name
// where it has no number.
func Title(figure string) string {
	if number, ok := strings.CutPrefix(figure, "table-"); ok {
		return "table " + number
	}
	if figure != "" && figure[0] >= '0' && figure[0] <= '9' {
		return "figure " + figure
	}
	return figure
}
