//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package folder

import "os"

// lock locks nothing: these systems cannot lock a folder.
func lock(*os.File) (busy bool) { return false }
