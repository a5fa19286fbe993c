package sensitivity

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers"
)

// tiny is a paper of three containers, whose one enforced row that stands is about the lock under
// which they are prepared: 5 + 66 + 50 ms each, so that the last is ready 242 ms after
// the first.
var tiny = map[string]string{
	"experiment.yaml": `
paper: a tiny paper
about: three containers
cells:
  - {name: boot, kind: study, study: storage, about: all at once, settings: {vms: 3, strategies: [devmapper]}}
figures:
  - {name: "1", about: the lock, cells: [boot]}
`,
	"expected.yaml": `
claims:
  - {claim: ready one after the other, figure: "1", source: here, measure: value, metric: spread_ms, of: boot/devmapper,
     published: 242, tolerance: relative 30%, status: enforced}
  - {claim: what no change mends, figure: "1", source: here, measure: value, metric: spread_ms, of: boot/devmapper,
     published: 1000, tolerance: relative 1%, status: enforced}
`,
	"README.md": "# Tiny\n",
}

func open(t *testing.T) *papers.Paper {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "tiny"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range tiny {
		if err := os.WriteFile(filepath.Join(folder, "tiny", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, err := papers.Open(experiments.Thaw(), "tiny", folder)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func find(t *testing.T, r *Report, path string) *Result {
	t.Helper()
	i := slices.IndexFunc(r.Results, func(x Result) bool { return x.Path == path })
	if i < 0 {
		t.Fatalf("%s is not in the report", path)
	}
	return &r.Results[i]
}

// Is a number noticed that an enforced row depends on, and is one untested that moves it
// too little, or that only hidden results or no result depend on?
func TestWhoNotices(t *testing.T) {
	t.Parallel()
	r, err := Run(context.Background(), open(t), Options{Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	if r.Enforced != 1 || r.Calibration != 0 || !slices.Equal(r.Fails, []string{"1: what no change mends"}) {
		t.Errorf("%d enforced and %d calibration rows stand, %v fail", r.Enforced, r.Calibration, r.Fails)
	}
	for path, want := range map[string]struct { // worked out by hand from the 242 ms
		to       string
		enforced int
		moved    int
		differs  bool
	}{
		"storage.thin_device": {"132ms", 1, 2, true}, // 374 ms
		"storage.temp_mount":  {"100ms", 1, 2, true}, // 342 ms
		"storage.transaction": {"10ms", 0, 2, true},  // 252 ms
		"storage.mount":       {"6ms", 0, 0, true},   // the first is later, too
		"storage.map_request": {"12.076µs", 0, 0, false},
		"devices.read_kib":    {"43212", 0, 0, true},
	} {
		x := find(t, r, path)
		if x.To != want.to || x.How != "twice" || len(x.Enforced) != want.enforced || x.Moved != want.moved ||
			x.Differs != want.differs || x.untested() == (want.enforced > 0) {
			t.Errorf("%s: %+v, expected %+v", path, x, want)
		}
	}
	for _, x := range r.Results {
		if strings.HasPrefix(x.Path, "restore.") || strings.HasPrefix(x.Path, "memory.") {
			t.Errorf("%s is in the report, and no cell reads it", x.Path)
		}
	}
	page := r.Markdown()
	summary, err := Summary(page, "Here")
	if err != nil || !strings.Contains(summary, "an enforced row notices 2, and only calibration rows 0; "+
		"with 0 there is no run. No row notices 27") {
		t.Errorf("%v: %s", err, summary)
	}
	if !strings.Contains(page, "| 1 of 1 | 1: ready one after the other |") {
		t.Error(page)
	}
}

// A search that was stopped goes on where it was: does it take what is finished, and only
// of the same inputs?
func TestGoesOn(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	ctx, cancel := context.WithCancel(context.Background())
	lines := 0
	_, err := Run(ctx, open(t), Options{Out: out, Note: func(string) {
		if lines++; lines == 5 { // one without a change, four numbers
			cancel()
		}
	}})
	var stopped *exit.InterruptedError
	if !errors.As(err, &stopped) || stopped.Finished != 4 {
		t.Fatalf("%v, expected four finished numbers", err)
	}
	files, err := filepath.Glob(filepath.Join(out, "numbers", "*.json"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%v, %v: expected four files", files, err)
	}
	mark := func(file string, seal bool, change func(k *kept)) {
		text, err := os.ReadFile(file)
		var k kept
		if err := errors.Join(err, json.Unmarshal(text, &k)); err != nil {
			t.Fatal(err)
		}
		change(&k)
		if seal {
			k.Digest, _ = k.seal()
		}
		if text, err = json.Marshal(k); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mark(files[0], true, func(k *kept) { k.Moved = 77 })
	mark(files[1], true, func(k *kept) { k.Moved, k.Key = 77, "of another binary" })
	mark(files[2], false, func(k *kept) { k.Moved = 77 }) // by hand
	if err := os.WriteFile(files[3], []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), open(t), Options{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	name := func(file string) string { return strings.TrimSuffix(filepath.Base(file), ".json") }
	if x := find(t, r, name(files[0])); x.Moved != 77 {
		t.Errorf("%s was made again", x.Path)
	}
	for _, file := range files[1:] {
		if x := find(t, r, name(file)); x.Moved == 77 {
			t.Errorf("%s is of other inputs and was taken", x.Path)
		}
	}
}

// Is a folder that is somebody else's left as it is?
func TestFolderOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"mine.txt", "numbers/storage.open.json", "unchanged/mine.txt"} {
		out := t.TempDir()
		path := filepath.Join(out, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Run(context.Background(), open(t), Options{Out: out})
		text, err2 := os.ReadFile(path)
		if err == nil || !strings.Contains(err.Error(), "left untouched") || err2 != nil || string(text) != "mine" {
			t.Errorf("%s: %v, and it has %q (%v)", file, err, text, err2)
		}
	}
	out, elsewhere := t.TempDir(), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(out, numbersFolder)); err != nil {
		t.Skip(err)
	}
	if _, err := Run(context.Background(), open(t), Options{Out: out}); err == nil {
		t.Error("a link in the place of a folder was followed")
	}
}

// What does the page of a paper say that counts no row? Not that none of its numbers is
// untested, of none that could be changed.
func TestNobodyToNotice(t *testing.T) {
	text := (&Report{Paper: "a-paper"}).Markdown()
	if got, err := Summary(text, "Here"); err != nil || got != noRows+"\n" {
		t.Errorf("%v, %q, expected %q", err, got, noRows)
	}
	if text := (&Report{Paper: "a-paper", Fails: []string{"a row"}}).Markdown(); strings.Contains(text, noRows) {
		t.Errorf("a paper whose only row fails has a row:\n%s", text)
	}
	text = (&Report{Paper: "a-paper", Enforced: 9}).Markdown()
	if got, err := Summary(text, "Here"); err != nil || got != noNumbers+"\n" || strings.Contains(text, "| number |") {
		t.Errorf("of rows that depend on no number of thaw params: %v, %q, expected %q", err, got, noNumbers)
	}
}
