package queue_test

import (
	"flag"
	"testing"

	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// Does each worker queue start invocations in the order that its source says? Its story
// is to be read.
func TestStories(t *testing.T) {
	known := story.Policies{Schedulers: all.Schedulers(), KeepAlives: all.KeepAlives(), Queues: all.Queues()}
	story.Each(t, policies.Names(all.Queues()),
		func(t *testing.T, file string) { story.Check(t, file, known, *update) })
}
