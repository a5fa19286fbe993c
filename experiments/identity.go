package experiments

import (
	"os"
	"runtime"
	"runtime/debug"

	"thaw/experiments/build"
	"thaw/experiments/results"
)

// unreadable stands for the digest of an executable that cannot be read.
const unreadable = "unreadable"

// Identify returns the build with what identifies the running binary beyond thaw's
// revision: the revision of another main module, and the digest of an executable that
// was not built from revisions alone.
func Identify(b build.Info) build.Info {
	if b.Main != "" || b.Binary != "" {
		return b
	}
	exact := false
	if info, ok := debug.ReadBuildInfo(); ok {
		b.Main, exact = identity(info)
	}
	if exact {
		return b
	}
	b.Binary = unreadable
	path := "/proc/self/exe" // the running program, even where another one has taken its place
	if runtime.GOOS != "linux" {
		var err error
		if path, err = os.Executable(); err != nil {
			return b
		}
	}
	if file, err := results.HashFile(path); err == nil {
		b.Binary = file.SHA256
	}
	return b
}

// identity returns the revision of the main module if it is not thaw, and whether
// revisions and versions identify the build: nothing in it was changed or stands in a
// folder of its own.
func identity(info *debug.BuildInfo) (main string, exact bool) {
	revision := ""
	if info.Main.Sum != "" { // downloaded
		revision = info.Main.Version
	}
	modified := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	exact = revision != "" && !modified
	for _, d := range info.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		if d.Version == "" || d.Version == "(devel)" {
			exact = false
		}
	}
	if build.Dependency(info) != nil && exact {
		main = info.Main.Path + "@" + revision
	}
	return main, exact
}
