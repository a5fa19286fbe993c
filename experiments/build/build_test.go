package build

import (
	"runtime/debug"
	"testing"
)

// thaw is found as the main module and among the dependencies of another.
func TestBuildInfo(t *testing.T) {
	own := &debug.BuildInfo{Main: debug.Module{Path: "thaw", Version: "v1.2.3"},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}}
	dependency := func(version string, replace *debug.Module) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Path: "example.org/mine", Version: "v9.9.9"},
			Deps: []*debug.Module{{Path: "github.com/spf13/cobra", Version: "v1.0.0"},
				{Path: "thaw", Version: version, Replace: replace}},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "of mine"},
				{Key: "vcs.modified", Value: "true"}}}
	}
	for _, c := range []struct {
		name string
		info *debug.BuildInfo
		want Info
	}{
		{"main module", own, Info{Version: "v1.2.3", Revision: "abc", Modified: true}},
		{"a release", dependency("v1.2.3", nil), Info{Version: "v1.2.3", Revision: "unknown"}},
		{"a revision", dependency("v0.0.0-20260102150405-0123456789ab", nil),
			Info{Version: "v0.0.0-20260102150405-0123456789ab", Revision: "0123456789ab"}},
		{"a folder in its place", dependency("v0.0.0", &debug.Module{Path: "../thaw"}),
			Info{Version: "devel", Revision: "unknown"}},
		{"another version in its place", dependency("v1.0.0",
			&debug.Module{Path: "example.org/thaw", Version: "v1.0.1"}),
			Info{Version: "v1.0.1", Revision: "unknown"}},
	} {
		got := Info{Version: "devel", Revision: "unknown"}
		got.read(c.info)
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}
