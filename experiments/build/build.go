// Package build identifies the program that made results.
//
//	version, revision, module ──▶ Info ──▶ manifest of a result folder
//	                                  └──▶ thaw version
package build

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// Info identifies the binary that made results. Two clean builds of one revision are
// the same, wherever they were made. Main and Binary are for builds that thaw's revision
// does not describe; experiments fill them in.
type Info struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Modified bool   `json:"modified"` // built from a tree with changes that were not committed
	Go       string `json:"go"`
	Main     string `json:"main,omitempty"`   // MODULE@REVISION of the main module, where it is not thaw
	Binary   string `json:"binary,omitempty"` // SHA-256 of the executable; empty where revisions identify the build

	Program *Program `json:"program,omitempty"` // that has thaw as a library; nil: thaw itself
}

// Program is another program that uses thaw as a library.
type Program struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// modulePath is the path of thaw's module.
const modulePath = "thaw"

// Read returns thaw's version and revision in the running binary.
func Read() Info {
	b := Info{Version: "devel", Revision: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.read(info)
	return b
}

// read takes thaw's version and revision from the main module, or from thaw's
// line among the dependencies of another main module.
func (b *Info) read(info *debug.BuildInfo) {
	if thaw := Dependency(info); thaw != nil {
		b.version(thaw)
		return
	}
	b.version(&info.Main)
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
}

// Dependency returns thaw among the dependencies of another main module, or nil.
func Dependency(info *debug.BuildInfo) *debug.Module {
	for _, d := range info.Deps {
		if d.Path != modulePath {
			continue
		}
		if d.Replace != nil {
			return d.Replace
		}
		return d
	}
	return nil
}

// version takes version and revision from thaw's module.
func (b *Info) version(thaw *debug.Module) {
	if thaw.Version != "" && thaw.Version != "(devel)" {
		b.Version = thaw.Version
	}
	if revision := pseudoRevision(thaw.Version); revision != "" {
		b.Revision = revision
	}
}

// pseudoRevision returns the revision that a pseudo-version ends with, such as
// v0.0.0-20260102150405-0123456789ab, and nothing of another version.
func pseudoRevision(version string) string {
	version, _, _ = strings.Cut(version, "+")
	parts := strings.Split(version, "-")
	last := parts[len(parts)-1]
	if len(parts) < 3 || len(last) != 12 || strings.Trim(last, "0123456789abcdef") != "" {
		return ""
	}
	return last
}
