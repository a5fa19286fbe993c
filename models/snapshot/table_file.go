package snapshot

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// The file of a table: a line a class, strategy, ratio and share, with the times
// before and after the guest runs at each load, in microseconds.

var tableHead = []string{"class", "strategy", "ratio", "share", "record_restore_us", "record_fault_us", "cached_kib"}

// WriteTo writes the table as CSV.
func (t *Table) WriteTo(w io.Writer) (int64, error) {
	out := csv.NewWriter(w)
	head := slices.Clone(tableHead)
	for _, load := range t.Loads {
		head = append(head, fmt.Sprintf("restore%d_us", load), fmt.Sprintf("fault%d_us", load))
	}
	if err := out.Write(head); err != nil {
		return 0, err
	}
	us := func(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	for c, class := range t.Classes {
		for s, strategy := range t.Strategies {
			for r, ratio := range t.Ratios {
				for h, share := range t.Shares {
					pair := c*len(t.Strategies) + s
					line := []string{class, strategy, number(ratio), number(share), us(t.record[pair].Restore),
						us(t.record[pair].Fault),
						strconv.FormatInt(t.cached[pair*len(t.Ratios)+r]>>10, 10)}
					for k := range t.Loads {
						x := t.cells[t.index(c, s, r, h, k)]
						line = append(line, us(x.Restore), us(x.Fault))
					}
					if err := out.Write(line); err != nil {
						return 0, err
					}
				}
			}
		}
	}
	out.Flush()
	return 0, out.Error()
}

// decodeTable reads what WriteTo wrote.
func decodeTable(r io.Reader) (*Table, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) < 2 || len(lines[0]) < len(tableHead)+2 || (len(lines[0])-len(tableHead))%2 != 0 {
		return nil, fmt.Errorf("line 1: expected a header and lines below it")
	}
	t := &Table{}
	for _, name := range lines[0][len(tableHead):] {
		var load int
		if n, _ := fmt.Sscanf(name, "restore%d_us", &load); n == 1 {
			t.Loads = append(t.Loads, load)
		}
	}
	for i, l := range lines[1:] {
		ratio, err1 := strconv.ParseFloat(l[2], 64)
		share, err2 := strconv.ParseFloat(l[3], 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("line %d: ratio %q or share %q is no number", i+2, l[2], l[3])
		}
		t.Classes, t.Strategies = once(t.Classes, l[0]), once(t.Strategies, l[1])
		t.Ratios, t.Shares = once(t.Ratios, ratio), once(t.Shares, share)
	}
	if want := len(t.Classes) * len(t.Strategies) * len(t.Ratios) * len(t.Shares); want != len(lines)-1 {
		return nil, fmt.Errorf("%d lines below the header, expected %d", len(lines)-1, want)
	}
	t = newTable(t.Grid, t.Classes, t.Strategies)
	for i, l := range lines[1:] {
		if err := t.read(i, l[len(tableHead)-3:]); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return t, nil
}

// mostValue bounds microseconds, which become nanoseconds, and KiB, which become bytes.
const mostValue = 1 << 52

// read fills the cells of line i.
func (t *Table) read(i int, texts []string) error {
	values := make([]int64, len(texts))
	for k, text := range texts {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > mostValue {
			return fmt.Errorf("%q, expected a whole number from 0 to %d", text, mostValue)
		}
		values[k] = n
	}
	pair := i / len(t.Shares) / len(t.Ratios)
	us := func(k int) Times {
		return Times{time.Duration(values[k]) * time.Microsecond, time.Duration(values[k+1]) * time.Microsecond}
	}
	t.record[pair], t.cached[i/len(t.Shares)] = us(0), values[2]<<10
	t.watched[pair%len(t.Strategies)] = t.record[pair] != Times{}
	for k := range t.Loads {
		t.cells[i*len(t.Loads)+k] = us(3 + 2*k)
	}
	return nil
}

// once appends what is not there yet.
func once[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}
