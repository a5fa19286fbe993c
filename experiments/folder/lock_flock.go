//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package folder

import (
	"errors"
	"os"
	"syscall"
)

// lock locks an open folder until it is closed or the process ends. busy means that
// another process holds the lock. The lock is on the folder itself: no file stays.
// File systems without locks, some network file systems, give none.
func lock(dir *os.File) (busy bool) {
	for {
		err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return errors.Is(err, syscall.EWOULDBLOCK)
		}
	}
}
