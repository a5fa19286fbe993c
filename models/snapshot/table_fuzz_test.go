package snapshot

import (
	"bytes"
	"strings"
	"testing"
)

// The table of restores: an error, or a table whose restores take no negative time and
// that is written again as it was read.
func FuzzTable(f *testing.F) {
	head := strings.Join(tableHead, ",") + ",restore1_us,fault1_us\n"
	f.Add(head + "hello,reap,1,0,1,2,3,4,5\n")
	f.Add(head + "hello,reap,1,0,1,2,3,9223372036854775807,5\n")
	f.Add(head + "hello,reap,1,0,0,0,9223372036854775807,4,5\nhello,reap,2,0,0,0,0,4,5\n")
	f.Add(head + "hello,reap,NaN,0,1,2,3,4,5\n")
	f.Add(head)
	f.Add(strings.Join(tableHead, ","))
	f.Fuzz(func(t *testing.T, text string) {
		table, err := decodeTable(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, x := range append(table.cells, table.record...) {
			if x.Restore < 0 || x.Fault < 0 {
				t.Fatalf("a restore of %v", x)
			}
		}
		for _, n := range table.cached {
			if n < 0 {
				t.Fatalf("%d bytes in the cache", n)
			}
		}
		var out bytes.Buffer
		if _, err := table.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
	})
}
