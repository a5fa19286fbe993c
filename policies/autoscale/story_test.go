package autoscale_test

import (
	"flag"
	"testing"

	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// Does each autoscaler do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	known := story.Policies{Schedulers: all.Schedulers(), KeepAlives: all.KeepAlives(), Autoscalers: all.Autoscalers()}
	story.Each(t, policies.Names(all.Autoscalers()),
		func(t *testing.T, file string) { story.Check(t, file, known, *update) })
}
