package caption

import "testing"

// Does a command say what was drawn, and not where results went?
func TestCommand(t *testing.T) {
	got := Command([]string{"/bin/thaw", "reproduce", "table 5.3", "--out", "/tmp/x", "--seeds=2", "--resume", "-q",
		"--jobs=3", "--set", "a=b"})
	if want := "thaw reproduce 'table 5.3' --seeds=2 --set a=b"; got != want {
		t.Errorf("%s, expected %s", got, want)
	}
}
