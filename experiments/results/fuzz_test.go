package results

import (
	"os"
	"path/filepath"
	"testing"

	"thaw/models/outcome"
)

// madeRun writes a run with its record into folder.
func madeRun(f *testing.F, folder string) {
	f.Helper()
	row := &Row{Policy: "random+ttl", Schedule: "random", KeepAlive: "ttl", Prefetch: None, Seed: 1,
		Summary: outcome.Summary{Invocations: 3, Completed: 3}}
	if _, err := WriteRecord(folder, Stamp{Manifest: "{}", SHA256: "x"}, row, nil); err != nil {
		f.Fatal(err)
	}
	if _, err := WriteSummary(folder, []Row{*row, *row}, Stamp{Manifest: "{}"}); err != nil {
		f.Fatal(err)
	}
}

// seedWith adds a file, its halves and what is no file of the kind.
func seedWith(f *testing.F, path string) []byte {
	f.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range [][]byte{text, text[:len(text)/2], text[len(text)/2:], nil, []byte("{}"), []byte("null")} {
		f.Add(part)
	}
	return text
}

func FuzzRecord(f *testing.F) {
	folder := f.TempDir()
	madeRun(f, folder)
	path := filepath.Join(folder, recordName)
	seedWith(f, path)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		rec, row, err := ReadRecord(folder)
		if (rec == nil) != (row == nil) || err != nil && rec != nil {
			t.Errorf("%v, %v, %v", rec, row, err)
		}
	})
}

func FuzzManifest(f *testing.F) {
	folder := f.TempDir()
	m := Manifest{Complete: true, Command: []string{"thaw"}, Seeds: []int64{1},
		Policies: []PolicyID{{Policy: "random+ttl", Schedule: "random", KeepAlive: "ttl"}},
		Settings: []Setting{{Name: "detail", Values: []string{"summary"}}}}
	if err := m.Write(folder); err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(folder, ManifestName)
	seedWith(f, path)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if m, err := ReadManifest(folder); err == nil {
			m.Detail()
		}
	})
}

// A damaged result file is an error, wherever the damage is, and no panic of the
// library that reads it.
func FuzzParquet(f *testing.F) {
	folder := f.TempDir()
	madeRun(f, folder)
	path := filepath.Join(folder, SummaryName)
	whole := seedWith(f, path)
	for i := 1; i <= 64; i++ { // damage that leaves the frame of the file
		changed := append([]byte(nil), whole...)
		changed[len(changed)*i/65] ^= byte(i) | 0x40
		f.Add(changed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if rows, err := ReadSummary(path); err == nil && len(rows) > len(data)*64 {
			t.Errorf("%d rows of %d bytes", len(rows), len(data))
		}
		_, _ = ReadStamp(path)
		_ = ScanTable(path, []string{"seed"}, func(*Table) error { return nil })
	})
}
