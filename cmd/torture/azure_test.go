//go:build torture

package torture

import (
	"bytes"
	"fmt"
	"strings"
)

// sheet is a CSV file in pieces, before something happens to it.
type sheet struct {
	name string
	rows [][]string // the header first
}

func (s sheet) text() []byte {
	var b bytes.Buffer
	for _, r := range s.rows {
		b.WriteString(strings.Join(r, ","))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// azure2019 makes a folder of the 2019 data set: counts, and mostly durations and memory.
func azure2019(c *hurt, days int) (sheets []sheet) {
	functions, minutes := 1+c.rng.IntN(8), pick(c, []int{1, 3, 10, 60})
	name := func(kind string, i int) string { return fmt.Sprintf("%s%d", kind, i) }
	for day := 1; day <= days; day++ {
		counts := sheet{fmt.Sprintf("in/invocations_per_function_md.anon.d%02d.csv", day),
			[][]string{{"HashOwner", "HashApp", "HashFunction", "Trigger"}}}
		durations := sheet{fmt.Sprintf("in/function_durations_percentiles.anon.d%02d.csv", day),
			[][]string{strings.Split("HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,"+
				"percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,"+
				"percentile_Average_75,percentile_Average_99,percentile_Average_100", ",")}}
		memory := sheet{fmt.Sprintf("in/app_memory_percentiles.anon.d%02d.csv", day),
			[][]string{strings.Split("HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,"+
				"AverageAllocatedMb_pct5,AverageAllocatedMb_pct25,AverageAllocatedMb_pct50,AverageAllocatedMb_pct75,"+
				"AverageAllocatedMb_pct95,AverageAllocatedMb_pct99,AverageAllocatedMb_pct100", ",")}}
		for m := range minutes {
			counts.rows[0] = append(counts.rows[0], fmt.Sprint(m+1))
		}
		for f := range functions {
			id := []string{"o", name("app", f/2), name("fn", f)}
			r := append(append([]string{}, id...), pick(c, []string{"http", "timer", "queue"}))
			total := 0
			for range minutes {
				n := c.rng.IntN(4)
				total += n
				r = append(r, fmt.Sprint(n))
			}
			counts.rows = append(counts.rows, r)
			mean := 1 + c.rng.IntN(2000)
			d := append(append([]string{}, id...), fmt.Sprint(mean), fmt.Sprint(total+1))
			for _, k := range []int{1, 40, 1, 2, 5, 10, 14, 30, 40} {
				d = append(d, fmt.Sprint(mean*k/10))
			}
			durations.rows = append(durations.rows, d)
			if f%2 == 0 {
				m := []string{"o", name("app", f/2), fmt.Sprint(1 + c.rng.IntN(50))}
				for range 9 {
					m = append(m, fmt.Sprint(64+c.rng.IntN(100)))
				}
				memory.rows = append(memory.rows, m)
			}
		}
		sheets = append(sheets, counts)
		if !c.chance(0.1) {
			sheets = append(sheets, durations)
		}
		if !c.chance(0.1) {
			sheets = append(sheets, memory)
		}
	}
	return sheets
}

// azure2021 makes a file of the 2021 trace, by end time, start time or both.
func azure2021(c *hurt) []sheet {
	s := sheet{"in/trace.csv", [][]string{{"app", "func", "end_timestamp", "duration"}}}
	both := c.chance(0.15)
	switch {
	case both:
		s.rows[0] = append(s.rows[0], "start_timestamp")
	case c.chance(0.2):
		s.rows[0][2] = "start_timestamp"
	}
	offset := pick(c, []float64{0, 0, 61.5, 1e6}) // a part of the day, or a clock of another epoch
	for i := range 3 + c.rng.IntN(40) {
		f, at, took := c.rng.IntN(5), offset+float64(i)+c.rng.Float64()*9, c.rng.Float64()*3
		r := []string{fmt.Sprintf("a%d", f/2), fmt.Sprintf("f%d", f), fmt.Sprintf("%.3f", at), fmt.Sprintf("%.3f", took)}
		if both {
			r = append(r, fmt.Sprintf("%.3f", at-took))
		}
		s.rows = append(s.rows, r)
	}
	return []sheet{s}
}

// hostile are values that a cell does not expect. None is a valid number that would only
// take long.
var hostile = []string{"", " ", "-1", "-0", "1e300", "-1e300", "1e-320", "NaN", "inf", "-Inf", "9223372036854775807",
	"9223372036854775808", "18446744073709551616", "99999999999999999999999999999999", "0x10", "1_000", "1.5", "１",
	"\x00", `"5"`, `"5`, `5"`, `""`, `"a""b"`, `"a,b"`, "\"a\nb\"", " 7", "7 ", "\t7", "+3", "007", "1e3", "é", "\xff",
	"\r", "null", "true", "=1+1", "../../x", "0", "1e18", "0.0000001"}

// spoil does something to a sheet's cells, rows or columns.
func spoil(c *hurt, s *sheet) {
	row, data := 0, s.rows
	if len(data) == 0 {
		return
	}
	row = c.rng.IntN(len(data))
	if len(data[row]) == 0 {
		return
	}
	column := c.rng.IntN(len(data[row]))
	switch c.rng.IntN(15) {
	case 0, 1, 2:
		data[row][column] = pick(c, hostile)
	case 3: // one column, every row
		v := pick(c, hostile)
		for i := 1; i < len(data); i++ {
			if column < len(data[i]) {
				data[i][column] = v
			}
		}
	case 4: // quoted, as R writes it
		for i := range data {
			for j := range data[i] {
				data[i][j] = `"` + data[i][j] + `"`
			}
		}
	case 5: // a column is missing, everywhere or in one row
		for i := range data {
			if column < len(data[i]) && (i == row || c.number%2 == 0) {
				data[i] = append(data[i][:column:column], data[i][column+1:]...)
			}
		}
	case 6:
		s.rows = append(s.rows, data[row])
	case 7:
		data[row] = append(data[row], pick(c, hostile))
	case 8:
		s.rows = append(append([][]string{}, data[:row]...), data[row+1:]...)
	case 9: // header only
		s.rows = data[:1]
	case 10: // all zero
		for i := 1; i < len(data); i++ {
			for j := range data[i] {
				if j > 3 {
					data[i][j] = "0"
				}
			}
		}
	case 11:
		data[row] = nil
	case 12: // spaces after the commas
		for j := range data[row] {
			data[row][j] = " " + data[row][j]
		}
	case 13: // rows in another order
		c.rng.Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
	case 14:
		data[row][column] = strings.Repeat("x", 1<<pick(c, []int{10, 16, 21}))
	}
}

// garble does something to a text as bytes.
func garble(c *hurt, text []byte) []byte {
	text = bytes.Clone(text)
	at := 0
	if len(text) > 0 {
		at = c.rng.IntN(len(text))
	}
	switch c.rng.IntN(13) {
	case 0:
		return append([]byte("\ufeff"), text...)
	case 1:
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	case 2:
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r"))
	case 3:
		return text[:at]
	case 4:
		return nil
	case 5:
		for range 1 + c.rng.IntN(4) {
			if len(text) > 0 {
				text[c.rng.IntN(len(text))] ^= byte(1 << c.rng.IntN(8))
			}
		}
		return text
	case 6:
		return append(text[:at:at], append(make([]byte, 1+c.rng.IntN(9)), text[at:]...)...)
	case 7:
		return bytes.ReplaceAll(text, []byte(","), []byte(pick(c, []string{";", "\t", "|", ",,"})))
	case 8: // UTF-16
		var wide []byte
		for _, b := range text {
			wide = append(wide, b, 0)
		}
		return append([]byte{0xff, 0xfe}, wide...)
	case 9:
		return append(text, text[at:]...)
	case 10:
		return append(text[:at:at], append([]byte(`"`), text[at:]...)...)
	case 11:
		return bytes.TrimRight(text, "\n")
	}
	return append(text, bytes.Repeat([]byte("\n"), 1+c.rng.IntN(1000))...)
}
