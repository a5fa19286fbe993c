package membership

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

// columns are those of a schedule; the last may be missing or empty where it means
// nothing.
var columns = []string{"at", "invoker", "event", "factor"}

// mistake is what is wrong with one field of an event.
type mistake struct {
	column int
	err    error
}

// parse reads the fields of an event. Spaces around them do not count. With invokers above
// 0 an invoker that does not exist is a mistake.
func parse(fields []string, invokers int) (e Event, wrong []mistake) {
	bad := func(column int, err error) {
		wrong = append(wrong, mistake{column, fmt.Errorf("%s: %w", columns[column], err)})
	}
	field := func(k int) string {
		if k < len(fields) {
			return strings.TrimSpace(fields[k])
		}
		return ""
	}
	at, err := parseTime(field(0))
	if err != nil {
		bad(0, err)
	}
	e.At = sim.Time(at)
	n, err := strconv.ParseUint(field(1), 10, 31)
	if err != nil {
		bad(1, fmt.Errorf("%q: expected the number of an invoker, from 0", field(1)))
	}
	if e.Invoker = int32(n); err == nil && invokers > 0 && int(n) >= invokers {
		bad(1, fmt.Errorf("%q: there is no such invoker, expected 0 to %d", field(1), invokers-1))
	}
	if e.Kind, err = parseKind(field(2)); err != nil {
		bad(2, err)
	} else if factor := field(3); e.Kind == SlowDown {
		if e.Factor, err = parseFactor(factor); err != nil {
			bad(3, err)
		}
	} else if factor != "" {
		bad(3, fmt.Errorf("%q: a %s has no factor, a %s has", factor, e.Kind, SlowDown))
	}
	if len(fields) > len(columns) {
		wrong = append(wrong, mistake{len(columns), fmt.Errorf("%q is too much: expected %s", fields[len(columns)],
			strings.Join(columns, ","))})
	}
	return e, wrong
}

func parseTime(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q: expected a duration since the start of the window, such as 10m or 1h30m", text)
	}
	return d, nil
}

// parseFactor reads a number with at most six decimals as millionths.
func parseFactor(text string) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole+(part + "000000")[:max(6, len(part))], 10, 62)
	if err != nil || whole == "" || len(part) > 6 || n < Million || n > MostFactor {
		return 0, fmt.Errorf("%q: expected how many times longer executions take, 1 to %d, with at most six decimals",
			text, MostFactor/Million)
	}
	return int64(n), nil
}

// ParseEvent reads one event, such as "10m,3,crash" or "1h,0,slow-down,2.5", for a platform
// of so many invokers; 0: any number.
func ParseEvent(text string, invokers int) (Event, error) {
	fields := strings.Split(text, ",")
	e, wrong := parse(fields, invokers)
	var errs []error
	for _, m := range wrong {
		errs = append(errs, m.err)
	}
	if errs != nil && len(fields) < 3 {
		return Event{}, fmt.Errorf("%q: expected AT,INVOKER,EVENT[,FACTOR], such as 10m,3,crash", text)
	}
	return e, errors.Join(errs...)
}

// ParseFile reads a schedule: CSV with the columns at, invoker, event and, where it has
// slow-downs, factor; for a platform of so many invokers, 0: any number. Every mistake is
// reported at once, with file, line and column.
func ParseFile(name string, text []byte, invokers int) ([]Event, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	var events []Event
	var errs []error
	report := func(line, column int, err error) {
		if len(errs) < mostErrors {
			errs = append(errs, fmt.Errorf("%s:%d:%d: %w", name, line, column, err))
		}
	}
	header := true
	for {
		fields, err := r.Read()
		if err == io.EOF {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			report(wrong.Line, max(1, wrong.Column), wrong.Err)
			break // what follows would be read wrongly
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if header {
			header = false
			checkHeader(fields, func(k int, err error) {
				line, column := r.FieldPos(k)
				report(line, column, err)
			})
			if errs != nil {
				break
			}
			continue
		}
		e, mistakes := parse(fields, invokers)
		for _, m := range mistakes {
			line, column := r.FieldPos(min(m.column, len(fields)-1))
			report(line, column, m.err)
		}
		events = append(events, e)
	}
	if header && errs == nil {
		report(1, 1, fmt.Errorf("nothing is here, expected a header %s", strings.Join(columns, ",")))
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	return events, nil
}

func checkHeader(fields []string, report func(column int, err error)) {
	for k, f := range fields {
		if k >= len(columns) || strings.TrimSpace(f) != columns[k] {
			report(k, fmt.Errorf("column %q%s, expected the header %s", f, names.Suggest(f, columns),
				strings.Join(columns, ",")))
			return
		}
	}
	if len(fields) < len(columns)-1 {
		report(len(fields)-1, fmt.Errorf("the header has %d columns, expected %s", len(fields),
			strings.Join(columns, ",")))
	}
}

// Text returns the event as ParseEvent reads it.
func (e Event) Text() string {
	text := fmt.Sprintf("%v,%d,%s", time.Duration(e.At), e.Invoker, e.Kind)
	if e.Kind == SlowDown {
		text += "," + strconv.FormatFloat(float64(e.Factor)/Million, 'f', -1, 64)
	}
	return text
}

// ParseFailures reads mean times, such as "mtbf=24h,mttr=10m".
func ParseFailures(text string) (Failures, error) {
	var f Failures
	var errs []error
	seen := map[string]bool{}
	known := []string{"mtbf", "mttr"}
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		at := map[string]*time.Duration{"mtbf": &f.Between, "mttr": &f.Repair}[name]
		if at == nil {
			errs = append(errs, fmt.Errorf("%q is unknown%s", name, names.Hint(name, known)))
			continue
		}
		if seen[name] {
			errs = append(errs, fmt.Errorf("%s is given twice", name))
		}
		seen[name] = true
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 || d > sim.MaxDraw {
			errs = append(errs, fmt.Errorf("%s=%q: expected a duration above 0s, at most %v, such as 24h", name, value,
				sim.MaxDraw))
		}
		if *at = d; err == nil && name == "mtbf" && d > 0 && d < LeastBetween {
			errs = append(errs, fmt.Errorf("mtbf=%q: expected at least %v: more failures than that are no failures",
				value, LeastBetween))
		}
	}
	if errs == nil && len(seen) < len(known) {
		errs = append(errs, fmt.Errorf("%q: expected both, such as mtbf=24h,mttr=10m", text))
	}
	if errs != nil {
		return Failures{}, errors.Join(errs...)
	}
	return f, nil
}
