package cluster_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// Thousands of tiny worlds leave a megabyte of histograms each and nothing else:
// with the usual ratio the collector would run after every few of them, and take
// most of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(1000)
	os.Exit(m.Run())
}
