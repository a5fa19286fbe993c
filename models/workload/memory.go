package workload

import "strconv"

// MiB is an amount of memory in MiB; an invoker's counters hold 2 PiB.
type MiB int32

// String returns the amount as users type it: 256MiB or 4GiB.
func (m MiB) String() string {
	if m != 0 && m%1024 == 0 {
		return strconv.Itoa(int(m/1024)) + "GiB"
	}
	return strconv.Itoa(int(m)) + "MiB"
}
