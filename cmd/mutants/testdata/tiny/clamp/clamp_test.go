package clamp

import "testing"

func TestTo(t *testing.T) {
	if To(-1, 0, 9) != 0 || To(5, 0, 9) != 5 {
		t.Error("wrong")
	}
}
