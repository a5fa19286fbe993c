package azure2019

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/traces/input"
	"thaw/traces/tracetest"
)

// Which day is a file of? Upstream has d01 to d14; others have more.
func TestDayNumbers(t *testing.T) {
	for name, want := range map[string]int{
		"1.csv": 1, "01.csv": 1, "001.csv": 1, "0.csv": 0, "00.csv": 0, "15.csv": 15, "9999.csv.xz": 9999,
		"07.csv.zst": 7,
		"10000.csv":  -1, "99999.csv": -1, "-1.csv": -1, "+1.csv": -1, "01.CSV": -1, "01 (1).csv": -1, "01.csv.bz2": -1,
		"01.csv.bak": -1, "1a.csv": -1, ".csv": -1, "99999999999999999999.csv": -1, "x01.csv": -1, "01": -1,
	} {
		f, ok := parseName(filePrefixes[memoryFile] + name)
		if ok != (want >= 0) || ok && (f.day != want || f.kind != memoryFile) {
			t.Errorf("%s: day %d, %v, expected %d", name, f.day, ok, want)
		}
	}
}

// Does a user read which files of the folder are left out, and what their names
// should be?
func TestSkippedFilesAreSaid(t *testing.T) {
	odd := []string{
		filePrefixes[0] + "99999.csv", filePrefixes[0] + "01.CSV", filePrefixes[0] + "01 (1).csv",
		filePrefixes[1] + "-1.csv", filePrefixes[1] + "01.csv.bak", filePrefixes[1] + "01.csv.bz2",
		filePrefixes[2] + "1a.csv", "Copy of " + filePrefixes[0] + "01.csv", "invocation_per_functions_md.anon.d01.csv",
		"App_Memory_Percentiles.anon.d01.csv", "invocations_per_function_md_d02.csv",
		"function-durations-percentiles-d01.csv",
	}
	for _, name := range odd {
		files := smallDay()
		files[name] = "x"
		report, err := Validate(tracetest.WriteFiles(t, files), input.Limits{})
		if err != nil || report.Count(skippedFile) != 1 || !strings.Contains(report.String(), name+": is not read: ") {
			t.Errorf("%s is not named: %v\n%s", name, err, report)
		}
	}
	odd = odd[:7]
	files := smallDay()
	for _, name := range odd {
		files[name] = "x"
	}
	for _, name := range []string{"README.md", "app.csv", "notes_on_this.txt", "AzureFunctionsDataset2019.md"} {
		files[name] = "x"
	}
	dir := tracetest.WriteFiles(t, files)
	folder := filepath.Join(dir, filePrefixes[0]+"02.csv")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	report, err := Validate(dir, input.Limits{})
	if err != nil || !report.Usable() || report.Count(skippedFile) != int64(len(odd))+1 {
		t.Fatalf("%d files are named, expected %d: %v\n%s", report.Count(skippedFile), len(odd)+1, err, report)
	}
	want := filepath.Join(dir, filePrefixes[0]+"99999.csv") + ": is not read: its name is none of the trace's, " +
		"expected a name like " + filePrefixes[0] + "NN.csv, with a day NN from 0 to 9999, or .csv.gz, " +
		".csv.zst, .csv.xz (warning)\n"
	if s := report.String(); !strings.Contains(s, want) || !strings.Contains(s, folder+": is not read: it is a folder") {
		t.Errorf("report is\n%sexpected it to contain\n%s", s, want)
	}
	for _, kind := range filePrefixes {
		if !strings.Contains(report.String(), "like "+kind+"NN.csv") {
			t.Errorf("no file is expected to be called %s: %s", kind, report)
		}
	}

	// One file that is named: those beside it of its day count.
	report, err = Validate(filepath.Join(dir, filePrefixes[0]+"01.csv"), input.Limits{})
	if s := report.String(); err != nil || strings.Contains(s, "d99999") || strings.Contains(s, "d02") ||
		!strings.Contains(s, filePrefixes[1]+"01.csv.bak: is not read") {
		t.Errorf("%v, report is\n%s", err, s)
	}

	// Nothing but odd names: the error has them.
	only := tracetest.WriteFiles(t, map[string]string{odd[1]: files[filePrefixes[0]+"01.csv"]})
	if _, err := Open(only, Options{}); err == nil || !strings.Contains(err.Error(), "no invocations: expected files") ||
		!strings.Contains(err.Error(), odd[1]+": is not read") {
		t.Errorf("error is %v", err)
	}

	// In an archive, too.
	delete(files, filePrefixes[0]+"99999.csv")
	files[filePrefixes[1]+"02.csv.gz"] = "x"
	path := filepath.Join(tracetest.WriteFiles(t, map[string]string{"a.tar.xz": tracetest.PackTar(t, files)}),
		"a.tar.xz")
	report, err = Validate(path, input.Limits{})
	if err != nil || report.Count(skippedFile) != int64(len(odd)) ||
		!strings.Contains(report.String(), "("+odd[1]+"): is not read") {
		t.Errorf("archive: %v\n%s", err, report)
	}
}

// Of two files of one day, is the one with the upstream name read, and the other
// named?
func TestTwoFilesOfADay(t *testing.T) {
	files := smallDay()
	for _, number := range []string{"1", "001"} {
		files[filePrefixes[0]+number+".csv"] = testCounts(1, "a f http 50")
	}
	want := readAll(t, mustOpen(t, tracetest.WriteFiles(t, smallDay()), Options{}), 1)
	dir := tracetest.WriteFiles(t, files)
	archive := filepath.Join(tracetest.WriteFiles(t, map[string]string{"a.tar.xz": tracetest.PackTar(t, files)}),
		"a.tar.xz")
	for _, path := range []string{dir, archive} {
		a := mustOpen(t, path, Options{})
		if got := readAll(t, a, 1); !slices.Equal(got, want) || a.Report().Count("two files of one day") != 2 ||
			!strings.Contains(a.Report().String(), "d001.csv") {
			t.Errorf("%s: %d invocations, expected %d\n%s", path, len(got), len(want), a.Report())
		}
	}
	a := mustOpen(t, filepath.Join(dir, filePrefixes[0]+"1.csv"), Options{})
	if got := readAll(t, a, 1); len(got) != 50 || a.Report().Count("two files of one day") != 0 {
		t.Errorf("the file that is named: %d invocations, expected 50\n%s", len(got), a.Report())
	}
}
