package input

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thaw/traces/findings"
)

// splitTexts returns the fields of a line as texts.
func splitTexts(f *Fields, line string) ([]string, *QuoteError) {
	err := f.Split([]byte(line))
	var out []string
	for _, text := range f.Text {
		out = append(out, string(text))
	}
	return out, err
}

// Are a line's fields what every other program reads? encoding/csv is the
// oracle, for the fields and for what is refused.
func checkSplit(t rapid.TB, f *Fields, line string) {
	got, err := splitTexts(f, line)
	want, wantErr := csv.NewReader(strings.NewReader(line)).Read()
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: error %v, encoding/csv has %v", line, err, wantErr)
	}
	if err == nil && !slices.Equal(got, want) {
		t.Fatalf("%q: %q, want %q", line, got, want)
	}
	if err != nil && (err.Column < 1 || err.Column > len(line) || !slices.Equal(got, want[:min(len(got), len(want))])) {
		t.Fatalf("%q: %v after %q", line, err, got)
	}
	for i, at := range f.Starts {
		if at > 0 && line[at-1] != ',' || i > 0 && at <= f.Starts[i-1] {
			t.Fatalf("%q: fields begin at %v", line, f.Starts)
		}
	}
}

func TestFieldsAreThoseOfRFC4180(t *testing.T) {
	var f Fields
	rapid.Check(t, func(t *rapid.T) {
		checkSplit(t, &f, rapid.StringMatching(`(a|b|,|"|""|é|"a,","|",){1,20}`).Draw(t, "line"))
	})
	rapid.Check(t, func(t *rapid.T) { // any text, written by the oracle, comes back
		row := rapid.SliceOfN(rapid.StringMatching(`[^\r\n]*`), 1, 6).Draw(t, "row")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Write(row)
		w.Flush()
		got, err := splitTexts(&f, strings.TrimSuffix(b.String(), "\n"))
		if err != nil || len(got) != len(row) {
			t.Fatalf("%q: %q, %v, want %q", b.String(), got, err, row)
		}
		for i := range row {
			if got[i] != row[i] && got[i] != strings.TrimSpace(row[i]) {
				t.Fatalf("%q: %q, want %q", b.String(), got, row)
			}
		}
	})
}

func FuzzFields(f *testing.F) {
	for _, line := range []string{`a,b`, `"a","b"`, `"a,""b""",c`, `"a`, `a"b`, `"a"b`, ``, `"",`, `""""`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		line, _, _ = strings.Cut(line, "\n")
		if line == "" || strings.ContainsAny(line, "\r \t\v\f\u0085\u00a0") || bytes.TrimSpace([]byte(line)) == nil {
			return // spaces are ours: TestFieldsAndSpaces
		}
		for _, field := range strings.Split(line, ",") {
			if field != strings.TrimSpace(field) {
				return
			}
		}
		checkSplit(t, &Fields{}, line)
	})
}

// What happens to spaces, and where is a wrong quote?
func TestFieldsAndSpaces(t *testing.T) {
	for line, want := range map[string]string{
		`a, b ,c`:           `[a b c], trimmed [1]`,
		"\ta\t,b":           `[a b], trimmed [0]`,
		"a\u00a0,b":         `[a b], trimmed [0]`,
		` "a" ,b`:           `[a b], trimmed [0]`,
		`" a",b`:            `[ a b], padded [0]`,
		` "a " ,b`:          `[a  b], trimmed [0], padded [0]`,
		`a b,c`:             `[a b c]`,
		` , `:               `[ ], trimmed [0 1]`,
		`"",""`:             `[ ]`,
		`a,"b`:              `[a], column 3: ` + quoteOpen,
		`a,"b""`:            `[a], column 3: ` + quoteOpen,
		`a,b"c`:             `[a], column 4: ` + quoteBare,
		`a,b"c"`:            `[a], column 4: ` + quoteBare,
		`a,"b" c`:           `[a], column 7: "c" behind a closing quote, expected a comma`,
		`"a"b",c`:           `[], column 4: "b" behind a closing quote`,
		`a,b ,"c"",d`:       `[a b], trimmed [1], column 6: ` + quoteOpen,
		`"x""y","p""q","z"`: `[x"y p"q z]`,
	} {
		var f Fields
		got, err := splitTexts(&f, line)
		said := fmt.Sprint(got)
		if f.Trimmed != nil {
			said += fmt.Sprintf(", trimmed %v", f.Trimmed)
		}
		if f.Padded != nil {
			said += fmt.Sprintf(", padded %v", f.Padded)
		}
		if err != nil {
			said += fmt.Sprintf(", %v", err)
		}
		if !strings.HasPrefix(said, want) || err == nil && said != want {
			t.Errorf("%q: %s, want %s", line, said, want)
		}
	}
}

// Does a user read where the spaces and the quotes are?
func TestFieldsAreReported(t *testing.T) {
	var f Fields
	var r findings.Report
	lines := NewLines("x.csv", strings.NewReader("a, b,\" c\"\n\"a,b\n"))
	for {
		line, err := lines.Next()
		if err != nil {
			break
		}
		f.Cut(lines, line, &r)
	}
	want := `x.csv:1:3: spaces around "b" are left out (warning)
x.csv:1:6: " c" begins or ends with spaces inside its quotes, which belong to it (warning)
x.csv:2:1: ` + quoteOpen + " (error)\n"
	if got := r.String(); got != want {
		t.Errorf("report is\n%s\nwant\n%s", got, want)
	}
}
