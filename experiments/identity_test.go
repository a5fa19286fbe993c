package experiments

import (
	"runtime/debug"
	"testing"

	"thaw/experiments/build"
)

// Does --resume notice a binary that was changed without a commit, while two clean
// builds of one commit stay the same program? A build of revisions alone is known by
// them, and any other by its executable.
func TestIdentity(t *testing.T) {
	settings := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	thaw := debug.Module{Path: "thaw", Version: "v0.0.0-20260102150405-0123456789ab"}
	mine := debug.Module{Path: "example.org/mine", Version: "(devel)"}
	released := &debug.Module{Path: "thaw", Version: "v1.2.3", Sum: "h1:x"}
	for _, c := range []struct {
		name  string
		info  debug.BuildInfo
		main  string
		exact bool
	}{
		{"a clean build", debug.BuildInfo{Main: thaw, Settings: settings("abc", "false")}, "", true},
		{"an edit that is not committed", debug.BuildInfo{Main: thaw, Settings: settings("abc", "true")}, "", false},
		{"no stamp", debug.BuildInfo{Main: debug.Module{Path: "thaw", Version: "(devel)"}}, "", false},
		{"a version that was installed", debug.BuildInfo{Main: *released}, "", true},
		{"a dependency in a folder", debug.BuildInfo{Main: thaw, Settings: settings("abc", "false"),
			Deps: []*debug.Module{{Path: "a", Version: "v1.0.0", Replace: &debug.Module{Path: "../a"}}}}, "", false},
		{"a dependency of a workspace", debug.BuildInfo{Main: thaw, Settings: settings("abc", "false"),
			Deps: []*debug.Module{{Path: "a", Version: "(devel)"}}}, "", false},
		{"another program, clean", debug.BuildInfo{Main: mine, Settings: settings("def", "false"),
			Deps: []*debug.Module{released}}, "example.org/mine@def", true},
		{"another program, edited", debug.BuildInfo{Main: mine, Settings: settings("def", "true"),
			Deps: []*debug.Module{released}}, "", false},
		{"another program beside thaw's folder", debug.BuildInfo{Main: mine, Settings: settings("def", "false"),
			Deps: []*debug.Module{{Path: "thaw", Version: "v0.0.0", Replace: &debug.Module{Path: "../thaw"}}}}, "",
			false},
	} {
		if main, exact := identity(&c.info); main != c.main || exact != c.exact {
			t.Errorf("%s: %q, exact: %v; expected %q, %v", c.name, main, exact, c.main, c.exact)
		}
	}
	b := Identify(build.Info{Version: "devel", Revision: "unknown"}) // of this test, which has no stamp
	if len(b.Binary) != 64 || Identify(b) != b {
		t.Errorf("the test's executable is %q, and then %q", b.Binary, Identify(b).Binary)
	}
}
