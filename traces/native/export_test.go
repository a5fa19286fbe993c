package native

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"thaw/models/workload"
)

// EncodeBlocks encodes a source in memory.
func EncodeBlocks(t rapid.TB, src workload.Source, blockRecords int) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := encode(context.Background(), &b, src, blockRecords); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// WriteTemp writes bytes to a file of the test.
func WriteTemp(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace.thaw")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
