package schedule_test

import (
	"flag"
	"testing"

	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// Does each scheduler do what its paper says? Its story is to be read.
func TestStories(t *testing.T) {
	known := story.Policies{Schedulers: all.Schedulers(), KeepAlives: all.KeepAlives()}
	story.Each(t, policies.Names(all.Schedulers()),
		func(t *testing.T, file string) { story.Check(t, file, known, *update) })
}
