package fleet

import (
	"testing"
	"unsafe"
)

// Does a container fill one line of the cache, and do two invokers?
func TestSizeOfContainersAndInvokers(t *testing.T) {
	const line = 64
	if n := unsafe.Sizeof(Container{}); n != line {
		t.Errorf("a container takes %d bytes, expected %d", n, line)
	}
	if n := unsafe.Sizeof(Invoker{}); n != line/2 {
		t.Errorf("an invoker takes %d bytes, expected %d", n, line/2)
	}
}
